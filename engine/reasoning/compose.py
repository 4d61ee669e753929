"""Composes an answer from the sentences that most likely hold it: few, quoted whole, in an order that reads well.

Each sentence's chance of holding the answer comes from a logistic model over its features (`weights.json`). Sentences
are taken while their chance is worth their words, which is what maximises the answers found at a given mean length,
and not far below the best one's; the first always is taken, and the whole never exceeds `MAX_WORDS`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from engine.reasoning.evidence import Evidence
from engine.reasoning.wording import count_words, spoken

MAX_WORDS = 88
"""Words of an answer at most; more is no longer read, the sources pane shows the rest."""

RELATIVE = 0.3
"""Share of the best sentence's chance that a further one must have. Measured on the articles that the weights were
fitted on: the same answers found, in fewer sentences."""

WORD = re.compile(r"\S+")
FENCE = "```"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A sentence of the draft."""

    evidence: Evidence
    text: str  # as it stands in the answer
    chance: float
    group: str = ""  # heading that it stands under, '' for none


def choose(
    evidence: Sequence[Evidence], scored: Sequence[float], worth: float, known: Sequence[Chosen] = ()
) -> list[Chosen]:
    """The sentences of the draft: passages in the order of their best sentence, which leads its passage.

    Args:
        evidence: what can be quoted.
        scored: the chance of each to hold the answer.
        worth: chance per word below which a further sentence is left out.
        known: sentences that are in the draft already and stay in it; the others get the room that these leave.
    """
    ranked = sorted(range(len(evidence)), key=lambda index: (-scored[index], index))
    picked = list(known)
    said = {" ".join(chosen.text.lower().split()) for chosen in known}
    words = sum(count_words(chosen.text) for chosen in known)
    highest = max([chosen.chance for chosen in known] + [scored[index] for index in ranked[:1]], default=0.0)
    for index in ranked:
        text = spoken(evidence[index])
        length = count_words(text)
        key = " ".join(text.lower().split())
        if not length or any(f" {key} " in f" {other} " for other in said):
            continue
        least = max(worth * length, RELATIVE * highest)
        if picked and (words + length > MAX_WORDS or scored[index] < least):
            continue
        if not picked and length > MAX_WORDS:
            text = shortened(text)
            length = count_words(text)
        said.add(key)
        picked.append(Chosen(evidence[index], text, scored[index]))
        words += length
    best: dict[int, float] = {}
    for chosen in picked:
        best[chosen.evidence.passage] = max(chosen.chance, best.get(chosen.evidence.passage, 0.0))
    return sorted(picked, key=lambda chosen: _place(chosen, best[chosen.evidence.passage]))


def _place(chosen: Chosen, best: float) -> tuple[float, int, bool, int]:
    """Passages by their best sentence, which leads; the others follow in the order of the text."""
    evidence = chosen.evidence
    return -best, evidence.passage, chosen.chance < best, evidence.start


def shortened(text: str) -> str:
    """What is longer than a whole answer may be, cut with an ellipsis; code keeps its lines and its fence."""
    words = list(WORD.finditer(text))
    if len(words) <= MAX_WORDS:
        return text
    if text.endswith(FENCE):
        return f"{text[: words[MAX_WORDS - 3].end()]} …\n{FENCE}"
    return f"{text[: words[MAX_WORDS - 2].end()]} …"
