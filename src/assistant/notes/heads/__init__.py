"""What a line says of the work it names: title, authors, year, venue, links, in a head, a reference or a field.

In: one line. Out: its parts, or that it names no work. Open `head.py` first, then `byline.py`.
"""
