"""The pages beside the chat.

In: the page's state from its address. Out: the page. Open `library.py` first.
"""
