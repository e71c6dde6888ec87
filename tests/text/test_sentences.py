"""Where sentences end, and where a full stop ends none."""

from __future__ import annotations

import pytest

from assistant.text.sentences import sentence_spans, split_sentences, without_pointing


@pytest.mark.parametrize(
    "sentence",
    [
        "Yeasts, e.g. Pichia, ferment sugar.",
        "Two moulds (i.e. Mucor and Rhizopus) grew.",
        "Others disagree, cf. Hart on malting.",
        "Moss et al. measured the brine.",
        "See Fig. 3 for the curve.",
        "It is told in vol. 2 of the annals.",
        "The pH fell to 4.5 in a day.",
        "J. R. Hart dug the well.",
        "The report of Dr. Reed was lost.",
        "Wine vs. Beer is the topic.",
        "The file soil.Txt is kept.",
        "他说……然后走了。",
        "「焼く。」と言った。",
        "Das gilt z. B. für Brot, vgl. Müller.",
        "А. С. Орлов писал об этом (см. рис. 5).",
    ],
)
def test_a_full_stop_within_a_sentence_ends_none(sentence: str) -> None:
    assert split_sentences(sentence) == [sentence]


@pytest.mark.parametrize(
    "sentences",
    [
        ["The dough rose.", "It was baked at noon."],
        ["Did it rise?", "It did!", "Nobody knows why."],
        ["The brine was measured by Moss et al.", "The jars were sealed."],
        ["The yield was 4.5.", "It fell later."],
        ["The pH fell. [1]", "The salt stayed. [2]"],
        ["“It rose.”", "So they said."],
    ],
)
def test_sentences_end_where_a_reader_ends_them(sentences: list[str]) -> None:
    assert split_sentences(" ".join(sentences)) == sentences


@pytest.mark.parametrize(
    "sentences",
    [
        ["面团发酵十二小时。", "温度是四度！", "为什么？", "因为慢。"],
        ["生地は膨らむ。", "「焼ける。」", "次に冷ます。"],
        ["中文[1]。", "下一句。[2]", "最后一句"],
    ],
)
def test_sentences_of_scripts_without_blanks_end_at_their_full_stops(sentences: list[str]) -> None:
    assert split_sentences("".join(sentences)) == sentences


@pytest.mark.parametrize(
    "sentences",
    [
        ["ما هي الخميرة؟", "هي حية.", "تنمو ببطء."],
        ["यह रोटी है।", "यह गरम है।"],
        ["Тесто подошло…", "Потом его пекут."],
        ["یہ روٹی ہے۔", "یہ گرم ہے۔"],
    ],
)
def test_sentences_end_at_the_full_stops_of_their_script(sentences: list[str]) -> None:
    assert split_sentences(" ".join(sentences)) == sentences


def test_nothing_of_a_line_lies_between_its_sentences() -> None:
    line = "  The dough rose.  It was baked, e.g. at noon.\tThen it cooled. "
    assert "".join(line[start:end] for start, end in sentence_spans(line)) == line


@pytest.mark.parametrize(
    ("noted", "told"),
    [
        ("It changes the second note on rye above: the dough now rests twice.", "the dough now rests twice."),
        ("They use the same oven: brick, and the one above.", "They use the same oven: brick, and the one."),
        ("The next section is relevant here.", ""),
        ("See below.", ""),
        ("As the list above says, rye is sour.", ""),
        ("The layers above it differ: they are thin.", "The layers above it differ: they are thin."),
        ("Yields fall below 20 %.", "Yields fall below 20 %."),
        ("Bake at 230 degrees.", "Bake at 230 degrees."),
    ],
)
def test_nothing_points_at_a_place_that_the_reader_cannot_see(noted: str, told: str) -> None:
    assert without_pointing(noted) == told
