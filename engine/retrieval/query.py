"""Reads a question: which words carry it, and the full-text expression that looks for them."""

from __future__ import annotations

import re
from dataclasses import dataclass

WORD = re.compile(r"\w+")

MAX_TERMS = 64
"""More distinct words than any question needs; a pasted page is cut here so that one search stays one search."""

STOP_WORDS = frozenset(
    [
        "a",
        "about",
        "above",
        "after",
        "again",
        "all",
        "am",
        "also",
        "an",
        "and",
        "any",
        "are",
        "as",
        "at",
        "be",
        "because",
        "been",
        "before",
        "being",
        "below",
        "between",
        "both",
        "but",
        "by",
        "can",
        "could",
        "did",
        "do",
        "does",
        "doing",
        "down",
        "during",
        "each",
        "few",
        "for",
        "from",
        "further",
        "had",
        "has",
        "have",
        "having",
        "he",
        "her",
        "here",
        "hers",
        "him",
        "his",
        "how",
        "i",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "itself",
        "just",
        "me",
        "more",
        "most",
        "my",
        "no",
        "nor",
        "not",
        "now",
        "of",
        "off",
        "on",
        "once",
        "only",
        "or",
        "other",
        "our",
        "ours",
        "out",
        "over",
        "own",
        "please",
        "s",
        "same",
        "shall",
        "she",
        "should",
        "so",
        "some",
        "such",
        "t",
        "tell",
        "than",
        "that",
        "the",
        "their",
        "theirs",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "through",
        "to",
        "too",
        "under",
        "until",
        "up",
        "us",
        "very",
        "was",
        "we",
        "were",
        "what",
        "when",
        "where",
        "which",
        "while",
        "who",
        "whom",
        "whose",
        "why",
        "will",
        "with",
        "would",
        "you",
        "your",
        "yours",
    ]
)


@dataclass(frozen=True, slots=True)
class Query:
    """A question as the retrievers see it."""

    text: str
    terms: tuple[str, ...]  # lower-case words that carry it, in order, each once

    @property
    def match(self) -> str:
        """The FTS5 expression: any of the terms, each quoted, so that no character of theirs is an operator."""
        return " OR ".join(f'"{term}"' for term in self.terms)


def read_query(text: str) -> Query:
    """The query of a question; a question of only stop words has no terms.

    Args:
        text: the question as typed.
    """
    words = dict.fromkeys(word for word in WORD.findall(text.lower()) if word not in STOP_WORDS)
    return Query(text, tuple(words)[:MAX_TERMS])
