"""Files of notes as people handle them.

In: a file, read or to be added. Out: what was made of its lines, what was decided for its folder, a copy of it among the notes. Open `explained.py` first.
"""
