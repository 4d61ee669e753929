"""Trials of models: when there is one, what is remembered, and how it fails."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from engine.errors import Cancelled, ModelMissing, ModelUnfit
from engine.events import Event, SetupProgress, ignore
from engine.models.llama import library, trial_process
from engine.models.shelf import probe
from engine.models.shelf.fit import need_bytes
from engine.models.shelf.probe import ensure_tried, forget_trial
from engine.models.shelf.shelf import Entry, Shelf
from engine.records import ModelFacts
from tests.engine.models import gguf_files

PLENTY = 10**12
LONG_S = 120.0
FACTS = ModelFacts("llama", 1_000_000, 1_000_000, 2, 2048, 256, "Q8_0", True, True)
needs_llama = pytest.mark.skipif(not library.available(), reason="llama-cpp-python is not installed")
posix = pytest.mark.skipif(sys.platform == "win32", reason="signals")


class StandIn:
    """In place of a trial: a child that runs a few lines of Python. Counts how often one was started."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.started = 0

    def __call__(self, path: Path) -> Sequence[str]:
        self.started += 1
        return (sys.executable, "-c", self.code)

    @classmethod
    def answering(cls, facts: ModelFacts = FACTS) -> StandIn:
        return cls(f"import json; print(json.dumps({{'facts': {asdict(facts)!r}, 'unfit': ''}}))")

    @classmethod
    def dying(cls, name: str) -> StandIn:
        return cls(
            "import os, resource, signal; resource.setrlimit(resource.RLIMIT_CORE, (0, 0));"
            f"os.kill(os.getpid(), signal.{name})"
        )


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """With the model 'm', whose file holds some bytes."""
    file = tmp_path / "m.gguf"
    file.write_bytes(b"GGUF" + b"\0" * 1000)
    shelf = Shelf(tmp_path / "models")
    shelf.put(Entry("m", "local", str(file)))
    return shelf


@pytest.fixture
def build(monkeypatch: pytest.MonkeyPatch) -> None:
    """A library, without a need for one."""
    monkeypatch.setattr(library, "available", lambda: True)
    monkeypatch.setattr(library, "build_id", lambda: "build-1")


def ensure(shelf: Shelf, command: StandIn, allowance_bytes: int = PLENTY, name: str = "m") -> Entry:
    return ensure_tried(shelf, name, allowance_bytes, ignore, threading.Event(), command)


@needs_llama
def test_real_model_is_tried_once(tiny_gguf: Path, tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "models")
    shelf.put(Entry("tiny", "local", str(tiny_gguf)))
    heard: list[Event] = []
    entry = ensure_tried(shelf, "tiny", PLENTY, heard.append, threading.Event())
    assert entry.facts is not None and entry.facts.writes
    assert entry == shelf.get("tiny")
    assert entry.bytes == tiny_gguf.stat().st_size
    assert entry.tried == f"{entry.sha256} {library.build_id()}"
    assert any(isinstance(event, SetupProgress) and "trying 'tiny'" in event.what for event in heard)
    again = StandIn("raise SystemExit(1)")
    heard.clear()
    assert ensure_tried(shelf, "tiny", PLENTY, heard.append, threading.Event(), again) == entry
    assert again.started == 0
    assert heard == []


@needs_llama
def test_embedding_model_is_unfit_and_its_facts_are_kept(tmp_path: Path) -> None:
    pytest.importorskip("gguf")
    shelf = Shelf(tmp_path / "models")
    shelf.put(Entry("m", "local", str(gguf_files.write_embedding(tmp_path / "m.gguf"))))
    with pytest.raises(ModelUnfit, match="can't chat: it is an embedding model"):
        ensure_tried(shelf, "m", PLENTY, ignore, threading.Event())
    facts = shelf.get("m").facts
    assert facts is not None and not facts.writes


