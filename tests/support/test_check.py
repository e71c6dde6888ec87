"""What a verdict promises the reader."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.support.check import best_support, check_support

PAIRS = Path(__file__).resolve().parents[2] / "evals" / "support"
IPROMPT = "iPrompt: Explaining Patterns in Data (singh, morris, …gao, 2022)\nThe method samples prompts. It is tested on 3 datasets."
TEA = """Steeping: A Study of Tea and Water (moss…reed, 2021)
Green tea often tastes bitter when the water is too hot.
Darjeeling gains aroma from 82% to 91% at 80 degrees, and Assam from 60% to 64%.
Loose leaves outperform bags in taste, whereas bags are faster.
The leaves are rinsed before they are steeped in a porcelain pot.
The kettle does not need descaling."""


def verdict(statement: str, passage: str = TEA) -> str:
    return check_support(statement, [passage]).verdict


@pytest.mark.parametrize(
    "statement",
    [
        "The method samples prompts.",
        "  the METHOD\n samples   prompts ",
        "“iPrompt: Explaining Patterns in Data” (singh, morris, …gao, 2022): The method samples prompts.",
        "The method samples prompts. It is tested on 3 datasets.",
        "“iPrompt: Explaining Patterns in Data” is by singh, morris and …gao (2022).",
        "The notes name “iPrompt: Explaining Patterns in Data” (singh, morris, …gao, 2022).",
    ],
)
def test_the_entrys_own_words_are_supported_for_certain(statement: str) -> None:
    support = check_support(statement, [IPROMPT])
    assert (support.verdict, support.score) == ("supported", 1.0)


def test_accents_and_curly_quotes_do_not_matter() -> None:
    assert verdict('Poincare calls it "Elan".', "Poincaré calls it “Élan”.") == "supported"


def test_an_entry_without_a_remark_may_be_said_to_have_none() -> None:
    statement = "The notes name “Cold Brew” (moss, 2020) under “Coffee”, without a remark."
    assert check_support(statement, ["Cold Brew (moss, 2020)", "Drinks / Coffee"]).verdict == "supported"
    assert check_support(statement, ["Cold Brew (moss, 2020)\nIt takes twelve hours.", "Drinks / Coffee"]).verdict != "supported"


@pytest.mark.parametrize(
    "statement",
    [
        "When the water is too hot, green tea often tastes bitter.",
        "In taste, loose leaves beat bags.",
        "Before being steeped in a porcelain pot, the leaves are rinsed.",
        "Darjeeling gains aroma from 82% to 91% at 80 degrees.",
    ],
)
def test_the_same_in_other_words_is_supported(statement: str) -> None:
    assert verdict(statement) == "supported"


def test_a_term_in_the_place_of_another_is_neither_vouched_for_nor_called_a_difference() -> None:
    # It may be another word for the same; only a number, a name, a denial or a direction is a difference that reading can be sure of.
    assert verdict("Oolong gains aroma from 82% to 91% at 80 degrees.") in {"unverified", "partly"}


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("Darjeeling gains aroma from 82% to 95% at 80 degrees.", "another number"),
        ("Assam gains aroma from 82% to 91%.", "another tea's number"),
        ("Steeping was published by moss and reed in 2019.", "another year"),
        ("Steeping is by hart (2021).", "another author"),
        ("Darjeeling loses aroma at 80 degrees.", "the other direction"),
        ("Green tea often tastes bitter when the water is too cold.", "the opposite"),
        ("Green tea always tastes bitter when the water is too hot.", "a hedge turned into a rule"),
        ("Bags outperform loose leaves in taste.", "the two sides exchanged"),
        ("The leaves are rinsed after they are steeped in a porcelain pot.", "the other order"),
        ("The leaves are not rinsed before they are steeped in a porcelain pot.", "a denial put in"),
        ("The kettle needs descaling.", "a denial left out"),
    ],
)
def test_what_the_passage_has_otherwise_is_unsupported(statement: str, what: str) -> None:
    assert verdict(statement) == "unsupported", what


def test_a_denial_in_another_form_is_no_contradiction() -> None:
    assert verdict("The kettle does not require descaling.") == "supported"


def test_a_hedge_left_out_is_not_vouched_for() -> None:
    assert verdict("Green tea tastes bitter when the water is too hot.") == "unverified"


@pytest.mark.parametrize("statement", ["Scalding spoils a delicate brew.", "Steeping.", "", "…", "Steeping is by moss and hart (2021)."])
def test_silence_where_the_words_do_not_tell(statement: str) -> None:
    assert verdict(statement) in {"unverified", "supported"} if statement == "Steeping." else verdict(statement) == "unverified"


def test_a_clause_beyond_the_passage_makes_a_statement_partly_supported() -> None:
    assert verdict("The leaves are rinsed before they are steeped in a porcelain pot, and honey hides the tannins.") == "partly"


def test_no_passage_supports_nothing() -> None:
    assert check_support("The method samples prompts.", []).verdict == "unverified"


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("In taste, loose leaves beat bags.", "Loose leaves outperform bags in taste, whereas bags are faster."),
        ("“Steeping: A Study of Tea and Water” is by moss…reed (2021).", "Steeping: A Study of Tea and Water"),
        ("Scalding spoils a delicate brew.", ""),
    ],
)
def test_the_quote_is_what_stands_in_the_passage(statement: str, quote: str) -> None:
    assert check_support(statement, [TEA]).quote == quote


def test_markdown_entries_are_read_as_well() -> None:
    entry = "- **Steeping** (moss, 2021) [arXiv:2101.00001](https://arxiv.org/abs/2101.00001) - Hot water draws *tannins*.\n  - Cold water does not."
    assert check_support("Hot water draws tannins.", [entry]).quote == "Hot water draws *tannins*."
    assert verdict("Steeping was published by hart in 2021.", entry) == "unsupported"


def test_an_unmarked_statement_is_given_the_entry_that_supports_it() -> None:
    found = best_support("The method samples prompts.", {1: [TEA], 2: [IPROMPT]})
    assert found is not None
    assert (found[0], found[1].verdict) == (2, "supported")


def test_a_statement_that_no_entry_supports_is_given_none() -> None:
    assert best_support("The method samples 40 prompts.", {1: [TEA], 2: [IPROMPT]}) is None


@pytest.mark.parametrize("name", ["dev", "heldout"])
def test_nine_verdicts_in_ten_are_right(name: str) -> None:
    pairs = [json.loads(line) for line in (PAIRS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    said = [(check_support(pair["statement"], [pair["passage"]]).verdict, pair["label"]) for pair in pairs]
    for kind in ("supported", "unsupported"):
        labels = [label for given, label in said if given == kind]
        assert labels.count(kind) >= 0.9 * len(labels)
    assert sum(given in {"supported", "unsupported"} for given, _ in said) >= 0.45 * len(said)


def test_the_written_pairs_hold_every_kind_in_both_halves() -> None:
    halves = [[json.loads(line) for line in (PAIRS / f"{name}.jsonl").open(encoding="utf-8")] for name in ("dev", "heldout")]
    assert {pair["kind"] for pair in halves[0]} == {pair["kind"] for pair in halves[1]}
    assert not {pair["passage"] for pair in halves[0]} & {pair["passage"] for pair in halves[1]}


@pytest.mark.parametrize(
    ("statement", "verdict"), [("Dough is scaled by 1/(1-p).", "supported"), ("Dough is scaled by 1/(1+p).", "unsupported")]
)
def test_another_sign_in_a_formula_is_another_statement(statement: str, verdict: str) -> None:
    assert check_support(statement, ["Scaling Doughs (baker, 2019)\nDough is scaled by 1/(1-p)."]).verdict == verdict


SOIL = """Soils of the Jura (perrin, 1994)
The upper horizon is 20 cm thick and was mapped in 1951.
The bog below it was mapped in 1963.
The flask holds 3 litres, the jar 5 litres.
Children under seven were excluded.
Neither clay nor sand was washed out by rain.
The probes last for years, but they drift upwards after rain.
Polymerase chain reaction finds fungi rarely.
Mix one part of sand with two parts of peat.
Pumps are made of lead, tin and brass by Keller."""


@pytest.mark.parametrize(
    "statement",
    [
        "The upper horizon is two hundred millimetres thick.",
        "The flask holds three litres.",
        "Children under 7 were excluded.",
        "Rain did not wash out clay or sand.",
        "The probes drift upwards after rain.",
        "PCR rarely finds fungi.",
        "Keller makes pumps of brass, lead and tin.",
        "In 1963 the bog below it was mapped.",
    ],
)
def test_a_light_rewording_is_supported(statement: str) -> None:
    assert verdict(statement, SOIL) == "supported"


@pytest.mark.parametrize(
    ("statement", "difference"),
    [
        ("The upper horizon is 20 mm thick.", "another number: “20 mm”, in the notes “20 cm”"),
        ("The upper horizon is thirty cm thick.", "another number: “thirty cm”, in the notes “20 cm”"),
        ("The bog below it was mapped in 1951.", "another number: “1951”, in the notes “1963”"),
        ("The jar holds 3 litres.", "a number of something else: “3 litres”"),
        ("Children over seven were excluded.", "the opposite: “over seven”, in the notes “under seven”"),
        ("Every flask holds 3 litres.", "claimed more widely: “Every”"),
        ("The probes do not drift upwards after rain.", "denied on one side only: “not”"),
        ("Mix two parts of sand with one part of peat.", "the two sides have changed places: “two parts … one part”"),
        ("Pumps are made of lead, tin and brass by Sulzer.", "another name: “Sulzer”, in the notes “Keller”"),
        ("Soils of the Jura was published in 1987.", "another author or year: “1987”"),
    ],
)
def test_an_unsupported_statement_is_told_the_difference(statement: str, difference: str) -> None:
    support = check_support(statement, [SOIL])
    assert (support.verdict, support.reason) == ("unsupported", difference)


@pytest.mark.parametrize(
    "statement",
    [
        "The upper horizon was sampled with 40 augers.",  # a number that the notes do not have
        "Bavarian mules carried the samples.",  # a name that they do not have
        "The survey was paid for in 1972.",  # a year
        "PCR finds fungi.",  # a hedge left out
        "Children aged six were excluded from the survey of the Jura.",
    ],
)
def test_lack_of_likeness_is_no_difference(statement: str) -> None:
    support = check_support(statement, [SOIL])
    assert (support.verdict, support.reason) == ("unverified", "")
    assert support.score >= 0.2


def test_a_title_claims_nothing_that_a_statement_could_contradict() -> None:
    passage = (
        "Lost in the Middle: How Language Models Use Long Contexts\nIn a long context, LLMs often fail to use relevant context properly."
    )
    assert verdict("Language models often fail to use context in the middle of a long prompt.", passage) != "unsupported"


def test_every_unsupported_pair_names_its_difference_and_scores_below_all_others() -> None:
    pairs = [json.loads(line) for line in (PAIRS / "dev.jsonl").read_text(encoding="utf-8").splitlines()]
    found = [check_support(pair["statement"], [pair["passage"]]) for pair in pairs]
    assert all(bool(one.reason) == (one.verdict == "unsupported") for one in found)
    assert max(one.score for one in found if one.verdict == "unsupported") < min(one.score for one in found if one.verdict != "unsupported")


GARDEN = """Walled gardens of the Ardennes (claes…wouters, 2014)
Lime wash protects pear trees; soot protects vines.
Snails harm lettuce more than slugs do.
The gardeners burned leaves rather than branches.
Frost killed 7 of 28 fig trees, and hail a third of the plums.
A south wall doubles the crop of apricots.
The cistern holds 2,791 litres.
If the gate is shut, hares stay away.
Two of the five beds were dug in March.
Ripe pears are picked in August, and sour cherries are bottled in June.
The pump is not moved by the wind, since the mill is too far.
Nuns gave seeds to the monks."""


@pytest.mark.parametrize(
    "statement",
    [
        "The gardeners burned leaves, not branches.",
        "The gardeners burned leaves and not branches.",
        "The gardeners burned leaves as opposed to branches.",
        "Not branches but leaves were burned by the gardeners.",
        "Slugs harm lettuce less than snails do.",
        "Lettuce is harmed more by snails than by slugs.",
        "Frost killed a quarter of the fig trees.",
        "Frost killed 25% of the fig trees.",
        "Hail killed about 33% of the plums.",
        "A south wall increases the crop of apricots twofold.",
        "The crop of apricots is doubled by a south wall.",
        "The cistern holds about 2,800 litres.",
        "The monks were given seeds by the nuns.",
    ],
)
def test_the_same_said_another_way_about_is_supported(statement: str) -> None:
    assert verdict(statement, GARDEN) == "supported"


@pytest.mark.parametrize(
    ("statement", "difference"),
    [
        ("The gardeners burned branches rather than leaves.", "denied on one side only: “leaves”, in the notes “branches”"),
        ("Slugs harm lettuce more than snails do.", "the two sides have changed places: “slugs … snails”"),
        ("Soot protects pear trees.", "said of something else: “Soot”"),
        ("It is soot that protects pear trees.", "said of something else: “soot”"),
        ("A south wall triples the crop of apricots.", "another number: “triples”, in the notes “doubles”"),
        ("A south wall halves the crop of apricots.", "another number: “halves”, in the notes “doubles”"),
        ("Monks gave seeds to the nuns.", "the two sides have changed places: “monks … nuns”"),
        ("The pump is moved by the wind.", "denied on one side only: in the notes “not”"),
    ],
)
def test_what_is_turned_about_is_told(statement: str, difference: str) -> None:
    support = check_support(statement, [GARDEN])
    assert (support.verdict, support.reason) == ("unsupported", difference)


@pytest.mark.parametrize(
    "statement",
    [
        "Hares stay away.",  # without the condition
        "The five beds were dug in March.",  # without the share
        "Ripe pears are bottled in June.",  # of the other clause
        "Slugs harm lettuce most.",  # a superlative
        "Frost killed 7 of 28 fig trees and plums.",
        "The gardeners seldom burned leaves.",
    ],
)
def test_words_that_stand_there_but_not_together_are_not_vouched_for(statement: str) -> None:
    assert verdict(statement, GARDEN) in {"unverified", "unsupported"}


def test_a_clause_is_borne_out_by_a_sentence_about_its_own_subject() -> None:
    passage = "SMART (jiang, 2020)\nThe first part is a penalty, which keeps the model simple.\nThe second part is a proximal step, which prevents drift."
    assert verdict("In SMART, it is the penalty that prevents drift.", passage) != "supported"
    assert verdict("The second part is a proximal step, which prevents drift.", passage) == "supported"


def test_a_place_counted_with_an_ordinal_is_no_other_number() -> None:
    assert (
        check_support("The syntax is read out of BERT's sixth layer.", ["Probes\nThe syntax is read out of layer 6 of BERT."]).verdict
        != "unsupported"
    )
    assert (
        check_support("The syntax is read out of BERT's ninth layer.", ["Probes\nThe syntax is read out of layer 6 of BERT."]).verdict
        != "supported"
    )


@pytest.mark.parametrize(
    ("noted", "word", "other"),
    [
        ("The toxin promotes growth of the roots.", "promotes", "inhibits"),
        ("Shade causes rot in the stored tubers.", "causes", "prevents"),
        ("The law permits grazing in the royal forest.", "permits", "forbids"),
        ("The council accepted the petition of the weavers.", "accepted", "rejected"),
        ("The annals confirm the date of the siege.", "confirm", "contradict"),
        ("The guild gained members after the plague.", "gained", "lost"),
        ("All seedlings in the plot survived the frost.", "survived", "died"),
        ("The fleet arrived in the harbour in the spring.", "arrived", "departed"),
        ("Venice imported alum from the colonies.", "imported", "exported"),
        ("The wet slope holds orchids and sedges.", "wet", "dry"),
        ("The young shoots are eaten by deer.", "young", "old"),
        ("The male spiders guard the brood.", "male", "female"),
        ("The thick bark resists fire and frost.", "thick", "thin"),
        ("The heavy ploughs turned the clay of the valley.", "heavy", "light"),
        ("The warm spring brought swarms of locusts.", "warm", "cold"),
        ("The northern province paid the salt tax.", "northern", "southern"),
        ("The western gate was walled up by the bishop.", "western", "eastern"),
        ("The early charters name the abbot as lord.", "early", "late"),
        ("Iron was cheap in the upland markets.", "cheap", "expensive"),
        ("The test of the herd was positive.", "positive", "negative"),
        ("Fungi are present in the roots of orchids.", "present", "absent"),
        ("The strong dyke held back the tide.", "strong", "weak"),
        ("The eels swim inside the weir at night.", "inside", "outside"),
        ("The archives of the bishop are public.", "public", "closed"),
    ],
)
def test_a_turn_about_in_a_biologists_or_a_historians_notes_is_told(noted: str, word: str, other: str) -> None:
    passage = f"Notes on the valley (hart, 2003)\n{noted}"
    assert verdict(noted, passage) == "supported"
    assert verdict(noted.replace(word, other), passage) == "unsupported"


@pytest.mark.parametrize(
    ("noted", "statement"),
    [
        ("The monks choose the driest peat.", "The driest peat is selected by the monks."),
        ("The survey shows that lichens avoid smoke.", "The survey demonstrates that lichens avoid smoke."),
        ("Seeds of the orchid need a fungus.", "Seeds of the orchid require a fungus."),
        ("The decree allows grazing in the forest.", "The decree permits grazing in the forest."),
        ("Polymerase chain reaction finds spores in the soil.", "PCR finds spores in the soil."),
        ("PCR finds spores in the soil.", "Polymerase chain reaction finds spores in the soil."),
        ("Mice carry the spores of fungi.", "The mouse carries the spores of a fungus."),
    ],
)
def test_plain_words_for_the_same_are_supported(noted: str, statement: str) -> None:
    assert verdict(statement, f"Notes on the valley (hart, 2003)\n{noted}") == "supported"
