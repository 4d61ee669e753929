"""The door: opens a library and hands out named services. No logic of its own.

Every method may be called from any thread; none may be called from a screen's event loop, for all of them touch the
disk. `listen` is called on the calling thread, the moment something happens. `cancel` is checked between units of work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Event as Flag
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING

from engine import config
from engine.config import Settings
from engine.errors import Cancelled
from engine.events import IngestDone, Listener, ignore
from engine.fetch_door import FetchService
from engine.gaps_door import GapService
from engine.graph_door import GraphService
from engine.models_door import ModelService
from engine.questions_door import QuestionService
from engine.records import (
    Answer,
    Comparison,
    ConversationInfo,
    DocumentInfo,
    ExtractReport,
    Found,
    IngestReport,
    Lacking,
    LastSeen,
    LibraryStatus,
    OriginalFile,
    PagePicture,
    Passage,
    Recalled,
    RoleInfo,
    Similar,
    Turn,
    VerifyReport,
)
from engine.room import Room
from engine.threads_door import ThreadService

if TYPE_CHECKING:  # what is heavy to import waits until it is used
    from engine.agents.lenses.lens import Lens
    from engine.agents.specialists.specialist import Specialist
    from engine.agents.tools.tool import ToolResult
    from engine.library.feedback import Feedback, JudgedAnswer
    from engine.library.traces import Trace, TracedAnswer
    from engine.sources.reading import Mark


def _never(question: str) -> bool:
    """The answer where there is nobody to ask."""
    return False


class Engine:
    """An open library and its services."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.folder = folder
        self.settings = settings
        self._room = Room(folder, settings)
        self.ingest = IngestService(self._room)
        self.ask = AskService(self._room)
        self.search = SearchService(self._room)
        self.memory = MemoryService(self._room)
        self.library = LibraryService(self._room)
        self.conversations = ConversationService(self._room)
        self.models = ModelService(self._room)
        self.graph = GraphService(self._room)
        self.tools = ToolService(self._room)
        self.gaps = GapService(self._room)
        self.threads = ThreadService(self._room)
        self.questions = QuestionService(self._room)
        self.fetch = FetchService(self._room, folder)

    @classmethod
    def open(cls, folder: Path | None = None, *, settings: Settings | None = None) -> Engine:
        """Open the library in `folder` (default: the user's own), creating it where there is none.

        Raises:
            LibraryDamaged: the database can't be read.
            UsageError: the folder is not writable, or the settings have an error.
        """
        return cls(folder or config.default_library(), settings or config.load())

    def close(self) -> None:
        """Let go of the library; no other thread may be in a service any more."""
        self._room.close()

    def __enter__(self) -> Engine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class IngestService:
    """Documents in, and the background work that follows."""

    def __init__(self, room: Room) -> None:
        self._room = room

    def run(
        self,
        paths: Sequence[Path],
        *,
        wait: bool = True,
        collection: str = "",
        listen: Listener = ignore,
        cancel: Flag | None = None,
    ) -> IngestReport:
        """Add or update files and folders; with `wait` also do all background work (embeddings, layouts)."""
        from engine.ingest import ingest

        started = monotonic()
        report = ingest(
            self._room.library, paths, self._room.settings.ingest, collection=collection, listen=listen, cancel=cancel
        )
        embedded = self._work(listen, cancel) if wait else 0
        report = replace(report, embedded=embedded, seconds=monotonic() - started)
        listen(IngestDone(report))
        return report

    def watch(
        self, paths: Sequence[Path], *, collection: str = "", listen: Listener = ignore, cancel: Flag | None = None
    ) -> None:
        """Ingest, then follow changes until `cancel` is set."""
        from engine.watching import follow

        def take_in(changed: Sequence[Path]) -> None:
            self.run(changed, collection=collection, listen=listen, cancel=cancel)

        follow(paths, take_in, listen, cancel)

    def work(self, *, listen: Listener = ignore, cancel: Flag | None = None) -> int:
        """Do the pending background jobs, giving way to the rest of the machine; the number of chunks embedded."""
        from engine.models.governor.priority import stepped_back

        return stepped_back(lambda: self._work(listen, cancel))

    def _work(self, listen: Listener, cancel: Flag | None) -> int:
        from engine.background import EMBED, queue_embeddings, standard_steps, work
        from engine.questions_door import asking_again

        self._room.library.conversations.purge_expired()
        encoder = self._room.encoder()
        form = self._room.form()
        queue_embeddings(self._room.library, encoder, form)
        again = {**asking_again(self._room), **GapService(self._room).looking_again()}
        steps = {**standard_steps(encoder, form), **again}
        embedded = work(self._room.library, steps, listen, cancel).done[EMBED]
        if cancel is None or not cancel.is_set():
            self._take_apart(encoder.id, listen, cancel)
        return embedded

    def _take_apart(self, encoder: str, listen: Listener, cancel: Flag | None) -> None:
        """Read the conversations that are new; whoever asks for threads goes on where a cancel has stopped it."""
        from engine.threads.store import settle

        with suppress(Cancelled):
            settle(self._room.library, encoder, listen, cancel)

    def pending(self) -> Mapping[str, int]:
        """Background jobs that wait, by kind."""
        return self._room.library.jobs.pending()


