"""Whether a sentence whose words fit a rule says it of just these two names, or of this name and date."""

from __future__ import annotations

import re

from engine.graph.found import Cues, Span
from engine.graph.places import KNOWN_PLACES, is_event, is_no_place, is_site, is_water
from engine.graph.prose import Sentence
from engine.graph.records import Relation
from engine.graph.whole import is_piece, speaks_of

WORK = r"album|song|single|novel|book|film|EP|series|game|poem|opera"
_NEXT = re.compile(r"\s(?:in|on|at)\s")
_OF_ALL = ("pattern:life", "pattern:life_far", "pattern:life_end")
_LIFE = re.compile(
    r"\b(?:born|b\.|died|d\.|c\.|ca\.|circa|est\.|founded|established|released|built|fl\.)\s(?:on\s|in\s)?$"
)
_RANGE = re.compile(r"\d\s*[-–—/]\s*\d")
_ENDS = re.compile(r"\s*(?:[^()]{0,30}[-–—]\s*[^()]{0,20}\d|[-–—]|BC)")
_INNER = re.compile(r"\s(?:of|the|in|and|to|with|for|on)\s")
_TERMS = re.compile(
    r"\b(?:coach|coached|served|serves|played|plays|minister|member|guitar|guitars|bass|vocals|drums|mayor|officer|worked"
    r"|taught|term|reign|editor|chairman|secretary)\b",
    re.IGNORECASE,
)
"""Words before years in brackets that are those of an office."""

_WORKS = re.compile(
    rf"\b(?:{WORK}|films|movies?|albums|songs|singles|novels|books|games|plays?|musicals?|documentary|paintings?)\b"
)
_MADE_THEN = re.compile(
    rf"\s(?:[\w'’-]+\s){{0,6}}?(?:[\w'’-]*(?:{WORK}|drama|comedy|thriller|musical|documentary|soundtrack|compilation|play"
    r"|remake|short|movie|war|battle|election|season|tournament|painting)s?)\b"
)
_GOES_ELSEWHERE = re.compile(r"\s[a-z]")
_PREPOSITION = re.compile(
    r"\s(?:in|on|at|of|and|or|where|which|who|with|from|to|as|for|by|during|since|before|after|between|under|until|but"
    r"|while|when|that|is|was|are|were|near|about|around|over|along|through|just|also|has|had)\b"
)


def is_said(
    blank: str, each: Sentence, subject: Span | None, obj: Span, relation: Relation, method: str, cues: Cues
) -> bool:
    """Whether a sentence whose words fit a rule says it of just these two."""
    is_next = method == "pattern:in" and subject is not None and _NEXT.match(blank, subject[1]) is not None
    if subject is not None and method != "pattern:owns" and not is_next and not speaks_of(blank, each.start, subject):
        return False
    if relation is Relation.LOCATED_IN:
        return _is_in(blank, subject, obj, method, cues)
    if method == "pattern:member_of" and _GOES_ELSEWHERE.match(blank, obj[1]) and not _PREPOSITION.match(blank, obj[1]):
        return False  # 'a member of the Orrin family'
    if method in _OF_ALL:
        return _is_of_it(blank, each, subject, obj)
    return method != "pattern:is_dated" or _MADE_THEN.match(blank, obj[1], each.end) is not None


def _is_in(blank: str, subject: Span | None, obj: Span, method: str, cues: Cues) -> bool:
    """Whether the object is a place, and the subject something that lies in one."""
    where = blank[obj[0] : obj[1]]
    low = where.lower()
    is_known = low in KNOWN_PLACES
    if is_no_place(where) or not (is_known or low in cues.places or is_site(where)):
        return False
    if _GOES_ELSEWHERE.match(blank, obj[1]) and not _PREPOSITION.match(blank, obj[1]):
        return False  # 'in the Ottoman heartland'
    if blank.startswith(("'s", "’s"), obj[1]):
        return False
    if subject is None:
        return True
    what = blank[subject[0] : subject[1]]
    if is_event(what) or (method == "pattern:in" and is_water(what)):
        return False
    if what.lower() in KNOWN_PLACES and not is_known and method != "pattern:is_in":
        return False
    return method != "pattern:in" or is_site(what) or what.lower() in cues.places


def _is_of_it(blank: str, each: Sentence, subject: Span | None, obj: Span) -> bool:
    """Whether a date in brackets is that of the name before them: a lifespan, a day or a work's year, no citation."""
    before = blank.rfind("(", each.start, obj[0])
    inside = blank[before + 1 : obj[0]].strip() if before >= 0 else ""
    if inside and inside.isascii() and inside[-1].isalpha() and not _LIFE.search(blank, each.start, obj[0]):
        return False  # 'Carmelite Church (façade 1761-1783)'
    if not re.search(r"[A-Za-z]", blank[obj[0] : obj[1]]) and _TERMS.search(blank, each.start, obj[0]):
        return _LIFE.search(blank, each.start, obj[0]) is not None
    if not blank[obj[0] : obj[1]].isdigit():
        return True
    if _RANGE.search(blank, obj[0] - 12, obj[1]) or _ENDS.match(blank, obj[1], each.end):
        return True
    if _LIFE.search(blank, each.start, obj[0]):
        return True
    if before > 0 and blank[:before].rstrip()[-1:] in ('"', "”"):
        return True
    if subject is not None and (
        blank[max(each.start, subject[0] - 4) : subject[0]] == "The " or _INNER.search(blank, subject[0], subject[1])
    ):
        return True
    return _WORKS.search(blank, max(each.start, before - 140), before) is not None


def is_end(blank: str, each: Sentence, span: Span) -> bool:
    """Whether a name is a whole place, not one that does something: 'under the Act, Orrin agreed'."""
    is_alone = _GOES_ELSEWHERE.match(blank, span[1]) is None or _PREPOSITION.match(blank, span[1]) is not None
    return is_alone and not is_piece(blank, each.start, span) and not is_no_place(blank[span[0] : span[1]])
