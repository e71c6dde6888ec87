"""Numbers as people write them, in digits or in words, with their units: each as the forms by which it may be matched."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_SMALL = {word: value for value, word in enumerate(_ONES)} | {word: 10 * value for value, word in enumerate(_TENS, 2)}
_GREAT = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "mil": 1e6, "billion": 1e9, "bn": 1e9, "trillion": 1e12}
_SUFFIX = {"k": 1e3, "m": 1e6, "b": 1e9}
_ORDINALS = {"first": "one", "second": "two", "third": "three", "fifth": "five", "eighth": "eight", "ninth": "nine", "twelfth": "twelve"}
_ROMAN = {"II": 2, "III": 3, "IV": 4, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "XI": 11, "XII": 12}
_SHARES = {"half": 2.0, "halves": 2.0, "quarter": 4.0, "quarters": 4.0}
_TIMES = {"twice": 2, "thrice": 3, "hundredfold": 100, "thousandfold": 1000}
_MANIFOLD = {"doubl": "2 times", "tripl": "3 times", "trebl": "3 times", "quadrupl": "4 times", "halv": "0.5 share"}
_MORE = re.compile(r"(?:more|greater|increase|rise|(?:high|larg|bigg|fast|long)er)$")
_COMPARED = re.compile(r"(?:less|more|fewer|(?:low|high|larg|small|bigg|fast|slow|short|long|cheap|great)er)$")
_PLAIN = re.compile(r"-?\d+(?:\.\d+)?")
_DIGITS = re.compile(r"(-?\d[\d,]*(?:\.\d+)?)(e[-+]?\d+)?([kKmMbB])?\s?(%)?")
_RATIO = re.compile(r"(\d{1,2})/(\d{1,2})")
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)")

# Unit of reckoning: each way to write a unit of that kind, and how many of the unit of reckoning it is.
_PREFIXES = {"n": ("nano", 1e-9), "u": ("micro", 1e-6), "m": ("milli", 1e-3), "c": ("centi", 1e-2), "k": ("kilo", 1e3), "M": ("mega", 1e6),
             "G": ("giga", 1e9), "T": ("tera", 1e12)}  # fmt: skip
_BASES = {"s": "second", "m": "metre meter", "g": "gram gramme", "l": "litre liter", "B": "byte", "Hz": "hertz", "W": "watt", "V": "volt"}
_OTHERS: dict[str, dict[str, float]] = {
    "s": {"sec": 1, "min mins minute": 60, "h hr hrs hour": 3600, "day": 86400, "week wk wks": 604800}, "year": {"yr yrs year": 12, "month": 1},
    "g": {"tonne": 1e6}, "degC": {"degC C": 1}, "degF": {"degF F": 1}, "ounce": {"oz ounce": 1}, "pound": {"lb lbs pound": 1},
    "inch": {"inch inches": 1, "ft foot feet": 12}, "mile": {"mile": 1}, "times": {"times fold x": 1}, "teaspoon": {"tsp teaspoon": 1, "tbsp tablespoon": 3},
}  # fmt: skip


def _units() -> dict[str, tuple[str, float]]:
    found: dict[str, tuple[str, float]] = {}
    for symbol, names in _BASES.items():
        for prefix, (spoken, factor) in {"": ("", 1.0), **_PREFIXES}.items():
            found[prefix + symbol] = (symbol, factor)
            found |= {f"{spoken}{name}{end}": (symbol, factor) for name in names.split() for end in ("", "s")}
    for kind, rows in _OTHERS.items():
        for names, times in rows.items():
            found |= {f"{name}{end}": (kind, times) for name in names.split() for end in ("", "s" if len(name) > 2 else "")}
    return {word: unit for word, unit in found.items() if word != "B"}


_UNITS = _units()


_ATTACHED = re.compile(r"(-?\d[\d,.]*)([^\W\d_]+)")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number that stands in a text: how many words it takes, its value (in the unit of reckoning), the forms it may be matched by. `loose` where
    the word may be no number at all, as in `one of them`."""

    words: int
    value: float
    forms: frozenset[str]
    loose: bool = False


def apart(word: str) -> list[str]:
    """A number and the unit written on to it, `5ms`, as two words; any other word as it is. `1990s` and `7m` have no unit for sure."""
    match = _ATTACHED.fullmatch(word)
    if not match or match[2] not in _UNITS or match[2] in {"m", "F"} or re.fullmatch(r"(?:1[5-9]|20)\d0s", word):
        return [word]
    return [match[1], match[2]]


