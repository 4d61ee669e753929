"""Citations: every quote letter for letter, every mark with its citation, whatever stands in the sources."""

from __future__ import annotations

import re
import tempfile
from dataclasses import replace
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.library.store import Library
from engine.reasoning.check import cite, dangling, exact
from engine.reasoning.compose import Chosen, choose
from engine.reasoning.evidence import gather
from engine.reasoning.wording import spoken
from engine.records import Passage
from tests.engine import shelf

TEXT = "The lamp burned paraffin. It turned in twelve seconds. The keeper slept by day."


def drafted(library: Library) -> tuple[list[Chosen], tuple[Passage, ...]]:
    """All that can be quoted, in the order of the texts."""
    passages = shelf.passages(library)
    return [Chosen(piece, spoken(piece), 0.5) for piece in gather(library, passages)], passages


def test_each_sentence_has_its_own_mark_and_citation(library: Library, tmp_path: Path) -> None:
    shelf.put(library, tmp_path / "a.md", f"# Light\n\n{TEXT}\n")
    shelf.put(library, tmp_path / "b.md", "# Ferry\n\nThe ferry leaves at noon.\n")
    chosen, passages = drafted(library)
    text, citations = cite(library, chosen, passages)
    assert text == (
        "The lamp burned paraffin. [1] It turned in twelve seconds. [2] The keeper slept by day. [3]"
        "\n\nThe ferry leaves at noon. [4]"
    )
    assert [citation.n for citation in citations] == [1, 2, 3, 4]
    assert [citation.place.title for citation in citations] == ["Light", "Light", "Light", "Ferry"]
    assert [citation.quote for citation in citations][1:3] == [
        "It turned in twelve seconds.",
        "The keeper slept by day.",
    ]
    assert [citation.chunk_id for citation in citations] == [
        passages[each.evidence.passage].chunk_id for each in chosen
    ]
    assert exact(library, citations) == 4 and dangling(text, citations) == 0


def test_a_quote_that_is_not_in_the_source_is_dropped_with_its_sentence(library: Library, tmp_path: Path) -> None:
    shelf.put(library, tmp_path / "a.md", f"# Light\n\n{TEXT}\n")
    chosen, passages = drafted(library)
    altered = replace(chosen[1], evidence=replace(chosen[1].evidence, quote="It turned in eleven seconds."))
    text, citations = cite(library, [chosen[0], altered, chosen[2]], passages)
    assert text == "The lamp burned paraffin. [1] The keeper slept by day. [2]"
    assert [citation.n for citation in citations] == [1, 2]
    assert cite(library, [altered], passages) == ("", ())


def test_code_has_its_mark_below_the_fence_and_a_paragraph_of_its_own(library: Library, tmp_path: Path) -> None:
    text = "# Light\n\nThe lamp turns slowly.\n\n```\nlamp.turn(12, 'seconds', now)\n```\n\nThe keeper slept by day.\n"
    shelf.put(library, tmp_path / "a.md", text)
    chosen, passages = drafted(library)
    said, citations = cite(library, chosen, passages)
    assert said == (
        "The lamp turns slowly. [1]\n\n```\nlamp.turn(12, 'seconds', now)\n```\n[2]\n\nThe keeper slept by day. [3]"
    )
    assert dangling(said, citations) == 0


def test_a_sentence_of_a_source_opens_no_fence_of_its_own(library: Library, tmp_path: Path) -> None:
    shelf.put(library, tmp_path / "a.txt", "``` is how a fence begins, they said. It goes on after it.\n")
    chosen, passages = drafted(library)
    text, citations = cite(library, chosen, passages)
    assert not any(line.startswith(("```", "~~~")) for line in text.splitlines())
    assert dangling(text, citations) == 0 and len(citations) == len(chosen) == 2


def test_a_heading_stands_above_its_sentences_once_and_not_above_none(library: Library, tmp_path: Path) -> None:
    shelf.put(library, tmp_path / "a.md", f"# Light\n\n{TEXT}\n")
    shelf.put(library, tmp_path / "b.md", "# Ferry\n\nThe ferry leaves at noon. It carries twelve people.\n")
    drawn, passages = drafted(library)
    headings = ["", "Parts", "Parts", "Parts", "Bounds *[1]*"]
    chosen = [replace(each, group=heading) for each, heading in zip(drawn, headings, strict=True)]
    text, citations = cite(library, chosen, passages)
    assert text == (
        "The lamp burned paraffin. [1]\n\n**Parts**\n\nIt turned in twelve seconds. [2] The keeper slept by day. [3]"
        "\n\nThe ferry leaves at noon. [4]\n\n**Bounds (1)**\n\nIt carries twelve people. [5]"
    )
    assert dangling(text, citations) == 0
    altered = replace(chosen[4], evidence=replace(chosen[4].evidence, quote="It carries ten people."))
    assert "Bounds" not in cite(library, [*chosen[:4], altered], passages)[0]


def test_marks_without_citations_and_citations_without_marks_are_counted(library: Library, tmp_path: Path) -> None:
    shelf.put(library, tmp_path / "a.md", f"# Light\n\n{TEXT}\n")
    text, citations = cite(library, *drafted(library))
    assert dangling(f"{text} [9]", citations) == 1
    assert dangling(text.replace("[2]", ""), citations) == 1
    moved = replace(citations[0], place=replace(citations[0].place, char_start=citations[0].place.char_start + 1))
    assert exact(library, [moved, *citations[1:]]) == 2


SOURCES = st.lists(
    st.one_of(
        st.sampled_from(["[1]", "[2, 3]", "[[4]]", "[5", "6]", "[", "]", "`", "```", "\n", "\n\n", "- ", "| ", " |"]),
        st.sampled_from(["# ", "1. ", "\x1b[8m", "\u202e[9]"]),
        st.sampled_from(["The lamp burns. ", "as follows:\n\n", "```\ncode[7] = 1\n```\n\n"]),
        st.text(alphabet="ab12[]()*_.! \n", max_size=12),
    ),
    min_size=1,
    max_size=20,
).map(lambda parts: "Words to begin with. " + "".join(parts))  # fmt: skip


@settings(max_examples=25)
@given(st.lists(SOURCES, min_size=1, max_size=3), st.sampled_from(["md", "txt"]), st.booleans())
@example(["Words to begin with. [\n1] and more words."], "txt", True)
def test_marks_and_citations_match_whatever_the_sources_hold(texts: list[str], suffix: str, composed: bool) -> None:
    with tempfile.TemporaryDirectory() as folder, shelf.new(Path(folder) / "library") as library:
        for number, text in enumerate(texts):
            shelf.put(library, Path(folder) / f"{number}.{suffix}", text)
        passages = shelf.passages(library)
        evidence = gather(library, passages)
        chosen = choose(evidence, [0.5] * len(evidence), 0.0) if composed else drafted(library)[0]
        answer, citations = cite(library, chosen, passages)
        assert len(citations) == len(chosen) > 0
        assert exact(library, citations) == len(citations)
        assert dangling(answer, citations) == 0
        assert [int(number) for number in re.findall(r"\[(\d+)\]", answer)] == [each.n for each in citations]
        for citation in citations:
            place = citation.place
            whole = library.text(place.version)
            assert whole[place.char_start : place.char_end] == citation.quote
            assert place.line_start == 1 + whole.count("\n", 0, place.char_start)
