"""What sources leave out, as the engine's door hands it out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from threading import Event as Flag
from threading import Lock
from typing import TYPE_CHECKING

from engine.events import Listener, ignore

if TYPE_CHECKING:  # what is heavy to import waits until it is used
    from engine.gaps.again import ClosedGap, Step
    from engine.gaps.records import GapKind, GapReport
    from engine.gaps.side import Side
    from engine.reasoning.vectors import SentenceVectors
    from engine.room import Room


class GapService:
    """Gaps between two sides and within the library, what becomes of them, and reports."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._vectors: SentenceVectors | None = None
        self._guard = Lock()

    def between(
        self,
        a: str,
        b: str,
        kinds: Sequence[GapKind] = (),
        *,
        listen: Listener = ignore,
        cancel: Flag | None = None,
    ) -> GapReport:
        """What A has and B lacks, best first; what someone dropped is left out.

        Args:
            a: a document, folder, collection, tag or pattern.
            b: likewise.
            kinds: what to look for; () for all that there is.
            listen: told how far it is.
            cancel: stops it.

        Raises:
            UsageError: a side matches nothing, B holds all of A, or a kind is not looked for between two sides.
            Cancelled: `cancel` was set.
        """
        from engine.gaps.decisions import Decisions
        from engine.gaps.finder import Looking
        from engine.gaps.looking import between

        return between(self._side(a), self._side(b), kinds, Decisions(self._room.library), Looking(listen, cancel))

    def library(
        self, kinds: Sequence[GapKind] = (), *, listen: Listener = ignore, cancel: Flag | None = None
    ) -> GapReport:
        """What is missing within the whole library; see `between`."""
        from engine.gaps.decisions import Decisions
        from engine.gaps.finder import Looking
        from engine.gaps.looking import within

        return within(self._side(""), kinds, Decisions(self._room.library), Looking(listen, cancel))

    def keep(self, gap_id: str) -> str:
        """There is something to this gap: it stays marked as kept. Its number.

        Raises:
            UsageError: no gap was found under this number, or it is the beginning of several.
        """
        return self._decide(gap_id, "kept")

    def drop(self, gap_id: str) -> str:
        """There is nothing to it: it is left out from now on; see `keep`."""
        return self._decide(gap_id, "dropped")

    def undecide(self, gap_id: str) -> str:
        """Take back what was said of it; see `keep`."""
        return self._decide(gap_id, "")

    def report(self, found: GapReport, form: str) -> str:
        """What was found, to be read elsewhere.

        Args:
            found: what `between` or `library` gave.
            form: 'markdown', or 'html' for one page that needs nothing else.

        Raises:
            UsageError: it is none of these.
        """
        from engine.gaps.report import write

        return write(found, form)

    def closed(self) -> tuple[ClosedGap, ...]:
        """Kept gaps that are found no more, since new documents came; the last first."""
        from engine.gaps.again import KeptGaps

        return KeptGaps(self._room.library).closed()

    def news(self) -> int:
        """How many of these nobody has looked at; cheap."""
        from engine.gaps.again import KeptGaps

        return KeptGaps(self._room.library).news()

    def seen(self) -> None:
        """Someone has looked at them."""
        from engine.gaps.again import KeptGaps

        KeptGaps(self._room.library).seen()

    def looking_again(self) -> Mapping[str, Step]:
        """The background step that looks for kept gaps again; its job is queued where there are new documents."""
        from engine.gaps.again import KEPT_GAPS, KeptGaps, kept_step

        if KeptGaps(self._room.library).pending():
            self._room.library.jobs.add(KEPT_GAPS)
        return {KEPT_GAPS: kept_step(self._side)}

    def _decide(self, gap_id: str, decision: str) -> str:
        from engine.gaps.decisions import Decisions

        return Decisions(self._room.library).decide(gap_id, decision)

    def _side(self, named: str) -> Side:
        from engine.gaps.side import side
        from engine.reasoning.vectors import SentenceVectors

        encoder = self._room.searcher().index().encoder
        with self._guard:
            if self._vectors is None or self._vectors.encoder is not encoder:
                self._vectors = SentenceVectors(encoder)
            vectors = self._vectors
        return side(self._room.library, vectors, named)
