"""The commands that ask the notes, one file each.

In: their arguments. Out: what they print, and an exit status. Open `ask.py` first.
"""
