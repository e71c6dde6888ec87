"""Small collections in the shapes that people keep notes in, each with what must come of it: every work under its author's title, and every line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant.notes.entry import Entry
from assistant.notes.files import FileReading, read_files
from assistant.notes.folder.walk import find_files
from assistant.notes.library import build_library

COLLECTIONS = Path(__file__).parent / "collections"
PART_OF_A_LINE = {"an image", "a comment", "an HTML comment"}


@dataclass(frozen=True)
class Comes:
    """What must come of one entry; what is not said is not looked at."""

    title: str
    authors: tuple[str, ...] = ()
    year: int | None = None
    arxiv: str | None = None
    doi: str | None = None
    parts: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    places: int = 1


EXPECTED = {
    "reviews": [
        Comes(
            "Cold Levain: Slow Ferments",
            year=2020,
            arxiv="2001.00001",
            parts=("Key ideas", "Technical details", "Notes"),
            says=("three jars", "Loss: weight of water", "[cold]"),
            fields=(("venue", "BREAD 2020"),),
            places=2,
        ),
        Comes("A Study of Spelt", year=2020, arxiv="2002.00007", says=("(to read)",)),
        Comes("Warm Ovens", year=2019, fields=(("code", "https://github.com/oven/warm"),)),
        Comes("Slow Rye", year=2021, parts=("Key ideas", "Technical details"), says=("one jar",)),
        Comes("Steam at Home", year=2019, arxiv="1905.00002", parts=("Key ideas", "Technical details")),
    ],
    "bylines": [
        Comes(
            "Slow Rye: Notes on a Winter",
            ("Miller et al",),
            2020,
            "2001.00001",
            parts=("Gist -",),
            says=("Three jars suffice.", "**Setup:** one oven, two stones."),
            fields=(("venue", "ACL 2020"),),
        ),
        Comes("Stones That Hold the Heat", ("Stone", "Oven"), 2018, says=("Stones give heat back slowly.",)),
        Comes("Crust Without Steam", says=("Lids keep the water in.", "**Question** - why not pans?")),
        Comes("Warm Malt", ("Malt et al.",), 2019, "1903.00004"),
    ],
    "gathered": [
        Comes("Jars That Cool Doughs by Night", year=2014, arxiv="1409.00005", says=("Jars lose heat slowly.",), places=2),
        Comes("Two Jars Are Better Than One", year=2018, arxiv="1803.00006"),
        Comes("The Tin-Lid Loss: A Leak for All Doughs", year=2018, arxiv="1705.00007"),
    ],
    "grouped": [
        Comes("A 9 Loaves per Hour Oven with Bit-Sparse Steam", year=2022, fields=(("venue", "OVEN 2022"),)),
        Comes("Stone: Heat That Waits for the Dough", year=2022, fields=(("venue", "OVEN 2022"),)),
        Comes("Slow Stones Under Fast Crusts", year=2023, fields=(("venue", "BREAD 2023"),), says=("two stones are enough",)),
        Comes("OVEN2021", says=("**nothing of interest to me this year**",)),
        Comes("Wet Doughs Rise in Narrow Jars", ("Ann Miller", "Bo Stone"), 2024, "2403.00001"),
        Comes("Dry Doughs Crack in Wide Jars", ("Cy Field", "Di Grain"), 2024, "2405.00002"),
        Comes("Lids Keep Doughs from Cracking", ("Ed Mill", "Flo Barn"), 2024, "2406.00003"),
        Comes(
            "Cloth Lids Breathe and Tin Lids Sweat",
            ("Gil Crust", "Hal Loaf"),
            2025,
            "2501.00004",
            says=("**📝 Summary**: Tin sweats into the dough.", "**🔧 Method**: Weighed before and after."),
        ),
        Comes(
            "Open crumbs from cold doughs",
            year=2017,
            fields=(("venue", "BREAD 2017"),),
            says=("Cold doughs give open crumbs, for the gas stays where it is.", "year={2017}"),
        ),
        Comes("Even crumbs from warm doughs", year=2019, fields=(("venue", "OVEN 2019"),), says=("Warm doughs give even crumbs.",)),
        Comes("No crumbs at all", year=2020, fields=(("venue", "OVEN 2020"),), says=("A crust alone is easier to keep.",)),
        Comes("LINT: Large-scale Information on New Threshing"),
        Comes("Stone Mills and Their Dust"),
        Comes("Roller Mills Against Stone Mills: A Survey"),
        Comes("Deep Flour Recognition by Taste", year=2015),
        Comes("Water", says=("hard and soft", "what the tap gives")),
        Comes("cold cellars keep flour", parts=("Summary",), fields=(("status", "Read"),)),
        Comes("Salt in Sour Doughs", fields=(("tags", "#incubator"),), says=("Rye Breads and Wheat Breads", "Salt slows what is sour.")),
        Comes("Salt and the Crust of Wheat Loaves", ("Ann Miller et al.",), 2022, "2204.00005", says=("Salt browns the crust.",)),
        Comes("Damp walls spoil rye before wheat", says=("Rye goes first.",)),
        Comes("Racks of larch for a hundred loaves", parts=("Introduction",)),
        Comes("On the Slow Death of Starters", ("Ann Miller",), 2025),
        Comes("Loaves Cannot Plan, But Can Help Planning", ("Stone, B. et al.",), 2024, "2402.00006"),
        Comes("A Path Towards Autonomous Ovens", ("Cy Field",)),
        Comes(
            "User perception of differences in loaf recommenders", ("Dan B. Barnes", "E. Max Harper", "Flo C. Mills", "Gus A. Grain"), 2014
        ),
        Comes("Bread Ethics Curricula: A Collection of Loaves", ("Fields, C.",), 2019),
        Comes("Learning join orders for many ovens at once", year=2024, fields=(("venue", "Frontiers of Bread Science 2024"),)),
        Comes("Kneader", says=("An Open-Hearth Oven, Mill, and Loaf Generation Toolkit.",)),
        Comes("Video of Loaves Without Temporal Information", year=2017, arxiv="1709.00007", fields=(("venue", "T-OVEN 2017"),)),
        Comes("PEEL: A Deep Peel for Elastic Doughs", year=2018, fields=(("venue", "IEEE CloudOven"),)),
        Comes("Prying Loaves from Stones", ("J. Stone",)),
        Comes(
            "Slow Kernels Matter for Bread",
            ("Ann Miller", "Bo Stone"),
            2017,
            parts=("The progress of the plan:", "Note"),
            fields=(("venue", "OVEN 2017"),),
        ),
        Comes("Embedding Grains of Uncertain Rye in Graphs", says=("Grains are boxes.",)),
        Comes("Deep Residual Loaves for Small Ovens", year=2015, arxiv="1512.00010", says=("RISE",)),
        Comes("Ethcrust: A crust-centric framework to find bad loaves", ("Lei Wheat", "Siwei Rye", "Kui Barley"), 2020, "2005.00011"),
        Comes("Main-Memory Loaves on Many-Core Ovens: Tuning to the Stone", says=("各种实验",)),
        Comes("Roller: Fast and Even Dough Sheets for All", year=2022, fields=(("venue", "OVEN'22"),)),
        Comes("Stone Kittens: Simple and Fast Hearths", year=2024, fields=(("venue", "BREAD'24"),)),
        Comes("Two Doughs in One Oven and How They Part", year=2021),
        Comes("Hearths of Clay and Their Slow Cracks", year=2020),
        Comes("Peels Long Enough for Deep Ovens", year=2019),
        Comes("Yeasts and where they live", says=("Yeasts live on husks and on hands.",)),
        Comes("Fast Yeast Counting: One Husk is All You Need", ("Miller",), 2019, "1911.00001"),
        Comes(
            "Yeasts on the Hands of Bakers", ("Stone et al.",), 2023, "2305.00002", fields=(("Brief Summary", "Bakers carry their own."),)
        ),
        Comes("Field, Grain (2015)", ("Field", "Grain"), 2015, "1409.00003"),
        Comes("Ovens That Learn From Their Loaves", year=2017, arxiv="1706.00004", parts=("Overview",)),
        Comes("Slow Steam in Small Kitchens", year=2017, arxiv="1706.00005", parts=("Overview",)),
        Comes("Crusts at Altitude and Their Colours", year=2017, arxiv="1706.00006", parts=("Overview",)),
        Comes("Improving Loaf Representations via Global Crumbs", ("Eric H. Hearth et al",), 2012),
        Comes("Pans that learn at the time of the test", ("Stone et al.",), 2023, "2302.00008"),
        Comes("A framework of tins for test time in lifelong ovens", ("Miller et al.",), 2023, "2302.00008"),
        Comes("Curves of the crust seen from far above the oven", arxiv="2302.00009"),
        Comes("Mixing doughs in the dark by the ear alone", arxiv="2302.00009"),
        Comes("Software Milling at Home: Lessons from Grinding Over Time", says=("Slow stones keep the flour cool.",)),
        Comes("STEAM: Progressive Steam for Crusts With Edge and Color", year=2019, says=("Edges first, then the colour.",)),
    ],
    "filed": [
        Comes("Fairs for bread", parts=("Crumb Days", "Rye Week", "Oven Forum"), says=("**Place** - Lille", "2019: https://rye.example/")),
        Comes("Cold Crumbs: Loaves in Winter", parts=("Abstract",), says=("Cold loaves keep their crumb for a week.",)),
        Comes("Stones That Hold The Heat", parts=("Summary",), says=("Stones give their heat back slowly.",)),
        Comes("Does Salt Slow the Rise?", year=2025, says=("Salt slows it by a third.",), fields=(("venue", "ICLR"),)),
        Comes("Do Loaves Rise in Cold Kitchens? A Study", year=2019, says=("They rise, but late",), fields=(("venue", "BREAD"),)),
        Comes("Slow Ovens Keep Warm Crusts", year=2021, arxiv="2101.00009", says=("Crusts stay warm for an hour",)),
        Comes("RYE: A Mill of Small Stones", year=2022, fields=(("venue", "MILLS"),)),
        Comes("Steam and Its Absence in Small Ovens", says=("Without steam the crust is dull.",)),
    ],
    "topped": [
        Comes("tins", says=("Tins of Three Sizes", "Cold Tins and Their Rims")),
        Comes("Slow Ovens Are Kind to Crumbs", ("Miller, A. et al.",), 2025, "2509.00012"),
        Comes("GRAIN: A Mill of High Speed", year=2020, fields=(("venue", "OSDI'20"),)),
        Comes("Mills That Learn", year=2016, arxiv="1602.00013", fields=(("venue", "nips 2016"),)),
        Comes("Crumbs That Hold Together", year=2014, fields=(("venue", "CVPR 2014"),)),
        Comes(
            "Exploring Crumbs: Bakers Against Machines",
            ("Ann Miller", "Bo Stone"),
            2020,
            "2005.00014",
            says=("Bakers look before they cut.",),
        ),
        Comes("Tins for Soft Doughs", ("Nora Crumb", "Piet Oven"), 2023, says=("**📝 Summary**: Tins hold what flows.",)),
        Comes("DOUGH: A Slow Method For Warm Kitchens", ("Piet Grain",), parts=("Rising and Resting", "Results")),
        Comes("JarNet: Glass That Keeps the Cold", ("Ann Miller", "Bo Stone", "Nora Crumb"), 2020, "2005.00007", parts=("OVERVIEW",)),
        Comes("LOAF 20 Token Standard", parts=("name (optional)", "weight")),
        Comes("Plain bread", says=("Salt is one of them.",)),
        Comes("Crust of Rye, At Night: How It Cracks", year=2019, fields=(("venue", "ACL 2019"),)),
        Comes("Cold Jars Through Large-scale Baking", ("Eva Jar", "Tom Lid"), 2017, places=2),
        Comes("iLoaf: loaves by mail", year=2019, says=("One loaf in ten arrives.",), fields=(("venue", "BAKE"),)),
        Comes("Slow rye in jars", ("Ann B. Miller", "Bo Stone"), 2008),
        Comes("Warm Malt: The Long Way", ("Bo Stone",), 2017),
        Comes("Do crusts crack? Notes on rims", ("Ann Miller", "Bo Stone"), 2022),
        Comes("Salted Doughs and Their Smell", ("Ann Miller", "Bo Stone", "Nora Crumb"), 2018),
        Comes("Stones that hold heat", ("Stone et al.",), 2019),
        Comes("Steam IO: A Kettle for All Ovens", ("J. Oven et al",), 2021, "2107.00099", says=("用于蒸汽的壶 [3]",)),
        Comes(
            "Woven Baskets for Wet Doughs",
            ("Ann Miller", "Bo Stone"),
            2024,
            "2405.00003",
            says=("**📝 Summary**: Baskets keep the shape.",),
        ),
        Comes("Cloths for Dry Doughs", ("Eva Jar", "Tom Lid"), 2024, "2406.00004"),
    ],
    "properties": [
        Comes("Blade of Grain", parts=("Best scenes",), says=("director: Ada Sickle", "genre: western, bread", "A film on threshing.")),
        Comes("Levain: a second look", doi="10.1000/bread(84)12", fields=(("status", "read"), ("aliases", "Second look"))),
        Comes("Warm Levain", ("A. Miller", "Jane Baker"), 2021, parts=("Results",), says=("The loaf rises 30% more.",)),
    ],
    "fields": [
        Comes("Crumb Structure", ("Nora Crumb", "Piet van den Oven et al."), 2017, "1701.00005", parts=("Key points",)),
        Comes("冷發酵研究", ("李明", "王強"), 2021, parts=("论文方法",), fields=(("venue", "面包大会"),)),
        Comes("Salt and Time", ("Salt, Ann", "Time, Bo"), 2017, doi="10.1000/salt", says=("Mood: salty",)),
        Comes("Ovens and Their Heat", ("R. Oven", "S. Stone"), 2018, "1801.00003", parts=("Summary",), fields=(("tags", "heat, stone"),)),
        Comes("Wild Yeast in Old Jars", ("Wang et al.",), 2014, parts=("Where it lives",), says=("It lives on rye.",)),
        Comes("Malt", ("M. Malt", "N. Barley"), 2015, says=("Malt is sweet.",)),
        Comes("Crust by Numbers", ("Mill, Eva", "Crumb, Otto"), 2022, "2205.00004", parts=("TL;DR",), says=("Session: Crust 1",)),
    ],
    "numbered": [
        Comes("What I read in winter", says=("These are in no order.",)),
        Comes("Cold Levain", ("A. Vaswani",), 2020, says=("Key insight: cold is slow", "The jar stayed shut.")),
        Comes("Slow Rye: A Study", ("B. Miller", "C. Stone"), 2019, parts=("Doubts",), says=("too few loaves",)),
    ],
    "table": [
        Comes("Cold Levain: Slow Ferments", year=2020, arxiv="2001.00001", fields=(("venue", "BREAD"),)),
        Comes("Slow Rye and Its Uses", year=2019, fields=(("venue", "OVEN"),)),
        Comes("Steam in Small Ovens", ("S. Stone", "R. Oven"), 2018, says=("too hot",)),
        Comes("Tools", says=("scale | 12",)),
    ],
    "list": [
        Comes("Awesome Bread", says=("A list.",)),
        Comes("Contents"),
        Comes("Cold Rye", ("A. Vaswani",), 2020, "2001.00003", fields=(("venue", "BREAD 2020"),)),
        Comes("Frozen Dough in Winter", ("A. Miller", "B. Stone"), 2019, fields=(("venue", "OVEN 2019"),)),
        Comes("Rye by Phone", ("Ann Miller", "Bo Stone"), 2025, says=("🏛️ Institutions: Bread Lab", "📖 TLDR: Bakes when you are away.")),
        Comes("Ice and yeast", ("Smith, J.", "Jones, K. L."), 2018, doi="10.1175/1520-0493(1987)115<1606:GARSPP>2.0.CO;2"),
        Comes("Cellars of the Old Mills", says=("a long read",)),
        Comes("Hot Stones and Other Ovens", says=("heats for an hour",)),
        Comes("Flames", arxiv="1903.00006", says=("burns",)),
    ],
    "venues": [
        Comes("Thin Crusts from Cold Ovens", year=2017, arxiv="1701.00011", fields=(("venue", "OVEN"),)),
        Comes(
            "Rye Risen Overnight", year=2018, says=("The jar stands in the cellar.",), fields=(("venue", "IEEE RYE"), ("tags", "Fast-Rye"))
        ),
        Comes("Weighing Salt by Hand", ("Ann Miller", "Bo Stone"), 2019, says=("one spoon",), fields=(("venue", "SoBr"),)),
        Comes("Slow Doughs and Long Nights", year=2020, arxiv="2001.00012", fields=(("tags", "SLOW"),)),
        Comes("Spelt and Its Water", ("Cy Grain", "Di Flour"), 2016),
        Comes("Steam for Small Ovens", ("Eve Kettle", "Fay Pot"), 2021, "2101.00013"),
        Comes("Crumbs at the Edge of the Loaf", arxiv="2201.00014", says=("a good idea for small loaves",)),
        Comes("Folding without Hands", arxiv="2202.00015"),
        Comes("Does bread forget?", ("Crumb",), 2002, says=("bread does not",)),
        Comes("Grinding on the Moon", ("Stone", "Mill"), 2012),
        Comes("Ovens: A History of Heat", ("Thomas W. Baker",), 2018),
        Comes("Harina", ("Don Grain", "Olga Flour"), 2006, says=("Un libro para leer despacio en invierno.",)),
        Comes("The Trouble with Steam", ("Kim Kettle",), 2017, says=("a talk",)),
        Comes("Salting Explained", year=2015, arxiv="1501.00016", says=("懶人包: 一把鹽",)),
        Comes(
            "Hard Crusts for Long Roads",
            ("Ann Miller", "Bo Stone", "Cy Grain"),
            2017,
            "1706.00017",
            says=("A road needs a crust.",),
            places=2,
        ),
        Comes("Kneading in the Rain", year=2020, says=("Rain is water too.",)),
        Comes("Soft Crusts: A Study", ("Di Flour", "Eve Kettle"), says=("read twice",)),
        Comes("Crusts That Sing", ("Fay Pot", "Gil Pan"), 2019, "1901.00018"),
        Comes("Weights of Water and Flour", year=2022, fields=(("venue", "OVEN 2022"),)),
        Comes("Many Jars and One Cook", year=2021),
        Comes("A cook's account of a hundred loaves", year=2014, fields=(("venue", "Annals of Bread 2014"),)),
        Comes("Green Loaves and How They Turn", ("Ann Miller", "Bo Stone", "Cy Grain"), 2022, "2201.00021", says=("MOULD",)),
        Comes("Dry Loaves in the Sun", ("Di Flour", "Eve Kettle"), 2022, "2201.00022"),
        Comes("Stale Ends of Good Bread", ("Fay Pot", "Gil Pan"), 2022, "2201.00023", fields=(("venue", "SoBr 2022"),)),
        Comes("Charts of bread", says=("Feel free to send a loaf.",)),
        Comes("A Loaf Drawn by Hand: Twelve Views", ("Ann Miller", "Bo Stone", "Cy Grain"), 2024, "2401.00031"),
        Comes("What Does a Crumb See?", ("Di Flour", "Eve Kettle"), 2023, fields=(("venue", "SoBr 2023"),)),
        Comes("Crusts Painted Brown", ("Fay Pot", "Gil Pan"), 2022, fields=(("venue", "Findings of OVEN 2022"),)),
    ],
    "readmes": [
        Comes("cold levain", arxiv="2001.00001", says=("The jar is cold.",)),
        Comes("Slow Rye", says=("Rye wants a night.",)),
    ],
    "vault": [
        Comes("2021-03-05", parts=("Morning", "Evening"), says=("fed the levain", "Autolyse again")),
        Comes("Map of dough", says=("Autolyse", "Gluten", "Levain")),
        Comes("Autolyse", says=("Flour and water rest, see the gluten and Levain.", "In short", "Rest first.", "Gluten")),
        Comes("Gluten", says=("Gluten is stretchy, not elastic.", "measure it", "taste it")),
    ],
    "mixed": [
        Comes("Cold Levain", arxiv="2001.00001", parts=("Key Points",), says=("TLDR; cold is slow", "three jars"), places=2),
        Comes("Warm Ovens at Night", arxiv="2001.00008", says=("two ovens",), places=2),
        Comes("Salted Butter Study", arxiv="2001.00009"),
    ],
    "outline": [
        Comes("Heat", says=("To bake, then:", "mix", "wait", "This part is unclear.")),
        Comes("Steam at Home", ("Crust",), 2015, says=("hot",)),
        Comes("Critique of Crust", ("Kant",), 1781, says=("long",)),
        Comes("Ovens to Come", ("Andersen",), says=("soon",)),
        Comes("Rye and Salt", ("Li", "Wang"), 2020, fields=(("venue", "NeurIPS"),)),
        Comes("Cold Rye", ("Smith, J.", "Jones, K. L."), 2018, says=("cold",)),
        Comes("冷發酵研究", ("李",), 2021, says=("很慢",)),
        Comes("Slow Crust", ("Baker",), 2019, says=("darkens late",)),
    ],
    "logseq": [
        Comes("Slow Crust", ("B. Baker", "C. Stone"), 2019, says=("It darkens late.", "In a stone oven.", "$$ - y + c = $$")),
    ],
    "blocks": [
        Comes(
            "Levain",
            says=("Definition", "A levain is flour and water in which wild yeast and acid bacteria live", "Jars"),
            fields=(("mentions", "arXiv:2001.00011"),),
        ),
        Comes("Crumb", says=("Open", "`water 80`", "A closed crumb holds butter better and keeps for one day longer at least")),
        Comes("March 5th, 2021", says=("Fed the levain twice today because the kitchen was cold and nothing moved",)),
        Comes("March 6th, 2021", says=("Baked", "two loaves")),
    ],
    "linked": [
        Comes(
            "Levains in the Cold: a Year of Jars",
            ("A. Vaswani", "B. Miller"),
            2020,
            "2001.00012",
            says=("The jars stood in a cellar.",),
            places=2,
        ),
        Comes("Warm Ovens", year=2019, says=("Two ovens were heated for an hour.",), places=2),
        Comes("Slow Crust", year=2018, says=("It darkens late.",), places=2),
        Comes("Rye at Night, a Study of Doughs"),
        Comes("Spelt at Noon, a Study of Doughs"),
        Comes("Rye and spelt compared", says=("Both doughs were dense.",)),
        Comes("Salt, Time and Patience: A Bakers' Account", year=2017, fields=(("venue", "BREAD 2017"),)),
    ],
    "references": [
        Comes(
            "Levain by Numbers",
            year=2020,
            arxiv="2001.00013",
            parts=("Method", "Results"),
            says=("[CellarNet](https://arxiv.org/abs/1801.00017)", "scale | 2019 | 30"),
            fields=(("mentions", "Wild Jars arXiv:1901.00014"), ("mentions", "doi:10.1000/jar.7"), ("mentions", "Jar10 arXiv:1801.00015")),
        ),
        Comes("Doughs in Glass Jars: A Survey", year=2018, arxiv="1801.00018"),
        Comes("Weighing What Rises in the Night", year=2019),
        Comes("Slow Ferments and Their Smell", year=2017, arxiv="1701.00019", fields=(("venue", "OVEN 2017"),)),
        Comes("A Cold Cellar Is All It Takes", year=2017, arxiv="1702.00020", says=("its cellar was damp",)),
        Comes("Patience: On Waiting for Bread", year=1999, arxiv="hep-th/9901021"),
        Comes("links", fields=(("mentions", "arXiv:1901.00031"), ("mentions", "arXiv:1901.00033"))),
    ],
    "roam": [
        Comes("Weighed Levain", year=2020, arxiv="2001.00041", says=("The jar loses water.",), fields=(("tags", "bread, cold"),)),
        Comes("Slow Rye", ("A. Miller", "B. Stone"), 2018, doi="10.1000/rye.1", says=("Rye wants a night.",)),
        Comes("Warm Spelt", ("C. Oven",), 2019, says=("Spelt does not.",)),
    ],
    "headed": [
        Comes("Warm Ovens at Home", ("Oven et al.",), 2016, parts=("Keypoints:",)),
        Comes("Stones That Keep the Heat", ("Eva Stone", "Bo Miller"), says=("Stones are slow.",)),
        Comes("Slow Rye: A Study of Nights", ("Ann Baker", "Bo Miller"), parts=("Assumptions",)),
        Comes("16-malt", says=("Malt is sweet.",)),
    ],
    "named": [
        Comes("Slow Rye and Its Uses", ("Miller et al.",), 2018, says=("Rye wants a night.",)),
        Comes("Warm Levain - A Guide to Jars", ("Eva Stone",), 2019, parts=("Jars",)),
        Comes("Crust - A Theory of Heat for Home Ovens", year=2016, says=("It darkens late.",)),
    ],
    "tagged": [
        Comes("Slow Rye: A Winter Study", year=2020, parts=("Doubts",), fields=(("venue", "BREAD"),)),
        Comes("Cold Levain by Night", year=2021, says=("The jars stay shut for a night.",)),
        Comes("Steam, and little else", year=2017, says=("Steam goes first.",), fields=(("venue", "OVEN"),)),
        Comes("StoneNet", year=2019, says=("A stone holds the heat.",)),
        Comes("Clay Series", year=2015, says=("Clay is slower than steel.",)),
        Comes("Overview and Survey"),
        Comes("Where Jars Come From: A Map", says=("Most are blown near the sea.",)),
        Comes("Lids", says=("A loose lid lets the gas out.",)),
        Comes(
            "A Study of Clay Ovens", ("Ada Oven", "Bo Stone"), 2022, says=("Clay keeps the heat for a day.",), fields=(("venue", "HEARTH"),)
        ),
        Comes("Quiet Ovens at Night", ("Ada Oven", "Bo Stone", "Cy Crumb"), says=("The door is heard in the next room.",)),
    ],
    "templates": [Comes(name, parts=("Key ideas", "Open questions")) for name in ("a", "b", "c")],
    "japanese": [
        Comes(title, ("Bo Miller", "Eva Stone"), 2018, arxiv, parts=("1. どんなもの？",))
        for title, arxiv in [
            ("Slow Rye at Night", "1807.00001"),
            ("Cold Water by Day", "1808.00002"),
            ("Salt for All Loaves", "1809.00003"),
        ]
    ],
}


def readings(name: str) -> list[FileReading]:
    return read_files(find_files([COLLECTIONS / name]))


def parts_of(entry: Entry) -> tuple[str, ...]:
    return tuple(line.text for note in entry.notes for _, line in note.walk() if line.part)


def told(entry: Entry, wanted: Comes) -> Comes:
    """An entry in the form of what is expected of it."""
    return Comes(
        entry.title,
        entry.authors if wanted.authors else (),
        entry.year if wanted.year else None,
        entry.arxiv if wanted.arxiv else None,
        entry.doi if wanted.doi else None,
        parts_of(entry) if wanted.parts else (),
        tuple(line for line in wanted.says if line in entry.lines()),
        tuple(pair for pair in wanted.fields if pair in {(field.name, field.value) for field in entry.fields}),
        len(entry.places),
    )


@pytest.mark.parametrize("name", EXPECTED)
def test_every_work_stands_under_the_title_that_its_author_gave(name: str) -> None:
    library = build_library(entry for reading in readings(name) for entry in reading.entries)
    wanted = {comes.title: comes for comes in EXPECTED[name]}
    assert sorted(entry.title for entry in library) == sorted(wanted)
    assert [told(entry, wanted[entry.title]) for entry in library] == [wanted[entry.title] for entry in library]


def lines_of(reading: FileReading) -> list[tuple[int, str]]:
    """Where each thing stands that came of a file, with its words."""
    found = [*reading.headings]
    for entry in reading.entries:
        found += [(field.line, field.value) for field in entry.fields]
        found += [(line.line, line.text) for note in entry.notes for _, line in note.walk()]
        found.append((entry.place.line, " ".join([entry.title, entry.byline(), *entry.aliases, entry.arxiv or "", entry.url or ""])))
    return found


def without_told_links(row: str, words: str) -> str:
    """A line without the links whose address, or the arXiv id at its end, stands among `words`."""
    return re.sub(r"\[[^\[\]]*\]\(([^()]*)\)", lambda link: " " if link[1].rpartition("/arxiv.org/abs/")[2] in words else link[0], row)


@pytest.mark.parametrize("name", [folder.name for folder in sorted(COLLECTIONS.iterdir())])
def test_each_line_stands_in_one_place(name: str) -> None:
    for reading in readings(name):
        placed = lines_of(reading)
        taken, reported = {line for line, _ in placed}, dict(reading.unplaced)
        twice = {line for line in taken & reported.keys() if reported[line] not in PART_OF_A_LINE}
        assert twice == set(), reading.source.shown
        rows = reading.source.file.read_text(encoding="utf-8").splitlines()
        for number, row in enumerate(rows, 1):
            if number not in taken and number not in reported and re.search(r"\w", row):
                above = max((line for line in taken if line < number), default=0)
                words = " ".join(text for line, text in placed if line == above)
                assert all(word in words for word in re.findall(r"\w{3,}", without_told_links(row, words))), (
                    reading.source.shown,
                    number,
                    row,
                )


@pytest.mark.parametrize("name", EXPECTED)
def test_no_remark_stands_in_two_entries(name: str) -> None:
    for reading in readings(name):
        lines = [(line.line, line.text) for entry in reading.entries for note in entry.notes for _, line in note.walk()]
        assert len(lines) == len(set(lines))


def test_what_is_merged_keeps_the_remarks_and_the_places_of_both() -> None:
    library = {entry.title: entry for entry in build_library(entry for reading in readings("reviews") for entry in reading.entries)}
    merged = library["Cold Levain: Slow Ferments"]
    assert [str(place) for place in merged.places] == ["reviews/README.md:4", "reviews/paper_notes/cold_levain.md:1"]
    assert {"[cold]", "tl;dr: Cold slows a levain without killing it.", "three jars"} <= set(merged.lines())
