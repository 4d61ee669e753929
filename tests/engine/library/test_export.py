"""A conversation as a file."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from engine.errors import UsageError
from engine.library.export import export
from engine.library.store import Library
from engine.records import Answer, Citation, Place
from tests.engine import shelf
from tests.engine.reasoning.turns import Turns

PLACE = Place(1, 1, "/notes/light.md", "", "The light", ("Lamp",), None, None, None, 3, 4, 10, 30)

LIGHT = "# The light\n\nThe lighthouse was built in 1868 by Isla Menzies. Its tower is 41 metres high.\n"


def answer(*places: Place) -> str:
    """What is stored of an answer with a two-line quote from each place."""
    citations = tuple(Citation(n, place, "burned\nparaffin", n) for n, place in enumerate(places, 1))
    whole = Answer("Q?", "A.", False, 0, citations, (), 1, "supported", 0.5, {"total": 1.0})
    return json.dumps(asdict(whole))


def talk(library: Library, *places: Place) -> int:
    number = library.conversations.new()
    library.conversations.add_turn(number, "user", "What burned?")
    library.conversations.add_turn(number, "nacre", "It burned paraffin. [1]", answer_json=answer(*places))
    return number


def test_markdown_writes_the_citations_out(library: Library) -> None:
    text = export(library.conversations, talk(library, PLACE))
    turns = library.conversations.turns(1)
    info = library.conversations.info(1)
    assert text.splitlines() == [
        "# What burned?", "",
        f"Begun {info.created}, last written to {info.updated}.", "",
        f"## You · {turns[0].time}", "", "What burned?", "",
        f"## Nacre · {turns[1].time}", "", "It burned paraffin. [1]", "",
        "[1] The light › Lamp · lines 3 to 4 · /notes/light.md", "", "> burned", "> paraffin",
    ]  # fmt: skip
    assert text.endswith("paraffin\n")


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (Place(1, 1, "/a.pdf", "", "Report", (), 7, None, None, 3, 4, 0, 5), "Report · page 7 · /a.pdf"),
        (
            Place(1, 1, "/talk.json", "u1", "Talk", (), None, "User", "2024-05-01T10:00:00+02:00", 3, 4, 0, 5),
            "Talk · User 2024-05-01T10:00:00+02:00 · /talk.json",
        ),
        (Place(1, 1, "/talk.json", "u1", "Talk", (), None, "User", None, 3, 4, 0, 5), "Talk · User · /talk.json"),
    ],
)
def test_a_citation_names_page_or_message_as_a_reader_would(library: Library, place: Place, expected: str) -> None:
    assert f"[1] {expected}\n" in export(library.conversations, talk(library, place))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, ""),
        ({"role": "smalltalk", "grounded": False}, "*Not from the library*"),
        ({"model": "qwen", "tier": 2}, "*Written by qwen*"),
        ({"model": "qwen", "unsupported": 1}, "*1 sentence without a source · written by qwen*"),
        ({"abstained": True, "grounded": False, "role": "out_of_scope"}, "*Not in the library*"),
        (
            {"model": "qwen", "grounded": False, "specialist": "writer", "lens": "systemic", "way": "panel"},
            "*Not from the library · written by qwen · as writer · lens systemic · mode panel*",
        ),
    ],
)
def test_markdown_says_whose_words_an_answer_is_and_what_it_was_asked_with(
    library: Library, changes: dict[str, object], said: str
) -> None:
    whole = replace(Answer("Q?", "A.", False, 0, (), (), 1, "supported", 0.5, {}), **changes)  # type: ignore[arg-type]  # as named above
    number = library.conversations.new("Talk")
    library.conversations.add_turn(number, "nacre", "A.", answer_json=json.dumps(asdict(whole)))
    lines = export(library.conversations, number).splitlines()
    assert lines[-1] == (said or "A.") and lines[lines.index("A.") + 1 :] == (["", said] if said else [])


def test_an_answer_stored_before_there_were_lenses_and_ways_comes_out(library: Library) -> None:
    number = library.conversations.new("Talk")
    library.conversations.add_turn(number, "nacre", "A.", answer_json='{"citations": []}')
    assert export(library.conversations, number).endswith("A.\n")


def test_json_has_everything_that_is_stored(library: Library) -> None:
    number = talk(library, PLACE)
    library.conversations.add_turn(number, "nacre", "It burned", partial=True)
    text = export(library.conversations, number, "json")
    data = json.loads(text)
    assert text.endswith("}\n")
    assert (data["conversation"], data["title"]) == (number, "What burned?")
    assert [(turn["role"], turn["text"], turn["partial"]) for turn in data["turns"]] == [
        ("user", "What burned?", False),
        ("nacre", "It burned paraffin. [1]", False),
        ("nacre", "It burned", True),
    ]
    assert data["turns"][0]["answer"] is None and data["turns"][2]["answer"] is None
    assert data["turns"][1]["answer"] == json.loads(answer(PLACE))


def test_an_answer_that_was_cut_off_is_marked(library: Library) -> None:
    number = library.conversations.new("Talk")
    library.conversations.add_turn(number, "nacre", "It burned", partial=True)
    assert "(cut off)" in export(library.conversations, number)


def test_what_was_asked_and_answered_comes_out(library: Library, tmp_path: Path) -> None:
    shelf.fill(library, tmp_path, {"light.md": LIGHT, "ferry.md": "# The ferry\n\nIt leaves at noon.\n"})
    said = Turns(library).ask("Who built the lighthouse?", None, "")
    assert said.conversation_id is not None and said.citations
    text = export(library.conversations, said.conversation_id)
    assert f"> {said.citations[0].quote}" in text and str(tmp_path / "light.md") in text
    (_, turn) = json.loads(export(library.conversations, said.conversation_id, "json"))["turns"]
    assert turn["answer"]["citations"][0]["quote"] == said.citations[0].quote


def test_no_such_conversation_and_no_such_form_are_wrong_usage(library: Library) -> None:
    with pytest.raises(UsageError, match="no conversation 5"):
        export(library.conversations, 5)
    with pytest.raises(UsageError, match=r"'pdf' is not a form of export\. Choose markdown or json"):
        export(library.conversations, talk(library, PLACE), "pdf")
