"""Notes in other languages than English are answered from: the right entry first, what is not in them refused. With the English embedding model."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.settings import Settings

NOTES = Path(__file__).parent / "languages"
ASKED = {
    "chinese": {
        "面团在冰箱里发酵多少小时？": "冷藏发酵的酸面团",
        "酵种多久喂养一次？": "天然酵种的喂养",
        "蒸汽对面包外皮有什么作用？": "蒸汽与面包外皮",
        "全麦面粉吸收多少水？": "全麦面粉的吸水率",
        "揉面多久以后形成面筋？": "面筋的形成",
        "盐会让发酵变慢吗？": "盐对发酵速度的影响",
    },
    "german": {
        "Wie überleben schwache Völker den Winter?": "Überwinterung schwacher Völker",
        "Was hilft gegen Varroa?": "Ameisensäure gegen die Varroamilbe",
        "Warum schwärmen Bienen?": "Schwarmverhalten im Frühjahr",
        "Wann wird Rapshonig fest?": "Kristallisation von Rapshonig",
        "Wie viele Eier legt eine Königin am Tag?": "Königinnenzucht auf dem Land",
        "Wonach riecht die Faulbrut?": "Faulbrut erkennen",
    },
    "french": {
        "En combien de temps les feuilles mortes se décomposent-elles ?": "Le compost de feuilles mortes",
        "Comment faut-il tailler les rosiers ?": "La taille des rosiers",
        "À quelle distance un piège à bière attire-t-il les limaces ?": "Les limaces et la bière",
        "Quand réussit la greffe des pommiers ?": "La greffe des pommiers",
        "Combien de temps se garde une courge ?": "La conservation des courges",
        "Que font les vers de terre ?": "Les vers de terre et l'aération du sol",
    },
    "russian": {
        "Сколько минут скручивают листья улуна?": "Скручивание листьев улуна",
        "Какой водой заваривать зелёный чай?": "Температура воды для зелёного чая",
        "Сколько лет выдерживают пуэр?": "Выдержка пуэра",
        "Что делает жесткая вода с чаем?": "Жёсткость воды и вкус",
        "Почему вкус из глиняного чайника мягче?": "Глиняные чайники",
        "При скольких градусах окисляется черный чай?": "Окисление чёрного чая",
    },
    "japanese": {
        "落ち葉の堆肥は何年で分解しますか？": "落ち葉の堆肥",
        "トマトの芽かきをするとどうなりますか？": "トマトの芽かき",
        "バラはどこで剪定しますか？": "バラの剪定",
        "カボチャは何か月もちますか？": "カボチャの貯蔵",
    },
    "korean": {
        "화성의 먼지 폭풍은 얼마나 오래 행성을 덮는가?": "화성의 먼지 폭풍",
        "토성의 고리는 언제 생겼나요?": "토성 고리의 나이",
        "혜성의 꼬리는 어디를 향합니까?": "혜성의 꼬리",
        "빛 공해는 도시에 어떤 영향을 주나요?": "도시의 빛 공해",
    },
}
ELSEWHERE = {
    "chinese": ["量子计算机的原理是什么？", "谁赢得了去年的足球比赛？", "光合作用在哪里进行？"],
    "german": ["Wie funktioniert ein Quantencomputer?", "Wer gewann die Fußballweltmeisterschaft?", "Welche Steuern zahlt ein Verein?"],
    "french": [
        "Comment fonctionne un ordinateur quantique ?",
        "Qui a gagné la Coupe du monde de football ?",
        "Quels impôts paie une association ?",
    ],
    "russian": ["Как работает квантовый компьютер?", "Кто выиграл чемпионат мира по футболу?", "Какие налоги платит фирма?"],
    "japanese": ["量子コンピュータの原理は何ですか？", "去年のサッカーの試合は誰が勝ちましたか？"],
    "korean": ["양자 컴퓨터의 원리는 무엇인가요?", "작년 축구 경기는 누가 이겼습니까?"],
}


@pytest.fixture(scope="module")
def libraries(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Assistant]:
    made = {}
    for language in ASKED:
        home = tmp_path_factory.mktemp(language)
        made[language] = Assistant(Settings.model_validate({"ASSISTANT_NOTES": NOTES / f"{language}.md", "ASSISTANT_HOME": home}))
        made[language].index()
    return made


@pytest.mark.parametrize(("language", "question", "title"), [(one, *pair) for one, pairs in ASKED.items() for pair in pairs.items()])
def test_the_right_entry_answers_first(libraries: dict[str, Assistant], language: str, question: str, title: str) -> None:
    answer = libraries[language].ask(question)
    assert not answer.abstained
    assert answer.citations[0].title == title


@pytest.mark.parametrize(("language", "question"), [(one, question) for one, questions in ELSEWHERE.items() for question in questions])
def test_what_is_not_in_the_notes_is_refused(libraries: dict[str, Assistant], language: str, question: str) -> None:
    assert libraries[language].ask(question).abstained
