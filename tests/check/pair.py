"""One pair, s and d, in a pool as small as can be; the codes that refuse it."""

from scheduler.check import refusals
from scheduler.model import Fact, Pool
from tests.builders import case, demand, pool, specialist

FRIDAY = "2026-12-04"  # the last day of the window
THURSDAY = "2026-12-03"
MONDAY = "2026-11-30"
SUNDAY = "2026-11-29"
TUESDAY = "2026-12-01"


def codes(*facts: Fact) -> list[str]:
    """The codes that refuse specialist s for demand d; case c is A's, and s is B's by default."""
    given = {type(f).__name__ for f in facts}
    people = () if "Specialist" in given else (specialist("s", "B"),)
    cases = () if "Case" in given else (case("c", "A"),)
    demands = () if "Demand" in given else (demand("d", "c"),)
    it = pool(*facts, *people, *cases, *demands)
    return codes_of(it)


def codes_of(it: Pool) -> list[str]:
    return [str(code) for code in refusals(it, it.horizon(), "s", "d")]
