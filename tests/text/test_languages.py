"""Which language a text is in, and which words of other languages than English meet."""

from __future__ import annotations

import pytest

from assistant.text.languages import language_of, spaced
from assistant.text.words import stem, stems, terms


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("How long does the dough rest in the fridge?", "English"),
        ("Attention Is All You Need", "English"),
        ("de novo assembly", "English"),
        ("papers by de la Cruz and van der Berg", "English"),
        ("the weight \u03bb of a sample", "English"),
        ("", "English"),
        ("Wie lange ruht der Teig im Kühlschrank?", "German"),
        ("Combien de temps la pâte repose-t-elle ?", "French"),
        ("¿Cuánto tiempo reposa la masa en el frigorífico?", "Spanish"),
        ("Per quanto tempo riposa la pasta nel frigorifero?", "Italian"),
        ("Quanto tempo a massa fica na geladeira?", "Portuguese"),
        ("Hoe lang rust het deeg in de koelkast?", "Dutch"),
        ("面团在冰箱里发酵多久？", "Chinese"),
        ("生地は冷蔵庫で何時間休ませますか", "Japanese"),
        ("반죽은 냉장고에서 얼마나 쉬나요?", "Korean"),
        ("Сколько тесто стоит в холодильнике?", "Cyrillic"),
        ("Πόση ώρα ξεκουράζεται η ζύμη;", "Greek"),
        ("كم ساعة يرتاح العجين؟", "Arabic"),
    ],
)
def test_the_language_of_a_text_is_told(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    ("asked", "noted"),
    [
        ("发酵", "面团在冰箱里发酵十六小时。"),
        ("茶", "绿茶在早上喝。"),
        ("堆肥は何年で分解しますか？", "落ち葉の堆肥は二年で分解する。"),
        ("고리는 언제 생겼나요?", "토성의 고리는 일억 년 전에 생겼다."),
        ("При каких температурах?", "Температура воды ниже, и вкус другой."),
        ("черный чай", "Чёрный чай"),
        ("Bei welchen Temperaturen?", "Die Temperatur ist mit dem Thermometer zu messen."),
        ("Was ist der Sauerteig?", "Ein Sauerteigbrot hält sich über die Woche."),
        ("la temperature et les fermentations", "La température de la fermentation est basse."),
        ("Et l'eau, c'est quoi ?", "On y met de l’eau et du sel."),
        ("فطرة", "فِطْرَة"),
        ("לחם", "לֶחֶם"),
    ],
)
def test_what_is_asked_meets_what_is_noted(asked: str, noted: str) -> None:
    assert terms(asked)
    assert all(stem(word) in stems(noted) for word in terms(asked))


@pytest.mark.parametrize(
    ("asked", "noted"),
    [
        ("量子计算机", "面团在冰箱里发酵十六小时。"),
        ("Квантовый компьютер", "Температура воды ниже."),
        ("양자 컴퓨터", "토성의 고리는 일억 년 전에 생겼다."),
    ],
)
def test_words_of_another_subject_do_not_meet(asked: str, noted: str) -> None:
    assert not any(stem(word) in stems(noted) for word in terms(asked))


def test_function_words_of_each_language_tell_nothing() -> None:
    assert terms("Was ist das und wie wird es gemacht?") == ["gemacht"]
    assert terms("这是什么？") == []
    assert terms("これは何ですか") == []
    assert terms("Что это и как?") == []


def test_a_title_of_a_script_without_blanks_is_found_within_a_question() -> None:
    assert spaced("冷发酵") in spaced("请问冷发酵需要多久？")
    assert spaced("热发酵") not in spaced("请问冷发酵需要多久？")


@pytest.mark.parametrize("word", ["transformer", "generalization", "probing"])
def test_an_english_word_is_not_found_by_its_beginning(word: str) -> None:
    assert word[:-3] not in stems(f"the {word} of a model") - {stem(word)}
