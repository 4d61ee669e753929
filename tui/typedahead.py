"""Keys that come while a screen is being put together wait until its field is there to take them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from textual.app import App, ScreenStackError
from textual.events import Event, Key, Paste
from textual.screen import Screen

PATIENCE_S = 1.0  # a screen that is closed before it was ever drawn says nothing any more


class TypedAhead:
    """Between the key that opens a screen and the moment in which a field of it has the focus, nothing of it hears."""

    def __init__(self, app: App[None], hand_on: Callable[[Event], Awaitable[None]]) -> None:
        """`hand_on` does with an event what the app does with it otherwise."""
        self._app, self._hand_on = app, hand_on
        self._held: list[Key | Paste] = []
        self._ready: Screen[object] | None = None  # the last screen that was seen to have been put together

    def holds(self, event: Event) -> bool:
        """Whether the app is to leave this event alone; it is handed on once the screen can hear it."""
        if not isinstance(event, Key | Paste) or event.is_forwarded:
            return False
        try:
            screen = self._app.screen
        except ScreenStackError:
            return False
        if not self._held and self._hears(screen):
            return False
        self._held.append(event)
        if len(self._held) == 1:
            self._wait(screen)
        return True

    def _hears(self, screen: Screen[object]) -> bool:
        return screen.focused is not None or screen is self._ready  # a screen may have nothing that takes the focus

    def _wait(self, screen: Screen[object]) -> None:
        # once it is drawn its widgets have asked for the focus, which the app gives behind what it has been told before
        screen.call_after_refresh(self._app.call_later, self._give, screen)
        self._app.set_timer(PATIENCE_S, partial(self._app.call_later, self._give, screen))

    async def _give(self, screen: Screen[object]) -> None:
        self._ready = screen
        # what the composer had and gave back comes behind younger keys, which found the new screen at once
        self._held.sort(key=lambda event: event.time)
        while self._held:
            here = self._app.screen
            if not self._hears(here):  # another one has been opened over it meanwhile
                self._wait(here)
                return
            await self._hand_on(self._held.pop(0))
