"""Bridges that are missing: two dense regions of the concept graph whose texts are near, with hardly an edge between.

A pair of regions is a hole if far fewer edges join them than chance would make, while several documents of the one have
passages that are like passages of the other, and neither of the two documents names what the other is about. The
passages are what shows it, and what the question that would bridge the hole is made of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from engine.gaps.coarse import SMALL
from engine.gaps.finder import Looking
from engine.gaps.naming import TITLE, number
from engine.gaps.records import Evidence, Gap, GapKind
from engine.gaps.regions import Atlas, atlas
from engine.gaps.side import Side
from engine.gaps.stretch import Ints
from engine.graph.stale import graph_pending
from engine.library.store import Library
from engine.reasoning.features import Idf, stems
from engine.retrieval.contents import Floats, contents, is_common
from engine.retrieval.frequency import Frequencies
from engine.sources.reading import BlockKind

BRIDGED = 0.35
"""Edges between two regions, as a share of what chance would make, up to which there is hardly a bridge."""

EXPECTED = 3.0
"""Edges that chance would make, at least: fewer say nothing by their absence."""

NEAREST, NEAR = 0.72, 0.68
"""Cosines of the nearest passages of two regions: of the first pair of documents, and of every further one."""

SAME = 0.85
"""The cosine from which on two passages say the same: that is a repetition, and no bridge is missing."""

SHARED = 0.28
"""Share of the telling words of either passage that the other one has, at least."""

PAIRS = 3
"""Pairs of documents that are named at most."""

LOOKED_AT = 2_000
"""Pairs of passages of two regions that are looked at, the nearest first."""

PASSAGES, OF_DOCUMENT = 6_000, 24
"""Passages that are compared at most, and of one document."""

POINTERS = 2
"""Links in a passage that only points elsewhere from which on it says nothing itself: a list of contents."""

AMONG, AMONG_ONE = 12, 3
"""How near two passages have to be to each other among all passages of other documents: for both, and for one."""

SPECIFIC = 12
"""Documents up to which a concept that both sides name tells what joins them."""

_LINK = re.compile(r"\[\[[^\]]*\]\]|\[[^\]]*\]\([^)]*\)|https?://\S+")


@dataclass(frozen=True, slots=True, eq=False)
class _Passages:
    """The n passages of all regions."""

    regions: Ints  # (n,)
    versions: Ints  # (n,)
    spans: Sequence[tuple[int, int]]
    vectors: Floats  # (n, d), rows of length one


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two passages of different regions."""

    one: int
    other: int
    cosine: float


class Holes:
    """Finds regions of a library that should be joined and are not."""

    kind = GapKind.HOLE

    def find(self, whole: Side, looking: Looking) -> Iterable[Gap]:
        """Pairs of regions, those whose texts are nearest first."""
        if graph_pending(whole.library, whole.encoder.id):
            looking.notes.append("The graph does not know all documents yet; look for bridges again in a while.")
        with whole.library.database.snapshot() as connection:
            found = atlas(connection, looking)
        if len(found.regions) < 2:
            return ()
        passages = _passages(whole, found, looking)
        idf = Frequencies(whole.library).idf
        gaps = []
        thin = [pair for pair in found.pairs() if pair[3] >= EXPECTED and pair[2] <= BRIDGED * pair[3]]
        for done, (one, other, edges, expected) in enumerate(thin):
            looking.go_on(done, len(thin))
            looking.weighed += 1
            pairs = _nearest(passages, found, one, other, whole.library, idf)
            if pairs:
                gaps.append(_gap(whole, found, passages, (one, other), pairs, edges, expected))
        return sorted(gaps, key=lambda gap: -gap.confidence)


