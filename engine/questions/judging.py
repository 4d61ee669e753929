"""What the library says to a question: one search, the extractive draft, and its support. No model, no rounds."""

from __future__ import annotations

from collections.abc import Iterable

from engine.graph.records import Cited
from engine.questions.records import Judged
from engine.reasoning.answering import NEAREST, Answerer, checked_question
from engine.records import Passage

NOTHING = Judged(0.0, False, None)


class Judge:
    """Judges by the measure that answers of tier 0 and 1 abstain by; several times as fast as an answer.

    A passage in which the question itself stands does not speak for its answer: such passages are left out.
    """

    def __init__(self, answerer: Answerer) -> None:
        self._answerer = answerer

    def judge(self, question: str, documents: Iterable[int] | None = None) -> Judged:
        """What some documents say to a question, or all.

        Raises:
            UsageError: the question is empty, or too long to be one.
        """
        answerer = self._answerer
        question = checked_question(question, answerer.settings)
        wanted = max(NEAREST, answerer.settings.passages)
        found = answerer.searcher.search(question, 2 * wanted, documents)
        asked = _folded(question)
        passages = [each for each in found.passages if not _asks(each, asked)][: answerer.settings.passages]
        if not found.query.terms or not passages:
            return NOTHING
        draft = answerer.drafter.draft(found.query, passages)
        if not draft.chosen:
            return NOTHING
        best = max(draft.chosen, key=lambda each: each.chance).evidence
        version = passages[best.passage].place.version
        place = answerer.library.place(version, best.start, best.end)
        answered = draft.support >= answerer.threshold()
        return Judged(draft.support, answered, Cited(place, best.quote), passages[0].score)


def _asks(passage: Passage, asked: str) -> bool:
    """Whether the question stands in a passage or above it."""
    return asked in _folded(" ".join([passage.place.title, *passage.place.headings, passage.text]))


def _folded(text: str) -> str:
    return " ".join(text.casefold().rstrip(" ?").split())