class AskService:
    """Questions, summaries and comparisons: cited, or an abstention."""

    def __init__(self, room: Room) -> None:
        self._room = room

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
        confirm: Callable[[str], bool] = _never,
        listen: Listener = ignore,
        cancel: Flag | None = None,
    ) -> Answer:
        """Answer from the library. Stores the user's turn first (a new conversation if none is named), then the answer.

        Args:
            question: what the person typed.
            conversation: which one it belongs to.
            scope: what `--in` says, '' for the whole library.
            model: the chat model to ask instead of the one chosen; 'none' for extracts.
            way: how specialists work together, one of `ways()`; '' as the settings say.
            lens: what the answer is thought through, one of `lenses()` or 'none'; '' as the settings say.
            specialist: who answers, one of `specialists()`; '' for the one that the router chooses.
            instead_of: a turn that this is an alternative to, in its own conversation: an answer's turn, or a
                question's with '' for `question`, to have that question answered again; a question's turn to ask
                another in its place. What was there stays, as a branch of its own.
            confirm: asked with a question before a tool writes a file; False leaves it.
            listen: hears every step.
            cancel: stops the answer; what was said so far is stored, marked as partial.

        Raises:
            ModelMissing: there is no such model.
            UsageError: the question is empty, too long, or the scope matches nothing; there is no such way, lens or
                specialist, or a user's file of one makes no sense; `instead_of` names no turn that can be asked again.
            Cancelled: `cancel` was set.
        """
        wish = self._room.wishes().wish(scope, model, way, lens, specialist, confirm)
        listen = self._room.noting(scope, listen)
        return self._room.asker().ask(question, conversation, wish, listen, cancel, instead_of)

    def suggestions(self, limit: int = 3, cancel: Flag | None = None) -> tuple[str, ...]:
        """First questions that the library answers, made of what its documents name; takes seconds at most."""
        from engine.reasoning.suggesting import suggest

        return suggest(self._room.answerer(), limit, cancel)

    def ways(self) -> Mapping[str, str]:
        """How specialists can work together: name and one line each."""
        from engine.reasoning.wish import WAYS

        return WAYS

    def lenses(self) -> tuple[Lens, ...]:
        """What an answer can be thought through.

        Raises:
            UsageError: a user's file makes no sense.
        """
        return tuple(self._room.wishes().lenses().values())

    def specialists(self) -> tuple[Specialist, ...]:
        """Who can answer.

        Raises:
            UsageError: a user's file makes no sense.
        """
        return tuple(self._room.wishes().specialists().values())

    def summarise(self, target: str, *, listen: Listener = ignore) -> Answer:
        """The central sentences of a document or folder (path, glob, collection or tag), cited."""
        from engine.reasoning.summary import summarise

        return summarise(self._room.searcher(), target, listen)

    def compare(self, question: str, left: str, right: str, *, listen: Listener = ignore) -> Comparison:
        """The same question put to two sources; neither answer is stored as a conversation."""
        answerer = self._room.answerer()
        return Comparison(
            question,
            left,
            answerer.answer(question, left, listen),
            right,
            answerer.answer(question, right, listen),
        )


class SearchService:
    """Passages."""

    def __init__(self, room: Room) -> None:
        self._room = room

    def search(self, words: str, *, k: int = 10, scope: str = "") -> tuple[Passage, ...]:
        """The best `k` passages with each retriever's rank and score.

        Raises:
            UsageError: there is nothing to search for, or the scope matches nothing.
        """
        return self._room.passages(words, k=k, scope=scope)


class ToolService:
    """Sums, dates, lists, counts and documents side by side: requests that need no language model."""

    def __init__(self, room: Room) -> None:
        self._room = room

    def answer(self, request: str, confirm: Callable[[str], bool]) -> ToolResult | None:
        """What the tool gives that a request asks for in plain words; None where no tool is sure to fit.

        Args:
            request: '15% of 80', 'how many notes mention Ada'.
            confirm: asked with a question before anything is written; False leaves it.
        """
        return self._room.tools().answer(request, confirm)


