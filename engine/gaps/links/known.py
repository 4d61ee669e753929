"""All that is known of some pages before any two of them are compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from engine.gaps.finder import Looking
from engine.gaps.links.concepts import Concepts, read_concepts
from engine.gaps.links.meaning import centred, means
from engine.gaps.links.network import Network, network
from engine.gaps.links.pages import Page, read_pages
from engine.gaps.links.spoken import Spoken, listen_to
from engine.gaps.links.targets import Targets
from engine.gaps.side import Side
from engine.retrieval.contents import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """n pages: their links, their words, what they are about."""

    side: Side
    pages: tuple[Page, ...]
    network: Network
    spoken: Spoken
    concepts: Concepts
    raw: Floats  # (n, d): mean vectors
    vectors: Floats  # (n, d): the same without what all have in common
    naming: Floats  # (n,): how many pages link to a page or name it
    linking: Floats  # (n,): how many of them link to it
    folder: dict[str, float]  # how much it says that two pages lie in a folder: 0 where all do


def know(side: Side, looking: Looking) -> Known:
    """Read what a library has of these documents; every text once, embeddings as they are stored."""
    pages = read_pages(side.library, side.documents)
    targets = Targets(pages)
    edges: set[tuple[int, int]] = set()
    outside: set[tuple[int, str]] = set()
    for at, page in enumerate(pages):
        looking.go_on()
        for named in {*(link.target for link in side.library.links(page.version)), *page.targets}:
            target = targets.page(at, named)
            if target is not None:
                edges.add((at, target))
            elif place := targets.elsewhere(named):
                outside.add((at, place))
    spoken = listen_to(side.library, pages, looking)
    raw = means(side, pages, looking)
    linked = {each for each in edges if each[0] != each[1]}
    return Known(
        side=side,
        pages=tuple(pages),
        network=network(len(pages), linked, outside),
        spoken=spoken,
        concepts=read_concepts(side.library, pages),
        raw=raw,
        vectors=centred(raw),
        naming=_counts(len(pages), (target for _, target in linked | spoken.named.keys())),
        linking=_counts(len(pages), (target for _, target in linked)),
        folder=_folders(pages),
    )


def _counts(n: int, numbers: Iterable[int]) -> Floats:
    return np.bincount(np.fromiter(numbers, np.int64), minlength=n).astype(np.float32)


def _folders(pages: Sequence[Page]) -> dict[str, float]:
    """ln(n / pages in the folder) / ln(n)."""
    counts = Counter(page.folder for page in pages)
    total = np.log(max(2, len(pages)))
    return {name: float(1 - np.log(count) / total) for name, count in counts.items()}
