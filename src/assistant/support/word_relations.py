"""Words that the support check knows: which mean nearly the same, which say the opposite, which hedge, which claim more than they may.

Each line of a list is one group. Single words stand in their plain form (`stem` takes off the endings); a word may stand in several groups.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources

NEGATORS = frozenset(
    "not no never without cannot neither nor none hardly barely unable nothing nobody nowhere lack lacks lacked lacking fail fails failed failing "
    "failure failures insteadof unlike scarcely".split()
)

# What softens a claim, by kind: a statement that leaves a kind out says more than the passage.
HEDGES: dict[str, frozenset[str]] = {
    "possibility": frozenset("may might can could possible possibly potentially able perhaps".split()),
    "frequency": frozenset(
        "often usually generally typically sometimes mostly commonly frequently occasionally largely rarely seldom tend times".split()
    ),
    "quantity": frozenset("some most many few several certain part partly partially".split()),
    "likelihood": frozenset("likely seem appear suggest probably apparently presumably hypothesize hypothesized unlikely".split()),
    "nearness": frozenset("roughly approximately almost nearly quite relatively somewhat slightly".split()),
}
STRONG = frozenset(
    "always never all every any must guarantee fully completely entirely perfectly certain certainly definitely invariably everything whatever "
    "universally totally absolutely undoubtedly proven prove impossible inevitably everywhere wholly solely exclusively whichever".split()
)

# Words on which the meaning of those beside them turns: who does what to whom.
PIVOTS = frozenset(
    "than whereas while from to into over under above below outperform beat surpass exceed generate produce predict cause precede follow "
    "translate convert map turn replace learn train teach attack defend influence affect depend determine contain include build add give send "
    "take use call require imply better worse higher lower larger smaller faster slower prefer explain "
    "match verify judge guide steer put merge transfer instead rather after before top".split()
)

# Words that only frame a statement, or that any statement of research may carry.
NEUTRAL = frozenset(
    "paper work study method approach author notes note entry propose introduce present show find report describe demonstrate state say "
    "according call name entitle title publish write result namely use employ make do perform conduct claim argue discuss mention technique "
    "researcher et al colleague coauthor article called so such thus hence therefore thereby order well together order purpose respectively "
    "found shown it they remark section year give neither system idea following e.g i.e eg ie itself themselves actually indeed serve "
    "concern become stand act come go put bring hold way place case kind type thing even offer ask read "
    "alike setting process presence role "
    "cover obtain apply lead whether term happen take get give view goal context form certain particular overall basically simply relevant "
    "available various respective original current resulting proposed given involve exist aim able".split()
)

STOP = frozenset(
    "a an the of in on at by for to from as is are was were be been being am and or but if then else that this these those it its they their "
    "them he she his her we our us you your i which who whom whose what when where why how there here with into onto over under about between "
    "through during within across per than so such do does did done has have had having will would shall should own both each either very too "
    "also just while whereas because since although though however yet still again once around thus hence up out off down upon via more most less "
    "least own one ones let's let s t re ve ll d m".split()
)

_ENDINGS = (("ies", "y"), ("ied", "y"), ("ings", ""), ("ing", ""), ("edly", ""), ("ed", ""), ("es", "e"), ("s", ""))
_IRREGULAR = {
    "does": "do", "did": "do", "done": "do", "was": "be", "were": "be", "has": "have", "found": "find", "built": "build", "drawn": "draw",
    "drew": "draw", "shown": "show", "given": "give", "gave": "give", "taken": "take", "took": "take", "written": "write", "wrote": "write",
    "chosen": "choose", "chose": "choose", "made": "make", "said": "say", "kept": "keep", "left": "left", "held": "hold", "became": "become",
    "grew": "grow", "grown": "grow", "fell": "fall", "fallen": "fall", "rose": "rise", "risen": "rise", "led": "lead", "sent": "send",
    "taught": "teach", "learnt": "learn", "thought": "thought", "thoughts": "thought", "men": "man", "women": "woman", "data": "data",
    "analyses": "analysis", "hypotheses": "hypothesis", "matrices": "matrix", "vertices": "vertex", "indices": "index", "criteria": "criterion",
    "phenomena": "phenomenon", "lost": "lose", "won": "win", "broken": "break", "broke": "break", "hidden": "hidden", "beaten": "beat",
    "less": "less", "bias": "bias", "biases": "bias", "biased": "bias", "biasing": "bias", "string": "string", "strings": "string",
    "during": "during", "nothing": "nothing", "thing": "thing", "things": "thing", "need": "need", "needs": "need", "needed": "need",
    "speed": "speed", "embedding": "embed", "embeddings": "embed", "seen": "see", "use": "use", "uses": "use",
    "used": "use", "using": "use", "tries": "try", "tried": "try", "ties": "tie", "note": "notes", "saw": "see", "gotten": "get", "got": "get",
    "slept": "sleep", "spent": "spend", "lent": "lend", "bent": "bend", "meant": "mean", "felt": "feel", "met": "meet", "fed": "feed", "bred": "breed",
    "bought": "buy", "brought": "bring", "caught": "catch", "fought": "fight", "sought": "seek", "paid": "pay", "sold": "sell", "told": "tell",
    "stood": "stand", "understood": "understand", "went": "go", "gone": "go", "came": "come", "ran": "run", "began": "begin", "begun": "begin",
    "drank": "drink", "drunk": "drink", "ate": "eat", "eaten": "eat", "spoke": "speak", "spoken": "speak", "swam": "swim", "threw": "throw",
    "thrown": "throw", "wore": "wear", "worn": "wear", "flew": "fly", "flown": "fly", "froze": "freeze", "frozen": "freeze", "sank": "sink",
    "shrank": "shrink", "shrunk": "shrink", "bound": "bind", "fled": "flee", "hung": "hang", "dug": "dig", "born": "bear", "bore": "bear",
    "sung": "sing", "sang": "sing", "rang": "ring", "struck": "strike", "stuck": "stick", "swept": "sweep", "wept": "weep", "dealt": "deal",
    "driven": "drive", "drove": "drive", "ridden": "ride", "rode": "ride", "knew": "know", "known": "know", "forgot": "forget",
    "children": "child", "mice": "mouse", "feet": "foot", "teeth": "tooth", "geese": "goose", "wolves": "wolf", "loaves": "loaf", "knives": "knife",
    "agreed": "agree", "disagreed": "disagree", "freed": "free", "withdrawn": "withdraw", "withdrew": "withdraw",
    "bacteria": "bacterium", "fungi": "fungus", "larvae": "larva", "nuclei": "nucleus", "genera": "genus",
}  # fmt: skip


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A lower-case word without its inflection: a light suffix stripper after Harman (1991), "How effective is suffixing?", with doubled
    consonants and British endings evened out (`mapped`, `mapping` → `map`; `normalise` → `normaliz`)."""
    if word in _IRREGULAR:
        word = _IRREGULAR[word]
    else:
        for suffix, put in _ENDINGS:
            if word.endswith(suffix) and len(word) - len(suffix) >= 3 and not word.endswith(("ss", "us", "is")):
                cut = word[: -len(suffix)]
                if (
                    suffix in {"ing", "ings", "ed"}
                    and re.search(r"([bdgmnprtl])\1$", cut)
                    and not cut.endswith(("ell", "all", "ill", "add"))
                ):
                    cut = cut[:-1]
                word = cut + put
                break
    word = re.sub(r"is(e|ation)$", r"iz\1", word) if len(word) > 6 else word
    word = re.sub(r"yse$", "yze", word)
    word = re.sub(r"([a-z]{3})our$", r"\1or", word)
    return word.removesuffix("e") if len(word) > 3 else word


