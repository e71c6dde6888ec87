"""Nothing lost, nothing put under another's name: which entries become one, in every script and in whatever order they are read."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.notes.entry import Entry, Kind, Note, Place
from assistant.notes.files import read_file
from assistant.notes.folder.walk import find_files
from assistant.notes.library import build_library
from assistant.notes.works.merging import said
from tests.growth import LIMIT, growth_of
from tests.notes.reading import reading_of

CORPUS = Path(__file__).resolve().parents[2] / "corpus"


def library_of(tmp_path: Path, *notebooks: str) -> list[Entry]:
    """The library of some Markdown notebooks, called n0, n1 and so on."""
    return build_library(entry for number, text in enumerate(notebooks) for entry in reading_of(tmp_path, text, f"n{number}.md").entries)


SCRIPTS = """\
- **Брожение теста зимой** (Иванов, 2019) - Тесто растёт медленно.
- **Соль и вода** (Сидоров и др., 2020) - Соль замедляет дрожжи.
- **冷發酵的研究**（李明、王強，2021年）——發酵很慢。
- 黑麥麵包（張偉等，２０２０）：麵包很酸。
- **התפחה קרה של בצק** (כהן, 2021) - הבצק תופח לאט.
- **מלח ומים** (לוי ואח', 2018) - המלח מאט.
"""


def test_papers_in_other_scripts_keep_their_authors_years_and_remarks(tmp_path: Path) -> None:
    library = library_of(tmp_path, SCRIPTS)
    assert [(entry.title, entry.authors, entry.year, entry.lines()) for entry in library] == [
        ("Брожение теста зимой", ("Иванов",), 2019, ["Тесто растёт медленно."]),
        ("Соль и вода", ("Сидоров и др.",), 2020, ["Соль замедляет дрожжи."]),
        ("冷發酵的研究", ("李明", "王強"), 2021, ["發酵很慢。"]),
        ("黑麥麵包", ("張偉等",), 2020, ["麵包很酸。"]),
        ("התפחה קרה של בצק", ("כהן",), 2021, ["הבצק תופח לאט."]),
        ("מלח ומים", ("לוי ואח'",), 2018, ["המלח מאט."]),
    ]
    assert [entry.id for entry in library] == [
        "иванов2019брожение",
        "сидоров2020соль",
        "李明2021冷發酵的研究",
        "張偉2020黑麥麵包",
        "כהן2021התפחה",
        "לוי2018מלח",
    ]


def test_the_same_paper_in_another_script_is_one_entry_with_both_places(tmp_path: Path) -> None:
    other = """\
- **Брожение теста зимой** (И. И. Иванов и др., 2019 г.) - Тесто кислое.
- **冷發酵的研究** (李, 2021) - 麵團很冷。
- **התפחה קרה של בצק** (כהן ואח', 2021) - הבצק קר.
"""
    merged = {entry.title: entry for entry in library_of(tmp_path, SCRIPTS, other) if len(entry.places) == 2}
    assert {title: len(entry.lines()) for title, entry in merged.items()} == {
        "Брожение теста зимой": 2,
        "冷發酵的研究": 2,
        "התפחה קרה של בצק": 2,
    }


@pytest.mark.parametrize(
    "titles",
    [
        ("C", "C#", "C++"), ("λ", "μ"), ("🍞", "🥖"), ("家", "冢"), ("???", "!!!"), ("→", "←"), ("A*", "A"), ("GAN+", "GAN"), ("N > 1", "N < 1"),
        ("Mutter", "Mütter"), ("й", "и"), ("か", "が"), ("Rye 1.5", "Rye 15"), ("Rye v1", "Rye v2"), ("GPT-3", "GPT-4"), ("Brot -1", "Brot 1"),
        ("A paper", "A- paper"), (".NET runtime", "NET runtime"), ("k-means", "k-means--"), ("p", "P"), ("a", "A"), ("p value", "P value"),
        ("n!", "n"), ("f′", "f"), ("-omics of rye", "omics of rye"), ("Rye in Deep Cold Winters-", "Rye in Deep Cold Winters"),
    ],
)  # fmt: skip
def test_a_letter_a_digit_or_a_sign_makes_another_work_with_an_id_of_its_own(tmp_path: Path, titles: tuple[str, ...]) -> None:
    library = library_of(tmp_path, "".join(f"- **{title}** (baker, 2019) - It is {title}.\n" for title in titles))
    assert [entry.title for entry in library] == list(titles)
    ids = {entry.id for entry in library}
    assert len(ids) == len(titles)
    assert all(entry_id.removeprefix("baker2019") for entry_id in ids)
    assert not any(set(entry_id) & set("#+*?!<>/ 🍞🥖→←") for entry_id in ids)


LABELS = [
    ("- Link to the paper: https://arxiv.org/abs/1901.00001\n", "- Link to the paper: https://example.org/salt\n"),
    ("- [Link to the paper](https://arxiv.org/abs/1901.00001) - rye\n", "- [Link to the paper](https://example.org/salt) - salt\n"),
    ("- **Link to the paper** [arXiv:1901.00001](https://arxiv.org/abs/1901.00001)\n", "- **Link to the paper** - in the drawer\n"),
    ("## Experiments\n\nThey bake rye.\n", "## Experiments\n\nThey weigh salt.\n"),
    ("## Rye\n\n- **Experiments** - They bake rye.\n\n## Salt\n\n- **Experiments** - They weigh salt.\n", ""),
    ("## Rye\n\n## Experiments\n\nThey bake rye.\n\n## Salt\n\n## Experiments\n\nThey weigh salt.\n", ""),
    ("- **Verdict:** - worth reading\n", "- **Verdict:** - worth reading\n"),
    ("- **Experiments** (2019) - They bake rye.\n", "- **Experiments** (2019) - They weigh salt.\n"),
    ("- **Experiments** (baker, 2019)\n", "- **Experiments** - They weigh salt.\n"),
    ("- **What the authors would do next** - Bake.\n", "- **What the authors would do next** - Weigh.\n"),
    ("- **Link** (baker, 2019) <https://example.org/rye>\n", "- **Link** (baker, 2019) <https://example.org/salt>\n"),
    ("- **Notes from the weekly reading of papers** (2019-05)\n", "- **Notes from the weekly reading of papers** (2019-06)\n"),
    ("- **实验** - 甲\n", "- **实验** - 乙\n"),
]
WORKS = [
    ("Attention (baker, 2014)", "Attention Is All Rye Needs (baker, 2014)"),
    ("**attention** - a mechanism", "Attention: A Survey of Rye (baker, 2021)"),
    ("Rye and Patience in Winter (baker, 2005)", "Rye and Patience in Winter (baker, 2019)"),
    (
        "A Very Long Study of Rye and Patience in Deep Winter (baker, 2019)",
        "A Very Long Study of Rye and Patience in Deep Winter (stone, 2019)",
    ),
    ("Slow Rye for Patient People: Part 1 (baker, 2019)", "Slow Rye for Patient People: Part 2 (baker, 2019)"),
    ("Slow Rye for Patient People, Part I (baker, 2019)", "Slow Rye for Patient People, Part II (baker, 2019)"),
    ("Supervised Baking of Deep Rye Loaves in Winter (baker, 2019)", "Unsupervised Baking of Deep Rye Loaves in Winter (baker, 2019)"),
    ("Baking Deep Rye with Symmetric Loaves (baker, 2019)", "Baking Deep Rye with Asymmetric Loaves (baker, 2019)"),
    ("Baking Rye with Salt in Winter (baker, 2019)", "Baking Rye without Salt in Winter (baker, 2019)"),
    ("Rye (li, 2019)", "Rye (liu, 2019)"),
    ("Slow Rye (baker, 2018)", "Slow Rye (baker, 2019)"),
    ("RyeNet (baker, 2018)", "RyeNet (baker, 2019)"),
    ("**Slow Rye** (2018)", "Slow Rye (baker, 2019)"),
    ("**Link** (github, 2020) - of rye", "**Link** (github, 2020) - of wheat"),
    ("**Code and data** (baker, 2020)", "**Code and Data** (baker, 2020)"),
    ("**Rye** (baker, 2019) [x](https://doi.org/10.1000/a)", "**Rye** (baker, 2019) [x](https://doi.org/10.1000/b)"),
    ("大型冷發酵方法研究在實踐中 (李, 2020)", "小型冷發酵方法研究在實踐中 (李, 2020)"),
    (
        "Salt in the Sea (sea, 2016) [arXiv:1901.00001](https://arxiv.org/abs/1901.00001)",
        "Rye (baker, 2019) [arXiv:1901.00001](https://arxiv.org/abs/1901.00001)",
    ),
]


@pytest.mark.parametrize(("one", "other"), LABELS)
def test_what_has_only_a_common_name_in_common_stays_apart(tmp_path: Path, one: str, other: str) -> None:
    for first, second in ((one, other), (other, one)):
        library = library_of(tmp_path, first, second)
        assert len(library) == 2
        assert all(len(entry.places) == 1 and not (entry.arxiv and entry.url) for entry in library)


@pytest.mark.parametrize(("one", "other"), WORKS)
def test_works_that_contradict_each_other_stay_apart(tmp_path: Path, one: str, other: str) -> None:
    for first, second in ((one, other), (other, one)):
        assert len(library_of(tmp_path, f"- {first}\n", f"- {second}\n")) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Schrödinger’s Rye in the Winter (Müller, 2019)", "Schrodinger's Rye in the Winter (Muller, 2019)"),
        ("Pre-trained Rye of Winter (baker, 2019)", "Pretrained Rye of Winter (baker, 2019)"),
        ("**Rye** (baker, 2019) [x](https://doi.org/10.1000/a)", "**Rye in Winter** (baker, 2020) [x](https://doi.org/10.1000/A)"),
        (
            "**Rye** (baker, 2019) [x](https://doi.org/10.48550/arXiv.1901.00001)",
            "**Slow Rye** (baker, 2019) [y](https://arxiv.org/abs/1901.00001v2)",
        ),
        ("Rye and Patience in Winter (Baker, J., Stone, K., 2019)", "Rye and Patience in Winter (J. Baker, 2019)"),
        ("**Steam Softens the Crusts of Dark Winter Rye**", "**Steam Softens the Crusts of Dark Winter Rye** - Yes."),
        ("**slow rye** - Slow rye rises in the cold.", "**slow rye** - Slow rye rises in the cold."),
        ("GPT-3 (baker, 2019)", "GPT 3 (baker, 2019)"),
        ("H2O (baker, 2019)", "H₂O (baker, 2019)"),
        ("Q-learning (baker, 2019)", "q learning (baker, 2019)"),
        ("K-Means (baker, 2019)", "k-means (baker, 2019)"),
        ("A Study (baker, 2019)", "a study (baker, 2019)"),
        ("Slow Rye (baker, 2019)", "**Slow Rye** (baker, 2019)"),
    ],
)
def test_one_work_written_in_two_ways_is_one_entry(tmp_path: Path, one: str, other: str) -> None:
    for first, second in ((one, other), (other, one)):
        assert [len(entry.places) for entry in library_of(tmp_path, f"- {first}\n", f"- {second}\n")] == [2]


def test_what_could_be_either_of_two_works_joins_neither(tmp_path: Path) -> None:
    two = "- **Rye and Patience in Winter** (baker, 2019)\n- **Rye and Patience in Winter** (stone, 2010)\n"
    library = library_of(tmp_path, two, "- **Rye and Patience in Winter** - Whose is it?\n")
    assert [(entry.authors, entry.lines()) for entry in library] == [(("baker",), []), (("stone",), []), ((), ["Whose is it?"])]


def test_a_mention_without_an_id_joins_neither_of_two_ids(tmp_path: Path) -> None:
    ids = [f"- **Rye** (baker, 2019) [arXiv:1901.0000{n}](https://arxiv.org/abs/1901.0000{n}) - It is {n}.\n" for n in (1, 2)]
    library = library_of(tmp_path, *ids, "- **Rye** (baker, 2019) - Which?\n")
    assert [(entry.arxiv, entry.lines()) for entry in library] == [
        ("1901.00001", ["It is 1."]),
        ("1901.00002", ["It is 2."]),
        (None, ["Which?"]),
    ]


def test_no_chain_joins_works_that_contradict_each_other(tmp_path: Path) -> None:
    years = [f"- **Rye and Patience in Winter** (baker, {year})\n" for year in (2015, 2017, 2019, 2021)]
    for entry in library_of(tmp_path, *years):
        assert len(entry.places) <= 2


def test_the_groups_do_not_depend_on_the_order_of_the_files(tmp_path: Path) -> None:
    texts = [text for pair in LABELS for text in pair if text] + [f"- {head} - About it.\n" for pair in WORKS for head in pair]
    texts += [SCRIPTS, SCRIPTS, "- **Rye and Patience in Winter**\n", "- **Rye and Patience in Winter** (baker, 2007)\n"]
    files = [reading_of(tmp_path, text, f"n{number}.md").entries for number, text in enumerate(texts)]

    def groups(order: list[int]) -> set[frozenset[str]]:
        library = build_library(entry for number in order for entry in files[number])
        return {frozenset(f"{place}" for place in entry.places) | {entry.title, *entry.authors} for entry in library}

    order = list(range(len(files)))
    expected = groups(order)
    rng = random.Random(7)  # noqa: S311
    for _ in range(20):
        rng.shuffle(order)
        assert groups(order) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Тесто растёт быстро.", "Тесто растёт медленно."),
        ("發酵很慢。", "發酵很快。"),
        ("הבצק תופח לאט.", "הבצק תופח מהר."),
        ("It rises in 10² minutes at room temperature.", "It rises in 102 minutes at room temperature."),
        ("Salt slows the rise of rye by -5 % in winter.", "Salt slows the rise of rye by 5 % in winter."),
        ("It is known that salt does slow down the yeast.", "It is known that salt does not slow down the yeast."),
        ("The rise of rye is > than that of wheat in winter.", "The rise of rye is < than that of wheat in winter."),
        ("It takes 5 mW to keep the dough of rye warm.", "It takes 5 MW to keep the dough of rye warm."),
        ("Is it worth the time?", "It is worth the time."),
    ],
)
def test_remarks_that_say_different_things_are_both_kept(tmp_path: Path, one: str, other: str) -> None:
    head = "- **Rye and Patience in Winter** (baker, 2019)"
    (entry,) = library_of(tmp_path, f"{head}\n  - {one}\n", f"{head}\n  - {other}\n")
    assert entry.lines() == [one, other]


def test_a_remark_of_two_places_stands_once_with_all_that_belongs_to_it(tmp_path: Path) -> None:
    head = "- **Rye and Patience in Winter** (baker, 2019)\n"
    one = head + "  - Rye rises slowly.\n    - It is cold.\n  - Wheat does not.\n    - It is warm.\n"
    other = head + "  - Rye rises slowly\n    - It is sour.\n  - Spelt rises.\n    - It is warm.\n"
    (entry,) = library_of(tmp_path, one, other)
    assert [(depth, line.text) for note in entry.notes for depth, line in note.walk()] == [
        (0, "Rye rises slowly."), (1, "It is cold."), (1, "It is sour."), (0, "Wheat does not."), (1, "It is warm."), (0, "Spelt rises."), (1, "It is warm."),
    ]  # fmt: skip


def test_what_one_place_denies_and_another_says_is_kept_both_ways(tmp_path: Path) -> None:
    head = "- **Rye and Patience in Winter** (baker, 2019)\n"
    denied = head + "  - It is not true that\n    - Cold doughs of rye rise in 8 hours.\n"
    told = head + "  - Cold doughs of rye rise in 8 hours.\n"
    for texts in ((denied, told), (told, denied)):
        assert sorted(library_of(tmp_path, *texts)[0].lines()) == [*["Cold doughs of rye rise in 8 hours."] * 2, "It is not true that"]


def test_a_merge_keeps_places_links_and_names_and_the_title_that_is_cited(tmp_path: Path) -> None:
    label = "- **Link to the paper** [arXiv:1901.00001](https://arxiv.org/abs/1901.00001) - in the drawer\n"
    paper = "- [Rye](https://example.org/rye) (baker, 2019) [arXiv:1901.00001](https://arxiv.org/abs/1901.00001) - slow\n"
    for texts in ((label, paper), (paper, label)):
        (entry,) = library_of(tmp_path, *texts)
        assert (entry.title, entry.aliases, entry.authors) == ("Rye", ("Link to the paper",), ("baker",))
        assert (entry.arxiv, entry.url) == ("1901.00001", "https://example.org/rye")
        assert len(entry.places) == 2
        assert sorted(entry.lines()) == ["in the drawer", "slow"]


def test_a_second_link_is_kept_as_a_line(tmp_path: Path) -> None:
    title = "**Rye and Patience in Winter** (baker, 2019)"
    links = [f"- {title} [page](https://example.org/{name}) - {name}\n" for name in ("rye", "patience")]
    (entry,) = library_of(tmp_path, *links)
    assert {entry.url, *entry.lines()} >= {"https://example.org/rye", "https://example.org/patience", "rye", "patience"}


def test_no_remark_of_the_shipped_notebooks_is_lost() -> None:
    read = [entry for source in find_files([CORPUS]) for entry in read_file(source).entries]
    library = {str(place): entry for entry in build_library(read) for place in entry.places}
    for entry in read:
        merged = library[str(entry.place)]
        assert {said(line) for line in entry.lines()} <= {said(line) for line in merged.lines()}
        assert merged.year and merged.authors if entry.year and entry.authors else True


@pytest.mark.parametrize("kind", ["section", "idea", "paper"])
def test_the_time_grows_with_the_number_of_entries_of_one_name(kind: Kind) -> None:
    def made(count: int) -> list[Entry]:
        places = [Place(f"n{number // 100}.md", number % 100 + 1, f"n{number // 100}", ("Notes",)) for number in range(count)]
        return [
            Entry("", "Experiments", kind, (), None, None, None, (Note(f"Remark {n} of many.", place.path, place.line),), (place,))
            for n, place in enumerate(places)
        ]

    def prepared(count: int, _: int) -> Callable[[], object]:
        entries = made(count)
        return lambda: build_library(entries)

    assert len(build_library(made(500))) == 500
    assert growth_of(prepared, 2000) < LIMIT
