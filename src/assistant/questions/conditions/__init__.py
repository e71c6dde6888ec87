"""What a question is held to by its own words, one file a kind of condition.

In: a question, and the names that the library has. Out: filters, and where the words that say so stand. Open `years.py` first.
"""
