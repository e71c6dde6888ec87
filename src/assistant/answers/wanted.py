"""What a question wants to be told: the words that say what it is about, what it asks for by name, and what it asks of entries that it names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.notes.entry import Entry
from assistant.questions.conditions.years import years_in
from assistant.questions.kind import ABOUT, sides
from assistant.questions.named_entries import Meant, words_of
from assistant.text.fold import fold
from assistant.text.sentences import split_sentences
from assistant.text.word_lists import word_list
from assistant.text.words import stem, stems, terms

_WANTED = word_list("assistant.answers", "wanted")
FIELDS = re.compile(r"\b(?:who|whose|whom|authors?|when|(?:what|which) year)\b(?!.*\bwork\b)", re.IGNORECASE)
# What a question asks for by name: the words between "which", "what" or "how many" and the verb.
_HEAD = re.compile(
    r"^\W*(?:(?:and|so|ok|but|in|of|on|at|for|with|by|to|from|under)\W+)?(?:which|what|whose|how (?:many|much))\s+(?!(?:is|are|was|were|do|does|did|has|have|can|could)\b)"
    r"((?:[\w'-]+\s+){1,3}?)"
    r"(?:do|does|did|is|are|was|were|has|have|had|can|could|would|should|will)\b",
    re.IGNORECASE,
)
# The same, up to what follows it, and what is asked for *of* something.
_ASKED = (
    re.compile(
        r"\b(?:which|what|whose|how (?:many|much))\s+(?!(?:is|are|was|were|do|does|did|has|have|had|can|could|about|if|it|they|the|a)\b)"
        r"((?:[\w'-]+\s+){1,6}?)"
        r"(?:do|does|did|is|are|was|were|has|have|had|can|could|would|should|will|in|on|of|for|by|from|that|it|they|to|with)\b",
        re.IGNORECASE,
    ),
    re.compile(r"^\W*(?:and\s+)?(?:which|what)\s+(?!about\b|if\b|else\b)([\w'-]+(?:\s+[\w'-]+){0,2})\W*$", re.IGNORECASE),
    re.compile(
        r"(?:^|what(?:'s| is| are| was| were)? the |the )((?:[\w'-]+\s+){1,4}?)(?:of|for|in|on|used by|used in|behind)\b", re.IGNORECASE
    ),
)
# Facts about a paper that remarks seldom hold: how to run it, what it cost, how it scored, who judged.
_FACTS = re.compile(
    r"\b(?:code|repo|implementation|checkpoints?|reviewers?|awards?|citations?|grants?|costs?|price|dollars|paid|[gt]pus?|hours|hardware|batch|rate|"
    r"optimi[sz]er|seeds?|epochs?|dropout|participants?|annotators?|agreement|accuracy|temperature)\b",
    re.IGNORECASE,
)
_NUMBERS = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half|thirds?|quarters?|twice|hundreds?|thousands?|millions?|dozens?)\b",
    re.IGNORECASE,
)
# "How long" asks for a measure, and says nothing of what is long.
_HOW = re.compile(
    r"\bhow (?:long|much|many|often|far|high|low|fast|slow|deep|big|large|small|tall|wide|hot|cold|warm|heavy|strong|old|good|well)\b",
    re.IGNORECASE,
)


def telling(text: str) -> list[str]:
    """The words of a question that say what it is about, without years."""
    return [word for word in terms(_HOW.sub("how", text)) if word not in _WANTED and not re.fullmatch(r"(?:19|20)\d{2}", word)]


def heads(question: str) -> list[str]:
    """What a question asks for by name: "which *optimizer* does …"."""
    found = _HEAD.search(question.partition(ABOUT)[0])
    return [word for word in terms(found[1] if found else "") if word not in _WANTED and not word.isdigit()]


class Wanted:
    """What a question asks of the entries it means: its own words, without those that name them."""

    def __init__(self, own: str, of: Sequence[Meant]) -> None:
        self._own, self._of = own, of
        self._named = {word for one in of for word in one.words}
        for one in of:
            self._named.update(fold(" ".join([one.entry.title, *one.entry.aliases, *one.entry.authors])).split())
        self._spoken = [stems(words_of(one.entry)) for one in of]
        # Authors and year stand in the entry's fields, not in its remarks; a comparison says itself on which side the notes are silent.
        self._of_remarks = not (FIELDS.search(own) or sides(own) or years_in(own)[0])

    def unsaid(self) -> bool:
        """Whether nothing that is said of the entries touches what is asked of them."""
        asked = [word for word in telling(self._own) if word not in self._named] if self._of else []
        return bool(asked) and self._of_remarks and not any(map(self._said, asked))

    def bare(self) -> bool:
        """Whether nothing is said of the entries at all."""
        return bool(self._of) and self._of_remarks and not any(one.entry.lines() for one in self._of)

    def lacks_a_fact(self) -> bool:
        """Whether a fact is asked for that remarks seldom hold, and that these do not; what names the sides of a comparison asks for none."""
        return (
            bool(self._of)
            and not sides(self._own)
            and not all(self._said(word) for match in _FACTS.findall(self._own) for word in fold(match).split())
        )

    def lacking_head(self) -> float:
        """The share of what is asked for that nothing said of the entries touches."""
        found = next((match for pattern in _ASKED if (match := pattern.search(self._own))), None)
        words = [word for word in telling(found[1] if found else "") if not word.isdigit() and word not in self._named]
        return sum(not self._said(word) for word in words) / len(words) if words and self._of else 0.0

    def counts(self, leading: Sequence[Entry]) -> bool:
        """Whether a sentence on the entries that are meant, or else on the leading one, has a number beside a word that is asked about."""
        words = {stem(word) for word in telling(self._own) if word not in self._named} or {stem(word) for word in terms(self._own)}
        entries = [one.entry for one in self._of] or leading
        told = [sentence for entry in entries for line in [entry.title, *entry.lines()] for sentence in split_sentences(line)]
        return any(_NUMBERS.search(sentence) and words & {stem(word) for word in fold(sentence).split()} for sentence in told)

    def _said(self, word: str) -> bool:
        return any(stem(word) in spoken for spoken in self._spoken)
