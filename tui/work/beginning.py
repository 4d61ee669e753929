"""What an empty conversation offers: a folder to take in, how far reading is, then what to ask and where to go on."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from engine import samples
from engine.records import ConversationInfo, LibraryStatus
from tui.desk import Desk, Job
from tui.drawing import welcoming
from tui.drawing.report import Pair, Paragraph, Part
from tui.help.labels import filled
from tui.talk import counted
from tui.widgets.welcome import Choice
from tui.work.folders import Folder, Survey, places, survey

if TYPE_CHECKING:
    from engine.engine import Engine
    from tui.screens.main import MainScreen

QUESTIONS = 3  # offered
TALKS = 3  # earlier conversations offered
COUNTED_DOCUMENTS = 20_000  # in a larger library nobody counts what is new
NO_LIBRARY = "The library could not be opened; /reopen tries again, /help library does not open says what to do."
SLOWLY = "A very large one, or one of an older version, takes a while; what you type meanwhile is kept."
HASHED = "Found by words alone until nacre setup has fetched the embedder (once, 90 MB); then by meaning too."
MEANWHILE = "You can ask at once: type a question and press {key:send}. {key:interrupt} stops; what was read stays."
WHICH = (
    "The library is empty. Which folder shall it answer from? {key:older}{key:newer} choose, {key:send} takes it in."
)
TYPE = "Type a question and press {key:send}."
SHOWN_EVERY_S = 0.5  # while files are read


@dataclass(frozen=True, slots=True)
class Offers:
    """What a library that holds something offers."""

    questions: tuple[str, ...] = ()
    talks: tuple[ConversationInfo, ...] = ()
    new: int = 0  # documents since the last conversation


@dataclass(slots=True)
class Reading:
    """An ingest under way."""

    path: Path
    done: int = 0
    total: int = 0
    passages: int = 0
    began: float = field(default_factory=time.monotonic)
    shown: float = 0.0


class Beginning:
    """Fills the welcome. Everything that asks disk or library goes to the desk."""

    def __init__(self, desk: Desk, screen: MainScreen) -> None:
        self._desk = desk
        self._screen = screen
        self._documents: int | None = None
        self._tier = 0
        self._closed = False
        self._folders: list[Folder] | None = None
        self._surveys: dict[Path, Survey] = {}
        self._reading: Reading | None = None
        self._offers: Offers | None = None
        self._look_job: Job[Offers] | None = None  # the last that was started
        self._in_sight = False
        self._suggested_at = -1
        self._asked_at = -1  # documents there were when offers were asked for

    # --- what others tell ---------------------------------------------------------------------------------------

    def library(self, status: LibraryStatus) -> None:
        """How many documents there are to ask."""
        self._documents, self._tier = status.documents, status.tier
        self.refresh()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to ask, as far as is known."""
        return not self._documents

    @property
    def no_library(self) -> str:
        """What to say to somebody who wants something of a library that is not open."""
        return NO_LIBRARY if self._closed else "The library is still opening; try again in a moment."

    def opens(self) -> None:
        """It is tried again."""
        self._closed = False
        self.refresh()

    def closed(self) -> None:
        """The library could not be opened."""
        self._closed = True
        self.refresh()

    def reads(self, path: Path) -> None:
        """An ingest begins."""
        self._reading = Reading(path)
        self.refresh()

    def read(self, done: int, total: int, passages: int = 0) -> None:
        """How far it is."""
        reading = self._reading
        if reading is None:
            return
        reading.done, reading.total, reading.passages = done, total, max(passages, reading.passages)
        if time.monotonic() - reading.shown > SHOWN_EVERY_S:
            reading.shown = time.monotonic()
            self.refresh()

    def over(self) -> None:
        """It has ended."""
        self._reading, self._asked_at, self._suggested_at = None, -1, -1
        self.refresh()

    def talks_changed(self) -> None:
        """Earlier conversations have other names, or are gone."""
        self._asked_at = -1
        self.refresh()

    def steer(self, what: str) -> None:
        """A key of the empty question line: 'up', 'down', 'enter'."""
        if what == "enter":
            self._screen.welcome.take()
        else:
            self._screen.welcome.step(-1 if what == "up" else 1)
            self._screen.name_pane()

    # --- what is shown ------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Draw the welcome anew, if it is in sight, and fetch what it lacks."""
        screen = self._screen
        if not screen.has_class("-empty"):
            screen.composer.offering = self._in_sight = False
            screen.name_pane()
            return
        if not self._in_sight:  # there may be another conversation by now
            self._in_sight, self._asked_at = True, -1
        start, blocks = self._blocks()
        screen.welcome.show([welcoming.Name(), *welcoming.notes(screen.session.entries), *blocks], start=start)
        screen.composer.offering = bool(screen.welcome.choices)
        screen.name_pane()

    def _blocks(self) -> tuple[str, list[Part | Choice]]:
        """What is lit at first, and the lines."""
        if self._reading is not None:
            return "", self._while_reading(self._reading)
        if self._closed:
            return "", [Paragraph(NO_LIBRARY)]
        if self._documents is None:
            return "", [Paragraph("opening the library …", "muted"), Paragraph(SLOWLY, "muted")]
        if not self._documents:
            return self._when_empty()
        return "", self._when_full(self._documents)

    def _while_reading(self, reading: Reading) -> list[Part | Choice]:
        elapsed_s = time.monotonic() - reading.began
        far = (
            "looking for files …"
            if not reading.total
            else welcoming.reading(reading.done, reading.total, reading.passages, elapsed_s)
        )
        return [
            Paragraph(f"Reading {welcoming.short(reading.path)}"),
            Paragraph(far, "accent"),
            welcoming.BLANK,
            Paragraph(
                self._said(MEANWHILE),
                "muted",
            ),
        ]

    def _when_empty(self) -> tuple[str, list[Part | Choice]]:
        if self._folders is None:
            self._look_for_folders()
        folders = self._folders or []
        choices = [
            Choice(
                str(folder.path),
                welcoming.short(folder.path),
                " · ".join(filter(None, (welcoming.found(self._surveys.get(folder.path)), folder.kind))),
                "take in",
                lambda path=folder.path: self._take(path),  # type: ignore[misc]  # mypy can't infer such a default
            )
            for folder in folders
        ]
        choices += [
            Choice("other", "another folder …", "", "browse", self._choose_folder),
            Choice(
                "samples", "the samples, to try it first", "the papers of a tide station", "take in", self._take_samples
            ),
        ]
        return choices[0].id, [
            Paragraph(self._said(WHICH)),
            welcoming.BLANK,
            *choices,
            welcoming.BLANK,
            Paragraph(
                "Everything is read on this machine and nothing leaves it. Your files stay as they are; the library "
                "keeps a compressed copy and needs about as much room as they do.",
                "muted",
            ),
            Paragraph(welcoming.KINDS, "muted"),
        ]

    def _when_full(self, documents: int) -> list[Part | Choice]:
        if self._asked_at != documents and self._screen.session.engine is not None:
            self._asked_at = documents
            self._look_for_offers(self._screen.session.engine, documents)
        offers = self._offers or Offers()
        new = f", {offers.new:,} of them new since the last conversation" if 0 < offers.new < documents else ""
        blocks: list[Part | Choice] = [
            Paragraph(f"{counted(documents, 'document')} to ask{new}. {self._said(TYPE)}"),
            *([Paragraph(HASHED, "muted")] if self._tier == 0 else []),
            welcoming.BLANK,
        ]
        if words := self._screen.news.words:
            blocks += [Choice("news", words, "", "show", lambda: self._screen.send("/questions")), welcoming.BLANK]
        if offers.questions:
            blocks += [Paragraph(self._said("For a start ({key:newer} and {key:send} asks):"), "muted")]
            blocks += [self._question(each) for each in offers.questions]
            blocks.append(welcoming.BLANK)
        if offers.talks:
            blocks += [Paragraph(self._said("Earlier conversations ({key:newer} and {key:send} opens):"), "muted")]
            blocks += [self._talk(each) for each in offers.talks]
            blocks.append(welcoming.BLANK)
        keys = (
            ("[1]", "in an answer leads to the words in the source"),
            ("/", "lists the commands"),
            (self._screen.nacre.keymap.label("help"), "says how to do something"),
            ("/tour", "shows you round"),
        )
        return [*blocks, *(Pair(name, meaning, 6, "text") for name, meaning in keys)]

    def _said(self, text: str) -> str:
        """A text with the keys in force in it."""
        return filled(text, self._screen.nacre.keymap)

    def _question(self, text: str) -> Choice:
        return Choice(f"ask {text}", text, "", "ask it", lambda: self._ask(text))

    def _talk(self, each: ConversationInfo) -> Choice:
        def go() -> None:
            self._screen.session.open(each.conversation_id)

        return Choice(f"talk {each.conversation_id}", each.title or "untitled", welcoming.age(each), "open it", go)

    # --- what is done -------------------------------------------------------------------------------------------

    def _ask(self, question: str) -> None:
        self._screen.send(question)

    def _take(self, path: Path) -> None:
        self._screen.intake.take(path)

    def _take_samples(self) -> None:
        self._screen.intake.take(samples.folder(), "samples")

    def _choose_folder(self) -> None:
        from tui.screens.folders import Folders

        def chosen(path: Path | None) -> None:
            if path is not None:
                self._take(path)

        self._screen.app.push_screen(Folders(self._desk, Path.home()), chosen)

    # --- what is fetched ----------------------------------------------------------------------------------------

    def _look_for_folders(self) -> None:
        self._folders = []

        def arrived(folders: list[Folder]) -> None:
            self._folders = folders
            for folder in folders:  # a thread each: a drive that hangs holds up no other
                self._count(folder.path)
            welcome = self._screen.welcome
            if welcome.cursor == "other":  # it was lit only because there was nothing else yet
                welcome.cursor = ""
            self.refresh()

        self._desk.start("folders", lambda _l, _c: places(), done=arrived)

    def _count(self, path: Path) -> None:
        def counted_(found: Survey) -> None:
            self._surveys[path] = found
            self.refresh()

        self._desk.start("survey", lambda _l, cancel: survey(path, cancel), done=counted_)

    def _look_for_offers(self, engine: Engine, documents: int) -> None:
        def look() -> Offers:
            talks = engine.conversations.list(TALKS)
            last = max((each.updated for each in talks), default="")
            known = engine.library.documents() if last and documents <= COUNTED_DOCUMENTS else ()
            return Offers((), talks, sum(each.added > last for each in known))

        def arrived(found: Offers) -> None:
            if job is self._look_job:
                self._offers = Offers(self._offers.questions if self._offers else (), found.talks, found.new)
                self.refresh()

        def suggested(questions: tuple[str, ...]) -> None:
            before = self._offers or Offers()
            self._offers = Offers(questions, before.talks, before.new)
            self.refresh()

        job = self._look_job = self._desk.start("offers", lambda _l, _c: look(), done=arrived)
        if self._suggested_at == documents:
            return
        self._suggested_at = documents
        self._desk.start("suggestions", lambda _l, cancel: engine.ask.suggestions(QUESTIONS, cancel), done=suggested)
