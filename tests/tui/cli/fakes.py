"""An engine that answers from fixed records and remembers how it was called."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from threading import Event as Flag
from typing import Any

from engine.agents.lenses.lens import Facet, Lens
from engine.agents.specialists.specialist import Specialist
from engine.agents.tools.tool import Confirm, never
from engine.config import Settings
from engine.engine import (
    AskService,
    ConversationService,
    Engine,
    IngestService,
    LibraryService,
    MemoryService,
    SearchService,
)
from engine.events import Answered, Event, FileDone, Halted, IngestDone, Listener, QueryRead, ignore
from engine.library.feedback import Feedback, JudgedAnswer
from engine.library.traces import TracedAnswer
from engine.models_door import ModelService
from engine.records import (
    Answer,
    ArmScore,
    Citation,
    Combination,
    Comparison,
    ConversationInfo,
    DocumentInfo,
    ExtractReport,
    FactMatch,
    FileOutcome,
    Filler,
    Finding,
    IngestReport,
    Lacking,
    LibraryStatus,
    MachineState,
    ModelsStatus,
    Passage,
    Place,
    Recalled,
    RecalledDocument,
    RoleInfo,
    Similar,
    SimilarDocument,
    SimilarPassage,
    Turn,
    VerifyReport,
)
from tui.cli.options import Request

QUOTE = "The bolt stands 4.87 metres\nabove station zero."
HOSTILE = "before\x1b]0;owned\x07\x1b[2Jafter\x9b31m\u202e"


def place(**changes: Any) -> Place:
    """A place in a Markdown file."""
    values: dict[str, Any] = {
        "document_id": 1,
        "version": 7,
        "path": "/papers/bolt.md",
        "part": "",
        "title": "The brass bolt",
        "headings": ("Where it is",),
        "page": None,
        "speaker": None,
        "time": None,
        "line_start": 3,
        "line_end": 4,
        "char_start": 20,
        "char_end": 20 + len(QUOTE),
    }
    return Place(**{**values, **changes})


def answer(**changes: Any) -> Answer:
    """An answer with one citation and one nearest passage."""
    passage = Passage(5, place(), QUOTE, {"words": ArmScore(1, 3.5), "fused": ArmScore(1, 0.03)}, 0.03)
    values: dict[str, Any] = {
        "question": "How high is the bolt?",
        "text": "The bolt stands 4.87 metres above station zero [1].",
        "abstained": False,
        "tier": 0,
        "citations": (Citation(1, place(), QUOTE, 5),),
        "nearest": (passage,),
        "rounds": 1,
        "halt": "supported",
        "support": 0.8,
        "timings": {"search": 2.0, "total": 3.5},
        "conversation_id": 4,
        "turn_id": 9,
    }
    return Answer(**{**values, **changes})


class FakeIngest(IngestService):
    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []
        self.report = IngestReport(2, 0, 1, 0, (), (), 9, 9, 0.5)
        self.before_return: Callable[[Flag | None], None] = lambda cancel: None

    def run(
        self,
        paths: Sequence[Path],
        *,
        wait: bool = True,
        collection: str = "",
        listen: Listener = ignore,
        cancel: Flag | None = None,
    ) -> IngestReport:
        self.calls.append({"paths": list(paths), "wait": wait, "collection": collection})
        listen(FileDone(str(paths[0]), "added", 1, 2))
        self.before_return(cancel)
        return self.report

    def watch(
        self, paths: Sequence[Path], *, collection: str = "", listen: Listener = ignore, cancel: Flag | None = None
    ) -> None:
        listen(IngestDone(self.report))
        listen(IngestDone(self.report))


class FakeAsk(AskService):
    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []
        self.answer = answer()
        self.before: tuple[Event, ...] = ()  # what a model does before the answer is whole
        self.error: BaseException | None = None
        self.wishes: list[dict[str, str]] = []
        self.beside: list[int | None] = []
        self.wants = ""  # what is asked before a file is written
        self.permitted: list[bool] = []

    def lenses(self) -> tuple[Lens, ...]:
        facets = (Facet("What is meant", "What does {subject} mean?", ("means",), ()),)
        odd = (Facet(HOSTILE, HOSTILE, (HOSTILE,), ()),)
        return (
            Lens("philosophical", "What is meant and claimed.", facets, "Terms first.", ""),
            Lens("hostile", f"A lens {HOSTILE}", odd, HOSTILE, f"/own/{HOSTILE}"),
        )

    def specialists(self) -> tuple[Specialist, ...]:
        return (
            Specialist("researcher", "Answers from the sources.", ("research",), "Quote.", "cited", "", None, (), ""),
            Specialist("hostile", HOSTILE, (HOSTILE,), HOSTILE, "free", HOSTILE, 0.7, (HOSTILE,), f"/own/{HOSTILE}"),
        )

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
        cancel: Flag | None = None,
    ) -> Answer:
        self.calls.append({"question": question, "conversation": conversation, "scope": scope, "model": model})
        self.wishes.append({"way": way, "lens": lens, "specialist": specialist})
        self.beside.append(instead_of)
        if self.wants:
            self.permitted.append(confirm(self.wants))
        listen(QueryRead(question, ("bolt",), scope))
        for event in self.before:
            listen(event)
        if self.error is not None:
            raise self.error
        listen(Halted("supported"))
        listen(Answered(self.answer))
        return self.answer

    def summarise(self, target: str, *, listen: Listener = ignore) -> Answer:
        return self.answer

    def compare(self, question: str, left: str, right: str, *, listen: Listener = ignore) -> Comparison:
        return Comparison(question, left, self.answer, right, self.answer)


class FakeSearch(SearchService):
    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []
        self.found: tuple[Passage, ...] = answer().nearest

    def search(self, words: str, *, k: int = 10, scope: str = "") -> tuple[Passage, ...]:
        self.calls.append({"words": words, "k": k, "scope": scope})
        return self.found


class FakeMemory(MemoryService):
    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []
        arms = {"codes": ArmScore(1, 0.7), "words": ArmScore(2, 0.4), "tree": ArmScore(1, 0.6)}
        copy = SimilarDocument(place(title="The copy"), "markdown", 0.9, True, 0.85, arms, "The same text.")
        other = SimilarDocument(place(title="The gauge"), "markdown", 0.6, False, 0.0, arms, "Closest: ‘A’.")
        adds = SimilarDocument(place(title="The gauge"), "markdown", 0.6, False, 0.0, arms, "Adds ‘B’.")
        passage = SimilarPassage(answer().nearest[0], True)
        self.similar_found = Similar("The brass bolt", (copy, other), (passage,), (adds,), ("bolt",), {"total": 2.0})
        document = RecalledDocument(
            1, 7, "/papers/bolt.md", "", "The brass bolt", "markdown", 0.5, 0.3,
            (FactMatch("kind", "markdown", "markdown"),),
            (FactMatch("author", "smith", "Jane Smith"),),
            (FactMatch("tag", "sea", ""),),
        )  # fmt: skip
        self.recalled = Recalled(
            (("kind", "markdown"), ("tag", "?")),
            (document,),
            {"tag": (Filler("salt", 0.31, 0.12, 4),)},
            (Combination({"tag": "salt", "author": "Jane Smith"}, 2, 3),),
            False,
            "There are more combinations than the 10 shown.",
            {"total": 2.0},
        )

    def similar(self, document: str, *, k: int = 10, scope: str = "") -> Similar:
        self.calls.append({"document": document, "k": k, "scope": scope})
        return self.similar_found

    def similar_to_text(self, text: str, *, k: int = 10, scope: str = "") -> Similar:
        self.calls.append({"text": text, "k": k, "scope": scope})
        return self.similar_found

    def lacking(self, target: str, without: str, *, k: int = 10) -> Lacking:
        self.calls.append({"target": target, "without": without, "k": k})
        return Lacking(target, without, answer().nearest, {"total": 2.0})

    def recall(self, pairs: Sequence[str], *, k: int = 10, scope: str = "") -> Recalled:
        self.calls.append({"pairs": list(pairs), "k": k, "scope": scope})
        return self.recalled

    def roles(self, *, scope: str = "") -> tuple[RoleInfo, ...]:
        return (RoleInfo("author", 2, 3, ("Jane Smith", "Ada Jones")),)


class FakeLibrary(LibraryService):
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: tuple[str, ...] = ()
        self.failed: tuple[FileOutcome, ...] = ()
        self.forgotten: list[tuple[str, ...]] = []

    def status(self) -> LibraryStatus:
        counts: Mapping[str, int] = {"markdown": 2}
        pending = {"embed": 3}
        return LibraryStatus(
            str(self.folder), 2, 3, 9, 6, 4000, 5000, 2500, 800, 20000, 1, pending, 0, {"": 2}, counts, "hashed/1", 0
        )

    def documents(self, scope: str = "") -> tuple[DocumentInfo, ...]:
        return (
            DocumentInfo(
                1,
                7,
                "/papers/bolt.md",
                "",
                "The brass bolt",
                "markdown",
                "",
                (),
                90,
                88,
                1,
                1,
                "2025-01-01T00:00:00+00:00",
                (),
            ),
        )

    def verify(self, *, listen: Listener = ignore) -> VerifyReport:
        return VerifyReport(2, 3, 9, 9, 1, self.problems, 0.2)

    def extract(self, globs: Sequence[str], target: Path, *, text: bool = False) -> ExtractReport:
        return ExtractReport((str(target / "bolt.md"),), self.failed, 90)

    def forget(self, globs: Sequence[str]) -> tuple[DocumentInfo, ...]:
        self.forgotten.append(tuple(globs))
        return self.documents()


class FakeConversations(ConversationService):
    def __init__(self) -> None:
        self.newest: int | None = 4
        self.given: Feedback | None = None
        self.events: tuple[Event, ...] = (QueryRead("How high is the bolt?", ("bolt",), ""), Halted("supported"))

    def latest(self) -> int | None:
        return self.newest

    def list(self, limit: int = 100, state: str = "current", titled: str = "") -> tuple[ConversationInfo, ...]:
        return (
            ConversationInfo(4, "How high is the bolt?", "2025-01-01T10:00:00+00:00", "2025-01-01T10:01:00+00:00", 2),
        )

    def turns(self, conversation: int) -> tuple[Turn, ...]:
        return (
            Turn(8, "user", "How high is the bolt?", "2025-01-01T10:00:00+00:00", "", False),
            Turn(9, "nacre", "4.87 metres [1].", "2025-01-01T10:01:00+00:00", '{"answer": "4.87 metres [1]."}', False),
        )

    def trace(self, conversation: int, turn: int | None = None) -> TracedAnswer:
        return TracedAnswer(conversation, turn or 9, f"How {HOSTILE} high is the bolt?", 3.5, self.events)

    def judge(self, turn: int, verdict: str, reason: str = "") -> Feedback | None:
        again = self.given is not None and self.given.verdict == verdict
        self.given = None if again else Feedback(turn, verdict, reason, "", "", 0, "hashed/1")
        return self.given

    def verdicts(self, conversation: int) -> tuple[Feedback, ...]:
        return (self.given,) if self.given is not None else ()

    def judged(self) -> Iterator[JudgedAnswer]:
        for given in self.verdicts(4):
            question, answer = self.turns(4)
            yield JudgedAnswer(given, 4, question.text, answer.text, answer.answer_json, self.events)

    def search(self, words: str, limit: int = 20) -> tuple[tuple[ConversationInfo, Turn], ...]:
        return ((self.list()[0], self.turns(4)[0]),)

    def export(self, conversation: int, form: str = "markdown") -> str:
        return '{"turns": []}' if form == "json" else "# How high is the bolt?\n"


class FakeModels(ModelService):
    def __init__(self) -> None:
        self.findings: tuple[Finding, ...] = (
            Finding("kernel", "ok", "avx2"),
            Finding("embedder", "missing", "words and parts of words only", "run nacre setup"),
        )

    def setup(self, *, listen: Listener = ignore, cancel: Flag | None = None) -> str:
        return "minilm/int8"

    def tier(self) -> int:
        return 1

    def status(self) -> ModelsStatus:
        return ModelsStatus("", "", MachineState("normal", "auto", 3, 4, 9_000_000_000, None, None, ""), ())

    def doctor(self) -> tuple[Finding, ...]:
        return self.findings


class FakeEngine(Engine):
    """An engine whose services are the fakes above."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.settings = Settings()
        self.requests: list[Request] = []
        self.closed = 0
        self.ingest: FakeIngest = FakeIngest()
        self.ask: FakeAsk = FakeAsk()
        self.search: FakeSearch = FakeSearch()
        self.memory: FakeMemory = FakeMemory()
        self.library: FakeLibrary = FakeLibrary(folder)
        self.conversations: FakeConversations = FakeConversations()
        self.models: FakeModels = FakeModels()

    def opened(self, request: Request) -> FakeEngine:
        self.requests.append(Request(request.library, request.as_json))
        return self

    def close(self) -> None:
        self.closed += 1
