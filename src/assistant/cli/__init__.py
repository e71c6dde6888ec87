"""The command line.

In: arguments. Out: text or JSON, and an exit status; every error one line. Open `main.py` first.
"""
