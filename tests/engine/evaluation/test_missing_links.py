"""The measurement of missing links, on a folder of notes made for it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from engine.errors import UsageError
from engine.evaluation import graph, links
from engine.evaluation.held_links import drawn, folder, matched
from engine.gaps.links.features import EVERYTHING
from engine.gaps.links.weights import Case, model
from engine.models.hashed import HashedEncoder
from engine.training import links as training

SUBJECTS = ("lamp", "bell", "keel", "rope", "tide", "gull", "moss", "flint")
NOTES = 56
PAIRS = 3 * NOTES


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Notes on eight subjects, each linked with two others of its subject and one of another."""
    place = tmp_path_factory.mktemp("notes")
    titles = [f"{SUBJECTS[at % 8].capitalize()} number {at}" for at in range(NOTES)]
    for at, title in enumerate(titles):
        subject = SUBJECTS[at % 8]
        others = ((at + 8) % NOTES, (at + 16) % NOTES, (at + 5) % NOTES)
        told = " ".join(f"The {subject} is like the [[{titles[each]}|{subject} told of]]." for each in others)
        told += f" So is [[{titles[others[0]]}]], not {titles[(at + 3) % NOTES]}."
        (place / f"{title}.md").write_text(f"Of a {subject}: {subject} and {subject} again.\n\n{told}\n", "utf-8")
    return place


def test_markup_and_words_of_a_link_that_is_held_out_are_gone(notes: Path) -> None:
    with folder(notes, HashedEncoder()) as made:
        assert len(made.pages) == NOTES and len(made.pairs) == PAIRS
        a, b = made.pairs[0]
        with made.without([(a, b)]) as known:
            assert known.network.links.nnz == 2 * (PAIRS - 1)
            texts = [known.side.library.text(known.pages[at].version) for at in (a, b)]
            assert not any(known.pages[other].title in text for text, other in zip(texts, (b, a), strict=True))
            assert sum(text.count("told of") for text in texts) == 6 - 1
        with made.without([(a, b)], words_stay=True) as known:
            texts = [known.side.library.text(known.pages[at].version) for at in (a, b)]
            assert sum(text.count("told of") for text in texts) == 6 and sum(text.count("[[") for text in texts) < 8


def test_a_pair_is_matched_by_one_with_about_as_many_links_that_is_not_linked() -> None:
    degree = np.arange(40, dtype=np.float32)
    held, taken = [(3, 30), (10, 12)], {(10, 12), (3, 30)}
    found = matched(held, degree, np.arange(40), taken, np.random.default_rng(0))
    assert len(found) == 2 and not taken & set(found)
    assert all(
        abs(one - other) <= 6
        for pair, near in zip(held, found, strict=True)
        for one, other in zip(pair, near, strict=True)
    )
    assert len(drawn([(0, at) for at in range(1, 51)], np.random.default_rng(0))) == 5


def test_held_out_links_are_found_better_than_by_chance_and_baselines_are_of_the_same_runs(notes: Path) -> None:
    found = links.evaluate(notes, HashedEncoder(), runs=4)
    assert set(found["links"]) >= {"auc", "auc_from", "auc_to", "auc_random", "precision@50"}
    assert set(found["baselines"]) == {"pagerank", "common_neighbours", "adamic_adar", "text"}
    assert found["whole_folder"]["text_and_links"]["auc"] > 0.6
    assert found["above_pagerank"]["auc"] == pytest.approx(
        found["links"]["auc"] - found["baselines"]["pagerank"]["auc"], abs=2e-4
    )


def test_a_folder_without_links_is_no_collection_for_the_graph(tmp_path: Path) -> None:
    (tmp_path / "One.md").write_text("Of nothing.\n")
    with pytest.raises(UsageError, match="holds no collection for the graph"):
        graph.evaluate(tmp_path, HashedEncoder())


def test_training_writes_a_model_for_each_case(notes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "RUNS", 3)
    training.train(notes, tmp_path / "weights.json", [HashedEncoder()])
    written = json.loads((tmp_path / "weights.json").read_text())
    assert set(written["tiers"]["0"]) == {"encoder", *(case.value for case in Case)}
    for case in Case:
        assert model(written["tiers"]["0"][case.value]).weights.shape == (len(EVERYTHING),)
