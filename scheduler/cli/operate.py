"""``serve``, ``worker``, ``db``: run the service and look after its database."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scheduler.cli.options import JsonOption, LanguageOption
from scheduler.cli.terminal import Terminal

if TYPE_CHECKING:
    from scheduler.bootstrap import Settings

DatabaseOption = Annotated[
    str | None,
    typer.Option("--database-url", metavar="URL", help="cli.option.database"),
]


def settings_of(database_url: str | None, **given: object) -> "Settings":
    """The environment's settings, but for what the command line names."""
    from scheduler.bootstrap import Settings

    named = {"database_url": database_url, **given}
    return Settings.model_validate({k: v for k, v in named.items() if v is not None})


def serve(
    context: typer.Context,
    host: Annotated[
        str | None, typer.Option("--host", metavar="HOST", help="cli.serve.host")
    ] = None,
    port: Annotated[
        int | None, typer.Option("--port", min=1, max=65535, metavar="N", help="cli.serve.port")
    ] = None,
    database_url: DatabaseOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Run the API server and one worker until stopped."""
    terminal = Terminal(language or context.obj, as_json=as_json)
    with terminal.working("cli.serve.starting"):
        from scheduler import bootstrap

        settings = settings_of(database_url, host=host, port=port)

    def on_listening(port: int) -> None:
        terminal.note("cli.serve.listening", host=settings.host, port=str(port))

    raise typer.Exit(bootstrap.serve(settings, on_listening=on_listening))


def worker(
    context: typer.Context,
    database_url: DatabaseOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Carry out waiting runs until stopped."""
    terminal = Terminal(language or context.obj, as_json=as_json)
    with terminal.working("cli.worker.starting"):
        from scheduler import bootstrap

        settings = settings_of(database_url)

    def on_open() -> None:
        terminal.note("cli.worker.waiting")

    raise typer.Exit(bootstrap.run_worker(settings, on_open=on_open))


def upgrade(
    context: typer.Context,
    database_url: DatabaseOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Bring the database to the newest form."""
    terminal = Terminal(language or context.obj, as_json=as_json)
    with terminal.working("cli.db.upgrading"):
        from scheduler.bootstrap import upgrade_database

        upgrade_database(settings_of(database_url))
    terminal.show(terminal.text("cli.db.upgraded"))
    terminal.answer({"upgraded": True})


def restore(
    context: typer.Context,
    backup: Annotated[Path, typer.Argument(metavar="FILE", help="cli.db.backup")],
    database_url: DatabaseOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Put a backup into the place of a SQLite database."""
    terminal = Terminal(language or context.obj, as_json=as_json)
    with terminal.working("cli.db.restoring"):
        from scheduler.bootstrap import restore_database

        done = restore_database(settings_of(database_url), backup)
    removed = ", ".join(done.removed) or "-"
    facts = {"database": str(done.database), "backup": str(backup), "revision": done.revision}
    terminal.show(terminal.text("cli.db.restored", **facts, removed=removed))
    terminal.answer({**facts, "removed": list(done.removed)})
