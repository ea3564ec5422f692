"""Who assists is accompanied by somebody who exercises the power."""

from scheduler.check.facts import Facts, Violation, Violations


def accompanied(facts: Facts) -> Violations:
    """An ``assist`` demand is served only with an ``exercise`` one of its case and authority."""
    held = {(row.case.case, row.demand.authority, row.demand.mode) for row in facts.rows}
    for row in (row for row in facts.rows if row.demand.mode == "assist"):
        if (row.case.case, row.demand.authority, "exercise") not in held:
            yield Violation("ACCOMPANIED", "/".join(row.ids), 1, 0)
