"""Why a document is shown, in one sentence, and how a passage is called in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from engine.records import Place
from engine.retrieval.query import WORD

SHARED = 3  # words named

QUOTED = 40
"""Characters that a passage is quoted by at most."""

_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_MARKS = re.compile(r"\[!\w+\][-+]?|[*_`#>|~]+|\[\[|\]\]|\]\([^)\s]*\)|[\[\]]|^[-+]\s", re.MULTILINE)  # of Markdown


@dataclass(frozen=True, slots=True)
class Spot:
    """A passage that a reason names."""

    place: Place
    text: str
    common: bool = False  # many documents have its heading: 'Learn more', 'Credits'


def edition(shared: float) -> str:
    """Of a near-duplicate."""
    return f"The same text in another edition: {shared:.0%} of the wording is shared."


def link(spot: Spot, here: Spot | None, cosine: float | None, shared: Sequence[str]) -> str:
    """Which passages link two documents, and which of the telling words are in both.

    Args:
        spot: the passage of the document found.
        here: the passage of the target, where it has a place.
        cosine: of the two; None where one of them has no embedding yet, which leaves the words.
        shared: words that both say.
    """
    both = f"both say {', '.join(shared)}" if shared else ""
    if cosine is None:
        return f"{both[:1].upper()}{both[1:]}." if both else "Some words are in both."
    pair = f"its {name(spot)} to {name(here)} of the target" if here else name(spot)
    return f"Closest: {pair}, cosine {cosine:.2f}{'; ' if both else ''}{both}."


def shared_words(terms: Sequence[str], text: str) -> list[str]:
    """The first of the terms that a text says, each as a word of its own.

    Args:
        terms: in lower case, the most telling first.
        text: of the document found.
    """
    said = set(WORD.findall(text.lower()))
    return [term for term in terms if term in said][:SHARED]


def reading(subject: Spot, adds: Spot) -> str:
    """What a document on the same subject adds."""
    about, more = name(subject), name(adds)
    if about == more:
        return f"On the same subject; adds {more}."
    return f"On the same subject in {about}; adds {more}."


def name(spot: Spot) -> str:
    """A passage in a few words: its innermost heading, or its first words and where they stand.

    A heading that many documents have tells nothing, nor does that of a message, which is its time.
    """
    place = spot.place
    heading = place.headings[-1] if place.headings else ""
    if heading and not spot.common and not (place.speaker and heading.startswith(place.speaker)):
        return f"‘{heading}’"
    words = first_words(spot.text)
    return f"‘{words}’ ({_where(place)})" if words else _where(place)


def first_words(text: str) -> str:
    """The first whole words of a passage without its marks, in one line."""
    words = _MARKS.sub(" ", _FRONT_MATTER.sub("", text)[: 8 * QUOTED]).split()
    said = ""
    for word in words:
        longer = f"{said} {word}" if said else word
        if len(longer) > QUOTED:
            return f"{said or word[:QUOTED]} …"
        said = longer
    return said if WORD.search(said) else ""


def _where(place: Place) -> str:
    if place.page is not None:
        return f"page {place.page}"
    lines = f"lines {place.line_start}–{place.line_end}"
    if place.line_end <= place.line_start:
        lines = f"line {place.line_start}"
    return f"{place.speaker}, {lines}" if place.speaker else lines
