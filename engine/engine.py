"""The door: opens a library and hands out named services. No logic of its own.

Every method may be called from any thread; none may be called from a screen's event loop, for all of them touch the
disk. `listen` is called on the calling thread, the moment something happens. `cancel` is checked between units of work.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Event as Flag
from types import TracebackType

from engine.config import Settings
from engine.events import Listener, ignore
from engine.records import (
    Answer,
    Comparison,
    ConversationInfo,
    DocumentInfo,
    ExtractReport,
    Finding,
    IngestReport,
    LibraryStatus,
    Passage,
    Turn,
    VerifyReport,
)
from engine.sources.reading import Mark


class IngestService:
    """Documents in, and the background work that follows."""

    def run(self, paths: Sequence[Path], *, wait: bool = True, collection: str = "", listen: Listener = ignore, cancel: Flag | None = None) -> IngestReport:
        """Add or update files and folders; with `wait` also do all background work (embeddings, layouts)."""
        raise NotImplementedError

    def watch(self, paths: Sequence[Path], *, listen: Listener = ignore, cancel: Flag | None = None) -> None:
        """Ingest, then follow changes until `cancel` is set."""
        raise NotImplementedError

    def work(self, *, listen: Listener = ignore, cancel: Flag | None = None) -> int:
        """Do the pending background jobs; the number of chunks embedded."""
        raise NotImplementedError

    def pending(self) -> Mapping[str, int]:
        """Background jobs that wait, by kind."""
        raise NotImplementedError


class AskService:
    """Questions, summaries and comparisons: cited, or an abstention."""

    def ask(self, question: str, *, conversation: int | None = None, scope: str = "", listen: Listener = ignore, cancel: Flag | None = None) -> Answer:
        """Answer from the library. Stores the user's turn first (a new conversation if none is named), then the answer.

        Raises:
            UsageError: the question is empty, too long, or the scope matches nothing.
        """
        raise NotImplementedError

    def summarise(self, target: str, *, listen: Listener = ignore) -> Answer:
        """The central sentences of a document or folder (path, glob, collection or tag), cited."""
        raise NotImplementedError

    def compare(self, question: str, left: str, right: str, *, listen: Listener = ignore) -> Comparison:
        """The same question put to two sources."""
        raise NotImplementedError


class SearchService:
    """Passages."""

    def search(self, words: str, *, k: int = 10, scope: str = "") -> tuple[Passage, ...]:
        """The best `k` passages with each retriever's rank and score."""
        raise NotImplementedError


class LibraryService:
    """What is stored."""

    def status(self) -> LibraryStatus:
        raise NotImplementedError

    def documents(self, scope: str = "") -> tuple[DocumentInfo, ...]:
        raise NotImplementedError

    def text(self, version: int) -> str:
        """The canonical text of a version."""
        raise NotImplementedError

    def marks(self, version: int) -> tuple[Mark, ...]:
        """Pages, messages and the like of a version."""
        raise NotImplementedError

    def verify(self, *, listen: Listener = ignore) -> VerifyReport:
        raise NotImplementedError

    def extract(self, globs: Sequence[str], target: Path, *, text: bool = False) -> ExtractReport:
        """Original bytes (or canonical texts) of the documents that match, below `target`; no globs means all."""
        raise NotImplementedError

    def forget(self, globs: Sequence[str]) -> tuple[DocumentInfo, ...]:
        """Documents and all that came from them gone."""
        raise NotImplementedError


class ConversationService:
    """The app's own conversations."""

    def new(self, title: str = "") -> int:
        raise NotImplementedError

    def latest(self) -> int | None:
        raise NotImplementedError

    def list(self, limit: int = 100) -> tuple[ConversationInfo, ...]:
        raise NotImplementedError

    def turns(self, conversation: int) -> tuple[Turn, ...]:
        raise NotImplementedError

    def search(self, words: str, limit: int = 20) -> tuple[tuple[ConversationInfo, Turn], ...]:
        raise NotImplementedError

    def export(self, conversation: int, form: str = "markdown") -> str:
        """The conversation with its citations, as 'markdown' or 'json'."""
        raise NotImplementedError

    def save_draft(self, text: str) -> None:
        """What stands in the composer, so that a kill loses nothing."""
        raise NotImplementedError

    def draft(self) -> str:
        raise NotImplementedError


class ModelService:
    """Tiers and what this machine can do."""

    def setup(self, *, listen: Listener = ignore, cancel: Flag | None = None) -> str:
        """Fetch, verify and build what tier 1 needs; the encoder's id."""
        raise NotImplementedError

    def tier(self) -> int:
        raise NotImplementedError

    def doctor(self) -> tuple[Finding, ...]:
        raise NotImplementedError


class Engine:
    """An open library and its services."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.folder = folder
        self.settings = settings
        self.ingest = IngestService()
        self.ask = AskService()
        self.search = SearchService()
        self.library = LibraryService()
        self.conversations = ConversationService()
        self.models = ModelService()

    @classmethod
    def open(cls, folder: Path | None = None, *, settings: Settings | None = None) -> Engine:
        """Open the library in `folder` (default: the user's own), creating it where there is none.

        Raises:
            LibraryDamaged: the database can't be read.
            UsageError: the folder is not writable, or the settings have an error.
        """
        raise NotImplementedError

    def close(self) -> None:
        raise NotImplementedError

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
