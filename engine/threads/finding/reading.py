"""A sentence as the rules see it: without markup, with what they all ask about it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from engine.reasoning.wording import EMPHASIS, LEAD, LINK

_CODE = re.compile(r"`+([^`\n]*)`+")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence of a message."""

    raw: str  # as it stands
    plain: str  # without marks of lists and emphasis, white space evened out
    low: str  # in small letters, with straight apostrophes
    by_person: bool
    last: bool  # whether it ends its message
    agreed: bool = False  # whether the next speaker agrees to it


def said(raw: str, *, by_person: bool, last: bool, agreed: bool = False) -> Said:
    """A sentence read."""
    plain = _SPACE.sub(" ", EMPHASIS.sub(r"\2", _CODE.sub(r"\1", LINK.sub(r"\1", LEAD.sub("", raw))))).strip()
    return Said(raw, plain, plain.lower().replace("’", "'"), by_person, last, agreed)
