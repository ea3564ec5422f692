"""Measurements side by side; see RESULTS.md."""
