"""Records: what is known of a document as one hypervector, the sum of its fillers bound to their roles.

A filler is known by several names: whole, and by its words, so that `author=smith` finds 'John Smith'; a date by its
day, its month and its year.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

import native
from engine.memory.arrays import Bytes, Int32s
from engine.memory.hypervectors import STANDARD, Form
from engine.memory.items import items, role

MOST_NAMES = 256
"""Names of one role that go into a record, the first ones: more would drown the other roles (see `hypervectors`)."""

WHOLE_ROLES = frozenset({"heading"})
"""Roles whose fillers are known by their whole text only: they are many, and their words are searched as words."""

LINK_ROLES = frozenset({"link", "url"})

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?![\d-])")
_WORD = re.compile(r"\w+(?:['’]\w+)*")
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:(?://)?")
_LITTLE = frozenset(
    ["a", "an", "and", "as", "at", "by", "for", "from", "in", "is", "of", "on", "or", "the", "to", "with"]
)


def filler_words(role: str, filler: str) -> tuple[str, ...]:
    """The names of a filler, the most telling first: the whole of it in lower case, then its words, each once.

    '2024-03-15' in the role 'date' is ('2024-03-15', '2024-03', '2024'); a link is its whole and its last part.
    Words such as 'of' are no names of their own. Nothing but blanks has no name.
    """
    whole = " ".join(unicodedata.normalize("NFKC", filler).casefold().split())
    if not whole:
        return ()
    if role in WHOLE_ROLES:
        return (whole,)
    if role in LINK_ROLES:
        return _once([whole, *_tail(whole)])
    if role == "date" and (match := _DATE.match(whole)):
        year, month, day = match.groups()
        return tuple("-".join(parts) for parts in ((year, month, day), (year, month), (year,)) if all(parts))
    words = [word for word in _WORD.findall(whole) if word not in _LITTLE]
    return _once([whole, *words])


def names(role: str, fillers: Iterable[str]) -> tuple[str, ...]:
    """The names of all fillers of a role, each once, at most `MOST_NAMES`; whole fillers before words of any."""
    each = [filler_words(role, filler) for filler in fillers]
    return _once([*(found[0] for found in each if found), *(name for found in each for name in found[1:])])[:MOST_NAMES]


def record(facts: Mapping[str, Sequence[str]], form: Form = STANDARD) -> Int32s:
    """The sum over roles and names of bind(item of the name, key of the role).

    Args:
        facts: fillers by role; their order matters only where a role has more than `MOST_NAMES` names.

    Returns:
        int32 (d,).
    """
    counters = np.zeros(form.d, np.int32)
    bound = [(role(name, form.d), found) for name, fillers in facts.items() if (found := names(name, fillers))]
    if bound:
        every = native.Keys(
            np.concatenate([np.repeat(key.rotations, len(found)) for key, found in bound]),
            np.concatenate([np.repeat(key.signs, len(found), axis=0) for key, found in bound]),
            form.d,
        )
        codes = items([name for _, found in bound for name in found], form.d, form.item_nnz)
        native.bundle(counters, native.bind(codes, every))
    return counters


def record_code(facts: Mapping[str, Sequence[str]], form: Form = STANDARD) -> Bytes:
    """The record as a code, uint8 (d // 4,): the sign of every counter that is not 0. Recovers what counters do."""
    return native.ternarise(record(facts, form))


def _tail(link: str) -> list[str]:
    """What a link is called: 'note' of 'folder/note.md', 'sparse_matrix' of a page's address."""
    path = _SCHEME.sub("", link).split("?")[0].split("#")[0].rstrip("/")
    last = path.rpartition("/")[2]
    stem, dot, suffix = last.rpartition(".")
    tail = stem if dot and "/" in path and len(suffix) <= 5 else last
    return [tail] if tail else []


def _once(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))
