"""The rules as constraint streams.

What a specialist, an agency or an instrument cannot bear is hard; what cases are worth is soft.
"""

# mypy: disable-error-code="import-not-found,untyped-decorator,no-any-return,misc"
# (the package is not in this project's environment, so nothing of it has a type here)

from timefold.solver.score import (
    Constraint,
    ConstraintCollectors,
    ConstraintFactory,
    HardSoftScore,
    constraint_provider,
)

from benchmarks.baselines.constraint_streams.score import effort_of, is_lent, overload, value_of
from benchmarks.baselines.constraint_streams.week import Seat


@constraint_provider
def rules(factory: ConstraintFactory) -> list[Constraint]:
    """The hard rules and the value of the cases."""
    return [
        people(factory),
        lent_blocks(factory),
        lent_heads(factory),
        reserves(factory),
        ceilings(factory),
        cases(factory),
    ]


def people(factory: ConstraintFactory) -> Constraint:
    """TIME, WEEKLY_LIMIT, CASELOAD, ONE_ROLE."""
    return (
        factory.for_each(Seat)
        .group_by(lambda seat: seat.who, ConstraintCollectors.to_list())
        .penalize(HardSoftScore.ONE_HARD, overload)
        .as_constraint("people")
    )


def lent_blocks(factory: ConstraintFactory) -> Constraint:
    """LENDING_BLOCKS."""
    return (
        factory.for_each(Seat)
        .filter(is_lent)
        .group_by(lambda seat: seat.who.agency, ConstraintCollectors.sum(effort_of))
        .filter(lambda agency, blocks: agency.blocks >= 0 and blocks > agency.blocks)
        .penalize(HardSoftScore.ONE_HARD, lambda agency, blocks: blocks - agency.blocks)
        .as_constraint("lent blocks")
    )


def lent_heads(factory: ConstraintFactory) -> Constraint:
    """LENDING_HEADS."""
    return (
        factory.for_each(Seat)
        .filter(is_lent)
        .group_by(
            lambda seat: seat.who.agency,
            ConstraintCollectors.count_distinct(lambda seat: seat.who),
        )
        .filter(lambda agency, heads: agency.heads >= 0 and heads > agency.heads)
        .penalize(HardSoftScore.ONE_HARD, lambda agency, heads: heads - agency.heads)
        .as_constraint("lent heads")
    )


def reserves(factory: ConstraintFactory) -> Constraint:
    """HOME_RESERVE."""
    return (
        factory.for_each(Seat)
        .filter(is_lent)
        .group_by(lambda seat: seat.who)
        .flatten_last(lambda person: person.reserves)
        .group_by(lambda reserve: reserve, ConstraintCollectors.count())
        .filter(lambda reserve, away: away > reserve.most_away)
        .penalize(HardSoftScore.ONE_HARD, lambda reserve, away: away - reserve.most_away)
        .as_constraint("reserves")
    )


def ceilings(factory: ConstraintFactory) -> Constraint:
    """INSTRUMENT_CEILING."""
    return (
        factory.for_each(Seat)
        .filter(lambda seat: seat.acts[seat.who.agency.number] is not None and is_lent(seat))
        .group_by(
            lambda seat: seat.acts[seat.who.agency.number],
            ConstraintCollectors.sum(effort_of),
        )
        .filter(lambda act, blocks: blocks > act.left)
        .penalize(HardSoftScore.ONE_HARD, lambda act, blocks: blocks - act.left)
        .as_constraint("ceilings")
    )


def cases(factory: ConstraintFactory) -> Constraint:
    """CORE_TEAM, ACCOMPANIED, LEAD_PRESENT, OUTSIDE_SHARE, and coverage."""
    return (
        factory.for_each_including_unassigned(Seat)
        .group_by(lambda seat: seat.case, ConstraintCollectors.to_list())
        .reward(HardSoftScore.ONE_SOFT, value_of)
        .as_constraint("cases")
    )
