"""Teaching words: PyTorch computes what the product computes, learning lowers the loss, and what is written is used."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event

import numpy as np
import pytest

pytest.importorskip("torch", reason="PyTorch is an extra")

import torch

from engine.errors import Cancelled, UsageError
from engine.evaluation.gaps import Pair, read_pairs, taken_in
from engine.gaps.features import Compared
from engine.gaps.side import side
from engine.models import adapters
from engine.models.hashed import HashedEncoder
from engine.models.minilm import MODEL_FILE, TOKENIZER_FILE, MiniLM, load_tokenizer
from engine.models.words import words_of
from engine.reasoning.vectors import SentenceVectors
from engine.training.gaps import compared, labels, true_topics
from engine.training.gaps import train as fit
from engine.training.parts import part_file
from engine.training.unseeing import unseeing
from engine.training.words.lesson import Lesson, lesson
from engine.training.words.reader import Reader, places
from engine.training.words.recipe import Recipe
from engine.training.words.run import train
from engine.training.words.trainer import Trainer
from engine.training.words.weighing import features, met, read

ONCE = Recipe(epochs=1, warm_up=1)

A = """The bell rings at dawn, and the bakers light the ovens with birch. Bread is baked before the town is awake.

Flour comes from the mill by the weir. It is carried up in sacks of fifty kilos, two at a time, by a pulley.

The accounts are kept in a green book. Every loaf sold on credit is written down, and settled on Fridays.

An apprentice stays for three years and sleeps above the shop. In the second year he shapes the loaves.
"""
B = """Long before sunrise a chime wakes those who make the loaves; fires of birch wood are lit.

Sacks are hoisted from the watermill with rope and wheel, a hundredweight for each haul.

