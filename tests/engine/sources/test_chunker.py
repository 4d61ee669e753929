"""Chunks: in order, without overlap, within a page or message, and with everything that stands in the body."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.sources import code, markdown, tables
from engine.sources.chunker import LIMIT, LINE_LIMIT, SMALL, Chunk, chunk
from engine.sources.reading import Block, BlockKind, Mark, MarkKind, Reading

WORDS = (
    "word ",
    "A sentence ends here. ",
    "one\ntwo ",
    "\n\n",
    "| a | b |\n",
    "- item\n",
    "\t",
    "x" * 650,
    " " * 640,
    "ß",
)
BODIES = [kind for kind in BlockKind if kind is not BlockKind.HEADING]


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    """Any blocks with any gaps between them, and pages that may begin and end anywhere."""
    text = ""
    blocks: list[Block] = []
    for kind in draw(st.lists(st.sampled_from(list(BlockKind)), max_size=6)):
        body = "".join(
            word * draw(st.integers(1, 40) if len(word) < 30 else st.just(1))
            for word in draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4))
        )
        stripped = body.strip()
        if not stripped:
            continue
        start = len(text) + len(body) - len(body.lstrip())
        level = draw(st.integers(1, 3)) if kind is BlockKind.HEADING else 0
        named = kind is BlockKind.HEADING or (kind is BlockKind.TABLE and draw(st.booleans()))
        name = draw(st.sampled_from(["Alpha", "Beta", "Title"])) if named else ""
        blocks.append(Block(kind, start, start + len(stripped), level, name))
        text += body + draw(st.sampled_from(["\n\n", "\n", ""]))
    edges = sorted(draw(st.lists(st.integers(0, len(text)), max_size=6)))
    marks = [
        Mark(MarkKind.PAGE, start, end, at)
        for at, (start, end) in enumerate(zip(edges[::2], edges[1::2], strict=False), 1)
    ]
    return Reading("Title", text, "test/1", draw(st.sampled_from(["text", "code"])), tuple(blocks), tuple(marks))


def bodies(reading: Reading) -> set[int]:
    """Positions of what is to be found: all that is not white space in the blocks that are no headings."""
    spans = [(block.start, block.end) for block in reading.blocks if block.kind is not BlockKind.HEADING]
    return {at for start, end in spans for at in range(start, end) if not reading.text[at].isspace()}


def in_pages(text: str, cuts: list[int]) -> Reading:
    """One paragraph over several pages."""
    edges = [0, *cuts, len(text)]
    marks = tuple(Mark(MarkKind.PAGE, start, end, at) for at, (start, end) in enumerate(pairwise(edges), 1))
    return Reading("Title", text, "test/1", "text", (Block(BlockKind.PARAGRAPH, 0, len(text)),), marks)


@settings(max_examples=60)
@given(readings(), st.sampled_from([LIMIT, 300, 60]))
@example(in_pages("One.\n\n", [4]), LIMIT)  # nothing but white space on the second page
def test_chunks_are_in_order_apart_small_enough_and_hold_everything(reading: Reading, limit: int) -> None:
    chunks = chunk(reading, limit)
    assert all(one.end <= other.start for one, other in pairwise(chunks))
    assert all(0 < each.end - each.start <= limit for each in chunks)
    assert all(reading.text[each.start : each.end].strip() for each in chunks)
    covered = {at for each in chunks for at in range(each.start, each.end)}
    assert bodies(reading) <= covered


@settings(max_examples=60)
@given(readings(), st.sampled_from([LIMIT, 60]))
def test_no_chunk_crosses_the_edge_of_a_page(reading: Reading, limit: int) -> None:
    edges = {edge for mark in reading.marks for edge in (mark.start, mark.end)}
    for each in chunk(reading, limit):
        inside = reading.text[each.start : each.end].strip()
        start = reading.text.index(inside, each.start)
        assert not any(start < edge < start + len(inside) for edge in edges)


@settings(max_examples=40)
@given(readings())
def test_lines_are_those_of_the_span(reading: Reading) -> None:
    for each in chunk(reading):
        assert each.line_start == 1 + reading.text.count("\n", 0, each.start)
        assert each.line_end == 1 + reading.text.count("\n", 0, each.end - 1)


@settings(max_examples=40)
@given(readings())
def test_every_heading_is_found_over_a_chunk_or_in_one(reading: Reading) -> None:
    chunks = chunk(reading)
    above = {name for each in chunks for name in each.headings} | {reading.title}
    for block in reading.blocks:
        within = any(each.start <= block.start < each.end for each in chunks)
        assert block.kind is not BlockKind.HEADING or block.name in above or within


@settings(max_examples=40)
@given(readings())
def test_the_title_is_not_repeated_above_a_body(reading: Reading) -> None:
    levels = {block.level for block in reading.blocks if block.kind is BlockKind.HEADING and block.name != "Title"}
    if not levels:  # every heading says what the title says
        bare = {block.start for block in reading.blocks if block.kind is BlockKind.HEADING}
        tables_ = {block.name for block in reading.blocks if block.kind is BlockKind.TABLE}
        for each in chunk(reading):
            assert each.start in bare or set(each.headings) - {"Title"} <= tables_


def read(text: str) -> tuple[Reading, tuple[Chunk, ...]]:
    reading = markdown.read(Path("note.md"), text.encode())[0]
    return reading, chunk(reading)


def test_headings_are_a_path_from_the_outermost_without_the_title() -> None:
    _, chunks = read("# Note\n\nIntro.\n\n## Coast\n\nSea.\n\n### Light\n\nLamp.\n\n## Hills\n\nWind.\n")
    assert [each.headings for each in chunks] == [(), ("Coast",), ("Coast", "Light"), ("Hills",)]


def test_a_heading_without_a_body_is_a_chunk_and_one_above_another_is_in_its_path() -> None:
    reading, chunks = read("# Note\n\n## Coast\n\n### Light\n\nLamp.\n\n## Later\n\n## Never\n")
    assert [reading.text[each.start : each.end] for each in chunks] == ["Lamp.", "## Later\n\n## Never"]
    assert chunks[0].headings == ("Coast", "Light")


def test_paragraphs_of_a_section_are_joined_up_to_the_limit() -> None:
    paragraph = " ".join(["A short sentence stands here."] * 9)
    reading, chunks = read("# Note\n\n" + "\n\n".join([paragraph] * 7))
    sizes = [each.end - each.start for each in chunks]
    assert len(sizes) == 3 and all(SMALL <= size <= LIMIT for size in sizes)
    assert all(reading.text[each.start : each.end].endswith(".") for each in chunks)


def test_a_long_paragraph_is_cut_between_sentences() -> None:
    sentences = [f"Sentence number {n} says something that takes a little room." for n in range(40)]
    reading, chunks = read(f"# Note\n\n{' '.join(sentences)}\n")
    assert len(chunks) > 2
    told = [reading.text[each.start : each.end] for each in chunks]
    assert " ".join(told) == " ".join(sentences)
    assert all(piece.startswith("Sentence number") and piece.endswith("room.") for piece in told)


def test_a_small_remainder_takes_from_the_chunk_before_it() -> None:
    sentence = "This sentence has about eighty characters so that eleven of them fill a whole chunk."
    text = " ".join([sentence] * 11) + " Short end."
    _, chunks = read(f"# Note\n\n{text}\n")
    assert len(chunks) == 2 and all(each.end - each.start >= SMALL for each in chunks)


def test_a_line_without_a_space_is_cut_hard() -> None:
    _, chunks = read("x" * 2000 + "\n")
    assert sum(each.end - each.start for each in chunks) == 2000
    assert max(each.end - each.start for each in chunks) <= LIMIT


def test_parts_of_a_long_table_keep_its_columns_names() -> None:
    rows = "".join(f"{day},high water,{day / 10}\n" for day in range(1, 120))
    reading = tables.read(Path("tides.csv"), f"day,event,metres\n{rows}".encode())[0]
    chunks = chunk(reading)
    assert len(chunks) > 2
    for each in chunks[1:]:
        assert each.headings == ("day,event,metres",)
        body = reading.text[each.start : each.end]
        assert all(line.count(",") == 2 for line in body.splitlines()), "a row is never cut"


def test_parts_of_a_long_function_keep_its_name() -> None:
    lines = "".join(f"    total += {n}  # and a remark that takes room\n" for n in range(60))
    source = f"def tides() -> int:\n    total = 0\n{lines}    return total\n"
    reading = code.read(Path("tides.py"), source.encode())[0]
    chunks = chunk(reading)
    assert len(chunks) > 2
    assert all(each.headings and each.headings[-1] == "tides" for each in chunks[1:])


def test_a_message_is_never_joined_with_the_next() -> None:
    text = "Yes.\n\nNo.\n\nYes."
    spans = [(0, 4), (6, 9), (11, 15)]
    reading = Reading(
        "Talk",
        text,
        "test/1",
        "conversation",
        tuple(Block(BlockKind.PARAGRAPH, *span) for span in spans),
        tuple(Mark(MarkKind.MESSAGE, *span, at, "User") for at, span in enumerate(spans, 1)),
    )
    assert [(each.start, each.end) for each in chunk(reading)] == spans


def test_an_empty_page_between_two_bodies_keeps_them_apart() -> None:
    blocks = (Block(BlockKind.PARAGRAPH, 0, 4), Block(BlockKind.PARAGRAPH, 8, 12))
    reading = Reading("T", "One.    Two.", "test/1", "text", blocks, (Mark(MarkKind.PAGE, 5, 7, 1),))
    assert len(chunk(reading)) == 2


def test_a_paragraph_over_two_pages_is_cut_at_the_edge() -> None:
    text = "The keeper wrote in his book that the lamp burned all night and all day."
    chunks = chunk(in_pages(text, [30]))
    assert [(each.start, each.end) for each in chunks] == [(0, 30), (30, len(text))]


@pytest.mark.parametrize("text", ["", "   \n\n"])
def test_nothing_gives_no_chunks(text: str) -> None:
    assert chunk(Reading("T", text, "test/1", "text", ())) == ()


def test_a_heading_longer_than_a_chunk_is_cut() -> None:
    heading = "Many words " * 200
    reading = Reading("T", heading, "test/1", "text", (Block(BlockKind.HEADING, 0, len(heading) - 1, 1, heading),))
    assert all(each.end - each.start <= LIMIT for each in chunk(reading))
    assert LINE_LIMIT < LIMIT
