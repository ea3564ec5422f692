"""What tests of a running service need: a free port, its child processes, and patience."""

import os
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path

import httpx2

from scheduler.api import PREFIX

PATIENCE_S = 120.0


def free_port() -> int:
    """A port of the loopback interface that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(true: Callable[[], bool]) -> None:
    """Wait until something is true; it is an error if that takes two minutes."""
    ends = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < ends, "it did not happen in time"
        time.sleep(0.2)


def client_of(port: int, token: str) -> httpx2.Client:
    """A client of the service at a port; a token signs it in."""
    return httpx2.Client(
        base_url=f"http://127.0.0.1:{port}",
        headers={"Authorization": f"Bearer {token}"},
        timeout=30,
        trust_env=False,
    )


def answers(client: httpx2.Client) -> bool:
    """Whether the service is up."""
    try:
        return client.get(f"{PREFIX}/health").is_success
    except httpx2.TransportError:
        return False


def children(pid: int, module: str) -> list[int]:
    """The process's children that run a module."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            parent = (entry / "stat").read_text().rpartition(")")[2].split()[1]
            words = (entry / "cmdline").read_bytes().decode().split("\0")
        except (FileNotFoundError, ProcessLookupError):
            continue  # it has ended meanwhile
        if int(parent) == pid and module in words:
            found.append(int(entry.name))
    return found


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and waits for its parent does not."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def kill_child(pid: int, module: str) -> int:
    """The process's one child that runs a module is killed at once; returns its id."""
    (child,) = children(pid, module)
    os.kill(child, signal.SIGKILL)
    return child
