"""Small pools in timed mode against every plan: ``python -m tests.campaigns.timed --count 10000``.

Engines and prices come in another order there than in certified mode, which is that of ``small``.
"""

import sys
from collections.abc import Sequence
from functools import partial

from scheduler.model import SolveOptions
from tests.campaigns.running import campaign
from tests.campaigns.small import look


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the campaign."""
    return campaign("timed", partial(look, options=SolveOptions(mode="timed")), 10_000, arguments)


if __name__ == "__main__":
    sys.exit(main())
