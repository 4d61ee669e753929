"""Follow-ups made from a collection's own questions: one question, and another of the same article that leans on it.

What both name is replaced by a pronoun in the second one, or left out with its preposition. The rules are plain and
look at capitals and at the passage only, so that they share nothing with what they measure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.evaluation.collection import Collection, Question
from engine.sources.sentences import sentences

PRONOUN, DROPPED = "pronoun", "dropped"

_NAME = re.compile(r"\b[A-Z][\w-]+(?: (?:(?:of|the|de|von) )?[A-Z][\w-]+)*")
_FOLLOWS = re.compile(
    r"\s*(?:[?,.;]|\Z|(?:is|was|are|were|did|do|does|has|have|had|can|could|will|would|in|on|at|by|from|to|for|with|"
    r"of|and|after|before|during|since|when|as|into|over|against|\w{2,}ed|built|born|made|sold|held|known|found)\b)"
)
_PRECEDES = re.compile(
    r"(?:\A|\b(?:is|was|are|were|did|do|does|has|have|had|can|could|will|would|in|on|at|by|from|to|for|with|of|"
    r"after|before|about|against|through|into|under|between))\s+(?:the )?\Z",
    re.IGNORECASE,
)
_LED = re.compile(r"\b(?P<word>in|at|of|for|to|by|from|with) (?:the )?\Z")
_SUBJECT = re.compile(r"(?:\A|\b(?:is|was|are|were|did|do|does|has|have|had|can|could|will|would))\s+(?:the )?\Z", re.I)
_MALE, _FEMALE, _SEVERAL = (
    re.compile(r"\b(?:he|his|him)\b"),
    re.compile(r"\b(?:she|her)\b"),
    re.compile(r"\b(?:they|their)\b"),
)


@dataclass(frozen=True, slots=True)
class Pair:
    """A follow-up with what it was made from."""

    earlier: Question
    said: str  # the sentence of the passage that answers the earlier one
    full: Question  # as it was asked by itself
    follow_up: str
    kind: str  # 'pronoun' or 'dropped'
    name: str  # what was replaced
    same_passage: bool  # whether the earlier question is answered by the passage that is looked for


def pairs(collection: Collection) -> list[Pair]:
    """Each question that names what one before it in its article names, as follow-ups to it; in a fixed order.

    One pair of neighbours in a passage, where the earlier question is half the answer; and one with the nearest
    question of another passage, where it leads astray what is looked for by its words.
    """
    texts = {item.id: item.text for item in collection.items}
    whole = {article: " ".join(found) for article, found in _by_article(collection, texts).items()}
    found: list[Pair] = []
    asked: dict[str, list[Question]] = {}
    for later in collection.questions:
        if not later.answers or len(later.relevant) != 1:
            continue
        before = asked.setdefault(later.article, [])
        for same in (True, False):
            earlier, name = _earlier(before, later, same_passage=same)
            if earlier is None:
                continue
            said = sentence_with(texts[next(iter(earlier.relevant))], earlier)
            for kind, text in (
                (PRONOUN, with_pronoun(later.text, name, whole[later.article])),
                (DROPPED, dropped(later.text, name)),
            ):
                if text:
                    found.append(Pair(earlier, said, later, text, kind, name, same))
        before.append(later)
    return found


def _earlier(before: Sequence[Question], later: Question, *, same_passage: bool) -> tuple[Question | None, str]:
    """The nearest question before that shares a name, and the name."""
    names = sorted(_names(later.text), key=len, reverse=True)
    for earlier in reversed(before):
        if (set(earlier.relevant) == set(later.relevant)) is not same_passage:
            continue
        for name in names:
            if re.search(rf"\b{re.escape(name)}\b", earlier.text):
                return earlier, name
    return None, ""


def with_pronoun(question: str, name: str, article: str) -> str:
    """The question with a pronoun in place of a name; '' where that is no question any more.

    Args:
        question: that names it once.
        name: what is named.
        article: all that is written about it, for which pronoun it takes.
    """
    if question.count(name) != 1:
        return ""
    start = question.index(name)
    end = start + len(name)
    before, after = question[:start], question[end:]
    owner = after.startswith(("'s ", "’s "))
    if not _PRECEDES.search(before) or not (owner or _FOLLOWS.match(after)):
        return ""
    the = before.endswith("the ")
    bare = before.removesuffix("the ") if the else before
    led = _LED.search(before)
    kind = _kind(name, article, the)
    if kind == "it" and led and led["word"] not in ("in", "at") and not owner:
        return ""  # the length of it: nobody asks so
    if led and led["word"] in ("in", "at") and kind != "they" and not owner:
        return f"{before[: led.start()]}there{after}"
    word = _FORMS[kind][2 if owner else 0 if _SUBJECT.search(before) else 1]
    return f"{bare}{word}{after[2:] if owner else after}"


_FORMS = {
    "he": ("he", "him", "his"),
    "she": ("she", "her", "her"),
    "they": ("they", "them", "their"),
    "it": ("it", "it", "its"),
}


def _kind(name: str, article: str, the: bool) -> str:
    if the and name.endswith("s"):
        return "they"
    around = " ".join(article[found.end() : found.end() + 120] for found in re.finditer(re.escape(name), article))
    he, she = len(_MALE.findall(around)), len(_FEMALE.findall(around))
    its = len(re.findall(r"\bits?\b", around)) + len(_SEVERAL.findall(around))
    if the or max(he, she) <= its:
        return "it"
    return "he" if he >= she else "she"


def dropped(question: str, name: str) -> str:
    """The question without 'of NAME' at its end; '' where it does not end so."""
    found = re.search(rf" (?:of|in|for|at) (?:the )?{re.escape(name)}(?=\s*\?\s*\Z)", question)
    return f"{question[: found.start()]}?" if found and len(question[: found.start()].split()) > 3 else ""


def sentence_with(text: str, question: Question) -> str:
    """The first sentence of a passage that holds the question's answer; '' where none does."""
    for start, end in sentences(text):
        if any(answer in text[start:end] for answer in question.answers or ()):
            return text[start:end]
    return ""


def _names(question: str) -> list[str]:
    return [match[0] for match in _NAME.finditer(question) if match.start() or " " in match[0]]


def _by_article(collection: Collection, texts: Mapping[str, str]) -> dict[str, list[str]]:
    found: dict[str, dict[str, None]] = {}
    for question in collection.questions:
        found.setdefault(question.article, {}).update(dict.fromkeys(question.relevant))
    return {article: [texts[name] for name in names if name in texts] for article, names in found.items()}
