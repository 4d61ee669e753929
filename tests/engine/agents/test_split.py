"""Parts of a question: cut where both sides ask for something, names and lists left whole, subjects repeated."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.agents.split import LONGEST_TEXT, MOST_PARTS, parts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What is a lichen, and who built Aldby Tower?", ("What is a lichen?", "Who built Aldby Tower?")),
        (
            "When was the abbey built? What is it used for?",
            ("When was the abbey built?", "What is the abbey used for?"),
        ),
        (
            "Who was Emilia Hart? Where did she study and what did she discover?",
            ("Who was Emilia Hart?", "Where did Emilia Hart study?", "What did Emilia Hart discover?"),
        ),
        (
            "find my notes on tides and write a poem about them",
            ("Find my notes on tides", "Write a poem about my notes on tides"),
        ),
        (
            "List the PDFs from June, count them, and sort them by size.",
            ("List the PDFs from June", "Count the PDFs from June", "Sort the PDFs from June by size."),
        ),
        ("1. 12 * 14 2. 200 / 8 3. 15% of 90", ("12 * 14", "200 / 8", "15% of 90")),
        ("- What is a tide?\n- Who measured it first?", ("What is a tide?", "Who measured the tide first?")),
        ("Wer hat die Brücke gebaut und wann war das?", ("Wer hat die Brücke gebaut?", "Wann war das?")),
    ],
)
def test_several_questions_are_parted_and_each_has_its_subject(text: str, expected: tuple[str, ...]) -> None:
    assert parts(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "How do I store salt and pepper?",
        "Compare A and B",
        "Did Marks and Spencer buy the mill, and why?",
        "Tell me how to read and write a file in Python",
        "Explain when and why it failed",
        "What is the lighthouse, which was built in 1820, called?",
        "Tell me about the man who lives there and who built the house",
        "I want to start running but I've never done any sport, how do I begin?",
        "My friend owes me money. Do I say something? If so, how?",
        "def add(a, b):\n    return a + b\n\nwhat does it do and who wrote it?",
        "",
        "\n\n",
        "?",
        "what is it? " * LONGEST_TEXT,
    ],
)
def test_one_question_with_names_lists_or_code_stays_whole(text: str) -> None:
    assert parts(text) == ()


def test_what_comes_after_ten_parts_stays_in_the_last() -> None:
    found = parts(" ".join(f"{number}. What is number {number}?" for number in range(1, 15)))
    assert len(found) == MOST_PARTS
    assert "number 14" in found[-1]


def test_a_pronoun_without_a_clear_subject_stays() -> None:
    assert parts("Is it true? Did they know?")[-1] == "Did they know?"
    assert parts("What is 45 + 60, and which weekday is it?")[-1] == "Which weekday is it?"


@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    found = parts(text)
    assert len(found) != 1 and len(found) <= MOST_PARTS
    assert all(part.strip() for part in found)
