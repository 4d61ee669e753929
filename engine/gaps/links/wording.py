"""What is said of a missing link, and the passages that show it on both sides."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.gaps.links.known import Known
from engine.gaps.links.pages import Page, is_telling, words_of
from engine.gaps.links.proposing import Proposal
from engine.gaps.records import Evidence
from engine.retrieval.contents import Contents, contents
from engine.sources.reading import Block, BlockKind
from engine.sources.sentences import sentences

SHARED = 3
"""Concepts that a reason names at most, and two pages."""

LONGEST = 400
"""Characters of a passage."""

CONFUSED = 0.35
"""The cosine from which two passages may be shown as saying something of the same."""

SAYS = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST, BlockKind.QUOTE, BlockKind.TABLE})


def reason(known: Known, proposal: Proposal) -> str:
    """Why the two should be linked, in one sentence."""
    source, target = known.pages[proposal.source], known.pages[proposal.target]
    neighbours = _neighbours(known, proposal)
    if proposal.named is not None:
        text = known.side.library.text(source.version)
        surface = " ".join(text[proposal.named.start : proposal.named.end].split())
        again = {1: "", 2: " twice"}.get(proposal.named.count, f" {proposal.named.count:,} times")
        also = f", both are linked with {_listed(neighbours)}," if neighbours else ""
        return f"“{source.title}” names “{surface}”{again}{also} and neither links to the other."
    about = [f"speak of {_listed(concepts)}"] if (concepts := _concepts(known, source, target, proposal)) else []
    about += [f"are linked with {_listed(neighbours)}"] if neighbours else []
    return f"Both {' and '.join(about or ['are about much the same'])}, and neither links to the other."


def evidence(known: Known, proposal: Proposal) -> tuple[Evidence, Evidence]:
    """The passage of the source that calls for the link, and what there is on the target's side."""
    source, target = known.pages[proposal.source], known.pages[proposal.target]
    if proposal.named is not None:
        return _saying(known, source, proposal.named.start, proposal.named.end), beginning(known, target)
    here, there, likeness = _most_alike(known, source, target)
    if likeness < CONFUSED:
        there = beginning(known, target)
    return here, there


def beginning(known: Known, page: Page) -> Evidence:
    """How a page begins: its heading, if that is its title, and its first sentence."""
    library = known.side.library
    text, blocks = library.text(page.version), library.blocks(page.version)
    first = next((block for block in blocks if block.kind in SAYS), None)
    heading = next((block for block in blocks if block.kind is BlockKind.HEADING), None)
    if first is None:
        start, end = (heading.start, heading.end) if heading is not None else (0, min(len(text), LONGEST))
        return known.side.evidence(page.version, start, min(end, start + LONGEST))
    low, high = next(iter(sentences(text, first.start, first.end)), (first.start, first.end))
    if heading is not None and heading.end <= low <= heading.end + 4 and words_of(heading.name) == words_of(page.title):
        low = heading.start
    return known.side.evidence(page.version, low, min(high, low + LONGEST))


def _saying(known: Known, page: Page, start: int, end: int) -> Evidence:
    """The sentence with a name in it; of a long one what stands around the name."""
    library = known.side.library
    text = library.text(page.version)
    block = _block(library.blocks(page.version), start)
    low, high = (block.start, block.end) if block is not None else (0, len(text))
    for first, last in sentences(text, low, high):
        if first <= start and end <= last:
            low, high = first, last
            break
    if high - low > LONGEST:
        low = max(low, text.rfind("\n", low, start) + 1, start - LONGEST // 2)
        stop = text.find("\n", end, high)
        high = min(high if stop < 0 else stop, low + LONGEST)
    return known.side.evidence(page.version, low, max(high, end))


def _block(blocks: Sequence[Block], at: int) -> Block | None:
    return next((block for block in blocks if block.start <= at < block.end), None)


def _most_alike(known: Known, source: Page, target: Page) -> tuple[Evidence, Evidence, float]:
    """The two sentences that are most alike, of the two passages that are, and how alike they are."""
    side = known.side
    held = contents(side.library, side.encoder.id, side.encoder.dim, (source.document_id, target.document_id))
    mine, theirs = held[source.document_id], held[target.document_id]
    one, other = np.unravel_index(
        int((mine.floats() @ theirs.floats().T).argmax()), (len(mine.spans), len(theirs.spans))
    )
    left, right = _sentences(known, mine, int(one)), _sentences(known, theirs, int(other))
    texts = [side.library.text(version)[start:end] for version, start, end in (*left, *right)]
    vectors = side.vectors.of(texts)
    likeness = vectors[: len(left)] @ vectors[len(left) :].T
    a, b = np.unravel_index(int(likeness.argmax()), likeness.shape)
    score = float(np.clip(likeness[a, b], 0, 1))
    return side.evidence(*left[int(a)]), side.evidence(*right[int(b)], score), score


def _sentences(known: Known, held: Contents, row: int) -> list[tuple[int, int, int]]:
    """Sentences of a passage that say something; the beginning of the passage where there is none."""
    low, high = held.spans[row]
    library = known.side.library
    text = library.text(held.version)
    found = [
        (held.version, start, end)
        for block in library.blocks(held.version)
        if block.kind in SAYS and low <= block.start and block.end <= high
        for start, end in sentences(text, block.start, block.end)
        if 30 <= end - start <= LONGEST
    ]
    return found or [(held.version, low, min(high, low + LONGEST))]


def _concepts(known: Known, source: Page, target: Page, proposal: Proposal) -> list[str]:
    """Concepts that both speak of, but for those that are their own names."""
    own = {words_of(name) for page in (source, target) for name in page.names}
    names = known.concepts.shared(known.side.library, proposal.source, proposal.target, 4 * SHARED)
    return [name for name in names if is_telling(name) and words_of(name) not in own][:SHARED]


def _neighbours(known: Known, proposal: Proposal) -> list[str]:
    shared = known.network.shared(proposal.source, proposal.target)
    return [f"“{known.pages[each].title}”" for each in shared if known.pages[each].is_named][: SHARED - 1]


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]
