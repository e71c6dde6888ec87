"""From files to entries.

In: note files. Out: entries, each work one, with ids that stay, and every line that was not placed. Open `files.py`, then `library.py`.
"""
