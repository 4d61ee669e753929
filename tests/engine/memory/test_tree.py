"""The tree as others read it: folders, documents, sections, and what is known of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import native
from engine.library.store import Library
from engine.memory.engram_step import settle
from engine.memory.items import item, role
from engine.memory.projection import Projection
from engine.memory.tree import Engrams
from tests.engine import shelf

from .world import DIM, ENCODER, SMALL, World, vector


def summed(*texts: str) -> np.ndarray:
    counters = np.zeros(SMALL.d, np.int32)
    if texts:
        rows = np.stack([np.frombuffer(vector(text), np.int8) for text in texts])
        native.bundle(counters, Projection(ENCODER, DIM, SMALL.d, SMALL.chunk_nnz).codes(rows))
    return counters


@pytest.fixture
def engrams(library: Library) -> Engrams:
    world = World(library)
    world.put("/home/me/notes/a.md", [("one", ()), ("two", ("First",)), ("three", ("First", "Inner/most"))])
    world.put("/home/me/notes/deep/b.md", [(f"many {at}", ("Long",)) for at in range(7)])
    world.put("/home/me/papers/c.md", [("four", ())], tags=("red",))
    with library.write() as connection:
        connection.execute("UPDATE documents SET root = '/home/me'")
    settle(library, ENCODER, DIM, form=SMALL)
    return Engrams(library, ENCODER, DIM, form=SMALL)


def test_the_root_is_the_folder_that_documents_were_taken_in_from(engrams: Engrams, library: Library) -> None:
    root = engrams.root()
    assert (root.kind, root.key, root.label, root.documents, root.chunks) == ("folder", "/home/me", "me", 3, 11)
    many = [f"many {at}" for at in range(7)]
    assert np.array_equal(root.content, summed("one", "two", "three", "four", *many))
    with library.write() as connection:
        connection.execute("UPDATE documents SET root = '/home/me/notes' WHERE path LIKE '/home/me/notes/%'")
        connection.execute("UPDATE documents SET root = '/home/me/papers' WHERE path LIKE '/home/me/papers/%'")
    assert engrams.root().key == "/home/me"


def test_a_single_root_is_the_root_even_where_all_lies_deeper(library: Library) -> None:
    World(library).put("/home/me/notes/deep/b.md", [("one", ())])
    with library.write() as connection:
        connection.execute("UPDATE documents SET root = '/home/me'")
    settle(library, ENCODER, DIM, form=SMALL)
    assert Engrams(library, ENCODER, DIM, form=SMALL).root().key == "/home/me"


def test_an_empty_library_has_an_empty_root(library: Library) -> None:
    engrams = Engrams(library, ENCODER, DIM, form=SMALL)
    assert engrams.root().documents == 0
    assert not engrams.root().content.any()
    assert engrams.children("") == ()
    assert engrams.node("/nowhere") is engrams.node("#7") is engrams.node("#x/y") is None
    assert [len(each) for each in engrams.records()] == [0, 0]
    assert list(engrams.problems()) == []


def test_children_are_folders_then_documents_then_sections(engrams: Engrams) -> None:
    assert [(each.kind, each.key, each.chunks) for each in engrams.children("/home/me")] == [
        ("folder", "/home/me/notes", 10),
        ("folder", "/home/me/papers", 1),
    ]
    notes = engrams.children("/home/me/notes")
    assert [(each.kind, each.label) for each in notes] == [("folder", "deep"), ("document", "a")]
    (first,) = engrams.children(notes[1].key)
    assert (first.kind, first.key, first.label, first.parent, first.chunks) == ("section", "#1/First", "First", "#1", 2)
    (inner,) = engrams.children(first.key)
    assert (inner.key, inner.label, inner.parent) == ("#1/First/Inner%2Fmost", "Inner/most", "#1/First")
    assert engrams.children(inner.key) == ()


def test_every_node_is_the_sum_of_its_chunks(engrams: Engrams) -> None:
    expected = {
        "#1": ("one", "two", "three"),
        "#1/First": ("two", "three"),
        "#1/First/Inner%2Fmost": ("three",),
        "#3": ("four",),
        "/home/me/notes/deep": tuple(f"many {at}" for at in range(7)),
        "#2/Long": tuple(f"many {at}" for at in range(7)),
        "/home/me/papers": ("four",),
    }
    for key, texts in expected.items():
        node = engrams.node(key)
        assert node is not None
        assert np.array_equal(node.content, summed(*texts)), key
        assert node.chunks == len(texts)


def test_the_facts_of_a_folder_are_the_sum_of_its_documents_records(engrams: Engrams) -> None:
    root, nodes = engrams.root(), [engrams.node(f"#{document}") for document in engrams.documents()]
    assert np.array_equal(root.facts, sum(node.facts for node in nodes if node))
    ids, codes = engrams.records()
    assert list(ids) == [1, 2, 3]
    red = native.bind(item("red", SMALL.d, SMALL.item_nnz)[None], role("tag", SMALL.d))[0]
    assert int(native.dot(red, codes).argmax()) == 2


def test_facts_are_those_of_the_reader_and_those_that_every_document_has(engrams: Engrams) -> None:
    assert engrams.facts(3) == {
        "tag": ("red",),
        "title": ("c",),
        "kind": ("text",),
        "collection": ("all",),
        "folder": ("papers",),
    }
    assert engrams.facts(1)["heading"] == ("First",)
    assert engrams.facts(99) == {}


def test_front_matter_becomes_facts(library: Library, tmp_path: Path) -> None:
    front = "---\ntitle: Bridges\nauthor: Ada Alder\ndate: 2024-03-15\ntags: [river]\n---\n"
    note = {"x.md": f"{front}# Bridges\n\n## Old\n\nSee [[Mills]].\n"}
    document = shelf.fill(library, tmp_path / "notes", note)["x.md"]
    facts = Engrams(library, "hashed/1", 384).facts(document)
    assert facts["author"] == ("Ada Alder",)
    assert facts["date"] == ("2024-03-15",)
    assert (facts["tag"], facts["link"], facts["title"]) == (("river",), ("Mills",), ("Bridges",))
    assert (facts["heading"], facts["kind"], facts["folder"]) == (("Old",), ("markdown",), ("notes",))


def test_nodes_are_kept_in_memory_until_something_changes(engrams: Engrams, library: Library) -> None:
    before = engrams.node("/home/me")
    assert before is not None and engrams.node("/home/me") is before
    assert not before.content.flags.writeable
    World(library).put("/home/me/papers/d.md", [("five", ())])
    settle(library, ENCODER, DIM, form=SMALL)
    after = engrams.node("/home/me")
    assert after is not None and after is not before
    assert np.array_equal(after.content, before.content + summed("five"))


def test_no_more_nodes_are_kept_than_asked_for(engrams: Engrams, library: Library) -> None:
    few = Engrams(library, ENCODER, DIM, cache_nodes=2, form=SMALL)
    first = few.node("#1")
    assert few.node("#1") is first
    few.node("#2")
    few.node("#3")
    assert few.node("#1") is not first
