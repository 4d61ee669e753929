"""What a conversation is on the screen: entries with their sources, and the steps of the work behind them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from engine.events import Event, PromptMade
from engine.gaps.records import GapReport
from engine.records import Answer, ArmScore, Citation, Lacking, Passage, Place, Recalled, Similar, Turn
from tui import decode

Result = Similar | Lacking | Recalled | GapReport


@dataclass(frozen=True, slots=True)
class Source:
    """One numbered place that an entry refers to."""

    n: int
    place: Place
    text: str  # the quote, letter for letter, or the passage
    arms: Mapping[str, ArmScore]
    score: float | None  # fused, None where it is not known
    quoted: bool  # True for a citation, False for a passage that only came near
    group: str = ""  # the heading that it stands under in a list
    badge: str = ""  # a word that makes it stand out: 'near-duplicate', 'read next'
    why: str = ""  # said in the place of the text in a list


ARM, FRAME, HALT = "arm", "frame", "halt"
"""Kinds of stages: one arm of a search; what frames the stages of a part, a specialist's step or another draft; the
end."""


@dataclass(slots=True)
class Stage:
    """One step of the work on a question, as the trace shows it. What stands below it comes while it happens."""

    name: str
    detail: str
    elapsed_ms: float | None = None
    lines: int = 2  # at most, where the detail is long
    below: list[Stage] = field(default_factory=list)
    prompt: PromptMade | None = None  # what a model was given to read
    kind: str = field(default="", compare=False)
    folded: bool = field(default=False, compare=False)  # whether what is below is hidden
    figures: tuple[str, ...] = ()  # of a row in a table, one for each column; '' leaves one empty

    @property
    def said(self) -> str:
        """What it says on one line of text, its figures included: '0.41 → 0.63'."""
        return " · ".join(each for each in (self.detail, course(self.figures)) if each)

    @property
    def stops(self) -> bool:
        """Whether there is something to do with it: fold it, or look at its prompt."""
        return bool(self.below) or self.prompt is not None


def every(stages: Iterable[Stage], depth: int = 0, *, in_sight: bool = False) -> Iterator[tuple[Stage, int]]:
    """Each stage, before those below it, with how deep it stands; `in_sight` leaves out what is folded."""
    for each in stages:
        yield each, depth
        if not (in_sight and each.folded):
            yield from every(each.below, depth + 1, in_sight=in_sight)


STOPPED = Stage("halt", "stopped", kind=HALT)
"""The last stage of an answer that was cut off."""


class Entry:
    """One message: a 'question', an 'answer', 'passages' or a 'note'. `text` is Markdown for answers, else literal.

    A stored answer is read when someone looks at it: a conversation of 5,000 messages opens without reading them all.
    """

    __slots__ = (
        "_answer",
        "_replay",
        "_sources",
        "_stages",
        "_stored",
        "branch",
        "branches",
        "doing",
        "kind",
        "level",
        "question",
        "result",
        "state",
        "text",
        "title",
        "told",
        "turn",
        "verdict",
    )

    def __init__(
        self,
        kind: str,
        text: str,
        *,
        sources: tuple[Source, ...] = (),
        state: str = "",
        level: str = "info",
        title: str = "",
        question: str = "",
        stored: str = "",
        result: Result | None = None,
        turn: int | None = None,
        verdict: str = "",
        branch: int = 1,
        branches: int = 1,
        replay: Callable[[], list[Stage]] | None = None,
    ) -> None:
        self.kind = kind
        self.text = text
        self.state = state  # 'working', 'cut' (stopped or killed), 'unanswered', 'failed', or ''
        self.level = level  # of a note: 'info', 'warning', 'error'
        self.title = title  # above an answer that is not a reply: 'Summary of ...'
        self.question = question  # what an answer replies to
        self.doing = ""  # while working: what it waits for
        self.told: list[Event] = []  # what its rounds are made of, where it was made since the app began
        self.result = result  # what a list was made from, for those who ask why
        self.turn = turn  # the number that a question or an answer is stored under, None where it is not stored
        self.branch = branch  # which of those that stand in its place it is, 1-based
        self.branches = branches  # how many stand there
        self.verdict = verdict  # what the user says of an answer: 'good', 'bad', or ''
        self._replay = replay  # makes the stages of a stored answer from its trace; None once it has
        self._sources = sources
        self._answer: Answer | None = None
        self._stages: list[Stage] = []
        self._stored = stored  # the answer as JSON, '' once it is read

    @property
    def answer(self) -> Answer | None:
        """The whole answer, once it has arrived."""
        self._read()
        return self._answer

    @property
    def sources(self) -> tuple[Source, ...]:
        """The places that the marks in the text lead to."""
        self._read()
        return self._sources

    @property
    def stages(self) -> list[Stage]:
        """The steps of the work so far."""
        self._read()
        return self._stages

    @property
    def marks(self) -> frozenset[int]:
        """The numbers that link to a source."""
        return frozenset(source.n for source in self.sources)

    def complete(self, answer: Answer) -> None:
        """The answer has arrived: text, sources, state; the stages too where no events were seen."""
        self._answer = answer
        self.text = answer.text
        self._sources = sources_of(answer)
        self.state = "cut" if answer.halt == "cancelled" or self.state == "cut" else ""
        self.turn = answer.turn_id or self.turn
        total = answer.timings.get("total")
        if not self._stages:
            self._stages = [Stage(name, "", ms) for name, ms in answer.timings.items() if name != "total"]
            self._stages.append(Stage("halt", answer.halt, total, kind=HALT))
        elif self._stages[-1].kind == HALT and total is not None:
            self._stages[-1] = Stage("halt", answer.halt, total, kind=HALT)

    def stands(self, text: str, citations: tuple[Citation, ...]) -> None:
        """A draft is whole, and its marks lead somewhere, whether a better one comes or not."""
        self.text, self._sources = text, _cited(citations, ())

    def _read(self) -> None:
        if self._replay is not None:
            replay, self._replay = self._replay, None
            self._stages = replay()
            if self.state == "cut":
                self._stages.append(STOPPED)
        if self._stored:
            stored, self._stored = self._stored, ""
            answer = decode.answer(stored)
            if answer is not None:
                self.complete(answer)


def sources_of(answer: Answer) -> tuple[Source, ...]:
    """The citations of an answer, or the nearest passages where it abstained, or what a tool speaks of."""
    if not (answer.grounded or answer.abstained or answer.citations or answer.role == "tool"):
        return ()  # written freely: what came near has no part in it
    if answer.abstained or not answer.citations:
        return from_passages(answer.nearest)
    return _cited(answer.citations, answer.nearest)


def _cited(citations: tuple[Citation, ...], nearest: tuple[Passage, ...]) -> tuple[Source, ...]:
    seen = {passage.chunk_id: passage for passage in nearest}
    sources = []
    for citation in citations:
        passage = seen.get(citation.chunk_id)
        arms = passage.arms if passage else {}
        score = passage.score if passage else None
        sources.append(Source(citation.n, citation.place, citation.quote, arms, score, quoted=True))
    return tuple(sources)


def from_passages(passages: Iterable[Passage]) -> tuple[Source, ...]:
    """Passages, numbered in their order."""
    return tuple(Source(n, p.place, p.text, p.arms, p.score, quoted=False) for n, p in enumerate(passages, 1))


def from_turns(
    turns: Iterable[Turn],
    replays: Mapping[int, Callable[[], list[Stage]]] | None = None,
    verdicts: Mapping[int, str] | None = None,
) -> list[Entry]:
    """The entries of a stored conversation; a question without an answer is marked as such.

    Args:
        turns: its messages.
        replays: by an answer's number, what makes its stages from its trace, once someone looks at them.
        verdicts: by an answer's number, what the user says of it.
    """
    replays, verdicts = replays or {}, verdicts or {}
    entries: list[Entry] = []
    question = ""
    for turn in turns:
        if turn.role == "user":
            _mark_unanswered(entries)
            question = turn.text
            entries.append(Entry("question", turn.text, turn=turn.turn_id, branch=turn.branch, branches=turn.branches))
            continue
        state = "cut" if turn.partial else ""
        number = turn.turn_id
        entries.append(
            Entry(
                "answer",
                turn.text,
                state=state,
                question=question,
                stored=turn.answer_json,
                turn=number,
                verdict=verdicts.get(number, ""),
                branch=turn.branch,
                branches=turn.branches,
                replay=replays.get(number),
            )
        )
    _mark_unanswered(entries)
    return entries


def _mark_unanswered(entries: list[Entry]) -> None:
    if entries and entries[-1].kind == "question":
        entries[-1].state = "unanswered"


def question_at(entries: Sequence[Entry], index: int) -> Entry | None:
    """The question that the entry at `index` is, answers or follows; None where it is no part of the conversation."""
    if not 0 <= index < len(entries) or entries[index].title or entries[index].kind in ("passages", "tool"):
        return None
    return next((entry for entry in reversed(entries[: index + 1]) if entry.kind == "question"), None)


def where(place: Place) -> str:
    """The place in a reader's words: page, or speaker and time, or lines; an empty span is no place in the text."""
    if place.char_end <= place.char_start:
        return "whole document"
    if place.page is not None:
        return f"page {place.page}"
    if place.speaker:
        return f"{place.speaker} · {short_time(place.time)}" if place.time else place.speaker
    if place.line_end > place.line_start:
        return f"lines {place.line_start}–{place.line_end}"
    return f"line {place.line_start}"


def course(figures: Sequence[str]) -> str:
    """The figures of a row on one line: '0.41 → 0.52 → 0.63'."""
    return " → ".join(each for each in figures if each)


def counted(count: int, one: str, many: str = "") -> str:
    """'1 document', '2 documents', '2 searches'."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def short_time(time: str | None) -> str:
    """An ISO 8601 time to the minute, without its offset."""
    return (time or "")[:16].replace("T", " ")
