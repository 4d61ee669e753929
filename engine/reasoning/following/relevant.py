"""Which earlier exchanges a model is given with a question: they are retrieved like passages, not pasted whole."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.reasoning.brief import Exchange
from engine.reasoning.features import stems
from engine.reasoning.following.earlier import Earlier, exchanges
from engine.reasoning.following.shortening import LEAST_CHARACTERS, shortened
from engine.reasoning.vectors import SentenceVectors
from engine.records import Turn

MOST = 3
"""Exchanges beside the last one."""

CHARACTERS = 2_400
"""Of all questions and answers together."""

LOOKED_AT = 40
"""Exchanges, the last ones: each is embedded once."""

ALIKE = 0.5
"""Cosine of two questions from which they are about the same, shared words or not."""

RELATED = 0.2
"""The same, where they share telling words."""

SHARED = 0.2
"""Share of the question's telling words, by weight, that an exchange has to have."""

QUESTION_CHARACTERS = 300


@dataclass(frozen=True, slots=True)
class _Weighed:
    """An exchange with what it shares with the question."""

    earlier: Earlier
    shared: float  # 0..1, of the question's telling words by weight
    cosine: float

    @property
    def bears(self) -> bool:
        """Whether it has to do with the question."""
        return self.cosine >= ALIKE or (self.shared >= SHARED and self.cosine >= RELATED)


def relevant(
    question: str,
    turns: Sequence[Turn],
    vectors: SentenceVectors,
    *,
    resolved: Mapping[int, str] | None = None,
    turn_id: int | None = None,
    characters: int = CHARACTERS,
) -> tuple[Exchange, ...]:
    """The last exchange and up to `MOST` earlier ones that bear on the question, oldest first.

    Answers that were cut off, and those that found nothing, come only where the question goes back to them; small talk
    never does.

    Args:
        question: as it is looked for.
        turns: the conversation before it, in order; its own turn may already be the last one.
        vectors: of questions.
        resolved: what earlier questions were looked for as, by turn id.
        turn_id: the earlier question that completed this one, as `Resolved` has it.
        characters: of all that is brought, at most.
    """
    before = list(turns)
    if before and before[-1].role == "user":
        before.pop()  # this question, or one without an answer
    known = [
        each
        for each in exchanges(before, resolved or {}, LOOKED_AT)
        if each.answer.strip() and each.question.strip() and not each.small_talk
    ]
    if not known or not question.strip():
        return ()
    telling = frozenset(stems(question))
    weighed = _weigh(question, telling, known, vectors)
    last = weighed[-1]
    meant = [each for each in weighed if each.earlier.turn_id == turn_id]
    chosen = [last] if _whole(last) or last in meant or last.shared >= ALIKE else []
    rest = [
        each for each in weighed[:-1] if each not in meant and each.bears and (_whole(each) or each.shared >= ALIKE)
    ]
    rest.sort(key=lambda each: -(each.shared + each.cosine))
    chosen += [each for each in [*meant, *rest] if each not in chosen][:MOST]
    chosen.sort(key=lambda each: each.earlier.turn_id)
    return _within([each.earlier for each in chosen], telling, characters)


def _whole(each: _Weighed) -> bool:
    return not (each.earlier.partial or each.earlier.abstained)


def _weigh(
    question: str, telling: frozenset[str], known: Sequence[Earlier], vectors: SentenceVectors
) -> list[_Weighed]:
    """Each exchange against the question; a word that every exchange has weighs next to nothing."""
    texts = [each.question[:QUESTION_CHARACTERS] for each in known]
    embedded = vectors.of([question[:QUESTION_CHARACTERS], *texts])
    cosines = embedded[1:] @ embedded[0]
    words = [set(stems(f"{each.question} {each.answer}")) for each in known]
    counts = Counter(word for found in words for word in found)
    weights = {word: math.log(1 + (len(known) + 1) / (1 + counts[word])) for word in telling}
    total = sum(weights.values()) or 1.0
    return [
        _Weighed(each, sum(weight for word, weight in weights.items() if word in found) / total, float(cosine))
        for each, found, cosine in zip(known, words, cosines, strict=True)
    ]


def _within(chosen: Sequence[Earlier], telling: frozenset[str], characters: int) -> tuple[Exchange, ...]:
    """The exchanges with their answers shortened; the last one may take half of what there is room for."""
    brought: list[Exchange] = []
    left = characters
    for place, each in enumerate(reversed(chosen)):
        asked = each.question.strip()[:QUESTION_CHARACTERS]
        others = len(chosen) - place - 1
        room = (left // 2 if others and not place else left // (others + 1)) - len(asked)
        said = shortened(each.answer, telling, room) if room >= LEAST_CHARACTERS else ""
        if said:
            brought.append(Exchange(asked, said))
            left -= len(asked) + len(said)
    return tuple(reversed(brought))
