"""What can be quoted: exact spans of sentences, rows and code, and nothing that says nothing."""

from __future__ import annotations

import tempfile
from itertools import pairwise
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.library.store import Library
from engine.reasoning.evidence import CODE_LINES, SHORTEST, Evidence, gather
from engine.reasoning.wording import spoken
from engine.sources.reading import BlockKind
from tests.engine import shelf


def gathered(library: Library, path: Path, text: str) -> list[Evidence]:
    shelf.put(library, path, text)
    return gather(library, shelf.passages(library))


def quotes(library: Library, path: Path, text: str) -> list[str]:
    return [piece.quote for piece in gathered(library, path, text)]


def test_sentences_are_quoted_without_headings_and_front_matter(library: Library, tmp_path: Path) -> None:
    text = "---\ntags: [sea, coast, light]\n---\n# The light at Corran\n\nIt was built in 1868. It is high.\n"
    assert quotes(library, tmp_path / "a.md", text) == ["It was built in 1868.", "It is high."]


def test_questions_bare_links_and_scraps_are_left_out(library: Library, tmp_path: Path) -> None:
    text = "Who built this light? Isla Menzies built it.\n\nNo more.\n\n- [[the keepers of the light]]\n- https://example.org/a\n"
    assert quotes(library, tmp_path / "a.md", text) == ["Isla Menzies built it."]


def test_a_passage_that_has_nothing_better_is_quoted_all_the_same(library: Library, tmp_path: Path) -> None:
    assert quotes(library, tmp_path / "a.md", "# What the keeper said\n") == ["# What the keeper said"]
    shelf.put(library, tmp_path / "b.md", "Who built this light?\n")
    assert gather(library, shelf.passages(library))[-1].quote == "Who built this light?"


def test_a_row_of_a_csv_knows_its_columns_and_they_are_no_evidence(library: Library, tmp_path: Path) -> None:
    found = gathered(library, tmp_path / "tides.csv", "day, time, metres\n1, 07:40, 4.1\n2, 08:31, 4.3\n")
    assert [(piece.quote, piece.header, piece.kind) for piece in found] == [
        ("1, 07:40, 4.1", "day, time, metres", BlockKind.TABLE),
        ("2, 08:31, 4.3", "day, time, metres", BlockKind.TABLE),
    ]


def test_rows_of_a_markdown_table_stand_without_its_rule(library: Library, tmp_path: Path) -> None:
    text = "| day | metres |\n| --- | ---: |\n| Monday | 4.1 |\n| Tuesday | 4.3 |\n"
    found = gathered(library, tmp_path / "a.md", text)
    assert [piece.quote for piece in found] == ["| Monday | 4.1 |", "| Tuesday | 4.3 |"]
    assert {piece.header for piece in found} == {"| day | metres |"}


def test_a_captioned_table_knows_its_columns_and_a_row_of_one_cell_is_no_evidence(
    library: Library, tmp_path: Path
) -> None:
    rows = "<tr><th>Day<th>High water</tr><tr><td>Tides of the week<td></tr><tr><td>On Monday<td>at noon</tr>"
    text = f"<html><body><h1>Corran</h1><table><caption>Tides</caption>{rows}</table></body></html>"
    found = gathered(library, tmp_path / "a.html", text)
    assert [(piece.quote, piece.header) for piece in found if piece.kind is BlockKind.TABLE] == [
        ("| On Monday | at noon |", "| Day | High water |")
    ]


def test_front_matter_references_and_pointers_are_never_quoted(library: Library, tmp_path: Path) -> None:
    text = "---\ndescription: a light on the coast\n---\n"
    assert quotes(library, tmp_path / "a.md", text) == []
    text = 'See also: Lamps of the coast\n\n1. "The lamps of the coast".\n\n## External links\n\n- Lamps of the coast\n'
    shelf.put(library, tmp_path / "b.md", text)
    assert gather(library, shelf.passages(library)) == []


def test_a_line_broken_early_heads_what_follows(library: Library, tmp_path: Path) -> None:
    text = (
        "Sunday 14 January\nIn the flood the water rose to 5.41 metres above station zero, and it\nstood "
        "there for two hours of the night. The lamp\nBrown had lit went out.\n"
    )
    first, second = gathered(library, tmp_path / "a.txt", text)
    assert first.quote[: first.lead] == "Sunday 14 January" and second.lead == 0
    assert spoken(first).startswith("Sunday 14 January: In the flood the water rose")


def test_code_is_quoted_in_runs_of_lines_without_its_fence(library: Library, tmp_path: Path) -> None:
    lines = [f"    value_{n} = tide({n}, 'high')" for n in range(CODE_LINES + 2)]
    text = "# Code\n\n```python\n" + "\n".join([*lines, "", "after_the_gap = tide(0, 'low')"]) + "\n```\n"
    found = gathered(library, tmp_path / "a.md", text)
    assert [piece.quote for piece in found] == [
        "\n".join(lines[:CODE_LINES]),
        "\n".join(lines[CODE_LINES:]),
        "after_the_gap = tide(0, 'low')",
    ]
    assert {piece.kind for piece in found} == {BlockKind.CODE}


def test_a_line_that_announces_code_is_one_with_it(library: Library, tmp_path: Path) -> None:
    text = "To take in a folder, write this:\n\n```\nnacre ingest ~/notes\n```\n"
    (piece,) = gathered(library, tmp_path / "a.md", text)
    assert piece.quote[: piece.lead] == "To take in a folder, write this:"
    assert piece.quote.endswith("nacre ingest ~/notes")


PARTS = st.sampled_from(
    [
        "# A heading of words\n\n",
        "The lamp burns at night. It is seen from afar [1].\n\n",
        "Take these three things:\n\n",
        "- a lamp of brass\n- oil for the lamp\n- and what else?\n\n",
        "- see [[this other note]]\n\n",
        "```\nfirst line of code\n\n    second line, after a gap\n```\n\n",
        "| day | high water |\n| --- | --- |\n| Monday | at noon |\n\n",
        "> A quoted line of words: it goes on\n> and on.\n\n",
        "> [!note] A callout's title\n> and its words below.\n\n",
        "1. first of all\n2. second to all\n\n",
        "Is this a question of words?\n\n",
        "---\nkey: some value here\n---\n\n",
        "word " * 300 + "\n\n",
        "\u202eodd\x1b[31m text: with marks [2]\n\n",
    ]
)


@settings(max_examples=20)
@given(st.lists(PARTS, min_size=1, max_size=6))
def test_every_quote_is_its_span_within_its_passage_and_none_overlap(parts: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder, shelf.new(Path(folder) / "library") as library:
        shelf.put(library, Path(folder) / "a.md", "".join(parts))
        passages = shelf.passages(library)
        found = gather(library, passages)
        for piece in found:
            place = passages[piece.passage].place
            assert library.text(place.version)[piece.start : piece.end] == piece.quote
            assert place.char_start <= piece.start < piece.end <= place.char_end
            assert len(piece.quote.split()) >= SHORTEST
            assert 0 <= piece.lead < len(piece.quote)
        for one, other in pairwise(found):
            assert one.passage < other.passage or (one.end <= other.start and one.order < other.order)
