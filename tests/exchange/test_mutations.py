"""Whatever is done to a file: a pool without errors, or no pool and a sentence for each error."""

import random

import pytest

from scheduler.exchange import pool_to_files, pool_to_json, pool_to_xlsx, read_pool_files
from tests.exchange.pools import full_pool

JUNK = [
    b"", b"*", b";", b";;", b":", b">=", b"/", b"=1+1", b"'", b'"', b",", b"\n", b"\t", b"\x00",
    b"-1", b"1e999", b"nan", b"9" * 30, b"2026-02-30", b"0000-00-00", b"9999-12-31/pm", b"\xff",
    "Ⅲ급".encode(), "①".encode(), "\u202e".encode(), "가".encode("cp949"), b"{}", b"[]", b"null",
    b"a:b:c", b"a>=b>=c", b"x" * 200_000,
]  # fmt: skip


def _mutated(data: bytes, rng: random.Random) -> bytes:
    for _ in range(rng.randint(1, 3)):
        at = rng.randrange(len(data) + 1)
        cut = rng.choice((0, 0, 1, 3, 20))
        data = data[:at] + rng.choice(JUNK) + data[at + cut :]
    return data


def _cells_mutated(data: bytes, rng: random.Random) -> bytes:
    lines = [line.split(b",") for line in data.split(b"\n")]
    row = rng.choice(lines)
    row[rng.randrange(len(row))] = rng.choice(JUNK)
    return b"\n".join(b",".join(line) for line in lines)


@pytest.mark.parametrize("seed", range(60))
def test_all_or_nothing(seed: int) -> None:
    """Ten mutations of each format a seed; complaints can be said in both languages."""
    rng = random.Random(f"mutations/{seed}")
    it = full_pool()
    folder = pool_to_files(it, rng.choice(("en", "ko")))
    for _ in range(5):
        name = rng.choice(sorted(folder))
        change = rng.choice((_mutated, _cells_mutated))
        _judge({**folder, name: change(folder[name], rng)})
        _judge({"pool.json": _mutated(pool_to_json(it), rng)})
    _judge({"pool.xlsx": _mutated(pool_to_xlsx(it), rng)})


def _judge(files: dict[str, bytes]) -> None:
    reading = read_pool_files(files)
    assert (reading.pool is None) == bool(reading.errors)
    for complaint in reading.complaints:
        for language in ("ko", "en"):
            assert complaint.text(language)
            assert len(complaint.text(language)) < 600
            assert complaint.hint(language)
