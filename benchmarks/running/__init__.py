"""One method on one pool in a process of its own, and the judge on what it found."""
