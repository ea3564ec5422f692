"""Clashes of pins against every plan: ``python -m tests.campaigns.clashes --count 500``.

The pins of each pool cannot all hold. Every clash has to be told and nothing else; every way out,
the cheapest first, plans when it is applied, and no other one is missed.
"""

import sys
from collections import Counter
from collections.abc import Sequence

from tests.campaigns.running import Looked, campaign
from tests.explain.clashing import differences
from tests.explain.clashing_pools import clashing_pool


def look(seed: int) -> Looked:
    """The faults of a seed's pool."""
    counts = Counter[str]()
    return Looked(list(differences(clashing_pool(seed), counts)), counts)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the campaign."""
    return campaign("clashes", look, 500, arguments)


if __name__ == "__main__":
    sys.exit(main())
