"""The list of chat models: which one answers, and what happens to it when others come and go."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import ModelMissing, UsageError
from engine.models.shelf.shelf import LIST_FILE, Entry, Shelf


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "models")


def test_the_first_file_answers_and_a_server_only_when_it_is_chosen(shelf: Shelf) -> None:
    shelf.put(Entry("office", "remote", "https://models.example.org/v1"))
    assert shelf.active() == ""
    shelf.put(Entry("mine", "local", "/models/mine.gguf"))
    shelf.put(Entry("other", "local", "/models/other.gguf"))
    assert shelf.active() == "mine"
    shelf.use("office")
    assert shelf.active() == "office"


def test_extracts_answer_when_the_active_model_is_removed(shelf: Shelf) -> None:
    shelf.put(Entry("mine", "local", "/models/mine.gguf"))
    assert shelf.remove("mine").place == "/models/mine.gguf"
    assert shelf.active() == "" and shelf.entries() == ()


def test_changes_replace_one_entry_and_keep_the_order(shelf: Shelf) -> None:
    for name in ("a", "b", "c"):
        shelf.put(Entry(name, "local", f"/models/{name}.gguf"))
    shelf.update("b", unfit="It is damaged.")
    assert [(entry.name, entry.unfit) for entry in shelf.entries()] == [("a", ""), ("b", "It is damaged."), ("c", "")]


@pytest.mark.parametrize("name", ["", "none", "minilm", "a b", "../x", "x" * 65])
def test_a_name_that_could_be_mistaken_is_refused(shelf: Shelf, name: str) -> None:
    with pytest.raises(UsageError, match="can't be the name"):
        shelf.put(Entry(name, "local", "/models/x.gguf"))


@pytest.mark.parametrize("text", ["", "[]", '{"active": 1}', '{"active": "", "models": [{"nonsense": 1}]}', "\x00"])
def test_a_damaged_list_is_one_sentence_that_names_it(shelf: Shelf, text: str) -> None:
    shelf.folder.mkdir()
    (shelf.folder / LIST_FILE).write_text(text)
    with pytest.raises(ModelMissing, match=LIST_FILE):
        shelf.entries()
