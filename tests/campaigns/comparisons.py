"""Comparisons against every plan there is: ``python -m tests.campaigns.comparisons --count 600``.

Each pool changes in one fact. The plans before and after are compared: every move has to have its
cause, held against all plans of the changed pool, and the fewest moves have to be the fewest.
"""

import sys
from collections.abc import Sequence

from tests.campaigns.running import Looked, campaign
from tests.explain.comparisons import look as look_at_comparisons


def look(seed: int) -> Looked:
    """The faults of a seed's pool."""
    return Looked(*look_at_comparisons(seed))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the campaign."""
    return campaign("comparisons", look, 600, arguments)


if __name__ == "__main__":
    sys.exit(main())
