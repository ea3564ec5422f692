"""Frontiers against every plan there is: ``python -m tests.campaigns.frontiers --count 200``.

Of each pool three frontiers: coverage and stability, coverage and balance, and all three at every
level of stability. Each has to be proven, and its points have to be exactly the values that no plan
beats: none missing, none beaten.
"""

import sys
from collections import Counter
from collections.abc import Sequence

from scheduler.whatif.frontiers import Frontier, frontier
from tests.campaigns.running import Looked, campaign
from tests.whatif.frontiers import (
    BALANCE,
    COVERAGE,
    STABILITY,
    Values,
    planned,
    plans_of,
    signed,
    unbeaten,
)


def look(seed: int) -> Looked:
    """The faults of a seed's frontiers, and how many points they have."""
    looked = Looked(counts=Counter(pools=1))
    if (base := planned(seed)) is None:
        looked.counts["infeasible"] += 1
        return looked
    for other in (STABILITY, BALANCE):
        found = frontier(base, (COVERAGE, other))
        _hold(looked, str(other), found, plans_of(base, found.tiers))
    three = (COVERAGE, BALANCE, STABILITY)
    worth = plans_of(base, three)
    found = frontier(base, three, levels=sorted({-value[2] for value in worth}))
    _hold(looked, "all three", found, worth)
    return looked


def _hold(looked: Looked, name: str, found: Frontier, worth: set[Values]) -> None:
    """One frontier against the values that plans have."""
    points, right = signed(found), unbeaten(worth)
    looked.counts += Counter(
        {"frontiers": 1, "points": len(points), "with several points": len(points) > 1}
    )
    if not (found.is_proven and found.is_complete):
        looked.faults.append(f"{name}: proven {found.is_proven}, complete {found.is_complete}")
    if missing := right - points:
        looked.faults.append(f"{name}: {sorted(missing)} are missing")
    if beaten := points - right:
        looked.faults.append(f"{name}: {sorted(beaten)} are beaten, or of no plan")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the campaign."""
    return campaign("frontiers", look, 200, arguments)


if __name__ == "__main__":
    sys.exit(main())
