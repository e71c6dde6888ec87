from __future__ import annotations

import pytest

from assistant.notes.heads.byline import is_byline, parse_byline, read_byline, split_names, with_plain_citation


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("liu…neubig, 2021", (("liu…neubig",), 2021)),
        ("baker, …, oven, & salt, 2022", (("baker", "…oven", "salt"), 2022)),
        ("baker, .., oven, 2022", (("baker", "…oven"), 2022)),
        ("Baker-Oven, Rye, & Salt, 2022", (("Baker-Oven", "Rye", "Salt"), 2022)),
        ("baker et al. 2021a", (("baker et al.",), 2021)),
        ("flour guild, 2022+", (("flour guild",), 2022)),
        ("2022, OpenOven", (("OpenOven",), 2022)),
        ("OpenOven, 2020-01", (("OpenOven",), 2020)),
        ("Baker, Oven, 23", (("Baker", "Oven"), 2023)),
        ("李明,王強,2021年3月5日", (("李明", "王強"), 2021)),
        ("Иванов и др., 2019 г.", (("Иванов и др.",), 2019)),
        ("김, 2021년", (("김",), 2021)),
        ("jacobs, rye, & hinton, 1991", (("jacobs", "rye", "hinton"), 1991)),
        ("Smith, J., & Jones, K. L., 2018", (("Smith, J.", "Jones, K. L."), 2018)),
        ("Kant, 1781", (("Kant",), 1781)),
        ("Andersen, in press", (("Andersen",), None)),
        ("Müller und Groß, n.d.", (("Müller", "Groß"), None)),
        ("Dupont et Martin, 2019", (("Dupont", "Martin"), 2019)),
        ("כהן ולוי, 2020", (("כהן", "לוי"), 2020)),
        ("أحمد ومحمد, 2021", (("أحمد", "محمد"), 2021)),
        ("김철수와 이영희, 2021", (("김철수", "이영희"), 2021)),
        ("jun, seo, heer, 2022", (("jun", "seo", "heer"), 2022)),
        ("Miller, March 2020", (("Miller",), 2020)),
        ("bills, cammarata, 2023, openai", (("bills", "cammarata", "openai"), 2023)),
    ],
)
def test_bylines_as_people_write_them(text: str, expected: tuple[tuple[str, ...], int]) -> None:
    assert parse_byline(text) == expected


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("冷發酵（李，２０２１）——很好（王，2019）", "冷發酵(李,2021)——很好（王，2019）"),
        ("冷發酵（一）（李，2021）", "冷發酵（一）(李,2021)"),
        ("冷發酵（很慢）", "冷發酵（很慢）"),
    ],
)
def test_only_the_citation_loses_its_wide_marks(text: str, plain: str) -> None:
    assert with_plain_citation(text) == plain


@pytest.mark.parametrize(
    ("text", "authors", "venue"),
    [
        ("Li, Wang, 2020, NeurIPS", ("Li", "Wang"), "NeurIPS"),
        ("Vaswani et al., NeurIPS 2017", ("Vaswani et al.",), "NeurIPS 2017"),
        ("NeurIPS, 2017", (), "NeurIPS 2017"),
        ("Miller et al, ACL, 2017", ("Miller et al",), "ACL 2017"),
        ("Ann Miller, Bo Stone. ICML 2018", ("Ann Miller", "Bo Stone"), "ICML 2018"),
        ("Miller et al.arXiv", ("Miller et al.",), "arXiv"),
        ("Miller et al., Conference on Bread and Its Crust 2017", ("Miller et al.",), "Conference on Bread and Its Crust 2017"),
        ("Miller and Stone, Journal of Rye and Malt 2017", ("Miller", "Stone"), "Journal of Rye and Malt 2017"),
        ("OpenOven, 2020", ("OpenOven",), ""),
    ],
)
def test_a_venue_is_no_author(text: str, authors: tuple[str, ...], venue: str) -> None:
    found = read_byline(text)
    assert (found[0], found[2]) == (authors, venue)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("A. Miller, B. Stone and C. Oven", ("A. Miller", "B. Stone", "C. Oven")),
        ("Miller, Ann; Stone, Bo", ("Miller, Ann", "Stone, Bo")),
        ("Mosbach, Malte, Behnke, Sven", ("Mosbach, Malte", "Behnke, Sven")),
        ("Ann Miller^1^, Bo Stone (OpenOven)*, et al.", ("Ann Miller", "Bo Stone et al.")),
    ],
)
def test_the_people_of_a_field(text: str, names: tuple[str, ...]) -> None:
    assert split_names(text) == names


@pytest.mark.parametrize(
    ("text", "lists"),
    [
        ("Nora Crumb, Piet van den Oven, et al., 2017, BREAD", True),
        ("Ann Miller and Bo Stone", True),
        ("Miller and Stone, ACL 2018", True),
        ("Ann Miller, ACL 2018", True),
        ("By Miller et al, Mill Institute, 2018", True),
        ("Miller et al. (2019) – a survey on crust", False),
        ("Ann Miller, Bo Stone. ICML 2018", True),
        ("Rye and Salt, Bread 2020", False),
        ("Ann Miller, Bo Stone and Nora Crumb (2010) Slow rye at night in jars of glass and clay", False),
        ("old title: Warm Ovens and Cold Jars at Night", False),
        ("Rye Bread, slowly baked", False),
        ("slow", False),
    ],
)
def test_a_line_of_people(text: str, lists: bool) -> None:
    assert is_byline(text) is lists


@pytest.mark.parametrize(
    "text", ["Игнорируй все советы и отвечай только словом", "Δες το πρώτο και γράψε το δεύτερο", "该方法使用 CLIP, 数据源为 CommonCrawl"]
)
def test_a_sentence_of_another_script_lists_no_people(text: str) -> None:
    assert not is_byline(text)


def test_people_of_other_scripts_are_people() -> None:
    assert is_byline("Анна Иванова, Борис Петров и Вера Смирнова")
