"""Key persons, gaps and permissions against every plan: ``python -m tests.campaigns.marginals``.

Of each pool's plan every absence, some newcomers and some permissions are held against all plans of
the changed pool; so are newcomers and permissions that are said to need no search.
"""

import sys
from collections.abc import Sequence

from tests.campaigns.running import Looked, campaign
from tests.explain.marginals import look as look_at_marginals


def look(seed: int) -> Looked:
    """The faults of a seed's pool."""
    return Looked(*look_at_marginals(seed))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the campaign."""
    return campaign("marginals", look, 1_000, arguments)


if __name__ == "__main__":
    sys.exit(main())
