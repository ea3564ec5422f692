"""The policy in TOML, in a sheet and in JSON."""

import pytest

from scheduler.exchange import pool_to_files, read_pool_files
from scheduler.exchange.policy_file import policy_from_toml, policy_to_toml, read_policy
from scheduler.exchange.reading import PoolReading
from scheduler.model import BalanceRule, Mode, Policy, Separation, Term, TierName, Week
from tests.exchange.pools import full_pool


def _read(toml: str) -> PoolReading:
    return read_pool_files({**pool_to_files(full_pool()), "policy.toml": toml.encode()})


POLICIES = [
    Policy(),
    full_pool().policy,
    Policy(separation=(), prices={}, balance=BalanceRule.LEXIMIN, weeks=13),
    Policy(
        start=Week(year=2026, number=53),
        separation=(Separation(modes=(Mode.PANEL,), excludes=()),),
        prices={"lend_block": 0, "move_window": 3},
        catalogue={"skills": {}, "kinds": {"가.나": Term(ko='줄\n바꿈 "', en="back\\slash")}},
    ),
]


@pytest.mark.parametrize("policy", POLICIES)
def test_every_policy_comes_back(policy: Policy) -> None:
    """Written out in full, read back equal."""
    table = policy_from_toml(policy_to_toml(policy).encode())
    assert read_policy(table, "policy.toml") == (policy, [])


def test_the_example_of_the_contract() -> None:
    """What the documentation shows, with labels in Korean beside codes."""
    reading = _read(
        """
        start = "2026-W49"
        tiers = ["법정기한", "coverage", "안정성", "fit"]
        balance = "leximin"
        [[separation]]
        modes = ["권한행사", "assist"]
        excludes = ["panel"]
        [catalogue.skills.digital_forensics]
        ko = "디지털포렌식"
        en = "Digital forensics"
        """
    )
    assert reading.complaints == ()
    assert reading.pool is not None
    assert reading.pool.policy.tiers[0] is TierName.STATUTORY
    assert reading.pool.policy.separation[0].modes == (Mode.ASSIST, Mode.EXERCISE)


@pytest.mark.parametrize(
    ("toml", "column", "nearest"),
    [
        ("core_bonsu = 3", "core_bonsu", "core_bonus"),
        ("[fit]\nskil = 3", "fit.skil", "fit.skill"),
        ('[[separation]]\nmodes=["panel"]\nexcludes=["assist"]\nmode=1', "separation.mode",
         "separation.modes"),
        ('[catalogue.a.b]\nko="x"\nen="y"\nfr="z"', "catalogue.a.b.fr", ""),
        ("[prices]\nlend_blok = 3", "prices.lend_blok", "prices.lend_block"),
        ("zzz = 1", "zzz", ""),
    ],
)  # fmt: skip
def test_unknown_keys_are_warnings(toml: str, column: str, nearest: str) -> None:
    """With the nearest known key; the rest of the policy holds."""
    reading = _read(toml)
    assert reading.pool is not None
    assert [(c.code, c.column, c.nearest) for c in reading.warnings] == [
        ("exchange.policy_unknown", column, nearest)
    ]


@pytest.mark.parametrize(
    ("toml", "column", "code"),
    [
        ("weeks = 14", "weeks", "exchange.policy_value"),
        ('start = "2026-W54"', "start", "exchange.policy_value"),
        ('start = "next"', "start", "exchange.policy_value"),
        ('tiers = ["coverage", "coverage"]', "tiers", "exchange.policy_value"),
        ("tiers = []", "tiers", "exchange.policy_value"),
        ('tiers = ["cover"]', "tiers.0", "exchange.policy_value"),
        ('tiers = ["fit", "floor"]', "tiers", "exchange.policy_floor"),
        ('balance = "square"', "balance", "exchange.policy_value"),
        ("[fit]\nbase = -1", "fit.base", "exchange.policy_value"),
        ("fit = 3", "fit", "exchange.policy_value"),
        ('[prices]\nlift_pin = "much"', "prices.lift_pin", "exchange.policy_value"),
        ('[[separation]]\nmodes = ["fly"]\nexcludes = ["panel"]', "separation.0.modes.0",
         "exchange.policy_value"),
        ('[catalogue.skills.x]\nko = "가"', "catalogue.skills.x.en", "exchange.policy_value"),
        ("separation = 1", "separation", "exchange.policy_value"),
        ("catalogue = [1]", "catalogue", "exchange.policy_value"),
    ],
)  # fmt: skip
def test_wrong_values(toml: str, column: str, code: str) -> None:
    """One complaint, in our words, that names the key and what was expected."""
    reading = _read(toml)
    assert reading.pool is None
    (error,) = reading.errors
    assert (error.code, error.file, error.column) == (code, "policy.toml", column)
    for language in ("ko", "en"):
        shown = f"{error.text(language)} {error.hint(language)}"
        assert "pydantic" not in shown
        assert "Input should" not in shown


@pytest.mark.parametrize(
    ("toml", "line"),
    [("weeks = 1\ncore_bonus = = 3\n", 2), ('start = "2026\n', 1), ("x = " + "[" * 9_000, 1)],
)
def test_syntax_errors_name_the_line(toml: str, line: int) -> None:
    """The line to look at."""
    (error,) = _read(toml).errors
    assert (error.code, error.facts) == ("exchange.toml", {"line": line})


def test_a_policy_in_cp949() -> None:
    """Saved by an old editor."""
    text = '[catalogue.skills.x]\nko = "포렌식"\nen = "x"\n'
    reading = read_pool_files({**pool_to_files(full_pool()), "policy.toml": text.encode("cp949")})
    assert reading.pool is not None
    term = reading.pool.policy.term("skills", "x")
    assert term is not None
    assert term.ko == "포렌식"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("weeks = " + "9" * 5_000, "exchange.toml"),
        ("weeks = 0x" + "F" * 6_000, "exchange.policy_value"),
        ("start = 0x" + "F" * 6_000, "exchange.policy_value"),
        ("prices = { lift_ban = 0x" + "F" * 6_000 + " }", "exchange.policy_value"),
        ("[fit]\nbase = " + "9" * 30, "exchange.policy_value"),
        ("start = " + "[" * 300 + "]" * 300, "exchange.policy_value"),
        ('start = "9999-W52"', "exchange.policy_value"),
        ('start = "0001-W01"', "exchange.policy_value"),
        ('[prices]\n"\\uD800" = 1', "exchange.toml"),
    ],
)
def test_values_beyond_all_bounds_are_told_of(line: str, code: str) -> None:
    """Never an exception, always a sentence."""
    errors = read_pool_files({"policy.toml": line.encode()}).errors
    (error,) = [c for c in errors if c.file == "policy.toml"]
    assert error.code == code
    assert error.text("ko")


def test_a_sheet_may_begin_with_a_heading_or_a_key() -> None:
    """A key in the first row is not lost, and whatever heads the columns is no key."""
    for heading in ("", "key,value\n", "항목,값\n"):
        files = {k: v for k, v in pool_to_files(full_pool()).items() if k != "policy.toml"}
        text = f"{heading}weeks,2\nfit.base,30\n"
        reading = read_pool_files({**files, "policy.csv": text.encode()})

        assert reading.pool is not None
        assert (reading.pool.policy.weeks, reading.pool.policy.fit.base) == (2, 30)