@posix
@pytest.mark.usefixtures("build")
@pytest.mark.parametrize("name", ["SIGILL", "SIGSEGV", "SIGABRT"])
def test_crash_of_the_child_is_one_sentence_and_is_not_tried_again(shelf: Shelf, name: str) -> None:
    command = StandIn.dying(name)
    with pytest.raises(ModelUnfit) as first:
        ensure(shelf, command)
    assert str(first.value).count("\n") == 0
    assert "'m'" in str(first.value)
    with pytest.raises(ModelUnfit) as second:
        ensure(shelf, command)
    assert str(second.value) == str(first.value)
    assert command.started == 1
    assert shelf.get("m").unfit == str(first.value)


@posix
@pytest.mark.usefixtures("build")
def test_illegal_instruction_names_the_way_out(shelf: Shelf) -> None:
    with pytest.raises(ModelUnfit, match=r"another processor.*GGML_NATIVE=OFF"):
        ensure(shelf, StandIn.dying("SIGILL"))


@posix
@pytest.mark.usefixtures("build")
@pytest.mark.parametrize("name", ["SIGKILL", "SIGTERM"])
def test_end_from_outside_is_tried_again(shelf: Shelf, name: str) -> None:
    with pytest.raises(ModelUnfit):
        ensure(shelf, StandIn.dying(name))
    assert shelf.get("m").unfit == ""
    assert ensure(shelf, StandIn.answering()).facts == FACTS


@pytest.mark.usefixtures("build")
def test_hang_is_ended_and_remembered(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probe, "LEAST_LIMIT_S", 0.2)
    command = StandIn("import time; time.sleep(1000)")
    for _ in range(2):
        with pytest.raises(ModelUnfit, match="took too long"):
            ensure(shelf, command)
    assert command.started == 1


@pytest.mark.usefixtures("build")
def test_another_library_is_another_trial(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ModelUnfit):
        ensure(shelf, StandIn("raise SystemExit(1)"))
    monkeypatch.setattr(library, "build_id", lambda: "build-2")
    entry = ensure(shelf, StandIn.answering())
    assert entry.facts == FACTS
    assert entry.unfit == ""


@pytest.mark.usefixtures("build")
def test_another_file_is_another_trial(shelf: Shelf) -> None:
    command = StandIn.answering()
    first = ensure(shelf, command)
    Path(first.place).write_bytes(b"GGUF another")
    second = ensure(shelf, command)
    assert command.started == 2
    assert second.sha256 != first.sha256


@pytest.mark.usefixtures("build")
def test_touched_file_is_read_again_but_not_tried(shelf: Shelf) -> None:
    command = StandIn.answering()
    entry = ensure(shelf, command)
    os.utime(entry.place, ns=(1, 1))
    touched = ensure(shelf, command)
    assert command.started == 1
    assert touched == replace(entry, modified_ns=Path(entry.place).stat().st_mtime_ns)


@pytest.mark.usefixtures("build")
def test_known_checksum_is_not_computed(shelf: Shelf) -> None:
    status = Path(shelf.get("m").place).stat()
    shelf.update("m", sha256="fetched", bytes=status.st_size, modified_ns=status.st_mtime_ns)
    assert ensure(shelf, StandIn.answering()).tried == "fetched build-1"


@pytest.mark.usefixtures("build")
def test_forgotten_trial_is_made_again(shelf: Shelf) -> None:
    with pytest.raises(ModelUnfit):
        ensure(shelf, StandIn("raise SystemExit(1)"))
    forget_trial(shelf, "m")
    assert ensure(shelf, StandIn.answering()).facts == FACTS


@pytest.mark.usefixtures("build")
def test_too_little_memory_for_the_file_starts_no_child_and_is_not_remembered(shelf: Shelf) -> None:
    command = StandIn.answering()
    with pytest.raises(ModelUnfit, match=r"needs .* GB of memory"):
        ensure(shelf, command, allowance_bytes=100)
    assert command.started == 0
    assert shelf.get("m").unfit == ""
    assert ensure(shelf, command).facts == FACTS


