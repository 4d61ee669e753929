"""Loads models on demand, hands requests to them one by one, and unloads what was used longest ago."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from threading import Condition
from threading import Event as Flag

from engine.config import ModelSettings
from engine.errors import Cancelled, ModelFailed, ModelUnfit, NacreError
from engine.events import Listener, ModelWaits, TextLeaves
from engine.models.chat import ChatModel, Hear, Message, Reply, Sampling
from engine.models.governor.governor import Governor, SlowedWatch
from engine.models.line import Close, Line, Open, Take, Ticket, Wait
from engine.models.loader import Loader
from engine.models.opening import Inquiring, Opening
from engine.models.resident import Resident, Seat, identity
from engine.models.shelf.shelf import Entry, Shelf
from engine.records import ModelMetrics

Build = Callable[[ChatModel], Sequence[Message]]

TICK_S = 0.05
"""How often a request in line looks whether it was cancelled."""

FULL_S = 10.0
"""How long no further context is tried after memory was short of one."""

CLOSE_S = 3.0
"""How long requests under way may take to stop when everything is closed."""


class Pool:
    """Models in memory, and requests in line for them. May be used by several threads.

    All waiting, loading and unloading is done on the threads of those who ask.

    Args:
        shelf: says what a name means, each time.
        governor: paces the models, and says how much memory they may take.
        opening: loads files, opens servers.
    """

    def __init__(self, settings: ModelSettings, shelf: Shelf, governor: Governor, opening: Opening) -> None:
        self._shelf = shelf
        self._governor = governor
        self._loader = Loader(settings, shelf, governor, opening)
        self._line = Line(settings.loaded, settings.parallel)
        self._opens_for: Flag | None = None  # what cancels the opening under way
        self._closed = False
        self._version = 0  # of all this: it grows with every change
        self._changed = Condition()

    def reply(
        self, name: str, build: Build, sampling: Sampling, *, listen: Listener, hear: Hear, cancel: Flag
    ) -> Reply | None:
        """One answer of one model; None where it was cancelled before the model was asked.

        Args:
            build: makes the prompt to fit the model; called once, where it was not cancelled before.

        Raises:
            ModelMissing, ModelUnfit, ModelFailed: the model gave none.
        """
        held = self._acquire(name, listen, cancel)
        if held is None:
            return None
        resident, seat = held.resident, held.seat
        with ExitStack() as undo:
            undo.callback(lambda: self._free(resident, seat))  # the seat as it is by then
            if isinstance(seat.worker.chat, Inquiring):
                seat.worker.chat.inquire(cancel)
            if cancel.is_set() or self._closed:
                return None
            messages = build(seat.worker.chat)
            seat = self._fittest(resident, seat, messages)
            host = self._loader.host(name) if resident.loaded is None else ""
            if host and not cancel.is_set():
                listen(TextLeaves(name, host))
            if cancel.is_set() or self._closed:
                return None
            undo.pop_all()  # from here on the worker says when the seat is free
        return seat.worker.reply(
            messages,
            sampling,
            hear,
            cancel,
            look=SlowedWatch(self._governor, listen).look,
            done=partial(self._done, resident, seat),
        )

    def metrics(self) -> tuple[ModelMetrics, ...]:
        """How each model in memory does."""
        with self._changed:
            waiting = [ticket.name for ticket in self._line.tickets]
            return tuple(each.metrics(waiting.count(each.name)) for each in self._line.residents.values())

    def unload(self) -> None:
        """Take all models out of memory; those at work follow when they have answered."""
        with self._changed:
            residents = tuple(self._line.residents.values())
        for resident in residents:
            self._retire(resident)

    def close(self) -> None:
        """Cancel everything, wait briefly for its end, and give back the memory. Later requests count as cancelled."""
        with self._changed:
            self._closed = True
            if self._opens_for is not None:
                self._opens_for.set()
            residents = tuple(self._line.residents.values())
            seats = [seat for resident in residents for seat in resident.seats]
            for seat in seats:
                seat.worker.stop()
            self._tell()
        for resident in residents:
            self._retire(resident)
        with self._changed:
            self._changed.wait_for(lambda: not self._line.residents and not self._line.opens, CLOSE_S)
        for seat in seats:
            if not seat.busy:  # one that hangs is left to itself
                seat.worker.join(CLOSE_S)

    # --- the line ---

    def _acquire(self, name: str, listen: Listener, cancel: Flag) -> Take | None:
        """Wait for a context of this model; None where the request was cancelled meanwhile.

        Raises:
            ModelMissing, ModelUnfit, ModelFailed: there can be none.
        """
        ticket = Ticket(name, remote=self._find(name).kind == "remote")
        told = 0
        with self._changed:
            self._line.tickets.append(ticket)
        try:
            while not (cancel.is_set() or self._closed):
                with self._changed:
                    step, version = self._line.next(ticket), self._version
                match step:
                    case Wait(ahead):
                        if ahead and ahead != told:
                            listen(ModelWaits(name, ahead))
                            told = ahead
                        self._pause(version)
                    case Close(resident):
                        self._close(resident)
                    case Open(None):
                        if taken := self._load(ticket, listen, cancel):
                            return taken
                    case Open(Resident() as resident):
                        if taken := self._grow(resident, cancel):
                            return taken
                    case Take(resident, seat):
                        if self._keeps(resident, seat):
                            return step
        except Cancelled:
            pass  # the loading has heeded what the request said
        finally:
            with self._changed:
                self._line.tickets.remove(ticket)
                self._tell()
        return None

    def _find(self, name: str) -> Entry:
        """The entry of this name; models that are no longer on the shelf leave memory.

        Raises:
            ModelMissing: there is no such model.
        """
        known = {entry.name for entry in self._shelf.entries()}
        with self._changed:
            gone = [resident for resident in self._line.residents.values() if resident.name not in known]
        for resident in gone:
            self._retire(resident)
        return self._shelf.get(name)

    def _keeps(self, resident: Resident, seat: Seat) -> bool:
        """Whether a context that was taken is still one of what the name means; else it is given back.

        Raises:
            ModelMissing: the name means nothing any more.
        """
        current = False
        try:
            current = identity(self._find(resident.name)) == resident.identity
        finally:
            if not current:
                self._retire(resident)
                self._free(resident, seat)
        return current

    def _pause(self, version: int) -> None:
        """Until something has changed, or it is time to look whether the request was cancelled."""
        with self._changed:
            self._changed.wait_for(lambda: self._version != version, TICK_S)

    def _tell(self) -> None:
        """Wake everybody in line; the lock is held."""
        self._version += 1
        self._changed.notify_all()

    # --- opening and closing ---

    def _load(self, ticket: Ticket, listen: Listener, cancel: Flag) -> Take | None:
        """A context of a model that is loaded for it; None where others must leave memory first.

        Raises:
            ModelMissing, ModelUnfit, ModelFailed, Cancelled: it can't be had.
        """
        with self._opening(cancel):
            try:
                resident = self._loader.load(ticket.name, self._in_use_bytes(), listen, cancel)
            except ModelUnfit:
                if ticket.alone or not self._has_local() or self._shelf.get(ticket.name).unfit:
                    raise
                ticket.alone = True
                return None
            with self._changed:
                self._line.residents[resident.name] = resident
                resident.retiring = self._closed
                return self._line.take(resident, resident.seats[0])

    def _grow(self, resident: Resident, cancel: Flag) -> Take | None:
        """Another context of a model in memory; None where there is no room for it.

        Raises:
            ModelMissing, ModelUnfit, ModelFailed: there is none at all.
        """
        with self._opening(cancel):
            seat = None
            try:
                seat = self._loader.grow(resident, self._in_use_bytes())
            except (ModelFailed, ModelUnfit):
                if not resident.seats:
                    resident.retiring = True
                    raise
            finally:
                self._grown(resident, seat)
            return Take(resident, seat) if seat is not None else None

    def _grown(self, resident: Resident, seat: Seat | None) -> None:
        with self._changed:
            resident.growing = False
            if seat is None:
                resident.full_until_s = time.monotonic() + FULL_S
            else:
                resident.seats.append(seat)
                self._line.take(resident, seat)
        if seat is None and resident.retiring:
            self._retire(resident)  # which has waited for this

    @contextmanager
    def _opening(self, cancel: Flag) -> Iterator[None]:
        """While a context is opened: `close` can cancel that; then it is another's turn to open one."""
        with self._changed:
            self._opens_for = cancel
        try:
            yield
        finally:
            with self._changed:
                self._line.opens, self._opens_for = False, None
                self._tell()

    def _has_local(self) -> bool:
        with self._changed:
            return bool(self._line.local())

    def _in_use_bytes(self) -> int:
        with self._changed:
            return self._line.in_use_bytes()

    def _retire(self, resident: Resident) -> None:
        """Close a model as soon as nobody uses it."""
        with self._changed:
            resident.retiring = True
            step = self._line.take_to_close(resident)
            self._tell()
        if step is not None:
            self._close(resident)

    def _close(self, resident: Resident) -> None:
        """Close a model that was taken for it; its name stays until the memory is free."""
        try:
            resident.close()
        finally:
            with self._changed:
                if self._line.residents.get(resident.name) is resident:
                    del self._line.residents[resident.name]
                self._tell()

    # --- contexts ---

    def _fittest(self, resident: Resident, taken: Seat, messages: Sequence[Message]) -> Seat:
        """The free context that has read most of this prompt already, instead of the one that was taken."""
        with self._changed:
            free = [taken, *(seat for seat in resident.seats if not seat.busy)]
            if len(free) == 1:
                return taken
            best = max(free, key=lambda seat: seat.shared(messages))  # the first of equal ones
            taken.busy, best.busy = False, True
            self._tell()
            return best

    def _done(self, resident: Resident, seat: Seat, outcome: Reply | NacreError) -> None:
        """A model is through with a request; on the model's thread.

        A context whose model has failed is closed: nobody knows what state it is in.
        """
        broken = isinstance(outcome, ModelFailed)
        if broken:
            seat.worker.close()
        with self._changed:
            resident.note(outcome)
            if broken:
                resident.seats.remove(seat)
        self._free(resident, seat)

    def _free(self, resident: Resident, seat: Seat) -> None:
        """A context can be taken again."""
        with self._changed:
            seat.busy = False
            step = self._line.take_to_close(resident) if resident.retiring else None
            self._tell()
        if step is not None:
            self._close(resident)