_SAME_FORM = frozenset("cast cost cut hit hurt let put read set shed shut split spread".split())


def participle(word: str) -> bool:
    """Whether a lower-case word may be a past participle."""
    return word.endswith(("ed", "en", "wn", "rnt")) or word in _SAME_FORM or _IRREGULAR.get(word, word) != word


def _lines(name: str) -> list[str]:
    text = resources.files(__package__).joinpath("words", f"{name}.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def _groups(name: str) -> list[list[str]]:
    return [[stem(word) for word in line.split()] for line in _lines(name)]


def _by_word(groups: list[list[str]], prefix: str) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for number, group in enumerate(groups):
        for word in group:
            found.setdefault(word, set()).add(f"{prefix}{number}")
    return {word: frozenset(names) for word, names in found.items()}


def _sides(name: str) -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    own: dict[str, set[str]] = {}
    other: dict[str, set[str]] = {}
    for number, line in enumerate(_lines(name)):
        left, right = ([stem(word) for word in side.split()] for side in line.split("|"))
        for here, there, words in ((f"{number}<", f"{number}>", left), (f"{number}>", f"{number}<", right)):
            for word in words:
                own.setdefault(word, set()).add(here)
                other.setdefault(word, set()).add(there)
    return {word: frozenset(v) for word, v in own.items()}, {word: frozenset(v) for word, v in other.items()}


_SENSES = _by_word(_groups("same"), "=")
_SIDE, _OTHER_SIDE = _sides("opposites")
_NONE: frozenset[str] = frozenset()
_UN = re.compile(r"^(?:un|in|im|ir|il|non|dis|mis|anti)-?(?=[a-z]{4})")


_LISTED: dict[str, list[str]] = {}
for _word in sorted({*_SENSES, *_SIDE}):
    _LISTED.setdefault(_word[:4], []).append(_word)


@lru_cache(maxsize=20_000)
def base(word: str) -> str:
    """The stem of the lists that a stem is derived from (`reduction` → `reduc`), or the stem itself."""
    if any(word in words for words in (_SENSES, _SIDE)):
        return word
    if word.endswith(("er", "or")):
        return word
    return next((one for one in _LISTED.get(word[:4], ()) if derived(word, one)), word)


@lru_cache(maxsize=20_000)
def senses(word: str) -> frozenset[str]:
    """A stem and the groups of near-synonyms it stands in; two words may mean the same where these meet."""
    return _SENSES.get(base(word), _NONE) | {word}


def listed(word: str) -> bool:
    """Whether a stem has near-synonyms in the lists."""
    return base(word) in _SENSES


@lru_cache(maxsize=20_000)
def opposite(one: str, other: str) -> bool:
    """Whether two stems say the opposite of each other: by the list, or by a negating prefix (`faithful`, `unfaithful`)."""
    if _OTHER_SIDE.get(base(one), _NONE) & _SIDE.get(base(other), _NONE):
        return True
    return _UN.sub("", one) == other or _UN.sub("", other) == one if one != other else False


@lru_cache(maxsize=20_000)
def derived(one: str, other: str) -> bool:
    """Whether two words are of one root: they part only in endings that make nouns, verbs and adverbs of each other."""
    shared = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        shared += 1
    return shared >= 4 and one[shared:] in _DERIVING and other[shared:] in _DERIVING


_DERIVING = frozenset(
    " e er or ion al ally ly y ment ity iv ness anc enc abl ibl ation ator ful ic ent ant ist ing ings ively ativ ator iti ily abil s es "
    "izat iz ization ic ical ically ure ur ial ary".split(" ")
)
