"""What was embedded once, kept so that it need not be embedded again.

In: hashes of texts. Out: their vectors, from this index or another one of the same home. Open `keeping.py` first.
"""
