"""Constraint streams and local search, with the package ``timefold``."""
