from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.sources.reading import BlockKind, Reading
from engine.sources.tables import read
from tests.engine.sources.checks import assert_sound, names, pieces


def reading(text: str, name: str = "prices.csv") -> Reading:
    (found,) = read(Path(name), text.encode())
    assert_sound(found)
    assert found.text == text
    return found


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_each_group_of_rows_carries_the_column_names(separator: str, newline: str) -> None:
    rows = [separator.join(("fish", "price", "port")), *(separator.join(("cod", str(n), "Hull")) for n in range(100))]
    found = reading(newline.join(rows) + newline)
    assert len(found.blocks) > 2
    assert set(names(found, BlockKind.TABLE)) == {rows[0]}
    assert newline.join(piece for _, piece in pieces(found)) == newline.join(rows)


def test_a_row_of_numbers_is_no_header() -> None:
    assert names(reading("1,2,3\n4,5,6\n"), BlockKind.TABLE) == [""]


def test_a_newline_inside_quotes_does_not_end_a_row() -> None:
    text = 'name,note\ncod,"two\n\nlines"\n' + "".join(f'eel {n},"a\nb"\n' for n in range(80))
    found = reading(text)
    assert all(piece.count('"') % 2 == 0 for _, piece in pieces(found))


def test_tsv_needs_no_guessing() -> None:
    assert names(reading("a, b\tc\n1\t2\n", "x.tsv"), BlockKind.TABLE) == ["a, b\tc"] * 2


@given(st.text(st.sampled_from('ab1,;\t"\n\r |\ufeff')))
def test_any_table_gives_sound_blocks(text: str) -> None:
    reading(text)
