"""``serve``, ``worker``, ``db``, ``account``, ``token``: run the service and let people in.

Accounts and tokens are made here and nowhere else: who can run this command on the server already
holds the database.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scheduler.cli.options import JsonOption, LanguageOption
from scheduler.cli.terminal import Terminal

if TYPE_CHECKING:
    from scheduler.bootstrap import Settings
    from scheduler.service.accounts import Accounts

DatabaseOption = Annotated[
    str | None,
    typer.Option("--database-url", metavar="URL", help="cli.option.database"),
]


def _settings(database_url: str | None, **given: object) -> "Settings":
    """The environment's settings, but for what the command line names."""
    from scheduler.bootstrap import Settings

    named = {"database_url": database_url, **given}
    return Settings.model_validate({k: v for k, v in named.items() if v is not None})


@contextmanager
def _accounts(database_url: str | None) -> "Iterator[Accounts]":
    """The use cases of accounts over the database, which is let go of at the end."""
    from scheduler.bootstrap import build

    services = build(_settings(database_url))
    try:
        yield services.accounts
    finally:
        services.store.close()


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

        settings = _settings(database_url, host=host, port=port)

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

        settings = _settings(database_url)

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

        upgrade_database(_settings(database_url))
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

        done = restore_database(_settings(database_url), backup)
    removed = ", ".join(done.removed) or "-"
    facts = {"database": str(done.database), "backup": str(backup), "revision": done.revision}
    terminal.show(terminal.text("cli.db.restored", **facts, removed=removed))
    terminal.answer({**facts, "removed": list(done.removed)})


def add_account(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="cli.account.name")],
    role: Annotated[str, typer.Option("--role", metavar="ROLE", help="cli.account.role")],
    agency: Annotated[
        str | None, typer.Option("--agency", metavar="ID", help="cli.account.agency")
    ] = None,
    database_url: DatabaseOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make an account."""
    terminal = Terminal(language or context.obj, as_json=as_json)
    with _accounts(database_url) as accounts:
        made = accounts.create_account(name, role, agency)
    terminal.show(terminal.text("cli.account.made", name=made.name, role=made.role))
    terminal.answer({"account": made.name, "role": made.role, "agency": made.agency})


def add_token(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="cli.account.name")],
    days: Annotated[
        int | None, typer.Option("--days", min=1, metavar="N", help="cli.token.days")
    ] = None,
    database_url: DatabaseOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Give an account a token; it is printed alone on stdout, so that it can be piped away."""
    terminal = Terminal(language or context.obj, as_json=as_json)
    with _accounts(database_url) as accounts:
        made = accounts.create_token(name, days)
    until = made.expires_at.isoformat(timespec="seconds") if made.expires_at else None
    if not as_json:
        terminal.note("cli.token.made", prefix=made.prefix)
        terminal.out.print(made.text, soft_wrap=True)
    terminal.answer({"token": made.text, "id": made.prefix, "expires_at": until})


def revoke_token(
    context: typer.Context,
    prefix: Annotated[str, typer.Argument(metavar="ID", help="cli.token.id")],
    database_url: DatabaseOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Revoke a token."""
    terminal = Terminal(language or context.obj, as_json=as_json)
    with _accounts(database_url) as accounts:
        accounts.revoke_token(prefix)
    terminal.show(terminal.text("cli.token.revoked", prefix=prefix))
    terminal.answer({"revoked": prefix})
