"""Whole runs: of samples, of a library, and what each leaves behind."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from threading import Event

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="PyTorch is not installed")

from engine.errors import Cancelled, LibraryLocked, NacreError, UsageError  # noqa: E402
from engine.events import Notice, ignore  # noqa: E402
from engine.library.locking import locked  # noqa: E402
from engine.library.store import Library  # noqa: E402
from engine.models.hashed import HashedEncoder  # noqa: E402
from engine.reasoning.selecting.candidates import Candidates  # noqa: E402
from engine.reasoning.selecting.gathering import FEATURES, WHOLE  # noqa: E402
from engine.reasoning.selecting.network import load  # noqa: E402
from engine.retrieval.searcher import Searcher  # noqa: E402
from engine.training.evidence import run, run_own  # noqa: E402
from engine.training.evidence.__main__ import main  # noqa: E402
from engine.training.evidence.kept import WORK, forget, last_report, own, report_of  # noqa: E402
from engine.training.evidence.measures import rise  # noqa: E402
from engine.training.evidence.recipe import Recipe  # noqa: E402
from engine.training.evidence.run import on_collections, on_samples, report_beside  # noqa: E402
from engine.training.evidence.run_own import on_library  # noqa: E402
from engine.training.evidence.store import SamplesUnfit, Store, opened  # noqa: E402
from engine.training.evidence.verdict import Ranked, Verdict  # noqa: E402
from engine.training.evidence.wish import Collections, Wish  # noqa: E402
from engine.training.trm.shape import Shape  # noqa: E402
from tests.engine import shelf  # noqa: E402
from tests.engine.evaluation import collections  # noqa: E402
from tests.engine.reasoning.selecting.made import candidates  # noqa: E402
from tests.engine.training.evidence.made_samples import NAMES, samples  # noqa: E402
from tests.engine.training.evidence.test_own import PLACES, page  # noqa: E402

SMALL = Shape(hidden=16, heads=2, inner_cycles=1, cycles=2, rotary=False, multiple=8)
QUICK = Wish(recipe=Recipe(shape=SMALL, steps=2, epochs=1, rows=32, warm_up=2))


def look(searcher: Searcher, text: str) -> list[Candidates]:
    """What a search finds, with next to nothing measured of it: what a run does with it is tested here."""
    found = searcher.search(text, 5).arms.fused
    chunks = np.array(list(found)[:8], np.int64)
    if not chunks.size:
        return []
    made = candidates(len(chunks), len(text))
    features = np.zeros((len(chunks), len(FEATURES)), np.float32)
    features[:, FEATURES.index("fused")] = [found[chunk] for chunk in chunks.tolist()]
    return [replace(made, chunks=chunks, features=features, whole=np.zeros(len(WHOLE), np.float32))]


@pytest.fixture
def gathered(tmp_path: Path) -> Path:
    store = Store(tmp_path / "work", NAMES)
    for each in samples(30, 20, stages=2):
        store.add(f"{each.key} at {each.stage}", [each])
    store.flush()
    return store.folder


def test_a_run_writes_a_selector_that_numpy_reads_and_its_report(gathered: Path, tmp_path: Path) -> None:
    target = tmp_path / "selector.npz"
    told = on_samples(gathered, target, QUICK)
    found = load(target).weights
    assert found.features == NAMES.features and found.steps == 2
    assert found.card["seed"] == 0 and found.card["figures"]
    assert found.card["command"].startswith("nacre train evidence --")
    assert {"data", "licence", "command", "recipe", "trained_on", "date"} <= set(found.card)
    kept = json.loads(report_beside(target).read_text("utf-8"))
    assert kept == {name: value for name, value in told.items() if name != "written"}
    assert told["trained_on"] == {"made": 30} and told["reported_on"] == {"made": 20}
    assert "shuffled" in {line["arm"] for line in told["stages"][0]["arms"]}


def test_peers_and_seeds_stand_in_the_same_table(gathered: Path, tmp_path: Path) -> None:
    told = on_samples(gathered, tmp_path / "s.npz", replace(QUICK, seeds=2, peers=True))
    assert told["seeds"] == [0, 1]
    assert {"one pass", "unshared"} <= {line["arm"] for line in told["stages"][0]["arms"]}
    assert {each.name for each in gathered.glob("*.pt")} == {
        f"{name}-{seed}.pt" for name in ("selector", "one-pass", "unshared") for seed in (0, 1)
    }


def test_a_run_that_was_interrupted_ends_as_one_that_was_not(gathered: Path, tmp_path: Path) -> None:
    cancel = Event()
    cancel.set()
    with pytest.raises(Cancelled):
        on_samples(gathered, tmp_path / "first.npz", QUICK, ignore, cancel)
    assert not (tmp_path / "first.npz").exists()
    on_samples(gathered, tmp_path / "first.npz", replace(QUICK, resume=True))
    on_samples(gathered, tmp_path / "second.npz", QUICK)
    one, other = (load(tmp_path / f"{name}.npz").weights.arrays for name in ("first", "second"))
    assert all(np.array_equal(one[name], other[name]) for name in one)


def test_the_script_does_the_same_and_says_what_is_wrong_in_a_sentence(
    gathered: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "selector.npz"
    assert main(["--samples", str(gathered), "-o", str(target)]) == 0
    assert json.loads(capsys.readouterr().out)["written"] == str(target)
    assert main(["--samples", str(tmp_path / "nothing"), "-o", str(target)]) == 1
    assert "there are no samples" in capsys.readouterr().err
    assert main(["--samples", str(gathered), "--device", "abacus"]) == 2
    assert "abacus" in capsys.readouterr().err


@pytest.mark.usefixtures("tier_0")
def test_without_the_embedder_nothing_is_trained(tmp_path: Path) -> None:
    given = Collections((collections.write(tmp_path / "lights"),))
    with pytest.raises(UsageError, match="embedder"):
        on_collections(given, tmp_path / "s.npz", tmp_path / "work", QUICK)


@pytest.fixture
def hashed(tier_0: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashed words stand in for the embedder."""
    for module in (run, run_own):
        monkeypatch.setattr(module, "embedder", lambda: HashedEncoder().id)
    monkeypatch.setattr(run_own, "QUESTIONS", 120)


