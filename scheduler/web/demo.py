"""What the sign-in page shows where the service runs on demo data, and nowhere else."""

from dataclasses import dataclass

from scheduler.access import Role


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account of the demo with its password."""

    name: str
    role: Role
    agency: str | None
    password: str
