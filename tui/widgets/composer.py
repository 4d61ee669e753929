"""Where questions are written: Enter sends, the text is never lost."""

from __future__ import annotations

from typing import ClassVar, Protocol

from rich.text import Text
from textual import on
from textual.binding import BindingType
from textual.events import Key, Paste
from textual.message import Message
from textual.widgets import TextArea

from tui import actions
from tui.drawing.clean import clean
from tui.finding.history import History
from tui.keymap.editing import Modal
from tui.keymap.keymap import Keymap
from tui.widgets.filterfield import ASKS_FOR_KEYS
from tui.widgets.notices import keep_clear

LONGEST = 4_000  # characters, unless the settings have another limit
TITLE = "Ask"


class Hearer(Protocol):
    """Who is told what the keys mean: at once, before the next key. A message would come behind all keys of a burst."""

    def typed(self) -> None:
        """The text is another one."""

    def send(self, text: str) -> None:
        """The text is to be asked, or run as a command."""

    def steer(self, what: str) -> None:
        """A key that belongs to the list above while it is open: 'up', 'down', 'enter', 'accept'."""


class Composer(TextArea):
    """A text area of one to six lines with a history of what was typed before."""

    BINDINGS: ClassVar[list[BindingType]] = [*actions.bindings("composer")]

    class TakeBack(Message):
        """There is nothing to take back in the text."""

    def __init__(self, hearer: Hearer, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(
            id=id,
            soft_wrap=True,
            show_line_numbers=False,
            highlight_cursor_line=False,
            placeholder="Ask your documents, or type / for commands",
            tab_behavior="focus",
        )
        self.cursor_blink = False  # a blinking cursor keeps an idle machine awake
        self.longest = LONGEST  # characters
        self.completing = False
        self.offering = False  # whether the welcome above has something to choose, while nothing is typed
        self.awaited = False  # completions are on their way: Tab will take the first of them
        self.typed_before = History()
        self._hearer = hearer
        self._told = ("", False)  # the text of which the hearer knows, and whether it was recalled
        self._keys = self._bindings
        self._leaves: tuple[str, ...] = ()
        self._modal: Modal | None = None
        self._title = TITLE

    def on_resize(self) -> None:
        self.call_after_refresh(keep_clear, self.screen)

    @property
    def recalled(self) -> bool:
        """Whether the text came back out of the history as it is: nothing is completed in it."""
        return self.typed_before.here == self.text

    def put(self, text: str) -> None:
        """Replace the text, the cursor behind it."""
        self.load_text(text)
        self.move_cursor(self.document.end)

    async def _on_key(self, event: Key) -> None:
        # Every key that means something here is carried out here, in the order in which the keys came. Left to the
        # app, a binding runs after the letters that follow it: in a burst, as a slow line delivers them, Ctrl+U would
        # take away what was typed after it, and Left would move after the next letter. A priority binding would run
        # before the letters that came ahead of it, and Enter would send half of what was typed.
        if not self._is_here():  # a key before it has led elsewhere: it is meant for what is there now
            event.stop()
            event.prevent_default()
            again = Key(event.key, event.character)
            again.time = event.time  # it is older than what the app may have been given since
            self.app.post_message(again)
            return
        if self._modal is not None and self._pressed(self._modal, event):
            event.stop()
            event.prevent_default()
            self._show_mode()
            return
        found = (binding for key in event.aliases for binding in self._keys.key_to_bindings.get(key, ()))
        binding = next(found, None)
        if binding is not None:
            event.stop()
            event.prevent_default()
            self._tell()
            await self.run_action(binding.action)
        elif event.character == ASKS_FOR_KEYS and not self.text:
            event.stop()
            event.prevent_default()
            await self.run_action("app.keys_here")

    @on(TextArea.Changed)
    def _tell(self) -> None:
        """Say that the text is another one, unless a key has had to say so before its message came."""
        if (now := (self.text, self.recalled)) != self._told:
            self._told = now
            self._hearer.typed()

    def _is_here(self) -> bool:
        return self.app.screen is self.screen and self.screen.focused is self

    # --- modes --------------------------------------------------------------------------------------------------

    def use_keys(self, keymap: Keymap) -> None:
        """Other keys from now on."""
        self._keys = self._bindings.copy()
        self._keys.apply_keymap(keymap.textual)
        self._leaves = keymap.keys_of("back")
        if keymap.modal != (self._modal is not None):
            self._modal = Modal(self) if keymap.modal else None
        self._show_mode()

    def _pressed(self, modal: Modal, event: Key) -> bool:
        """A key while there are two modes; False where it means what it means without them."""
        if modal.writing:
            return self._pressed_writing(modal, event)
        if event.key in self._leaves:
            return modal.escape()  # else it goes where it goes without modes: back
        if event.key == "ctrl+r":
            modal.redo()
            return True
        if event.key == "backspace":
            return modal.press("h")
        character = event.character
        if character is None or not event.is_printable:
            return False
        if character in "jk" and not modal.pending and self._beyond(character):
            return True
        if character in "/?" and not self.text:
            modal.write()
            return False  # the beginning of a command, or the keys of this pane
        modal.press(character)
        return True

    def _pressed_writing(self, modal: Modal, event: Key) -> bool:
        if self.completing:
            return False
        if event.key in self._leaves:
            modal.leave()
            return True
        alt, _, letter = event.key.rpartition("+")
        if alt == "alt" and len(letter) == 1:  # Esc and a letter that came too fast to be told from Alt and the letter
            modal.leave()
            modal.press(letter)
            return True
        return False

    def _beyond(self, character: str) -> bool:
        """j and k at the last and first line walk the history, as the arrows do; False within the text."""
        if character == "k" and self.cursor_at_first_line:
            self.action_older()
        elif character == "j" and self.cursor_at_last_line:
            self.action_newer()
        else:
            return False
        return True

    def _show_mode(self) -> None:
        modal = self._modal
        mode = "" if modal is None else " · insert" if modal.writing else f" · NORMAL {modal.pending}".rstrip()
        self.border_title = Text(f" {self._title}{mode} ")  # not markup

    def entitle(self, title: str = TITLE) -> None:
        """What is written here, above it."""
        self._title = title
        self._show_mode()

    async def _on_paste(self, event: Paste) -> None:
        event.prevent_default()
        event.stop()
        if len(self.text) - len(self.selected_text) + len(event.text) > self.longest:
            self.notify(
                f"A question has {self.longest:,} characters at most, so the {len(event.text):,} you pasted were left "
                "out. Saved to a file, they can be asked: /ingest FILE.",
                severity="warning",
                timeout=12,
                markup=False,
            )
        elif (text := clean(event.text)) and (done := self._replace_via_keyboard(text, *self.selection)):
            self.move_cursor(done.end_location)

    def clear_sent(self, text: str) -> None:
        """The text was taken: empty the field, but for what was typed since."""
        self.typed_before.leave()
        _, taken, since = self.text.partition(text)
        self.put(since.lstrip("\n") if taken else "")

    # --- actions ------------------------------------------------------------------------------------------------

    def action_send(self) -> None:
        if self._steers():
            self._hearer.steer("enter")
        elif self.text.strip():
            self._hearer.send(self.text.strip())

    def action_take_back(self) -> None:
        self.action_undo()
        if not self.text and not self.history.redo_stack:
            self.post_message(self.TakeBack())

    def action_newline(self) -> None:
        self.insert("\n")

    def action_complete(self) -> None:
        if self.completing or self.awaited:
            self._hearer.steer("accept")
        else:
            self.screen.focus_next()

    def action_older(self) -> None:
        if self._steers():
            self._hearer.steer("up")
        elif not self.cursor_at_first_line:
            self.action_cursor_up()
        else:
            self._bring(self.typed_before.older(self.text))

    def action_newer(self) -> None:
        if self._steers():
            self._hearer.steer("down")
        elif not self.cursor_at_last_line:
            self.action_cursor_down()
        else:
            self._bring(self.typed_before.newer(self.text))

    def recall(self, text: str) -> None:
        """Put in what was typed before; what stands there comes back by Down."""
        self._bring(self.typed_before.jump(self.text, text))

    def _bring(self, text: str | None) -> None:
        if text is not None:
            self.put(text)

    @property
    def chooses(self) -> bool:
        """Whether Up, Down and Enter choose in the welcome above."""
        return self.offering and not self.text and not self.completing

    def _steers(self) -> bool:
        """Whether Up, Down and Enter belong to a list above."""
        return self.completing or self.chooses
