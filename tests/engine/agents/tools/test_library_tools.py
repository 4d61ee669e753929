"""Lists, counts, reading, comparing, tables and exports on a real library."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.agents.tools import compare, tables
from engine.agents.tools.box import ToolBox
from engine.agents.tools.naming import fenced, the_document
from engine.agents.tools.tool import Door, ToolError, ToolResult
from engine.library.store import Library
from tests.engine import shelf
from tests.engine.agents.tools.conftest import TEXTS

Ask = Callable[..., ToolResult]


@pytest.fixture
def ask(box: ToolBox) -> Ask:
    """`ask("list", words="x")`, the argument `in` as `in_`."""

    def ask(tool: str, /, **arguments: Any) -> ToolResult:
        return box.call(tool, {key.rstrip("_"): value for key, value in arguments.items()}, lambda question: True)

    return ask


def titles(result: ToolResult) -> list[str]:
    assert not result.failed, result.text
    return [place.title for place in result.places]


# --- lists and counts -------------------------------------------------------------------------------------------------


def test_words_count_in_their_forms_and_all_have_to_be_there(ask: Ask) -> None:
    assert ask("count", words="tide").rows == (("documents", "5"),)
    assert ask("count", words="tides").rows == (("documents", "5"),)
    assert ask("count", words="tide Ada").rows == (("documents", "2"),)
    assert ask("count", words='"high tides"').rows == (("documents", "1"),)
    assert ask("count", words="high Ada").rows == (("documents", "0"),)


def test_signs_of_the_full_text_index_are_words_like_others(ask: Ask) -> None:
    for words in (
        'tide" OR "moss',
        "tide*",
        "title:tide",
        "NEAR(tide moss)",
        "tide AND NOT moss",
        "^tide",
        "\ud800 tide",
    ):
        assert not ask("count", words=words).failed
    assert ask("count", words="!!!").text == "there is no word to look for."


def test_filters_narrow_together(ask: Ask) -> None:
    assert titles(ask("list", form="pdf")) == ["Report of 2024"]
    assert titles(ask("list", in_=["#sea", "#garden"])) == ["Moss"]
    assert titles(ask("list", in_=["#sea"], words="north")) == ["Moss"]
    assert titles(ask("list", since="2024-03-02", until="2024-03-02")) == ["Tides of the bay"] * 2
    assert ask("count", since="2024-03-03", until="2024-06-29", form="note").rows == (("documents", "0"),)


def test_dates_are_those_of_documents_and_the_result_says_so(ask: Ask) -> None:
    result = ask("count", since="2023-01-01", until="2024-12-31")
    assert result.rows == (("documents", "5"),)
    assert "its own date (4)" in result.text and "its first message (1)" in result.text
    assert ask("count", since="2023-01-01", until="2024-12-31", dated="added").rows == (("documents", "0"),)


def test_messages_are_chosen_by_speaker_day_and_word(ask: Ask) -> None:
    assert ask("count", what="messages").rows == (("messages", "4"),)
    assert [row[5] for row in ask("list", what="messages", speaker="me", words="tide").rows] == ["What turns the tide?"]
    assert ask("count", what="messages", speaker="bob").rows == (("messages", "1"),)
    assert ask("count", what="messages", since="2024-05-02", until="2024-12-31").rows == (("messages", "1"),)
    assert ask("count", what="conversations", speaker="Bob Miller").rows == (("conversations", "1"),)


def test_places_of_messages_and_passages_are_their_spans(filled: Library, ask: Ask) -> None:
    for what in ("messages", "passages"):
        for place, row in zip(*(lambda found: (found.places, found.rows))(ask("list", what=what)), strict=True):
            text = filled.text(place.version)[place.char_start : place.char_end]
            assert " ".join(text.split())[:100] == row[5][:100].rstrip("…")
            assert place == filled.place(place.version, place.char_start, place.char_end)


def test_long_lists_say_how_many_more(ask: Ask) -> None:
    result = ask("list", limit=3)
    assert len(result.rows) == 3 and result.text.endswith("and 5 more") and result.text.startswith("**8 documents**")


def test_newest_come_first_where_that_is_asked(ask: Ask) -> None:
    found = ask("list", newest_first=True, form="pdf", limit=1)
    assert found.rows[0][2] == "2024-06-30"
    days = [row[2] for row in ask("list", since="2023-01-01", until="2024-12-31").rows]
    assert days == sorted(days, reverse=True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"since": "2024-02-30"}, "'2024-02-30' is no day"),
        ({"since": "2024-05-01", "until": "2024-04-01"}, "is after"),
        ({"in": ["nowhere"]}, "nothing in the library matches 'nowhere'"),
        ({"words": " ".join(f"w{n}" for n in range(30))}, "too many"),
    ],
)
def test_bad_filters_are_one_sentence(box: ToolBox, arguments: dict[str, Any], said: str) -> None:
    result = box.call("count", arguments)
    assert result.failed and said in result.text


# --- documents --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["moss.md", "Moss", "moss", "'moss.md'", "docs/moss.md"])
def test_a_document_goes_by_its_names(ask: Ask, name: str) -> None:
    assert titles(ask("open", document=name)) == ["Moss"]


def test_part_of_a_name_is_enough_where_only_one_document_has_it(library: Library, tmp_path: Path) -> None:
    shelf.fill(library, tmp_path, {"note 47.txt": "# A walk by the sea\n", "note 48.txt": "# Another walk\n"})
    assert the_document(library, "48.txt").file == "note 48.txt"
    assert the_document(library, "by the sea").file == "note 47.txt"
    with pytest.raises(ToolError, match="means 2 documents"):
        the_document(library, "walk")
    with pytest.raises(ToolError, match="no document was named"):
        the_document(library, " '' ")


def test_a_name_of_several_documents_names_them(ask: Ask) -> None:
    result = ask("open", document="Tides of the bay")
    assert result.failed and "means 2 documents" in result.text and "tides-new.md" in result.text


def test_a_name_of_no_document_names_near_ones(ask: Ask) -> None:
    assert "Near are moss.md" in ask("read", document="mos.md").text
    assert ask("read", document="\x00" * 200 + "[").failed


def test_what_is_read_is_what_stands_there(filled: Library, ask: Ask) -> None:
    result = ask("read", document="tides.md", section="heights")
    (place,) = result.places
    text = filled.text(place.version)
    assert result.rows == ((text[place.char_start : place.char_end],),)
    assert text[place.char_start :].startswith("## Heights") and "## Moon" not in result.text
    assert ask("read", document="plain.txt", from_line=2, to_line=900).rows[0][0].startswith("And a second line")
    assert ask("read", document="talks.json#", message=1).failed
    assert ask("read", document="Talk c1", message=2).rows[0][0] == "The moon turns the tide, and the sun helps."


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"from_line": 9}, "has only 2 lines"),
        ({"from_line": 2, "to_line": 1}, "line 1 is before line 2"),
        ({"page": 1}, "has no pages"),
        ({"page": 1, "section": "x"}, "not read together"),
        ({"section": "x"}, "has no section 'x'"),
    ],
)
def test_a_piece_that_is_not_there_is_told(box: ToolBox, arguments: dict[str, Any], said: str) -> None:
    result = box.call("read", {"document": "plain.txt", **arguments})
    assert result.failed and said in result.text


@given(st.text("`~\n ab|*#", max_size=60))
def test_no_text_ends_its_fence(text: str) -> None:
    lines = fenced(text).split("\n")
    assert lines[0] == lines[-1] and not any(line.strip().startswith(lines[0]) for line in lines[1:-1])


lines = st.lists(st.sampled_from("abcdefg"), max_size=40)


@given(lines, lines)
def test_steps_lead_from_one_text_to_the_other(a: list[str], b: list[str]) -> None:
    made: list[str] = []
    covered: list[int] = []
    for step in compare.steps(a, b):
        covered += step.left
        assert step.what != "equal" or [a[at] for at in step.left] == [b[at] for at in step.right]
        made += [b[at] for at in step.right]
    assert made == b and covered == list(range(len(a)))


@given(lines, lines)
def test_changes_shown_are_the_changes_there_are(a: list[str], b: list[str]) -> None:
    found = compare.steps(a, b)
    shown = list(compare._unified(a, b, found))
    assert [line[1:] for line in shown if line[0] == "+"] == [
        b[at] for s in found if s.what != "equal" for at in s.right
    ]
    assert [line[1:] for line in shown if line[0] == "-"] == [
        a[at] for s in found if s.what != "equal" for at in s.left
    ]


def test_documents_too_long_to_compare_are_told() -> None:
    with pytest.raises(ToolError, match="differ over"):
        compare.steps([str(n) for n in range(9_000)], [str(-n) for n in range(1, 9_000)])
    same = [str(n) for n in range(50_000)]
    assert [step.what for step in compare.steps(same, [*same[:30_000], "x", *same[30_001:]])] == [
        "equal",
        "replace",
        "equal",
    ]


# --- tables and exports -----------------------------------------------------------------------------------------------


def test_tables_come_out_as_rows_and_csv(filled: Library, ask: Ask) -> None:
    assert ask("tables", document="tides.md").rows == (("place", "height"), ("Bay | east", "4.5"), ("Pier", "3.1"))
    assert ask("tables", document="prices.csv").rows[1] == ("nut, brown", "3")
    assert "has 1 table" in ask("tables", document="tides.md", table=2).text
    assert "has no tables" in ask("tables", document="plain.txt").text


cells = st.text("ab|ä*`\"',;=-", min_size=1, max_size=6)


@given(st.lists(st.lists(cells, min_size=2, max_size=2), min_size=1, max_size=5))
def test_cells_of_a_markdown_table_are_read_back(rows: list[list[str]]) -> None:
    escaped = [[cell.replace("|", "\\|") for cell in row] for row in rows]
    text = "\n".join(f"| {' | '.join(row)} |" for row in (escaped[0], ["---", "---"], *escaped[1:]))
    found = tables.markdown_rows(text)
    assert found == tuple(tuple(cell.strip() for cell in row) for row in rows)
    table = tables.Table("", 0, 0, found)
    assert tuple(tuple(row) for row in csv.reader(io.StringIO(tables.as_csv(table), newline=""))) == found


def test_export_writes_only_what_was_confirmed(box: ToolBox, door: Door) -> None:
    asked: list[str] = []
    refused = box.call("export", {"document": "moss.md"}, lambda question: bool(asked.append(question)))
    assert refused.failed and "not confirmed" in refused.text and not door.exports.exists()
    assert asked == [f"Write {len(TEXTS['moss.md'].encode())} bytes to {door.exports / 'moss.md'}?"]
    assert box.call("export", {"document": "moss.md"}).failed  # nobody to ask


def test_export_never_overwrites(ask: Ask, door: Door) -> None:
    names = [Path(ask("export", document="moss.md", name="a.md").files[0]).name for _ in range(3)]
    assert names == ["a.md", "a 2.md", "a 3.md"]
    outside = door.exports.parent / "outside.md"
    (door.exports / "link.md").symlink_to(outside)
    assert Path(ask("export", text="x", name="link.md").files[0]).name == "link 2.md" and not outside.exists()


@pytest.mark.parametrize("name", ["../x.md", "/etc/x", "a/b.md", "..", "C:\\x.md", "C:x", "a\\b", " ."])
def test_export_stays_in_its_folder(ask: Ask, door: Door, name: str) -> None:
    result = ask("export", text="x", name=name)
    assert result.failed and "no file's name" in result.text and not door.exports.exists()


@pytest.mark.parametrize(
    "name", ["con.md", "ab:c", "x" * 200, "ä" * 150 + ".md", "a. ", "a\x00b\x1b[2J.md", "a?*<>|.md"]
)
def test_odd_names_are_made_harmless(ask: Ask, door: Door, name: str) -> None:
    (path,) = ask("export", text="x", name=name).files
    written = Path(path)
    assert written.parent == door.exports and written.read_text() == "x"
    assert len(os.fsencode(written.name)) <= 130 and not any(letter in written.name for letter in '\x00\x1b:?*<>|"')


def test_exports_of_documents_are_their_bytes_text_and_tables(ask: Ask, filled: Library) -> None:
    moss = Path(ask("export", document="moss.md", form="original").files[0]).read_bytes()
    assert moss == Path(ask("export", document="moss.md").files[0]).read_bytes()
    report = Path(ask("export", document="report.pdf").files[0])
    assert report.name == "report.txt" and report.read_text() == "# Report\n\nThe tide gauge failed.\n"
    assert Path(ask("export", document="tides.md", table=1).files[0]).read_bytes().startswith(b"place,height\r\n")


def test_a_folder_that_refuses_is_one_sentence(door: Door, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    box = ToolBox(replace(door, exports=tmp_path / "file" / "below"))
    result = box.call("export", {"text": "x"}, lambda question: True)
    assert result.failed and "can't be written" in result.text


def test_text_of_documents_is_never_markup_of_the_answer(ask: Ask) -> None:
    shown = ask("list", what="passages", words="ticks").text
    assert "\\`ticks\\`" in shown and "\\*stars\\*" in shown
