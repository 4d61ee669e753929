"""Questions from any library, without labels: its structure and its owner say which passage answers what.

Four kinds, by what each can teach:

- `sentence`: a telling sentence as a question with a hole in it, and the passage it stands in (`own_sentences`).
- `heading`: a heading, and the passages below it (`own_headings`). Words of the question stand in the passage's
  heading, so these teach what a heading is worth; kinds take turns within a document, so that they don't outweigh.
- `link`: the words of a link, and the document it leads to (`own_links`): here the asking words were chosen by a person
  who had the target in mind, and they often differ from the target's own.
- `good` and `bad`: a real question, and the passages that its answer rested on (`own_judged`). `bad` passages did not
  answer: they are the only ones of these that teach what is wrong.

Sentences and headings stand in the passages they lead to; training on nothing else would teach that shared words are
all there is. That is why sentences lose half of their telling words, and why what is trained on these has to win on
documents that it has not seen before it is kept.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from engine.errors import UsageError
from engine.library.store import Library
from engine.reasoning.features import Idf
from engine.retrieval.frequency import Frequencies
from engine.training.evidence.own_headings import from_headings
from engine.training.evidence.own_judged import from_judged
from engine.training.evidence.own_links import Linked, from_links
from engine.training.evidence.own_sentences import from_sentences
from engine.training.evidence.own_source import Own, Source, read_source

FEWEST_DOCUMENTS = 4
"""Fewer can't be split into some to learn from and some to be judged on."""

FEWEST_PASSAGES = 64
"""Twice as many as the selector looks at: below, a search returns half of the library whatever is asked."""

FEWEST_QUESTIONS = 100
"""On fewer, half of which are judged on, no gain could be told from chance."""

SEED = 17
HELD = 4  # every so many documents are judged on
LEAST_OF_DOCUMENT = 4  # questions that are made of each document at least, where it has them


def collect(library: Library, most: int, seed: int = SEED) -> tuple[Own, ...]:
    """Questions about a library, drawn evenly over its documents; the same for the same library, `most` and seed.

    Judged answers come first, for they are few and real.

    Args:
        library: where the questions are from; only read.
        most: questions at most.
        seed: of the draw.

    Raises:
        UsageError: the library is too small to train on; says what it has and what is needed.
    """
    documents = _documents(library)
    passages = library.read().execute("SELECT COUNT(*) FROM chunks").fetchone()[0]
    if len(documents) < FEWEST_DOCUMENTS or passages < FEWEST_PASSAGES:
        raise too_small(f"{len(documents)} documents with {passages} passages")
    generator = random.Random(seed)
    drawn = sorted(generator.sample(documents, min(len(documents), 2 * most)))
    each = max(LEAST_OF_DOCUMENT, -(-2 * most // len(drawn)))
    idf = Frequencies(library).idf
    linked = from_links(library, drawn)
    piles = []
    for document in drawn:
        source = read_source(library, document)
        if source is not None:
            piles.append(_of_document(library, source, linked, each, generator, idf))
    generator.shuffle(piles)
    found = dict.fromkeys([*from_judged(library), *_in_turn(piles)])
    if len(found) < FEWEST_QUESTIONS and most >= FEWEST_QUESTIONS:
        raise too_small(f"{len(found)} questions could be made of it")
    return tuple(found)[:most]


def split(found: Sequence[Own], seed: int = SEED) -> tuple[tuple[Own, ...], tuple[Own, ...]]:
    """Questions to train on and to judge on, by document; those that need documents of both sides are left out."""
    documents = sorted({document for each in found for document in each.documents})
    random.Random(seed).shuffle(documents)
    held = set(documents[::HELD])
    return (
        tuple(each for each in found if not held & set(each.documents)),
        tuple(each for each in found if held >= set(each.documents)),
    )


def too_small(what: str) -> UsageError:
    """The library has too little to learn from."""
    return UsageError(
        f"this library is too small to train on: {what}",
        f"take in more documents: at least {FEWEST_DOCUMENTS} with {FEWEST_PASSAGES} passages, enough for "
        f"{FEWEST_QUESTIONS} questions",
    )


def _documents(library: Library) -> list[int]:
    rows = library.read().execute("SELECT id FROM documents WHERE state = 'live' ORDER BY id").fetchall()
    return [row[0] for row in rows]


def _of_document(
    library: Library, source: Source, linked: Linked, most: int, generator: random.Random, idf: Idf
) -> list[Own]:
    """One kind after the other, until there are enough."""
    kinds = (
        from_sentences(library, source, generator, idf, most),
        from_headings(library, source, generator),
        linked.to(source),
    )
    return list(_in_turn(kinds))[:most]


def _in_turn(piles: Iterable[Sequence[Own]]) -> Iterator[Own]:
    for layer in zip_longest(*piles):
        yield from (each for each in layer if each is not None)
