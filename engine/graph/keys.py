"""Normal forms of names: what joins 'Hyper-vectors', 'hypervector' and 'the hypervectors' before anything else does."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from engine.graph.common_words import CALENDAR, FRAME, FUNCTION, GENERIC_HEADINGS, NUMBERED, PLAIN

MAX_KEY_CHARACTERS = 120
MAX_KEY_WORDS = 10

_BETWEEN = re.compile(r"[\s\-‐-―_/]+")
_EDGES = " \t\r\n.,;:!?\"'“”‘’«»()[]{}<>*`~|"
_POSSESSIVE = re.compile(r"['’]s?(?=\s|$)")
_ARTICLES = ("the ", "a ", "an ", "der ", "die ", "das ")
_ACRONYM = re.compile(r"[A-Z][A-Z0-9&.]{1,7}")
_PLURAL_ACRONYM = re.compile(r"\b([A-Z][A-Z0-9]{1,6})s$")  # GPUs
_KEEPS_S = ("ss", "us", "is", "as", "os", "ics")
_NO_PLURALS = frozenset(("news", "series", "species", "means", "lens"))
_SPELLINGS = tuple(
    (re.compile(old), new)
    for old, new in (
        (r"isation\b", "ization"),
        (r"ising\b(?<=\w{4}ising)", "izing"),
        (r"\b(col|behavi|fav|neighb|lab|hon|hum|flav)our", r"\1or"),
        (r"\b(cent|fib|met|theat|lit)re\b", r"\1er"),
        (r"\b(model|label|travel|cancel|signal)l(ed|ing|er)\b", r"\1\2"),
        (r"\bcatalogue\b", "catalog"),
        (r"\bprogramme\b", "program"),
    )
)
_DIGEST = re.compile(r"(?<![^\W_])(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{12,}(?![^\W_])")  # of a file's name
_NUMBERING = re.compile(
    r"^\s*(?:(?:chapter|section|part|step|kapitel)\s+)?(?:\d+(?:\.\d+)*[.):]?|[IVXLC]+[.):])\s+", re.I
)


@lru_cache(maxsize=65_536)
def key_of(surface: str) -> str:
    """The normal form of a name; '' where nothing is left that could be one.

    Letter case, hyphens, articles, possessives, plurals of the last word and the best-known differences between British
    and American spelling do not count. Of an acronym the last letter stays: 'AIDS' is no plural.
    """
    if len(surface) > 4 * MAX_KEY_CHARACTERS:
        return ""
    bare = _PLURAL_ACRONYM.sub(r"\1", unicodedata.normalize("NFKC", surface).lstrip("#").strip(_EDGES))
    acronym = _ACRONYM.fullmatch(bare) is not None
    text = _BETWEEN.sub(" ", _POSSESSIVE.sub("", bare.casefold())).strip(_EDGES)
    for article in _ARTICLES:
        if text.startswith(article):
            text = text[len(article) :]
            break
    for pattern, new in _SPELLINGS:
        text = pattern.sub(new, text)
    if not acronym:
        head, _, last = text.rpartition(" ")
        text = f"{head} {singular(last)}".strip()
    if not any(char.isalnum() for char in text):
        return ""
    return text if len(text) <= MAX_KEY_CHARACTERS and text.count(" ") < MAX_KEY_WORDS else ""


def singular(word: str) -> str:
    """A lower-case English word without its plural ending, by rules."""
    if len(word) <= 3 or not word.endswith("s") or word.endswith(_KEEPS_S) or not word.isalpha() or word in _NO_PLURALS:
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y" if len(word) > 4 else word[:-1]
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    return word[:-1]


def plain_heading(name: str) -> str:
    """A heading without its number and the marks around it."""
    return _NUMBERING.sub("", name.strip().strip("#*_ ")).strip().rstrip(":.")


def is_generic(surface: str) -> bool:
    """Whether a title or heading names no concept: 'See also', 'Step 3', '2024-01-01'."""
    joined = _BETWEEN.sub("-", surface.casefold().strip(_EDGES)).replace("'", "-").replace("’", "-")
    if joined in GENERIC_HEADINGS or joined.rstrip("s") in GENERIC_HEADINGS:
        return True
    if _DIGEST.search(surface) or _is_numbered(surface):
        return True
    words = re.findall(r"[^\W\d_]+", surface.casefold())
    return all(word in FUNCTION or word in CALENDAR or len(word) < 2 for word in words) and not is_symbol(surface)


def _is_numbered(surface: str) -> bool:
    """'Figure 3', 'Week 2', 'Option B'."""
    word, _, number = surface.strip(_EDGES).partition(" ")
    is_number = number.isdigit() or (len(number) == 1 and number.isupper())
    return is_number and word.casefold().rstrip("s.") in NUMBERED


def is_frame(surface: str) -> bool:
    """Whether a name of several words frames a text of any subject: 'Expected Outputs', 'Implementation Roadmap'."""
    parts = surface.casefold().split()
    return len(parts) > 1 and all(part in FRAME or part in PLAIN or part in FUNCTION for part in parts)


def is_symbol(surface: str) -> bool:
    """Whether a short name stands for itself: 'C++', 'R', 'G7', 'IT'."""
    bare = surface.strip()
    return 1 <= len(bare) <= 6 and bare.isascii() and bare[:1].isupper() and not bare.islower() and not bare.istitle()


def is_plain(key: str) -> bool:
    """Whether a name of one word is too plain to be a concept where only the text's own words speak for it."""
    return " " not in key and (key in PLAIN or key in FUNCTION or key in CALENDAR or len(key) < 2 or key.isdigit())
