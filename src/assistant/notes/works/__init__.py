"""Whether two entries speak of one work, and what becomes of them then.

In: entries of several places. Out: which are the same, and one entry of those that are. Open `sameness.py`, then `merging.py`.
"""
