"""What the other tests of this room rely on: faults of a page are noticed, and pages kept."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Browser

from tests.browser.window import WIDTHS, photograph, violations, window

POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'"
PAGE = (
    '<!doctype html><html lang="en"><head><title>t</title></head><body>'
    "<main><h1>Week</h1>{}</main></body></html>"
)
NAMELESS = "<button></button>"


@contextmanager
def served(body: str, policy: str = POLICY) -> Iterator[str]:
    """The address of a service that has one page, at the root."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = self.path in ("/", "/favicon.ico")
            content = PAGE.format(body if found else "none").encode()
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", policy)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            with suppress(ConnectionError):  # a window may close before it has its icon
                self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def test_a_good_page_gives_no_reason_to_complain_and_is_kept_at_each_width(
    chromium: Browser,
) -> None:
    """Under a policy that lets no foreign script in; the picture is as wide as the window."""
    with served("<p>Plan</p>") as address, window(chromium, address) as page:
        page.goto("/")
        assert violations(page) == []
        kept = photograph(page, "window")

    sizes = [struct.unpack(">I", path.read_bytes()[16:20])[0] for path in kept]
    assert sizes == list(WIDTHS)
    assert [path.name for path in kept] == [f"window-en-{width}.png" for width in WIDTHS]
    for path in kept:
        path.unlink()


def test_a_button_without_a_name_is_a_violation(chromium: Browser) -> None:
    """The rule and the element are told."""
    with served(NAMELESS) as address, window(chromium, address) as page:
        page.goto("/")
        (found,) = violations(page)

    assert found.startswith("button-name: ")
    assert NAMELESS in found


@pytest.mark.parametrize(
    ("body", "policy", "complaint"),
    [
        ("<script>1</script>", POLICY, "console: .*inline script"),
        ("<p style='color: red'>a</p>", POLICY, "console: .*inline style"),
        ("<img alt='' src='https://example.org/a.png'>", "img-src *", "another host: https://ex"),
        ("<img alt='' src='https://example.org/a.png'>", POLICY, "console: .*example.org"),
        ("<img alt='' src='/absent.png'>", POLICY, "console: .*404"),
        ("<script>throw Error('no')</script>", "script-src 'unsafe-inline'", "script: no"),
    ],
)
def test_a_fault_of_a_page_fails_the_test(
    chromium: Browser, body: str, policy: str, complaint: str
) -> None:
    """Whatever the test itself looked at."""
    with (
        served(body, policy) as address,
        pytest.raises(AssertionError, match=complaint),
        window(chromium, address) as page,
    ):
        page.goto("/")


def test_a_refusal_that_the_test_is_about_is_no_fault(chromium: Browser) -> None:
    """Another status still is."""
    with served("") as address:
        with window(chromium, address, refusals=[404]) as page:
            page.goto("/absent")
        with (
            pytest.raises(AssertionError, match="404"),
            window(chromium, address, refusals=[403]) as page,
        ):
            page.goto("/absent")
