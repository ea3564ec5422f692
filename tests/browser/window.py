"""A window of Chromium that hears every complaint about a page, and what to do with the page.

Nothing here knows the product. :func:`window` opens a page and fails if the page asks another host
for something, breaks its content security policy, or writes an error to the console.
:func:`violations` asks axe-core what bars people from using the page. :func:`photograph` keeps what
the page looks like.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, WebError

ROOT = Path(__file__).resolve().parents[2]
PHOTOGRAPHS = ROOT / "build" / "pages"
AXE = Path(__file__).parent / "vendor" / "axe.min.js"

WIDTHS = (1280, 1920, 820)
"""The widths that pages are made for, in CSS pixels."""
HEIGHTS = {1280: 800, 1920: 1080, 820: 1180}
PATIENCE_MS = 20_000

_REFUSED = re.compile(r"the server responded with a status of (\d+)")
_OWN_SCHEMES = {"data", "blob", "about"}

# the rules that are off unless asked for are those that axe's authors call experimental, but
# for the size of targets, which WCAG 2.2 demands
_ASK_AXE = """
axe.run(document, {rules: {"target-size": {enabled: true}}}).then(found =>
  found.violations.flatMap(rule => rule.nodes.map(node =>
    `${rule.id}: ${rule.help}: ${node.target.join(" ")}: ${node.html}`)))
"""


@contextmanager
def window(
    browser: Browser,
    address: str,
    *,
    width: int = 1280,
    language: str = "ko-KR",
    refusals: Sequence[int] = (),
    **options: Any,
) -> Iterator[Page]:
    """A page of a fresh profile, without cookies; paths that it visits belong to the address.

    Args:
        browser: The running Chromium.
        address: Scheme, host and port of the service, such as ``http://127.0.0.1:8000``.
        width: Of the window in CSS pixels, one of ``WIDTHS``.
        language: What the browser tells the service to like best.
        refusals: HTTP statuses from 400 that this visit is about; others are complaints.
        options: Passed to Playwright, such as ``forced_colors`` or ``java_script_enabled``.

    Raises:
        AssertionError: On leaving, with every complaint about the page.
    """
    complaints: list[str] = []
    host = urlsplit(address).netloc

    def hear(message: ConsoleMessage) -> None:
        refused = _REFUSED.search(message.text)
        if message.type == "error" and not (refused and int(refused[1]) in refusals):
            complaints.append(f"console: {message.text} ({message.location['url']})")

    def watch(request: Request) -> None:
        asked = urlsplit(request.url)
        if asked.scheme not in _OWN_SCHEMES and asked.netloc != host:
            complaints.append(f"another host: {request.url}")

    def catch(error: WebError) -> None:
        complaints.append(f"script: {error.error.message}")

    context = browser.new_context(
        base_url=address,
        locale=language,
        timezone_id="Asia/Seoul",
        viewport={"width": width, "height": HEIGHTS[width]},
        **options,
    )
    try:
        context.set_default_timeout(PATIENCE_MS)
        context.on("console", hear)
        context.on("request", watch)
        context.on("weberror", catch)
        page = context.new_page()
        yield page
        if not page.is_closed():
            page.evaluate("1")  # whatever the page said before this has been heard
    finally:
        context.close()
    assert complaints == [], f"the page gave reason to complain:\n{chr(10).join(complaints)}"


def violations(page: Page) -> list[str]:
    """What axe-core has against the page as it stands: rule, its words, where, and the element.

    The script comes through the debugger, so that the page's own policy does not stand in the way.
    """
    debugger = page.context.new_cdp_session(page)
    try:
        _evaluate(debugger, AXE.read_text())
        return list(_evaluate(debugger, _ASK_AXE))
    finally:
        debugger.detach()


def _evaluate(debugger: Any, script: str) -> Any:
    told = debugger.send(
        "Runtime.evaluate", {"expression": script, "awaitPromise": True, "returnByValue": True}
    )
    assert "exceptionDetails" not in told, told["exceptionDetails"]
    return told["result"].get("value")


def photograph(page: Page, name: str) -> list[Path]:
    """Keep the whole page at each width as ``build/pages/NAME-LANGUAGE-WIDTH.png``.

    The language is what the document declares. The window then has its former size again.
    """
    PHOTOGRAPHS.mkdir(parents=True, exist_ok=True)
    before = page.viewport_size
    language = page.evaluate("document.documentElement.lang")
    taken = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        page.evaluate("document.fonts.ready.then(() => true)")
        # what is off screen may not be painted, so the window becomes as high as the page
        height = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": width, "height": height})
        taken.append(PHOTOGRAPHS / f"{name}-{language}-{width}.png")
        page.screenshot(path=taken[-1], full_page=True, animations="disabled")
    if before:
        page.set_viewport_size(before)
    return taken


def cut_off(page: Page, width: int) -> bool:
    """Whether the page is wider than a window of this width, so that one has to scroll sideways.

    The window has that width afterwards.
    """
    page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))
