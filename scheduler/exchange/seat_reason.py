"""Why a seat stays empty, in a few words; the full account is in the plan."""

from scheduler.model import EmptySeat, Language, label, say

MOST_NAMED = 3


def seat_reason(seat: EmptySeat, language: Language) -> str:
    """Those who could serve but do not; where there are none, the two steps that refuse most."""
    if seat.remaining:
        named = [c.specialist for c in seat.remaining[:MOST_NAMED]]
        more = "" if len(named) == len(seat.remaining) else ", ..."
        is_busy = all(c.serves for c in seat.remaining)
        code = "seat_reason.busy" if is_busy else "seat_reason.held"
        return say(code, language, count=len(seat.remaining), names=", ".join(named) + more)
    # a stable sort: between equal counts the waterfall's own order stays
    largest = sorted(seat.waterfall, key=lambda step: -step.specialists)[:2]
    parts = [
        say(
            "seat_reason.refused",
            language,
            label=label("refusal", step.code, language),
            count=step.specialists,
        )
        for step in largest
        if step.specialists
    ]
    return ", ".join(parts) or say("seat_reason.nobody", language)
