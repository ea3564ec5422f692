"""Options that several commands share. Help texts are codes; ``app.main`` puts the words in."""

from pathlib import Path
from typing import Annotated

import typer

from scheduler.model import Language

PoolPath = Annotated[Path, typer.Argument(metavar="POOL", help="cli.option.pool")]
PlanPath = Annotated[Path, typer.Argument(metavar="PLAN.json", help="cli.option.plan")]
LanguageOption = Annotated[
    Language | None,
    typer.Option("--language", help="cli.option.language", show_default=False),
]
JsonOption = Annotated[bool, typer.Option("--json", metavar=" ", help="cli.option.json")]
WeekOption = Annotated[
    str | None, typer.Option("--week", metavar="2026-W49", help="cli.option.week")
]
WeeksOption = Annotated[int | None, typer.Option("--weeks", metavar="N", help="cli.option.weeks")]
NearOption = Annotated[
    Path | None, typer.Option("--near", metavar="PLAN.json", help="cli.option.near")
]
GiveOption = Annotated[
    list[str] | None, typer.Option("--give", metavar="GOAL=N", help="cli.option.give")
]
SeedOption = Annotated[
    int, typer.Option("--seed", min=0, max=2**31 - 1, metavar="N", help="cli.option.seed")
]
