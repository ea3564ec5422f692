"""Proposals as rows: each with its scenario, byte for byte, newest first; migrated up and down."""

from datetime import UTC, datetime, timedelta

import pytest

from scheduler.model import ConflictError, Week
from scheduler.store import Proposal, Store
from scheduler.store.scope import System
from tests.store.test_studies import NOW, plan
from tests.world import world_pool


def proposal(store: Store, of: str, key: str, by: str = "a", at: datetime = NOW) -> Proposal:
    """A proposal that is kept."""
    week, sha256 = Week.parse("2026-W49"), world_pool().sha256
    made = Proposal(key, of, sha256, week, f"title {key}", "", at, by)
    with store.write(System.OPERATOR) as tx:
        tx.proposals.add(made, f'{{"name": "{key} 제안"}}')
    return made


def test_a_proposal_comes_back_as_it_went_in(store: Store) -> None:
    of = plan(store)
    made = proposal(store, of, "one", at=datetime(2026, 11, 25, 18, 30, tzinfo=UTC))
    with store.read(System.OPERATOR) as tx:
        assert tx.proposals.get("one") == made
        assert tx.proposals.scenario("one") == '{"name": "one 제안"}'
        assert tx.proposals.get("two") is None
        assert tx.proposals.scenario("two") is None


def test_the_newest_come_first_of_a_plan_or_of_a_sender(store: Store) -> None:
    first, second = plan(store), plan(store)
    for place, (of, by) in enumerate(((first, "a"), (second, "b"), (first, "b"))):
        proposal(store, of, str(place), by, NOW + timedelta(seconds=place))
    with store.read(System.OPERATOR) as tx:
        every = tx.proposals
        assert [it.proposal for it in every.all(10)] == ["2", "1", "0"]
        assert [it.proposal for it in every.all(1)] == ["2"]
        assert [it.proposal for it in every.all(10, plan=first)] == ["2", "0"]
        assert [it.proposal for it in every.all(10, by="b")] == ["2", "1"]
        assert [it.proposal for it in every.all(10, plan=first, by="b")] == ["2"]


def test_there_is_no_proposal_for_no_plan(store: Store) -> None:
    with pytest.raises(ConflictError):
        proposal(store, "none", "one")
    with store.read(System.OPERATOR) as tx:
        assert tx.proposals.all(10) == ()