class MemoryService:
    """What the engrams are for: likeness, differences, and recall by what is known."""

    def __init__(self, room: Room) -> None:
        self._room = room

    def similar(self, document: str, *, k: int = 10, scope: str = "") -> Similar:
        """The documents and passages most like a document, folder, 'DOC:LINE' or 'DOC#Heading', and what to read next.

        Raises:
            UsageError: the document or the scope matches nothing.
        """
        from engine.retrieval.targets import of_scope

        alike, library = self._room.alike(), self._room.library
        return alike.find(of_scope(library, alike.encoder, document), k, library.scope(scope))

    def similar_to_text(self, text: str, *, k: int = 10, scope: str = "") -> Similar:
        """The same for a text from outside.

        Raises:
            UsageError: there is no text, or the scope matches nothing.
        """
        from engine.retrieval.targets import of_text

        alike = self._room.alike()
        return alike.find(of_text(alike.encoder, text), k, self._room.library.scope(scope))

    def lacking(self, target: str, without: str, *, k: int = 10) -> Lacking:
        """The passages of one source that another lacks most.

        Raises:
            UsageError: one of them matches nothing, or the second holds all of the first.
        """
        from engine.retrieval.bundles import Bundles
        from engine.retrieval.lacking import find_lacking

        encoder = self._room.searcher().index().encoder
        return find_lacking(
            self._room.library, encoder, Bundles(self._room.library, self._room.engrams()), target, without, k
        )

    def recall(self, pairs: Sequence[str], *, k: int = 10, scope: str = "") -> Recalled:
        """The documents that match 'role=filler' pairs, and what fills the roles of 'role=?'.

        Raises:
            UsageError: a pair can't be read, names a role that no document has, or the scope matches nothing.
        """
        return self._room.recaller().recall(pairs, k, self._room.library.scope(scope))

    def roles(self, *, scope: str = "") -> tuple[RoleInfo, ...]:
        """The roles that documents have, with the number of their fillers and examples."""
        from engine.retrieval.fillers import roles

        return roles(self._room.library, self._room.library.scope(scope))


class LibraryService:
    """What is stored."""

    def __init__(self, room: Room) -> None:
        self._room = room

    def status(self) -> LibraryStatus:
        """Counts and sizes."""
        encoder = self._room.encoder()
        return self._room.library.status(encoder.id, encoder.tier)

    def documents(self, scope: str = "") -> tuple[DocumentInfo, ...]:
        """The documents, or those that a scope means, by path."""
        return self._room.library.infos(self._room.encoder().id, scope)

    def text(self, version: int) -> str:
        """The canonical text of a version."""
        return self._room.library.text(version)

    def marks(self, version: int) -> tuple[Mark, ...]:
        """Pages, messages and the like of a version."""
        return self._room.library.marks(version)

    def original(self, version: int) -> OriginalFile:
        """The file that a version was read from, and whether it is still as it was."""
        from engine.library.original_file import original_file

        return original_file(self._room.library.read(), version)

    def original_bytes(self, version: int) -> bytes:
        """The bytes that a version was read from, verified."""
        return self._room.library.original(version)

    def page_image(self, version: int, page: int, width_px: int, quote: str = "") -> PagePicture:
        """A page of a PDF as a picture; see `sources.page_picture.picture`."""
        from engine.sources.page_picture import picture

        path = self.original(version).path
        return picture(path, self.original_bytes(version), page, width_px, quote)

    def verify(self, *, listen: Listener = ignore) -> VerifyReport:
        """Integrity of every stored byte, and every engram against what it is made of.

        Engrams that are wrong are dropped; the next background work counts them again.
        """
        from engine.graph.verify import problems as graph_problems
        from engine.memory.engram_mend import drop_damaged

        started = monotonic()
        report = self._room.library.verify(listen)
        problems = (*report.problems, *drop_damaged(self._room.library, self._room.form()))
        problems = (*problems, *graph_problems(self._room.library))
        return replace(report, problems=problems, seconds=monotonic() - started)

    def extract(self, globs: Sequence[str], target: Path, *, text: bool = False) -> ExtractReport:
        """Original bytes (or canonical texts) of the documents that match, below `target`; no globs means all."""
        return self._room.library.extract(globs, target, text=text)

    def forget(self, globs: Sequence[str]) -> tuple[DocumentInfo, ...]:
        """Documents and all that came from them gone, out of every sum too."""
        from engine.graph import step as graph_step
        from engine.memory.engram_step import settle

        encoder = self._room.encoder()
        gone = self._room.library.forget(globs, encoder.id)
        settle(self._room.library, encoder.id, encoder.dim, stands_in=encoder.tier == 0, form=self._room.form())
        graph_step.settle(self._room.library, encoder)
        return gone


