"""Text to vectors: of whole passages, and of their words for late interaction.

In: texts. Out: vectors of length 1. Open `embedder.py` first.
"""
