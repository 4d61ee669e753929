"""A library that was made without the embedder is embedded anew once there is one, and answers all the while."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.config import Settings
from engine.engine import Engine
from engine.models import choose
from engine.models.hashed import HashedEncoder


class _Arrived(HashedEncoder):
    """Stands for MiniLM: another id, tier 1, other vectors."""

    id = "arrived/1"
    tier = 1

    def embed(self, texts: object) -> np.ndarray:  # type: ignore[override]
        return np.ascontiguousarray(super().embed(texts)[:, ::-1])  # type: ignore[arg-type]


def test_tier_0_is_upgraded_once_the_embedder_arrives(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NACRE_CACHE", str(tmp_path / "cache"))
    (tmp_path / "bridge.txt").write_text("The bridge of Aldby was opened in 1884 by Ada Alder.\n")
    with Engine.open(tmp_path / "library", settings=Settings()) as engine:
        engine.ingest.run([tmp_path / "bridge.txt"])
        assert engine.models.tier() == 0
        monkeypatch.setattr(choose, "best_encoder", lambda settings: _Arrived())
        before = engine.ask.ask("When was the bridge of Aldby opened?")
        assert before.tier == 0  # the old vectors are searched until there are new ones
        assert engine.ingest.work() == 1
        after = engine.ask.ask("When was the bridge of Aldby opened?")
        assert after.tier == 1
        status = engine.library.status()
        assert (status.encoder, status.embedded, status.chunks) == ("arrived/1", 1, 1)
