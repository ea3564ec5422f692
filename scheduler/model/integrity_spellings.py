"""One thing that a pool spells in two ways, so that a rule does not see that it is one."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from scheduler.model.complaint import Complaint
from scheduler.model.entities import Fact
from scheduler.model.finding import found
from scheduler.model.pool import Pool

_Use = tuple[str, Fact, str, str]
"""Table, row, column and the word that stands there."""
# ㈜ is (주) in its plain form
_COMPANY: Final = re.compile(r"\(주\)|주식회사|\s")


def spellings(pool: Pool) -> Iterator[Complaint]:
    """Parties that differ only in how they are written, and words of the catalogue by labels."""
    yield from _firms(pool)
    yield from _skills(pool)
    yield from _words(pool)


def plain_firm(name: str) -> str:
    """A firm's name without ``(주)``, ``㈜``, ``주식회사`` and spaces."""
    return _COMPANY.sub("", unicodedata.normalize("NFKC", name).casefold())


def _firms(pool: Pool) -> Iterator[Complaint]:
    of_cases: dict[str, dict[str, str]] = defaultdict(dict)
    for case in pool.cases:
        for firm in (case.victim, *case.respondents, case.matter):
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
    used: list[_Use] = [
        ("specialist_skills", row, "skill", row.skill) for row in pool.specialist_skills
    ]
    used += [("demands", d, "skills", need.skill) for d in pool.demands for need in d.skills]
    used += [("home_reserve", row, "skill", row.skill) for row in pool.home_reserve]
    for table, row, column, skill, only in _by_labels(pool, "skills", used):
        yield found("skill_by_label", table, row, column, skill, nearest=only, skill=only)


def _words(pool: Pool) -> Iterator[Complaint]:
    """The same of fields, kinds of cases, and places."""
    people, cases, ways = pool.specialists, pool.cases, pool.travel
    fields: list[_Use] = [("specialists", s, "fields", f) for s in people for f in s.fields]
    fields += [("cases", case, "field", case.field) for case in cases if case.field]
    kinds: list[_Use] = [("cases", case, "kind", case.kind) for case in cases]
    kinds += [("specialists", s, "preferred_kinds", k) for s in people for k in s.preferred_kinds]
    places: list[_Use] = [("specialists", s, "station", s.station) for s in people]
    places += [("cases", case, "site", case.site) for case in cases]
    places += [("travel", row, "station", row.station) for row in ways]
    places += [("travel", row, "site", row.site) for row in ways]
    for words, used in (("fields", fields), ("kinds", kinds), ("places", places)):
        for table, row, column, word, only in _by_labels(pool, words, used):
            yield found("word_by_label", table, row, column, word, nearest=only, word=only)


def _by_labels(
    pool: Pool, words: str, used: Iterable[_Use]
) -> Iterator[tuple[str, Fact, str, str, str]]:
    """The uses of a word of the catalogue by one of its labels, each with the word's id."""
    terms = pool.policy.catalogue.get(words, {})
    ids: dict[str, set[str]] = defaultdict(set)
    for ident, term in terms.items():
        for name in (term.ko, term.en):
            ids[_folded(name)].add(ident)
    for table, row, column, word in used:
        meant = ids.get(_folded(word), set())
        if word not in terms and len(meant) == 1:
            yield (table, row, column, word, next(iter(meant)))


def _folded(name: str) -> str:
    return "".join(re.split(r"[\s_·-]", unicodedata.normalize("NFKC", name).casefold()))
