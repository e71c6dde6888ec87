"""A model behind an OpenAI-compatible endpoint, whatever it can do and however it fails.

In: messages. Out: a reply in pieces, with what it took. Open `client.py` first.
"""
