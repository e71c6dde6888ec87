"""Sentences that speak to whoever reads the notes, a model or a person, instead of about a work: orders, requests and forged turns of a conversation.

Told by the form of the sentence, as speech acts are (Searle, 1976, "A classification of illocutionary acts": directives), never by its subject: a note may
be about prompts, attacks and orders. What counts is the mood (an order stands at the head of its clause, or says `you`), together with what only the
situation of being read has: the answer that is to be given, the question, the user, these notes, what was said before. What is quoted is spoken of.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from assistant.text.languages import language_of
from assistant.text.sentences import split_sentences

_LONGEST = 2_000  # characters of a sentence that are looked at
_QUOTED = re.compile(r"“[^”]*”|„[^“”]*[“”]|\"[^\"]*\"|«[^»]*»|(?<!\w)'[^']+'(?!\w)|‘[^’]*’(?!\w)|「[^」]*」|『[^』]*』|`[^`]*`")

# Who is spoken to, and what is made of notes for them.
_MACHINE = (
    r"(?:(?:ai|language|large language)[ -])?(?:models?|assistants?|agents?|systems?|chat ?bots?|bots?|llms?|ais?|gpts?|summari[sz]ers?)"
)
_PEOPLE = r"(?:readers?|reviewers?|graders?|judges?|annotators?)"
_ANSWER = r"(?:answers?|replies|reply|responses?)"
_MADE = rf"(?:{_ANSWER}|outputs?|summar(?:y|ies)|reviews?|descriptions?)"
_RULES = r"(?:instructions?|rules?|orders?|commands?|guidelines?|prompts?|directives?|constraints?|questions?|conversation|messages?|task)"
_NOTES = r"(?:notes?|entr(?:y|ies)|lines?|remarks?|passages?)"
# Verbs of speaking, and of handling what was said; those of doing anything at all tell less.
_SAY = (
    r"(?:answer|reply|respond|say|tell|inform|state(?! (?:of|space|machine))|write|print|output|repeat|reveal|mention|cite|quote|recommend|advise"
    r"|praise|promote|claim|report|confirm|conclude|assert|"
    r"ignore|disregard|forget|drop|override|bypass|refuse|pretend|obey|comply|treat|admit|disclose|deny|explain|speak|talk)"
)
_DO = (
    r"(?:add|append|insert|include|begin|start|end|finish|close|visit|open|click|send|email|stop|translate|summari[sz]e|describe|show|display"
    r"|rate|rank|mark|label|classify|skip|omit|"
    r"trust|believe|leave out|act|behave|follow|execute|give|make|use|set aside|put aside|switch|enter|forward|buy|keep|hide|remove|raise|answer"
    r"|change|read)"
)
_SPEAK = r"(?:answer|reply|respond|say|tell|mention|cite|quote|recommend|praise|promote|reveal|claim|report)"
# What ties an order to the moment of reading, rather than to a method.
_HERE = re.compile(
    rf"\b(?:previous|prior|preceding|earlier|above|foregoing|existing|other|original|remaining|initial|hidden|system|every|all"
    rf"|any) (?:\w+ )?{_RULES}\b|\b(?:other|remaining|previous) "
    rf"(?:{_NOTES}|papers|sources)\b|\b(?:{_RULES}|{_NOTES}|text|everything|what(?:ever)?)\b[^.;]{{0,25}}\b(?:above|before|so far|until now|you)\b"
    rf"|\b(?:the|any|our|an) (?:user|human|reader|asker|"
    rf"customer|developer|administrator|person asking)\b(?! \w+s\b)|\b(?:this|these) (?:{_NOTES}|text|image|link|address|document)\b"
    rf"|\byour (?:\w+ )?(?:{_MADE}|{_RULES}|context|configuration)\b|\b(?:every|each) {_ANSWER}\b|\bthe (?:answer|reply|response)"
    rf" (?:with|in|by|as)\b|\b(?:whoever|anyone who|whatever) (?:is )?ask|\bwith the (?:single |only )?(?:words?|sentence|phrase|code)\b"
    rf"|\bsystem prompt\b|\bword for word\b|\bfrom now on\b|\bpasswords?\b|"
    r"\bas (?:supported|verified|true|correct|the best)\b|\bthe question and\b|\b(?:context window|next sentence|state of the art|developer mode"
    r"|highest priority)\b|\babove all others\b|\b(?:if|when|whenever|should) (?:the|a|any) (?:user|reader|person|human) asks?\b|"
    rf"\bin (?:the|an|any|every) {_ANSWER}\b|\byou (?:write|give|make) (?:the|an|any) {_ANSWER}\b",
    re.IGNORECASE,
)
# What ties a verb of speaking to it: that nothing else is to be said, or how.
_ONLY = re.compile(
    rf"\b(?:only|nothing but|nothing else|always|never|not|don['’]t|solely|simply|just)\b[^.;]{{0,20}}\b{_SPEAK}\b"
    rf"|\b{_SPEAK}\b[^.;]{{0,20}}\b(?:only|nothing but|nothing else|always|never|solely)\b|"
    rf"\b(?:answer|reply|respond|say|state|claim|tell \w+|report|confirm|write)\b (?:that (?:the|this|it|all|these)|with [\"“”']|with (?:yes|no)\b"
    rf"|[\"“”'])",
    re.IGNORECASE,
)
_POLITE = r"(?:please|kindly|now|then|just|only|simply|always|never|do not|don['’]t|be sure to|make sure to|remember to)"
_WHEN = (
    r"(?:if|when|whenever|whatever|whoever|wherever|no matter|should|before you|after you|once|from (?:now|here|this point)|as (?:an|a|the)"
    r"|in (?:your|every|all|each|any)|"
    r"to (?:the|any|every)|for (?:every|any|all)|hey|hello|dear|attention|end of|under no circumstances|in no case|at all times)"
)
_HEAD = rf"(?:^|[:;—–]\s)\W*(?:{_WHEN}\b[^.;:]*?[,:]\s*)?(?:{_POLITE},?\s+){{0,3}}"
_SAYS = re.compile(rf"{_HEAD}{_SAY}\b(?!\s*[,:)/=$-]| (?:is|are|was|were|can|may|of|for|and|or)\b)", re.IGNORECASE)
_DOES = re.compile(rf"{_HEAD}{_DO}\b(?!\s*[,:)/=$-])", re.IGNORECASE)
# What shows the mood by itself, whatever the verb.
_MOOD = re.compile(
    rf"(?:^|[:;—–]\s)\W*(?:{_WHEN}\b[^.;:]*?[,:]\s*)?(?:please|kindly|never|always|do not|don['’]t|be sure to|make sure|remember to)\s+\w"
    rf"|\byou (?:must|should|shall|will|have to|need to|ought to|are (?:now )?(?:to|required|asked|"
    r"instructed|told|expected|obliged))\b|\b(?:important|mandatory|necessary|essential|required) that you\b|\byour (?:only |first |new |next "
    r"|main )?(?:task|job|goal|role|duty) is\b",
    re.IGNORECASE,
)
_PLAIN_ORDER = re.compile(
    rf"{_HEAD}(?:{_POLITE} ){{0,2}}(?:(?:decode and )?obey\b(?! the)|(?:tell|pretend|admit|praise|insist|disclose|refuse to|say)\b(?![-'’]s?\w| ::)"
    rf"(?! (?:the (?:compiler|model|agent|network|llm)|we|you|so|me|us|if)\b)|output nothing\b|answer as (?:if|an?)\b|let (?:the (?:user|reader"
    rf"|person)|them|everyone|people) know\b|(?:reply|respond) (?:only )?(?:with|in|as|that|to the user)\b|repeat after me|(?:ignore|disregard"
    rf"|forget|override) (?:all|any|every|everything|your|the|"
    rf"these|whatever|previous|prior)\b[^.]{{0,30}}\b(?:{_RULES}|told|said|above)\b)",
    re.IGNORECASE,
)
_YOU = re.compile(
    rf"\byou(?:['’]re)? (?:must|should|shall|will|have to|need to|ought to|are to|are (?:required|asked|instructed|told) to)\s+(?:(?:not|never"
    rf"|always|only|now|first|therefore) ){{0,2}}{_SAY}\b(?! (?:who|which|down))|"
    rf"\byou have been (?:reprogrammed|updated|instructed|told)\b|\byou are (?:now )?(?:an? (?:\w+ ){{0,3}}(?:assistant|ai|bot|chatbot"
    rf"|language model)\b|now (?:in|an?|the|free|no longer)\b)|\byou reply only\b|\byou (?:always|never|only) {_SPEAK}\b|\b{_RULES} (?:that "
    rf"|which )?you (?:were given|have been given|received|got|have|follow|know)\b|\byour (?:only |first |new |main )?(?:task|job) is to {_SAY}\b"
    rf"|\byour (?:only |entire |final |next |system )?(?:{_ANSWER}|"
    rf"instructions|system prompt)\b|\b(?:users?|humans?|developers?|administrators?) (?:wants?|asks?|expects?|needs?|orders?|requires?) you to\b"
    rf"|\b(?:before|when|whenever) you (?:answer|reply|respond|describe|summari[sz]e|cite)\b|\bwe (?:kindly |hereby )?ask (?:you|(?:the|all|any"
    rf"|every) (?:{_PEOPLE}|summari[sz]ers?|assistants?)) to\b|"
    rf"\bif you (?:would be so kind|are an? (?:ai|assistant|language model|llm|(?:chat)?bot))\b",
    re.IGNORECASE,
)
_NAMED = re.compile(
    rf"^\W*(?:(?:(?:dear|hey|hi|hello|attention)\s+(?:{_MACHINE}|{_PEOPLE})\b|(?:{_MACHINE}|{_PEOPLE})\s*[,:]\s+(?=(?:please|kindly|you|{_POLITE}"
    rf"|{_WHEN}|{_SAY}|{_DO}|end)\b))|(?:\w+\s+)?(?:notes?|messages?|"
    rf"instructions?|orders?|memo|reminder) (?:to|for) (?:the |all |any |every )?(?:(?:ai|llm|language model)[ -])?(?:{_MACHINE}|{_PEOPLE})\s*[:,]"
    rf"|to (?:the|all|any|every|whichever|whatever) {_MACHINE} (?:that|who|which|read|process|summari))|"
    rf"\b(?:{_MACHINE}|{_PEOPLE}) (?:that |who |which )?(?:are |is )?(?:reads?|reading|process(?:es|ing)?|summari[sz](?:es|ing)|sees?|seeing"
    rf"|pars(?:es|ing)) (?:this|these)\b",
    re.IGNORECASE,
)
_TURNS = re.compile(
    r"^\W*(?:user|human|question)\s*:.*\b(?:assistant|ai|answer)\s*:|^\W*assistant\s*:\s*\w|^\W*(?:system|developer|user)\s*:.*\b(?:you|your|say"
    r"|password|instructions?|prompts?)\b",
    re.IGNORECASE,
)
_MUST = r"(?:must|has to|have to|should|shall|is to|are to|needs? to|ought to|(?:is|are) required to)"
_DUE = re.compile(
    rf"(?:^\W*|\b(?:any|every|each|all|the|an?) ){_MADE}\b[^.;:]{{0,60}}\b{_MUST} (?:(?:always|never) (?:begin|start|end|open|close|finish|contain"
    rf"|mention|recommend|praise|say)\b|(?:only )?(?:begin|start|end|open|close|finish|contain|mention|recommend|praise"
    rf"|say)\b[^.;]{{0,12}}(?:[\"“]|\bthe (?:words?|sentence|phrase|name)\b"
    rf"|\b[A-Z]{{5,}}\b))|\b(?:the|every|any) (?:user|{_PEOPLE}|person) {_MUST} be (?:told|informed|advised)\b|\b(?:your"
    rf"|the) next {_ANSWER} {_MUST}\b|\b(?:mandatory|obligatory|forbidden|required|necessary) for (?:all |any |the )?(?:{_MACHINE}"
    rf"|{_PEOPLE}) (?:not )?to {_SAY}\b|\b(?:whoever|anyone who|those who|people who|everyone who|if anyone"
    rf"|if someone)\b[^.;]{{0,60}}\b(?:{_MUST} be|is|are) (?:told|informed|advised|answered)\b|\b(?:this|these) {_NOTES}\b[^.;]"
    rf"{{0,60}}\b{_MUST} (?:not |never |always |first )?be (?:quoted|cited|mentioned|shown|ranked|trusted|revealed|repeated|followed|obeyed)\b"
    rf"|\b(?:correct|right|only|proper|appropriate|expected) {_ANSWER} to "
    rf"(?:any|every|all|each)\b|\b(?:the assistant|the chat ?bot|assistants|chat ?bots|ai systems) {_MUST} (?:not |never |always "
    rf"|only )?{_SAY}\b[^.;]*\b(?:this|these|that the) \w+",
    re.IGNORECASE,
)
# A sentence without any of these words is looked at no further.
_TELLING = re.compile(
    rf"\b(?:you|your|{_SAY}|{_DO}|{_MACHINE}|{_PEOPLE}|{_ANSWER}|{_NOTES}|summar(?:y|ies)|reviews?|question|whoever|let|if (?:any|some)one"
    rf"|(?:those|people|everyone|anyone) who)\b",
    re.IGNORECASE,
)
# A clause that reports an order speaks of it.
_REPORTS = re.compile(
    r"\b(?:e\.g|such as|for example|for instance|prompts?|prompted|attacks?|attackers?|payloads?|inject\w*|jailbreak\w*|templates?|suffix\w*"
    r"|asks?|asked|tells?|told|says?|instructs?|instructed)\b[^:]*:",
    re.IGNORECASE,
)

# The same in other languages: the form that orders, and what ties it to the answer. Where the form is also that of a statement, it has to lead.
_OTHERS = {
    "German": (
        r"\b(?:ignorier(?:e|en sie)|vergiss|missachte|antworte|beantworte|erwidere|sage?|schreibe?|nenne|erwähne|zitiere|empfiehl|behaupte|gib"
        r"|verrate|übersetze|füge|beginne|beende|verschweige|bewerte|lobe|(?:vergessen|antworten|beantworten|sagen|schreiben|nennen|erwähnen"
        r"|zitieren|geben) sie)\b",
        r"\b(?:anweisung\w*|vorgaben?|regeln?|befehle?|nutzer\w*|benutzer\w*|leser\w*|antwort\w*|frage|fragen|jede|notiz\w*|einträge\w*|wort|nur"
        r"|niemals|stets|immer|oben|bitte|dass|andere[nr]?)\b",
        r"\b(?:du|dich|dir|deine[rnms]?|dein)\b|\bwer\b.*\bfragt\b.*\b(?:soll|muss)\b",
    ),
    "French": (
        r"(?:^|[,:;]\s*|\bet\s+|\bne\s+)(?:veuillez|ignore[zr]?|oublie[zr]?|réponde[zr]|réponds|dites|dis|cite[zr]?|mentionne[zr]?"
        r"|recommande[zr]?|écri(?:s|vez)|révéle[zr]?|affirme[zr]?|termine[zr]?|ajoute[zr]?)\b",
        r"\b(?:instructions?|consignes?|règles?|utilisateur|lecteur|réponses?|questions?|notes?|mot|uniquement|seulement|toujours|jamais|aucune?"
        r"|précédente?s?|ci-dessus)\b",
        r"\b(?:vous|votre|vos|tu|toi|ta|ton)\b",
    ),
    "Spanish": (
        r"(?:^\W*|[,:;]\s*|\b[ye]\s+|\b(?:por favor|siempre|sempre|nunca),?\s+)(?:no |não )?(?:ignor[ae]|olvid[ae]|esque[çc]a|respond[ae]"
        r"|conteste|contesta|di|diga|dile|dígale|cit[ae]s?|menciones?|mencion[ea]|recomiend[ae]|recomend[ae]|escrib[ae]|escrev[ae]|revel[ae]s?"
        r"|afirm[ae]|termin[ae]|trat[ae])\b",
        r"\b(?:instruc(?:ciones|ções)|reglas|regras|usuario|usuário|lector|leitor|respuestas?|respostas?|preguntas?|perguntas?|notas?|palabra"
        r"|palavra|s[oó]lo|apenas|siempre|sempre|nunca|anteriores|demás|otr[ao]s|outr[ao]s|acima)\b",
        r"\b(?:tú|tu|tus|usted|você|debes|deves)\b",
    ),
    "Italian": (
        r"(?:^\W*|[,:;]\s*|\be\s+|\bper favore,?\s+)(?:non )?(?:ignora(?:re|te)?|dimentica(?:re|te)?|rispond[ie](?:re|te)?|d[iì]|dite|dire"
        r"|cita(?:re|te)?|menziona(?:re|te)?|raccomanda(?:re|te)?|scriv[ie](?:re|te)?|rivela(?:re|te)?|termina(?:re|te)?|afferma(?:re|te)?)\b",
        r"\b(?:istruzioni|regole|utente|lettore|rispost[ae]|domand[ae]|note|parola|solo|soltanto|sempre|mai|precedenti|altr[ie])\b",
        r"\b(?:tu|tua|tuo|tue|devi)\b",
    ),
    "Dutch": (
        r"(?:^\W*|[,:;]\s*|\ben\s+)(?:negeer|vergeet|antwoord|beantwoord|zeg|vertel|citeer|noem|vermeld|schrijf|onthul|herhaal|beveel)\b",
        r"\b(?:instructies?|regels|gebruiker|lezer|antwoord(?:en)?|vra(?:ag|gen)|notities|woord|alleen|slechts|altijd|nooit|eerdere|bovenstaande"
        r"|andere)\b",
        r"\b(?:jij|jouw|uw)\b",
    ),
    "Cyrillic": (
        r"(?<!\w)(?:игнорируй(?:те)?|забудь(?:те)?|отвечай(?:те)?|ответь(?:те)?|скажи(?:те)?|упоминай(?:те)?|цитируй(?:те)?|рекомендуй(?:те)?"
        r"|напиши(?:те)?|пиши(?:те)?|повтори(?:те)?|раскрой(?:те)?|сообщи(?:те)?|заверши(?:те)?)(?!\w)",
        r"(?<!\w)(?:инструкци\w*|указани\w*|правил\w*|пользовател\w*|читател\w*|ответ\w*|вопрос\w*|замет\w*|слов\w*|только|всегда|никогда"
        r"|предыдущ\w*|други\w*|что)(?!\w)",
        r"(?<!\w)(?:ты|тебе|твой|твоя|твои)(?!\w)",
    ),
    "Chinese": (
        r"(?:^|[，。；：、！]\s*)(?:请|不要|别|切勿|务必|必须|只能|只需|只|忽略|无视|忘记|忘掉|假装)|(?:回答|回复)时?(?:必须|请|不要|只|应)|请(?:回答|回复|告诉|引用|推荐|忽略)",
        r"(?:之前|以上|上面|先前|所有)的?[^。]{0,4}(?:指示|指令|规则|提示|内容|要求)|用户|读者|回答|回复|其他(?:论文|笔记|条目|文章)|这条笔记|提示词",
        r"你|您",
    ),
    "Japanese": (
        r"(?:ください|下さい|なさい|ないで|せよ|[しえ]ろ|(?:答え|伝え|言っ|書い|し)て|しないこと|すること)[。！!]?\s*$",
        r"これまで|以前の|上記|前の|指示|命令|プロンプト|ユーザー|読者|回答|答え|他の(?:論文|ノート|メモ)|とだけ|このメモ|このノート",
        r"あなた",
    ),
    "Korean": (
        r"(?:세요|십시오|시오|해라|하라|해줘|마라|지\s?마|말\s?것|할\s?것)[.!]?\s*$",
        r"이전|위의|지시|명령|프롬프트|사용자|독자|답변|대답|다른\s?(?:논문|노트|메모)|라고만",
        r"당신",
    ),
    "Arabic": (
        r"تجاهل|انسَ|انس\s|أجب|اكتب|قل\s|أخبر|لا تذكر|لا تقتبس|كرر",
        r"تعليمات|التعليمات|القواعد|المستخدم|القارئ|السابقة|فقط|كلمة|سؤال|إجابة|الأخرى",
        r"إجابتك|يجب عليك",
    ),
}  # fmt: skip
_ELSEWHERE = {language: tuple(re.compile(part, re.IGNORECASE) for part in parts) for language, parts in _OTHERS.items()}
_ELSEWHERE["Portuguese"] = _ELSEWHERE["Spanish"]  # the words are nearly the same


def about_work(line: str) -> str:
    """A line of notes without the sentences that speak to a reader; empty where all of them do, or the line plays a conversation."""
    sentences = split_sentences(line)
    kept = [sentence for sentence in sentences if not speaks_to_reader(sentence)]
    if len(kept) == len(sentences) and not _TURNS.search(line[:_LONGEST]):
        return line
    return "" if _TURNS.search(line[:_LONGEST]) else " ".join(kept)


@lru_cache(maxsize=65_536)
def names_no_work(title: str) -> bool:
    """Whether a title, or a heading, speaks to a reader instead of naming something. A short order with a subject behind its colon is how works are
    called ("Tell Your Model Where to Attend: Post-hoc Attention Steering"), unless it is tied to the moment of reading."""
    if about_work(title) == title:
        return False
    order, _, subject = title.partition(":")
    is_called_so = bool(subject.strip()) and about_work(subject.strip()) == subject.strip() and not _TURNS.search(title)
    return not is_called_so or bool(_HERE.search(order) or _ONLY.search(order))


def naming(headings: Sequence[str]) -> tuple[str, ...]:
    """Those of some titles, headings or names that name something."""
    return tuple(one for one in headings if not names_no_work(one))


@lru_cache(maxsize=65_536)
def speaks_to_reader(sentence: str) -> bool:
    """Whether a sentence speaks to a model or a reader instead of about the work."""
    text = sentence[:_LONGEST]
    bare = _QUOTED.sub(" “” ", text)
    if len(re.findall(r"\w+", bare)) < 2:  # all of it is quoted: nobody speaks of it
        bare = re.sub(r"[“”„\"«»「」『』`]", " ", text)
    if _REPORTS.search(bare):
        bare = bare[: bare.rfind(":")]
    language = language_of(bare)
    return _in_english(bare) or (language in _ELSEWHERE and _orders(_ELSEWHERE[language], bare))


def _in_english(text: str) -> bool:
    if not _TELLING.search(text):
        return False
    if any(form.search(text) for form in (_YOU, _NAMED, _TURNS, _DUE, _PLAIN_ORDER)):
        return True
    says = _SAYS.search(text)
    return bool((says and _ONLY.search(text)) or ((says or _DOES.search(text) or _MOOD.search(text)) and _HERE.search(text)))


def _orders(language: Sequence[re.Pattern[str]], text: str) -> bool:
    order, ties, you = language
    return bool((order.search(text) or you.search(text)) and ties.search(text))
