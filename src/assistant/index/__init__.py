"""Entries made searchable, and kept in step with the notes.

In: entries. Out: chunks, vectors in Chroma, keywords in SQLite. Open `sync.py` for writing, `opened.py` for reading.
"""
