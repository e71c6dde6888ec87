"""Runs: made, kept, held against one another, shown.

In: scores of items. Out: a run on disk, a gate, a report. Open `run.py` first.
"""
