"""Background runs: claim under a lease, solve in a child process, hand the result in.

``python -m scheduler.worker`` works until it is told to stop. The solve runs in a process of its
own, ``python -m scheduler.worker.child``, which knows no database: when it breaks down, the run is
tried again, and when the worker itself breaks down, another one takes the run over.
"""

# nothing is imported here: a child is to load the model and the solver, and no database
