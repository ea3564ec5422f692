"""An exhaustive reference for tiny pools, written from the problem's own page alone.

It shares no line with the solver or with the judge; where the three differ, one has a defect.
"""
