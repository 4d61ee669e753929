"""Questions that sentences of a text answer, as a person would put them: what something is, and when it was done."""

from __future__ import annotations

import re
from collections.abc import Iterator

SHORTEST, LONGEST = 6, 48  # characters of what is asked about

_THING = r"(?P<thing>(?:The\s)?[A-Za-z][\w’'-]*(?:\s(?:of\s(?:the\s)?)?[\w’'-]+){0,4}?)"
_BEGIN = r"(?:^|(?<=[.!?]\s)|(?<=\n))"
_IS = re.compile(rf"{_BEGIN}{_THING}\s(?P<verb>is|are)\s(?:an?|the)\s\w+\s\w+", re.MULTILINE)
_WHEN = re.compile(
    rf"{_BEGIN}{_THING}\s(?P<verb>was|were)\s(?:first\s)?"
    r"(?P<done>built|founded|opened|established|installed|written|published|discovered|invented|launched|moved|closed|"
    r"introduced|begun|completed)\s(?:here\s)?(?:in|on)\s(?:\w+\s){0,3}\d{4}",
    re.MULTILINE,
)
_POINTING = (
    "it he she they we you i this that these those there here what which who where when why how one all some each both "
    "his her its their our your my another other such most many few nothing everything everyone somebody if then but "
    "and so because although while as for in on at by from to with not only no also question answer point reason "
    "result rest first second third last next same thing others former latter"
)
_POINTS = frozenset(_POINTING.split())
"""Words that point to something said before, or join: a question about them means nothing by itself."""


def asked_by(text: str) -> Iterator[str]:
    """The questions, in the order of the sentences that answer them."""
    found = [(match.start(), f"What {match['verb']} {thing}?") for match, thing in _things(_IS, text)]
    found += [
        (match.start(), f"When {match['verb']} {thing} {match['done']}?") for match, thing in _things(_WHEN, text)
    ]
    for _, question in sorted(found):
        yield question


def _things(pattern: re.Pattern[str], text: str) -> Iterator[tuple[re.Match[str], str]]:
    for match in pattern.finditer(text):
        words = match["thing"].split()
        if SHORTEST <= len(match["thing"]) <= LONGEST and not any(word.lower() in _POINTS for word in words):
            named = words[0] != "The" and words[0][0].isupper() and len(words) > 1 and words[1][0].isupper()
            if (words[0] == "The" and len(words) > 2) or named:  # 'the station' may be any, 'Water' begins a sentence
                yield match, " ".join(["the" if words[0] == "The" else words[0], *words[1:]])
