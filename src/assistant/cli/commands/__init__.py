"""One file a command.

In: its arguments. Out: what it prints, and an exit status. Open `index.py` first; what asks the notes is in `answers/`; the package above lists them all.
"""
