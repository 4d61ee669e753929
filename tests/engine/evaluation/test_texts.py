"""What a folder gives to embed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.errors import NacreError, UsageError
from engine.evaluation import texts


def collection(folder: Path, name: str, questions: int) -> None:
    (folder / name).mkdir(parents=True)
    lines = [{"_id": str(at), "title": f"Title {name}", "text": f"Text {at} of {name}."} for at in range(3)]
    (folder / name / "corpus.jsonl").write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
    asked = [{"_id": str(at), "text": f"Question {at} about {name}?"} for at in range(questions)]
    (folder / name / "queries.jsonl").write_text("\n".join(json.dumps(line) for line in asked), "utf-8")
    (folder / name / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n0\t0\t1\n", "utf-8")


def test_collections_and_files_give_chunks_and_questions_each_once(tmp_path: Path) -> None:
    collection(tmp_path, "bees", 40)
    collection(tmp_path, "ants", 3)
    (tmp_path / "note.md").write_text("# Note\n\nA paragraph.\n", "utf-8")
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / "note.md").write_text("# Note\n\nA paragraph.\n", "utf-8")
    (tmp_path / "table.csv").write_text("a,b\n1,2\n", "utf-8")
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4 nothing follows")
    found = texts.below(tmp_path, 10)
    assert sorted(found.chunks) == sorted(
        [f"Title {name}\nText {at} of {name}." for name in ("ants", "bees") for at in range(3)] + ["Note\nA paragraph."]
    )
    assert len(found.questions) == 10
    assert sum("ants" in question for question in found.questions) == 3


def test_a_folder_without_texts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nothing below"):
        texts.below(tmp_path, 10)
    with pytest.raises(UsageError, match="is not a folder"):
        texts.below(tmp_path / "none", 10)


def test_a_broken_collection_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").write_text('{"_id": "1", "text": "one"}\n{"_id": \n', "utf-8")
    with pytest.raises(NacreError, match="line 2 is not JSON"):
        texts.below(tmp_path, 10)
