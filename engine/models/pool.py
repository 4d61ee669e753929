"""Which models are in memory, and whose turn it is."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import count
from threading import Condition
from threading import Event as Flag

from engine.config import ModelSettings
from engine.errors import Cancelled, ModelFailed, ModelUnfit, NacreError
from engine.events import Listener, ModelWaits, TextLeaves
from engine.models.chat import ChatModel, Hear, Message, Reply, Sampling
from engine.models.governor.governor import Governor, SlowedWatch
from engine.models.loader import Loader
from engine.models.opening import Opening
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


@dataclass(eq=False, slots=True)
class _Ticket:
    """A place in line."""

    name: str
    remote: bool
    wants_room: bool = False  # another model must leave memory first; who came later may not keep it there
    alone: bool = False  # all other models must


@dataclass(frozen=True, slots=True)
class _Wait:
    """Others are first."""

    ahead: int


@dataclass(frozen=True, slots=True)
class _Take:
    """A context that is the request's own now."""

    resident: Resident
    seat: Seat


@dataclass(frozen=True, slots=True)
class _Close:
    """A model that must be closed; nobody else will."""

    resident: Resident


@dataclass(frozen=True, slots=True)
class _Open:
    """A context must be opened; nobody else opens one meanwhile."""

    resident: Resident | None  # of this model, or of one that must be loaded


_Step = _Wait | _Take | _Close | _Open


