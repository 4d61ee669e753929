"""A question with an answer put in, as a statement: what the claim check is measured with."""

from __future__ import annotations

import re

from engine.reasoning.claims.verbs import PRESENT

BE = "is are was were"
HELPS = f"{BE} did does do has have had can could will would should may might must".split()
DO = frozenset({"did", "does", "do"})
KIND = "year|date|day|month|century|decade|time|period"
PLAIN_NOUNS = re.compile(rf"^(?:the )?(?:same )?(?:{KIND})$", re.IGNORECASE)
_ASK = re.compile(
    r"\b(?P<preposition>(?:in|on|at|by|to|of|from|for|with|during|under|into|through|about|as|along with|since) )?"
    r"(?P<ask>how (?:many|much|long|old|far|large|big|tall|deep|often|fast|high|wide|heavy|hot|cold)\b"
    r"|how|what|which|who|whom|whose|when|where|why)\b",
    re.IGNORECASE,
)
_PARTICIPLE = re.compile(r"^[a-z]{2,}(?:ed|en|ing|wn)$")
_PREPOSING = "in on at by to of from for with during under into through about as over near between"
_PREPOSITIONS = frozenset(_PREPOSING.split())
_BEFORE_NOUNS = frozenset({"the", "a", "an", "of", "in"})


def statement(question: str, answer: str) -> str:
    """The question's words in the order of a statement, with the answer where the question word asks for it."""
    text = re.sub(r"\s+", " ", question).strip().rstrip("?. ")
    answer = answer.strip().rstrip(".,;")
    match = _ASK.search(text)
    if match is None:
        return _sentence(f"{text} {answer}")
    before, behind = text[: match.start()].strip(" ,"), text[match.end() :].split()
    ask, preposition = match["ask"].lower(), (match["preposition"] or "").lower()
    if before and not preposition and before.split()[-1].lower() in _PREPOSITIONS | {"the", "a"}:
        return _sentence(f"{before} {answer} {' '.join(behind)}")  # 'The spin of what can produce ...'
    at = next((at for at, word in enumerate(behind) if word.lower() in HELPS), None)
    if before and (not behind or at is None):
        return _sentence(f"{before} {preposition}{answer} {' '.join(behind)}")
    said = _with_answer(ask, preposition, behind, at, answer)
    return _sentence(f"{before}, {said}" if before else said)


def _with_answer(ask: str, preposition: str, behind: list[str], at: int | None, answer: str) -> str:
    if at is None or at > 6:  # 'Who built the tower', 'What company makes it': the answer is the subject
        return f"{preposition}{_named(ask, [], answer)} {' '.join(behind)}"
    noun, helper, rest = behind[:at], behind[at].lower(), behind[at + 1 :]
    slot = f"{_lead(ask, preposition, noun, answer)}{_named(ask, noun, answer)}"
    if helper in DO:
        return f"{' '.join(rest)} {slot}"
    subject_asked = ask in ("what", "which", "who", "whose") or ask.startswith("how m")
    if noun and subject_asked and not preposition:  # 'What company was founded in 1903'
        verb = _verb(rest)
        if verb is None or verb == 0 or helper not in BE.split():
            return f"{slot} {helper} {' '.join(rest)}"
        return f"{' '.join(rest[:verb])} {helper} {' '.join(rest[verb:])} {slot}"
    verb = _verb(rest)
    if verb == 0:  # 'What is called ...', 'Who was killed ...'
        return f"{slot} {helper} {' '.join(rest)}"
    if verb is None:
        return f"{' '.join(rest)} {helper} {slot}"
    return f"{' '.join(rest[:verb])} {helper} {' '.join(rest[verb:])} {slot}"


def _verb(rest: list[str]) -> int | None:
    """Index of the participle behind the subject, None where there is none."""
    for at, word in enumerate(rest):
        plain = word.lower()
        like_verb = _PARTICIPLE.match(word) or plain in PRESENT or plain == "able"
        if like_verb and (at == 0 or rest[at - 1].lower() not in _BEFORE_NOUNS):
            return at
    return None


def _lead(ask: str, preposition: str, noun: list[str], answer: str) -> str:
    """The preposition that the question word stands for, unless the answer begins with one."""
    first = answer.split(" ", 1)[0].lower()
    if first in _PREPOSITIONS or first in ("because", "due", "until", "since", "before", "after"):
        return ""
    if preposition:
        return preposition
    if ask in ("when", "where") or (noun and PLAIN_NOUNS.match(" ".join(noun))):
        return "in "
    return {"why": "because of ", "how": "by "}.get(ask, "")


def _named(ask: str, noun: list[str], answer: str) -> str:
    """The answer with the noun that the question counts or chooses: '12 people', 'the city Melbourne'."""
    words = " ".join(noun)
    if not noun or PLAIN_NOUNS.match(words) or words.lower() in answer.lower():
        return answer
    if ask.startswith("how"):
        return f"{answer} {words}"
    return f"the {words} {answer}"


def _sentence(text: str) -> str:
    text = re.sub(r"\s+", " ", text).strip().rstrip(".")
    return f"{text[:1].upper()}{text[1:]}."
