"""What is done with an answer once it is there: judged by a model, written several times over, kept as a file and made again from it.

In: an answer with its evidence. Out: the same with more verdicts, how far several answers agree, a file, what differs. Open `judge.py` first.
"""
