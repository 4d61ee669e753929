"""Says in one sentence what two sources differ in."""

from __future__ import annotations

from collections.abc import Sequence

from engine.gaps.disagreeing.conflicts import Kind
from engine.gaps.disagreeing.judging import Judged
from engine.gaps.disagreeing.said import Said
from engine.gaps.naming import TITLE
from engine.records import Place

LONGEST = 48
"""Characters of a source's name in a sentence."""

CONTEXT = 4
"""Words of a title besides what differs."""


def why(judged: Judged, here: Place, there: Place, names: Sequence[str]) -> str:
    """'A says 5.26 metres, B says 5.41 metres.'

    Args:
        judged: what differs.
        here: where the first stands; its time is told where the other's is another one.
        there: where the second stands.
        names: of both sources.
    """
    dated = here.time != there.time
    one, other = (_called(name, place.time if dated else "") for name, place in zip(names, (here, there), strict=True))
    mine, theirs = _said(judged)
    verb = "names" if judged.conflict.kind is Kind.NAME else "says"
    return f"{one} {verb} {mine}, {other} {verb} {theirs}."


def title(judged: Judged) -> str:
    """'5.26 metres or 5.41 metres: flood water rose'"""
    mine, theirs = _said(judged)
    span = judged.conflict.first
    shared = [
        word.text
        for word in judged.one.frame.words
        if word.key in judged.other.keys and not span[0] <= word.start < span[1]
    ]
    about = " ".join(list(dict.fromkeys(shared))[:CONTEXT])
    whole = f"{mine} or {theirs}: {about}" if about else f"{mine} or {theirs}"
    return whole if len(whole) <= TITLE else f"{whole[: TITLE - 1].rsplit(' ', 1)[0]}…"


def question(judged: Judged) -> str:
    """What would decide it."""
    mine, theirs = _said(judged)
    return f"Which is right: {mine} or {theirs}?"


def _said(judged: Judged) -> tuple[str, str]:
    """What each says, short: a value or a name as it stands there, a denied word with what denies it."""
    if judged.conflict.kind is not Kind.NEGATION:
        mine, theirs = (" ".join(span.split()) for span in judged.spans)
        return mine, theirs
    return _turn(judged.one, judged.conflict.first), _turn(judged.other, judged.conflict.second)


def _turn(one: Said, span: tuple[int, int]) -> str:
    start = next((turn.since for turn in one.way.turns if turn.start == span[0]), span[0])
    said = one.text[start : span[1]] if span[1] - start <= LONGEST else f"not {one.text[slice(*span)]}"
    return f"‘{said}’"


def _called(name: str, time: str | None) -> str:
    short = " ".join(name.split())
    short = short if len(short) <= LONGEST else f"{short[: LONGEST - 1].rsplit(' ', 1)[0]}…"
    return f"‘{short}’ ({time[:10]})" if time else f"‘{short}’"
