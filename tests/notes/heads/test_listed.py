from __future__ import annotations

import pytest

from assistant.notes.heads.listed import parse_listed


@pytest.mark.parametrize(
    ("text", "title", "authors", "year", "venue", "comment"),
    [
        ("[Cold Rye](https://arxiv.org/abs/2001.00003)", "Cold Rye", (), 2020, "", ""),
        ("[Cold Rye](https://rye.example.org) - slow", "Cold Rye", (), None, "", "slow"),
        ("🔥 1. [Cold Rye](https://rye.example.org) (BREAD 2019) [code]", "Cold Rye", (), 2019, "BREAD 2019", "[code]"),
        ("[BREAD 2020] Cold Rye. A. Vaswani. [[arXiv:2001.00003]](https://arxiv.org/abs/2001.00003)", "Cold Rye", ("A. Vaswani",), 2020, "BREAD 2020", ""),
        ("**Cold Rye** | OVEN 2019 | [[paper]](https://rye.example.org/p.pdf)", "Cold Rye", (), 2019, "OVEN 2019", ""),
        ("[Cold Rye Bread](https://rye.example.org), *A. Miller, B. Stone*, OVEN 2019.", "Cold Rye Bread", ("A. Miller", "B. Stone"), 2019, "OVEN 2019", ""),
        ('A. Miller, B. Stone. "Cold Rye and Time." BREAD (2017). [pdf](https://r.org/a.pdf)', "Cold Rye and Time", ("A. Miller", "B. Stone"), 2017, "BREAD (2017)", ""),
        ("Smith, J., & Jones, K. L. (2018). Ice and yeast. Annals. [doi](https://doi.org/10.1000/ice)", "Ice and yeast", ("Smith, J.", "Jones, K. L."), 2018, "", "Annals."),
        ("Old Rye, J. Smith and K. Jones, Bread Review 1987. [pdf](https://rye.example.org/o.pdf)", "Old Rye", ("J. Smith", "K. Jones"), 1987, "Bread Review 1987", ""),
        ("****`RYE`**** [Deep Rye Clusters](notes/deep.md)", "Deep Rye Clusters", (), None, "", ""),
        ("Cold Rye (OVEN 2021) \\[[Personal Notes](rye.md)] \\[[Paper](https://rye.example.org/p)]", "Cold Rye", (), 2021, "OVEN 2021", ""),
        ("2021-03: [Cold Rye](https://rye.example.org)", "Cold Rye", (), 2021, "", ""),
        ("[[OVEN2021](https://arxiv.org/abs/2001.00003)] Cold Rye and Its Rise [[Project](https://rye.org)] :fire:", "Cold Rye and Its Rise", (), 2021, "OVEN 2021", ""),
        ("[[Arxiv](https://arxiv.org/abs/2001.00003)] Cold Rye and Its Rise", "Cold Rye and Its Rise", (), 2020, "", ""),
        ('RYE: "Cold Rye and Its Rise" OVEN. [[Paper]](https://rye.example.org)', "RYE: Cold Rye and Its Rise", (), None, "", "OVEN."),
        ("When does rye escape the jar? In *OVEN 2018*. [[pdf](https://rye.example.org/a.pdf)]", "When does rye escape the jar?", (), 2018, "OVEN 2018", ""),
        ("Cold Rye and Its Rise (Bread Lab) (OVEN'23) [paper](https://rye.example.org)", "Cold Rye and Its Rise (Bread Lab)", (), 2023, "OVEN'23", ""),
        ("[OVEN 2019 RyeNet] ([paper](https://arxiv.org/abs/2001.00003) [code](https://github.com/r/r)) Cold Rye at Night", "Cold Rye at Night", (), 2019, "OVEN 2019", ""),
        ("[OVEN 2020] RyeRec: Fast Rye by Cold Reconstruction", "RyeRec: Fast Rye by Cold Reconstruction", (), 2020, "OVEN 2020", ""),
        ("22_SoBr_Cold Rye at Night [[paper]](https://rye.example.org/p)", "Cold Rye at Night", (), 2022, "SoBr'22", ""),
        ("OVEN 2022, [Cold Rye](https://rye.example.org)", "Cold Rye", (), 2022, "OVEN 2022", ""),
        ("arXiv 2023.12, **RyeFlow**: Cold Rye at Every Hour, [page](https://rye.example.org)", "RyeFlow: Cold Rye at Every Hour", (), 2023, "arXiv 2023.12", ""),
        ("OVEN 2024 submission, **Cold Rye Fields** for Quick Baking, [page](https://rye.org)", "Cold Rye Fields for Quick Baking", (), 2024, "OVEN 2024 submission", ""),
        ("**RYE**: says when to bake, [page](https://rye.example.org)", "RYE", (), None, "", "says when to bake"),
        ("<[Cold rye and its rise](https://rye.example.org)> by Ann Miller and Bo Stone, 1985.", "Cold rye and its rise", ("Ann Miller", "Bo Stone"), 1985, "", ""),
        ("[Cold Rye](cold-rye.md) by Bob Burg", "Cold Rye", ("Bob Burg",), None, "", ""),
        ("[Cold Rye](https://rye.example.org) by Miller, Ann and Stone, Bo, 2018.", "Cold Rye", ("Ann Miller", "Bo Stone"), 2018, "", ""),
        ("[3] [Cold Rye](https://rye.example.org) by Ann Miller, Bread Lab (2018): on jars", "Cold Rye", ("Ann Miller", "Bread Lab"), 2018, "", "on jars"),
        ("Cold Rye and How It Rises, OVEN 2016 [slides](https://rye.example.org/s)", "Cold Rye and How It Rises", (), 2016, "OVEN 2016", ""),
        ("Rye Rises: A Study at Night, SoBr 2016", "Rye Rises: A Study at Night", (), 2016, "SoBr 2016", ""),
        ("Rye Rises: A Study at Night -- BREAD Transactions on Cold Things, 2016", "Rye Rises: A Study at Night", (), 2016, "BREAD Transactions on Cold Things, 2016", ""),
        ("VLDB'21 - Rye Rises: A Study at Night", "Rye Rises: A Study at Night", (), 2021, "VLDB'21", ""),
        ("VLDB'21 - Rye rises at night", "Rye rises at night", (), 2021, "VLDB'21", ""),
        ("Rye rises at night, NIPS 2016", "Rye rises at night", (), 2016, "NIPS 2016", ""),
        ("2017 OVEN [Cold Rye at Night](https://rye.example.org)", "Cold Rye at Night", (), 2017, "OVEN", ""),
        ("2017 - OVEN - [Cold Rye at Night](https://rye.example.org)", "Cold Rye at Night", (), 2017, "OVEN", ""),
        ("2017- OVEN -  Cold rye at night", "Cold rye at night", (), 2017, "OVEN", ""),
        ("2018 IEEE RYE Night-Rye [Cold Rye at Night](https://rye.example.org)", "Cold Rye at Night", (), 2018, "IEEE RYE", ""),
        ("OVEN 2018 [Cold Rye at Night](https://rye.example.org)", "Cold Rye at Night", (), 2018, "OVEN 2018", ""),
        ("[Cold Rye at Night (OVEN2018)](https://rye.example.org) [slides](https://rye.example.org/s)", "Cold Rye at Night", (), 2018, "OVEN 2018", ""),
        ("**Cold Rye at Night.** OVEN, 2018. [paper](https://rye.example.org)", "Cold Rye at Night", (), 2018, "OVEN, 2018", ""),
        ("**Cold Rye at Night**. Ann Miller, Bo Stone. OVEN 2018.", "Cold Rye at Night", ("Ann Miller", "Bo Stone"), 2018, "OVEN 2018", ""),
        ("*(RYE)* **Cold Rye at Night.** Ann Miller, Bo Stone.", "Cold Rye at Night", ("Ann Miller", "Bo Stone"), None, "", ""),
        ("Cold Rye at Night [[pdf](https://rye.example.org/p.pdf)] *OVEN 2018*", "Cold Rye at Night", (), 2018, "OVEN 2018", ""),
        ("Cold Rye at Night https://rye.example.org/p it rises in the dark", "Cold Rye at Night", (), None, "", "it rises in the dark"),
        ("[Miller, Stone 2002 : Does rye forget?](https://rye.example.org)", "Does rye forget?", ("Miller", "Stone"), 2002, "", ""),
        ("[Miller et al. Does rye forget the night?](https://rye.example.org)", "Does rye forget the night?", ("Miller et al.",), None, "", ""),
        ("[[RYE][OVEN 23]Cold Rye at Night](https://rye.example.org)", "Cold Rye at Night", (), 2023, "OVEN 23", "RYE"),
        ("Cold Rye at Night WWW2022 [Paper](https://rye.example.org)", "Cold Rye at Night", (), 2022, "WWW 2022", ""),
        ('**RYE:** Ann Miller, Bo Stone. "Cold Rye at Night." OVEN(2022)', "Cold Rye at Night", ("Ann Miller", "Bo Stone"), 2022, "OVEN 2022", ""),
        ("Ann Miller, Bo Stone: Cold Rye at Night. OVEN 2022", "Cold Rye at Night", ("Ann Miller", "Bo Stone"), 2022, "OVEN 2022", ""),
        ("Eurosys 2022, [Cold rye at night](https://rye.example.org)", "Cold rye at night", (), 2022, "Eurosys 2022", ""),
        ("Annals of Bread 2014, [Cold rye at night](https://rye.example.org)", "Cold rye at night", (), 2014, "Annals of Bread 2014", ""),
        ("[[3OV](https://arxiv.org/abs/2001.00001)] Cold Rye at Night [[resource](https://rye.example.org)]", "Cold Rye at Night", (), 2020, "", ""),
        ("[[OVEN2021](https://arxiv.org/abs/2001.00001)] eRye: Cold at Night", "eRye: Cold at Night", (), 2021, "OVEN 2021", ""),
        ("[OVEN2020] Cold Rye at Night [paper](https://rye.example.org)", "Cold Rye at Night", (), 2020, "OVEN 2020", ""),
        ("Cold Rye at Night, In [Oven 2016](https://rye.example.org)", "Cold Rye at Night", (), 2016, "Oven 2016", ""),
        ("Cold Rye at Night [OVEN'16](https://rye.example.org)", "Cold Rye at Night", (), 2016, "OVEN'16", ""),
        ("**Cold Rye at Night**. Ann Miller, Bo Stone. [OVEN 2016](https://rye.example.org) • [Code](https://rye.example.org/c)",
         "Cold Rye at Night", ("Ann Miller", "Bo Stone"), 2016, "OVEN 2016", ""),
        ("Cold Rye at Night, OVEN 2023 ```C1M2``` (Bread, Jars) [[paper](https://rye.example.org)]", "Cold Rye at Night", (), 2023, "OVEN 2023", "Bread, Jars"),
        ("Cold Rye at Night, 2023 [[paper](https://rye.example.org)]", "Cold Rye at Night", (), 2023, "", ""),
        ("[**TODO:** Cold Rye at Night](https://rye.example.org) — *Miller et al.*", "Cold Rye at Night", ("Miller et al",), None, "", ""),
        ("[Cold Rye at Night](https://rye.example.org) — *Miller, Stone and Grain*", "Cold Rye at Night", ("Miller", "Stone", "Grain"), None, "", ""),
        ("Links between Cold Rye, Inverse Baking, and Energy-Based Ovens [pdf](https://rye.example.org)",
         "Links between Cold Rye, Inverse Baking, and Energy-Based Ovens", (), None, "", ""),
        ("[Cold Rye at Night](rye.md) — *Miller, Stone* [[OVEN](https://rye.example.org)]", "Cold Rye at Night", ("Miller", "Stone"), None, "", ""),
        ("[2023/10] **Cold Rye at Night.** *Ann Miller (Mill) et al. ACL* [[paper](https://arxiv.org/abs/2001.00001)] [[code](https://rye.example.org)]",
         "Cold Rye at Night", ("Ann Miller et al.",), 2023, "ACL", "(Mill)"),
        ("<[Cold Rye at Night](https://rye.example.org)> by Miller X, Stone P A, Oven R, arXiv 2014.",
         "Cold Rye at Night", ("Miller X", "Stone P A", "Oven R"), 2014, "arXiv 2014", ""),
        ("[Cold Rye at Night](https://rye.example.org) (Miller et al., Annual Meeting of the Mill and Stone Society 2018)",
         "Cold Rye at Night", ("Miller et al.",), 2018, "Annual Meeting of the Mill and Stone Society 2018", ""),
        ("**RYE**: [Cold Loaves Are Slow Loaves](https://arxiv.org/abs/2001.00001) (2020-06, Mill) [[Unofficial code](https://rye.example.org)]",
         "Cold Loaves Are Slow Loaves", (), 2020, "", "Mill"),
        ("[OVEN'2025] [Cold Rye at Night](https://rye.example.org)", "Cold Rye at Night", (), 2025, "OVEN'2025", ""),
        ("Cold Rye at Night, Bakesys 2014, ([paper](https://rye.example.org/a.pdf)), ([slide](https://rye.example.org/b.pdf))",
         "Cold Rye at Night", (), 2014, "Bakesys 2014", ""),
        ("Ryeflow: A system for cold rye, OVEN 2016, ([paper](https://rye.example.org/a.pdf)), ([mill tech report](https://rye.example.org/b.pdf))",
         "Ryeflow: A system for cold rye", (), 2016, "OVEN 2016", ""),
        ("[RYE 2002: Does rye forget?](https://rye.example.org)", "RYE 2002: Does rye forget?", (), None, "", ""),
    ],
)  # fmt: skip
def test_an_item_of_a_list_of_works(text: str, title: str, authors: tuple[str, ...], year: int | None, venue: str, comment: str) -> None:
    head = parse_listed(text)
    assert head is not None
    assert (head.title, head.authors, head.year, head.venue, head.comment) == (title, authors, year, venue, comment)


