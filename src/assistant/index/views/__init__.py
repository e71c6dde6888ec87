"""What can be shown of an index without searching it.

In: what a sync did; the vectors. Out: the last run as it was kept; entries as points of a map. Open `last_run.py` first.
"""
