"""What a question means.

In: the words of a question and the conversation before it. Out: its kind, filters, names, stand-alone form. Open `kind.py` first.
"""
