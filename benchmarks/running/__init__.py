"""One method on one pool in a process of its own, the judge on it, and what commands share."""