class ConversationService:
    """The app's own conversations."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._conversations = room.library.conversations

    def new(self, title: str = "") -> int:
        """Start a conversation; its id."""
        return self._conversations.new(title)

    def latest(self) -> int | None:
        """The one last written to."""
        return self._conversations.latest()

    def info(self, conversation: int) -> ConversationInfo:
        """One of them, deleted or not."""
        return self._conversations.info(conversation)

    def list(self, limit: int = 100, state: str = "current", titled: str = "") -> tuple[ConversationInfo, ...]:
        """Those in a state ('current', 'archived' or 'deleted'): the pinned first, the last written to first.

        Args:
            limit: how many.
            state: which.
            titled: only those whose titles have words that begin so; '' for all.
        """
        return self._conversations.list(limit, state, titled)

    def rename(self, conversation: int, title: str) -> None:
        """Give a title."""
        self._conversations.rename(conversation, title)

    def pin(self, conversation: int) -> None:
        """Put first in lists."""
        self._conversations.pin(conversation)

    def unpin(self, conversation: int) -> None:
        """Put back among the others."""
        self._conversations.unpin(conversation)

    def archive(self, conversation: int) -> None:
        """Leave out of lists; search still finds it."""
        self._conversations.archive(conversation)

    def unarchive(self, conversation: int) -> None:
        """Take back into lists."""
        self._conversations.unarchive(conversation)

    def delete(self, conversation: int) -> None:
        """Put away; `undelete` brings it back for 30 days."""
        self._conversations.delete(conversation)

    def undelete(self, conversation: int) -> None:
        """Bring back what was deleted, as it was."""
        self._conversations.undelete(conversation)

    def purge(self, conversations: Sequence[int] = ()) -> int:
        """Remove deleted conversations for ever, these or all, out of every index; how many."""
        return self._conversations.purge(conversations)

    def turns(self, conversation: int) -> tuple[Turn, ...]:
        """The messages on the active path of a conversation, in order."""
        return self._conversations.turns(conversation)

    def every_turn(self, conversation: int) -> tuple[Turn, ...]:
        """The messages of all branches, each before those that follow on it."""
        return self._conversations.every_turn(conversation)

    def siblings(self, turn: int) -> tuple[Turn, ...]:
        """The alternatives to a message, itself among them; `branch` of `branches` says which each is."""
        return self._conversations.siblings(turn)

    def choose(self, turn: int) -> tuple[Turn, ...]:
        """Make the branch of a message the active one; the messages on it. `AskService.ask` makes new branches."""
        return self._conversations.choose(turn)

    def search(self, words: str, limit: int = 20) -> tuple[tuple[ConversationInfo, Turn], ...]:
        """Messages of all branches that have all of the words, best first; archived conversations' too."""
        return self._conversations.search(words, limit)

    def find(self, words: str, limit: int = 50) -> tuple[Found, ...]:
        """The same while the words are being typed: messages alone, each with the sentence that matches."""
        return self._conversations.find(words, limit)

    def export(self, conversation: int, form: str = "markdown") -> str:
        """The active path with its citations, as 'markdown', 'json' or 'html'."""
        from engine.library.export import export

        return export(self._conversations, conversation, form)

    def export_all(self, conversation: int, form: str = "markdown") -> str:
        """The same with all branches."""
        from engine.library.export import export_all

        return export_all(self._conversations, conversation, form)

    def traces(self, conversation: int) -> tuple[Trace, ...]:
        """How the conversation's answers came about, each to be read when someone asks for it."""
        return self._conversations.traces.of(conversation)

    def trace(self, conversation: int, turn: int | None = None) -> TracedAnswer:
        """How one answer came about; the conversation's last one, where none is named."""
        return self._conversations.traces.get(conversation, turn)

    def judge(self, turn: int, verdict: str, reason: str = "") -> Feedback | None:
        """Call an answer 'good' or 'bad'; the same again takes it back, and gives None."""
        return self._conversations.feedback.give(turn, verdict, reason, self._room.encoder().id)

    def verdicts(self, conversation: int) -> tuple[Feedback, ...]:
        """What was said of the conversation's answers."""
        return self._conversations.feedback.of(conversation)

    def judged(self) -> Iterator[JudgedAnswer]:
        """Every answer that something was said of, with its question and its trace."""
        return self._conversations.feedback.judged()

    def save_draft(self, text: str) -> None:
        """What stands in the composer, so that a kill loses nothing."""
        self._conversations.left_off.save_draft(text)

    def draft(self) -> str:
        """What stood in the composer."""
        return self._conversations.left_off.draft()

    def typed(self, limit: int = 1_000) -> tuple[str, ...]:
        """Questions of all conversations and commands, each once, the last one first."""
        return self._conversations.typed.newest(limit)

    def keep_command(self, line: str) -> None:
        """Keep a command for `typed`, unless it may have a password or a key in it."""
        self._conversations.typed.keep_command(line)

    def save_seen(self, seen: LastSeen) -> None:
        """What is looked at, so that the next start begins there."""
        self._conversations.left_off.save_seen(seen)

    def seen(self) -> LastSeen | None:
        """What was looked at last."""
        return self._conversations.left_off.seen()
