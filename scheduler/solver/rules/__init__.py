"""The rules of a plan as rows of the program, one file a rule, named like its code.

To add a rule: its code in ``model/enums.py``, a file here, its twin in ``check/rules/``, its
sentence in ``model/texts/``, its test, its heading in ``docs/``.
"""

from collections.abc import Callable, Collection

from scheduler.model import Rule
from scheduler.solver.cuts import add_cuts
from scheduler.solver.engines.stopping import look
from scheduler.solver.formulation import ALL_RULES, Formulation
from scheduler.solver.instance import Instance
from scheduler.solver.rules.accompanied import accompanied
from scheduler.solver.rules.caseload import caseload
from scheduler.solver.rules.core_team import core_team
from scheduler.solver.rules.headcount import headcount
from scheduler.solver.rules.home_reserve import home_reserve
from scheduler.solver.rules.instrument_ceiling import instrument_ceiling
from scheduler.solver.rules.lead_present import lead_present
from scheduler.solver.rules.lending_blocks import lending_blocks
from scheduler.solver.rules.lending_heads import lending_heads
from scheduler.solver.rules.one_role import one_role
from scheduler.solver.rules.outside_share import outside_share
from scheduler.solver.rules.pin import pin
from scheduler.solver.rules.time import time
from scheduler.solver.rules.weekly_limit import weekly_limit

RULES: dict[Rule, Callable[[Formulation], None]] = {
    Rule.HEADCOUNT: headcount,
    Rule.ONE_ROLE: one_role,
    Rule.CASELOAD: caseload,
    Rule.TIME: time,
    Rule.WEEKLY_LIMIT: weekly_limit,
    Rule.LENDING_BLOCKS: lending_blocks,
    Rule.LENDING_HEADS: lending_heads,
    Rule.HOME_RESERVE: home_reserve,
    Rule.INSTRUMENT_CEILING: instrument_ceiling,
    Rule.CORE_TEAM: core_team,
    Rule.ACCOMPANIED: accompanied,
    Rule.LEAD_PRESENT: lead_present,
    Rule.OUTSIDE_SHARE: outside_share,
    Rule.PIN: pin,
}


def formulate(instance: Instance, rules: Collection[Rule] = ALL_RULES) -> Formulation:
    """The program of an instance under some rules, ready for any tier."""
    f = Formulation.of(instance, rules)
    add_rows(f)
    return f


def add_rows(f: Formulation) -> None:
    """Append the rows of its rules, and the cuts, to a formulation that has columns alone."""
    add_rules(f)
    add_cuts(f)


def add_rules(f: Formulation) -> dict[Rule, range]:
    """As ``add_rows`` without the cuts: what is allowed is the same, and the relaxation weaker.

    Told are the numbers of the rows that each rule has added, with what it was first to define.
    """
    added = {}
    for rule in Rule:
        if rule in f.rules:
            look()  # on a large pool all of them take a second
            before = f.program.rows
            RULES[rule](f)
            added[rule] = range(before, f.program.rows)
    return added
