"""UTF-8 that was read as Mac OS Roman and saved again ('‚Üí' for an arrow): recognised and undone.

General repair tools know this mix-up only in part. Pairs such as '«É' are mojibake in one text and French in another,
so they count only in a text that has the unmistakable longer sequences and next to nothing else beyond ASCII.
"""

from __future__ import annotations

import re

_LONG_LEADS = range(0xE1, 0xF5)  # first bytes of UTF-8 sequences of three and four bytes
_PAIR_LEADS = range(0xC2, 0xE0)
_TAILS = range(0x80, 0xC0)
_SURE = 0.9  # of all characters beyond ASCII must fit before pairs are believed


def _class(codes: range) -> str:
    return f"[{re.escape(bytes(codes).decode('mac_roman'))}]"


_TAIL = _class(_TAILS)
_LONG = re.compile(f"{_class(range(0xF0, 0xF5))}{_TAIL}{{3}}|{_class(_LONG_LEADS)}{_TAIL}{{2}}")
_ANY = re.compile(f"{_LONG.pattern}|{_class(_PAIR_LEADS)}{_TAIL}")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")


def undo_mac_roman(text: str) -> tuple[str, int]:
    """The text with every broken character made whole, and how many there were."""
    if not any(_decoded(match[0]) for match in _LONG.finditer(text)):
        return text, 0
    fitting = sum(len(match[0]) for match in _ANY.finditer(text) if _decoded(match[0]))
    beyond = sum(1 for _ in _BEYOND_ASCII.finditer(text))
    pattern = _ANY if fitting >= _SURE * beyond else _LONG
    count = 0

    def whole(match: re.Match[str]) -> str:
        nonlocal count
        decoded = _decoded(match[0])
        count += bool(decoded)
        return decoded or match[0]

    return pattern.sub(whole, text), count


def _decoded(broken: str) -> str:
    """The character that the sequence once was; empty where it never was one."""
    try:
        return broken.encode("mac_roman").decode("utf-8")
    except UnicodeError:
        return ""
