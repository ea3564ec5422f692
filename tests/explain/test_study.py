"""Long questions by name: what the functions of each kind say, and read again as they were kept."""

import pytest

from scheduler.explain import (
    AbsenceStudy,
    Findings,
    absent,
    candidates,
    findings_from_json,
    gaps,
    key_persons,
    permissions,
    questions_ahead,
    replan,
    report,
    study,
    study_phase,
    vacated,
)
from scheduler.model import ConflictError, Plan, Pool, StudyKind, StudyQuestion
from scheduler.solver import counterfactual
from tests.explain.test_permissions import limited
from tests.planned import planned
from tests.properties.pools import any_pool

UNPROVEN = 41_741
"""A pool whose replan without s1, as on a large pool, needs a proof of its fewest moves."""


class Listener:
    """Hears a study; first, that nothing is answered yet."""

    def __init__(self, stop_after: int = 10_000) -> None:
        self.counts, self.stop_after = list[tuple[int, int]](), stop_after
        self.so_far = list[Findings]()

    def ask(self, pool: Pool, plan: Plan, question: StudyQuestion) -> Findings:
        """The answer, stopped after so many answers."""
        return study(
            pool,
            plan,
            question,
            on_answer=lambda done, total: self.counts.append((done, total)),
            on_findings=self.so_far.append,
            is_cancelled=lambda: len(self.counts) > self.stop_after,
        )


def test_each_kind_is_the_functions_answer_and_is_read_again_as_it_was() -> None:
    pool, plan = planned(limited())
    who = pool.specialists[0].specialist
    changed = absent(pool, plan, who)
    wanted: dict[StudyKind, Findings] = {
        "report": report(pool, plan),
        "persons": key_persons(pool, plan),
        "gaps": gaps(pool, plan),
        "permissions": permissions(pool, plan),
        "absence": AbsenceStudy(
            candidates=candidates(changed, plan, vacated(changed, plan)),
            replan=replan(changed, plan),
            is_complete=True,
        ),
    }
    for kind, answer in wanted.items():
        asked = StudyQuestion(kind=kind, specialist=who if kind == "absence" else None)
        heard = Listener()
        found = heard.ask(pool, plan, asked)
        assert found == answer, kind
        assert findings_from_json(kind, found.model_dump_json()) == found, kind
        done, total = heard.counts[-1]
        assert done == total, kind
        assert heard.counts[0] == (0, questions_ahead(kind, pool, plan) or total), kind


@pytest.mark.parametrize("kind", ["report", "persons", "gaps", "permissions"])
def test_a_stopped_one_has_what_it_found(kind: StudyKind) -> None:
    heard = Listener(stop_after=1)
    found = heard.ask(*planned(limited()), StudyQuestion(kind=kind))

    assert not found.is_complete
    assert [done for done, _ in heard.counts] == [0, 1]


def test_a_proof_begins_with_what_there_is_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who stops it before, or does not wait for it, has the plan."""
    pool, plan = planned(any_pool(UNPROVEN))
    monkeypatch.setattr(counterfactual, "WHOLE_PAIRS", 0)
    question = StudyQuestion(kind="absence", specialist="s1")
    whole, stopped = Listener(), Listener(stop_after=2)
    proven, told = (heard.ask(pool, plan, question) for heard in (whole, stopped))
    assert isinstance(proven, AbsenceStudy)
    assert isinstance(told, AbsenceStudy)

    assert whole.so_far == stopped.so_far == [told]
    assert (told.is_complete, proven.is_complete) == (False, True)
    moves, least = told.replan.moves, proven.replan.moves
    assert moves is not None
    assert least is not None
    assert (moves.status, least.status, least.value) == ("feasible", "optimal", moves.value)
    assert (whole.counts, stopped.counts) == (
        [(n, 3) for n in range(4)],
        [(n, 3) for n in range(3)],
    )


@pytest.mark.parametrize(
    ("kind", "phases"),
    [
        ("report", ["answering", "answering", "answering", "done"]),
        ("absence", ["ranking", "replanning", "proving", "done"]),
    ],
)
def test_what_a_study_is_doing_follows_from_how_far_it_is(
    kind: StudyKind, phases: list[str]
) -> None:
    assert [study_phase(kind, done, 3) for done in range(4)] == phases
    assert study_phase(kind, 0, 0) == "done"


def test_an_answer_of_another_release_is_refused_in_words() -> None:
    with pytest.raises(ConflictError) as refused:
        findings_from_json("report", '{"rows": [], "more": 1}')

    assert refused.value.code == "study.other_release"
