"""The pages: HTML from templates. Each page calls use cases in process and holds no rule."""

from scheduler.web.app import create_web
from scheduler.web.demo import DemoAccount

__all__ = ["DemoAccount", "create_web"]
