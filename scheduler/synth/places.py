"""Places of the fictional pools and the travel blocks between them.

Up to an hour and a half one way costs nothing, up to three hours one block, beyond that two.
"""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from math import cos, hypot, radians
from random import Random
from typing import Any

from scheduler.model import Term, Travel

UNDISCLOSED = "undisclosed"
_KM_A_DEGREE = 111.0


@cache
def _tables() -> Mapping[str, Any]:
    return tomllib.loads(files("scheduler.synth").joinpath("places.toml").read_text("utf-8"))


def place_labels(places: Iterable[str]) -> dict[str, Term]:
    """The Korean and English names of places."""
    known = _tables()["place"]
    return {p: Term(ko=known[p]["ko"], en=known[p]["en"]) for p in sorted(set(places))}


def hours(station: str, site: str) -> float:
    """Door to door, one way: a known figure, else 0.6 h and an hour for each 110 km."""
    known = _tables()["hours"]
    for name in (f"{station}-{site}", f"{site}-{station}"):
        if name in known:
            return float(known[name])
    (lat, lon), (lat2, lon2) = (_tables()["place"][p]["at"] for p in (station, site))
    km = _KM_A_DEGREE * hypot(lat - lat2, (lon - lon2) * cos(radians(lat)))
    return 0.6 + km / 110


def travel_rows(stations: Iterable[str], sites: Iterable[str]) -> tuple[Travel, ...]:
    """A row for every ordered pair of different places; an undisclosed station has none."""
    ends = sorted(set(sites))
    return tuple(
        Travel(station=station, site=site, blocks=(h > 1.5) + (h > 3))
        for station in sorted(set(stations) - {UNDISCLOSED})
        for site in ends
        if station != site
        for h in [hours(station, site)]
    )


def draw_site(rng: Random, among: Iterable[str] | None = None) -> str:
    """A victim's place, by the share of each region."""
    share: dict[str, int] = _tables()["share"]
    places = sorted(share if among is None else set(among) & set(share))
    return rng.choices(places, [share[p] for p in places])[0]
