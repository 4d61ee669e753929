"""What one side treats and the other does not, by words alone: the rules, not the figures."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from engine.evaluation.gaps import Pair, evaluate, score
from engine.gaps import coarse, coverage
from engine.gaps.claiming import WORDS_ALONE, claims, likeness, on_subject, with_allowances, with_echoes
from engine.gaps.coverage import Coverage
from engine.gaps.echoes import echoes, evened
from engine.gaps.emphasis import Emphasis
from engine.gaps.features import FEATURES, USUAL, Compared
from engine.gaps.finder import Looking
from engine.gaps.grouping import groups
from engine.gaps.records import Gap, GapKind, GapReport
from engine.gaps.report import write
from engine.gaps.side import Side
from engine.gaps.stretch import Stretch, read
from engine.gaps.topics import topics
from engine.gaps.weights import Weights
from engine.models.hashed import HashedEncoder
from engine.retrieval.contents import unit
from engine.training.gaps import Taught, parts
from tests.data.gaps.build import build
from tests.engine.gaps.conftest import Sides

LAMP = "The lamp in the tower burns paraffin oil. The keeper trims the wick of the lamp each evening at dusk.\n\n"
BELL = "In thick fog the bell on the gallery is struck twice a minute. The bell rope is greased with tallow.\n\n"
GOATS = "Two goats graze behind the wall and give milk. Their cheese ripens below the stairs for a month.\n\n"
BOAT = "The supply boat comes on Mondays with coal and flour. In storms the boat waits in the bay for days.\n\n"
AGAIN = "At dusk the wick must be trimmed by the keeper. The tower lamp burns oil, namely paraffin.\n\n"
TOLL = "When fog is thick one strikes the gallery bell, twice every minute. The rope of the bell has tallow grease.\n\n"
SHIP = "On Mondays flour and coal come by supply boat. It waits for days in the bay when there are storms.\n\n"


def found(a: Side, b: Side) -> str:
    return " ".join(each.quote for gap in Coverage().find(a, b, Looking()) for each in gap.a)


def pieces(side: Side) -> Stretch:
    return read(side, [(held.version, *span) for held in side.contents() for span in held.spans])


def opening(a: Stretch, b: Stretch) -> list[float]:
    rows = Compared(a, b, 0).weigh(topics(a)).rows
    return [float(each) for each in rows[:, FEATURES.index("opening")]]


def test_what_the_other_side_lacks_is_found_and_shown_letter_for_letter(sides: Sides) -> None:
    a, b = sides(LAMP + BELL + GOATS + BOAT, AGAIN + TOLL + SHIP)
    gaps = list(Coverage().find(a, b, Looking()))
    assert [each.quote for gap in gaps for each in gap.a] == [GOATS.strip()]
    for each in (*gaps[0].a, *gaps[0].b):
        assert each.quote == a.library.text(each.place.version)[each.place.char_start : each.place.char_end]
    assert gaps[0].title == "Two goats graze behind the wall and give milk"
    assert gaps[0].question


def test_the_same_text_in_another_order_leaves_no_gap(sides: Sides) -> None:
    a, b = sides(LAMP + BELL + GOATS + BOAT, BOAT + GOATS + BELL + LAMP)
    assert not found(a, b)


def test_two_texts_without_a_common_subject_get_a_sentence_and_no_list(sides: Sides) -> None:
    a, b = sides(
        LAMP + BELL + GOATS + BOAT, "Interest rates rose. Shares fell by nine per cent.\n\nBonds did neither.\n"
    )
    looking = Looking()
    assert not list(Coverage().find(a, b, looking))
    assert any("hardly about the same thing" in note for note in looking.notes)


def test_large_sides_are_looked_at_coarsely_first_and_give_the_same_gap(sides: Sides) -> None:
    a, b = sides(LAMP + BELL + GOATS + BOAT, AGAIN + TOLL + SHIP)
    left, right = coarse.gather(a), coarse.gather(b)
    compared = coarse.compare(left, right, Looking())
    assert compared.nearest.shape == (len(left), min(coarse.NEAREST, len(right)))
    assert np.all(compared.share <= 1.0001)
    assert len(coverage.compare(a, b, left.pieces, right.pieces, Looking()).units) == 4  # type: ignore[union-attr]


def test_of_one_document_only_some_chunks_are_looked_at() -> None:
    assert coarse.spread([0, 1, 2, 3, 4], np.array([7, 7, 7, 8, 8]), 4, 2) == [0, 1, 3, 4]


def test_a_sentence_of_the_other_side_belongs_to_the_topic_that_is_most_like_it(sides: Sides) -> None:
    a, b = (pieces(each) for each in sides(LAMP + BELL + GOATS, AGAIN + TOLL))
    units = topics(a)
    alike = with_echoes(likeness(a, b, units), echoes(a, b).of(units))
    claimed = claims(alike, b, WORDS_ALONE[0])
    assert claimed.shape == (3, len(b))
    assert np.all(claimed.sum(axis=0) <= 1.0001)
    assert claimed.argmax(axis=0)[0] == 0 and claimed.argmax(axis=0)[-1] == 1


def test_a_topic_that_crowds_out_others_is_held_back_and_they_are_helped(sides: Sides) -> None:
    b = pieces(sides(LAMP, AGAIN + TOLL + SHIP + BOAT)[1])
    alike = np.full((3, len(b)), 0.3, np.float32)
    alike[0] += 0.2
    shared = with_allowances(alike, b, WORDS_ALONE[0], np.array([2, 2, 2]))
    assert shared.added[0] < 0 < shared.added[1] == shared.added[2]
    assert np.array_equal(shared.at_first, claims(alike, b, WORDS_ALONE[0]))
    assert np.array_equal(shared.claimed, claims(alike + shared.added[:, None], b, WORDS_ALONE[0]))
    before, after = shared.at_first.sum(axis=1), shared.claimed.sum(axis=1)
    assert after[1] > before[1] and after[0] < before[0]


def test_texts_of_a_side_that_are_about_something_else_count_for_less(sides: Sides) -> None:
    a, b = sides(LAMP + BELL, AGAIN)
    text = read(b, [*pieces(b).pieces, *pieces(a).pieces])
    alike = np.tile(np.where([version == text.pieces[0][0] for version, _, _ in text.pieces], 0.6, 0.2), (2, 1))
    lowered = on_subject(alike.astype(np.float32), text)
    assert np.allclose(lowered[alike == 0.6], 0.6) and np.allclose(lowered[alike == 0.2], -0.2)


def test_directions_in_which_all_words_vary_are_drawn_in_and_one_word_is_no_trouble() -> None:
    vectors = np.random.default_rng(7).normal(size=(400, 8)).astype(np.float32)
    vectors[:, 0] *= 5
    before, after = (unit(vectors).var(axis=0), evened(vectors).var(axis=0))
    assert after.max() < 0.8 * before.max()
    assert np.isfinite(evened(vectors[:1])).all()


def test_every_sentence_is_in_one_topic(sides: Sides) -> None:
    long = " ".join((LAMP + GOATS + BOAT + BELL).split()) + "\n"
    text = pieces(sides(long, TOLL)[0])
    assert sorted(row for unit in topics(text) for row in unit) == list(range(len(text)))


def test_emphasis_tells_both_counts(sides: Sides) -> None:
    filler = LAMP + BOAT + BELL
    a, b = sides(filler * 10 + GOATS * 40, filler * 40 + GOATS)
    gap = next(iter(Emphasis().find(a, b, Looking())))
    assert "in a.md" in gap.why and "in b.md" in gap.why and "words" in gap.why
    assert gap.measures["times_a"] >= 3 * gap.measures["times_b"]


def test_what_a_side_is_called_and_when_it_was_written_is_no_emphasis(sides: Sides) -> None:
    filler = LAMP + BOAT + BELL
    dated = "The signal was seen again on a Tuesday in August, and written down by the keeper.\n\n"
    a, b = sides(f"# The signal\n\n{filler * 10}{dated * 40}", f"# Lights\n\n{filler * 40}{dated}")
    assert not {gap.title for gap in Emphasis().find(a, b, Looking())} & {"signal", "tuesday", "august"}


def test_what_the_other_side_says_at_every_turn_is_not_said_too_little(sides: Sides) -> None:
    a, b = sides(LAMP * 2 + GOATS * 60, LAMP * 60 + GOATS * 15)
    assert not [gap.title for gap in Emphasis().find(a, b, Looking()) if "goats" in gap.title]


def test_a_line_about_the_text_and_a_greeting_after_it_open_it_and_a_section_does_not(sides: Sides) -> None:
    a, b = sides("Notes of a keeper, second part\n\n" + LAMP + BELL + GOATS, TOLL)
    assert opening(pieces(a), pieces(b)) == [1, 1, 0, 0]
    headed, _ = sides("Notes of a keeper, second part\n\n# The lamp\n\n" + LAMP + BELL, TOLL)
    assert opening(pieces(headed), pieces(b)) == [1, 0, 0]
    long, _ = sides(f"{LAMP.strip()} {BELL.strip()} And here is more.\n\n{GOATS}{BOAT}", TOLL)
    assert opening(pieces(long), pieces(b)) == [1, 0, 0]


def test_each_text_of_a_folder_has_an_opening_of_its_own(sides: Sides) -> None:
    a, b = sides(LAMP, BELL + GOATS * 3)
    both = read(a, [*pieces(a).pieces, *pieces(b).pieces])
    assert opening(both, pieces(b)) == [1, 1, 1, 0, 0]
    assert opening(pieces(a), pieces(b)) == [1]


def test_how_long_the_paragraphs_of_a_text_are_tells_a_part_of_how_long_a_topic_is(sides: Sides) -> None:
    a, b = sides(LAMP + BELL + GOATS + BOAT, AGAIN + TOLL + SHIP)
    compared = Compared(pieces(a), pieces(b), 0)
    whole = compared.weigh(topics(compared.a)).rows[:, FEATURES.index("length_log")]
    usual = np.median(np.log([len(each.strip()) for each in (LAMP, BELL, GOATS, BOAT)]))
    assert abs(float(np.median(whole)) - usual * (1 - USUAL)) < 0.05


def test_pairs_of_one_writer_are_left_out_together() -> None:
    nothing = np.zeros((0, 7))
    compared: Any = None  # nobody looks at it
    pairs = [Pair(Path("a"), Path("b"), (), writer) for writer in "1221"]
    taught = [Taught(pair, compared, nothing, nothing) for pair in pairs]
    assert [[each.pair.writer for each in part] for part in parts(taught)] == [["1", "1"], ["2", "2"]]
    assert len(parts([taught[0], taught[3]])) == 2


def test_words_of_a_sentence_are_met_in_the_place_that_has_them(sides: Sides) -> None:
    a, b = (pieces(each) for each in sides(LAMP + BELL, TOLL + SHIP + GOATS + AGAIN))
    met = echoes(a, b).of(topics(a))
    assert met.shape == (2, len(b))
    assert met[1].argmax() <= 1 and met[0].argmax() >= len(b) - 2


def test_missing_parts_of_one_paragraph_are_one_gap_and_so_is_a_missing_section(sides: Sides) -> None:
    text = pieces(sides(f"{LAMP.strip()} {GOATS}# Sea\n\n{BOAT}{BELL}", TOLL)[0])
    units = [np.array(rows) for rows in ([0, 1], [2, 3], [4, 5], [6, 7])]
    assert list(groups(text, units, [1, 0])) == [[0, 1]]
    assert list(groups(text, units, [2, 0, 3])) == [[2, 3], [0]]


RULE = Weights(np.zeros(7, np.float32), 0.0, -0.5, 0.2, 2.5, 0.75, -0.4)


def odds(*first: float, topics: int = 10) -> np.ndarray:
    """Log-odds of so many topics, of which all but the first are treated."""
    return np.array([*first, *[-4.0] * (topics - len(first))], np.float32)


def test_one_doubtful_topic_of_many_is_no_gap_and_several_are() -> None:
    bar = RULE.bar(10, 0.0)
    assert bar.missing(odds(1.5)) == []
    assert bar.missing(odds(1.5, -4, 2.0)) == [2, 0]
    assert bar.missing(odds(-4, 3.0)) == [1]
    assert 0.5 < RULE.probability(1.0) < RULE.probability(3.0) < 1


def test_where_a_side_has_few_topics_a_doubtful_one_is_enough() -> None:
    few = RULE.bar(4, 0.0)
    assert few.missing(odds(1.5, topics=4)) == [0]
    assert few.missing(odds(0.1, topics=4)) == []
    assert RULE.bar(200, 0.0).missing(odds(1.5, topics=4)) == []  # the most promising of many


def test_beside_what_is_plainly_missing_more_doubtful_topics_are_gaps_too_but_not_of_a_few() -> None:
    assert RULE.bar(10, 0.0).missing(odds(1.5, -0.4, 2.0, -0.6)) == [2, 0, 1]
    assert RULE.bar(4, 0.0).missing(odds(1.5, -0.4, topics=4)) == [0]


def test_beside_a_terse_text_it_takes_more_and_beside_a_long_one_less_down_to_a_little() -> None:
    rule = replace(RULE, together=7.5)
    terse, alike, long, book = (rule.bar(12, wealth).together for wealth in (-0.5, 0.0, 0.5, 6.0))
    assert terse > alike == rule.together > long > book > 0
    assert replace(RULE, together=0.0).bar(12, -0.5).together == 0  # each counts by itself


def test_a_report_says_all_and_takes_no_markup_from_documents(sides: Sides) -> None:
    a, _ = sides("Two goats <script>alert(1)</script> *graze* behind the wall and give milk.\n", TOLL)
    here = [(held.version, *span) for held in a.contents() for span in held.spans][-1]
    evidence = a.evidence(*here)
    gap = Gap("0a", GapKind.COVERAGE, "Two <b>", "Why.", 0.9, (evidence,), ())
    report = GapReport("a.md", "b.md", (gap,), {}, 1, {})
    page = write(report, "html")
    assert "<script>alert" not in page and "&lt;script&gt;" in page and "1 dropped" in page
    assert "\\*graze\\*" in write(report, "markdown")


def test_what_counts_as_right_and_as_found() -> None:
    planted = [(100, 200), (300, 400)]
    assert score([(100, 200)], planted).found == 1
    assert score([(0, 200)], planted).right == 1
    assert score([(0, 201)], planted).right == 0
    assert score([(100, 149)], planted).right == 1 and score([(100, 149)], planted).found == 0
    assert score([(100, 400)], planted).found == 2


def test_planted_gaps_are_measured_with_a_baseline_beside(tmp_path: Path) -> None:
    path = build("seen", tmp_path)
    few = path.read_text().splitlines()
    path.write_text("\n".join([few[0], few[2]]))
    result = evaluate(path, encoder=HashedEncoder())
    assert {"pairs", "precision", "recall", "controls", "baseline"} <= result.keys()
    assert result["pairs"] == 1 and result["controls"]["pairs"] == 1
