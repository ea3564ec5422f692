"""Settings, store and use cases, built once; and the supervisor behind ``scheduler serve``."""

from scheduler.bootstrap.opening import build, open_store, restore_database, upgrade_database
from scheduler.bootstrap.settings import PREFIX, Settings
from scheduler.bootstrap.supervisor import Pause, end_with_parent, run_worker, serve, tell_port

__all__ = [
    "PREFIX",
    "Pause",
    "Settings",
    "build",
    "end_with_parent",
    "open_store",
    "restore_database",
    "run_worker",
    "serve",
    "tell_port",
    "upgrade_database",
]
