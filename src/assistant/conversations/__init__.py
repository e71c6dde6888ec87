"""Threads on disk, and what is said back in them.

In: a message and its thread. Out: an answer, an overview, or the last overview changed. Open `threads.py`, then `reply.py`.
"""
