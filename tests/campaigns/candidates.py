"""Candidates against every plan there is: ``python -m tests.campaigns.candidates --count 300``.

The cases with an empty seat are asked about: who can come, at what loss, and that nobody is left
out.
"""

import sys
from collections.abc import Sequence

from tests.campaigns.running import Looked, campaign
from tests.explain.ranking import look as look_at_candidates


def look(seed: int) -> Looked:
    """The faults of a seed's pool."""
    return Looked(*look_at_candidates(seed))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the campaign."""
    return campaign("candidates", look, 300, arguments)


if __name__ == "__main__":
    sys.exit(main())
