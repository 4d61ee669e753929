"""What a text says of its names without saying it: which are places, and which act."""

from __future__ import annotations

import re
from collections.abc import Sequence

from engine.graph.found import Cues, Span
from engine.graph.places import KNOWN_PLACES

_PLACED = re.compile(
    r"\b(?:in|near|from|to|outside|across|throughout)\s(?:the\s)?(?:[a-z]+ern\s)?$"
    r"|\b(?:city|town|village|county|region|state|province|island|district|municipality|governorate)\sof\s(?:the\s)?$"
    r"|\bof\s[a-z]+ern\s$"
)
_SETTLED = re.compile(
    r",?\s(?:is|was)\s(?:an?|the)\s(?:[\w-]+\s){0,4}(?:city|town|village|county|region|state|country|province|island|river"
    r"|lake|mountain|district|municipality|commune)\b"
    r"|\s(?:County|River|Island|Lake|Province|District|City|Valley|Mountains?)\b"
)
_MAKERS = (
    "singer|actor|actress|writer|author|director|band|company|musician|artist|composer|producer|rapper|poet|painter"
    "|developer|studio"
)
_ACTS = re.compile(
    r"\s(?:who|wrote|said|founded|directed|directs|recorded|sang|composed|played|plays|was born"
    rf"|is an? (?:[\w-]+ ){{0,3}}(?:{_MAKERS}|politician))\b|'s\b"
)
_MAKER = re.compile(rf"\b(?:{_MAKERS}|group|duo|novelist|by)\s(?:and\s\w+\s)?$")


def cues(blank: str, spans: Sequence[Span]) -> Cues:
    """What all occurrences of the names of a text tell."""
    places: set[str] = set()
    agents: set[str] = set()
    for start, end in spans:
        name = blank[start:end].lower()
        if name in KNOWN_PLACES:
            places.add(name)
            continue
        before, behind = blank[max(0, start - 24) : start], blank[end : end + 90]
        if _PLACED.search(before) or _SETTLED.match(behind):
            places.add(name)
        if _ACTS.match(behind) or _MAKER.search(before):
            agents.add(name)
    return Cues(frozenset(places), frozenset(agents))
