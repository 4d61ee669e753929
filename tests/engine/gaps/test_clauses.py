"""Sentences are taken apart where punctuation parts two statements, and nothing is lost."""

from __future__ import annotations

import numpy as np

from engine.gaps.clauses import LEAST, clauses
from engine.gaps.coverage import Coverage
from engine.gaps.finder import Looking
from engine.gaps.stretch import read
from tests.engine.gaps.conftest import Sides

TWO = "So the leg was put into a splint right there, and down the gully we had two lines on the stretcher."
LIST = "Bring rope, tape, a torch, and spare batteries for the radio in the blue bag."


def _parts(text: str) -> list[str]:
    return [text[low:high] for low, high in clauses(text, 0, len(text))]


def test_two_statements_are_parted_and_a_list_is_not() -> None:
    assert _parts(TWO) == [TWO[: TWO.index("and down")], TWO[TWO.index("and down") :]]
    assert _parts(LIST) == [LIST]
    brief = "One thing was said; another was not said by anyone at all that evening."
    assert _parts(brief) == [brief]


def test_parts_have_words_enough_and_join_to_the_whole() -> None:
    text = "a b, " * 40 + "and this is how it ends: with seven words more than that - see"
    parts = _parts(text)
    assert len(parts) > 3 and "".join(parts) == text
    assert all(len(part.split()) >= LEAST for part in parts)
    assert _parts("2,000 of 3,000 people in the 1,500 houses had 12:30 lunch-breaks every day") == [
        "2,000 of 3,000 people in the 1,500 houses had 12:30 lunch-breaks every day"
    ]


def test_a_span_within_a_text_is_parted_where_it_stands() -> None:
    text = f"Before. {TWO} After."
    found = clauses(text, 8, 8 + len(TWO))
    assert [text[low:high] for low, high in found] == _parts(TWO)


def test_clauses_know_their_sentence_and_code_stays_whole(sides: Sides) -> None:
    code = "value = function(first, second), other(third, fourth, fifth), more(sixth, seventh, eighth, ninth)"
    a, _ = sides(f"{TWO} Then we left.\n\n```\n{code}\n```\n", "Nothing.")
    spans = [(held.version, *span) for held in a.contents() for span in held.spans]
    whole, apart = read(a, spans), read(a, spans, apart=True)
    assert whole.sentence.tolist() == list(range(1, len(whole) + 1))
    assert len(apart) == len(whole) + 1
    assert np.unique(apart.sentence).tolist() == whole.sentence.tolist()
    assert apart.pieces[-1] == whole.pieces[-1]


def test_the_nearest_passage_is_shown_as_whole_sentences(sides: Sides) -> None:
    lamp = "At dusk the wick must be trimmed by the keeper, and the tower lamp up there burns paraffin oil."
    bell = "When fog is thick one strikes the gallery bell twice every minute, and the bell rope has tallow grease."
    a, b = sides(
        "The lamp in the tower burns paraffin oil. The keeper trims the wick of the lamp each evening at dusk.\n\n"
        "In thick fog the bell on the gallery is struck twice a minute. The bell rope is greased with tallow.\n\n"
        "Two goats graze behind the wall and give milk. Their cheese ripens below the stairs for a month.\n",
        f"{lamp}\n\n{bell}\n",
    )
    shown = [each.quote for gap in Coverage().find(a, b, Looking()) for each in gap.b]
    assert shown and set(shown) <= {lamp, bell}
