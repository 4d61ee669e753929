"""`nacre bench ask`: how long an answer takes in a library of a given size."""

from __future__ import annotations

import random
from collections.abc import Sequence
from time import perf_counter
from typing import Any

from engine.config import AskSettings
from engine.evaluation.bed import bed
from engine.evaluation.metrics import percentile
from engine.events import Listener, ignore
from engine.reasoning.answering import Answerer
from engine.retrieval.searcher import Searcher
from engine.sources.chunker import Chunk, chunk
from engine.sources.plain import plain_blocks
from engine.sources.reading import Reading

QUESTIONS = 200
SEED = 7
STAGES = ("words", "codes", "fusion", "draft", "check", "total")

SUBJECTS = [
    "harbour",
    "bridge",
    "orchard",
    "archive",
    "ferry",
    "mill",
    "library",
    "theatre",
    "reservoir",
    "railway",
    "market",
    "chapel",
    "quarry",
    "lighthouse",
]
PLACES = [
    "Aldby",
    "Berrow",
    "Corran",
    "Dunmere",
    "Eskdale",
    "Farrow",
    "Glenholt",
    "Harwick",
    "Inverlay",
    "Kestle",
    "Lorne",
    "Marsby",
    "Norrel",
    "Ostby",
]
PEOPLE = [
    "Ada",
    "Benjamin",
    "Clara",
    "Daniel",
    "Edith",
    "Frederick",
    "Greta",
    "Harold",
    "Ingrid",
    "Jonas",
    "Klara",
    "Leopold",
    "Martha",
    "Nathaniel",
]
SENTENCES = (
    "The {subject} of {place} was opened in {year} by {person} {family}.",
    "It cost {number} pounds, of which the town of {place} paid a {part}.",
    "{person} {family} kept the accounts of the {subject} until {year}.",
    "In the winter of {year} the {subject} was closed for {small} weeks because of the flood.",
    "Visitors to the {subject} numbered {number} in {year}, more than in any year before.",
    "The council of {place} discussed the repair of its {subject} on {small} occasions.",
    "A report by {person} {family} describes the {subject} as sound but in need of paint.",
    "Since {year} the {subject} has been cared for by volunteers from {place}.",
)  # fmt: skip
FAMILIES = [
    "Alder",
    "Birch",
    "Cooper",
    "Dale",
    "Ellery",
    "Frost",
    "Garner",
    "Hale",
    "Ibbot",
    "Jessop",
    "Kerr",
    "Lowther",
    "Mason",
    "Nairn",
    "Osgood",
    "Penrose",
]
ASKED = (
    "When was the {subject} of {place} opened?",
    "Who kept the accounts of the {subject} in {place}?",
    "How many visitors came to the {subject} of {place}?",
    "Why was the {subject} of {place} closed in winter?",
)


def run(chunks: int, listen: Listener = ignore) -> dict[str, Any]:
    """Milliseconds of engine time a question, by stage, in a library of about `chunks` chunks of made-up prose.

    The peer is the same answer without the fusion's and the kernel's help: words alone, then the same sentences.
    """
    chooser = random.Random(SEED)
    readings: list[tuple[Reading, Sequence[Chunk]]] = []
    total = 0
    while total < chunks:
        reading = _document(chooser, len(readings))
        cut = chunk(reading)[: chunks - total]
        readings.append((reading, cut))
        total += len(cut)
    with bed(readings, listen) as place:
        answerer = Answerer(place.searcher, AskSettings())
        asked = [filled(chooser, chooser.choice(ASKED)) for _ in range(QUESTIONS)]
        for question in asked[:10]:  # texts and stems come into memory
            answerer.answer(question)
        timings: dict[str, list[float]] = {stage: [] for stage in STAGES}
        words_only = []
        for question in asked:
            answer = answerer.answer(question)
            for stage in STAGES:
                timings[stage].append(answer.timings.get(stage, 0.0))
            words_only.append(_words_only(place.searcher, question))
        encoder = place.encoder.id
    ours, peer = percentile(timings["total"], 0.5), percentile(words_only, 0.5)
    return {
        "chunks": total,
        "questions": QUESTIONS,
        "encoder": encoder,
        "p50_ms": ours,
        "p95_ms": percentile(timings["total"], 0.95),
        "stages": {stage: percentile(values, 0.5) for stage, values in timings.items()},
        "rows": [
            {
                "what": "answer_p50",
                "ours": ours,
                "peer": peer,
                "peer_name": "full-text search alone, without an answer",
                "unit": "ms",
                "ratio": peer / ours,
            }
        ],
    }


def _words_only(searcher: Searcher, question: str) -> float:
    from engine.retrieval.query import read_query
    from engine.retrieval.words import search_words

    started = perf_counter()
    search_words(searcher.library, read_query(question), 10)
    return (perf_counter() - started) * 1000


def _document(chooser: random.Random, number: int) -> Reading:
    paragraphs = []
    for _ in range(40):
        count = chooser.randint(4, 8)
        paragraphs.append(" ".join(filled(chooser, chooser.choice(SENTENCES)) for _ in range(count)))
    text = "\n\n".join(paragraphs)
    return Reading(f"Records, volume {number + 1}", text, "text/1", "text", tuple(plain_blocks(text)), part=str(number))


def filled(chooser: random.Random, form: str) -> str:
    """A form with words and numbers in its places."""
    return form.format(
        subject=chooser.choice(SUBJECTS),
        place=chooser.choice(PLACES),
        person=chooser.choice(PEOPLE),
        family=chooser.choice(FAMILIES),
        year=chooser.randint(1790, 1990),
        number=f"{chooser.randint(2, 900) * 50:,}",
        small=chooser.randint(2, 40),
        part=chooser.choice(("third", "quarter", "half", "tenth")),
    )
