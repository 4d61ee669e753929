"""What one source praises and another blames: only where it is clear."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import UsageError
from engine.evaluation.stance import evaluate
from engine.gaps.disagreeing.passages import Sentence
from engine.gaps.disagreeing.said import say
from engine.gaps.finder import Looking
from engine.gaps.records import Gap, GapKind
from engine.gaps.side import Side
from engine.gaps.stance import Stance, _shown, by_chance
from engine.gaps.valuing import value
from tests.engine.gaps.conftest import Sides

PRAISE = "The tram is excellent. People love the tram. It is very reliable. The tram is a great success.\n"
BLAME = "The tram is a disaster. People hate the tram. It is unreliable and noisy. The tram is a waste of money.\n"
PLAIN = "The tram has nine stops. The tram runs until midnight. It was built in 1911. The tram crosses the river.\n"
DATA = Path(__file__).parents[2] / "data" / "stance"


def found(a: Side, b: Side) -> list[Gap]:
    return list(Stance().find(a, b, Looking()))


def test_praise_on_one_side_and_blame_on_the_other_is_told_with_the_sentences_that_carry_it(sides: Sides) -> None:
    a, b = sides(PRAISE, BLAME)
    (gap,) = found(a, b)
    assert gap.kind is GapKind.STANCE
    assert gap.title.startswith("tram")
    assert gap.why.startswith("4 of 4 sentences")
    for each in (*gap.a, *gap.b):
        assert each.quote == a.library.text(each.place.version)[each.place.char_start : each.place.char_end]
    assert gap.a[0].quote in PRAISE and gap.b[0].quote in BLAME


@pytest.mark.parametrize("other", [PRAISE.replace("excellent", "superb"), PLAIN, "", BLAME.split(". ")[0] + ".\n"])
def test_the_same_view_no_view_and_a_single_complaint_are_not_told(sides: Sides, other: str) -> None:
    a, b = sides(PRAISE, other or "Nothing.\n")
    assert not found(a, b)


@pytest.mark.parametrize(
    ("sentence", "sign"),
    [
        ("The hotel was excellent.", 1),
        ("The hotel was not good.", -1),
        ("Would the hotel be excellent?", 0),
        ("If the hotel were excellent, we would stay.", 0),
        ("The war lasted nine years.", 0),
        ("Das Hotel war hervorragend und die Küche gut.", 1),
        ("Das Hotel ist nicht gut und die Küche schlecht.", -1),
    ],
)
def test_which_way_a_sentence_values(sentence: str, sign: int) -> None:
    worth = value(sentence)
    assert (worth > 0) - (worth < 0) == sign


def test_a_side_is_shown_by_the_sentences_that_decided_its_way(sides: Sides) -> None:
    praise = ("The lamp is fine.", "The lamp is good.", "The lamp is neat.")
    side, _ = sides(" ".join((*praise, "The lamp is a catastrophe.")), "Nothing.")
    version = next(iter(side.contents())).version
    text = side.library.text(version)
    starts = [text.index(words) for words in (*praise, "The lamp is a cat")]
    found = [Sentence(1, version, start, text.index(".", start) + 1, say(text)[0]) for start in starts]
    shown = _shown(side, found, range(4), [1.0, 1.0, 1.0, -3.0])
    assert "catastrophe" not in " ".join(each.quote for each in shown) and len(shown) == 3


def test_chance_is_the_share_of_ways_to_share_out_the_sentences() -> None:
    assert by_chance([1, 1, 1, 1], [-1, -1, -1, -1]) == pytest.approx(2 / 70)
    assert by_chance([1, -1], [1, -1]) == 1.0


def test_what_is_told_of_the_pairs_that_were_written_for_it_is_right() -> None:
    assert evaluate(DATA / "seen.jsonl")["precision"] == 1.0


def test_a_kind_that_is_not_known_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "pairs.jsonl"
    path.write_text('{"a": "x", "b": "y", "kind": "maybe"}\n', "utf-8")
    with pytest.raises(UsageError):
        evaluate(path)
