"""Long comparisons over many pools, run by hand: ``python -m tests.campaigns.small --help``."""
