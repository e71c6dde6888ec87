from __future__ import annotations

from assistant.index.chunks import chunk_entry
from assistant.notes.entry import Entry, Field, Note, Place

LINE = "The dough of rye rests for a whole night in the cold cellar."


def entry(*notes: Note, fields: tuple[Field, ...] = ()) -> Entry:
    place = Place("bread.md", 1, "bread", ("Winter",))
    return Entry("rye", "Cold Rye", "paper", ("A. Miller",), 2020, None, None, notes, (place,), fields=fields)


def test_a_chunk_names_the_parts_that_its_passage_comes_from() -> None:
    parts = [
        Note(name, "bread.md", 2, tuple(Note(f"{name}: {LINE}", "bread.md", 3) for _ in range(4)), part=True)
        for name in ("Ideas", "Doubts")
    ]
    chunks = chunk_entry(entry(*parts), 80)
    assert len(chunks) > 1
    assert [chunk.place.split("\n")[0] for chunk in (chunks[0], chunks[-1])] == ["Winter / Ideas", "Winter / Doubts"]
    assert all("\nIdeas\n" not in f"\n{chunk.passage}\n" for chunk in chunks)


def test_fields_and_tags_are_searched_and_only_what_says_something_is_quoted() -> None:
    fields = [
        ("authors", "A. Miller"),
        ("tags", "rye, cold"),
        ("director", "Ada Sickle"),
        ("code", "https://github.com/rye/rye"),
        ("layout", "post"),
    ]
    (chunk,) = chunk_entry(entry(Note(LINE, "bread.md", 2), fields=tuple(Field(name, value, "bread.md", 1) for name, value in fields)), 80)
    assert chunk.passage == f"{LINE}\ndirector: Ada Sickle"
    assert chunk.place == "Winter\nrye, cold"
