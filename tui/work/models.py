"""`/models` and `/pace`: choosing, fetching, trying and removing chat models, in the panel or by name."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event as Flag
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from engine import events
from engine.records import ModelInfo, ModelsStatus
from tui.desk import Job
from tui.drawing.clean import one_line
from tui.drawing.durations import duration
from tui.drawing.machine import machine_words
from tui.drawing.sizes import size
from tui.screens.confirm import Confirm
from tui.screens.models import Models as Panel
from tui.screens.picker import Picker
from tui.slash import MODES, NONE
from tui.widgets.picklist import Row
from tui.work.remaining import Progress

if TYPE_CHECKING:
    from engine.engine import Engine
    from engine.models.chat import Reply
    from tui.app import NacreApp
    from tui.screens.main import MainScreen

Found = TypeVar("Found")
EMBEDDER = "minilm"
USAGE = "Write /models use, pull, add, test or remove, and a name behind it; /models alone shows them all."


class Models:
    """Does what the panel and the commands ask for. What comes of it is said where the user looks."""

    def __init__(self, app: NacreApp, screen: MainScreen) -> None:
        self._app = app
        self._screen = screen
        self._panel: Panel | None = None
        self._far = Progress()
        self._jobs: dict[str, Job[Any]] = {}  # that take long and can be stopped, by kind

    def run(self, engine: Engine, arguments: str) -> None:
        """`/models ARGUMENTS`."""
        verb, _, name = arguments.partition(" ")
        name = name.strip()
        if not verb:
            self.panel(engine)
        elif verb in ("use", "pull", "test", "remove") and name:
            self._with(engine, name, lambda info: self._do(engine, verb, name, info))
        elif verb == "add" and name:
            self._add(engine, name)
        else:
            self._tell(USAGE, "warning")

    def cancel(self) -> bool:
        """Stop fetching and testing; what has come in stays for the next time. False where there is nothing to stop."""
        running = [job for job in self._jobs.values() if not job.cancel.is_set()]
        for job in running:
            job.cancel.set()
        return bool(running)

    # --- panel --------------------------------------------------------------------------------------------------

    def panel(self, engine: Engine) -> None:
        """Open the list of models over the conversation."""
        if self._app.screen is not self._screen:
            return

        def left(_: None) -> None:
            self._panel = None

        self._panel = Panel(lambda: self._refresh(engine), lambda what, info: self._do(engine, what, info.name, info))
        self._app.push_screen(self._panel, left)
        self._refresh(engine)

    def _refresh(self, engine: Engine) -> None:
        def read() -> tuple[tuple[ModelInfo, ...], ModelsStatus]:
            return engine.models.list(), engine.models.status()

        def show(found: tuple[tuple[ModelInfo, ...], ModelsStatus]) -> None:
            if self._panel is not None:
                self._panel.show(*found)

        if not self._app.desk.running("models-list"):
            self._app.desk.start("models-list", lambda _l, _c: read(), done=show, failed=self._wrong)

    def _tell(self, text: str, level: str = "info") -> None:
        if self._panel is not None:
            self._panel.tell(text, level)
        else:
            self._screen.session.say(text, level)

    def _wrong(self, message: str) -> None:
        self._tell(message, "error")

    # --- what can be done with a model --------------------------------------------------------------------------

    def _with(self, engine: Engine, name: str, then: Callable[[ModelInfo | None], None]) -> None:
        """Look a model up by its name, then go on."""

        def find() -> ModelInfo | None:
            return next((info for info in engine.models.list() if info.name == name), None)

        self._app.desk.start("models-find", lambda _l, _c: find(), done=then, failed=self._wrong)

    def _do(self, engine: Engine, verb: str, name: str, info: ModelInfo | None) -> None:
        match verb:
            case "pull":
                self._fetch(engine, name, lambda found: self._tell(added(found)))
            case "use":
                self._choose(engine, name, info)
            case _ if info is not None and info.kind not in ("local", "remote"):
                self._tell(f"{name} is not on the list of chat models that are here.", "warning")
            case "test":
                self._test(engine, name)
            case "remove":
                question = f"Remove {name} from the list? If Nacre has fetched its file, that is deleted too."
                self._sure("Remove a model", question, lambda: self._remove(engine, name))

    def _choose(self, engine: Engine, name: str, info: ModelInfo | None) -> None:
        """Use a model, once it is sure that the user wants what this means."""
        if info is not None and info.state == "available":
            where = f" from {one_line(info.path)}" if info.path else ""
            question = f"Fetch {name}{where}, {size(info.bytes)}, and use it? This needs the network."
            self._sure("Fetch a model", question, lambda: self._fetch(engine, name, self._then_use(engine)))
        elif info is not None and info.kind == "embedder":
            self._tell(f"{name} finds passages; it writes no answers.")
        elif info is not None and info.state in ("unfit", "missing"):
            why = one_line(info.note).rstrip(".") or f"its file {one_line(info.path)} is gone"
            self._tell(f"{name} can't be used: {why}. /models test {name} tries it again.", "warning")
        elif info is not None and (host := leaves_to(info)):
            question = f"Questions and passages will go to {host}. Use {name}?"
            self._sure("Text leaves this machine", question, lambda: self._use(engine, name))
        else:
            self._use(engine, name)

    def _sure(self, title: str, question: str, then: Callable[[], None]) -> None:
        def answered(yes: bool | None) -> None:
            if yes:
                then()

        self._app.push_screen(Confirm(title, question), answered)

    def _then_use(self, engine: Engine) -> Callable[[ModelInfo], None]:
        def then(found: ModelInfo) -> None:
            if found.kind == "embedder":
                self._tell(added(found))
            else:
                self._use(engine, found.name)

        return then

    def _use(self, engine: Engine, name: str) -> None:
        said = "Extracts answer from now on." if name == NONE else f"{name} answers from now on."
        self._short(engine, lambda: engine.models.use(name), lambda _: said)

    def _remove(self, engine: Engine, name: str) -> None:
        self._short(engine, lambda: engine.models.remove(name), lambda _: f"{name} is off the list.")

    def _short(self, engine: Engine, work: Callable[[], Found], said: Callable[[Found], str]) -> None:
        """Something that is done in a moment."""

        def done(result: Found) -> None:
            self._tell(said(result))
            self._changed(engine)

        self._app.desk.start("models-change", lambda _l, _c: work(), done=done, failed=self._wrong)

    def _changed(self, engine: Engine) -> None:
        self._screen.models_changed()
        if self._panel is not None:
            self._refresh(engine)

    # --- what takes long ----------------------------------------------------------------------------------------

    def _fetch(self, engine: Engine, name: str, then: Callable[[ModelInfo], None]) -> None:
        def done(info: ModelInfo) -> None:
            if info.kind == "embedder":
                self._screen.library_changed()
                self._screen.intake.work()
            self._changed(engine)
            then(info)

        def work(listen: events.Listener, cancel: Flag) -> ModelInfo:
            if name != EMBEDDER:
                return engine.models.pull(name, listen=listen, cancel=cancel)
            engine.models.setup(listen=listen, cancel=cancel)
            return next(info for info in engine.models.list() if info.name == EMBEDDER)

        self._long("fetching", name, work, done)

    def _add(self, engine: Engine, typed: str) -> None:
        is_address = typed.lower().startswith(("http://", "https://"))
        place, _, model = typed.partition(" ") if is_address else (typed, "", "")

        def done(info: ModelInfo) -> None:
            self._tell(added(info))
            self._changed(engine)

        def work(listen: events.Listener, cancel: Flag) -> ModelInfo:
            return engine.models.add(place, model=model.strip(), listen=listen, cancel=cancel)

        self._long("adding", place, work, done)

    def _test(self, engine: Engine, name: str) -> None:
        def done(reply: Reply) -> None:
            self._tell(tested(name, reply))
            self._changed(engine)

        self._long("testing", name, lambda listen, cancel: engine.models.test(name, listen=listen, cancel=cancel), done)

    def _long(
        self, kind: str, name: str, work: Callable[[events.Listener, Flag], Found], done: Callable[[Found], None]
    ) -> None:
        """Work that shows how far it is, and that can be stopped; one of a kind at a time."""
        if kind in self._jobs:
            key = self._screen.nacre.keymap.label("interrupt")
            self._tell(f"{kind.capitalize()} goes on already; {key} stops it.", "warning")
            return
        self._progress(kind, f"{kind} {name} …")

        def over() -> bool:
            self._screen.status.work(kind, "")
            self._far.over(kind)
            return self._jobs.pop(kind).cancel.is_set()

        def ended(found: Found) -> None:
            over()
            done(found)

        def failed(message: str) -> None:
            self._tell(message, "info" if over() else "error")

        def happened(event: events.Event) -> None:
            said = far(kind, name, event)
            if isinstance(event, events.SetupProgress):
                said += self._far.left(kind, event.done, event.total)
            if said and not self._jobs[kind].cancel.is_set():
                self._progress(kind, said)

        self._jobs[kind] = self._app.desk.start(f"models-{kind}", work, done=ended, failed=failed, event=happened)

    def _progress(self, kind: str, text: str) -> None:
        self._screen.status.work(kind, text)
        if self._panel is not None:
            self._panel.tell(text)

    # --- how much of the machine --------------------------------------------------------------------------------

    def pace(self, engine: Engine, word: str) -> None:
        """`/pace [WORD]`: how much of the machine a model may take; without a word, the three to choose from."""
        if word in MODES:
            self._short(engine, lambda: engine.models.set_mode(word), lambda _: f"Pace {word}: {MODES[word]}.")
        elif word:
            self._tell(f"There is no pace '{one_line(word, 40)}'. Known are {', '.join(MODES)}.", "warning")
        elif self._app.screen is self._screen:
            self._app.desk.start(
                "models-mode",
                lambda _l, _c: engine.models.status(),
                done=lambda status: self._pick_mode(engine, status),
                failed=self._wrong,
            )

    def _pick_mode(self, engine: Engine, status: ModelsStatus) -> None:
        if self._app.screen is not self._screen:
            return
        rows = [Row(name, name, meaning) for name, meaning in MODES.items()]

        def chosen(name: str | None) -> None:
            if name is not None:
                self.pace(engine, name)

        picker = Picker(f"Pace: {machine_words(status.machine)}", rows, start=status.machine.chosen)
        self._app.push_screen(picker, chosen)


def added(info: ModelInfo) -> str:
    """What there is to know about a model that has come onto the list."""
    if info.kind == "embedder":
        return f"{info.name} is here; passages are found by their meaning from now on."
    uses = " and answers from now on" if info.state == "in use" else ""
    host = leaves_to(info)
    return f"{info.name} is on the list{uses}." + (f" Questions and passages go to {host}." if host else "")


def leaves_to(info: ModelInfo) -> str:
    """The host that text would go to, '' where it stays on this machine."""
    host = urlsplit(info.path).hostname or "" if info.kind == "remote" else ""
    local = host in ("localhost", "::1") or host.startswith("127.")
    return "" if local else one_line(host)


def far(kind: str, name: str, event: events.Event) -> str:
    """How far fetching or testing is, '' where the event does not say."""
    match event:
        case events.SetupProgress(what=what, done=done, total=total, unit=unit):
            show = size if unit == "bytes" else "{:,}".format
            return f"{kind} {one_line(what, 40)} {f'{done / total:.0%} of {show(total)}' if total else show(done)}"
        case events.ModelWaits(ahead=ahead):
            return f"{kind} {name}: {ahead} before it"
        case events.ModelLoading(bytes=count):
            return f"{kind} {name}: loading {size(count)}"
        case events.PromptRead():
            return f"{kind} {name}: it writes"
        case _:
            return ""


def tested(name: str, reply: Reply) -> str:
    """What a test has shown."""
    first = duration(reply.first_token_ms)
    speed = f"{reply.tokens:,} tokens at {reply.tokens_per_s:.1f} a second, the first after {first}"
    return f"{name} works: {speed}. It wrote: “{one_line(reply.text, 120)}”"
