"""The chat page: conversations, their turns, and what is said back.

In: threads and answers. Out: the page. Open `chat.py`.
"""
