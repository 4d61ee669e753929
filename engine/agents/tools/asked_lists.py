"""Whether a request is for a list or a count of what the library holds, and of what.

The whole request has to be understood: a kind of document at its head, and behind it nothing but filters. 'How many
moons mention Ada' and 'list the causes of the war' are none of this tool's business.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.agents.tools.asked_spans import last_span
from engine.agents.tools.asked_things import last_added, read_head
from engine.agents.tools.call import Call

MOST_WORDS = 6

_SHARED = ("book", "page", "table")
"""Forms that others have too: 'which books mention Atlantis' may ask about the world."""

_HERE = (
    r"(?:of mine|do i (?:have|own)|have i|i have|i've got|are there|there are|are|lie|exist|in total|altogether|here|"
    r"in here|in it|in (?:my |the |this )?library|in all|habe ich|gibt es|ai-je|tengo|hay|i saved|i have saved)"
)
_OWN = re.compile(rf"^(?: {_HERE})+(?= |$)", re.IGNORECASE)
_OWN_LAST = re.compile(rf" {_HERE}$", re.IGNORECASE)
_SURE_LEAD = re.compile(
    r"(?:list|count|show|number|the number|how many|zeige|liste|lista|wie viele|combien|cuánt)", re.IGNORECASE
)
_MINE = re.compile(r"\b(?:my|mine|i|our|library|here|meine|ich|mes|mis|tengo|ai-je)\b", re.IGNORECASE)

_VERB = (
    r"(?:(?:that |which |who )?(?:mention(?:s|ing|ed)?|metion|contain(?:s|ing)?|includ(?:es?|ed|ing)|cit(?:es?|ing))|"
    r"erwähnen|enthalten|mentionnent|contiennent|parlent de|mencionan|contienen)"
)
_WITH = r"(?:(?:that |which )?(?:with|have|has|having|use|uses|using|say|says)|mit|avec|con)"
_WORD = r"(?:(?:the|das|le|la|el) )?(?:words?|terms?|names?|phrases?|wort|mot|palabra)"
_QUOTED = r"['\"‘“][^'\"‘’“”]+['\"’”]"
_WORDS = re.compile(rf" (?:{_VERB}(?: {_WORD})?|{_WITH} {_WORD}|{_WITH}(?= {_QUOTED}$)) (?P<words>.+)$", re.IGNORECASE)
_ABOUT = re.compile(r" (?P<way>about|regarding|über|sobre|on|sur|zu|zum) (?P<words>.+)$", re.IGNORECASE)
_TAGGED = re.compile(
    r" (?:(?:that are |which are )?tagged(?: (?:with|as))?|(?:with|having|under) (?:the )?tags?|with tag) "
    r"(?P<tag>['\"‘“]?#?[\w/-]+['\"’”]?)$| (?P<hash>#[\w/-]+)$",
    re.IGNORECASE,
)
_PLACE_NAME = rf"{_QUOTED}|[\w./~#-]+"
_PLACE = re.compile(
    rf" (?:in|from|under|of) (?:the |my )?(?:(?:folder|collection|directory) (?P<after>{_PLACE_NAME})|"
    rf"(?P<before>{_PLACE_NAME}) (?:folder|collection|directory))$",
    re.IGNORECASE,
)
_NO_NAMES = frozenset(
    [
        "a",
        "an",
        "the",
        "my",
        "your",
        "this",
        "that",
        "which",
        "what",
        "one",
        "each",
        "every",
        "same",
        "current",
        "default",
    ]
)
_NAME = r"[A-ZÄÖÜ][\w.'-]*"
_WHO = rf"(?P<who>{_NAME}(?: {_NAME})?|me|I)"
_SPEAKER = re.compile(
    rf" (?:(?:from|by|of|said by|sent by|written by|where) {_WHO}(?: says?)?|(?:did|has) {_WHO.replace('who', 'who_')}"
    r" (?:send|sent|write|written|say|said|post|posted))$"
)


@dataclass(slots=True)
class _Asked:
    """A request on its way: what is left of it, and what was understood."""

    rest: str
    arguments: dict[str, Any]


def lists_and_counts(text: str, today: date) -> Call | None:
    """The call that a request for a list or a count is; None where it is not surely one."""
    head = last_added(text) or read_head(text)
    if head is None:
        return None
    asked = _Asked(text[head.end :], dict(head.arguments))
    filters = _take_filters(asked, today)
    asked.rest = _OWN.sub("", asked.rest)
    if asked.rest:
        if not _take_words(asked, mine=bool(_MINE.search(text))):
            return None
        filters += 1 + _take_filters(asked, today)  # 'from 2024 that mention Ada'
        if _OWN.sub("", asked.rest):
            return None
    if not filters and not head.newest and (head.is_bare or not _is_sure(text, asked.arguments)):
        return None  # 'notes'
    if asked.arguments.get("form") in _SHARED and not _MINE.search(text):
        return None
    return Call(head.tool, asked.arguments)


def _is_sure(text: str, arguments: dict[str, Any]) -> bool:
    """Whether the library is meant where nothing narrows it: by 'my' or 'in the library', or by a plain order."""
    if re.search(r"\b(?:every|any)thing$", text, re.IGNORECASE):
        return False
    is_order = arguments["what"] in ("documents", "conversations") and bool(_SURE_LEAD.match(text))
    return is_order or bool(_MINE.search(text))


def _take_filters(asked: _Asked, today: date) -> int:
    """Take dates, tags, folders and speakers off the end; how many there were."""
    count = 0
    while count < 5:
        taken = _take_date(asked, today) or _take_tag(asked) or _take_place(asked) or _take_speaker(asked)
        if not taken:
            trimmed = _OWN_LAST.sub("", asked.rest)
            if trimmed == asked.rest:
                break
            asked.rest = trimmed
            continue
        count += 1
    return count


def _take_tag(asked: _Asked) -> bool:
    match = _TAGGED.search(asked.rest)
    if match is None:
        return False
    name = (match["tag"] or match["hash"]).strip("'\"‘’“”")
    asked.arguments.setdefault("in", []).append(f"#{name.removeprefix('#')}")
    asked.rest = asked.rest[: match.start()]
    return True


def _take_place(asked: _Asked) -> bool:
    match = _PLACE.search(asked.rest)
    if match is None:
        return False
    name = (match["after"] or match["before"]).strip("'\"‘’“” ")
    if not name or name.lower() in _NO_NAMES:
        return False
    asked.arguments.setdefault("in", []).append(name)
    asked.rest = asked.rest[: match.start()]
    return True


def _take_speaker(asked: _Asked) -> bool:
    if asked.arguments["what"] not in ("messages", "conversations") or "speaker" in asked.arguments:
        return False
    match = _SPEAKER.search(asked.rest)
    if match is None:
        return False
    asked.arguments["speaker"] = match["who"] or match["who_"]
    asked.rest = asked.rest[: match.start()]
    return True


def _take_date(asked: _Asked, today: date) -> bool:
    if "since" in asked.arguments or "until" in asked.arguments:
        return False
    found = last_span(asked.rest, today)
    if found is None:
        return False
    asked.arguments |= {"since": found.since.isoformat()} if found.since else {}
    asked.arguments |= {"until": found.until.isoformat()} if found.until else {}
    if found.by_added:
        asked.arguments["dated"] = "added"
    asked.rest = asked.rest[: found.start]
    return True


_CLEAR = ("about", "regarding", "über", "sobre")
_NOT_WORDS = re.compile(
    r"\b(?:my|your|his|her|its|our|their|contains?|mentions?|that|which|who|whom|whose|when|where|because|why|how|if|is|are|was|were|been|being|do|does|did|has|had|not|but|"
    r"or|than|then|it|they|them|this|these|those|more|less|most|least|only|also|same|both|the|a|an|any|some|in|on|at|about)\b",
    re.IGNORECASE,
)


def _take_words(asked: _Asked, *, mine: bool) -> bool:
    """Take 'that mention X', or 'about X', off the end as the words to look for; False where there is anything else.

    Args:
        mine: the user's own are meant, so that 'notes on a piano' are no keys.
    """
    about = _ABOUT.search(asked.rest)
    match = _WORDS.search(asked.rest) or about
    if match is None or (match is about and not mine and about["way"].lower() not in _CLEAR):
        return False
    said = match["words"].strip(" ,")
    quoted = re.fullmatch(r"['\"‘“](?P<inside>[^'\"‘’“”]+)['\"’”]", said)
    asked.rest = asked.rest[: match.start()]
    if quoted:
        asked.arguments["words"] = f'"{quoted["inside"]}"' if " " in quoted["inside"] else quoted["inside"]
        return True
    said = re.sub(r"^(?:the|a|an|le|la|les|el|los|las|das|die|der|den) ", "", said)
    words = said.split()
    if not words or len(words) > MOST_WORDS or _NOT_WORDS.search(said) or not re.fullmatch(r"[\w .'&+#-]+", said):
        return False
    asked.arguments["words"] = " ".join(word for word in words if word.lower() not in ("and", "und", "et", "y", "&"))
    return True
