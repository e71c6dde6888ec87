"""Fits: numbers made from labelled items.

In: items, notes. Out: files of numbers with their cross-validated figure. Open `making.py` first.
"""
