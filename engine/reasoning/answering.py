"""What the library says to a question: search, choose evidence over rounds, quote the best sentences, check, decide."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from threading import Event as Flag
from time import perf_counter

from engine.config import AskSettings
from engine.errors import Cancelled, UsageError
from engine.events import AnswerDelta, Checked, Drafted, Halted, Listener, ignore
from engine.reasoning import weights
from engine.reasoning.attribution import Attributor
from engine.reasoning.check import cite, exact
from engine.reasoning.drafting import Draft, Drafter
from engine.reasoning.loop.select import DEFAULTS, select
from engine.reasoning.loop.selected import Selected
from engine.reasoning.loop.settings import LoopSettings
from engine.reasoning.prose import Prose
from engine.reasoning.vectors import SentenceVectors
from engine.reasoning.writing import Writer
from engine.records import Answer, Citation, Passage
from engine.retrieval.frequency import Frequencies
from engine.retrieval.searcher import Found, Searcher

EMPTY = "The library is empty. Take documents in first: /ingest PATH in the app, or nacre ingest PATH."
NO_WORDS = "The question has no words to look for. Name what it is about."
NO_MATCH = "The library does not say: nothing in it has these words or this meaning."
WEAK = "The library does not say. The nearest passages are listed."

NEAREST = 5
"""Passages that an answer names besides its citations."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What the library offers to a question, before anybody writes."""

    found: Found
    selected: Selected | None  # None where nothing was found
    draft: Draft
    text: str  # the extracts with their marks
    citations: tuple[Citation, ...]
    reason: str  # 'supported', or why there is no answer: 'weak support', 'no match', 'no words', 'empty library'
    timings: dict[str, float]  # milliseconds by stage

    @property
    def passages(self) -> tuple[Passage, ...]:
        """The evidence, in the order in which it is read."""
        return self.selected.passages if self.selected is not None else ()

    @property
    def nearest(self) -> tuple[Passage, ...]:
        """The evidence, and what else came close."""
        if self.reason == "no words":
            return ()
        known = {passage.chunk_id for passage in self.passages}
        others = [passage for passage in self.found.passages if passage.chunk_id not in known]
        return (*self.passages, *others)[:NEAREST]


def checked_question(question: str, settings: AskSettings) -> str:
    """The question without white space around it.

    Raises:
        UsageError: it is empty, or longer than a question is.
    """
    question = question.strip()
    if not question:
        raise UsageError("the question is empty", "ask something")
    if len(question) > settings.max_question_characters:
        raise UsageError(
            f"the question has {len(question):,} characters, more than the {settings.max_question_characters:,} that "
            "are read",
            "save the text as a file, take it in with nacre ingest, and ask about it",
        )
    return question


