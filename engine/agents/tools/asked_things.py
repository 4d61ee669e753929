"""How a request for a list or a count begins: 'how many notes', 'list all my PDFs', 'the two newest documents'."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_NOUNS = {
    r"(?:documents?|docs?|files?|items?|dokumente?|dateien|fichiers?|documentos?|archivos?)": ("documents", ""),
    r"(?:notes?|notizen|notiz|notas?)": ("documents", "note"),
    r"(?:markdown|\.?md) (?:files?|documents?|notes?)": ("documents", "markdown"),
    r"(?:text|\.?txt) (?:files?|documents?)": ("documents", "text"),
    r"(?:pdfs?|pdf (?:files?|documents?))": ("documents", "pdf"),
    r"(?:word|\.?docx?) (?:files?|documents?)": ("documents", "word"),
    r"(?:e-?books?|epubs?|epub (?:files?|books?)|files? of type epub)": ("documents", "book"),
    r"(?:web ?pages?|html (?:files?|pages?|documents?))": ("documents", "page"),
    r"(?:notebooks?|jupyter notebooks?)": ("documents", "notebook"),
    r"(?:source|code) files?": ("documents", "code"),
    r"(?:spreadsheets?|csvs?|csv files?)": ("documents", "table"),
    r"(?:conversations?|chats?|unterhaltungen|gespräche|conversaciones)": ("conversations", ""),
    r"(?:everything|anything)": ("documents", ""),
    r"\.\w{1,6} files?": ("documents", ""),
    r"passages?": ("passages", ""),
    r"messages?": ("messages", ""),
}
_NOUN = "|".join(f"(?P<n{at}>{pattern})" for at, pattern in enumerate(_NOUNS))
_MY = (
    r"(?:(?:all|any|every|each|tous|toutes|todos|todas)(?: of)? )?"
    r"(?:the |my |our |these |meine |mes |mis |alle )?(?:saved |own |existing )?"
)
_MANY = {"two": 2, "three": 3, "four": 4, "five": 5, "ten": 10}
_NEWEST = (
    rf"(?:(?P<many>\d{{1,3}}|{'|'.join(_MANY)}) )?(?P<newest>newest |latest |most recent |last )?(?P<more>\d{{1,3}} )?"
)
_LEADS = {
    "count": r"how many(?: of)?|count|(?:what is )?the number of|number of|wie viele|combien de|cuánt[oa]s",
    "list": r"list|show|show me|give me(?: a)? list of|give list of|display|liste|zeige(?: mir)?|lista|muestra|"
    r"which(?: of)?|welche|quels|quelles|give me|tell me|find|find me|find all|get|get me",
}
_HEADS = tuple(
    (tool, re.compile(rf"(?:{lead}) {_MY}{_NEWEST}(?:{_NOUN})(?= |$)", re.IGNORECASE)) for tool, lead in _LEADS.items()
)
_BARE = re.compile(rf"{_MY}{_NEWEST}(?:{_NOUN})(?= |$)", re.IGNORECASE)
_LAST_ADDED = re.compile(
    rf"(?:which|what) (?:{_NOUN}) (?:did i|have i) (?P<way>add|added|save|saved)(?:ed)? last", re.IGNORECASE
)

PAGE = 20
"""How many 'the newest notes' are."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a request begins with."""

    tool: str  # 'list' or 'count'
    arguments: Mapping[str, Any]  # what it is about, and in which order
    end: int  # where the rest of the request begins
    newest: bool
    is_bare: bool  # no verb: 'notes from May'


def read_head(text: str) -> Head | None:
    """The beginning of a request, None where it names nothing that is listed."""
    for tool, head in (*_HEADS, ("list", _BARE)):
        match = head.match(text)
        if match is None:
            continue
        newest = bool(match["newest"])
        if (match["many"] or match["more"]) and not newest:
            return None  # 'list five documents'
        order = {"newest_first": True, "limit": _limit(match)} if newest and tool == "list" else {}
        return Head(tool, {**_what(match), **order}, match.end(), newest, head is _BARE)
    return None


def last_added(text: str) -> Head | None:
    """'Which document did I add last'."""
    match = _LAST_ADDED.fullmatch(text)
    if match is None:
        return None
    order = {"dated": "added", "newest_first": True, "limit": 1}
    return Head("list", {**_what(match), **order}, len(text), True, False)


def _what(match: re.Match[str]) -> dict[str, Any]:
    """The kind of thing that a head names."""
    noun = next(at for at in range(len(_NOUNS)) if match[f"n{at}"])
    what, form = list(_NOUNS.values())[noun]
    suffix = re.search(r"(\.\w+) files?$", match[0], re.IGNORECASE)
    pattern = {"in": [f"*{suffix[1]}"]} if suffix and not form else {}
    return {"what": what, **({"form": form} if form else {}), **pattern}


def _limit(match: re.Match[str]) -> int:
    """How many of the newest: as many as are named, one of 'the newest note', a page of 'the newest notes'."""
    many = (match["many"] or match["more"] or "").strip().lower()
    if many:
        return max(1, _MANY.get(many) or int(many))
    return PAGE if match[0].lower().endswith("s") else 1
