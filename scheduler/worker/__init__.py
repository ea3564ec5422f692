"""Runs and studies in the background: claim under a lease, work in a child, hand the result in.

``python -m scheduler.worker`` works until it is told to stop. The work is done in a process of its
own, ``python -m scheduler.worker.child``, which knows no database: when it breaks down, it is
tried again, and when the worker itself breaks down, another one takes over.
"""

# nothing is imported here: a child is to load the model and the solver, and no database