class Answerer:
    """Answers from one library. May be used by several threads."""

    def __init__(self, searcher: Searcher, settings: AskSettings, prose: Prose | None = None) -> None:
        self.searcher = searcher
        self.settings = settings
        self.library = searcher.library
        self.frequencies = Frequencies(searcher.library)
        self.drafter = Drafter(searcher.library, self.frequencies, self.vectors)
        self._prose = prose
        self._vectors: SentenceVectors | None = None

    def answer(
        self,
        question: str,
        scope: str = "",
        listen: Listener = ignore,
        cancel: Flag | None = None,
        documents: Iterable[int] | None = None,
    ) -> Answer:
        """Answer one question by itself and in the sources' own words, without storing anything.

        Args:
            question: what is asked.
            scope: what `--in` says, '' for the whole library.
            listen: hears every step.
            cancel: looked at between the steps.
            documents: ids to look in, where no scope is named.
        """
        started = perf_counter()
        basis = self.basis(question, scope, listen, cancel, documents)
        listen(Halted(basis.reason))
        answer = self.extracts(question, basis)
        tell(answer.text, listen, cancel)
        return replace(answer, timings={**answer.timings, "total": (perf_counter() - started) * 1000})

    def basis(
        self,
        question: str,
        scope: str = "",
        listen: Listener = ignore,
        cancel: Flag | None = None,
        documents: Iterable[int] | None = None,
    ) -> Basis:
        """What the library offers to a question; see `answer`.

        Raises:
            UsageError: see `checked_question`; or the scope matches nothing.
            Cancelled: `cancel` was set.
        """
        question = checked_question(question, self.settings)
        within = self.library.scope(scope) or documents
        within = None if within is None else tuple(within)
        found = self.searcher.search(question, max(NEAREST, self.settings.passages), within, listen, scope)
        timings = dict(found.timings)
        stop(cancel)
        reason = self._nothing(found)
        if not (reason or self.settings.passages):  # nothing may be quoted
            reason = "weak support"
        if reason:
            return Basis(found, None, Draft([], 0.0, [], []), "", (), reason, timings)
        selected = select(self.searcher, found, self._loop(), listen, cancel, within)
        stop(cancel)
        drafting = perf_counter()
        draft = self.drafter.draft(found.query, selected.passages, selected.leads, selected.chance)
        timings |= {**selected.timings, "draft": (perf_counter() - drafting) * 1000}
        listen(Drafted(draft.considered, len(draft.chosen), draft.support, timings["draft"]))
        stop(cancel)
        checking = perf_counter()
        text, citations = cite(self.library, draft.chosen, selected.passages)
        timings["check"] = (perf_counter() - checking) * 1000
        listen(Checked(len(draft.chosen), exact(self.library, citations), timings["check"]))
        reason = "supported" if citations and draft.support >= self.threshold() else "weak support"
        return Basis(found, selected, draft, text, citations, reason, timings)

    def extracts(self, question: str, basis: Basis) -> Answer:
        """The answer in the sources' own sentences, or the abstention."""
        abstained = basis.reason != "supported"
        silence = {"empty library": EMPTY, "no words": NO_WORDS, "no match": NO_MATCH}.get(basis.reason, WEAK)
        return Answer(
            question=question,
            text=silence if abstained else basis.text,
            abstained=abstained,
            tier=basis.found.tier,
            citations=() if abstained else basis.citations,
            nearest=basis.nearest,
            rounds=basis.selected.rounds if basis.selected is not None else 1,
            halt=basis.reason,
            support=basis.draft.support,
            timings=basis.timings,
        )

    def writer(self, models: Sequence[str], listen: Listener = ignore) -> Writer | None:
        """What has chat models write; None where extracts are to answer. `listen` hears why a chosen one can't."""
        if self._prose is None or not self._prose.writes(models, listen):
            return None
        return Writer(self._prose, Attributor(self.library, self.vectors(), self.frequencies.idf))

    def threshold(self) -> float:
        """Support from which a draft is an answer; fitted on the vectors which compare the sentences."""
        return weights.load(self.vectors().encoder.tier).threshold

    def vectors(self) -> SentenceVectors:
        """Those of the encoder whose codes are searched at the moment."""
        encoder = self.searcher.index().encoder
        if self._vectors is None or self._vectors.encoder is not encoder:
            self._vectors = SentenceVectors(encoder)
        return self._vectors

    def _loop(self) -> LoopSettings:
        budget = replace(DEFAULTS.budget, rounds=self.settings.rounds, seconds=self.settings.seconds)
        return replace(DEFAULTS, passages=self.settings.passages, budget=budget, selector=self.settings.selector)

    def _nothing(self, found: Found) -> str:
        """Why there is nothing to draw on, or ''."""
        if not self.library.read().execute("SELECT 1 FROM chunks LIMIT 1").fetchone():
            return "empty library"
        if not found.query.terms:
            return "no words"
        return "" if found.passages else "no match"


def tell(text: str, listen: Listener, cancel: Flag | None) -> None:
    """Let a text that is there already be read line by line."""
    for piece in text.splitlines(keepends=True):
        stop(cancel)
        listen(AnswerDelta(piece))


def stop(cancel: Flag | None) -> None:
    """
    Raises:
        Cancelled: `cancel` is set.
    """
    if cancel is not None and cancel.is_set():
        raise Cancelled("the answer was stopped")
