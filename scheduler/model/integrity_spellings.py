"""One thing that a pool spells in two ways, so that a rule does not see that it is one."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

from scheduler.model.complaint import Complaint
from scheduler.model.entities import Fact
from scheduler.model.finding import found
from scheduler.model.pool import Pool

# ㈜ is (주) in its plain form
_COMPANY: Final = re.compile(r"\(주\)|주식회사|\s")


def spellings(pool: Pool) -> Iterator[Complaint]:
    """Firms that differ only in how a company is written, and skills named by their labels."""
    yield from _firms(pool)
    yield from _skills(pool)


def plain_firm(name: str) -> str:
    """A firm's name without ``(주)``, ``㈜``, ``주식회사`` and spaces."""
    return _COMPANY.sub("", unicodedata.normalize("NFKC", name).casefold())


def _firms(pool: Pool) -> Iterator[Complaint]:
    of_cases: dict[str, dict[str, str]] = defaultdict(dict)
    for case in pool.cases:
        for firm in (case.victim, *case.respondents):
            if firm:
                of_cases[plain_firm(firm)].setdefault(firm, case.case)
    for case in pool.cases:
        for column, firms in (("victim", (case.victim,)), ("respondents", case.respondents)):
            for firm in firms:
                yield from _other_spelling(of_cases, case, column, firm)
    named: dict[str, set[str]] = defaultdict(set)
    for conflict in pool.conflicts:
        named[conflict.specialist].add(conflict.party)
    for conflict in pool.conflicts:
        cases = of_cases.get(plain_firm(conflict.party), {})
        if missed := sorted(set(cases) - named[conflict.specialist]):
            yield found(
                "party_spelt_otherwise", "conflicts", conflict, "party", conflict.party,
                nearest=missed[0], other=missed[0], case=cases[missed[0]],
            )  # fmt: skip


def _other_spelling(
    of_cases: Mapping[str, Mapping[str, str]], case: Fact, column: str, firm: str
) -> Iterator[Complaint]:
    """A warning where another case, earlier in the table, spells the firm otherwise."""
    spelt = of_cases.get(plain_firm(firm), {})
    first = next(iter(spelt), firm)
    if firm and first != firm:
        yield found(
            "firm_spelt_otherwise", "cases", case, column, firm, severity="warning",
            nearest=first, other=first, case=spelt[first],
        )  # fmt: skip


def _skills(pool: Pool) -> Iterator[Complaint]:
    """An error for each skill that is called by a label of the catalogue and not by its id.

    A label that is itself an id somewhere in the catalogue is that id.
    """
    terms = pool.policy.catalogue.get("skills", {})
    ids: dict[str, set[str]] = defaultdict(set)
    for skill, term in terms.items():
        for name in (term.ko, term.en):
            ids[_folded(name)].add(skill)
    used: list[tuple[str, Fact, str, str]] = [
        ("specialist_skills", row, "skill", row.skill) for row in pool.specialist_skills
    ]
    used += [("demands", d, "skills", need.skill) for d in pool.demands for need in d.skills]
    used += [("home_reserve", row, "skill", row.skill) for row in pool.home_reserve]
    for table, row, column, skill in used:
        meant = ids.get(_folded(skill), set())
        if skill not in terms and len(meant) == 1:
            (only,) = meant
            yield found("skill_by_label", table, row, column, skill, nearest=only, skill=only)


def _folded(name: str) -> str:
    return "".join(re.split(r"[\s_·-]", unicodedata.normalize("NFKC", name).casefold()))
