"""Whether a request is to find passages, open, read, compare or export a document, or show its tables.

A document has to be named beyond doubt: by a file's name with its ending, in quotes, or behind the word 'document'.
"""

from __future__ import annotations

import re
from typing import Any

from engine.agents.tools.call import Call

_PRODUCTS = "node|vue|next|nuxt|react|d3|three|express|angular|ember|discord|chart|p5|socket"
_NO_FILE = rf"(?!(?:{_PRODUCTS})\.js\b|[^\s]*\.(?:net|io|ai|com|org|de)\b)"
_FILE = rf"{_NO_FILE}[^\s'\"‘’“”,;:?*]+\.[A-Za-z][A-Za-z0-9]{{0,7}}"
_QUOTED = r"'[^']+'|\"[^\"]+\"|‘[^’]+’|“[^”]+”"
_NOUN = r"(?:document|file|note|pdf|page|book|paper|report)"
_MINE = r"(?:(?:in |through )?(?:all )?(?:of )?(?:my|the) (?:library|documents|files|notes|papers|pdfs))"
_MY_NOTES = r"(?:all (?:of )?)?my (?:library|documents|files|notes|papers|pdfs)"
_OF = "(?:of|in|from)"
_READ = "(?:read|show|show me|print|quote|give me) (?:me )?"
_GIVE = "(?:(?:show|show me|list|give me|get|extract) )?(?:all )?(?:the )?"
_BESIDE = "(?P<form>,? side by side)?(?: line by line)?"
_INTO = r"(?: (?:to|as|into) (?P<name>[^\s]+\.\w{1,8}))?"


def _document(name: str) -> str:
    """A file's name with its ending, or a quoted one behind a noun."""
    return (
        rf"(?:the |my )?(?:(?:{_NOUN} )?(?P<{name}>{_FILE})|{_NOUN} (?:called |named |titled )?(?P<{name}_>{_QUOTED}))"
    )


_ONE, _LEFT, _RIGHT = _document("document"), _document("left"), _document("right")

_PATTERNS = (
    (
        "find",
        r"(?:find|show|search|search for|list|get|give me) (?:me )?(?:the |some |any |all )?"
        r"(?:passages?|mentions?|quotes?|excerpts?) "
        r"(?:about|on|of|with|for|that mention|mentioning|containing) (?P<words>.+?)",
    ),
    ("find", rf"search {_MINE} for (?P<words>.+)"),
    ("find", rf"(?:search|find|look) (?:for )?(?P<words>{_QUOTED})(?: {_MINE})?"),
    ("find", rf"(?:search for|look for) (?P<words>.+?) in {_MINE}"),
    ("find", rf"(?:find|show|show me|search|look for) {_MY_NOTES} (?:on|about) (?P<words>.+)"),
    (
        "find",
        r"(?:do i have|have i got) (?:any |some )?(?:notes|documents|files|papers|pdfs) (?:on|about) (?P<words>.+)",
    ),
    ("find", r"where (?:did i|have i) (?:write|written|wrote) about (?P<words>.+)"),
    ("find", rf"(?:search|look) (?:for )?(?P<words>.+?) in {_document('in')}"),
    (
        "open",
        rf"(?:open|go to|jump to|öffne|ouvre|abre|show|show me) {_ONE}"
        r"(?:,? (?:at|on) line (?P<line>\d{1,7})|:(?P<line_>\d{1,7}))?",
    ),
    (
        "open",
        r"(?:open|öffne|ouvre|abre) (?:the |my )?(?:document|file|note) (?:called|named|titled) "
        r"(?P<document>[\w .-]{2,60})",
    ),
    (
        "read",
        rf"{_READ}lines? (?P<from_line>\d{{1,7}})(?: ?(?:to|-|–|through|until) ?(?P<to_line>\d{{1,7}}))? {_OF} {_ONE}",
    ),
    ("read", rf"{_READ}page (?P<page>\d{{1,6}}) {_OF} {_ONE}"),
    ("read", rf"{_READ}message (?P<message>\d{{1,6}}) {_OF} {_ONE}"),
    ("read", rf"{_READ}(?:the )?section (?P<section>.+?) {_OF} {_ONE}"),
    ("read", rf"(?:read|print) {_ONE}"),
    ("compare", rf"(?:compare|diff) {_LEFT} (?:and|with|to|against) {_RIGHT}{_BESIDE}"),
    ("compare", rf"diff {_LEFT} {_RIGHT}{_BESIDE}"),
    (
        "compare",
        r"(?:what (?:has )?changed|what(?:'s| is| are) the (?:differences?|changes?)|"
        r"(?:show(?: me)? )?(?:the )?(?:differences?|changes|diff)) "
        rf"(?:between|from) {_LEFT} (?:and|to) {_RIGHT}{_BESIDE}",
    ),
    ("tables", rf"{_GIVE}tables? {_OF} {_ONE}(?: as csv)?"),
    ("tables", rf"{_GIVE}table (?P<table>\d{{1,5}}) {_OF} {_ONE}(?: (?:as|in|to) csv)?"),
    ("export", rf"(?:export|save) (?:the )?table (?P<table>\d{{1,5}}) {_OF} {_ONE}(?: as csv)?{_INTO}"),
    ("export", rf"export (?:the )?(?P<form>original(?: of)? |text of )?{_ONE}(?: as (?:text|plain text))?{_INTO}"),
)
_SHAPES = tuple((tool, re.compile(pattern, re.IGNORECASE)) for tool, pattern in _PATTERNS)
_SECOND_ORDER = re.compile(
    r"\b(?:and|then) (?:export|open|list|count|save|show|explain|summari[sz]e|tell|translate|compare|write|send)\b",
    re.IGNORECASE,
)
_NUMBERS = ("from_line", "to_line", "page", "message", "line", "table")


def about_documents(text: str) -> Call | None:
    """The call that a request about named documents is; None where it is not surely one."""
    for tool, pattern in _SHAPES:
        match = pattern.fullmatch(text)
        if match:
            arguments = _arguments(tool, match.groupdict())
            if tool != "find" or _is_sayable(arguments["words"]):
                return Call(tool, arguments)
    return None


def _is_sayable(words: str) -> bool:
    """Whether it is one thing to look for, and no second order hangs on it."""
    return len(words.split()) <= 12 and not _SECOND_ORDER.search(words)


def _arguments(tool: str, found: dict[str, str | None]) -> dict[str, Any]:
    arguments: dict[str, Any] = {}
    for name, value in found.items():
        if not value:
            continue
        name = name.rstrip("_")
        if name in _NUMBERS:
            arguments[name] = max(1, int(value))
        elif name == "form":
            shown = "side by side" if tool == "compare" else "original" if "original" in value.lower() else "text"
            arguments["form"] = shown
        else:
            arguments[name] = value.strip(" '\"‘’“”")
    return arguments
