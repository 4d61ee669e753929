"""Which rows of a list fit what is typed: at once where there are few, else on a thread while the list stays."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property

from tui.desk import Desk
from tui.finding.folding import fold
from tui.finding.latest import Latest
from tui.finding.pattern import Pattern
from tui.finding.ranking import NEVER, Found, Narrowed, find

AT_ONCE = 1_000  # rows that are looked through between two keys


class Texts:
    """The texts of a list's rows; folded when first looked through, on whatever thread that is."""

    def __init__(self, count: int, read: Callable[[], Iterable[tuple[str, str]]]) -> None:
        """`read` gives `count` names, each with what stands beside it."""
        self._count = count
        self._read = read

    def __len__(self) -> int:
        return self._count

    @cached_property
    def rows(self) -> tuple[tuple[str, ...], tuple[int, ...]]:
        """The texts as they are compared, and how many characters of each are its name."""
        read = tuple(self._read())
        return tuple(fold(f"{name} {detail}") for name, detail in read), tuple(len(name) for name, _ in read)


class Filtering:
    """Looks through the rows of one list, for the last key only."""

    def __init__(self, desk: Desk) -> None:
        self._latest: Latest[Found] = Latest(desk, "filtering")
        self._narrowed: Narrowed | None = None
        self._texts = Texts(0, tuple)
        self._then: Callable[[], None] | None = None

    def use(self, texts: Texts) -> None:
        """Another list from now on."""
        self._texts, self._narrowed = texts, None

    def filter(self, pattern: Pattern, show: Callable[[Sequence[int]], None]) -> None:
        """Call `show` with the rows that fit, best first; not at all where something else is typed before it can be."""
        self._then = None
        texts, among = self._texts, self._narrowed

        def done(found: Found) -> None:
            if texts is self._texts:
                self._narrowed = found.narrowed
                show(found.best)
            then, self._then = self._then, None
            if then is not None:
                then()

        def work(obsolete: Callable[[], bool]) -> Found:
            folded, names = texts.rows
            return find(folded, pattern, limit=len(texts), names=names, among=among, obsolete=obsolete)

        if not pattern:
            self._latest.drop()
            show(range(len(texts)))
        elif len(texts) <= AT_ONCE:
            self._latest.drop()
            done(work(NEVER))
        else:
            self._latest.ask(work, done)

    def when_done(self, then: Callable[[], None]) -> None:
        """Call `then` once the rows are those for what is typed; at once where they are."""
        if self._latest.asked:
            self._then = then
        else:
            then()
