"""A conversation as a file."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, replace
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.errors import UsageError
from engine.library.export import export, export_all
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
    with pytest.raises(UsageError, match=r"'pdf' is not a form of export\. Choose markdown, json or html"):
        export(library.conversations, talk(library, PLACE), "pdf")


class Page(HTMLParser):
    """What a browser would make of a page: its tags, its targets, its words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words = ""
        self.open: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == [], "every tag is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data

    def named(self, name: str) -> list[str | None]:
        return [value for key, value in self.attributes if key == name]


TAGS = {
    "html", "head", "meta", "title", "style", "body", "header", "h1", "h2", "p", "main", "article", "b", "time", "sup",
    "a", "ol", "li", "span", "blockquote", "pre",
}  # fmt: skip


def test_html_links_each_mark_with_its_note_and_back(library: Library) -> None:
    number = library.conversations.new("Light")
    library.conversations.add_turn(
        number, "nacre", "Paraffin [1], then gas [2] [7].\n\nParaffin, again [1].", answer_json=answer(PLACE, PLACE)
    )
    text = export(library.conversations, number, "html")
    page = Page(text)
    links = [link for link in page.named("href") if link is not None]
    assert sorted(links) == sorted(["#note-1-1", "#note-1-1", "#note-1-2", "#mark-1-1-1", "#mark-1-1-2", "#mark-1-2-1"])
    ids = page.named("id")
    assert {link[1:] for link in links} <= set(ids) and len(ids) == len(set(ids))
    assert "[7]" in page.words, "what no citation stands behind stays as it was written"
    assert "burned\nparaffin" in page.words and "The light › Lamp · lines 3 to 4 · /notes/light.md" in page.words
    assert text.endswith("</html>\n") and "prefers-color-scheme" in text and "@media print" in text


def test_html_says_whose_words_an_answer_is(library: Library) -> None:
    whole = json.loads(answer()) | {"grounded": False, "model": "qwen", "lens": "systemic", "way": "panel"}
    number = library.conversations.new("Talk")
    library.conversations.add_turn(number, "nacre", "Once upon", answer_json=json.dumps(whole), partial=True)
    turn = library.conversations.turns(number)[0].turn_id
    library.conversations.feedback.give(turn, "bad", "too <b>short</b>")
    words = Page(export(library.conversations, number, "html")).words
    assert "Not from the library · written by qwen · lens systemic · mode panel" in words
    assert "cut off" in words and "Called bad: too <b>short</b>" in words


def test_html_sets_code_apart_and_marks_within_it_stay(library: Library) -> None:
    number = library.conversations.new("Code")
    library.conversations.add_turn(
        number, "nacre", "So:\n```python\nx = a[1] < b\n```\nDone.", answer_json=answer(PLACE)
    )
    text = export(library.conversations, number, "html")
    assert "<pre>x = a[1] &lt; b\n</pre>" in text
    assert '<p class="words">Done.</p>' in text
    library.conversations.add_turn(number, "nacre", "```\nnever closed")
    assert "<pre>never closed</pre>" in export(library.conversations, number, "html")


HOSTILE = (
    *("<script>alert(1)</script>", '"><img src=x onerror=y>', "&lt;", "[1]", "\n\n", "```\n", "~~~\n", "</pre>", "'"),
    *("</style>", "{title}", "\x1b]0;x\x07", "\u202e", "javascript:x", "<!--", "]]>"),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.lists(
        st.sampled_from(HOSTILE) | st.text(max_size=5),
        max_size=12,
    )
)
def test_nothing_that_was_written_becomes_a_tag(library: Library, words: list[str]) -> None:
    text = "".join(words)
    place = replace(PLACE, title=text, path=text, headings=(text,))
    whole = json.loads(answer(place))
    whole["citations"][0]["quote"] = text
    whole |= {"model": text, "lens": text}
    number = library.conversations.new(text)
    library.conversations.add_turn(number, "user", text)
    turn = library.conversations.add_turn(number, "nacre", text, answer_json=json.dumps(whole))
    library.conversations.feedback.give(turn.turn_id, "good", text)
    html = export(library.conversations, number, "html")
    page = Page(html)
    assert set(page.tags) <= TAGS
    assert all(link is not None and re.fullmatch(r"#(note|mark)-[\d-]+", link) for link in page.named("href"))
    assert not {name for name, _ in page.attributes if name.startswith("on") or name in ("src", "style")}
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", html.replace("\r", ""))


def branched(library: Library) -> int:
    """A conversation with two answers to its question, the second one followed up."""
    talks = library.conversations
    number = talks.new()
    question = talks.add_turn(number, "user", "What burned?")
    talks.add_turn(number, "nacre", "Oil.")
    talks.add_turn(number, "nacre", "Paraffin.", parent=question.turn_id)
    talks.add_turn(number, "user", "Until when?")
    return number


def test_without_being_asked_only_the_active_path_comes_out(library: Library) -> None:
    number = branched(library)
    for form in ("markdown", "html"):
        text = unescape(export(library.conversations, number, form))
        assert "Paraffin." in text and "Oil." not in text and "answer 2 of 2" in text
    assert [turn["text"] for turn in json.loads(export(library.conversations, number, "json"))["turns"]] == [
        "What burned?", "Paraffin.", "Until when?",
    ]  # fmt: skip


def test_all_branches_come_out_with_what_is_not_active_marked(library: Library) -> None:
    number = branched(library)
    text = export_all(library.conversations, number)
    assert text.index("answer 1 of 2, on another branch") < text.index("Oil.") < text.index("Paraffin.")
    assert "on another branch" in Page(export_all(library.conversations, number, "html")).words
    turns = json.loads(export_all(library.conversations, number, "json"))["turns"]
    assert [(turn["turn"], turn["parent"], turn["branch"], turn["branches"], turn["active"]) for turn in turns] == [
        (1, None, 1, 1, True), (2, 1, 1, 2, False), (3, 1, 2, 2, True), (4, 3, 1, 1, True),
    ]  # fmt: skip
