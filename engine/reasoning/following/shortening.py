"""An earlier answer, shortened to the sentences that bear on a question."""

from __future__ import annotations

from engine.reasoning.features import stems
from engine.sources.sentences import sentences

LEAST_CHARACTERS = 40
"""Less than this of a sentence says nothing."""


def shortened(answer: str, telling: frozenset[str], characters: int) -> str:
    """The opening sentence and those that share most with a question, in their order; what is left out shows as '…'.

    Args:
        answer: without marks.
        telling: stems of the question's telling words.
        characters: of the result, at most.
    """
    text = answer.strip()
    if len(text) <= characters:
        return text
    spans = sentences(text)
    if not spans:
        return ""
    shared = [len(telling & set(stems(text[start:end]))) for start, end in spans]
    order = sorted(range(len(spans)), key=lambda at: (at != 0, -shared[at], at))
    kept: list[int] = []
    left = characters
    for at in order:
        start, end = spans[at]
        if kept and not shared[at]:
            break
        if end - start + 3 <= left:
            kept.append(at)
            left -= end - start + 3
    if not kept:
        return _clipped(text[spans[0][0] : spans[0][1]], characters)
    pieces: list[str] = []
    for place, at in enumerate(sorted(kept)):
        before = sorted(kept)[place - 1] if place else -1
        pieces.append(("… " if at != before + 1 else "") + text[spans[at][0] : spans[at][1]])
    return " ".join(pieces)


def _clipped(text: str, characters: int) -> str:
    if characters < LEAST_CHARACTERS:
        return ""
    head = text[: characters - 2]
    return f"{head[: head.rfind(' ')] if ' ' in head else head} …"
