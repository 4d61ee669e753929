"""The door and the memory: what is forgotten leaves every sum, wrong sums are named and made again, settings apply."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from engine.config import MemorySettings, Settings
from engine.engine import Engine
from engine.memory.tree import Engrams
from engine.models.hashed import HashedEncoder

SMALL = MemorySettings(dimension=1_024, chunk_nonzeros=64, stored_from=2, cache_nodes=4, scan_threads=2)


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    for name, text in {
        "light.md": "# The light\n\nThe lighthouse was built in 1868 by Isla Menzies.\n",
        "ferry.txt": "The ferry to the lighthouse leaves at noon. It carries twelve people.\n",
        "seals.txt": "Seals rest on the skerries at low water, in autumn with their young.\n",
    }.items():
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.fixture
def engine(tmp_path: Path, tier_0: None) -> Iterator[Engine]:
    with Engine.open(tmp_path / "library", settings=Settings(memory=SMALL)) as opened:
        yield opened


def sums(engine: Engine) -> dict[str, tuple[bytes, bytes]]:
    """Content and facts of every folder."""
    encoder = HashedEncoder()
    library = engine._room.library
    engrams = Engrams(library, encoder.id, encoder.dim, form=engine._room.form())
    found = {}
    for (path,) in library.read().execute("SELECT path FROM engram_folders").fetchall():
        node = engrams.node(path)
        assert node is not None
        found[path] = node.content.tobytes(), node.facts.tobytes()
    return found


def test_what_is_forgotten_is_in_no_sum(engine: Engine, papers: Path, tmp_path: Path, tier_0: None) -> None:
    engine.ingest.run([papers])
    with_all = sums(engine)
    engine.library.forget([str(papers / "seals.txt")])
    without = sums(engine)
    (papers / "seals.txt").unlink()
    with Engine.open(tmp_path / "other", settings=Settings(memory=SMALL)) as other:
        other.ingest.run([papers])
        assert sums(other) == without != with_all
    assert engine._room.library.read().execute("SELECT COUNT(*) FROM engram_leaving").fetchone()[0] == 0


def test_verify_names_a_wrong_engram_and_the_next_work_counts_it_again(engine: Engine, papers: Path) -> None:
    engine.ingest.run([papers])
    before = sums(engine)
    assert engine.library.verify().problems == ()
    library = engine._room.library
    with library.write() as connection:
        changed = connection.execute("UPDATE engram_folders SET content = substr(content, 1, length(content) - 1)")
        assert changed.rowcount > 0
    problems = engine.library.verify().problems
    assert problems and any("papers" in problem for problem in problems)
    engine.ingest.work()
    assert engine.library.verify().problems == ()
    assert sums(engine) == before


def test_other_measures_in_the_settings_make_the_engrams_again(
    engine: Engine, papers: Path, tmp_path: Path, tier_0: None
) -> None:
    engine.ingest.run([papers])
    folder = engine.folder
    engine.close()
    with Engine.open(folder, settings=Settings(memory=MemorySettings(dimension=2_048, chunk_nonzeros=64))) as again:
        again.ingest.work()
        node = again._room.engrams().root()
        assert node.content.shape == (2_048,)
        assert np.abs(node.content).sum() > 0
        assert again.library.verify().problems == ()
    with Engine.open(folder, settings=Settings(memory=SMALL)) as back:
        back.ingest.work()
        assert back._room.engrams().root().content.shape == (1_024,)
