"""A process on a terminal of its own, as people see it."""

import os
import subprocess
import sys

LONGEST_SECONDS = 120


def shown_on_a_terminal(code: str) -> str:
    """All that a process of Python shows there; it must end well."""
    here, there = os.openpty()
    with subprocess.Popen([sys.executable, "-c", code], stdout=there, stderr=there) as process:
        os.close(there)
        shown = b""
        while part := _part(here):
            shown += part
        process.wait(timeout=LONGEST_SECONDS)
    os.close(here)
    assert process.returncode == 0, shown
    return shown.decode()


def _part(terminal: int) -> bytes:
    """What was shown since; nothing where the other end is closed."""
    try:
        return os.read(terminal, 4096)
    except OSError:
        return b""