def quantity_at(words: Sequence[str], place: int) -> Quantity | None:
    """The number that begins at a place of a text's words (hyphens taken apart), with its scale, `percent` or unit; None where there is none."""
    if words[place].lower() == "minus" and place + 1 < len(words):
        found = quantity_at(words, place + 1)
        return found and Quantity(found.words + 1, -found.value, frozenset(f"-{form}" for form in found.forms))
    if times := _TIMES.get(words[place].lower()) or _SMALL.get(words[place].lower().removesuffix("fold") if "fold" in words[place] else ""):
        return Quantity(1, float(times), frozenset({f"{_plain(times)} times"}))
    found = _numeral(words, place) or _spelled(words, place) or _share(words, place)
    if found is None:
        return None
    after = place + found.words
    unit = _word(words, after + (_word(words, after) in {"a", "an"} and "half" in words[place:after])).replace("μ", "u")
    if unit == "%" or unit.lower() in {"percent", "percents"}:
        return Quantity(found.words + 1, found.value, _percent(found.value, _word(words, after + 1)))
    if not any(form.endswith("th") for form in found.forms) and (
        measure := _UNITS.get(unit) or _UNITS.get(unit.lower() if len(unit) > 2 else "")
    ):
        kind, factor = measure
        value = found.value * factor
        own = frozenset({unit.lower(), unit.lower().removesuffix("s")}) if found.value == 1 else frozenset()
        return Quantity(found.words + 1 + (_word(words, after) in {"a", "an"}), value, own | {f"{_plain(value)} {kind}"}, found.value == 1)
    return found


def rounded(forms: Collection[str], others: Collection[str], *, about: bool) -> bool:
    """Whether a number is another one at the digits it gives: at least two of them, or one that is said to be about right."""
    for value, unit in (form.split(" ") if " " in form else (form, "") for form in forms):
        digits = value.replace(".", "").strip("-0")
        for other, its in (form.split(" ") if " " in form else (form, "") for form in others):
            if unit != its or not (_PLAIN.fullmatch(value) and _PLAIN.fullmatch(other)):
                continue
            if about and float(f"{float(other):.{max(len(digits), 1)}g}") == float(value):
                return True
            if "." in other and len(digits) > 1 and round(float(other), len(value.partition(".")[2])) == float(value):
                return True
    return False


def manifold(word: str) -> str:
    """The factor or share that a verb or adjective holds (`doubled`, `halves`), empty where it holds none."""
    return _MANIFOLD.get(re.sub(r"(?:e[sd]?|ing)$", "", word.lower()), "")


def share_of(one: Quantity, words: Sequence[str], place: int) -> frozenset[str]:
    """The share that a number begins, `7 of 28` or `two in five`, in the forms of a fraction; empty where it begins none."""
    after = place + one.words
    if [word.lower() for word in words[after : after + 2]] == ["out", "of"]:
        after += 1
    if (one.loose and one.value != 1) or _word(words, after).lower() not in {"of", "in"}:
        return frozenset()
    after += 1 + (_word(words, after + 1).lower() in {"the", "all", "every"})
    whole = quantity_at(words, after) if after < len(words) else None
    if whole is None or _plain(one.value) not in one.forms or _plain(whole.value) not in whole.forms or not 0 < one.value < whole.value:
        return frozenset()
    return _fraction(0, one.value / whole.value).forms


def _word(words: Sequence[str], place: int) -> str:
    return words[place] if place < len(words) else ""


def _plain(value: float) -> str:
    return f"{value:.12g}"


def _percent(value: float, after: str) -> frozenset[str]:
    """A percentage, which is a share and, where it says how much more, a factor too."""
    more = {f"{_plain(1 + value / 100)} times"} if _MORE.match(after) else set()
    return frozenset({_plain(value), f"{_plain(value / 100)} share", *more})


def _cardinal(words: int, value: float, *, loose: bool = False) -> Quantity:
    share = {f"{_plain(value)} share"} if 0 < value < 1 else set()
    return Quantity(words, value, frozenset({_plain(value), *share}), loose)


def _fraction(words: int, value: float) -> Quantity:
    """A fraction, which may also be written as a share rounded to two digits or more."""
    return Quantity(words, value, frozenset(f"{_plain(round(value, digits))} share" for digits in (2, 3, 4)))


def _numeral(words: Sequence[str], place: int) -> Quantity | None:
    word = words[place]
    if ratio := _RATIO.fullmatch(word):
        return _fraction(1, int(ratio[1]) / int(ratio[2])) if int(ratio[2]) else None
    if ordinal := _ORDINAL.fullmatch(word):
        return Quantity(1, float(ordinal[1]), frozenset({f"{ordinal[1]}th"}))
    if word in _ROMAN:
        return Quantity(1, _ROMAN[word], frozenset({_plain(_ROMAN[word]), word.lower()}), loose=True)
    match = _DIGITS.fullmatch(word)
    if not match:
        return None
    value = float(match[1].replace(",", "") + (match[2] or ""))
    if match[4]:
        return Quantity(1, value, _percent(value, _word(words, place + 1)))
    used, scaled = _scale(words, place + 1, value * _SUFFIX.get((match[3] or "").lower(), 1.0))
    found = _mixed(words, place, _cardinal(1 + used, scaled))
    return Quantity(1, found.value, found.forms | {f"{_plain(value)} m"}) if match[3] == "m" else found


def _scale(words: Sequence[str], place: int, value: float) -> tuple[int, float]:
    """The scales after a number, `3 million`: how many words they take, and the number times them."""
    used = 0
    while (word := _word(words, place + used).lower()) in _GREAT or word == "dozen":
        value, used = value * (12 if word == "dozen" else _GREAT[word]), used + 1
    return used, value


