"""The lines of a list, put as the grammar of outlines has them, before they are read.

In: the lines of a file. Out: those lines, paragraphs that are items made items, and what stands beside an item put below it. Open `paragraphs.py`,
then `items.py`.
"""
