"""How certain a loss is, in words: never "proven" of what was found near a plan."""

from typing import get_args

import pytest

from scheduler.explain import TierChange, WhyNot, Words
from scheduler.explain.change import Certainty, Direction
from scheduler.model import Language, Rule, TierName, say
from tests import builders as b


@pytest.mark.parametrize("language", get_args(Language))
@pytest.mark.parametrize("certainty", get_args(Certainty))
@pytest.mark.parametrize("is_whole", [True, False])
@pytest.mark.parametrize("direction", ["worse", "better"])
def test_only_what_is_proven_is_called_so(
    language: Language, certainty: Certainty, is_whole: bool, direction: Direction
) -> None:
    """A gain that was found is certain wherever it was found; a loss only if nothing is better."""
    pool = b.pool(b.specialist("s1"), b.case("c1"), b.demand("d1"))
    tier = TierChange(
        tier=TierName.COVERAGE, before=1234, after=1200, direction=direction, certainty=certainty
    )
    said = Words(pool, b.plan(pool), language).tier_change(tier, is_whole=is_whole)
    assert "1,234" in said
    proven = certainty == "proven" and (is_whole or direction == "better")
    assert (say("change.proven", language) in said) == proven
    assert said.count("(") == said.count(")") == 1


def test_a_tier_of_loads_has_no_numbers() -> None:
    """Leximin compares orders; none is not written as a number."""
    pool = b.pool(b.specialist("s1"), b.case("c1"), b.demand("d1"))
    tier = TierChange(
        tier=TierName.BALANCE,
        before=None,
        after=None,
        direction="worse",
        certainty="not_comparable",
    )
    said = Words(pool, b.plan(pool), "en").tier_change(tier, is_whole=True)
    assert said == "balance (the order of loads) gets worse (not comparable in numbers)"


@pytest.mark.parametrize("language", get_args(Language))
def test_an_impossible_row_without_rules_ends_in_no_gap(language: Language) -> None:
    """On a large pool the rules may have stayed open."""
    pool = b.pool(b.specialist("s1"), b.case("c1"), b.demand("d1"))
    words = Words(pool, b.plan(pool), language)
    open_rules, told_rules = (
        WhyNot(
            specialist="s1",
            demand="d1",
            case="c1",
            outcome="impossible",
            grounds=(),
            rules=rules,
        )
        for rules in ((), (Rule.CASELOAD,))
    )
    assert words.why_not(open_rules)[1] == say("why_not.impossible_alone", language)
    assert words.rules((Rule.CASELOAD,)) in words.why_not(told_rules)[1]
