"""Signs are found as whole words, beginnings of words, phrases, numbers and symbols."""

from __future__ import annotations

import pytest

from engine.reasoning.lensing.signs import found


@pytest.mark.parametrize(
    ("sign", "text", "hit"),
    [
        ("first", "First, open it.", "first"),
        ("first", "a first-party service", ""),
        ("first", "thirsty", ""),
        ("measur*", "It was Measured twice.", "measured"),
        ("measur*", "a countermeasure", ""),
        ("in order to", "done in  order\nto win", "in  order\nto"),
        ("#", "It holds 4,500 litres.", "4,500"),
        ("#", "It began in 1973, in the 1960s.", ""),
        ("#", "It is 1868.5 metres long.", "1868.5"),
        ("#", "the A4 paper", ""),
        ("about #", "about 30 people", "about 30"),
        ("%", "30% of them", "%"),
        ("= #", "x = 4", "= 4"),
        ("Gründe*", "die Gründe", "gründe"),
        ("l'étude", "selon l'étude de 2011", "l'étude"),
        ("c++", "written in C++.", "c++"),
    ],
)
def test_a_sign_is_found_where_it_stands_as_written(sign: str, text: str, hit: str) -> None:
    assert found([sign], text) == (frozenset([hit]) if hit else frozenset())


def test_two_signs_for_one_word_are_one() -> None:
    assert found(["caus*", "cause*", "because"], "It caused this because of that.") == {"caused", "because"}
