"""Tests of the reader's own proof of a tier's bound."""
