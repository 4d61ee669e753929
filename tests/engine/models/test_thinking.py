"""What a model thinks aloud is left out, however it is cut into pieces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.models.thinking import Thinking


def shown(pieces: list[str], inside: bool = False) -> str:
    thinking = Thinking(inside)
    return "".join([thinking.feed(piece) for piece in pieces] + [thinking.end()])


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Nacre lasts.", "Nacre lasts."),
        ("<think>Hm. Shells?</think>\n\nNacre lasts.", "Nacre lasts."),
        ("\n<think>\n</think>Nacre lasts.", "Nacre lasts."),
        ("<think>one</think> <think>two</think> Nacre lasts.", "Nacre lasts."),
        ("<thinking>a</think> b</thinking>Nacre lasts.", "Nacre lasts."),
        ("[THINK]Hm.[/THINK]Nacre lasts.", "Nacre lasts."),
        ("<think>never closed", ""),
        ("<think>never closed</thin", ""),
        ("<thi", "<thi"),
        ("  indented", "  indented"),
        ("<table> is a tag", "<table> is a tag"),
        ("", ""),
    ],
)
def test_thoughts_that_open_a_text_are_left_out_at_any_cut(text: str, answer: str) -> None:
    assert shown([text]) == answer
    assert shown(list(text)) == answer
    for at in range(len(text)):
        assert shown([text[:at], text[at:]]) == answer


def test_tags_that_an_answer_quotes_stay() -> None:
    text = "The page says that <think> and </think> mark thoughts, and <think> alone does not."
    assert shown(list(text)) == text


def test_a_thought_that_the_template_has_opened_is_left_out() -> None:
    assert shown(["Hm. Sh", "ells?</th", "ink>\nNacre."], inside=True) == "Nacre."


def test_an_answer_is_passed_on_as_soon_as_it_can_be_no_tag() -> None:
    thinking = Thinking()
    assert [thinking.feed(piece) for piece in ("<", "t", "able>", " a")] == ["", "", "<table>", " a"]


def test_inside_tells_thought_from_answer() -> None:
    thinking = Thinking()
    seen = [(thinking.feed(piece), thinking.inside) for piece in ("<think>", "Hm", "</think>", "Nacre")]
    assert seen == [("", True), ("", True), ("", False), ("Nacre", False)]


@given(st.text("<think/>a ", max_size=40), st.integers(1, 7))
def test_pieces_of_any_size_show_the_same(text: str, size: int) -> None:
    assert shown([text[at : at + size] for at in range(0, len(text), size)]) == shown([text])


@given(st.text("<think/>a ", max_size=40))
def test_a_closed_thought_changes_nothing_behind_it_but_leading_space(text: str) -> None:
    assert shown(["<think>", "Hm.", "</think>", "x", text]) == "x" + text
