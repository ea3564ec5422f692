"""Why a plan is as it is, and why a wish cannot be met. Nothing is said that was not re-proved."""

from scheduler.explain.clash import Clash, ClashingPin, find_clash

__all__ = ["Clash", "ClashingPin", "find_clash"]
