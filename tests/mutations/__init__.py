"""One-line defects that must turn tests red: ``catalogue.toml``, and ``run.py`` to try them all."""
