"""Everything the notes hold on a topic, told and accounted for.

In: the entries of a topic. Out: themes, timeline, ledger; changed again as asked. Open `overview.py`, then `extractive.py`.
"""
