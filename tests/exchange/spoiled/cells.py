"""Cells that do not read or cannot be meant, and rows that stand twice."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final

from tests.exchange.spoiled.forms import (
    SAFETY,
    Spoiled,
    dated_by,
    grids,
    in_csv,
    in_json,
    in_xlsx,
    put,
    row_twice,
)

_CELLS: Final = (
    # table, key, column, value, code
    ("specialists", "KFTC-02", "clearance", "lll급", "exchange.enum"),
    ("specialists", "MSS-01", "clearance_until", "2027-02-29", "exchange.no_such_day"),
    ("specialists", "MSS-01", "clearance_until", "2027. 6. 30.(목)", "exchange.weekday"),
    ("specialists", "MSS-01", "clearance_until", "30/06/2027", "exchange.date"),
    ("specialists", "MSS-01", "clearance_until", "2027-06", "exchange.date"),
    ("specialists", "MSS-01", "clearance_until", "상반기", "exchange.date"),
    ("specialists", "MSS-01", "weekly_blocks", "열", "exchange.number"),
    ("specialists", "MSS-01", "weekly_blocks", "-4", "exchange.range"),
    ("specialists", "MSS-01", "weekly_blocks", "", "exchange.required"),
    ("specialists", "MSS-01", "past_capacity", "0", "integrity.past_without_capacity"),
    ("specialists", "MSS-01", "past_capacity", "100001", "exchange.range"),
    ("specialists", "MSS-01", "designations", "seizure:언젠가", "exchange.date"),
    ("specialists", "MSS-01", "no_long_trip", "O", "exchange.flag"),
    ("specialists", "MSS-02", "station", "서울/세종", "exchange.id"),
    ("specialists", "MSS-02", "station", "세\u200b종", "exchange.invisible"),
    ("specialists", "KFTC-01", "agency", "공정위원회", "integrity.unknown_agency"),
    ("specialist_skills", "MSS-01", "level", "5", "exchange.range"),
    ("specialist_skills", "MSS-01", "skill", "디지털포렌식", "integrity.skill_by_label"),
    ("availability", "KFTC-02", "half", "저녁", "exchange.enum"),
    ("availability", "KFTC-02", "date", "2026-12-32", "exchange.no_such_day"),
    ("availability", "KFTC-02", "date", "2026", "exchange.date"),
    ("availability", "KFTC-02", "status", "휴가", "exchange.enum"),
    ("availability", "KFTC-02", "specialist", "KFTC-09", "integrity.unknown_specialist"),
    ("conflicts", "KFTC-02", "specialist", "", "exchange.required"),
    ("conflicts", "KFTC-02", "party", "", "exchange.required"),
    ("conflicts", "KFTC-02", "party", "(주)가나전자", "integrity.party_spelt_otherwise"),
    ("conflicts", "KFTC-02", "party", "주식회사 가나전자", "integrity.party_spelt_otherwise"),
    ("conflicts", "KFTC-02", "party", "㈜ 가나 전자", "integrity.party_spelt_otherwise"),
    ("conflicts", "KFTC-02", "party", "가나;다라", "exchange.one_id"),
    ("conflicts", "KFTC-02", "status", "제척인듯", "exchange.enum"),
    ("conflicts", "KFTC-02", "until", "무기한", "exchange.date"),
    ("conflicts", "KFTC-02", "until", "1927-01-01", "integrity.day_far_away"),
    ("service_history", "MSS-01", "mode", "자문위원장", "exchange.enum"),
    ("cases", "2026-137", "priority", "101", "exchange.range"),
    ("cases", "2026-137", "priority", "높음", "exchange.number"),
    ("cases", "2026-137", "priority", "7.5", "exchange.number"),
    ("cases", "2026-137", "clearance", "grade_4", "exchange.enum"),
    ("cases", "2026-137", "statutory_deadline", "2026-09-01", "integrity.deadline_before_opening"),
    ("cases", "2026-137", "statutory_deadline", "2206-12-10", "integrity.day_far_away"),
    ("cases", "2026-137", "lead_agency", "중기청", "integrity.unknown_agency"),
    ("cases", "2026-137", "outside_share", "150%", "exchange.number"),
    ("cases", "2026-151", "victim", "㈜마바 기술", "integrity.firm_spelt_otherwise"),
    ("demands", "D-1", "effort", "0", "exchange.range"),
    ("demands", "D-1", "effort", "4~6", "exchange.number"),
    ("demands", "D-1", "mode", "excercise", "exchange.enum"),
    ("demands", "D-1", "authority", "", "exchange.authority_needed"),
    ("demands", "D-1", "skills", "forensics>=5", "exchange.range"),
    ("demands", "D-1", "skills", 'Digital "forensics"', "integrity.skill_by_label"),
    ("demands", "D-1", "from", "2026-11-30/noon", "exchange.moment"),
    ("demands", "D-1", "to", "2026-11-29/pm", "exchange.window_reversed"),
    ("demands", "D-3", "case", "2026-999", "integrity.unknown_case"),
    ("demands", "D-1", "excluded_agencies", "국정원", "integrity.unknown_agency"),
    ("home_reserve", "MSS", "heads", "두 명", "exchange.number"),
    ("home_reserve", "MSS", "agency", "중기부", "integrity.unknown_agency"),
    ("home_reserve", "MSS", "level", "0", "exchange.range"),
    ("assignments", "MSS-02", "case", "2026-137", "exchange.demand_or_case"),
    ("assignments", "MSS-02", "status", "확정", "exchange.enum"),
    ("assignments", "MSS-02", "demand", "D-9", "integrity.unknown_demand"),
    ("instruments", "NM-2", "kind", "despatch", "exchange.enum"),
    ("instruments", "NM-2", "cases", "*;2026-137", "exchange.star_alone"),
    ("instruments", "NM-2", "to", "2020-01-01", "integrity.dates_reversed"),
    ("instruments", "NM-2", "specialists", "", "exchange.required"),
    ("instruments", "NM-2", "authorities", "surveys", "integrity.unknown_authority"),
    ("instruments", "KM-1", "from_agency", "공정위", "integrity.unknown_agency"),
    ("agencies", "KFTC", "name_ko", "", ""),
    ("agencies", "MSS", "max_lent_heads", "21", "integrity.heads_above_blocks"),
    ("agencies", "MSS", "masked", "비공개", "exchange.flag"),
    ("authorities", "survey", "personal", "모름", "exchange.flag"),
    ("travel", "세종", "blocks", "3", "exchange.range"),
    ("affinity", "MSS-02", "score", "110", "exchange.range"),
    ("holidays", "2027-01-04", "date", "설날", "exchange.date"),
    ("specialists", "MSS-02", "weekly_blocks", "40", "integrity.week_too_long"),
)


def cells() -> Iterator[Spoiled]:
    """One cell that does not read, or can hardly be meant."""
    for table, key, column, value, code in _CELLS:
        if code:
            read = in_csv(put(table, key, column, value))
            safety = table if table in SAFETY else ""
            yield Spoiled(f"{table}.{column} is '{value}'", read, (code,), column, safety)
    typed: tuple[tuple[str, str, str, Any, str], ...] = (
        ("cases", "2026-137", "opened", datetime(2026, 10, 1, 9, 30), "exchange.date_with_time"),
        ("cases", "2026-137", "opened", 2026.0, "exchange.date"),
        ("cases", "2026-137", "opened", 365.0, "exchange.date"),
        ("specialists", "MSS-01", "station", date(2026, 3, 1), "exchange.became_date"),
        ("specialists", "MSS-01", "max_cases", True, "exchange.number"),
    )
    for table, key, column, cell, code in typed:
        read = in_xlsx(put(table, key, column, cell))
        yield Spoiled(f"{table}.{column} is {cell!r}", read, (code,), column)
    for number in (0, 46350, 1.5, True):
        dated = in_json(dated_by(number))
        yield Spoiled(f"json date {number}", dated, ("exchange.date",), "date", "availability")


def duplicates() -> Iterator[Spoiled]:
    """One id for two rows, with all that follows from it; one row twice."""
    for table, key, other in (
        ("agencies", "KFTC", "MSS"), ("authorities", "seizure", "survey"),
        ("specialists", "MSS-02", "MSS-01"), ("cases", "2026-140", "2026-137"),
        ("demands", "D-3", "D-1"), ("instruments", "NM-2", "KM-1"),
    ):  # fmt: skip
        column = grids()[table][0][0]
        read = in_csv(put(table, key, column, other))
        yield Spoiled(f"{table}: {other} for {key}", read, ("exchange.row_twice",), other)
    for table in ("conflicts", "availability", "home_reserve", "assignments", "travel"):
        twice = in_xlsx(row_twice(table))
        safety = table if table in SAFETY else ""
        yield Spoiled(f"{table}: a row twice", twice, ("exchange.row_twice",), table, safety)
