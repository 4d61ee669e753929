"""An engine in memory with the real one's services: small, deterministic, with timings that never change."""

from __future__ import annotations

import json
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import pymupdf

from engine import events
from engine.agents.lenses.lens import Facet, Lens
from engine.agents.specialists.specialist import Specialist
from engine.agents.tools.tool import Confirm, ToolResult, never
from engine.config import Settings
from engine.engine import ConversationService, Engine
from engine.errors import Cancelled, UsageError
from engine.events import Event, Listener, ignore
from engine.library.conversations import Conversations
from engine.library.feedback import Feedback
from engine.library.store import Library
from engine.reasoning.again import asked_again
from engine.reasoning.wish import WAYS
from engine.records import (
    Answer,
    ArmScore,
    Citation,
    Combination,
    Comparison,
    DocumentInfo,
    FactMatch,
    FileOutcome,
    Filler,
    IngestReport,
    Lacking,
    LibraryStatus,
    OriginalFile,
    PagePicture,
    Passage,
    Place,
    Recalled,
    RecalledDocument,
    RoleInfo,
    Similar,
    SimilarDocument,
    SimilarPassage,
    Turn,
)
from engine.sources.reading import Mark, MarkKind
from tests.tui.fake_gaps import FakeGaps
from tests.tui.fake_graph import FakeGraph
from tests.tui.fake_models import FakeModels, Writer
from tests.tui.fake_questions import FakeQuestions

LOG = """# The lamp at Grey Point

The lamp burns paraffin and is trimmed at dusk.

## Fog

In fog the bell is struck twice every minute. The keeper writes each hour of fog into the log.
When the bell rope was wet, the strokes came late.

## Supplies

Oil comes by boat on the first Monday of the month.
"""
REPORT = "\n".join(f"Line {n} of the inspection report." for n in range(1, 400)) + (
    "\nThe bell was heard at two miles in thick fog.\nThe rest is about paint.\n"
)
TIME = "2026-01-02T03:04:05+00:00"


def place(version: int, quote: str, *, page: int | None = None) -> Place:
    """Where a quote stands in one of the two documents."""
    text, title = (LOG, "The lamp at Grey Point") if version == 1 else (REPORT, "Inspection report")
    start = text.index(quote)
    line = text.count("\n", 0, start) + 1
    headings = ("Fog",) if version == 1 else ()
    path = "/docs/lamp.md" if version == 1 else "/docs/report.pdf"
    return Place(version, version, path, "", title, headings, page, None, None, line, line, start, start + len(quote))


BELL = "In fog the bell is struck twice every minute."
HEARD = "The bell was heard at two miles in thick fog."
OIL = "Oil comes by boat on the first Monday of the month."


def passages() -> tuple[Passage, ...]:
    """Three passages as a search would rank them."""
    found = []
    for rank, (version, quote, page) in enumerate(((1, BELL, None), (2, HEARD, 2), (1, OIL, None)), 1):
        arms = {"words": ArmScore(rank, 9.5 - rank), "fused": ArmScore(rank, 1 / (60 + rank))}
        if rank < 3:
            arms["codes"] = ArmScore(3 - rank, 0.5 + rank / 10)
        found.append(Passage(rank, place(version, quote, page=page), quote, arms, 1 / (60 + rank)))
    return tuple(found)


WRITTEN = "The bell is struck **twice every minute** in fog [1], and it was heard two miles away [2]."


LENSES = (
    Lens("philosophical", "What is meant, what is claimed, and what speaks against it.", (
        Facet("What is meant", "What does {subject} mean?", ("means", "is called"), ("It is a kind of bell.",)),
        Facet("Objections", "What speaks against {subject}?", ("however",), ()),
    ), "Terms first, then claims.", ""),
    Lens("systemic", "Parts, flows and feedback.", (Facet("Parts", "What is {subject} made of?", (), ()),), "", "/own"),
)  # fmt: skip
SPECIALISTS = (
    Specialist(
        "researcher", "Answers from the sources.", ("research",), "Answer only from the passages.", "cited", "", None,
        (), "",
    ),
    Specialist(
        "programmer", "Writes code.", ("code",), "Write short code.", "code", "qwen2.5-coder", 0.2,
        ("read",), "/own.toml",
    ),
)  # fmt: skip
WRITES = "Write 12 bytes to /exports/lamp.md?"

