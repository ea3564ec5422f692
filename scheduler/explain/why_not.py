"""Why not this person for that demand: who refuses, or what it would cost.

A refused pair is told with every refusing code and its fact. Any other pair is forced into the plan
and the rest planned anew: what it costs is read off tier by tier, and which rows move.
"""

from typing import Literal

from scheduler.explain.change import Change, change
from scheduler.explain.grounds import Ground, grounds
from scheduler.explain.inquiry import Inquiry
from scheduler.model import Near, Nearness, Rule
from scheduler.model.record import Record
from scheduler.solver.clauses import Clause, wanted
from scheduler.solver.sparing import Sparing

Outcome = Literal["assigned", "refused", "impossible", "worse", "equal", "better", "undetermined"]


class WhyNot(Record):
    """Why a specialist does not serve a demand.

    ``assigned``: they do. ``refused``: by the codes whose ``grounds`` do not hold.
    ``impossible``: proven that no plan has the row; ``rules`` are an irreducible set of rules that
    exclude it. ``worse``: the best plan with the row (``change``) loses first at
    ``change.first``; ``equal``: it is as good in every tier; ``better``: it is better than the
    given plan, whose optimum was not proven. ``undetermined``: none was found and nothing proven.

    ``is_whole``: the best of all plans with the row; otherwise the best found near this plan, so
    that what is lost is at most what is said.
    """

    kind: Literal["why_not"] = "why_not"
    specialist: str
    demand: str
    case: str
    outcome: Outcome
    grounds: tuple[Ground, ...]
    rules: tuple[Rule, ...] = ()
    change: Change | None = None
    is_whole: bool = True


def why_not(inquiry: Inquiry, specialist: str, demand: str) -> WhyNot:
    """Why a specialist does not serve a demand.

    Raises:
        NotFoundError: there is no such specialist, or no such demand in these weeks.
    """
    inquiry.demand_known(specialist, demand)
    case = inquiry.pool.demand_of_id[demand].case
    found = grounds(inquiry.facts, specialist, demand)

    def told(outcome: Outcome, rules: tuple[Rule, ...] = ()) -> WhyNot:
        return WhyNot(
            specialist=specialist,
            demand=demand,
            case=case,
            outcome=outcome,
            grounds=found,
            rules=rules,
        )

    if (specialist, demand) in inquiry.row:
        return told("assigned")
    if not all(ground.holds for ground in found):
        return told("refused")
    outcome, rules, changed, is_whole = under(inquiry, [wanted((specialist, demand))])
    return told(outcome, rules).model_copy(update={"change": changed, "is_whole": is_whole})


def under(
    inquiry: Inquiry, clauses: list[Clause]
) -> tuple[Outcome, tuple[Rule, ...], Change | None, bool]:
    """Outcome, rules, change and ``is_whole`` of the best plan under some clauses."""
    outcome, changed, is_whole, _ = best_under(inquiry, clauses)
    rules = inquiry.irreducible_rules(clauses) if outcome == "impossible" else ()
    return outcome, rules, changed, is_whole


def best_under(
    inquiry: Inquiry, clauses: list[Clause], near: Near | None = None
) -> tuple[Outcome, Change | None, bool, Nearness | None]:
    """The same without the rules, which take a question each; and how near it is to a base."""
    found = inquiry.whatif.best(clauses)
    if found.status == "impossible":
        return "impossible", None, True, None
    plan = found.plan
    if plan is not None and near is not None:
        first = len(inquiry.pool.policy.tiers)
        plan = Sparing(inquiry.whatif, plan, near, first, tuple(clauses)).nearer()
    if plan is None:
        return "undetermined", None, found.is_whole, None
    changed = change(inquiry.plan, plan)
    return outcome_of(changed), changed, found.is_whole, plan.provenance.near


def outcome_of(changed: Change) -> Outcome:
    """What a change comes to: the first tier that differs decides."""
    if changed.first is None:
        return "equal"
    return "worse" if changed.first.direction == "worse" else "better"
