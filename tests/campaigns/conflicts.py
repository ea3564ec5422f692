"""Conflicts of edits against every plan: ``python -m tests.campaigns.conflicts --count 500``.

Up to seven edits of each pool's plan are drawn; of those that cannot all hold together every
irreducible conflict and every least way out has to be told, and nothing else.
"""

import sys
from collections.abc import Sequence

from tests.campaigns.running import Looked, campaign
from tests.explain.conflicting import look as look_at_conflicts


def look(seed: int) -> Looked:
    """The faults of a seed's pool."""
    return Looked(*look_at_conflicts(seed))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the campaign."""
    return campaign("conflicts", look, 500, arguments)


if __name__ == "__main__":
    sys.exit(main())
