"""An answer on its way, and the shapes in which one comes about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from engine.reasoning.brief import Exchange
from engine.reasoning.joining import Said, join
from engine.reasoning.wish import ROUTE
from engine.records import Answer, Passage


@dataclass(frozen=True, slots=True)
class Given:
    """An answer, and whether its text has been told piece by piece."""

    answer: Answer
    told: bool = False
    exchange: Exchange | None = None  # what a model has read and written, as the next turn's prompt will have it


def plain(question: str, text: str, *, role: str, halt: str, tier: int, nearest: Sequence[Passage] = ()) -> Answer:
    """A text that does not speak for the library.

    Args:
        question: what was asked.
        text: without marks.
        role: as the router names it.
        halt: a word or two for what has answered.
        tier: of the encoder.
        nearest: passages that are offered with it.
    """
    return Answer(
        question=question,
        text=text,
        abstained=False,
        tier=tier,
        citations=(),
        nearest=tuple(nearest),
        rounds=1,
        halt=halt,
        support=0.0,
        timings={},
        role=role,
        grounded=False,
    )


def together(parts: Sequence[tuple[str, Answer]], question: str) -> Answer:
    """The answers to the parts of a question as one, each under its part.

    Args:
        parts: each part with its answer, at least one.
        question: the whole.
    """
    text, citations = join([Said(title, answer.text, answer.citations) for title, answer in parts])
    answers = [answer for _, answer in parts]
    spoken = [answer for answer in answers if not answer.abstained]
    return Answer(
        question=question,
        text=text,
        abstained=not spoken,
        tier=max(answer.tier for answer in answers),
        citations=citations,
        nearest=_nearest(answers),
        rounds=max(answer.rounds for answer in answers),
        halt=spoken[0].halt if spoken else answers[0].halt,
        support=max(answer.support for answer in answers),
        timings=_summed(answers),
        role=answers[0].role,
        grounded=any(answer.grounded for answer in answers),
        unsupported=sum(answer.unsupported for answer in answers),
        model=_named(", ", [answer.model for answer in answers]),
        specialist=_named(" + ", [answer.specialist for answer in answers]),
        lens=_named(", ", [answer.lens for answer in answers]),
        way=next((answer.way for answer in answers if answer.way != ROUTE), ROUTE),
    )


def with_word(answer: Answer, word: str) -> Answer:
    """An answer below a sentence that says what it is not."""
    text, citations = join([Said("", word, ()), Said("From the library", answer.text, answer.citations)])
    return replace(answer, text=text, citations=citations)


def _nearest(answers: Sequence[Answer]) -> tuple[Passage, ...]:
    """The passages of all answers, each once, in turns: the best of each, then the second of each.

    What a tool speaks of has no chunk of its own, so that the place tells which passage it is.
    """
    seen: dict[tuple[int, int, int], Passage] = {}
    for rank in range(max(len(answer.nearest) for answer in answers)):
        for answer in answers:
            if rank < len(answer.nearest):
                place = answer.nearest[rank].place
                seen.setdefault((place.version, place.char_start, place.char_end), answer.nearest[rank])
    return tuple(seen.values())


def _named(joint: str, names: Iterable[str]) -> str:
    """The names that there are, each once."""
    return joint.join(dict.fromkeys(filter(None, names)))


def _summed(answers: Sequence[Answer]) -> Mapping[str, float]:
    summed: dict[str, float] = {}
    for answer in answers:
        for stage, ms in answer.timings.items():
            summed[stage] = summed.get(stage, 0.0) + ms
    return summed
