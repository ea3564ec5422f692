"""Tests mirror the rooms of ``scheduler``; builders and verdicts are shared."""
