"""Labels of agencies and vocabularies, read from ``labels.toml``, and rows made of them."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from random import Random

from scheduler.model import Agency, Specialist, Term
from scheduler.synth.people import PAST_WEEKS


@cache
def labels() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Vocabulary to value to ``ko`` and ``en`` (agencies also ``unit``)."""
    return tomllib.loads(files("scheduler.synth").joinpath("labels.toml").read_text("utf-8"))


def terms(vocabulary: str) -> dict[str, Term]:
    """The Korean and English names of a vocabulary's values."""
    return {
        value: Term(ko=row["ko"], en=row["en"])
        for value, row in sorted(labels()[vocabulary].items())
    }


def agency_row(
    rng: Random,
    agency: str,
    people: Iterable[Specialist],
    *,
    heads: int | None,
    blocks: int | None,
    lent_percent: int,
) -> Agency:
    """An agency with its lending limits, and what it lent of its pool over the weeks before."""
    label = labels()["agencies"][agency]
    pool = PAST_WEEKS * sum(s.weekly_blocks for s in people if s.agency == agency)
    return Agency(
        agency=agency,
        name_ko=label["ko"],
        name_en=label["en"],
        max_lent_heads=heads,
        max_lent_blocks=blocks,
        past_lent_blocks=pool * (lent_percent + rng.randint(-2, 2)) // 100 if pool else 0,
        past_pool_blocks=pool,
        masked=agency == "NIS",
    )


def document_numbers(rng: Random, agencies: Sequence[str]) -> list[str]:
    """A document number for each sending agency named, e.g. ``표본-기술보호과-1042``."""
    number = rng.randint(100, 900)
    found = []
    for agency in agencies:
        number += rng.randint(3, 40)
        found.append(f"표본-{labels()['agencies'][agency]['unit']}-{number}")
    return found
