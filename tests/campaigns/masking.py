"""Answers to agencies under hidden changes: ``python -m tests.campaigns.masking --count 2000``.

For each agency of each pool a fact that it does not see is changed and the week planned anew. Where
the agency sees the same as before, it must be told the same, whatever the reason has become.
"""

import sys
from collections.abc import Sequence

from tests.campaigns.running import Looked, campaign
from tests.explain.masked import look as look_at_answers


def look(seed: int) -> Looked:
    """The faults of a seed's pool."""
    return Looked(*look_at_answers(seed))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the campaign."""
    return campaign("masking", look, 2_000, arguments)


if __name__ == "__main__":
    sys.exit(main())