def _spelled(words: Sequence[str], place: int) -> Quantity | None:
    """A number in words, after the usual way to add them up: `two hundred and five`, `nineteen eighty-four`, `a dozen`, `twenty-first`."""
    total, group, last, at = 0.0, 0.0, "", place
    if words[place].lower() == "a" and _word(words, place + 1).lower() in {*_GREAT, "dozen"}:
        group, at, last = 1.0, place + 1, "a"
    while at < len(words):
        word = words[at].lower()
        if word in _SMALL and _follows(last, word):
            group, last = group * (100 if last in _SMALL and _SMALL[word] >= 10 else 1) + _SMALL[word], word
        elif word in _GREAT and last:
            total, group = (total, group * _GREAT[word]) if word == "hundred" else (total + group * _GREAT[word], 0.0)
            last = word
        elif word == "dozen":
            group, last = (group or 1.0) * 12, word
        elif word == "and" and last in _GREAT and _word(words, at + 1).lower() in _SMALL:
            pass
        elif last and _follows(last, cardinal := _cardinal_of(word)) and not (len(last) > 1 and _denominator(words, place, at)):
            value = total + group + _SMALL[cardinal]
            return Quantity(at + 1 - place, value, frozenset({f"{_plain(value)}th"}))
        else:
            break
        at += 1
    if not last:
        return _alone(words[place].lower())
    return _mixed(words, place, _cardinal(at - place, total + group, loose=last == "one" and at == place + 1))


def _alone(word: str) -> Quantity | None:
    """An ordinal, or a word that may count: the first three ordinals and the like are loose, as they order more often than they count."""
    if word in {"both", "single"}:
        return _cardinal(1, 2.0 if word == "both" else 1.0, loose=True)
    value = _SMALL.get(_cardinal_of(word))
    return None if value is None else Quantity(1, value, frozenset({f"{value}th"}), value <= 3)


def _follows(last: str, word: str) -> bool:
    """Whether a number below a hundred may go on a number in words: after nothing, a scale, a ten (`twenty one`), or as the rest of a year."""
    if word not in _SMALL or last in {"a", "dozen"}:
        return False
    if last in _SMALL:
        return (_SMALL[last] >= 20 and 0 < _SMALL[word] < 10) or (10 <= _SMALL[last] <= 20 and _SMALL[word] >= 10)
    return True


def _cardinal_of(word: str) -> str:
    """The number that an ordinal is made of, an empty text where it is none."""
    stem = _ORDINALS.get(word) or (word[:-4] + "y" if word.endswith("ieth") else word.removesuffix("th") if word.endswith("th") else "")
    return stem if stem in _SMALL else ""


def _denominator(words: Sequence[str], place: int, at: int) -> float:
    """What a word divides by where it stands after a number: `two thirds`, `one quarter`."""
    word = _word(words, at).lower()
    if word in _SHARES:
        return _SHARES[word]
    plural = word.endswith("s")
    ordinal = _cardinal_of(word.removesuffix("s")) if plural else _cardinal_of(word)
    single = at == place + 1 and words[place].lower() in {"one", "1"}
    return float(_SMALL[ordinal]) if ordinal and ordinal not in {"one", "two"} and (plural or single) else 0.0


def _mixed(words: Sequence[str], place: int, found: Quantity) -> Quantity:
    """A number with the fraction after it: `two thirds`, `two and a half`, `three point five`."""
    after = place + found.words
    rest = [word.lower() for word in words[after : after + 3]]
    if rest[:1] == ["and"] and rest[1:2] in (["a"], ["one"]) and rest[-1] in _SHARES:
        return _cardinal(found.words + 3, found.value + 1 / _SHARES[rest[-1]])
    if rest[:1] == ["point"] and _SMALL.get(rest[-1 if len(rest) < 2 else 1], 10) < 10:
        used, value = _scale(words, after + 2, found.value + _SMALL[rest[1]] / 10)
        return _cardinal(found.words + 2 + used, value)
    if divided := _denominator(words, place, after):
        return _fraction(found.words + 1, found.value / divided)
    return found


def _share(words: Sequence[str], place: int) -> Quantity | None:
    """`half`, `half a dozen`, `a quarter`, `a third of`."""
    word, after = words[place].lower(), _word(words, place + 1).lower()
    if word == "half":
        return _cardinal(3, 6.0) if [one.lower() for one in words[place + 1 : place + 3]] == ["a", "dozen"] else _fraction(1, 0.5)
    if word == "a" and after in _SHARES:
        return _fraction(2, 1 / _SHARES[after])
    ordinal = _cardinal_of(after) if word == "a" else ""
    then = _word(words, place + 2).lower()
    ends = not re.match(r"\w", then) or then in {"of", "as", "to", "in", "within", "by", "and"} or _COMPARED.match(then)
    return _fraction(2, 1 / _SMALL[ordinal]) if ordinal and ordinal != "two" and ends else None
