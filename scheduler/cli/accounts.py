"""``account`` and ``token``: let people and machines in.

Accounts, passwords and tokens are made here and nowhere else: who can run this command on the
server already holds the database.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from scheduler.cli.operate import DatabaseOption, settings_of
from scheduler.cli.options import JsonOption, LanguageOption
from scheduler.cli.terminal import Terminal

if TYPE_CHECKING:
    from scheduler.service.accounts import Accounts

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="cli.account.name")]
RoleOption = Annotated[str, typer.Option("--role", metavar="ROLE", help="cli.account.role")]
AgencyOption = Annotated[
    str | None, typer.Option("--agency", metavar="ID", help="cli.account.agency")
]


@contextmanager
def _accounts(database_url: str | None) -> "Iterator[Accounts]":
    """The use cases of accounts over the database, which is let go of at the end."""
    from scheduler.bootstrap import build

    services = build(settings_of(database_url))
    try:
        yield services.accounts
    finally:
        services.store.close()


def add(
    context: typer.Context,
    name: NameArgument,
    role: RoleOption,
    agency: AgencyOption = None,
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


def add_role(
    context: typer.Context,
    name: NameArgument,
    role: RoleOption,
    agency: AgencyOption = None,
    database_url: DatabaseOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Let an account act in one role more."""
    terminal = Terminal(language or context.obj, as_json=as_json)
    with _accounts(database_url) as accounts:
        made = accounts.add_role(name, role, agency)
    terminal.show(terminal.text("cli.account.role_added", name=made.name, role=made.role))
    terminal.answer({"account": made.name, "role": made.role, "agency": made.agency})


def reset_password(
    context: typer.Context,
    name: NameArgument,
    database_url: DatabaseOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Give an account a one-time password; it is printed alone on stdout."""
    terminal = Terminal(language or context.obj, as_json=as_json)
    with _accounts(database_url) as accounts:
        password = accounts.reset_password(name)
    if not as_json:
        terminal.note("cli.account.password_set", name=name)
        terminal.out.print(password, soft_wrap=True)
    terminal.answer({"account": name, "password": password})


def disable(
    context: typer.Context,
    name: NameArgument,
    database_url: DatabaseOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Close an account."""
    terminal = Terminal(language or context.obj, as_json=as_json)
    with _accounts(database_url) as accounts:
        accounts.disable(name)
    terminal.show(terminal.text("cli.account.disabled", name=name))
    terminal.answer({"disabled": name})


def enable(
    context: typer.Context,
    name: NameArgument,
    database_url: DatabaseOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Open a closed account again."""
    terminal = Terminal(language or context.obj, as_json=as_json)
    with _accounts(database_url) as accounts:
        accounts.enable(name)
    terminal.show(terminal.text("cli.account.enabled", name=name))
    terminal.answer({"enabled": name})


def add_token(
    context: typer.Context,
    name: NameArgument,
    days: Annotated[
        int | None, typer.Option("--days", min=1, metavar="N", help="cli.token.days")
    ] = None,
    role: Annotated[
        str | None, typer.Option("--role", metavar="ROLE", help="cli.token.role")
    ] = None,
    agency: AgencyOption = None,
    database_url: DatabaseOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Give an account a token; it is printed alone on stdout, so that it can be piped away."""
    terminal = Terminal(language or context.obj, as_json=as_json)
    with _accounts(database_url) as accounts:
        made = accounts.create_token(name, days, role=role, agency=agency)
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
