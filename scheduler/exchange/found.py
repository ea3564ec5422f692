"""The raw parts of a pool as they were found, and which names and tables are none of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from scheduler.exchange.columns import COLUMNS, POLICY, table_of_title
from scheduler.exchange.headers import SHOWN, named
from scheduler.exchange.limits import Refused
from scheduler.exchange.near_names import near_name
from scheduler.exchange.sheets import RawTable
from scheduler.exchange.strays import table_of_headers
from scheduler.model import TABLES, Complaint

POLICY_FILE: Final = "policy.toml"
REQUIRED: Final = tuple(t.name for t in TABLES if t.required)


class Unknown(NamedTuple):
    """A file, sheet or key that is no table's; ``kind`` is that of a file that is not read."""

    file: str
    title: str
    kind: str = ""
    header: tuple[str, ...] = ()


@dataclass
class Found:
    """The raw parts of a pool as they come in; of a part of a pool no table is ``required``."""

    tables: dict[str, RawTable] = field(default_factory=dict)
    policy: dict[str, Any] | None = None
    policy_file: str = POLICY_FILE
    policies: list[str] = field(default_factory=list)
    complaints: list[Complaint] = field(default_factory=list)
    unreadable: dict[str, str] = field(default_factory=dict)
    unknown: list[Unknown] = field(default_factory=list)
    required: tuple[str, ...] = REQUIRED

    def refuse_second_policy(self, title: str) -> None:
        """Note a policy that was found; a workbook's or JSON's own one is no second one.

        Raises:
            Refused: there is one of the same kind already.
        """
        if self.policies:
            raise Refused("exchange.table_twice", title=title[:SHOWN])
        self.policies.append(title)

    def refuse(self, file: str, refused: Refused) -> None:
        """Note that a file, sheet or key is not read at all."""
        self.complaints.append(Complaint(code=refused.code, file=file, facts=refused.facts))


# -- what is not there ----------------------------------------------------------------------------


def of_absent(found: Found) -> Iterator[Complaint]:
    """One complaint for each unknown name and each missing table; one where they are one."""
    there = {*found.tables, *found.unreadable, *([POLICY] if found.policy is not None else ())}
    titles = {s: t for s, t in table_of_title().items() if t not in there}
    absent = {t: COLUMNS[t] for t in COLUMNS if t not in there}
    named_for = {it: near_name(it.title, titles) for it in found.unknown}
    meant = {it: named_for[it] or table_of_headers(it.header, absent) for it in named_for}
    required = [name for name in found.required if name not in there]
    for it, table in meant.items():
        if it.kind and table:
            yield _unknown("exchange.wrong_ending", it, table)
            found.unreadable[table] = it.file
        elif not table:
            yield _unknown("exchange.file_unknown" if it.kind else "exchange.unknown_table", it)
        elif table not in required:
            code = "exchange.near_table" if named_for[it] else "exchange.table_by_headers"
            yield _unknown(code, it, table)
            found.unreadable[table] = it.file
    for table in required:
        if table in found.unreadable:
            continue
        in_place = [it.title for it in found.unknown if meant[it] == table]
        others = in_place or [it.title for it in found.unknown if not meant[it]]
        yield Complaint(
            code="exchange.missing_table",
            file=f"{table}.csv",
            value=in_place[0][:SHOWN] if in_place else "",
            facts={"table": table, "found": named(others)},
        )
        found.unreadable[table] = ""


def _unknown(code: str, it: Unknown, table: str = "") -> Complaint:
    return Complaint(
        code=code,
        severity="error" if table else "warning",
        file=it.file,
        value=it.title[:SHOWN],
        nearest=table,
        facts={
            **({"table": table} if table else {}),
            **({"file_kind": it.kind} if it.kind else {}),
        },
    )
