"""The app in the browser.

In: what a reader types and clicks. Out: pages. Open `main.py`, then `chatting/chat.py`.
"""