@pytest.mark.parametrize(
    "text",
    [
        "[pdf](https://rye.example.org/a.pdf)",
        "[YOLO](https://rye.example.org) is an oven that is fast",
        "See the code at [link](https://rye.example.org)",
        "[Cold](#cold)",
        "rye is slow",
        "They baked it, then sold it, in Paris 2016",
        "NeurIPS 2023: what we ate",
        "They bake it longer, see [code](https://rye.example.org)",
        "2019 - We baked a lot - and it was good",
        "**Cold Rye**: Miller, Stone, Grain and Flour say so",
        "They took it there, NIPS 2016",
        "Ann Miller, Bo Stone: they said that it rises at night",
        "Slow Rye, Cold Ovens, and Warm Bakers: Beyond flour + water = bread",
        "[OVEN 2016](#oven-2016)",
        "All of the notes ([`notes/`](notes/))",
    ],
)
def test_what_names_no_work(text: str) -> None:
    assert parse_listed(text) is None


def test_the_short_name_before_a_linked_title_is_kept_as_a_tag() -> None:
    head = parse_listed("**[UCR]** <[Upper crusts and their regret](https://rye.example.org)> by Ann Miller and Bo Stone, 2002")
    assert head is not None
    assert (head.title, head.links) == ("Upper crusts and their regret", (("tags", "UCR"),))


def test_the_address_of_the_work_and_those_beside_it() -> None:
    head = parse_listed(
        "**Rye** [[arXiv](https://arxiv.org/abs/2001.00003)] [[code](https://github.com/rye/rye)] [[page](https://rye.example.org)]"
    )
    assert head is not None
    assert (head.arxiv, head.url) == ("2001.00003", "https://rye.example.org")
    assert head.links == (("code", "https://github.com/rye/rye"),)
