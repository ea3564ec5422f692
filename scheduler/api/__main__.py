"""Serve the API in this process, with the settings of the environment."""

import uvicorn

from scheduler.api.app import create_app
from scheduler.bootstrap import Settings, build, end_with_parent


def main() -> None:
    """Serve until told to stop."""
    end_with_parent()
    settings = Settings()
    app = create_app(build(settings), upload_mb=settings.upload_mb)
    uvicorn.run(app, host=settings.host, port=settings.port, server_header=False, access_log=False)


if __name__ == "__main__":
    main()
