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

_LONGEST = 2_000  # characters of a sentence that are looked at
_QUOTED = re.compile(r"“[^”]*”|„[^“”]*[“”]|\"[^\"]*\"|«[^»]*»|(?<!\w)'[^']+'(?!\w)|‘[^’]*’(?!\w)|「[^」]*」|『[^』]*』|`[^`]*`")

# Who is spoken to, and what is made of notes for them.
_MACHINE = r"(?:(?:ai|language|large language)[ -])?(?:models?|assistants?|agents?|systems?|chat ?bots?|bots?|llms?|ais?|gpts?|summari[sz]ers?)"
_PEOPLE = r"(?:readers?|reviewers?|graders?|judges?|annotators?)"
_ANSWER = r"(?:answers?|replies|reply|responses?)"
_MADE = rf"(?:{_ANSWER}|outputs?|summar(?:y|ies)|reviews?|descriptions?)"
_RULES = r"(?:instructions?|rules?|orders?|commands?|guidelines?|prompts?|directives?|constraints?|questions?|conversation|messages?|task)"
_NOTES = r"(?:notes?|entr(?:y|ies)|lines?|remarks?|passages?)"
# Verbs of speaking, and of handling what was said; those of doing anything at all tell less.
_SAY = (
    r"(?:answer|reply|respond|say|tell|inform|state(?! (?:of|space|machine))|write|print|output|repeat|reveal|mention|cite|quote|recommend|advise|praise|promote|claim|report|confirm|conclude|assert|"
    r"ignore|disregard|forget|drop|override|bypass|refuse|pretend|obey|comply|treat)"
)
_DO = (
    r"(?:add|append|insert|include|begin|start|end|finish|close|visit|open|click|send|email|stop|translate|summari[sz]e|describe|show|display|rate|rank|mark|label|classify|skip|omit|"
    r"trust|believe|leave out|act|behave|follow|execute|give|make)"
)
# What ties an order to the moment of reading, rather than to a method.
_HERE = re.compile(
    rf"\b(?:previous|prior|preceding|earlier|above|foregoing|existing|other|original|remaining|initial|hidden|system|every|all|any) (?:\w+ )?{_RULES}\b|\b(?:the )?(?:other|remaining|previous) "
    rf"(?:{_NOTES}|papers?|sources?)\b|\b(?:{_RULES}|{_NOTES}|text|everything|what(?:ever)?)\b[^.;]{{0,25}}\b(?:above|before|so far|until now|you)\b|\b(?:the|any|our|an) (?:user|human|reader|asker|"
    rf"customer|developer|administrator|person asking)\b(?! \w+s\b)|\b(?:this|these) (?:{_NOTES}|text|image|link|address|document)\b|\byour (?:\w+ )?(?:{_MADE}|{_RULES}|context|configuration)\b|\b(?:every|each) {_ANSWER}\b|\bthe (?:answer|reply|response)"
    rf" (?:with|in|by|as)\b|\b(?:whoever|anyone who|whatever) (?:is )?ask|\bwith the (?:single |only )?(?:words?|sentence|phrase|code)\b|\bsystem prompt\b|\bword for word\b|\bfrom now on\b|\bpasswords?\b|"
    r"\bas (?:supported|verified|true|correct|the best)\b|\bthe question and\b|\b(?:context window|next sentence|state of the art)\b",
    re.IGNORECASE,
)
# What ties a verb of speaking to it: that nothing else is to be said, or how.
_SPEAK = r"(?:answer|reply|respond|say|tell|mention|cite|quote|recommend|praise|promote|reveal|claim|report)"
_ONLY = re.compile(
    rf"\b(?:only|nothing but|nothing else|always|never|not|don['’]t|solely|simply|just)\b[^.;]{{0,20}}\b{_SPEAK}\b|\b{_SPEAK}\b[^.;]{{0,20}}\b(?:only|nothing but|nothing else|always|never|solely)\b|"
    rf"\b(?:answer|reply|respond|say|state|claim|tell \w+|report|confirm|write)\b (?:that (?:the|this|it|all|these)|with [\"“”']|with (?:yes|no)\b|[\"“”'])",
    re.IGNORECASE,
)
_POLITE = r"(?:please|kindly|now|then|just|only|simply|always|never|do not|don['’]t|be sure to|make sure to|remember to)"
_WHEN = (
    r"(?:if|when|whenever|whatever|whoever|wherever|no matter|should|before you|after you|once|from (?:now|here|this point)|as (?:an|a|the)|in (?:your|every|all|each|any)|"
    r"to (?:the|any|every)|for (?:every|any|all)|hey|hello|dear|attention|end of)"
)
_LABEL = r"(?:(?:[\w'’/-]+\s+){0,3}[\w'’/-]+\s*:\s*)?"
_HEAD = rf"^\W*{_LABEL}(?:{_WHEN}\b[^.;:]*?[,:]\s*)?(?:{_POLITE},?\s+){{0,3}}"
_SAYS = re.compile(rf"{_HEAD}{_SAY}\b(?!\s*[,:)/-])", re.IGNORECASE)
_DOES = re.compile(rf"{_HEAD}{_DO}\b(?!\s*[,:)/-])", re.IGNORECASE)
_PLAIN_ORDER = re.compile(
    rf"{_HEAD}(?:(?:decode and )?obey\b(?! the)|(?:reply|respond) (?:only )?(?:with|in|as|that|to the user)\b|repeat after me|(?:ignore|disregard|forget|override) (?:all|any|every|everything|your|the|"
    rf"these|whatever|previous|prior)\b[^.]{{0,30}}\b(?:{_RULES}|told|said|above)\b)",
    re.IGNORECASE,
)
_YOU = re.compile(
    rf"\byou(?:['’]re)? (?:must|should|shall|will|have to|need to|ought to|are to|are (?:required|asked|instructed|told) to)\s+(?:(?:not|never|always|only|now|first|therefore) ){{0,2}}{_SAY}\b(?! (?:who|which|down))|"
    rf"\byou are (?:now )?(?:an? (?:\w+ ){{0,3}}(?:assistant|ai|bot|chatbot|language model)\b|now (?:in|an?|the|free|no longer)\b)|\byou reply only\b|\byour (?:only |entire |final |next |system )?(?:{_ANSWER}|"
    rf"instructions|system prompt)\b|\b(?:users?|humans?|developers?|administrators?) (?:wants?|asks?|expects?|needs?|orders?|requires?) you to\b|\b(?:before|when|whenever) you (?:answer|reply|respond|describe|summari[sz]e|cite)\b|\bwe (?:kindly |hereby )?ask (?:you|(?:the|all|any|every) (?:{_PEOPLE}|summari[sz]ers?|assistants?)) to\b|"
    rf"\bif you (?:would be so kind|are an? (?:ai|assistant|language model|llm|(?:chat)?bot))\b",
    re.IGNORECASE,
)
_NAMED = re.compile(
    rf"^\W*(?:(?:(?:dear|hey|hello|attention)\s+(?:{_MACHINE}|{_PEOPLE})\b|(?:{_MACHINE}|{_PEOPLE})\s*[,:]\s+(?=(?:please|kindly|you|{_POLITE}|{_WHEN}|{_SAY}|{_DO}|end)\b))|(?:\w+\s+)?(?:notes?|messages?|"
    rf"instructions?|orders?|memo|reminder) (?:to|for) (?:the |all |any |every )?(?:{_MACHINE}|{_PEOPLE})\s*[:,]|to (?:the|all|any|every|whichever|whatever) {_MACHINE} (?:that|who|which|read|process|summari))|"
    rf"\b(?:{_MACHINE}|{_PEOPLE}) (?:that |who |which )?(?:are |is )?(?:reads?|reading|process(?:es|ing)?|summari[sz](?:es|ing)|sees?|seeing|pars(?:es|ing)) (?:this|these)\b",
    re.IGNORECASE,
)
_TURNS = re.compile(r"^\W*(?:user|human|question)\s*:.*\b(?:assistant|ai|answer)\s*:|^\W*assistant\s*:\s*\w|^\W*(?:system|developer|user)\s*:.*\b(?:you|your|say|password|instructions?|prompts?)\b", re.IGNORECASE)  # fmt: skip
_MUST = r"(?:must|has to|have to|should|shall|is to|are to|needs? to|ought to|(?:is|are) required to)"
_DUE = re.compile(
    rf"(?:^\W*|\b(?:any|every|each|all|the|an?) ){_MADE}\b[^.;:]{{0,60}}\b{_MUST} (?:(?:always|never) (?:begin|start|end|open|close|finish|contain|mention|recommend|praise|say)\b|(?:only )?(?:begin|start|end|open|close|finish|contain|mention|recommend|praise|say)\b[^.;]{{0,12}}(?:[\"“]|\bthe (?:words?|sentence|phrase|name)\b"
    rf"|\b[A-Z]{{5,}}\b))|\b(?:mandatory|obligatory|forbidden|required|necessary) for (?:all |any |the )?(?:{_MACHINE}|{_PEOPLE}) (?:not )?to {_SAY}\b|\b(?:whoever|anyone who|those who|people who|everyone who|if anyone|if someone)\b[^.;]{{0,60}}\b(?:{_MUST} be|is|are) (?:told|informed|advised|answered)\b|\b(?:this|these) {_NOTES}\b[^.;]"
    rf"{{0,60}}\b{_MUST} (?:not |never |always |first )?be (?:quoted|cited|mentioned|shown|ranked|trusted|revealed|repeated|followed|obeyed)\b|\b(?:correct|right|only|proper|appropriate|expected) {_ANSWER} to "
    rf"(?:any|every|all|each)\b|\b(?:the assistant|the chat ?bot|assistants|chat ?bots|ai systems) {_MUST} (?:not |never |always |only )?{_SAY}\b",
    re.IGNORECASE,
)
# A sentence without any of these words is looked at no further.
_TELLING = re.compile(
    rf"\b(?:you|your|{_SAY}|{_DO}|{_MACHINE}|{_PEOPLE}|{_ANSWER}|{_NOTES}|summar(?:y|ies)|reviews?|question|whoever|if (?:any|some)one|(?:those|people|everyone|anyone) who)\b", re.IGNORECASE
)
# A clause that reports an order speaks of it.
_REPORTS = re.compile(
    r"\b(?:e\.g|such as|for example|for instance|prompts?|prompted|attacks?|attackers?|payloads?|inject\w*|jailbreak\w*|templates?|suffix\w*|asks?|asked|tells?|told|says?|instructs?|instructed)\b[^:]*:",
    re.IGNORECASE,
)

