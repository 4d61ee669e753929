"""A sentence in comparable words and parts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.reasoning.claims.reading import read
from engine.reasoning.claims.slots import affinity, align, share


def test_words_and_numbers_are_compared_in_one_form() -> None:
    assert read("The fire began with twelve candles").keys == read("12 candle fires begin").keys


def test_a_part_is_a_fact_or_words_that_stand_together() -> None:
    text = "On 14 January 1968 the old harbour of New York froze."
    assert [text[part.start : part.end] for part in read(text).parts] == [
        "14 January 1968",
        "old harbour",
        "New York",
        "froze",
    ]


@given(st.text(max_size=300))
def test_every_word_belongs_to_the_part_that_lists_it(text: str) -> None:
    reading = read(text)
    for index, token in enumerate(reading.tokens):
        assert index in reading.parts[token.part].tokens
    assert sum(len(part.tokens) for part in reading.parts) == len(reading.tokens)


def test_words_of_the_same_clause_stand_nearer() -> None:
    source = read("The mill was built in 1868, and the long bridge over the river Ald was painted in 1903.")
    right, wrong = read("The mill was built in 1868"), read("The mill was built in 1903")
    near, far = (
        affinity(each, source, (found := align(each, source, lambda token: 1.0)), 2, found.places[2])
        for each in (right, wrong)
    )
    assert near > far


def test_the_share_is_of_what_is_telling() -> None:
    claim, source = read("grey lighthouse"), read("a lighthouse")
    assert share(align(claim, source, lambda token: 0.9 if token.key == "grei" else 0.1)) == 0.1
