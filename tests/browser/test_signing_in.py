"""Somebody signs in, reads the week, and signs out again, in a real browser."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from scheduler.store import Store
from tests.browser.office import PASSWORD, Office, opened
from tests.browser.window import photograph, violations, window
from tests.databases import sqlite_template
from tests.world import HIDDEN, OWN, PLANNER, World

__all__ = ["sqlite_template"]


@pytest.fixture(scope="module")
def office(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A world with a plan in force and a draft."""
    file = tmp_path_factory.mktemp("office") / "x.sqlite3"
    store = Store.open(f"sqlite:///{shutil.copyfile(sqlite_template, file)}")
    world = World.over(store)
    world.make_current()
    world.published()
    world.clock.pass_seconds(60)
    world.solved()
    with opened(world) as office:
        yield office
    store.close()


def sign_in(page: Page, name: str, password: str) -> None:
    page.get_by_label("계정").fill(name)
    page.get_by_label("비밀번호").fill(password)
    page.get_by_role("button", name="로그인").click()


def test_from_the_first_password_to_the_week_and_out(office: Office, chromium: Browser) -> None:
    first = office.world.services.accounts.reset_password(PLANNER)
    with window(chromium, office.address, refusals=[401]) as page:
        page.goto("/w/2026-W49/board?view=table")
        expect(page).to_have_url(f"{office.address}/sign-in?next=/w/2026-W49/board%3Fview%3Dtable")
        photograph(page, "sign-in")
        assert violations(page) == []
        sign_in(page, PLANNER, "a wrong password")
        expect(page.get_by_role("alert")).to_contain_text("계정 또는 비밀번호가 올바르지 않습니다")
        photograph(page, "sign-in-wrong")
        sign_in(page, PLANNER, first)
        for label, text in (("현재", first), ("새 비밀번호 다시 입력", PASSWORD)):
            page.get_by_label(label).fill(text)
        page.get_by_label("새 비밀번호", exact=True).fill(PASSWORD)
        photograph(page, "password")
        assert violations(page) == []
        page.get_by_role("button", name="변경").click()
        expect(page).to_have_url(f"{office.address}/w/2026-W49")
        page.get_by_role("link", name="배정표", exact=True).click()
        page.goto("/w/2026-W49/board?view=table")
        photograph(page, "board-table")
        assert violations(page) == []
        page.get_by_role("button", name="English").click()
        expect(page).to_have_url(f"{office.address}/w/2026-W49/board?view=table")
        expect(page.get_by_role("heading", level=1)).to_have_text("Week board")
        page.get_by_role("button", name="Sign out").click()
        expect(page).to_have_url(f"{office.address}/sign-in")
        page.go_back()
        page.reload()
        expect(page.get_by_label("Account")).to_be_visible()


def test_a_registrar_reads_what_is_in_force_and_no_strangers_name(
    office: Office, chromium: Browser
) -> None:
    password = office.password(OWN)
    with window(chromium, office.address) as page:
        page.goto("/")
        sign_in(page, OWN, password)
        expect(page).to_have_url(f"{office.address}/w/2026-W49")
        page.goto("/w/2026-W49/board?view=table")
        expect(page.get_by_text("시행 중 · 버전 1", exact=True)).to_be_visible()
        text = page.content()
    assert "MSS-001" in text
    assert [word for word in HIDDEN[OWN] if word in text] == []
