"""The parts of a text that asks for several things.

Numbered items, sentences, then clauses: a conjunction parts two clauses only where both sides ask for something by
themselves, so that names and lists (salt and pepper) stay whole. What is said around the questions is no part of its
own. A pronoun gets the subject of the part before it, where that is clear.
"""

from __future__ import annotations

import re

from engine.agents.clauses import AUXILIARIES, QUESTION_WORDS, asks, asks_question, bare_words, commands
from engine.agents.reading import listed
from engine.agents.subjects import repeat_subject
from engine.sources.sentences import sentences

MOST_PARTS = 10  # what comes after them stays in the last one
LONGEST_TEXT = 4_000  # characters; a longer one is a document, not a question
LEAST_WORDS = 2  # of a part

_CODE = re.compile(
    r"```|[{};]\s*$|==|"
    r"^\s*(?:def|class|import|from|for|if|while|return|#include|fn|const|let|var)\b.*[:;({]\s*$|"
    r"^\s*(?:def|#include|const|let|var)\b.*[(<=]",
    re.MULTILINE,
)
_ITEM = re.compile(r"(?:(?<=\s)|\A)(?:\(?(\d{1,2}|[a-j])[.)])[ \t]+(?=\S)")
_BULLET = re.compile(r"^[ \t]*[-*•][ \t]+(?=\S)", re.MULTILINE)
_JOINT = re.compile(
    r"\s*[,;]\s*(?:and|und|y|e|et|but|or)\s+(?:then\s+|also\s+|finally\s+|dann\s+|luego\s+|puis\s+)?|"
    r"\s*[,;]\s*(?:then|dann|luego|puis|finally)\s+|\s*[,;]\s+|"
    r"\s+(?:and|und|y|et)\s+(?:then\s+|also\s+|dann\s+|luego\s+|puis\s+)?",
    re.IGNORECASE,
)
_RELATIVE = listed("who which where when whose whom")  # they also go on with a sentence
_INVERTED_SUBJECTS = listed(
    "the a an it they he she we you i this that these those there his her their its my your our one"
)


def parts(text: str) -> tuple[str, ...]:
    """The parts of a text that has several, at most `MOST_PARTS`, each to be understood by itself as far as that is
    a matter of repeating a subject; () for a text that asks for one thing, for code, and for a whole document."""
    if len(text) > LONGEST_TEXT or _CODE.search(text):
        return ()
    found = _items(text) or _clauses_of(text)
    if len(found) < 2:
        return ()
    if len(found) > MOST_PARTS:
        found = [*found[: MOST_PARTS - 1], " ".join(found[MOST_PARTS - 1 :])]
    return repeat_subject(found, text)


def _items(text: str) -> list[str]:
    """The items of a list that is numbered 1, 2, 3 or a, b, c, or of one with bullets; [] where there is none."""
    marks = list(_ITEM.finditer(text))
    ordered: list[re.Match[str]] = []
    for mark in marks:
        wanted = {str(len(ordered) + 1), chr(ord("a") + len(ordered))}
        if mark[1] in wanted and (not ordered or mark[1].isdigit() == ordered[0][1].isdigit()):
            ordered.append(mark)
    if len(ordered) < 2:
        ordered = list(_BULLET.finditer(text))
    if len(ordered) < 2:
        return []
    ends = [*(mark.start() for mark in ordered[1:]), len(text)]
    items = [_tidy(text[mark.end() : end]) for mark, end in zip(ordered, ends, strict=True)]
    lead = _tidy(text[: ordered[0].start()])
    if lead.endswith(":") and len(lead.split()) <= 12 and asks(lead) and not any(asks(item) for item in items):
        items = [f"{lead} {item}" for item in items]
    return [item for item in items if item]


def _clauses_of(text: str) -> list[str]:
    found: list[str] = []
    for start, end in sentences(text):
        sentence = text[start:end]
        if not asks(sentence) and not sentence.rstrip().endswith("?"):
            continue
        if found and _hangs_on(sentence):
            found[-1] = f"{found[-1]} {_tidy(sentence)}"
            continue
        found.extend(_clauses(sentence))
    return found


def _hangs_on(sentence: str) -> bool:
    """Whether it says nothing without the sentence before it: Why? If so, how?"""
    found = bare_words(sentence)
    return len(found) < LEAST_WORDS or found[0] in ("if", "else", "otherwise", "not") or (
        len(found) == 2 and found[0] in QUESTION_WORDS and found[1] in ("so", "not", "else", "exactly", "then", "that")
    )  # fmt: skip


def _clauses(sentence: str) -> list[str]:
    """A sentence, cut at the joints where both sides ask for something."""
    found: list[str] = []
    start = 0
    for joint in _JOINT.finditer(sentence):
        left, right = sentence[start : joint.start()], sentence[joint.end() :]
        if _parts_here(left, joint[0], right):
            found.append(_tidy(left))
            start = joint.end()
    found.append(_tidy(sentence[start:]))
    asked = sentence.rstrip().endswith("?")
    return [_mark(part, asked) if len(found) > 1 else part for part in found]


def _mark(part: str, asked: bool) -> str:
    """A clause of a sentence with the mark at its end that it has by itself, and a capital where it begins."""
    bare = part.rstrip("?").rstrip()
    part = f"{bare}?" if asked and asks_question(part) else bare if commands(part) else part
    return part[:1].upper() + part[1:]


def _parts_here(left: str, joint: str, right: str) -> bool:
    before, after = bare_words(left, 200), bare_words(right, 4)
    if len(before) < LEAST_WORDS or len(after) < LEAST_WORDS or not asks(left):
        return False
    if before[-1] in QUESTION_WORDS or before[-1] in ("to", "how", "and", "or"):
        return False  # when and why
    conjoined = bool(re.search(r"\w", joint))
    if commands(right):
        # To read and write a file: verbs side by side with one object.
        return before[-2] != "to" and (conjoined or commands(left) or asks_question(left))
    if not asks_question(right):
        return False
    head = after[0].split("'")[0]
    inverted = after[0] in AUXILIARIES and after[1] in _INVERTED_SUBJECTS
    if conjoined and (head not in _RELATIVE or head not in before[1:]):
        return head in QUESTION_WORDS or inverted
    return head in ("what", "why", "how") or (
        len(after) > 2 and after[1] in AUXILIARIES and after[2] in _INVERTED_SUBJECTS
    )


def _tidy(part: str) -> str:
    """A part on one line, without white space and commas around it."""
    return re.sub(r"\s+", " ", part).strip().strip(",;").strip()
