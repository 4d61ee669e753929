"""The drafts of one answer after the first one: what each looks for, writes and is worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from threading import Event as Flag
from time import perf_counter

from engine.errors import Cancelled
from engine.events import AnswerDelta, ClaimsChecked, DraftStands, Event, Listener, ModelFellBack, Refined, Withdrawn
from engine.reasoning.brief import CITED, CODE, Brief
from engine.reasoning.refining.aligning import Alignment
from engine.reasoning.refining.budget import Budget
from engine.reasoning.refining.judging import Judge, Judged
from engine.reasoning.refining.notes import note
from engine.reasoning.refining.searching import Evidence, Seeker
from engine.reasoning.writing import Held, Writer
from engine.records import Passage, Place

RISE = 0.03
"""Support that a new draft must have more than the one before; less is chance."""

FENCES = ("```", "~~~")

BEFORE = "the draft before"
"""What takes over where a model fails that was to write anew."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The draft that stands, and how it came about."""

    held: Held
    passages: tuple[Passage, ...]  # that it was written from, in the order of their numbers
    rounds: int  # drafts that were written
    halt: str
    fixed: int  # claims, of the draft that stands against the first one; see `Change`
    broken: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class _Draft:
    held: Held
    passages: tuple[Passage, ...]
    judged: Judged


@dataclass(frozen=True, slots=True)
class _Try:
    """One round."""

    draft: _Draft | None  # None where none was written
    accepted: bool
    halt: str  # '' where it was accepted


@dataclass(frozen=True, slots=True)
class Rounds:
    """What all rounds of an answer share."""

    brief: Brief
    writer: Writer
    seeker: Seeker
    budget: Budget
    models: Sequence[str]
    listen: Listener
    judge: Judge
    alignment: Alignment
    cancel: Flag  # the user's
    flag: Flag  # the same, and the end of time

    def run(self, held: Held) -> Outcome:
        """Write again as long as that may help; neither a cancel nor a failure takes the best draft away.

        Args:
            held: the first draft.
        """
        best = first = self._checked(1, held, self.brief.passages)
        self._stands(held)
        written, spent = 1, held.tokens
        while not (halt := self._over(best, written, spent)):
            tried = self._try(best, written + 1, self.budget.tokens - spent)
            if tried.draft is not None:
                written += 1
                spent += tried.draft.held.tokens
            if tried.draft is None or not tried.accepted:
                halt = tried.halt
                break
            best = tried.draft
        change = self.alignment.change(first.held.claims, best.held.claims)
        return Outcome(best.held, best.passages, written, halt, change.fixed, change.broken, change.unchanged)

    def _over(self, best: _Draft, written: int, spent: int) -> str:
        """Why no further draft is begun, or ''."""
        if best.judged.stands:
            return "supported"
        if self.cancel.is_set():
            return "cancelled"
        if written >= self.budget.rounds:
            return "rounds"
        if self.flag.is_set():
            return "time"
        enough = self.budget.tokens - spent >= max(1, best.held.tokens)  # with fewer it could only say less
        return "" if enough else "tokens"

    def _try(self, best: _Draft, number: int, tokens: int) -> _Try:
        """One round.

        Args:
            best: the draft to be bettered.
            number: of the round.
            tokens: that are left.
        """
        started = perf_counter()
        found, new, why = Evidence((), (), ()), None, ""
        try:
            found = self.seeker.seek(best.judged, best.passages, self.listen, self.flag)
            if not found.brought:
                why = halt = "no new evidence"
            else:
                new = self._written(best, found, number, tokens)
                why = self._objection(best, new) if new is not None else "the model gave no draft"
                halt = "no rise" if why else ""
        except Cancelled:
            why = halt = "cancelled" if self.cancel.is_set() else "time"
        after = new or best
        change = self.alignment.change(best.held.claims, after.held.claims)
        self.listen(
            Refined(
                number,
                found.searched,
                tuple(_where(passage.place) for passage in found.brought),
                change.fixed,
                change.broken,
                change.unchanged,
                best.judged.support,
                after.judged.support,
                not why,
                why or "support rises",
                (perf_counter() - started) * 1000,
                tuple(_where(passage.place) for passage in best.passages),
                tuple(_where(passage.place) for passage in found.passages or best.passages),
            )
        )
        if new is not None and not why:
            self._show(best, new)
        return _Try(new, not why, halt)

    def _written(self, best: _Draft, found: Evidence, number: int, tokens: int) -> _Draft | None:
        """A new draft; None where no model could write it.

        Raises:
            Cancelled: there is no time left, or the user has had enough.
        """
        brief = replace(
            self.brief,
            passages=found.passages,
            notes=(*self.brief.notes, note(best.held, best.judged, found.passages)),
            answer_tokens=min(self.brief.answer_tokens or self.budget.answer_tokens, tokens),
        )
        fallback = BEFORE if not is_bare(self.brief, best.held) else "extracts"

        def listen(event: Event) -> None:
            if isinstance(event, ModelFellBack) and event.then == "extracts":
                event = replace(event, then=fallback)
            self.listen(event)

        held = self.writer.think(brief, self.models, listen, self.flag)
        return None if held is None else self._checked(number, held, found.passages)

    def _checked(self, number: int, held: Held, passages: tuple[Passage, ...]) -> _Draft:
        started = perf_counter()
        judged = self.judge.judge(held)
        if self.brief.contract == CODE:  # the code is the answer, whatever its words are
            judged = replace(judged, uncovered=())
        claims = tuple((claim.text, claim.support, claim.held) for claim in held.claims)
        self.listen(ClaimsChecked(number, claims, judged.support, (perf_counter() - started) * 1000))
        return _Draft(held, passages, judged)

    def _objection(self, best: _Draft, new: _Draft) -> str:
        """Why a new draft does not take the place of the one before, or ''."""
        if new.judged.support < best.judged.support + RISE:
            return "support does not rise"
        change = self.alignment.change(best.held.claims, new.held.claims)
        if change.broken > change.fixed:
            return "it says less that holds"
        if self.brief.contract == CODE and _has_code(best.held.text) and not _has_code(new.held.text):
            return "its code is gone"
        return ""

    def _show(self, best: _Draft, new: _Draft) -> None:
        """The new text in the place of the one that was shown."""
        if not is_bare(self.brief, best.held):  # that one is withdrawn already
            self.listen(Withdrawn())
        for line in new.held.text.splitlines(keepends=True):
            self.listen(AnswerDelta(line))
        self._stands(new.held)

    def _stands(self, held: Held) -> None:
        if not is_bare(self.brief, held):
            self.listen(DraftStands(held.text, held.citations, held.model))


def is_bare(brief: Brief, held: Held) -> bool:
    """Whether nothing holds in a text that has to rest on quotes."""
    return brief.contract == CITED and not held.citations


def _has_code(text: str) -> bool:
    return any(line.lstrip().startswith(FENCES) for line in text.splitlines())


def _where(place: Place) -> str:
    return " › ".join((place.title, *place.headings))
