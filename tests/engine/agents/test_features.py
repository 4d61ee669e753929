"""What is seen of a text: words alone, two in a row, how it begins and ends, and runs of letters."""

from __future__ import annotations

import numpy as np

from engine.agents import features
from engine.agents.reading import read


def test_words_count_alone_in_pairs_and_at_both_ends() -> None:
    assert features.grams(("find", "my", "notes")) == [
        "find",
        "my",
        "notes",
        "find my",
        "my notes",
        "^ find",
        "^ find my",
        "$ notes",
    ]
    assert features.grams(("hi",)) == ["hi", "^ hi", "$ hi"]
    assert features.grams(()) == []


def test_a_misspelt_word_shares_runs_of_letters_with_the_right_one() -> None:
    right, misspelt, other = (features.runs((word,)) for word in ("translation", "tranlation", "wheelbarrow"))
    assert len(right & misspelt) > 3 * len(right & other)
    assert all(0 <= place < features.LETTERS for place in right | misspelt | other)


def test_a_row_has_a_component_for_each_name() -> None:
    vocabulary = {"find my": 0, "tide": 1}
    found = features.row(read("Find my notes"), vocabulary)
    names = features.names(tuple(vocabulary))
    assert found.shape == (len(names),)
    assert (found[names.index("word find my")], found[names.index("word tide")]) == (1.0, 0.0)
    letters = [place for place, name in enumerate(names) if name.startswith("letters ")]
    assert len(letters) == features.LETTERS
    assert 0.9 < float(np.square(found[letters]).sum()) < 1.0


def test_no_words_have_no_letters() -> None:
    found = features.row(read("?!"), {})
    assert not found[[name.startswith("letters ") for name in features.names(())]].any()
