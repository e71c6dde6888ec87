"""One file a command.

In: its arguments. Out: what it prints, and an exit status. Open `ask.py` first; the package above lists them all.
"""
