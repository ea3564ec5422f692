"""Assign pooled technology-protection specialists to cases, week by week."""
__version__ = "0.1.0"
