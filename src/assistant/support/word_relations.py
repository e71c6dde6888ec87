"""Words that the support check knows: near-synonyms, opposites, negators, hedges and words without exception.

Each line of a list is one group of words in their base form (`stem` removes inflections); a word may be in several groups.
"""

from __future__ import annotations

import re
from importlib import resources

from assistant.text.words import stem

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
# What claims without exception, or hardly at all: the passage has to say it too.
STRONG = frozenset(
    "always never all every any must guarantee fully completely entirely perfectly certain certainly definitely invariably everything whatever "
    "universally totally absolutely undoubtedly proven prove impossible inevitably everywhere wholly solely exclusively whichever rarely seldom "
    "unlikely".split()
)

# Words on which the meaning of those beside them turns: who does what to whom.
PIVOTS = frozenset(
    "than from into over outperform beat surpass exceed cause produce generate predict precede follow replace translate convert influence affect "
    "depend imply explain contain teach attack give send take".split()
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


def senses(word: str) -> frozenset[str]:
    """A stem and its groups of near-synonyms; two words may mean the same where their senses overlap."""
    return _SENSES.get(word, _NONE) | {word}


def opposite(one: str, other: str) -> bool:
    """Whether two stems say the opposite of each other: by the list, or by a negating prefix (`faithful`, `unfaithful`)."""
    if _OTHER_SIDE.get(one, _NONE) & _SIDE.get(other, _NONE):
        return True
    return one != other and (_UN.sub("", one) == other or _UN.sub("", other) == one)
