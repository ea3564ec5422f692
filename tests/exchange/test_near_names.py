"""Names that are near a known one that is not there, by each of the ways to be near."""

import pytest

from scheduler.exchange import pool_to_files, read_pool_files
from scheduler.exchange.columns import table_of_title
from scheduler.exchange.near_names import near_name, repaired
from scheduler.model.nearness import letters_off, most_off, nearest
from tests.exchange.pools import full_pool

FILES = pool_to_files(full_pool())


@pytest.mark.parametrize(
    ("one", "other", "off"),
    [
        ("conflicts", "conflicts", 0),
        ("conflict", "conflicts", 1),
        ("cnoflicts", "conflicts", 1),
        ("confliicts", "conflicts", 1),
        ("conglicts", "conflicts", 1),
        ("cnofilcts", "conflicts", 2),
        ("이해충둘", "이해충돌", 2),
        ("해이충돌", "이해충돌", 2),
        ("이해충", "이해충돌", 2),
        ("이충둘", "이해충돌", 4),
        ("", "abc", 3),
    ],
)
def test_letters_that_are_off(one: str, other: str, off: int) -> None:
    assert letters_off(one, other, 4) == letters_off(other, one, 4) == off


@pytest.mark.parametrize(
    ("name", "most"), [("to", 0), ("기간", 1), ("case", 1), ("이해충돌", 2), ("conflict", 2)]
)
def test_longer_names_may_be_further_off(name: str, most: int) -> None:
    assert most_off(name) == most


@pytest.mark.parametrize(
    ("title", "table"),
    [
        ("이해충돌(최종)", "conflicts"),
        ("이해충돌 [11월]", "conflicts"),
        ("conflict", "conflicts"),
        ("agency", "agencies"),
        ("conflcits", "conflicts"),
        ("이해충둘", "conflicts"),
        ("이해 충돌 취합", "conflicts"),
        ("2026-conflicts-v2", "conflicts"),
        ("Home Reserve (old)", "home_reserve"),
        ("Sheet1", None),
        ("안내", None),
        ("전문위원", None),
        ("요약표", None),
        ("", None),
    ],
)
def test_titles_that_are_near_a_table(title: str, table: str | None) -> None:
    assert near_name(title, table_of_title()) == table


def test_two_syllables_are_not_near_for_one_of_them() -> None:
    """직급 is no slip of 직위: a syllable is two letters, and of four only one may be off."""
    titles = {"직위": "title", "성명": "name"}
    assert near_name("직급", titles) is None
    assert near_name("직위(급)", titles) == "title"


@pytest.mark.parametrize(
    ("value", "known", "found"),
    [
        ("KTFC", ("KFTC", "MSS"), "KFTC"),
        ("MSS-0141", ("MSS-014", "MSS-015", "KFTC-014"), "MSS-014"),
        ("S-20", ("S-21", "S-22"), ""),
        ("X", ("A",), ""),
        ("저녁", ("오전", "오후"), ""),
    ],
)
def test_the_nearest_value_is_the_only_plausible_one(
    value: str, known: tuple[str, ...], found: str
) -> None:
    assert nearest(value, known) == found


def test_near_a_table_that_is_there_is_only_a_warning() -> None:
    reading = read_pool_files({**FILES, "conflicts(old).csv": b"x\n"})
    assert reading.pool == full_pool()
    assert [(c.code, c.severity) for c in reading.complaints] == [
        ("exchange.unknown_table", "warning")
    ]


def test_near_a_column_that_is_there_is_only_a_warning() -> None:
    text = FILES["conflicts.csv"].decode().splitlines()
    more = [f"{line},{'specialist_phone' if not n else 1}" for n, line in enumerate(text)]
    reading = read_pool_files({**FILES, "conflicts.csv": "\n".join(more).encode()})
    assert reading.pool == full_pool()
    assert [(c.code, c.severity) for c in reading.complaints] == [
        ("exchange.unknown_column", "warning")
    ]


@pytest.mark.parametrize("sign", ["_", "#"])
def test_names_that_are_put_aside_are_left_aside_in_silence(sign: str) -> None:
    text = FILES["conflicts.csv"].decode().splitlines()
    more = [f"{line},{f'{sign}party' if not n else 'x'}" for n, line in enumerate(text)]
    files = {**FILES, "conflicts.csv": "\n".join(more).encode(), f"{sign}conflicts.csv": b"x"}
    reading = read_pool_files(files)
    assert (reading.complaints, reading.pool) == ((), full_pool())


def test_a_missing_required_column_names_what_stands_in_its_place() -> None:
    files = {**FILES, "travel.csv": "station,어디,blocks\n세종,천안,1\n".encode()}
    (error,) = read_pool_files(files).errors
    assert (error.code, error.expected) == ("exchange.missing_column", "site")
    assert "'어디'" in error.text("ko")


@pytest.mark.parametrize(
    ("garbled", "name"),
    [
        ("%EC%9D%B4%ED%95%B4%EC%B6%A9%EB%8F%8C", "이해충돌"),
        ("이해충돌".encode("cp949").decode("cp437"), "이해충돌"),
        ("이해충돌", "이해충돌"),
        ("conflicts", "conflicts"),
        ("100%", "100%"),
    ],
)
def test_names_that_a_program_garbled_are_repaired(garbled: str, name: str) -> None:
    """A browser's percent codes and an archiver's wrong code page are read as they were meant."""
    assert repaired(garbled) == name


def test_a_folder_with_garbled_names_is_the_same_pool() -> None:
    """What an archiver did to the names of files loses no table."""
    files = {
        f"{name.rpartition('.')[0].encode('cp949').decode('cp437')}.csv"
        if name.endswith(".csv")
        else name: data
        for name, data in pool_to_files(full_pool(), "ko").items()
    }
    assert read_pool_files(files).pool == full_pool()
