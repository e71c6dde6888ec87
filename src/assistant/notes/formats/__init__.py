"""Formats beside plain text and Markdown, each read by a kept parser.

In: the text or the bytes of a file. Out: its lines, in the order of the page. Open `suffixes.py` first.
"""
