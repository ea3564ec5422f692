"""Weeks that a service keeps: loaded as the caller may see them, and scenarios sent back.

``wire`` speaks HTTP to the one address that was given; ``week`` is what comes from there.
"""

from scheduler.whatif.served.client import Service, connect
from scheduler.whatif.served.proposal import Proposal
from scheduler.whatif.served.week import ServedWeek

__all__ = ["Proposal", "ServedWeek", "Service", "connect"]
