"""From a question to evidence, from a topic to its entries.

In: a stand-alone question or a topic. Out: hits, evidence within a token budget, entries that belong. Open `search.py` first.
"""
