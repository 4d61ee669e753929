"""Which sentences make the draft, how long it is, and in which order they stand."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.reasoning.compose import MAX_WORDS, RELATIVE, choose, shortened
from engine.reasoning.evidence import Evidence
from engine.reasoning.wording import count_words
from engine.sources.reading import BlockKind


def sentence(passage: int, order: int, quote: str, kind: BlockKind = BlockKind.PARAGRAPH, lead: int = 0) -> Evidence:
    start = passage * 10_000 + order * 100
    return Evidence(passage, order, start, start + len(quote), quote, kind, "", lead)


def words(count: int, first: str = "word") -> str:
    return " ".join([first, *[f"w{n}" for n in range(count - 1)]])


def test_the_best_sentence_leads_its_passage_and_the_others_keep_the_texts_order() -> None:
    evidence = [sentence(0, n, f"passage nought, sentence {n}.") for n in range(4)]
    evidence += [sentence(1, n, f"passage one, sentence {n}.") for n in range(3)]
    chosen = choose(evidence, [0.52, 0.53, 0.6, 0.51, 0.7, 0.9, 0.8], worth=0.0)
    assert [(each.evidence.passage, each.evidence.order) for each in chosen] == [
        (1, 1), (1, 0), (1, 2), (0, 2), (0, 0), (0, 1), (0, 3),
    ]  # fmt: skip


def test_the_first_is_always_taken_and_a_further_one_only_if_worth_its_words() -> None:
    evidence = [sentence(0, 0, words(10, "a")), sentence(0, 1, words(10, "b")), sentence(0, 2, words(10, "c"))]
    assert [each.text[0] for each in choose(evidence, [0.01, 0.0, 0.0], worth=0.5)] == ["a"]
    assert [each.text[0] for each in choose(evidence, [0.9, 0.31, 0.29], worth=0.03)] == ["a", "b"]


def test_a_sentence_far_less_likely_than_the_best_is_left_out() -> None:
    evidence = [sentence(0, 0, words(10, "a")), sentence(0, 1, words(10, "b")), sentence(0, 2, words(10, "c"))]
    chances = [0.9, 0.9 * RELATIVE + 0.01, 0.9 * RELATIVE - 0.01]
    assert [each.text[0] for each in choose(evidence, chances, worth=0.0)] == ["a", "b"]


def test_the_same_sentence_is_said_once_however_it_is_marked_up() -> None:
    evidence = [sentence(0, 0, "The *lamp* burns."), sentence(1, 0, "the lamp  burns.[2]"), sentence(2, 0, "A tide.")]
    assert [each.text for each in choose(evidence, [0.9, 0.8, 0.7], worth=0.0)] == ["The lamp burns.", "A tide."]


def test_what_a_longer_piece_has_said_is_not_said_again() -> None:
    evidence = [sentence(0, 0, "Take the lamp. Fill it."), sentence(1, 0, "Fill it."), sentence(2, 0, "Light it.")]
    assert [each.text for each in choose(evidence, [0.9, 0.8, 0.7], worth=0.0)][-1] == "Light it."
    assert len(choose(evidence, [0.9, 0.8, 0.7], worth=0.0)) == 2


def test_what_does_not_fit_gives_way_to_what_does() -> None:
    evidence = [sentence(0, 0, words(80, "a")), sentence(0, 1, words(9, "b")), sentence(0, 2, words(8, "c"))]
    assert [each.text[0] for each in choose(evidence, [0.9, 0.8, 0.7], worth=0.0)] == ["a", "c"]


def test_nothing_to_quote_makes_no_draft() -> None:
    assert choose([], [], worth=0.0) == []
    assert choose([sentence(0, 0, "[1][2]")], [0.9], worth=0.0) == []


def test_a_sentence_longer_than_an_answer_is_cut_with_an_ellipsis() -> None:
    text = shortened(words(MAX_WORDS + 5))
    assert count_words(text) == MAX_WORDS and text.endswith(" …")
    assert shortened(words(MAX_WORDS)) == words(MAX_WORDS)


def test_code_longer_than_an_answer_keeps_its_lines_and_its_fence() -> None:
    code = "\n".join(f"    {words(30, 'call')}" for _ in range(6))
    (chosen,) = choose([sentence(0, 0, code, BlockKind.CODE)], [0.9], worth=0.0)
    lines = chosen.text.split("\n")
    assert lines[0] == lines[-1] == "```"
    assert lines[1] == code.split("\n")[0]
    assert count_words(chosen.text) == MAX_WORDS


def test_code_that_a_line_announces_keeps_its_fence_too() -> None:
    lead = "Write this:"
    quote = f"{lead}\n" + "\n".join(words(30, "call") for _ in range(6))
    (chosen,) = choose([sentence(0, 0, quote, BlockKind.CODE, len(lead))], [0.9], worth=0.0)
    assert chosen.text.startswith("Write this:\n```\ncall") and chosen.text.endswith("…\n```")


EVIDENCE = st.lists(
    st.tuples(
        st.integers(0, 4),
        st.sampled_from([BlockKind.PARAGRAPH, BlockKind.LIST, BlockKind.CODE, BlockKind.TABLE]),
        st.integers(1, 120),
        st.sampled_from(["a", "b", "c"]),
        st.floats(0, 1),
    ),
    max_size=12,
)


@settings(max_examples=80)
@given(EVIDENCE, st.sampled_from([0.0, 0.005, 0.05]))
def test_a_draft_is_never_longer_than_an_answer_and_never_repeats(
    drawn: list[tuple[int, BlockKind, int, str, float]], worth: float
) -> None:
    evidence = [
        sentence(passage, order, words(count, first), kind)
        for order, (passage, kind, count, first, _) in enumerate(drawn)
    ]
    scored = [each[-1] for each in drawn]
    chosen = choose(evidence, scored, worth)
    assert bool(chosen) == bool(drawn)
    assert sum(count_words(each.text) for each in chosen) <= MAX_WORDS
    assert len({each.text for each in chosen}) == len(chosen)
    if chosen:
        assert max(scored) == chosen[0].chance
    passages = [each.evidence.passage for each in chosen]
    assert len(set(passages)) == sum(1 for at, each in enumerate(passages) if not at or passages[at - 1] != each)
