"""One command line run in this process, with everything it writes kept below the test's own folder."""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

import pytest

from tests.tui.cli.fakes import FakeEngine
from tui.cli import main, opening
from tui.cli.logs import Nowhere


@dataclass(frozen=True)
class Result:
    """What a command left behind."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one object on stdout."""
        return json.loads(self.out)


Nacre = Callable[..., Result]


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Library, cache, settings and log below `tmp_path`; an empty cache means tier 0."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    for name in ("XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(home / name.lower()))
    for name in ("NACRE_LIBRARY", "NACRE_CACHE", "NACRE_CONFIG", "COLUMNS", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    yield home
    logging.captureWarnings(False)
    root = logging.getLogger()
    for handler in [one for one in root.handlers if isinstance(one, RotatingFileHandler | Nowhere)]:
        root.removeHandler(handler)
        handler.close()


@pytest.fixture
def nacre(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Nacre:
    """`nacre(*arguments, stdin="")` as the shell would run it, without a terminal."""

    def run(*arguments: str, stdin: str = "") -> Result:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode("utf-8", "surrogateescape"))))
        capsys.readouterr()
        status = main.run(arguments)
        captured = capsys.readouterr()
        return Result(status, captured.out, captured.err)

    return run


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FakeEngine:
    """An engine that records its calls, for what concerns the command line alone."""
    engine = FakeEngine(tmp_path)
    monkeypatch.setattr(opening, "open_engine", engine.opened)
    return engine