WEIGHED = events.EvidenceWeighed(
    1, 32,
    ("The lamp at Grey Point › Fog", "Inspection report › Bells and horns", "The boat", "Harbour dues", "Oil"),
    (1, 4, 2, 3, 5),
    (0.82, 0.41, 0.55, 0.47, 0.33),
    (
        events.Thinking((0.84, 0.52, 0.54, 0.45, 0.33), 0.31, 0.12, 0.02),
        events.Thinking((0.88, 0.63, 0.52, 0.41, 0.32), 0.62, 0.06, 0.05),
        events.Thinking((0.91, 0.71, 0.5, 0.38, 0.31), 0.84, 0.03, 0.07),
    ),
    2.6,
)  # fmt: skip
"""What the evidence selector says of a question that has 'rounds' in it."""

REASONED: tuple[Event, ...] = (
    WEIGHED,
    events.LoopWeighed(True, 0.71, ("fog", "struck"), 2.0),
    events.FollowedUp(
        2, 6, "Grey Point bell struck in fog", "Grey Point", "The lamp at Grey Point › Fog", "Inspection report",
        0.41, 0.63, True, "support rises", 14.0,
        ("The lamp at Grey Point › Fog", "Harbour dues", "The boat"),
        ("The lamp at Grey Point › Fog", "The boat", "Inspection report"),
    ),
    events.FollowedUp(
        3, 4, "inspection of Grey Point", "inspection", "Inspection report", "The lamp at Grey Point",
        0.63, 0.6, False, "support does not rise", 9.0,
        ("The lamp at Grey Point › Fog", "The boat", "Inspection report"),
        ("The lamp at Grey Point › Fog", "The boat", "Inspection report"),
    ),
    events.EvidenceChosen(("The lamp at Grey Point › Fog", "Inspection report"), 3, "no rise", 31.0),
)  # fmt: skip
"""What the evidence loop says of a question that has 'rounds' in it."""

TASKS: tuple[Event, ...] = (
    events.Delegated(1, "researcher", "Find how often the bell is struck.", ()),
    events.PromptMade(
        "qwen2.5-0.5b", 812, 2048, 2, (), "researcher",
        (("system", "Answer only from the passages."), ("user", "[1] In fog the bell is struck.\n\nHow often?")),
    ),
    events.PromptRead("qwen2.5-0.5b", 812, 0, 640.0),
    events.ModelReplied("qwen2.5-0.5b", 40, 12.5, "stop", 3200.0),
    events.ClaimsChecked(1, ((BELL, 0.93, True), ("It is painted red.", 0.08, False)), 0.5, 4.0),
    events.PromptMade("qwen2.5-0.5b", 830, 2048, 3, (), "researcher", (("user", "Once more."),)),
    events.ClaimsChecked(2, ((BELL, 0.93, True), ("It is painted white each year.", 0.91, True)), 0.93, 4.0),
    events.Refined(
        2, ("bell painted",), ("Inspection report",), 1, 0, 1, 0.5, 0.93, True, "support rises", 4100.0,
        ("The lamp at Grey Point › Fog",), ("The lamp at Grey Point › Fog", "Inspection report"),
    ),
    events.StepDone(1, "researcher", BELL, 2, 2, 8000.0),
    events.Delegated(2, "explainer", "Explain it.", ("researcher",)),
    events.PromptMade("qwen2.5-0.5b", 300, 2048, 0, (), "explainer", (("user", "Explain: twice a minute."),)),
    events.StepDone(2, "explainer", "Twice every minute.", 1, 0, 2000.0),
    events.Disagreed("The lamp at Grey Point", "Inspection report", "twice and once every minute"),
)  # fmt: skip
"""What a pipeline of specialists says."""


