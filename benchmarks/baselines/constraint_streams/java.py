"""Starts Java, before anything else of the package does so with its own settings."""

# mypy: disable-error-code="import-not-found"
# (the package is not in this project's environment)

from timefold.solver import init

init("-Xmx7g", "-Xlog:disable")
