"""What a question is about, as it is put into the questions of a lens."""

from __future__ import annotations

import pytest

from engine.reasoning.features import view
from engine.reasoning.lensing.subject import subject_words
from engine.retrieval.query import read_query


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("What is the Rhine?", "the Rhine"),
        ("How does Obsidian Sync work?", "Obsidian Sync"),
        ("Which company provides train service in Fresno?", "company provides train service Fresno"),
        ("Who built the lighthouse lamp?", "the lighthouse lamp"),
        ("who is it", "who is it"),
    ],
)
def test_a_noun_phrase_with_most_of_the_words_or_all_telling_words(question: str, subject: str) -> None:
    assert subject_words(question, view(read_query(question), lambda stem: 0.8, 100)) == subject
