"""The service behind a real port, over a database of its own, in a thread of the test."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from uvicorn import Config, Server

from scheduler.serving import create_app
from scheduler.web import DemoAccount
from tests.serving import free_port, until
from tests.world import World

PASSWORD = "seven quiet rivers"


class Office(NamedTuple):
    """A world and where its pages are."""

    world: World
    address: str

    def password(self, name: str) -> str:
        """A password of that account that has been changed from the first one."""
        accounts, sign_in = self.world.services.accounts, self.world.services.sign_in
        first = accounts.reset_password(name)
        signed = sign_in.sign_in(name, first, "127.0.0.1")
        sign_in.change_password(signed.secret, first, PASSWORD)
        return PASSWORD


@contextmanager
def opened(world: World, demo: Sequence[DemoAccount] = ()) -> Iterator[Office]:
    """The pages and the API of a world."""
    port = free_port()
    app = create_app(world.services, demo=demo)
    server = Server(Config(app, host="127.0.0.1", port=port, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    until(lambda: server.started)
    try:
        yield Office(world, f"http://127.0.0.1:{port}")
    finally:
        server.should_exit = True
        thread.join()
