"""Records: what a document's facts are known by, and how they are found again."""

from __future__ import annotations

import random

import numpy as np
import pytest

import native
from engine.memory.hypervectors import D
from engine.memory.items import item, items, role
from engine.memory.records import MOST_NAMES, filler_words, names, record, record_code


@pytest.mark.parametrize(
    ("role_name", "filler", "expected"),
    [
        ("author", "John  Smith", ("john smith", "john", "smith")),
        ("title", "The Bridge of Aldby", ("the bridge of aldby", "bridge", "aldby")),
        ("tag", "project/alpha", ("project/alpha", "project", "alpha")),
        ("tag", "Ärger", ("ärger",)),
        ("date", "2024-03-15T10:00:00+01:00", ("2024-03-15", "2024-03", "2024")),
        ("date", "2024-03", ("2024-03", "2024")),
        ("date", "2024", ("2024",)),
        ("date", "March 2024", ("march 2024", "march", "2024")),
        ("link", "Folder/Some Note", ("folder/some note", "some note")),
        ("link", "Some Note", ("some note",)),
        ("link", "https://x.org/wiki/Sparse_matrix?a=1#b", ("https://x.org/wiki/sparse_matrix?a=1#b", "sparse_matrix")),
        ("heading", "On the Use of Things", ("on the use of things",)),
        ("kind", "markdown", ("markdown",)),
        ("title", "  ", ()),
        ("title", "of", ("of",)),
    ],
)
def test_a_filler_is_known_by_its_whole_and_its_parts(role_name: str, filler: str, expected: tuple[str, ...]) -> None:
    assert filler_words(role_name, filler) == expected


def test_one_role_can_not_drown_the_others() -> None:
    links = [f"page {number}" for number in range(5_000)]
    assert len(names("link", links)) == MOST_NAMES
    counters = record({"title": ("bridge",), "link": links})
    bound = native.bind(items(["bridge"]), role("title"))
    assert native.dot_counters(counters, bound)[0] > 8


def test_a_record_is_the_sum_of_its_bound_names() -> None:
    facts = {"author": ("Ada Alder",), "tag": ("bridge", "river")}
    expected = np.zeros(D, np.int32)
    for role_name, name in (
        ("author", "ada alder"),
        ("author", "ada"),
        ("author", "alder"),
        ("tag", "bridge"),
        ("tag", "river"),
    ):
        native.bundle(expected, native.bind(items([name]), role(role_name)))
    assert np.array_equal(record(facts), expected)
    assert np.array_equal(record_code(facts), native.ternarise(expected))
    assert not record({}).any()


def test_256_bound_pairs_are_recovered_from_one_record() -> None:
    codebook = [f"name {number}" for number in range(1_000)]
    memory = items(codebook)
    draw = random.Random(1)
    pairs = [(f"role {number}", draw.randrange(1_000)) for number in range(256)]
    counters = np.zeros(D, np.int32)
    for role_name, at in pairs:
        native.bundle(counters, native.bind(memory[at : at + 1], role(role_name)))
    code = native.ternarise(counters)
    from_counters = from_code = 0
    for role_name, at in pairs:
        from_counters += (
            int(native.dot_counters(native.unbind_counters(counters, role(role_name)), memory).argmax()) == at
        )
        from_code += int(native.dot(native.unbind(code[None], role(role_name))[0], memory).argmax()) == at
    assert from_counters / len(pairs) >= 0.98
    assert from_code / len(pairs) >= 0.95


def test_a_document_is_found_by_part_of_a_filler_among_two_thousand() -> None:
    draw = random.Random(2)
    first = [f"first{number}" for number in range(300)]
    last = [f"last{number}" for number in range(3_000)]
    authors = [f"{draw.choice(first)} {draw.choice(last)}" for _ in range(2_000)]
    codes = np.stack([record_code({"title": (f"note {at}",), "author": (name,)}) for at, name in enumerate(authors)])
    wanted = authors[7].split()[1]
    query = native.bind(item(wanted)[None], role("author"))[0]
    scores = native.dot(query, codes)
    matching = {at for at, name in enumerate(authors) if wanted in name.split()}
    best = native.top_k(scores, len(matching))
    assert set(best.tolist()) == matching
    assert scores[list(matching)].min() > 2 * np.delete(scores, list(matching)).max()
