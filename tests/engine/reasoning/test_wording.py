"""How a quote reads in an answer: the same words, without markup, and with nothing that looks like our marks."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.reasoning.evidence import Evidence
from engine.reasoning.wording import count_words, split_row, spoken
from engine.sources.reading import BlockKind

KINDS = [kind for kind in BlockKind if kind is not BlockKind.HEADING]
OURS = re.compile(r"\[\d+\]")
BIDI = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def said(quote: str, kind: BlockKind = BlockKind.PARAGRAPH, header: str = "", lead: int = 0) -> str:
    return spoken(Evidence(0, 0, 0, len(quote), quote, kind, header, lead))


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ("It rose by 2 m [3] that night.[12]", "It rose by 2 m that night."),
        ("It rose [1, 2] and fell [4–6].", "It rose and fell."),
        ("It rose.[citation needed] It fell.[note 2][a]", "It rose. It fell."),
        ("The tide[^1] turns.[^high-water]", "The tide turns."),
        ("In [1868] it was **built** by *Isla*.", "In (1868) it was built by Isla."),
        ("- [ ] Fill the lamp", "Fill the lamp"),
        ("> > ## Fill the lamp", "Fill the lamp"),
        ("3. Fill the lamp", "Fill the lamp"),
        ("See [the log](https://a.org/log \"The log\") and [[notes/him|the keeper]].", "See the log and the keeper."),
        ("![A lamp](lamp.png) It burns ![[lamp.png]] well.", "A lamp It burns well."),
        ("Press **Start** ![[lamp.svg#icon]].", "Press Start."),
        ("2 * 3 * 4 and snake_case_name", "2 * 3 * 4 and snake_case_name"),
        ("Write `**bold**` and `a[i]` and `a[1]`[1].", "Write `**bold**` and `a[i]` and `a[ 1]`."),
        ("```python is how a fence begins", "python is how a fence begins"),
        ("```one``` is code, ~~~ is not", "```one``` is code, ~~~ is not"),
        ("One\n  line \t of\r\nwords.", "One line of words."),
        ("Red \x1b[31mlamp\x07 \u202eback\u202c \u061cmark\u200f", "Red [31mlamp back mark"),
        ("[[3]] and [[1]2] and [12345]", "3 and (2) and (12345)"),
    ],
)  # fmt: skip
def test_markup_and_footnote_marks_are_dropped_and_words_stay(quote: str, expected: str) -> None:
    assert said(quote) == expected


def test_a_row_is_read_with_its_columns_names() -> None:
    assert said("| Monday | 4.1 |  |", BlockKind.TABLE, "| day | metres | note |") == "day: Monday · metres: 4.1"
    assert said("Monday;4,1", BlockKind.TABLE, "day;metres") == "day: Monday · metres: 4,1"
    assert said('"Corran, north",41', BlockKind.TABLE, "light,height") == "light: Corran, north · height: 41"
    assert said("1 | 2 | 3", BlockKind.TABLE, "one | two") == "1 · 2 · 3"
    assert said("| Founded | 1868 | here |", BlockKind.TABLE, "|  |  |  |") == "Founded: 1868 · here"
    assert said("| a \\| b | **c** | |", BlockKind.TABLE, "| x | [[y]] ||") == "x: a | b · y: c"


def test_code_stays_as_it_is_within_one_fence() -> None:
    code = "    row = table[3]\r\n\tprint('```')"
    assert said(code, BlockKind.CODE) == "```\n    row = table[ 3]\n\tprint(''''')\n```"


def test_a_list_that_a_line_announces_keeps_its_items() -> None:
    quote = "Take **three** things:\n- a lamp[1]\n- oil\n  for it"
    assert said(quote, BlockKind.LIST, lead=22) == "Take three things:\n- a lamp\n- oil for it"
    quote = "Take two things:\n(a) a lamp of brass\n(b) oil"
    assert said(quote, BlockKind.LIST, lead=16) == "Take two things:\n- (a) a lamp of brass (b) oil"


def test_code_that_a_line_announces_follows_it() -> None:
    quote = "Write *this*:\n\n```sh\nnacre ingest\n```"
    assert said(quote, BlockKind.CODE, lead=13) == "Write this:\n```\nnacre ingest\n```"


PIECES = st.lists(
    st.one_of(
        st.sampled_from(["[", "]", "[[", "]]", "(", ")", "!", "|", "`", "```", "*", "**", "_", "==", "\n", "\r\n"]),
        st.sampled_from(["- ", "1. ", "# ", "> ", ",", ";", "\t", '"', "\u200b", "\x1b[31m"]),
        st.sampled_from(["1", "23", "4567", "٣", "^", "x", "word", " "]),
        st.text(max_size=3),
    ),
    max_size=25,
).map("".join)  # fmt: skip


@given(PIECES, st.sampled_from(KINDS), PIECES, st.integers(0, 10))
@example("[\u200b1]", BlockKind.CODE, "", 0)
@example("[**1**]", BlockKind.PARAGRAPH, "", 0)
@example("[[a|1]]", BlockKind.LIST, "", 0)
@example("![1](x)[\x001]", BlockKind.QUOTE, "", 0)
def test_nothing_that_is_said_looks_like_a_mark_of_ours(quote: str, kind: BlockKind, header: str, lead: int) -> None:
    text = said(quote, kind, header, min(lead, len(quote)))
    assert not OURS.search(text)
    assert not BIDI & set(text)
    assert not any(unicodedata.category(character) == "Cc" and character not in "\n\t" for character in text)
    if kind is not BlockKind.CODE and not (lead and quote):
        assert "\n" not in text and "\t" not in text


@given(st.text(alphabet=st.characters(categories=["Ll", "Lu", "Zs", "Po"], exclude_characters="*#>•"), max_size=60))
def test_plain_words_are_said_word_for_word(text: str) -> None:
    assert said(text).split() == text.split()


@given(st.lists(st.text(alphabet="abc xyz,|", min_size=1, max_size=8), min_size=2, max_size=5))
def test_cells_of_a_quoted_line_come_back(cells: list[str]) -> None:
    line = ";".join('"' + cell + '"' for cell in cells)
    if line.count(";") > max(line.count(","), line.count("|")):
        assert split_row(line) == [cell.strip() for cell in cells]


def test_our_own_marks_are_not_counted_as_words() -> None:
    assert count_words("Two words [1] and three more [23].") == 6
    assert split_row("") == []