@pytest.mark.usefixtures("build")
def test_too_little_memory_for_a_context_is_not_remembered(shelf: Shelf) -> None:
    facts = replace(FACTS, kv_bytes_per_token=1_000_000)
    least = need_bytes(facts, 1024, "q8_0")
    command = StandIn.answering(facts)
    with pytest.raises(ModelUnfit, match=r"needs .* GB of memory"):
        ensure(shelf, command, allowance_bytes=least - 1)
    assert shelf.get("m").unfit == ""
    assert ensure(shelf, command, allowance_bytes=least).facts == facts
    assert command.started == 1


@pytest.mark.usefixtures("build")
def test_memory_that_ran_out_in_the_child_is_not_remembered(shelf: Shelf) -> None:
    command = StandIn("""print('{"refused": "memory", "detail": ""}')""")
    with pytest.raises(ModelUnfit, match="too little memory"):
        ensure(shelf, command)
    assert shelf.get("m").unfit == ""


@pytest.mark.usefixtures("build")
def test_library_that_cannot_be_loaded_is_missing(shelf: Shelf) -> None:
    command = StandIn("""print('{"refused": "library", "detail": "libgomp.so.1 is missing"}')""")
    with pytest.raises(ModelMissing, match=r"libgomp\.so\.1"):
        ensure(shelf, command)
    assert shelf.get("m").unfit == ""


def test_without_the_library_the_remedy_says_how_to_get_it(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "available", lambda: False)
    with pytest.raises(ModelMissing, match="make chat"):
        ensure(shelf, StandIn.answering())


@pytest.mark.usefixtures("build")
def test_file_that_is_gone_is_missing(shelf: Shelf) -> None:
    Path(shelf.get("m").place).unlink()
    with pytest.raises(ModelMissing, match="'m' is gone"):
        ensure(shelf, StandIn.answering())


@pytest.mark.usefixtures("build")
def test_folder_in_place_of_the_file_is_missing(shelf: Shelf, tmp_path: Path) -> None:
    shelf.update("m", place=str(tmp_path))
    with pytest.raises(ModelMissing, match="is none"):
        ensure(shelf, StandIn.answering())


@pytest.mark.usefixtures("build")
def test_unknown_name_is_missing(shelf: Shelf) -> None:
    with pytest.raises(ModelMissing, match="no model 'x'"):
        ensure(shelf, StandIn.answering(), name="x")


def test_remote_model_needs_no_trial(shelf: Shelf) -> None:
    shelf.put(Entry("far", "remote", "http://localhost:9/v1"))
    command = StandIn.answering()
    assert ensure(shelf, command, name="far") == shelf.get("far")
    assert command.started == 0


@pytest.mark.usefixtures("build")
def test_cancel_stops_the_checksum(shelf: Shelf) -> None:
    cancel = threading.Event()
    cancel.set()
    command = StandIn.answering()
    with pytest.raises(Cancelled):
        ensure_tried(shelf, "m", PLENTY, ignore, cancel, command)
    assert command.started == 0
    assert shelf.get("m").sha256 == ""


@pytest.mark.usefixtures("build")
def test_cancel_ends_the_trial_and_nothing_is_remembered(shelf: Shelf) -> None:
    cancel = threading.Event()

    def listen(event: Event) -> None:
        if isinstance(event, SetupProgress) and event.unit == "steps":
            cancel.set()

    with pytest.raises(Cancelled):
        ensure_tried(shelf, "m", PLENTY, listen, cancel, StandIn("import time; time.sleep(1000)"))
    entry = shelf.get("m")
    assert (entry.unfit, entry.tried, entry.facts) == ("", "", None)
    assert ensure(shelf, StandIn.answering()).facts == FACTS


@posix
def test_crashes_leave_no_descriptor_behind() -> None:
    before = len(list(Path("/dev/fd").iterdir()))
    for _ in range(5):
        ended = trial_process.run(StandIn.dying("SIGSEGV")(Path()), LONG_S, threading.Event())
        assert ended.status == -signal.SIGSEGV
    assert len(list(Path("/dev/fd").iterdir())) <= before
