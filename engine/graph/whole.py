"""Whether a name is whole where a rule reads it, or only a piece of a longer one: 'Sonata' of 'Sonata No. 2'."""

from __future__ import annotations

import re

from engine.graph.found import Span

_NUMBER = r"(?:[Oo]ne|[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive|[Ss]ix|[Ss]even|[Ee]ight|[Nn]ine|[Tt]en)"
_BEFORE = re.compile(
    rf"(?:\b(?P<word>[A-Z][\w'’.-]*)|\b{_NUMBER}|\d+(?:st|nd|rd|th)?|[\"”](?=[ ])|\w[-–/&]|&"
    r"|\b[A-Z][\w'’-]*,?\sthe)[ ]?$"
)
_SUFFIX = re.compile(r"(?:Jr|Sr|I{2,3}|IV|V|Esq|PhD|MD)\b|[A-Z]{2,5}(?=\s\()")
_JOINED = re.compile(r"\b[A-Z][\w'’-]*\s(?:of|for|to|de)\s(?:the\s)?$")
_BEHIND = re.compile(
    r"\s(?:No\.|[A-Z\d])|[-–/&+]\w|\s?[\"”'’]\s[A-Z]|\s[\"“][A-Z]|\s(?:of|for|to|de|van|von)\s(?:the\s)?[A-Z]"
    r"|\s&\s|\sʻ|ʻ"
)
_POSSESSIVE = re.compile(r"['’]s?\s")
_VERB = re.compile(r"\s|,\s(?:is|was|are|were)\s")
_INSIDE = re.compile(r"\b(?:in|on|at|of|from|for|by|with|as|near|to|called|under|within|like)\s(?:the\s)?$")
_NOUN_BEHIND = re.compile(
    r"\s(?!(?:is|was|are|were|has|had|have|by|in|on|at|near|of|from|and|or|who|which|that|also|first|later|originally"
    r"|lies|stands|opened|died|formed|began|took|occurred|aired|premiered|started|ended|debuted|came|closed|launched"
    r"|erupted|broke|consists?|comprises?|includes?|contains?|wrote|directed|composed|created|produced|designed"
    r"|recorded|developed|painted|published|released|belongs?|located|situated|based|headquartered)\b)[a-z]"
)


def is_piece(blank: str, start: int, span: Span) -> bool:
    """Whether the words around a name belong to it.

    Args:
        start: of the sentence.
    """
    before = _BEFORE.search(blank, max(start, span[0] - 40), span[0])
    if before is not None:
        word = before["word"]
        opens = before.start() <= start + 2 and word is not None
        if not opens:
            return True
    if _SUFFIX.match(blank, span[0], span[1] + 2) and blank[max(start, span[0] - 2) : span[0]] == ", ":
        return True  # 'Paul Gross, OC (born'
    if _JOINED.search(blank, max(start, span[0] - 40), span[0]) is not None:
        return True
    return _BEHIND.match(blank, span[1]) is not None


def speaks_of(blank: str, start: int, span: Span) -> bool:
    """Whether what a sentence says behind a name is said of it, not of what it qualifies or stands inside of.

    'Europe's last epidemic was', 'the library garden opened' and 'the area known as Victoria was' speak of others.
    """
    if _POSSESSIVE.match(blank, span[1]) or _NOUN_BEHIND.match(blank, span[1]):
        return False
    goes_on = _VERB.match(blank, span[1]) is not None  # the verb belongs to whatever the phrase began with
    return not (goes_on and _INSIDE.search(blank, max(start, span[0] - 24), span[0]))