class Pool:
    """Models in memory, and requests in line for them. May be used by several threads.

    First come, first served for each model. A model that needs room gets it as soon as another one is idle, for no
    later request may keep that one busy. All waiting is done on the threads of those who ask.

    Args:
        shelf: says what a name means, each time.
        governor: paces the models, and says how much memory they may take.
        opening: loads files, opens servers.
    """

    def __init__(self, settings: ModelSettings, shelf: Shelf, governor: Governor, opening: Opening) -> None:
        self._settings = settings
        self._shelf = shelf
        self._governor = governor
        self._loader = Loader(settings, shelf, governor, opening)
        self._residents: dict[str, Resident] = {}
        self._line: list[_Ticket] = []
        self._opens = False  # one model or context is opened at a time, so that memory is counted once
        self._opens_for: Flag | None = None  # what cancels that
        self._closed = False
        self._uses = count(1)
        self._version = 0  # of all this: it grows with every change
        self._changed = Condition()

    def reply(
        self, name: str, build: Build, sampling: Sampling, *, listen: Listener, hear: Hear, cancel: Flag
    ) -> Reply | None:
        """One answer of one model; None where it was cancelled before the model was asked.

        Args:
            build: makes the prompt to fit the model; called once.

        Raises:
            ModelMissing, ModelUnfit, ModelFailed: the model gave none.
        """
        held = self._acquire(name, listen, cancel)
        if held is None:
            return None
        resident, seat = held.resident, held.seat
        with ExitStack() as undo:
            undo.callback(lambda: self._free(resident, seat))  # the seat as it is by then
            messages = build(seat.worker.chat)
            seat = self._fittest(resident, seat, messages)
            if resident.loaded is None and not cancel.is_set():
                listen(TextLeaves(name, self._loader.host(name)))
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
            waiting = [ticket.name for ticket in self._line]
            return tuple(each.metrics(waiting.count(each.name)) for each in self._residents.values())

    def unload(self) -> None:
        """Take all models out of memory; those at work follow when they have answered."""
        with self._changed:
            residents = tuple(self._residents.values())
        for resident in residents:
            self._retire(resident)

    def close(self) -> None:
        """Cancel everything, wait briefly for its end, and give back the memory. Later requests count as cancelled."""
        with self._changed:
            self._closed = True
            if self._opens_for is not None:
                self._opens_for.set()
            residents = tuple(self._residents.values())
            seats = [seat for resident in residents for seat in resident.seats]
            for seat in seats:
                seat.worker.stop()
            self._tell()
        for resident in residents:
            self._retire(resident)
        with self._changed:
            self._changed.wait_for(lambda: not self._residents and not self._opens, CLOSE_S)
        for seat in seats:
            if not seat.busy:  # one that hangs is left to itself
                seat.worker.join(CLOSE_S)

    # --- the line ---

    def _acquire(self, name: str, listen: Listener, cancel: Flag) -> _Take | None:
        """Wait for a context of this model; None where the request was cancelled meanwhile.

        Raises:
            ModelMissing, ModelUnfit, ModelFailed: there can be none.
        """
        ticket = _Ticket(name, remote=self._find(name).kind == "remote")
        told = 0
        with self._changed:
            self._line.append(ticket)
        try:
            while not (cancel.is_set() or self._closed):
                with self._changed:
                    step, version = self._next(ticket), self._version
                match step:
                    case _Wait(ahead):
                        if ahead and ahead != told:
                            listen(ModelWaits(name, ahead))
                            told = ahead
                        self._pause(version)
                    case _Close(resident):
                        self._close(resident)
                    case _Open(None):
                        if taken := self._load(ticket, listen, cancel):
                            return taken
                    case _Open(Resident() as resident):
                        if taken := self._grow(resident, cancel):
                            return taken
                    case _Take(resident, seat):
                        if self._keeps(resident, seat):
                            return step
        except Cancelled:
            pass
        finally:
            with self._changed:
                self._line.remove(ticket)
                self._tell()
        return None

    def _find(self, name: str) -> Entry:
        """The entry of this name; models that are no longer on the shelf leave memory.

        Raises:
            ModelMissing: there is no such model.
        """
        known = {entry.name for entry in self._shelf.entries()}
        with self._changed:
            gone = [resident for resident in self._residents.values() if resident.name not in known]
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

    def _next(self, ticket: _Ticket) -> _Step:
        """What is to be done for a request; the lock is held, and what the step needs is taken for it."""
        older = self._line[: self._line.index(ticket)]
        before = [each for each in older if each.name == ticket.name or (each.wants_room and not ticket.remote)]
        resident = self._residents.get(ticket.name)
        if before:
            return _Wait(len(before) + (resident.busy if resident is not None else 0))
        if resident is not None and resident.retiring:
            return self._take_to_close(resident) or _Wait(resident.busy)
        if resident is not None:
            return self._next_seat(resident)
        local = self._local()
        if not ticket.remote and len(local) > (0 if ticket.alone else self._settings.loaded - 1):
            return self._next_room(ticket, local, older)
        ticket.wants_room = False
        return self._take_opening(None)

    def _next_seat(self, resident: Resident) -> _Step:
        for seat in resident.seats:
            if not seat.busy:
                return self._take(resident, seat)
        room = len(resident.seats) < self._settings.parallel and time.monotonic() >= resident.full_until_s
        return self._take_opening(resident) if room or not resident.seats else _Wait(resident.busy)

    def _next_room(self, ticket: _Ticket, local: Sequence[Resident], older: Sequence[_Ticket]) -> _Step:
        """Close the model used longest ago of those that nobody uses, and nobody who came earlier waits for."""
        wanted = {each.name for each in older}
        for resident in sorted(local, key=lambda each: each.used):
            if resident.name not in wanted and (step := self._take_to_close(resident)) is not None:
                return step
        ticket.wants_room = True
        return _Wait(len(older) + sum(each.busy for each in local))

    def _take(self, resident: Resident, seat: Seat) -> _Take:
        seat.busy = True
        resident.used = next(self._uses)
        return _Take(resident, seat)

    def _take_opening(self, resident: Resident | None) -> _Step:
        """The right to open a context, if nobody has it."""
        if self._opens:
            return _Wait(resident.busy if resident is not None else 0)
        self._opens = True
        return _Open(resident)

    def _take_to_close(self, resident: Resident) -> _Close | None:
        """A model that nobody uses, to be closed; the lock is held."""
        if resident.busy or resident.closing:
            return None
        resident.retiring = resident.closing = True
        return _Close(resident)

    # --- opening and closing ---

    def _load(self, ticket: _Ticket, listen: Listener, cancel: Flag) -> _Take | None:
        """A context of a model that is loaded for it; None where others must leave memory first.

        Raises:
            ModelMissing, ModelUnfit, ModelFailed, Cancelled: it can't be had.
        """
        with self._opening(cancel):
            try:
                resident = self._loader.load(ticket.name, self._in_use_bytes(), listen, cancel)
            except ModelUnfit:
                if ticket.alone or not self._local() or self._shelf.get(ticket.name).unfit:
                    raise
                ticket.alone = True
                return None
            with self._changed:
                self._residents[resident.name] = resident
                resident.retiring = self._closed
                return self._take(resident, resident.seats[0])

    def _grow(self, resident: Resident, cancel: Flag) -> _Take | None:
        """Another context of a model in memory; None where there is no room for it.

        Raises:
            ModelMissing, ModelUnfit, ModelFailed: there is none at all.
        """
        with self._opening(cancel):
            try:
                seat = self._loader.grow(resident, self._in_use_bytes())
            except (ModelFailed, ModelUnfit):
                if not resident.seats:
                    self._retire(resident)
                    raise
                seat = None
            with self._changed:
                if seat is None:
                    resident.full_until_s = time.monotonic() + FULL_S
                    return None
                resident.seats.append(seat)
                return self._take(resident, seat)

    @contextmanager
    def _opening(self, cancel: Flag) -> Iterator[None]:
        """While a context is opened: `close` can cancel that; then it is another's turn to open one."""
        with self._changed:
            self._opens_for = cancel
        try:
            yield
        finally:
            with self._changed:
                self._opens, self._opens_for = False, None
                self._tell()

    def _local(self) -> list[Resident]:
        """Models whose weights are in memory."""
        with self._changed:
            return [resident for resident in self._residents.values() if resident.loaded is not None]

    def _in_use_bytes(self) -> int:
        with self._changed:
            return sum(resident.memory_bytes for resident in self._residents.values())

    def _retire(self, resident: Resident) -> None:
        """Close a model as soon as nobody uses it."""
        with self._changed:
            resident.retiring = True
            step = self._take_to_close(resident)
            self._tell()
        if step is not None:
            self._close(resident)

    def _close(self, resident: Resident) -> None:
        """Close a model that was taken for it; its name stays until the memory is free."""
        try:
            resident.close()
        finally:
            with self._changed:
                if self._residents.get(resident.name) is resident:
                    del self._residents[resident.name]
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
            step = self._take_to_close(resident) if resident.retiring else None
            self._tell()
        if step is not None:
            self._close(resident)
