"""Does a passage bear a statement out?

In: a statement and the passages it cites. Out: a verdict with its reason. Open `check.py` first.
"""
