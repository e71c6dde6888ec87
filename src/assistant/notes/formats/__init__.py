"""Formats beside plain text and Markdown, each read by a kept parser.

In: a file's text or bytes. Out: the lines of `notes/lines.py`, in the order of the page. Open `html.py` first.
"""
