"""A user's own text held against the notes.

In: a text. Out: a verdict and a citation for each of its statements. Open `check.py` first.
"""
