"""The judge alone: a plan written out by hand, and everything that can be wrong with it."""
