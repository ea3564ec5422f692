"""The pages by the keyboard alone."""

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
MOST_STOPS = 80

# every element that Tab should reach, each once: numbered, so that a stop can be told
NUMBER = """
() => {
  const wanted = "a[href], button, input:not([type=hidden]), select, summary, [tabindex='0']";
  const found = [...document.querySelectorAll(wanted)].filter(e => e.checkVisibility());
  found.forEach((element, n) => { element.dataset.stop = n; });
  return found.map(e => e.outerHTML.slice(0, 120));
}
"""
# where the focus is: its number, whether it shows, and whether something lies over it
STOP = """
() => {
  const it = document.activeElement;
  if (it === document.body) return null;
  const style = getComputedStyle(it), box = it.getBoundingClientRect();
  const middle = (from, to, most) => (Math.max(from, 0) + Math.min(to, most)) / 2;
  const over = document.elementFromPoint(
    middle(box.left, box.right, innerWidth), middle(box.top, box.bottom, innerHeight));
  return {
    stop: Number(it.dataset.stop),
    ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    seen: over !== null && (it.contains(over) || over.contains(it)),
    html: it.outerHTML.slice(0, 120),
  };
}
"""


@pytest.fixture(scope="module")
def office(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The demo."""
    with toured(sqlite_template, tmp_path_factory.mktemp("keyboard")) as office:
        yield office


@pytest.mark.parametrize(
    ("account", "path"),
    [
        (None, "/sign-in"),
        (PLANNER, "/me"),
        (PLANNER, "/password"),
        (SEVERAL, "/role"),
        (PLANNER, f"/w/{WEEK}"),
        (PLANNER, BOARD),
        (PLANNER, f"{BOARD}?q=nobody"),
        (PLANNER, f"{BOARD}?view=table"),
        (PLANNER, "/api"),
    ],
)
def test_tab_reaches_everything_and_shows_where_it_is(
    office: Office, chromium: Browser, account: str | None, path: str
) -> None:
    """In the order of the page, the way past the menu first, and nothing lies over the focus."""
    with window(chromium, office.address) as page:
        if account is not None:
            enter(page, account)
        page.goto(path)
        told = page.evaluate(NUMBER)
        found = []
        for _ in range(len(told) + 1):
            page.keyboard.press("Tab")
            found.append(page.evaluate(STOP))
    # a field may have had the focus from the start; between the last and the first there is none
    after_last = found.index(None) + 1
    stops = [*found[after_last:], *found[: after_last - 1]]
    assert [s["stop"] for s in stops] == list(range(len(told)))
    assert [s["html"] for s in stops if not s["ring"]] == []
    assert [s["html"] for s in stops if not s["seen"]] == []
    assert 'href="#main"' in told[0]
    assert len(told) < MOST_STOPS


def test_the_way_past_the_menu_leads_to_the_page(office: Office, chromium: Browser) -> None:
    """The next stop is the first one of what the page is about."""
    with window(chromium, office.address) as page:
        enter(page, PLANNER)
        page.goto(BOARD)
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('main .week-switch') !== null")


def focused(page: Page) -> str:
    """The person and the first words of the cell that has the focus."""
    return str(
        page.evaluate(
            "document.activeElement.parentElement.querySelector('.person').innerText + ' | ' +"
            "(document.activeElement.querySelector('.when')?.innerText ?? '')"
        )
    )


def test_arrows_go_from_job_to_job_and_from_person_to_person(
    office: Office, chromium: Browser
) -> None:
    """Home and End go to the ends of a person's row; a folded band is passed over."""
    with window(chromium, office.address) as page:
        enter(page, PLANNER)
        page.goto(f"{BOARD}?q=MSS-0")
        cells = page.locator(".person-row").nth(0)
        jobs = cells.locator(".job")
        assert jobs.count() > 1
        expect(page.locator(".board [tabindex='0']")).to_have_count(1)
        jobs.nth(0).focus()
        page.keyboard.press("ArrowRight")
        expect(jobs.nth(1)).to_be_focused()
        page.keyboard.press("End")
        expect(jobs.last).to_be_focused()
        page.keyboard.press("ArrowRight")
        expect(jobs.last).to_be_focused()
        page.keyboard.press("Home")
        expect(cells.locator(".person")).to_be_focused()
        page.keyboard.press("ArrowDown")
        expect(page.locator(".person-row").nth(1).locator(".person")).to_be_focused()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowUp")
        expect(jobs.nth(0)).to_be_focused()
        page.keyboard.press("ArrowUp")
        expect(jobs.nth(0)).to_be_focused()
        expect(page.locator(".board [tabindex='0']")).to_have_count(1)


def test_a_folded_band_takes_no_focus(office: Office, chromium: Browser) -> None:
    """Below the last person of a band comes the first one of the next band that is open."""
    with window(chromium, office.address) as page:
        enter(page, PLANNER)
        page.goto(BOARD)
        page.locator(".band > summary").nth(1).click()
        page.locator(".band").nth(0).locator(".person").last.evaluate("it => it.focus()")
        page.locator(".band").nth(0).locator(".person-row").last.locator(".job").first.focus()
        page.keyboard.press("ArrowDown")
        assert page.evaluate("document.activeElement.closest('.band.agency-KFTC') !== null")
        page.locator(".band > summary").nth(0).click()
        page.locator(".band > summary").nth(2).click()
        held = page.locator(".board [tabindex='0']")
        expect(held).to_have_count(1)
        expect(page.locator(".band[open] [tabindex='0']")).to_have_count(1)


def test_keys_search_and_turn_the_week(office: Office, chromium: Browser) -> None:
    """The filter stays, the plan named for this week does not; in a field they are letters."""
    with window(chromium, office.address) as page:
        enter(page, PLANNER)
        page.goto(f"{BOARD}?agency=KNPA&view=table")
        page.keyboard.press("/")
        expect(page.locator("input[name=q]")).to_be_focused()
        page.keyboard.type("[/]")
        expect(page.locator("input[name=q]")).to_have_value("[/]")
        page.locator("h1").click()
        page.keyboard.press("]")
        expect(page).to_have_url(f"{office.address}/w/2026-W50/board?agency=KNPA&view=table")
        page.keyboard.press("[")
        expect(page).to_have_url(f"{office.address}{BOARD}?agency=KNPA&view=table")
