"""`similar` and `recall`: what they hand to the engine and how they show what it gives back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.tui.cli.conftest import Nacre
from tests.tui.cli.fakes import HOSTILE, FakeEngine, place

SIMILAR_KEYS = {"target", "words", "documents", "passages", "read_next", "without", "timings"}


def test_similar_prints_documents_what_to_read_next_and_passages(nacre: Nacre, fake: FakeEngine) -> None:
    out = nacre("similar", "bolt.md", "-k", "3", "--in", "*.md").out
    assert out.startswith("Like The brass bolt\n\nDocuments\n1. The copy (near-duplicate)\n   /papers/bolt.md\n")
    assert "   0.90 · codes 1 (0.70) · words 2 (0.40) · tree 1 (0.60)\n   The same text.\n" in out
    assert "Read next\n→ The gauge › Where it is · lines 3–4\n  Adds ‘B’.\n" in out
    assert "Passages\n1. The brass bolt › Where it is · lines 3–4 (near-duplicate)\n" in out
    assert fake.memory.calls == [{"document": "bolt.md", "k": 3, "scope": "*.md"}]


def test_similar_as_json_has_the_documented_keys(nacre: Nacre, fake: FakeEngine) -> None:
    data = nacre("similar", "bolt.md", "--json").json
    assert data.keys() == SIMILAR_KEYS
    first = data["documents"][0]
    assert {"document", "title", "score", "near_duplicate", "arms", "why"} <= first.keys()
    assert first["arms"].keys() == {"codes", "words", "tree"}
    assert data["passages"][0]["near_duplicate"] is True
    assert data["read_next"][0]["why"] == "Adds ‘B’."
    assert data["without"] is None


def test_a_text_comes_as_words_or_from_stdin(nacre: Nacre, fake: FakeEngine) -> None:
    nacre("similar", "--text", "high water")
    nacre("similar", "--text", "-", stdin="low\nwater")
    assert [call["text"] for call in fake.memory.calls] == ["high water", "low\nwater"]


def test_without_lists_the_passages_that_are_lacking(nacre: Nacre, fake: FakeEngine) -> None:
    out = nacre("similar", "a.md", "--without", "b.md").out
    assert out.startswith("In a.md and not in b.md, the clearest first\n\n1. The brass bolt")
    data = nacre("similar", "a.md", "--without", "b.md", "--json").json
    assert data.keys() == SIMILAR_KEYS and data["without"] == "b.md" and len(data["passages"]) == 1


@pytest.mark.parametrize(
    "words",
    [
        ("similar",),
        ("similar", "a.md", "--text", "x"),
        ("similar", "--text", "x", "--without", "b.md"),
        ("similar", "a.md", "--without", "b.md", "--in", "*.md"),
    ],
)
def test_targets_that_make_no_sense_are_refused_in_one_sentence(
    nacre: Nacre, fake: FakeEngine, words: tuple[str, ...]
) -> None:
    result = nacre(*words)
    assert result.status == 2
    assert result.out == "" and result.err.startswith("nacre: ") and result.err.count("\n") == 1
    assert fake.memory.calls == []


def test_nothing_alike_is_said(nacre: Nacre, fake: FakeEngine) -> None:
    fake.memory.similar_found = replace(fake.memory.similar_found, documents=(), passages=(), read_next=())
    assert nacre("similar", "bolt.md").out == "Nothing in the library is like The brass bolt.\n"


def test_recall_says_which_pairs_matched_exactly_in_part_and_not(nacre: Nacre, fake: FakeEngine) -> None:
    out = nacre("recall", "kind=markdown", "tag=?").out
    assert "1. The brass bolt\n   /papers/bolt.md\n   0.50 · kind=markdown · author≈Jane Smith · no tag=sea\n" in out
    assert "tag = ?\nfiller  in\nsalt    4 documents\n" in out
    assert "Together\ntag   author      in\nsalt  Jane Smith  2 documents\n" in out
    assert out.endswith("There are more combinations than the 10 shown.\n")
    assert fake.memory.calls == [{"pairs": ["kind=markdown", "tag=?"], "k": 10, "scope": ""}]


def test_recall_as_json_has_the_documented_keys(nacre: Nacre, fake: FakeEngine) -> None:
    data = nacre("recall", "kind=markdown", "tag=?", "--json").json
    assert data.keys() == {"query", "documents", "fillers", "combinations", "complete", "note", "timings"}
    assert data["documents"][0]["partial"] == [{"role": "author", "wanted": "smith", "found": "Jane Smith"}]
    assert data["fillers"] == {"tag": [{"filler": "salt", "score": 0.31, "margin": 0.12, "documents": 4}]}
    assert data["combinations"][0]["fillers"] == {"tag": "salt", "author": "Jane Smith"}


def test_recall_without_a_pair_lists_the_roles(nacre: Nacre, fake: FakeEngine) -> None:
    assert nacre("recall").out.split() == [
        "role", "fillers", "documents", "such", "as", "author", "2", "3", "Jane", "Smith,", "Ada", "Jones",
    ]  # fmt: skip
    assert nacre("recall", "--json").json["roles"][0]["role"] == "author"


def test_escape_sequences_never_reach_the_terminal(nacre: Nacre, fake: FakeEngine) -> None:
    found = fake.memory.similar_found
    hostile = replace(found.documents[0], place=place(title=HOSTILE, path=HOSTILE), why=HOSTILE)
    fake.memory.similar_found = replace(found, target=HOSTILE, documents=(hostile,), read_next=(hostile,))
    document = replace(fake.memory.recalled.documents[0], title=HOSTILE, path=HOSTILE)
    fake.memory.recalled = replace(fake.memory.recalled, documents=(document,))
    out = nacre("similar", "x").out + nacre("recall", "a=b").out
    assert not set(out) & {"\x1b", "\x07", "\x9b", "\u202e"}
    assert "beforeafter" in out


def test_both_commands_run_on_a_real_library(
    nacre: Nacre, own_folders: object, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("notes")
    for n, word in enumerate(("bolt", "bolt", "seal")):
        text = f"---\nauthor: Jane {word}\n---\n# Note {n}\n\nThe {word} stands above the water of the harbour.\n"
        (folder / f"note{n}.md").write_text(text)
    assert nacre("ingest", str(folder)).status == 0
    data = nacre("similar", str(folder / "note0.md"), "--json").json
    assert data["documents"][0]["title"] == "Note 1" and data["documents"][0]["near_duplicate"]
    assert data["documents"][0]["arms"].keys() == {"codes", "words", "tree"}
    found = nacre("recall", "author=seal", "--json").json
    assert [each["title"] for each in found["documents"]] == ["Note 2"]
    wrong = nacre("recall", "writer=seal")
    assert wrong.status == 2 and "no document has the role 'writer'" in wrong.err