# The same in other languages: the form that orders, and what ties it to the answer. Where the form is also that of a statement, it has to lead.
_OTHERS = {
    "German": (
        r"\b(?:ignorier(?:e|en sie)|vergiss|vergessen sie|missachte|antworte[n]?|beantworte[n]?|erwidere|sage?|sagen sie|schreibe?|nenne|erwähne|zitiere|empfiehl|behaupte|gib|geben sie|verrate|übersetze|füge|beginne|beende|verschweige|bewerte)\b",
        r"\b(?:anweisung\w*|vorgaben?|regeln?|befehle?|nutzer\w*|benutzer\w*|leser\w*|antwort\w*|frage|fragen|jede|notiz\w*|einträge\w*|wort|nur|niemals|stets|oben|bitte|dass)\b",
        r"\bwer\b.*\bfragt\b.*\b(?:soll|muss)\b|\b(?:deine|ihre) antwort\b",
    ),
    "French": (
        r"(?:^|[,:;]\s*|\bet\s+|\bne\s+)(?:veuillez|ignore[zr]?|oublie[zr]?|réponde[zr]|réponds|dites|dis|cite[zr]?|mentionne[zr]?|recommande[zr]?|écri(?:s|vez)|révéle[zr]?|affirme[zr]?|termine[zr]?|ajoute[zr]?)\b",
        r"\b(?:instructions?|consignes?|règles?|utilisateur|lecteur|réponses?|questions?|notes?|mot|uniquement|seulement|toujours|jamais|aucune?|précédente?s?|ci-dessus)\b",
        r"\bvotre réponse\b|\bvous devez (?:répondre|dire|citer)\b",
    ),
    "Spanish": (
        r"(?:^\W*|[,:;]\s*|\b[ye]\s+|\b(?:por favor|siempre|sempre|nunca),?\s+)(?:no |não )?(?:ignor[ae]|olvid[ae]|esque[çc]a|respond[ae]|conteste|contesta|di|diga|dile|dígale|cit[ae]s?|menciones?|mencion[ea]|recomiend[ae]|recomend[ae]|escrib[ae]|escrev[ae]|revel[ae]s?|afirm[ae]|termin[ae]|trat[ae])\b",
        r"\b(?:instruc(?:ciones|ções)|reglas|regras|usuario|usuário|lector|leitor|respuestas?|respostas?|preguntas?|perguntas?|notas?|palabra|palavra|s[oó]lo|apenas|siempre|sempre|nunca|anteriores|demás|otr[ao]s|outr[ao]s|acima)\b",
        r"\b(?:tu|su|sua) (?:respuesta|resposta)\b|\b(?:debes|debe|você deve|deves) (?:responder|decir|dizer|citar)\b",
    ),
    "Italian": (
        r"(?:^\W*|[,:;]\s*|\be\s+|\bper favore,?\s+)(?:non )?(?:ignora(?:re|te)?|dimentica(?:re|te)?|rispond[ie](?:re|te)?|d[iì]|dite|dire|cita(?:re|te)?|menziona(?:re|te)?|raccomanda(?:re|te)?|scriv[ie](?:re|te)?|rivela(?:re|te)?|termina(?:re|te)?|afferma(?:re|te)?)\b",
        r"\b(?:istruzioni|regole|utente|lettore|rispost[ae]|domand[ae]|note|parola|solo|soltanto|sempre|mai|precedenti|altr[ie])\b",
        r"\bla tua risposta\b|\bdevi (?:rispondere|dire|citare)\b",
    ),
    "Dutch": (
        r"(?:^\W*|[,:;]\s*|\ben\s+)(?:negeer|vergeet|antwoord|beantwoord|zeg|vertel|citeer|noem|vermeld|schrijf|onthul|herhaal|beveel)\b",
        r"\b(?:instructies?|regels|gebruiker|lezer|antwoord(?:en)?|vra(?:ag|gen)|notities|woord|alleen|slechts|altijd|nooit|eerdere|bovenstaande|andere)\b",
        r"\b(?:je|uw) antwoord\b|\bje moet (?:antwoorden|zeggen)\b",
    ),
    "Cyrillic": (
        r"(?<!\w)(?:игнорируй(?:те)?|забудь(?:те)?|отвечай(?:те)?|ответь(?:те)?|скажи(?:те)?|упоминай(?:те)?|цитируй(?:те)?|рекомендуй(?:те)?|напиши(?:те)?|пиши(?:те)?|повтори(?:те)?|раскрой(?:те)?|сообщи(?:те)?|заверши(?:те)?)(?!\w)",
        r"(?<!\w)(?:инструкци\w*|указани\w*|правил\w*|пользовател\w*|читател\w*|ответ\w*|вопрос\w*|замет\w*|слов\w*|только|всегда|никогда|предыдущ\w*|други\w*|что)(?!\w)",
        r"(?<!\w)(?:твой|ваш) ответ(?!\w)",
    ),
    "Chinese": (
        r"(?:^|[，。；、：:！!]\s*|请)(?:忽略|无视|忘记|忘掉)|不要(?:引用|提及|提到|告诉|回答|说)|请(?:回答|回复|告诉|说|写|引用|推荐|在回答)|只(?:回答|回复|输出)|(?:^|请)告诉(?:用户|读者)|必须(?:回答|回复|说)|假装",
        r"之前|以上|上面|先前|所有|指示|指令|规则|提示|用户|读者|回答|回复|其他|其它|笔记|问题|只",
        r"你(?:必须|应该)(?:回答|回复|说|告诉|忽略)|你现在是|你的(?:回答|回复)",
    ),
    "Japanese": (
        r"無視し(?:[、て])|無視せよ|(?:答え|回答し|伝え|言っ|出力し|推薦し|忘れ|引用し|書い)(?:て(?:ください|下さい|\s*$|[。、！])|なさい|ろ|よ\s*$|、)|(?:触れ|引用し|言及し)ない(?:で|こと)",
        r"これまで|以前|上記|前の|すべて|全て|指示|命令|規則|プロンプト|ユーザー|読者|回答|答え|他の|質問|だけ|とだけ",
        r"あなたは(?:今|必ず)|あなたの(?:回答|答え)",
    ),
    "Korean": (
        r"무시하(?:고|세요|십시오|라)|무시해|잊(?:으세요|어|고)|(?:대답|답변|답|말)하(?:세요|십시오|라|고)|(?:대답|답변|말)해|알려\s?(?:주세요|줘)|(?:언급|인용|말)하지\s?마|출력하(?:세요|라)",
        r"이전|위의|모든|지시|명령|규칙|프롬프트|사용자|독자|답변|대답|다른|질문|라고만|만\s",
        r"당신(?:은|의)\s?(?:이제|반드시|답변|대답)",
    ),
    "Arabic": (
        r"تجاهل|انسَ|انس\s|أجب|اكتب|قل\s|أخبر|لا تذكر|لا تقتبس|كرر",
        r"تعليمات|التعليمات|القواعد|المستخدم|القارئ|السابقة|فقط|كلمة|سؤال|إجابة|الأخرى",
        r"إجابتك|يجب عليك",
    ),
}  # fmt: skip
_ELSEWHERE = {language: tuple(re.compile(part, re.IGNORECASE) for part in parts) for language, parts in _OTHERS.items()}
_ELSEWHERE["Portuguese"] = _ELSEWHERE["Spanish"]  # the words are nearly the same


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
    return bool((says and _ONLY.search(text)) or ((says or _DOES.search(text)) and _HERE.search(text)))


def _orders(language: Sequence[re.Pattern[str]], text: str) -> bool:
    order, ties, you = language
    return bool(you.search(text) or (order.search(text) and ties.search(text)))
