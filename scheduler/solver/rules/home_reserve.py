"""HOME_RESERVE: enough specialists of a skill stay free of other agencies' cases each week."""

from scheduler.solver.formulation import Formulation
from scheduler.solver.reserves import reserves_of


def home_reserve(f: Formulation) -> None:
    """Σ_{s of the skill, mostly there} h(s,w) ≤ how many may be away, a row a reserve and week."""
    for reserve in reserves_of(f.instance.eligibility.frame):
        for w, most in enumerate(reserve.away.tolist()):
            away = f.away[reserve.members[:, w], w]
            f.program.add_row(away[away >= 0], 1, upper=most)
