"""Settings of an installation, from the environment, e.g. ``SCHEDULER_DATABASE_URL``.

Nothing else reads it.
"""

import os

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "SCHEDULER_"


class Settings(BaseSettings):
    """How this installation runs. Seconds and megabytes."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True)

    database_url: str = Field(default="sqlite:///scheduler.sqlite3", repr=False)
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65_535)
    upload_mb: int = Field(default=32, ge=1, le=1_024)
    lease_s: float = Field(default=15.0, ge=2.0, le=600.0)
    solve_limit_s: float = Field(default=3_600.0, gt=0)
    solve_memory_mb: int = Field(default=0, ge=0, description="0: no limit")

    def environment(self) -> dict[str, str]:
        """The environment of a child process that is to have these settings."""
        ours = {f"{PREFIX}{k.upper()}": str(v) for k, v in self.model_dump().items()}
        return {**os.environ, **ours}
