"""Seeded fictional pools of any size: demo, national, ten years out, benchmarks."""

from scheduler.synth.bids import BIDS, bids_pool
from scheduler.synth.demo import demo_pool
from scheduler.synth.family import FAMILIES, family_pool
from scheduler.synth.national import national_pool, ten_year_pool

__all__ = [
    "BIDS",
    "FAMILIES",
    "bids_pool",
    "demo_pool",
    "family_pool",
    "national_pool",
    "ten_year_pool",
]