class FakeEngine(Engine):
    """Two documents, one answer, and an abstention for everything that is not about fog."""

    def __init__(self, *, documents: int = 2, models: FakeModels | None = None) -> None:
        self.folder = Path("/library")
        self.settings = Settings()
        self.documents = documents
        self.infos: tuple[DocumentInfo, ...] = ()  # instead of the two documents
        self._shelf = tempfile.TemporaryDirectory(prefix="nacre-talks-", ignore_cleanup_errors=True)
        self.talks = Library.open(Path(self._shelf.name)).conversations  # the real ones
        self.gate = threading.Event()  # a question with 'wait' in it goes on when this is set
        self.closed = False
        self.asked: list[str] = []
        self.forgotten: list[str] = []
        self.scopes: list[str] = []  # of each question
        self.asked_of: list[str] = []  # the models that were named
        self.wished: list[tuple[str, str, str]] = []  # way, lens and specialist of each question
        self.permitted: list[bool] = []  # what was answered to a tool that wants to write
        self.ingested: list[Path] = []
        self.worked = 0
        services = _Services(self)
        self.ingest = self.ask = self.search = self.library = services  # type: ignore[assignment]
        self.conversations = Talks(self.talks)
        self.memory = services  # type: ignore[assignment]
        there = (place(2, HEARD, page=2), HEARD)
        self.gaps = FakeGaps([(place(1, BELL), BELL), (place(1, OIL), OIL)], there)  # type: ignore[assignment]
        self.questions = FakeQuestions()  # type: ignore[assignment]
        self.graph = FakeGraph()  # type: ignore[assignment]
        self.tools = _Tools(self)  # type: ignore[assignment]
        self.remembered: list[tuple[str, ...]] = []
        self.models = models or FakeModels()  # type: ignore[assignment]
        self.writer = Writer(WRITTEN)

    def close(self) -> None:
        self.closed = True

    @property
    def drafts(self) -> list[str]:
        """What stands in the composer, as it is stored."""
        return [self.talks.left_off.draft()]

    @property
    def given(self) -> dict[int, Feedback]:
        """What was said of answers, by their turns."""
        return {given.turn_id: given for number in self.stored for given in self.talks.feedback.of(number)}

    @property
    def stored(self) -> dict[int, tuple[Turn, ...]]:
        """The open branches of all conversations."""
        return {info.conversation_id: self.talks.turns(info.conversation_id) for info in self.talks.list()}

    def remember(
        self,
        conversation: int | None,
        role: str,
        text: str,
        *,
        answer: Answer | None = None,
        partial: bool = False,
        trace: Sequence[Event] | None = None,
        parent: int | None = None,
    ) -> int:
        """Store a turn; the conversation's id. A number that there is not yet begins it."""
        if conversation is None or conversation not in self.stored:
            conversation = self.talks.new()
        data = json.dumps(asdict(answer)) if answer else ""
        self.talks.add_turn(conversation, role, text, parent=parent, answer_json=data, partial=partial, trace=trace)
        return conversation

    def put(self, question: str, conversation: int | None, instead_of: int | None) -> Turn:
        """Store a question as the real engine does; its turn."""
        if instead_of is not None:
            return asked_again(self.talks, instead_of, question)
        return self.talks.add_turn(self.talks.new() if conversation is None else conversation, "user", question)


class Talks(ConversationService):
    """The real service over a library of its own, without an encoder."""

    def __init__(self, talks: Conversations) -> None:
        self._conversations = talks

    def judge(self, turn: int, verdict: str, reason: str = "") -> Feedback | None:
        return self._conversations.feedback.give(turn, verdict, reason, "hashed/1")


def answer(question: str, conversation: int | None = None) -> Answer:
    """What the fake engine says."""
    about = "fog" in question or "bell" in question
    citations = (Citation(1, place(1, BELL), BELL, 1), Citation(2, place(2, HEARD, page=2), HEARD, 2)) if about else ()
    text = (
        "**In fog** the bell is struck twice every minute [1]. It was heard at *two miles* in thick fog [2]."
        if about
        else "The library does not say."
    )
    timings = {"words": 3.0, "codes": 5.0, "draft": 12.0, "total": 21.0}
    return Answer(
        question,
        text,
        not about,
        0,
        citations,
        passages(),
        1,
        "supported" if about else "weak support",
        0.8 if about else 0.2,
        timings,
        conversation,
        2,
    )


