"""A linked folder with some of its links taken out, so that they can be looked for.

Of a link that is taken out its markup and its words go, before anything is read, embedded or counted; or only its
markup goes and its words stay, as where somebody named a note and forgot to link to it.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from engine.background import EMBED, Step, standard_steps, work
from engine.config import IngestSettings
from engine.errors import UsageError
from engine.evaluation.putting import put
from engine.events import Listener, ignore
from engine.gaps.finder import Looking
from engine.gaps.links.known import Known, know
from engine.gaps.links.pages import Page, read_pages
from engine.gaps.links.targets import Targets
from engine.gaps.side import side
from engine.gaps.stretch import Ints
from engine.graph.stale import GRAPH
from engine.library.store import Library
from engine.models.encoder import Encoder
from engine.reasoning.vectors import SentenceVectors
from engine.sources.links import plain_text
from engine.sources.reading import Link
from engine.sources.walk import Found, find

SHARE = 10
"""One link in so many is taken out."""

FEWEST = 100
"""Pairs of linked notes from which a folder can be measured."""

NEAR = 6
"""A pair's match in degree: both ends may be so many places away in the order of the degrees."""

TRIES = 200

COLLECTION = "linked"

Pair = tuple[int, int]
"""Two notes, the smaller number first; notes are numbered by their paths."""


class Remembering:
    """An encoder that embeds each text once for all runs."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.id, self.dim, self.tier = encoder.id, encoder.dim, encoder.tier
        self._known: dict[str, npt.NDArray[np.float32]] = {}

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known |= dict(zip(new, self._encoder.embed(new), strict=True))
        return np.stack([self._known[text] for text in texts]) if texts else np.zeros((0, self.dim), np.float32)

    def embed_query(self, text: str) -> npt.NDArray[np.float32]:
        return self._encoder.embed_query(text)


@dataclass(frozen=True, slots=True, eq=False)
class Folder:
    """A linked folder, taken in whole."""

    library: Path  # its folder
    encoder: Encoder
    pages: tuple[Page, ...]  # in the order of their paths
    links: tuple[tuple[tuple[Link, int], ...], ...]  # of each page, with the page that they lead to
    pairs: tuple[Pair, ...]  # notes of which at least one links to the other

    @contextmanager
    def without(self, held: Sequence[Pair], *, words_stay: bool = False) -> Iterator[Known]:
        """What is known of the folder once the links between these notes are taken out.

        Args:
            held: pairs of notes.
            words_stay: whether the words of the links are left where they stand.
        """
        gone = set(held)
        with tempfile.TemporaryDirectory(prefix="nacre-eval-") as place:
            shutil.copytree(self.library, Path(place) / "library")
            with Library.open(Path(place) / "library") as library:
                for at, page in enumerate(self.pages):
                    cut = [link for link, to in self.links[at] if (min(at, to), max(at, to)) in gone]
                    if cut:
                        text = _without(library.text(page.version), cut, words_stay=words_stay)
                        where = Path(page.path)
                        data = text.encode("utf-8", "surrogatepass")
                        put(library, where, data, collection=COLLECTION, root=where.parent, named=False)
                yield known(library, self.encoder)


@contextmanager
def folder(path: Path, encoder: Encoder, listen: Listener = ignore) -> Iterator[Folder]:
    """The Markdown files below a folder as a library of their own; it is gone afterwards.

    Raises:
        UsageError: hardly any of them link to each other.
    """
    encoder = Remembering(encoder)
    with tempfile.TemporaryDirectory(prefix="nacre-eval-") as place:
        with Library.open(Path(place) / "library") as library:
            for each in find([path], IngestSettings()):
                if isinstance(each, Found) and each.path.suffix.lower() in (".md", ".markdown"):
                    data = each.path.read_bytes()
                    put(library, each.path, data, collection=COLLECTION, root=path, named=False)
            work(library, _steps(encoder), listen)
            rows = library.read().execute("SELECT id FROM documents WHERE state = 'live'").fetchall()
            pages = read_pages(library, [row[0] for row in rows])
            targets = Targets(pages)
            links = [_leading(library, targets, at, page) for at, page in enumerate(pages)]
        pairs = sorted({(min(at, to), max(at, to)) for at, each in enumerate(links) for _, to in each})
        if len(pairs) < FEWEST:
            raise UsageError(
                f"{path} holds no collection for the graph: {len(pairs)} pairs of its notes are linked",
                f"name a folder of Markdown notes with {FEWEST} links between them, or one with dev_revised.json",
            )
        yield Folder(Path(place) / "library", encoder, tuple(pages), tuple(links), tuple(pairs))


def known(library: Library, encoder: Encoder) -> Known:
    """Embed and count what is new, then read what the finder reads."""
    work(library, _steps(encoder))
    return know(side(library, SentenceVectors(encoder), ""), Looking())


def drawn(pairs: Sequence[Pair], generator: np.random.Generator, share: int = SHARE) -> list[Pair]:
    """One pair in so many, at random."""
    chosen = generator.permutation(len(pairs))[: max(1, len(pairs) // share)]
    return [pairs[each] for each in sorted(chosen.tolist())]


def matched(
    held: Sequence[Pair], degree: npt.NDArray[np.float32], fit: Ints, taken: set[Pair], generator: np.random.Generator
) -> list[Pair]:
    """For each pair one that is not linked, between notes with about as many links.

    Args:
        held: pairs.
        degree: links of each note as they are known.
        fit: notes that may be drawn.
        taken: pairs that are linked.
        generator: draws.
    """
    order = fit[np.argsort(degree[fit], kind="stable")]
    rank = {int(page): at for at, page in enumerate(order)}
    found = []
    for pair in held:
        for _ in range(TRIES):
            ends = [
                int(order[np.clip(rank[end] + generator.integers(-NEAR, NEAR + 1), 0, len(order) - 1)]) for end in pair
            ]
            other = min(ends), max(ends)
            if other[0] != other[1] and other not in taken:
                found.append(other)
                break
    return found


def at_random(count: int, fit: Ints, taken: set[Pair], generator: np.random.Generator) -> list[Pair]:
    """Pairs that are not linked."""
    found: list[Pair] = []
    for _ in range(TRIES * count):
        a, b = sorted(int(each) for each in generator.choice(fit, 2, replace=False))
        if (a, b) not in taken:
            found.append((a, b))
        if len(found) == count:
            break
    return found


def _steps(encoder: Encoder) -> dict[str, Step]:
    steps = standard_steps(encoder)
    return {kind: steps[kind] for kind in (EMBED, GRAPH)}


def _leading(library: Library, targets: Targets, at: int, page: Page) -> tuple[tuple[Link, int], ...]:
    found = ((link, targets.page(at, link.target)) for link in library.links(page.version))
    return tuple((link, to) for link, to in found if to is not None and to != at)


def _without(text: str, links: Sequence[Link], *, words_stay: bool) -> str:
    pieces: list[str] = []
    here = 0
    for link in links:
        pieces += (text[here : link.start], plain_text(text[link.start : link.end]) if words_stay else "")
        here = link.end
    return "".join([*pieces, text[here:]])
