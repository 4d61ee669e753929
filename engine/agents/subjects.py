"""Repeats a subject where a later part of a question only has a pronoun for it: 'it' becomes 'the abbey'.

Simple on purpose: a name, or the noun phrase that the part before asks about. Where neither is clear, the pronoun
stays.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from engine.agents.clauses import AUXILIARIES, IMPERATIVES, NOUNS_TOO, QUESTION_WORDS
from engine.agents.reading import listed

_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*|[,;:?!.]")
_THING = re.compile(r"\b(it|its)\b(?!['’]s\b)", re.IGNORECASE)
_THINGS = re.compile(r"\b(they|them|their)\b", re.IGNORECASE)
_PERSON = re.compile(r"\b(he|him|his|she|her)\b", re.IGNORECASE)
_EMPTY_IT = re.compile(
    r"\bit (?:true|possible|better|worth|rude|safe|ok|okay|necessary|legal|rains?|raining|snow\w*|takes?|costs?|seems?|"
    r"going to|likely|normal|easy|hard|too)\b|\b(?:day|weekday|time|date|year|month) is it\b|"
    r"\b(?:is|was|does|did|if|whether) it (?:that|rain|matter)\b",
    re.IGNORECASE,
)
_ONE = re.compile(r"\b(?:a|an|the|my|this|that|our|your) [^\W\d_]+", re.IGNORECASE)
_NAME = re.compile(r"\b[^\W\d_a-zà-ÿ][\w'’.-]*(?: (?:of|von|van|de|der|the)? ?[^\W\d_a-zà-ÿ][\w'’.-]*)*")

_TOPIC = re.compile(r"\b(?:on|about) ((?:(?:the|a|an|my) )?[\w’'-]+(?: [\w’'-]+)?)[.!:]$")  # a lecture on tides.

_DETERMINERS = listed("a an the my your our his her its their this that these those all every each some any")
_STOPS = listed(
    "and or but , ; : ? ! . that which who whom whose where when why how in on at from by with since after before "
    "to as for into than because if while during between against through under over via using without within mean "
    "means work works function functions look looks happen happens form forms come comes go goes begin end ends "
    "differ differs affect affects cause causes say says stand stands move moves change changes take takes taste "
    "first ever really actually now then again so not also about is are was were be been do does did has have had "
    "can could will would should"
)
_PARTICIPLE = re.compile(
    r"\w{2,}ed|built|founded|born|made|written|wrote|begun|known|found|held|sold|lost|taken|done|set|put|given|held|left|"
    r"sent|shot|spent|kept|won|grown|drawn|come|gone|said|called|named|thought|meant|brought|taught|led",
    re.IGNORECASE,
)
_COLLECTIONS = listed(
    "notes note papers paper documents document files file report reports book books article articles chapter "
    "study studies letter letters essay essays story stories news information pdfs passages quotes"
)
_ENDS = frozenset(("?", ".", "!"))
_OF_COLLECTIONS = frozenset(("on", "about", "by", "from"))
_VERB_LAST = listed("do does did can could should would will why how when where")
_NO_SUBJECTS = listed(
    "it they them he she you i we there its their one two many much more most wrong right what that this these "
    "those long"
)
_OPENERS = listed("please me us then also first you tell could can would want need i i'd like know")
_LONGEST_SUBJECT = 6  # words


def repeat_subject(parts: Sequence[str], text: str) -> tuple[str, ...]:
    """The parts, with a pronoun of each but the first replaced by what it stands for in those before.

    Args:
        parts: the parts in order.
        text: all of it; what stands in it before the first part may hold the subject too.
    """
    lead = text[: max(0, text.find(parts[0][:20]))]
    topic = _TOPIC.search(lead.strip())
    subject = (_clear(topic[1].split()) if topic else None) or ""
    person = _person(lead)
    done: list[str] = []
    for part in parts:
        made = _resolve(part, subject, person)
        done.append(made)
        subject = (_own_subject(part) if len(done) > 1 else subject_of(part)) or subject
        person = _person(part) or person
    return tuple(done)


def subject_of(part: str) -> str | None:
    """The noun phrase or name that a part asks about, if its place is clear."""
    tokens = _WORD.findall(part)
    at = 0
    while at < len(tokens) and (_opens(tokens[at]) or _goes_on_opening(tokens, at)):
        at += 1
    opening = [token.lower() for token in tokens[:at]]
    stops = _STOPS - {"and"} if "compare" in opening else _STOPS
    found: list[str] = []
    for place in range(at, len(tokens)):
        word = tokens[place]
        low = word.lower()
        if low in _OF_COLLECTIONS and found and found[-1].lower() in _COLLECTIONS:
            found.append(word)
            continue
        if low in _ENDS:
            break
        if low in stops or (len(found) > 1 and _PARTICIPLE.fullmatch(word) and not word[0].isupper()):
            return _clear(found)
        found.append(word)
    if len(found) > 2 and found[0].lower() in _DETERMINERS and _VERB_LAST & set(opening):
        found.pop()  # what does this regex match; why is my API slow
    return _clear(found)


def _clear(found: list[str]) -> str | None:
    """The words as a phrase, if they can be one: with a determiner, a name, or one or two bare nouns."""
    if not found or len(found) > _LONGEST_SUBJECT:
        return None
    first = found[0].lower()
    if first in _NO_SUBJECTS or not any(letter.isalpha() for letter in first):
        return None
    if first in ("a", "an"):
        return " ".join(["the", *found[1:]]) if len(found) > 1 else None
    if first in _DETERMINERS:
        return " ".join(found) if len(found) > 1 else None
    if found[0][0].isupper() or len(found) <= 2 or "and" in found:
        return " ".join(found)
    return None


def _opens(token: str) -> bool:
    low = token.lower().split("'")[0].split("’")[0]
    return low in QUESTION_WORDS or low in AUXILIARIES or low in _OPENERS or low in IMPERATIVES or low in NOUNS_TOO


def _goes_on_opening(tokens: Sequence[str], at: int) -> bool:
    """Whether this is the verb of 'who built the abbey', or the measure of 'how long did it take'."""
    if not at:
        return False
    before = tokens[at - 1].lower()
    if before == "how":
        return tokens[at].lower() not in _DETERMINERS
    return before in ("who", "what") and bool(_PARTICIPLE.fullmatch(tokens[at]))


def _own_subject(part: str) -> str | None:
    """The subject that a later part brings with it: only one with a determiner or a name is taken for new."""
    found = subject_of(part)
    if found is None:
        return None
    first = found.split()[0]
    return found if first.lower() in _DETERMINERS or first[0].isupper() else None


def _person(part: str) -> str | None:
    """The last name in a part, its first word left out where that only begins a sentence."""
    found = None
    for match in _NAME.finditer(part):
        name = match[0]
        first = name.split()[0]
        if match.start() == 0 and _opens(first):
            name = name[len(first) :].strip()
        if name and name not in ("I", "I'm", "I've", "I'd") and not _opens(name):
            found = name
    return found


def _resolve(part: str, subject: str, person: str | None) -> str:
    if match := _PERSON.search(part):
        if person is None or person in part:
            return part
        possessive = match[1].lower() == "his" or (match[1].lower() == "her" and _before_noun(part, match.end()))
        return _put(part, match, f"{person}'s" if possessive else person)
    if not subject or subject.lower() in part.lower():
        return part
    if match := _THING.search(part):
        if _EMPTY_IT.search(part) or _ONE.search(part, 0, match.start()):
            return part
        return _put(part, match, f"{subject}'s" if match[1].lower() == "its" else subject)
    if match := _THINGS.search(part):
        return _put(part, match, f"{subject}'" + ("" if subject.endswith("s") else "s")
                    if match[1].lower() == "their" else subject)  # fmt: skip
    return part


def _before_noun(part: str, end: int) -> bool:
    after = _WORD.findall(part[end:])
    return bool(after) and after[0].lower() not in _STOPS and after[0] not in ",;:?!."


def _put(part: str, match: re.Match[str], name: str) -> str:
    return f"{part[: match.start()]}{name}{part[match.end() :]}"
