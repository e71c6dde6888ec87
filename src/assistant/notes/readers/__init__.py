"""One reader a format or shape of notes.

In: the text of one file. Out: headings, items and prose with their lines. Open `prose.py` first, then `markdown.py`.
"""
