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
        "酸味是从哪里来的？": "冷藏发酵的酸面团",
        "哪种面粉发酵最快？": "冷藏发酵的酸面团",
        "冷冻的酵母能存活多久？": "酵母的冷冻保存",
        "怎样用铸铁锅在家烤出脆皮面包？": "铸铁锅烘烤",
        "燕麦面包能保存多久": "燕麦面包的口感",
        "美拉德反应在什么温度最强": "烘烤温度与颜色",
    },
    "german": {
        "Wie überleben schwache Völker den Winter?": "Überwinterung schwacher Völker",
        "Was hilft gegen Varroa?": "Ameisensäure gegen die Varroamilbe",
        "Warum schwärmen Bienen?": "Schwarmverhalten im Frühjahr",
        "Wann wird Rapshonig fest?": "Kristallisation von Rapshonig",
        "Wie viele Eier legt eine Königin am Tag?": "Königinnenzucht auf dem Land",
        "Wonach riecht die Faulbrut?": "Faulbrut erkennen",
        "Womit bekämpft man Milben in der Brut?": "Ameisensäure gegen die Varroamilbe",
        "Was zeigt der Schwänzeltanz?": "Der Bienentanz als Wegweiser",
        "Wie lange bleibt Brot in Bienenwachstüchern frisch?": "Bienenwachs als Lebensmittelverpackung",
        "Ab wie viel Wasser gärt Waldhonig?": "Wassergehalt von Waldhonig",
        "Bei welcher Temperatur kann man Honig schleudern?": "Schleudern bei niedriger Temperatur",
        "Artikel von Hoffmann": "Ameisensäure gegen die Varroamilbe",
        "Bienen Orientierung Pestizide": "Pestizide auf Rapsfeldern",
    },
    "french": {
        "Qu'est-ce qui entre dans les galeries des vers ?": "Les vers de terre et l'aération du sol",
        "En combien de temps les feuilles mortes se décomposent-elles ?": "Le compost de feuilles mortes",
        "Comment faut-il tailler les rosiers ?": "La taille des rosiers",
        "À quelle distance un piège à bière attire-t-il les limaces ?": "Les limaces et la bière",
        "Quand réussit la greffe des pommiers ?": "La greffe des pommiers",
        "Combien de temps se garde une courge ?": "La conservation des courges",
        "Que font les vers de terre ?": "Les vers de terre et l'aération du sol",
        "Comment réduire l'arrosage en été ?": "Le paillage contre la sécheresse",
        "Pourquoi semer des radis avec les carottes ?": "Semer les carottes avec des radis",
        "Quelles abeilles pollinisent les cerisiers ?": "Les abeilles sauvages du verger",
        "Que fixent la moutarde et la phacélie ?": "Engrais verts d'automne",
        "Faut-il supprimer les gourmands des tomates ?": "La taille des tomates",
        "articles de Moreau": "Les vers de terre et l'aération du sol",
        "Combien de temps peut-on conserver les courges ?": "La conservation des courges",
    },
    "russian": {
        "Чем полезны глиняные чайники?": "Глиняные чайники",
        "Сколько минут скручивают листья улуна?": "Скручивание листьев улуна",
        "Какой водой заваривать зелёный чай?": "Температура воды для зелёного чая",
        "Сколько лет выдерживают пуэр?": "Выдержка пуэра",
        "Что делает жесткая вода с чаем?": "Жёсткость воды и вкус",
        "Почему вкус из глиняного чайника мягче?": "Глиняные чайники",
        "При скольких градусах окисляется черный чай?": "Окисление чёрного чая",
        "Как сохранить зелёный цвет чая?": "Пропаривание японского чая",
        "Отчего на поверхности чая появляется пленка?": "Жёсткость воды и вкус",
        "Кто сравнил три сорта?": "Скручивание листьев улуна",
        "Иванов 2020": "Скручивание листьев улуна",
        "Что губит первые почки?": "Мороз на чайных плантациях",
    },
    "japanese": {
        "落ち葉の堆肥は何年で分解しますか？": "落ち葉の堆肥",
        "トマトの芽かきをするとどうなりますか？": "トマトの芽かき",
        "バラはどこで剪定しますか？": "バラの剪定",
        "カボチャは何か月もちますか？": "カボチャの貯蔵",
        "ナメクジはビールに引き寄せられますか？": "ナメクジとビール",
        "接ぎ木はいつ成功しますか": "リンゴの接ぎ木",
        "水やりを減らす方法は？": "わらのマルチング",
        "ミミズは土に何をしますか": "ミミズと土の通気",
        "山田の論文": "果樹園の野生ミツバチ",
    },
    "korean": {
        "화성의 먼지 폭풍은 얼마나 오래 행성을 덮는가?": "화성의 먼지 폭풍",
        "토성의 고리는 언제 생겼나요?": "토성 고리의 나이",
        "혜성의 꼬리는 어디를 향합니까?": "혜성의 꼬리",
        "빛 공해는 도시에 어떤 영향을 주나요?": "도시의 빛 공해",
        "적색 왜성은 얼마나 오래 빛나나요?": "적색 왜성의 수명",
        "금성에 화산이 있나요?": "금성의 화산",
        "일식을 볼 때 무엇을 써야 합니까?": "일식 관측용 안경",
        "초신성은 얼마나 밝은가요?": "초신성의 밝기",
        "장미란의 논문": "도시의 빛 공해",
    },
}
ELSEWHERE = {
    "chinese": [
        "量子计算机的原理是什么？",
        "谁赢得了去年的足球比赛？",
        "光合作用在哪里进行？",
        "猫为什么会打呼噜？",
        "北京的房价是多少？",
        "如何学习弹钢琴",
    ],
    "german": [
        "Wie funktioniert ein Quantencomputer?",
        "Wer gewann die Fußballweltmeisterschaft?",
        "Welche Steuern zahlt ein Verein?",
        "Wie backt man Pizza?",
        "Welche Programmiersprache ist die schnellste?",
        "Wann wurde Berlin gegründet?",
    ],
    "french": [
        "Comment fonctionne un ordinateur quantique ?",
        "Qui a gagné la Coupe du monde de football ?",
        "Quels impôts paie une association ?",
        "Quelle est la capitale du Japon ?",
        "Comment réparer un vélo ?",
        "Quand fut construite la tour Eiffel ?",
    ],
    "russian": [
        "Как работает квантовый компьютер?",
        "Кто выиграл чемпионат мира по футболу?",
        "Какие налоги платит фирма?",
        "Как испечь пиццу?",
        "Когда основана Москва?",
        "Какой язык программирования самый быстрый?",
    ],
    "japanese": [
        "量子コンピュータの原理は何ですか？",
        "去年のサッカーの試合は誰が勝ちましたか？",
        "ピアノの練習方法は？",
        "東京の人口はどのくらいですか",
    ],
    "korean": [
        "양자 컴퓨터의 원리는 무엇인가요?",
        "작년 축구 경기는 누가 이겼습니까?",
        "피아노를 어떻게 연습하나요?",
        "서울의 인구는 얼마인가요?",
    ],
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
