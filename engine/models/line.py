"""Whose turn it is: requests in the order in which they came, and the models in memory.

Everything here is quick, and done under the pool's lock. What a step needs is taken for it at once, so that the step
itself can be carried out without the lock.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from engine.models.resident import Resident, Seat


@dataclass(eq=False, slots=True)
class Ticket:
    """A place in line."""

    name: str
    remote: bool
    wants_room: bool = False  # another model must leave memory first; who came later may not keep it there
    alone: bool = False  # all other models must


@dataclass(frozen=True, slots=True)
class Wait:
    """Others are first."""

    ahead: int


@dataclass(frozen=True, slots=True)
class Take:
    """A context that is the request's own now."""

    resident: Resident
    seat: Seat


@dataclass(frozen=True, slots=True)
class Close:
    """A model that must be closed; nobody else will."""

    resident: Resident


@dataclass(frozen=True, slots=True)
class Open:
    """A context must be opened; nobody else opens one meanwhile."""

    resident: Resident | None  # of this model, or of one that must be loaded


Step = Wait | Take | Close | Open


class Line:
    """Tickets and models.

    First come, first served for each model. A model that needs room gets it as soon as another one is idle, for no
    later request may keep that one busy.

    Args:
        loaded: local models that may be in memory at once.
        parallel: contexts of one model.
    """

    def __init__(self, loaded: int, parallel: int) -> None:
        self.tickets: list[Ticket] = []  # in the order in which they came
        self.residents: dict[str, Resident] = {}
        self.opens = False  # one model or context is opened at a time, so that memory is counted once
        self._loaded = loaded
        self._parallel = parallel
        self._uses = count(1)

    def next(self, ticket: Ticket) -> Step:
        """What is to be done for a request."""
        older = self.tickets[: self.tickets.index(ticket)]
        before = [each for each in older if each.name == ticket.name or (each.wants_room and not ticket.remote)]
        resident = self.residents.get(ticket.name)
        if before:
            return Wait(len(before) + (resident.busy if resident is not None else 0))
        if resident is not None and resident.retiring:
            return self.take_to_close(resident) or Wait(resident.busy)
        if resident is not None:
            return self._next_seat(resident)
        if not ticket.remote and len(self.local()) > (0 if ticket.alone else self._loaded - 1):
            return self._next_room(ticket, older)
        ticket.wants_room = False
        return self._take_opening(None)

    def take(self, resident: Resident, seat: Seat) -> Take:
        """A context for a request, which counts as a use of the model."""
        seat.busy = True
        resident.used = next(self._uses)
        return Take(resident, seat)

    def take_to_close(self, resident: Resident) -> Close | None:
        """A model that nobody uses, and nobody will from now on; None where somebody does, or it is being closed."""
        if resident.busy or resident.growing or resident.closing:
            return None
        resident.retiring = resident.closing = True
        return Close(resident)

    def local(self) -> list[Resident]:
        """Models whose weights are in memory."""
        return [resident for resident in self.residents.values() if resident.loaded is not None]

    def in_use_bytes(self) -> int:
        """Memory of all models."""
        return sum(resident.memory_bytes for resident in self.residents.values())

    def _next_seat(self, resident: Resident) -> Step:
        for seat in resident.seats:
            if not seat.busy:
                return self.take(resident, seat)
        room = len(resident.seats) < self._parallel and time.monotonic() >= resident.full_until_s
        return self._take_opening(resident) if room or not resident.seats else Wait(resident.busy)

    def _next_room(self, ticket: Ticket, older: Sequence[Ticket]) -> Step:
        """Close the model used longest ago of those that nobody uses, and nobody who came earlier waits for."""
        wanted = {each.name for each in older}
        for resident in sorted(self.local(), key=lambda each: each.used):
            if resident.name not in wanted and (step := self.take_to_close(resident)) is not None:
                return step
        ticket.wants_room = True
        return Wait(len(older) + sum(each.busy for each in self.local()))

    def _take_opening(self, resident: Resident | None) -> Step:
        """The right to open a context, if nobody has it."""
        if self.opens:
            return Wait(resident.busy if resident is not None else 0)
        self.opens = True
        if resident is not None:
            resident.growing = True
        return Open(resident)
