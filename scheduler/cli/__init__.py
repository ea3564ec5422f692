"""The terminal: parse, call one library function or use case, answer in words or in JSON."""

from scheduler.cli.app import main

__all__ = ["main"]
