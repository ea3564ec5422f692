"""Replans against every plan there is: ``python -m tests.campaigns.replans --count 3000``.

Each specialist of each pool falls away once, and two of its cases come in. As many have to be
served as can be, with the fewest changed rows, and no notified row may move.
"""

import sys
from collections.abc import Sequence

from tests.campaigns.running import Looked, campaign
from tests.explain.replanning import look as look_at_replans


def look(seed: int) -> Looked:
    """The faults of a seed's pool."""
    return Looked(*look_at_replans(seed))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the campaign."""
    return campaign("replans", look, 3_000, arguments)


if __name__ == "__main__":
    sys.exit(main())
