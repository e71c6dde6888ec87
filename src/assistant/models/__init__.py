"""Models that the user may use: listed, fetched from a hub that the user names, checked.

In: settings, and the name of a model. Out: what may be used, and folders below `models/` in the home folder. Open `fetch.py` first.
"""
