"""What a question is about, as it can stand in another question."""

from __future__ import annotations

from engine.agents.subjects import subject_of
from engine.reasoning.features import View, share, stems
from engine.retrieval.query import STOP_WORDS, WORD

ENOUGH = 0.6
"""Share of a question's telling words, by number or by weight, that its noun phrase must have to stand for it."""


def subject_words(question: str, asked: View) -> str:
    """The noun phrase that a question asks about, or all of its telling words where no phrase has most of them.

    Args:
        question: as typed.
        asked: the same question, with the weights of its words.
    """
    phrase = subject_of(question)
    if phrase:
        has = set(stems(phrase))
        counted = sum(word in has for word in asked.weights) / max(1, len(asked.weights))
        if max(counted, share(asked, has)) >= ENOUGH:
            return phrase
    told = dict.fromkeys(word for word in WORD.findall(question) if word.lower() not in STOP_WORDS)
    return " ".join(told) or question.strip().rstrip("?!. ")
