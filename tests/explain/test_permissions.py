"""What one more half-day, head, instrument or a longer one would unlock."""

from scheduler.explain import Permission, permissions
from scheduler.model import Pool
from tests import builders as b
from tests.planned import planned


def limited() -> Pool:
    """Each kind of permission unlocks a seat, and one that would unlock nothing."""
    return b.pool(
        b.agency("A", max_lent_blocks=0),
        b.agency("B", max_lent_heads=0),
        b.agency("C"),
        b.agency("D"),
        b.agency("E"),
        b.agency("F", max_lent_blocks=5),
        b.authority("w"),
        *(b.right("w", agency, "opinion", right="with_instrument") for agency in "ABCDEF"),
        *(b.specialist(f"s{agency}", agency) for agency in "ABCDEF"),
        *(b.skill(f"s{agency}", agency.lower()) for agency in "ABCDEF"),
        b.instrument("iA", "A", "L"),
        b.instrument("iB", "B", "L"),
        b.instrument("iC", "C", "L", max_blocks=0),
        b.instrument("iD", "D", "L", to="2026-11-01"),
        b.instrument("iF", "F", "L"),
        b.reserve("F", "f"),
        *(b.case(f"c{agency}", "L", priority=n) for n, agency in enumerate("ABCDEF", start=2)),
        *(
            b.demand(
                f"d{agency}",
                f"c{agency}",
                mode="opinion",
                authority="w",
                skills=[{"skill": agency.lower()}],
            )
            for agency in "ABCDEF"
        ),
        tiers=("coverage",),
    )


def test_what_each_permission_unlocks() -> None:
    """A half-day, a head, a head less at home, an act, a longer one, a half-day under one."""
    told = permissions(*planned(limited()))

    def brief(one: Permission) -> tuple[str, str, tuple[int, ...], int]:
        return one.kind, one.subject[0], one.effect.gains, one.opens

    found = [brief(one) for one in told.permissions if one.effect.first]
    assert found == [
        ("reserve_head", "F", (7,), 0),
        ("sign_instrument", "E", (6,), 1),
        ("extend_instrument", "iD", (5,), 1),
        ("sign_instrument", "D", (5,), 1),
        ("raise_ceiling", "iC", (4,), 0),
        ("sign_instrument", "C", (4,), 0),
        ("lend_head", "B", (3,), 0),
        ("lend_block", "A", (2,), 0),
    ]
    others = [brief(one)[:2] for one in told.permissions if not one.effect.first]
    assert others == [("lend_block", "F")]
    assert all(one.effect.certainty == "proven" for one in told.permissions)


def test_prices_do_not_matter_to_what_is_asked_about() -> None:
    """What has no price is told all the same."""
    free = permissions(*planned(limited()))
    policy = limited().policy.model_copy(update={"prices": {"lend_head": 3}})
    assert permissions(*planned(limited().with_rows(policy=policy))) == free