@pytest.mark.usefixtures("hashed")
def test_collections_are_asked_once_and_trained_on(tmp_path: Path) -> None:
    learned, other = collections.write(tmp_path / "lights", articles=False), collections.write(tmp_path / "ferries")
    given, target, work = Collections((learned,), (), (other,)), tmp_path / "s.npz", tmp_path / "work"
    told = on_collections(given, target, work, QUICK, look=look)
    assert told["trained_on"].keys() == {"lights"}
    assert set(told["reported_on"]) == {"lights", "ferries"}
    assert load(target).weights.card["data"] == "the collections lights, report on ferries"

    def never(searcher: Searcher, text: str) -> Sequence[Candidates]:
        raise AssertionError("asked again")

    on_collections(given, target, work, replace(QUICK, resume=True), look=never)
    with pytest.raises(SamplesUnfit, match="with lights, report on ferries, not ferries"):
        on_collections(Collections((other,)), target, work, replace(QUICK, resume=True))


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    with shelf.new(tmp_path / "library") as library:
        for place, text in ((place, page(number)) for number, place in enumerate(PLACES)):
            shelf.put(library, tmp_path / f"{place}.md", text)
        shelf.embed(library)
    return tmp_path / "library"


def decided(monkeypatch: pytest.MonkeyPatch, adopted: bool) -> None:
    """Judge as the test wishes."""

    def judge(given: object, before: Ranked, after: Ranked, linear: object) -> Verdict:
        none = rise(np.zeros(2), np.zeros(2))
        figures = {"mrr@10": 0.5, "recall@5": 0.5, "all@5": 0.5}
        return Verdict(adopted, "the test says so", 2, figures, figures, none, none, none, None)

    monkeypatch.setattr(run_own, "judge", judge)


@pytest.mark.usefixtures("hashed")
def test_what_wins_on_a_library_is_used_there_and_can_be_forgotten(
    notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided(monkeypatch, adopted=True)
    told = on_library(notes, QUICK, look=look)
    assert told["verdict"]["adopted"] and told["against"] in ("plain search", "the selector that ships")
    assert load(own(notes)).weights.card["verdict"]["adopted"]
    assert last_report(notes) == json.loads(json.dumps(told))
    assert not (notes / WORK).exists(), "nothing of the samples stays"
    assert on_library(notes, QUICK, look=look)["against"] == "this library's own selector"
    assert forget(notes) and not own(notes).exists() and not forget(notes)


@pytest.mark.usefixtures("hashed")
def test_what_does_not_win_changes_nothing(notes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    decided(monkeypatch, adopted=False)
    own(notes).write_bytes(b"damaged")
    heard: list[str] = []
    told = on_library(
        notes, QUICK, lambda event: heard.append(event.text) if isinstance(event, Notice) else None, look=look
    )
    assert not told["verdict"]["adopted"] and own(notes).read_bytes() == b"damaged"
    assert any("damaged" in text for text in heard)
    assert last_report(notes) is not None


@pytest.mark.usefixtures("hashed")
def test_a_run_on_a_library_goes_on_where_it_stopped_unless_the_library_has_changed(
    notes: Path, tmp_path: Path
) -> None:
    cancel = Event()
    asked: list[str] = []

    def stopping(searcher: Searcher, text: str) -> list[Candidates]:
        asked.append(text)
        if len(asked) == 20:
            cancel.set()
        return look(searcher, text)

    with pytest.raises(Cancelled):
        on_library(notes, QUICK, ignore, cancel, stopping)
    assert len(opened(notes / WORK)) == 20
    with Library.open(notes) as library:
        shelf.put(library, tmp_path / "new.md", "# New\n\nSomething else.")
        shelf.embed(library)
    with pytest.raises(SamplesUnfit, match="state"):
        on_library(notes, replace(QUICK, resume=True), look=look)
    on_library(notes, QUICK, look=look)
    assert not (notes / WORK).exists()


@pytest.mark.usefixtures("hashed")
def test_small_strange_and_busy_libraries_are_refused_in_a_sentence(notes: Path, tmp_path: Path) -> None:
    shelf.new(tmp_path / "small").close()
    with pytest.raises(UsageError, match="too small"):
        on_library(tmp_path / "small", QUICK)
    with pytest.raises(UsageError, match="no library"):
        on_library(tmp_path / "nowhere", QUICK)
    with locked(notes / f"{WORK}.lock", 0.0, "training on"), pytest.raises(LibraryLocked, match="training on"):
        on_library(notes, QUICK)


def test_what_was_gathered_goes_with_a_document_that_is_forgotten(notes: Path) -> None:
    store = Store(notes / WORK, NAMES)
    store.add("a", samples(1))
    store.flush()
    with Library.open(notes) as library:
        library.forget(["*Aldby*"])
    assert not (notes / WORK).exists()


def test_a_damaged_report_is_told_and_none_is_none(tmp_path: Path) -> None:
    assert last_report(tmp_path) is None
    for text, said in (("{", "damaged"), ("[]", "another version"), ('{"format": 9}', "another version")):
        report_of(tmp_path).write_text(text, "utf-8")
        with pytest.raises(NacreError, match=said):
            last_report(tmp_path)
