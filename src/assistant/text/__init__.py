"""Words, sentences, numbers and tokens, for all that reads or compares text.

In: any text. Out: its parts, folded or made safe. Open `fold.py` first.
"""
