"""Sweeps: many scenarios from one base, on all cores or a cluster, resumable and cached.

``task`` what a scenario is as data, and its solve; ``crew`` who carries tasks out; ``run`` the loop
that loses nothing; ``cache`` what is kept; ``sweep`` the call and its result; ``tables``.
"""

from scheduler.whatif.sweeps.progress import SweepProgress
from scheduler.whatif.sweeps.run import Swept
from scheduler.whatif.sweeps.sweep import Sweep, sweep

__all__ = ["Sweep", "SweepProgress", "Swept", "sweep"]
