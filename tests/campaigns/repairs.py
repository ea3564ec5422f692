"""Repairs against every cheaper set of changes: ``python -m tests.campaigns.repairs``.

Of each pool's plan every empty seat is repaired. Each way is tried on the changed pool against all
its plans, with each of its steps left out too; and sets of changes that cost less than the first
way are tried: all, unless there are more than 600; then sixty are drawn.
"""

import sys
from collections.abc import Sequence

from tests.campaigns.running import Looked, campaign
from tests.explain.repairing import look as look_at_repairs


def look(seed: int) -> Looked:
    """The faults of a seed's pool."""
    return Looked(*look_at_repairs(seed))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the campaign."""
    return campaign("repairs", look, 300, arguments)


if __name__ == "__main__":
    sys.exit(main())
