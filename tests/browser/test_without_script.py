"""The pages with no script: everything is a link or a form, and the address says the state."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.office import Office
from tests.browser.tour import PLANNER, SEVERAL, WEEK, enter, toured
from tests.browser.window import window
from tests.databases import sqlite_template

__all__ = ["sqlite_template"]

BOARD = f"/w/{WEEK}/board"


@pytest.fixture(scope="module")
def office(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The demo."""
    with toured(sqlite_template, tmp_path_factory.mktemp("plain")) as office:
        yield office


def test_a_visit_without_script(office: Office, chromium: Browser) -> None:
    """Role, filter, table, week, language and sign-out, by links and forms alone."""
    with window(chromium, office.address, java_script_enabled=False) as page:
        enter(page, SEVERAL)
        expect(page).to_have_url(f"{office.address}/role")
        page.get_by_role("button", name="이 역할로 시작").first.click()
        page.get_by_role("link", name="배정표", exact=True).click()
        page.get_by_label("소속기관").select_option("경찰청")
        page.get_by_label("차출만").check()
        page.get_by_role("button", name="적용").click()
        expect(page.locator(".band")).to_have_count(1)
        expect(page.locator(".job.lent").first).to_be_visible()
        page.get_by_role("link", name="표", exact=True).click()
        expect(page.locator("#assignments")).to_contain_text("102건 중 5건")
        page.get_by_role("link", name="다음 주").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("배정표")
        page.get_by_role("link", name="이전 주").click()
        page.get_by_role("button", name="English").click()
        expect(page.locator("#assignments")).to_contain_text("5 of 102")
        page.get_by_role("link", name="Reset").click()
        expect(page.locator("#assignments")).to_contain_text("102 of 102")
        page.get_by_role("button", name="Sign out").click()
        expect(page).to_have_url(f"{office.address}/sign-in")
        page.goto(BOARD)
        expect(page.get_by_label("Account", exact=True)).to_be_visible()


def shown(page: Page) -> tuple[str, list[str], str]:
    """Which version the page shows, of which agencies, and how many rows are left."""
    return (
        page.locator(".title-row .chip").first.inner_text(),
        page.locator(".band .agency").all_inner_texts(),
        page.locator(".filters .total").inner_text(),
    )


def test_the_address_says_what_is_shown(office: Office, chromium: Browser) -> None:
    """Version, agency and words come back by reload, by Back, and in somebody else's window."""
    with window(chromium, office.address) as page:
        enter(page, PLANNER)
        page.goto(BOARD)
        draft = shown(page)
        page.get_by_label("버전").select_option("시행 중 · 버전 1")
        page.get_by_label("소속기관").select_option("공정위")
        page.locator("input[name=q]").fill("c26")
        page.keyboard.press("Enter")
        page.wait_for_url("**q=c26*")
        in_force = shown(page)
        address = page.url
        assert in_force[0] == "시행 중 · 버전 1"
        assert in_force[1] == ["공정위"]
        page.reload()
        assert shown(page) == in_force
        page.get_by_role("button", name="고대비").click()
        page.wait_for_load_state()
        assert page.url == address
        assert shown(page) == in_force
        page.get_by_role("link", name="거르기 해제").click()
        expect(page.locator(".band")).not_to_have_count(1)
        assert shown(page)[0] == in_force[0]
        page.go_back()
        assert shown(page) == in_force
        page.go_back()
        page.go_back()
        assert shown(page) == draft
    with window(chromium, office.address) as another:
        enter(another, PLANNER)
        another.goto(address)
        assert shown(another) == in_force


def test_the_week_turns_with_the_filter_and_without_the_version(
    office: Office, chromium: Browser
) -> None:
    """The version named is one of the week it was chosen in."""
    with window(chromium, office.address) as page:
        enter(page, PLANNER)
        page.goto(BOARD)
        page.get_by_label("소속기관").select_option("공정위")
        page.get_by_role("button", name="적용").click()
        assert "plan=" in page.url
        page.get_by_role("link", name="다음 주").click()
        expect(page).to_have_url(f"{office.address}/w/2026-W50/board?view=people&agency=KFTC")
        expect(page.get_by_role("link", name="가장 최근 배정안 보기")).to_be_visible()
        page.get_by_role("link", name="이전 주").click()
        assert shown(page)[1] == ["공정위"]
