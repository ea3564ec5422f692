"""Measurements side by side; README.md says how to run and read them."""
