"""Which patches of a what-if keep the pins of a pool from holding together."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from scheduler.model import Language, NotFoundError, Pool, RequestError, Week, say
from scheduler.whatif.explained import Explained
from scheduler.whatif.patches import Patch, pool_with

if TYPE_CHECKING:
    from scheduler.explain import PatchClash


def clashing(
    pool: Pool,
    *patches: Patch,
    week: str | Week | None = None,
    weeks: int | None = None,
    language: Language = "ko",
) -> "Explained[PatchClash] | None":
    """An irreducible set of patches under which the pins cannot hold; None where they hold.

    Each "cannot" is the word of two engines; each "can" is a solution that was checked.

    Raises:
        NotFoundError: a patch names what the pool does not know.
        RequestError: a patch adds what is already there, or no week is named, here or in the
            policy.
    """
    from scheduler.explain import PatchClash, find_clash, pins_hold

    horizon = pool.horizon(Week.parse(week) if isinstance(week, str) else week, weeks)
    changed, kept = pool_with(pool, *patches), list(range(len(patches)))
    if pins_hold(changed, horizon):
        return None
    tried: list[int] | None = None
    while tried != kept:  # a patch may also widen what is possible, so one round need not do
        tried = kept
        for number in tried:
            if number not in kept:
                continue
            fewer, left = _applied(pool, patches, [n for n in kept if n != number])
            if not pins_hold(fewer, horizon):
                changed, kept = fewer, left
    clash = find_clash(changed, horizon)
    assert clash is not None, "the pins of this very pool do not hold"
    told = [say("clashing.patches" if kept else "clashing.own", language, count=len(kept))]
    told += ["· " + patches[n].text(language) for n in kept]
    told += [clash.text(language), clash.way_out(language)]
    return Explained(PatchClash(patches=tuple(kept), clash=clash), tuple(told))


def _applied(
    pool: Pool, patches: Sequence[Patch], numbers: Sequence[int]
) -> tuple[Pool, list[int]]:
    """The pool with some patches, and which: what rests on a patch left out is left out too."""
    done: list[int] = []
    for number in numbers:
        try:
            pool = patches[number].apply(pool)
        except (NotFoundError, RequestError):
            continue
        done.append(number)
    return pool, done
