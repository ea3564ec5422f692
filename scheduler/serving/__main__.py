"""Serve API and pages in this process, with the settings of the environment."""

import sys
from contextlib import suppress
from socket import socket

from uvicorn import Config, Server

from scheduler.bootstrap import Settings, build, end_with_parent, tell_port
from scheduler.serving.app import create_app

NEVER_STARTED = 3


class _Server(Server):
    """A server that tells its supervisor once it answers."""

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Requests are taken, over a database that has been opened before."""
        await super().startup(sockets)
        tell_port(self.servers[0].sockets[0].getsockname()[1])


def main() -> int:
    """Serve until told to stop; the exit code."""
    end_with_parent()
    settings = Settings()
    app = create_app(build(settings), upload_mb=settings.upload_mb)
    host, port = settings.host, settings.port
    server = _Server(Config(app, host=host, port=port, server_header=False, access_log=False))
    with suppress(KeyboardInterrupt):  # raised anew by the server once it has stopped for it
        server.run()
    return 0 if server.started else NEVER_STARTED


if __name__ == "__main__":
    sys.exit(main())