Youngsters learn the trade for thirty-six months, living upstairs; shaping dough comes after the first twelve.
"""


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    """Three writers with one pair each; the accounts are missing."""
    gap = [A.index("The accounts"), A.index("An apprentice") - 2]
    rows = []
    for number in range(3):
        (tmp_path / f"{number}-a.md").write_text(A.replace("three", str(number + 3)), "utf-8")
        (tmp_path / f"{number}-b.md").write_text(B.replace("birch", ("birch", "elm", "oak")[number]), "utf-8")
        gaps = [gap] if number < 2 else []
        rows.append({"a": f"{number}-a.md", "b": f"{number}-b.md", "gaps": gaps, "writer": str(number)})
    path = tmp_path / "pairs.jsonl"
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    return path


@pytest.fixture
def taught(pairs: Path, minilm: MiniLM) -> Iterator[tuple[Pair, Compared, Lesson]]:
    """The first pair as it is compared with plain words, and as a lesson."""
    plain = MiniLM(minilm.folder, minilm.id, adapters={})
    pair = read_pairs(pairs)[0]
    tokenizer = load_tokenizer(plain.folder / TOKENIZER_FILE)
    with taken_in([pair], plain) as library:
        vectors = SentenceVectors(plain)
        both = compared(*(side(library, vectors, str(each.absolute())) for each in (pair.a, pair.b)))
        units = true_topics(both.a, pair.gaps)
        yield pair, both, lesson(both, units, labels(both.a, units, pair), library.text, tokenizer)


def test_features_are_those_of_the_product(taught: tuple[Pair, Compared, Lesson]) -> None:
    pair, both, made = taught
    expected = both.weigh(true_topics(both.a, pair.gaps)).rows
    words = [torch.from_numpy(each.terms.vectors) for each in (both.a, both.b)]
    np.testing.assert_allclose(features(made, met(made, *words)).numpy(), expected, atol=1e-4)
    assert made.missing.tolist() == [0, 0, 1, 0]


def test_the_reader_reads_what_the_prepared_model_reads_with_its_adapters(
    taught: tuple[Pair, Compared, Lesson], minilm: MiniLM
) -> None:
    _, both, made = taught
    reader = Reader(minilm.folder / MODEL_FILE, ONCE)
    with torch.no_grad():
        plain = read(reader, (made.a, made.b))
        for each in reader.up.values():
            each += torch.randn(each.shape, generator=torch.Generator().manual_seed(1)) * 0.2
        learned = read(reader, (made.a, made.b))
    expected = torch.from_numpy(both.a.terms.vectors)
    assert float(torch.nn.functional.cosine_similarity(plain[0], expected).min()) > 0.97  # the products have 8 bits
    assert float(torch.nn.functional.cosine_similarity(learned[0], expected).mean()) < 0.95
    text = A.split("\n\n")[0]
    found = MiniLM(minilm.folder, minilm.id, adapters=reader.adapters()).words([text])[0]
    bell = next(row for row, (start, end) in enumerate(found.spans) if text[start:end] == "bell")
    cosine = torch.nn.functional.cosine_similarity(learned[0][0], torch.from_numpy(found.vectors[bell]), dim=0)
    assert float(cosine) > 0.98


def test_what_is_learned_lowers_the_loss_on_it_and_leaves_the_model_alone(
    taught: tuple[Pair, Compared, Lesson], minilm: MiniLM
) -> None:
    reader = Reader(minilm.folder / MODEL_FILE, ONCE)
    trainer = Trainer(reader, replace(ONCE, epochs=8, hidden=0.0, head_rate=0.0), [taught[2]])
    before = trainer.judged([taught[2]])
    steps: list[int] = []
    trainer.teach(steps.append)
    assert trainer.judged([taught[2]]) < before
    assert steps == list(range(1, 9))
    assert reader.adapters().keys() == set(places())
    assert all(np.abs(each.up).max() > 0 for each in reader.adapters().values())


def test_a_flag_ends_it_before_the_next_step(taught: tuple[Pair, Compared, Lesson], minilm: MiniLM) -> None:
    stop = Event()
    stop.set()
    with pytest.raises(Cancelled):
        Trainer(Reader(minilm.folder / MODEL_FILE, ONCE), ONCE, [taught[2]]).teach(lambda step: None, stop)


def test_each_pair_is_read_by_words_that_have_not_seen_its_writer(
    pairs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, minilm: MiniLM
) -> None:
    monkeypatch.setattr("engine.training.words.run.best_here", lambda: minilm)
    target = tmp_path / "words.npz"
    told = train(pairs, target, recipe=ONCE)
    assert [each["part"] for each in told["parts"]] == ["part 0", "part 1", "part 2", "all pairs"]
    assert all(0 < each["log_loss"]["after"] < 10 for each in told["parts"][:3])
    assert [adapters.card(part_file(target, part))["left_out"] for part in range(3)] == [["0"], ["1"], ["2"]]
    assert adapters.card(target)["left_out"] == [] and adapters.card(target)["pairs"] == 3
    known = read_pairs(pairs)
    readers = unseeing(minilm, target, pairs, known)
    text = ["The accounts are kept."]
    found = {}
    for part, writer in enumerate("012"):
        own = MiniLM(minilm.folder, minilm.id, adapters=adapters.read(part_file(target, part)))
        found[writer] = own.words(text)[0].vectors
        np.testing.assert_array_equal(words_of(readers[writer], text)[0].vectors, found[writer])
    assert not np.allclose(found["0"], found["1"]) and not np.allclose(found["1"], found["2"])
    made = fit(pairs, tmp_path / "weights.json", [minilm], words=target)
    assert "--words" in made["card"]["command"]
    with pytest.raises(UsageError, match="MiniLM"):
        fit(pairs, tmp_path / "weights.json", [HashedEncoder()], words=target)
    pairs.write_text(pairs.read_text("utf-8") + "\n", "utf-8")
    with pytest.raises(UsageError, match="taught on other pairs"):
        unseeing(minilm, target, pairs, known)
    part_file(target, 0).unlink()
    with pytest.raises(UsageError, match=r"no .*words-0\.npz"):
        unseeing(minilm, target, pairs, known)


def test_a_pair_without_a_word_that_means_anything_is_met_nowhere(taught: tuple[Pair, Compared, Lesson]) -> None:
    made = taught[2]
    nothing = made.thinned(torch.zeros(made.a.count, dtype=torch.bool), torch.zeros(made.b.count, dtype=torch.bool))
    echoed = met(nothing, torch.zeros(0, 384), torch.zeros(0, 384))
    assert echoed.shape == made.alike.shape and not echoed.any()
    assert torch.isfinite(features(nothing, echoed)).all()


def test_some_topics_are_judged_as_if_there_were_no_others(taught: tuple[Pair, Compared, Lesson]) -> None:
    made = taught[2]
    words = [torch.from_numpy(each.terms.vectors) for each in (taught[1].a, taught[1].b)]
    alone = features(made, met(made, *words), torch.tensor([0, 2]))
    among = features(made, met(made, *words))[[0, 2]]
    assert alone.shape == among.shape
    assert float(alone[0, 0]) >= float(among[0, 0])  # with fewer rivals it claims more


def test_words_need_several_writers_and_minilm(
    pairs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, minilm: MiniLM
) -> None:
    monkeypatch.setattr("engine.training.words.run.best_here", lambda: minilm)
    rows = [json.loads(line) | {"writer": "one"} for line in pairs.read_text("utf-8").splitlines()]
    pairs.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    with pytest.raises(UsageError, match="names 1"):
        train(pairs, tmp_path / "words.npz")
    monkeypatch.setattr("engine.training.words.run.best_here", lambda: object())
    with pytest.raises(UsageError, match="MiniLM"):
        train(pairs, tmp_path / "words.npz")
    with pytest.raises(UsageError, match="no folder"):
        train(pairs, tmp_path / "nowhere" / "words.npz")
