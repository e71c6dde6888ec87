"""A folder of notes as it lies on disk. In: its path. Out: its files, in order, and what is said of them in the folder itself. Open first: `walk.py`."""
