"""The report as a document to print: HTML that needs nothing beside it, or plain text."""

from collections import defaultdict
from collections.abc import Iterator
from html import escape

from scheduler.explain.report import Report
from scheduler.explain.words import Words
from scheduler.model import BalanceRule, Pool, TierName, label
from scheduler.model.plan import Source

_STYLE = """
body { font-family: "Pretendard GOV", "Malgun Gothic", "Noto Sans KR", sans-serif;
  max-width: 52rem; margin: 2rem auto; padding: 0 1rem; line-height: 1.6; color: #1e2124;
  background: #fff; word-break: keep-all; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; border-top: 2px solid #1e2124;
  padding-top: .6rem; margin-top: 2rem; } h3 { font-size: 1rem; margin-bottom: .2rem; }
h2, h3 { break-after: avoid; } .signed { list-style: none; }
p { margin: .2rem 0; } ul { margin: .2rem 0 .4rem; padding-left: 1.4rem; }
section { break-inside: avoid; } footer { margin-top: 2rem; font-size: .85rem; }
.empty h3::before { content: "□ "; }
@page { size: A4; margin: 18mm;
  @bottom-center { content: counter(page) " / " counter(pages); font-size: 8pt;
    font-family: "Pretendard GOV", "Malgun Gothic", "Noto Sans KR", sans-serif; } }
@media print { body { margin: 0; max-width: none; font-size: 10pt; } }
"""

Block = tuple[str, list[str], bool]
"""Title, lines, and whether it is about an empty seat."""


def as_text(report: Report, words: Words, source: Source = "verified") -> str:
    """The report as plain text; ``source`` decides which tiers are called proven."""
    title, lead, tiers, origin = _frame(report, words, source)
    lines = [title, "=" * 60, lead, "", words.say("report.tiers"), *(f"  {t}" for t in tiers)]
    for heading, blocks in _cases(report, words):
        lines += ["", heading, "-" * 60]
        for name, told, _ in blocks:
            lines += ["", name, *(f"  {line}" for line in told)]
    return "\n".join([*lines, "", origin, ""])


def as_html(report: Report, words: Words, source: Source = "verified") -> str:
    """The report as one HTML page without scripts and without anything from elsewhere."""
    title, lead, tiers, origin = _frame(report, words, source)
    parts = [
        f'<!doctype html>\n<html lang="{words.language}">\n<head><meta charset="utf-8">',
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>\n<body><main>",
        f"<h1>{escape(title)}</h1>\n<p>{escape(lead)}</p>",
        f"<h2>{escape(words.say('report.tiers'))}</h2>",
        *(f"<p>{escape(tier)}</p>" for tier in tiers),
    ]
    for heading, blocks in _cases(report, words):
        parts.append(f"<h2>{escape(heading)}</h2>")
        parts += [_section(*block) for block in blocks]
    parts.append(f"</main><footer>{escape(origin)}</footer></body>\n</html>\n")
    return "\n".join(parts)


def _frame(report: Report, words: Words, source: Source) -> tuple[str, str, list[str], str]:
    """Title, lead, one line a tier, and where the plan came from."""
    plan = words.plan
    lead = words.say(
        "report.lead",
        assignments=len(report.rows),
        seats=sum(answer.seat.seats for answer in report.seats),
    )
    if not report.is_complete:
        lead += " " + words.say("report.stopped")
    bonus = words.pool.policy.core_bonus
    tiers = [
        words.say(
            "report.tier",
            order=order,
            tier=words.label("tier", tier.tier),
            value="–" if tier.value is None else f"{tier.value:,}",
            status=label("tier_standing", plan.standing(tier.tier, source), words.language),
            meaning=words.say(f"tier_meaning.{_measure(tier.tier, words.pool)}", bonus=bonus),
        )
        for order, tier in enumerate(plan.tiers, start=1)
    ]
    made = plan.provenance
    origin = words.say("report.source", pool=made.pool_sha256, software=made.software)
    code = "report.title" if report.is_complete else "report.title_partial"
    return words.say(code, week=words.week()), lead, tiers, origin


def _measure(tier: TierName, pool: Pool) -> str:
    """What a tier is measured by: balance has two rules, all others are named for it."""
    is_leximin = tier is TierName.BALANCE and pool.policy.balance is BalanceRule.LEXIMIN
    return "leximin" if is_leximin else tier


def _cases(report: Report, words: Words) -> Iterator[tuple[str, list[Block]]]:
    """Case after case, the most urgent first: its heading, its empty seats, its rows.

    Cases with empty seats come before all others: they are what somebody has to act on.
    """
    of_case: dict[str, list[Block]] = defaultdict(list)
    for answer in report.seats:
        name, *lines = words.why_empty(answer)
        of_case[answer.seat.case].append((name, lines, True))
    for why in report.rows:
        name, *lines = words.why(why, brief=True)
        lines.insert(0, words.when(why.row.blocks))
        of_case[why.row.case].append((name, lines, False))
    cases = words.pool.case_of_id
    short = {answer.seat.case for answer in report.seats}
    for case in sorted(of_case, key=lambda c: (c not in short, -cases[c].priority, c)):
        yield words.case_heading(case), of_case[case]


def _section(name: str, lines: list[str], is_empty: bool) -> str:
    """A title, and the lines; those that begin with a dot or a sign are a list."""
    kind = "empty" if is_empty else "row"
    parts, points = [f'<section class="{kind}"><h3>{escape(name)}</h3>'], list[str]()
    for line in lines:
        if line.startswith("· "):
            points.append(f"<li>{escape(line.removeprefix('· '))}</li>")
        elif line.startswith("  "):  # its sign stands before it already
            points.append(f'<li class="signed">{escape(line.strip())}</li>')
        else:
            parts += [*_list(points), f"<p>{escape(line)}</p>"]
            points = []
    return "\n".join([*parts, *_list(points), "</section>"])


def _list(points: list[str]) -> list[str]:
    return ["<ul>", *points, "</ul>"] if points else []