def _passages(whole: Side, found: Atlas, looking: Looking) -> _Passages:
    of = {version: at for at, region in enumerate(found.regions) for version in region.versions}
    rows = whole.library.read().execute("SELECT id, current_version FROM documents WHERE state = 'live'").fetchall()
    documents = [document for document, version in rows if version in of]
    each_at_most = min(OF_DOCUMENT, max(1, PASSAGES // max(1, len(documents))))
    regions: list[int] = []
    versions: list[int] = []
    spans: list[tuple[int, int]] = []
    vectors: list[Floats] = []
    for start in range(0, min(len(documents), PASSAGES), 64):
        looking.go_on()
        page = documents[start : start + 64]
        for held in contents(whole.library, whole.encoder.id, whole.encoder.dim, page).values():
            floats = held.floats()
            begin = _behind_front_matter(whole.library, held.version)
            usable = [
                row
                for row, (low, high) in enumerate(held.spans)
                if high - max(low, begin) >= 2 * SMALL and held.vectors[row].any()
            ]
            for row in usable[:: max(1, -(-len(usable) // each_at_most))]:
                regions.append(of[held.version])
                versions.append(held.version)
                spans.append((max(held.spans[row][0], begin), held.spans[row][1]))
                vectors.append(floats[row])
    stacked = np.stack(vectors) if vectors else np.zeros((0, whole.encoder.dim), np.float32)
    return _Passages(np.array(regions, np.int64), np.array(versions, np.int64), spans, stacked)


def _behind_front_matter(library: Library, version: int) -> int:
    return max((each.end for each in library.blocks(version) if each.kind is BlockKind.META), default=0)


def _nearest(passages: _Passages, found: Atlas, one: int, other: int, library: Library, idf: Idf) -> list[_Pair]:
    """Passages of two regions that are nearest to each other, each document once; [] where they are too far."""
    here, there = np.flatnonzero(passages.regions == one), np.flatnonzero(passages.regions == other)
    if not len(here) or not len(there):
        return []
    cosines = passages.vectors[here] @ passages.vectors[there].T
    best_here, best_there = cosines.argmax(axis=1), cosines.argmax(axis=0)
    chosen: list[_Pair] = []
    taken: set[int] = set()
    for flat in np.argsort(-cosines, axis=None, kind="stable")[:LOOKED_AT]:
        row, column = divmod(int(flat), len(there))
        cosine = float(cosines[row, column])
        a, b = int(here[row]), int(there[column])
        ends = {int(passages.versions[a]), int(passages.versions[b])}
        if cosine < (NEAR if chosen else NEAREST):
            break
        if (
            cosine < SAME
            and not ends & taken
            and (best_here[row] == column or best_there[column] == row)
            and not found.are_joined(*ends)
            and not found.are_a_series(*ends)
            and _belong(passages, a, b)
            and not any(_points_elsewhere(_text(library, passages, each)) for each in (a, b))
            and _shares(_text(library, passages, a), _text(library, passages, b), idf)
        ):
            taken |= ends
            chosen.append(_Pair(a, b, cosine))
            if len(chosen) == PAIRS:
                break
    return chosen


def _belong(passages: _Passages, one: int, other: int) -> bool:
    """Whether nothing, or hardly anything, in other documents is nearer to either of two passages than the other is.

    What is alike only because all texts of a library are, as instructions are, has many that are nearer.
    """
    nearer = []
    for here, there in ((one, other), (other, one)):
        cosines = passages.vectors @ passages.vectors[here]
        elsewhere = passages.versions != passages.versions[here]
        nearer.append(int(np.count_nonzero(elsewhere & (cosines > cosines[there]))))
    return max(nearer) < AMONG and min(nearer) < AMONG_ONE


def _text(library: Library, passages: _Passages, at: int) -> str:
    return library.text(int(passages.versions[at]))[slice(*passages.spans[at])]


def _shares(one: str, other: str, idf: Idf) -> bool:
    """Whether two passages have words in common that tell something."""
    mine, theirs = set(stems(one)), set(stems(other))
    weights = [sum(map(idf, each)) for each in (mine, theirs, mine & theirs)]
    return weights[2] >= SHARED * min(weights[:2]) > 0


def _points_elsewhere(text: str) -> bool:
    """Whether a passage is a list of links rather than a text: one link in fifteen words, and several of them."""
    links = len(_LINK.findall(text))
    return links >= POINTERS and 15 * links >= len(_LINK.sub("", text).split())


def _gap(
    whole: Side,
    found: Atlas,
    passages: _Passages,
    regions: tuple[int, int],
    pairs: Sequence[_Pair],
    edges: int,
    expected: float,
) -> Gap:
    one, other = (found.regions[each] for each in regions)
    a = tuple(_evidence(whole, passages, each.one, each.cosine) for each in pairs)
    b = tuple(_evidence(whole, passages, each.other, each.cosine) for each in pairs)
    mean = float(np.mean([each.cosine for each in pairs]))
    few = "Only one link or mention joins" if edges == 1 else f"Only {edges} links or mentions join"
    joined = few if edges else "Nothing joins"
    return Gap(
        gap_id=number(GapKind.HOLE, b[0].place.path, a[0].place, b[0].quote),
        kind=GapKind.HOLE,
        title=_cut(f"“{_short(a[0].place.title)}” and “{_short(b[0].place.title)}”"),
        why=(
            f"{joined} what is around {_listed(one.names)} with what is around {_listed(other.names)}, where chance "
            f"would make about {expected:.0f}; yet these passages are near to each other."
        ),
        confidence=round(min(0.95, mean) * (1 - edges / expected), 3),
        a=a,
        b=b,
        question=_question(whole.library, found, passages, pairs[0], a[0], b[0]),
        measures={"edges": float(edges), "expected": round(expected, 1), "cosine": round(mean, 3)},
    )


def _evidence(whole: Side, passages: _Passages, at: int, cosine: float) -> Evidence:
    start, end = passages.spans[at]
    version = int(passages.versions[at])
    text = whole.library.text(version)[start:end]
    inner = len(text) - len(text.lstrip())
    return whole.evidence(version, start + inner, start + len(text.rstrip()), round(cosine, 3))


def _question(library: Library, found: Atlas, passages: _Passages, pair: _Pair, a: Evidence, b: Evidence) -> str:
    """What would bridge a hole: about a concept that both passages name, or about what stands above them."""
    shared = _shared(found, int(passages.versions[pair.one]), int(passages.versions[pair.other]), a.quote, b.quote)
    one, other = a.place.title, b.place.title
    if shared and shared.casefold() not in (one.casefold(), other.casefold()):
        return f"Both “{_short(one)}” and “{_short(other)}” speak of “{shared}”: how do the two relate?"
    return f"How does {_above(library, a)} relate to {_above(library, b)}?"


def _shared(found: Atlas, one: int, other: int, quote: str, other_quote: str) -> str:
    """The name of the most telling concept that both passages name; '' for none."""
    both = found.mentioned[one] & found.mentioned[other]
    named = [found.concepts[each] for each in both]
    fit = [
        each
        for each in named
        if " " in each.name
        and each.documents <= SPECIFIC
        and all(_names(each.name, text) for text in (quote, other_quote))
    ]
    best = min(fit, key=lambda each: (each.documents, -each.score, each.concept_id), default=None)
    return best.name if best is not None else ""


def _names(name: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?:s|es)?(?!\w)", text, re.IGNORECASE) is not None


def _above(library: Library, each: Evidence) -> str:
    """'“Themes” in “Appearance”', or the title alone where the heading says nothing: 'Examples'."""
    title = _short(each.place.title)
    inner = each.place.headings[-1] if each.place.headings else ""
    if inner and inner.casefold() != each.place.title.casefold() and not is_common(library, inner):
        return f"“{_short(inner)}” in “{title}”"
    return f"“{title}”"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= TITLE // 2 else f"{line[: TITLE // 2 - 1].rstrip()}…"


def _cut(text: str) -> str:
    return text if len(text) <= TITLE + 8 else f"{text[: TITLE + 7].rstrip()}…"


def _listed(names: Sequence[str]) -> str:
    shown = [f"“{_short(each)}”" for each in names[:2]]
    return " and ".join(shown)
