"""JSON routes over the use cases. ``python -m scheduler.api`` serves them."""

from scheduler.api.app import PREFIX, create_app

__all__ = ["PREFIX", "create_app"]
