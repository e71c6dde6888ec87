"""What a model's answers take: tokens and money, kept by answer, thread and day, and held to limits.

In: calls of a model. Out: the same replies, counted and priced. Open `ledger.py` first.
"""
