"""Engrams at their real size: a long life of documents against a rebuild, and what a chunk costs."""

from __future__ import annotations

import json
import os
import random
import time
from pathlib import Path

import pytest

from engine.background import queue_embeddings
from engine.library.rows import EmbeddingRow
from engine.library.store import Library
from engine.memory.engram_step import settle
from engine.memory.engram_store import engram_bytes
from engine.memory.hypervectors import D
from engine.memory.tree import Engrams
from engine.models.hashed import HashedEncoder
from tests.engine import shelf
from tests.engine.memory.world import contents

STEPS = 10_000
ENCODER = HashedEncoder()


def embed(library: Library) -> None:
    """What the background does, without the segments."""
    import native

    while waiting := library.embeddings.pending(ENCODER.id):
        rows, scales = native.quantise(ENCODER.embed([text.text for text in waiting]))
        library.embeddings.add(
            ENCODER.id,
            [EmbeddingRow(each.text_key, rows[at].tobytes(), float(scales[at])) for at, each in enumerate(waiting)],
        )


def note(draw: random.Random) -> str:
    parts = [
        f"## Part {draw.randrange(6)}\n\n" + " ".join(f"word{draw.randrange(400)}" for _ in range(60))
        for _ in range(draw.choice((0, 1, 2, 3, 5, 8)))
    ]
    return f"# Note {draw.randrange(1_000)}\n\n#tag{draw.randrange(9)}\n\n" + "\n\n".join(parts)


@pytest.mark.skipif(not os.environ.get("NACRE_LONG"), reason="takes minutes; set NACRE_LONG=1 to run it")
def test_ten_thousand_steps_at_full_size_leave_what_a_rebuild_makes(tmp_path: Path) -> None:
    draw = random.Random(1)
    counting = 0.0
    with shelf.new(tmp_path / "library") as library:
        places = [tmp_path / "notes" / draw.choice(("", "a", "a/b", "c")) / f"{number}.md" for number in range(400)]
        for number in range(STEPS):
            place = draw.choice(places)
            if draw.random() < 0.3:
                library.documents.remove([str(place)])
            else:
                shelf.put(library, place, note(draw))
            if number % 500 == 499:
                embed(library)
                started = time.perf_counter()
                settle(library, ENCODER.id, ENCODER.dim)
                counting += time.perf_counter() - started
            if number % 2_500 == 2_499:
                library.compact()
                settle(library, ENCODER.id, ENCODER.dim)
        engrams = Engrams(library, ENCODER.id, ENCODER.dim)
        kept = contents(library)
        started = time.perf_counter()
        engrams.rebuild()
        rebuilt = time.perf_counter() - started
        assert contents(library) == kept
        assert list(engrams.problems()) == []
        root = engrams.root()
        assert root.content.shape == (D,)
        assert root.documents == len(engrams.documents())
        assert queue_embeddings(library, ENCODER) == 0
        size = engram_bytes(library.read())
        print(
            json.dumps(
                {
                    "steps": STEPS,
                    "documents": root.documents,
                    "chunks": root.chunks,
                    "counting_s": round(counting, 2),
                    "rebuild_ms_a_chunk": round(1_000 * rebuilt / root.chunks, 3),
                    "bytes_a_chunk": round(size / root.chunks, 1),
                }
            )
        )
