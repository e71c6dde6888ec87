"""What stands around a title in an item of a list: signs, tags and links before it, venue, people and a remark behind it.

In: an item, or what follows its title. Out: the text from its title on and what stood before; venue, authors, remark. Open `before.py`, then `beside.py`.
"""
