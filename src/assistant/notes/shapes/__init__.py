"""Shapes of notes: what is one entry, decided by the files of a folder together.

In: the lines that a reader made of each file. Out: entries, and the lines that could not be placed. Open `decide.py` first, then `note.py`.
"""