def recording(listen: Listener, trace: list[Event]) -> Listener:
    """A listener that keeps what it hears."""

    def hear(event: Event) -> None:
        trace.append(event)
        listen(event)

    return hear


class _Tools:
    """One sum, and an export that asks first."""

    def __init__(self, engine: FakeEngine) -> None:
        self._engine = engine

    def answer(self, request: str, confirm: Confirm) -> ToolResult | None:
        if request == "2 + 2":
            return ToolResult("calculate", "2 + 2 = **4**", places=(place(1, BELL),))
        if request.startswith("export"):
            self._engine.permitted.append(confirm(WRITES))
            failed = not self._engine.permitted[-1]
            return ToolResult("export", "nothing was written." if failed else "12 bytes written", failed=failed)
        return None


class _Services:
    """All services in one; the real ones are separate objects with the same methods."""

    def __init__(self, engine: FakeEngine) -> None:
        self._engine = engine

    # --- ask ---

    def ask(
        self,
        question: str,
        *,
        conversation: int | None = None,
        scope: str = "",
        model: str = "",
        way: str = "",
        lens: str = "",
        specialist: str = "",
        instead_of: int | None = None,
        confirm: Confirm = never,
        listen: Listener = ignore,
        cancel: threading.Event | None = None,
    ) -> Answer:
        engine, told = self._engine, listen
        trace: list[Event] = []
        listen = recording(listen, trace)
        engine.asked.append(question)
        engine.asked_of.append(model)
        engine.scopes.append(scope)
        engine.wished.append((way, lens, specialist))
        if question.startswith("the of"):
            raise UsageError("the question has no words to look for", "ask with at least one")
        turn = engine.put(question, conversation, instead_of)
        number, question = engine.talks.conversation_of(turn.turn_id), turn.text
        engine.asked[-1] = question
        told(events.TurnStored(number, turn.turn_id))
        if question.startswith("export"):
            return self._exported(question, number, confirm, listen, trace, turn.turn_id)
        listen(events.QueryRead(question, ("bell", "fog"), scope))
        listen(events.Searched("words", 3, "The lamp at Grey Point", 3.0))
        listen(events.Searched("codes", 2, "Inspection report", 5.0))
        listen(events.Fused((("The lamp at Grey Point", 0.016),), 1.0))
        for event in (*(REASONED if "rounds" in question else ()), *(TASKS if way == "pipeline" else ())):
            listen(event)
        result = replace(answer(question, number), way=way or "route", lens="" if lens == "none" else lens)
        name = model or engine.models.status().active
        if name not in ("", "none"):
            return self._written(question, number, name, listen, cancel, trace, turn.turn_id)
        if "wait" in question:
            listen(events.AnswerDelta("In fog the bell "))
            while not engine.gate.wait(0.01):
                if cancel is not None and cancel.is_set():
                    engine.remember(number, "nacre", "In fog the bell ", partial=True, trace=trace, parent=turn.turn_id)
                    raise Cancelled("the answer was cancelled")
        listen(events.Drafted(12, len(result.citations), result.support, 12.0))
        listen(events.Checked(len(result.citations), len(result.citations), 1.0))
        listen(events.Halted(result.halt))
        for word in result.text.split(" "):
            listen(events.AnswerDelta(word + " "))
        return self._complete(number, result, listen, trace, turn.turn_id)

    def _exported(
        self, question: str, number: int, confirm: Confirm, listen: Listener, trace: list[Event], turn: int
    ) -> Answer:
        self._engine.permitted.append(confirm(WRITES))
        text = "12 bytes written" if self._engine.permitted[-1] else "nothing was written, for it was not confirmed."
        listen(events.ToolUsed("export", text, not self._engine.permitted[-1], 1.0))
        listen(events.Halted("tool"))
        listen(events.AnswerDelta(text))
        result = replace(answer(question, number), text=text, abstained=False, halt="tool", role="tool", grounded=False)
        return self._complete(number, replace(result, citations=()), listen, trace, turn)

    def suggestions(self, limit: int = 3, cancel: threading.Event | None = None) -> tuple[str, ...]:
        return (
            ("What is said about the fog?", "How often is the bell struck?")[:limit] if self._engine.documents else ()
        )

    def lenses(self) -> tuple[Lens, ...]:
        return LENSES

    def specialists(self) -> tuple[Specialist, ...]:
        return SPECIALISTS

    def ways(self) -> Mapping[str, str]:
        return WAYS

    def _complete(self, number: int, result: Answer, listen: Listener, trace: Sequence[Event], turn: int) -> Answer:
        """Store an answer and say so."""
        engine = self._engine
        data = json.dumps(asdict(replace(result, turn_id=None)))
        stored = engine.talks.add_turn(number, "nacre", result.text, parent=turn, answer_json=data, trace=trace)
        result = replace(result, turn_id=stored.turn_id)
        listen(events.Answered(result))
        return result

    def _written(
        self,
        question: str,
        number: int,
        name: str,
        listen: Listener,
        cancel: threading.Event | None,
        trace: Sequence[Event],
        turn: int,
    ) -> Answer:
        engine = self._engine
        if host := engine.models.status().remote:
            listen(events.TextLeaves(name, host))
        if "broken" in question:
            listen(events.AnswerDelta("The bell is made of che"))
            listen(events.Withdrawn())
            listen(events.ModelFellBack(name, "the file is damaged. Fetch it again", "extracts"))
            listen(events.AnswerDelta(BELL))
            result = replace(answer("bell", number), question=question)
        else:
            text = engine.writer.write(name, listen, cancel)
            if cancel is not None and cancel.is_set():
                engine.remember(number, "nacre", text, partial=True, trace=trace, parent=turn)
                raise Cancelled("the answer was stopped")
            result = replace(answer("bell", number), question=question, text=text, tier=2, model=name)
        listen(events.Checked(2, 2, 1.0))
        listen(events.Halted(result.halt))
        return self._complete(number, result, listen, trace, turn)

    def summarise(self, target: str, *, listen: Listener = ignore) -> Answer:
        return replace(answer("fog"), question=f"Summary of {target}", turn_id=None)

    def compare(self, question: str, left: str, right: str, *, listen: Listener = ignore) -> Comparison:
        return Comparison(question, left, answer("fog"), right, answer("paint"))

    def search(self, words: str | int = "", *args: object, k: int = 10, scope: str = "") -> tuple[Passage, ...]:
        return passages()

    # --- memory ---

    def similar(self, document: str, *, k: int = 10, scope: str = "") -> Similar:
        self._engine.remembered.append(("similar", document))
        if document == "nothing.md":
            raise UsageError("nothing in the library matches 'nothing.md'", "name another")
        arms = {"codes": ArmScore(1, 0.82), "words": ArmScore(2, 0.55), "tree": ArmScore(1, 0.71)}
        copy = SimilarDocument(
            place(1, BELL), "markdown", 0.69, True, 0.9, arms, "The same text in another edition: 90% is shared."
        )
        report = SimilarDocument(
            place(2, HEARD, page=2), "pdf", 0.52, False, 0.1, arms, "On the same subject in ‘Fog’; adds page 2."
        )
        found = tuple(SimilarPassage(each, each.chunk_id == 1) for each in passages())
        return Similar("The lamp at Grey Point", (copy, report), found, (report,), ("bell", "fog"), {"total": 12.0})

    def lacking(self, target: str, without: str, *, k: int = 10) -> Lacking:
        self._engine.remembered.append(("lacking", target, without))
        return Lacking(target, without, passages()[:2], {"total": 3.0})

    def recall(self, pairs: Sequence[str], *, k: int = 10, scope: str = "") -> Recalled:
        self._engine.remembered.append(("recall", *pairs))
        document = RecalledDocument(
            1, 1, "/docs/lamp.md", "", "The lamp at Grey Point", "markdown", 0.67, 0.3,
            (FactMatch("kind", "markdown", "markdown"),),
            (FactMatch("author", "smith", "Jane Smith"),),
            (FactMatch("tag", "sea", ""),),
        )  # fmt: skip
        fillers = {"author": (Filler("Jane Smith", 0.31, 0.12, 4), Filler("Ada Jones", 0.19, 0.1, 1))}
        together = (Combination({"author": "Jane Smith", "kind": "pdf"}, 3, 2),)
        query = (("kind", "markdown"), ("author", "?"))
        return Recalled(query, (document,), fillers, together, True, "", {"total": 3.0})

    def roles(self, *, scope: str = "") -> tuple[RoleInfo, ...]:
        return (
            RoleInfo("author", 2, 5, ("Jane Smith", "Ada Jones")),
            RoleInfo("kind", 2, 9, ("markdown", "pdf")),
        )

    # --- ingest ---

    def run(
        self,
        paths: Sequence[Path],
        *,
        wait: bool = True,
        collection: str = "",
        listen: Listener = ignore,
        cancel: threading.Event | None = None,
    ) -> IngestReport:
        self._engine.ingested += paths
        listen(events.FilesFound(2))
        listen(events.FileDone("/docs/lamp.md", "added", 1, 2))
        self._engine.documents += 1
        return IngestReport(1, 0, 0, 0, (FileOutcome("/docs/x.bin", "binary"),), (), 3, 0, 0.1)

    def work(self, *, listen: Listener = ignore, cancel: threading.Event | None = None) -> int:
        self._engine.worked += 1
        listen(events.JobProgress("embed", 1, 2))
        listen(events.JobProgress("embed", 2, 2))
        return 0

    def pending(self) -> Mapping[str, int]:
        return {}

    # --- library ---

    def status(self) -> LibraryStatus:
        n = self._engine.documents
        return LibraryStatus(
            "/library",
            n,
            n,
            6 * n,
            6 * n,
            900 * n,
            1200 * n,
            500 * n,
            600 * n,
            9000,
            len(self._engine.talks.list()),
            {},
            0,
            {"": n},
            {"markdown": n},
            "hashed/1",
            0,
        )

    def documents(self, scope: str = "") -> tuple[DocumentInfo, ...]:
        found = tuple(
            each for each in self._infos() if scope in ("", *each.tags, each.collection) or scope in each.path
        )
        if scope and not found:
            raise UsageError(f"nothing in the library matches '{scope}'", "name another")
        return found

    def forget(self, globs: Sequence[str]) -> tuple[DocumentInfo, ...]:
        gone = tuple(each for scope in globs for each in self.documents(scope))
        self._engine.infos = tuple(each for each in self._infos() if each not in gone)
        self._engine.forgotten += globs
        return gone

    def _infos(self) -> tuple[DocumentInfo, ...]:
        return self._engine.infos or (
            DocumentInfo(
                1, 1, "/docs/lamp.md", "", "The lamp at Grey Point", "markdown", "", (), 400, 400, 4, 4, TIME, ()
            ),
            DocumentInfo(2, 2, "/docs/report.pdf", "", "Inspection report", "pdf", "", (), 9000, 9000, 8, 3, TIME, ()),
        )

    def text(self, version: int) -> str:
        return LOG if version == 1 else REPORT

    def marks(self, version: int) -> tuple[Mark, ...]:
        if version == 1:
            return ()
        half = REPORT.index("Line 200 ")
        return (Mark(MarkKind.PAGE, 0, half, 1), Mark(MarkKind.PAGE, half, len(REPORT), 2))

    def original(self, version: int) -> OriginalFile:
        return OriginalFile("/docs/lamp.md" if version == 1 else "/docs/report.pdf", 4, False)

    def original_bytes(self, version: int) -> bytes:
        return b"%PDF"

    def page_image(self, version: int, page: int, width_px: int, quote: str = "") -> PagePicture:
        with pymupdf.open() as document:
            document.new_page(width=200, height=120).insert_text((20, 60), f"page {page}")
            pixels = document[0].get_pixmap(matrix=pymupdf.Matrix(width_px / 200, width_px / 200))
            return PagePicture(pixels.tobytes("png"), pixels.width, pixels.height, page, 2, bool(quote))


def gaps_of(engine: Engine) -> FakeGaps:
    """What stands for the engine's gaps."""
    assert isinstance(engine.gaps, FakeGaps)
    return engine.gaps
