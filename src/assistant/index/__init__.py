"""Entries made searchable, and kept in step with the notes.

In: entries. Out: chunks, vectors in Chroma, keywords in SQLite. Open `sync.py` for writing, `indexed_notes.py` for reading.
"""
