"""Pronouns of a question that point outside it, in English."""

from __future__ import annotations

import re
from dataclasses import dataclass

from engine.agents.reading import listed
from engine.reasoning.following.tokens import Reader
from engine.reasoning.following.wordlists import ADJECTIVES

PERSON, THING, PLURAL, PLACE, DATE = "person", "thing", "plural", "place", "date"


@dataclass(frozen=True, slots=True)
class Mention:
    """A pronoun: what it is replaced with follows from its kind."""

    start: int
    end: int
    kind: str
    gender: str = ""  # 'm', 'f', 'n' or ''
    possessive: bool = False
    is_object: bool = False
    before: str = ""  # put before what replaces it
    points: bool = False  # that, this: a thing only where the earlier question asks what that is
    within: str = ""  # its question in lower case: what that names already is not meant


_PERSONS = {"he": "m", "him": "m", "his": "m", "she": "f", "her": "f", "hers": "f"}
_PLURALS = listed("they them their theirs")
_BE = listed("is are was were be been being")
_EMPTY = re.compile(
    r"\bit(?:['’]s)? (?:true|rain\w*|snow\w*|seems?|matters?|appears?|turns? out|follows?|says?)\b|"
    r"\b(?:day|weekday|time|date|year|month|season) (?:is|was) it\b|"
    r"\b(?:is|was) it (?:that|like to|when|because|not that|cold|hot|warm|sunny|dark outside)\b|"
    r"\bit(?:['’]s| is| was| be| would be| became| become)? ?(?:\w+ ){0,3}(?:to|that|if|when|for \w+ to)\b|"
    r"\b(?:mean|called|known|said|happen|take|cost|matter|require|like) (?:(?:when|if|that|to|for)\b|it\b.* to\b)|"
    r"\b(?:take|takes|took|cost|costs) .{0,40}\bto\b|"
    r"\b(?:make|makes|made|find|found|consider\w*|keep|think|believe\w*|making) it\b|\bif it\b|\bas it\b",
    re.IGNORECASE,
)
_NOT_BEFORE_THERE = listed("over out up down is are was were be been has have had that where how what who when why")
_TRAVELLING = listed("get go goes went gone travel move moved drive fly come came arrive sail")
_TIMES = listed("time year date day period moment century decade era")
_TO_TIME = listed("at in during since by before after until around from")
_SPEAKING = re.compile(
    r"\b(?:say|says|said|mean|means|meant|think|thought|know|knew|believe[ds]?|true|sure|case|claim\w*)\b", re.I
)


def english(reader: Reader, text: str) -> list[Mention]:
    """The pronouns of a question in order, each kind once: a second one means what the first one means."""
    found: list[Mention] = []
    for at in range(len(reader.tokens)):
        mention = _mention(reader, text, at)
        if mention and all((mention.kind, mention.gender) != (each.kind, each.gender) for each in found):
            found.append(mention)
    return found


def _mention(reader: Reader, text: str, at: int) -> Mention | None:
    token = reader.tokens[at]
    low = token.low
    if low in ("it", "its"):
        if low == "it" and (not at or token.possessive or _EMPTY.search(text)):
            return None
        owns = low == "its"
        return Mention(token.start, token.end, THING, "", owns, _object(reader, at) and not _verb_follows(reader, at))
    if low in _PERSONS and not (low == "her" and token.capital and at):
        owns = low == "his" or (low == "her" and _noun_follows(reader, at))
        return Mention(
            token.start, token.end, PERSON, _PERSONS[low], owns, low not in ("he", "she") and _object(reader, at)
        )
    if low in _PLURALS:
        return Mention(token.start, token.end, PLURAL, "", low == "their", low == "them")
    if low == "there":
        return _there(reader, at)
    if low == "then" and at > 1 and _last(reader, at) and reader.tokens[at - 1].low not in ("and", "but"):
        before = reader.tokens[at - 1].low
        return Mention(token.start, token.end, DATE, before="" if before in _TO_TIME else "in ")
    if low in ("that", "this", "these", "those"):
        return _pointing(reader, text, at)
    return None


def _there(reader: Reader, at: int) -> Mention | None:
    tokens = reader.tokens
    token = tokens[at]
    after = tokens[at + 1].low if at + 1 < len(tokens) else ""
    before = tokens[at - 1].low if at else ""
    if token.possessive or after in reader.lists.auxiliaries or after in ("seem", "seems", "exist", "exists"):
        return None
    if not at or before.endswith("n't") or before in _NOT_BEFORE_THERE:
        return None
    if before in reader.lists.prepositions or before in reader.lists.of:
        return Mention(token.start, token.end, PLACE)
    return Mention(token.start, token.end, PLACE, before="to " if before in _TRAVELLING else "in ")


def _pointing(reader: Reader, text: str, at: int) -> Mention | None:
    """That, this, these and those where they stand alone; a moment ('at that time', 'after that')."""
    tokens = reader.tokens
    token = tokens[at]
    before = tokens[at - 1].low if at else ""
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    if after and after.low in _TIMES and token.low == "that":
        start = tokens[at - 1].start if before in ("at", "in", "during") else token.start
        return Mention(start, after.end, DATE, before="" if before in _TO_TIME - {"at", "in", "during"} else "in ")
    alone = after is None or not after.word
    if before in ("after", "before", "since", "until") and token.low == "that" and (alone or reader.small(at + 1)):
        return Mention(token.start, token.end, DATE)
    if token.possessive or _SPEAKING.search(text) or not (at and (alone or before in reader.lists.auxiliaries)):
        return None
    if before not in reader.lists.auxiliaries | reader.lists.prepositions and not (alone and reader.verb(at - 1)):
        return None
    if not alone and after is not None:
        goes_on = reader.verb(at + 1) or after.low in ADJECTIVES or after.low in reader.lists.prepositions
        if not goes_on or not _ends_clause(reader, at + 2, before):
            return None
    return Mention(
        token.start,
        token.end,
        PLURAL if token.low in ("these", "those") else THING,
        is_object=alone and before not in _BE,
        points=True,
    )


def _ends_clause(reader: Reader, at: int, before: str) -> bool:
    """Whether what follows 'this' is a verb or an adjective, not a noun: no further noun or verb comes after it."""
    tokens = reader.tokens
    if before in ("do", "does", "did"):
        return at >= len(tokens) or (tokens[at].low not in reader.lists.auxiliaries and not reader.verb(at))
    return at >= len(tokens) or reader.small(at)


def _object(reader: Reader, at: int) -> bool:
    """Whether a pronoun is no subject: it follows a verb or a preposition."""
    if not at:
        return False
    before = reader.tokens[at - 1].low
    return (
        before not in reader.lists.auxiliaries
        and before not in reader.lists.questions
        and before not in ("when", "if", "and", "that")
    )


def _noun_follows(reader: Reader, at: int) -> bool:
    after = at + 1
    return after < len(reader.tokens) and not reader.small(after)


def _verb_follows(reader: Reader, at: int) -> bool:
    after = at + 1
    return after < len(reader.tokens) and (
        reader.tokens[after].low in reader.lists.auxiliaries or (reader.verb(after) and not reader.after_do(at))
    )


def _last(reader: Reader, at: int) -> bool:
    return all(not each.word for each in reader.tokens[at + 1 :])
