"""Two steps put into one question, so that wording varies and nothing that it leads to is given away."""

from __future__ import annotations

import random
import re
from collections.abc import Collection, Sequence

from engine.training.evidence.facts import Article, Entity, Fact
from engine.training.evidence.wording import Wording, one_way, wording

GENERIC = 3
"""Letters: shorter words of a title give nothing away."""


class Phrasing:
    """Words questions, each wording of a step as often as the others."""

    def __init__(self, seed: int) -> None:
        self._generator = random.Random(seed)
        self._used: dict[tuple[str, ...], list[str]] = {}

    def question(
        self, article: Article, first: Fact, target: Article, second: Fact, hidden: Collection[str]
    ) -> str | None:
        """A question that names the first fact's subject and asks for the second's object.

        Args:
            article: of the first fact.
            target: of the second.
            hidden: names in lower case that must not stand in it.

        Returns:
            None where no wording hides them, or where one of the two is not said so.
        """
        opening, asking = _said(article, first), _said(target, second)
        if opening is None or asking is None or not opening.steps:
            return None
        start = with_article(article.entities[first.subject], article.text)
        for _ in range(4):
            step = self._turn(opening.steps).format(x=start)
            text = self._turn(asking.asks).format(x=step)
            if not gives_away(text, start, target.title, hidden):
                return text
        return None

    def _turn(self, phrases: tuple[str, ...]) -> str:
        """The next of some phrases, in an order that is mixed anew when all have been used."""
        left = self._used.setdefault(phrases, [])
        if not left:
            left += self._generator.sample(phrases, len(phrases))
        return left.pop()


def _said(article: Article, fact: Fact) -> Wording | None:
    way = one_way(fact.way)
    ends = article.entities[fact.subject].kind, article.entities[fact.object].kind
    head, tail = reversed(ends) if way.endswith("<") else ends
    return wording(way, head, tail)


def with_article(entity: Entity, text: str) -> str:
    """The name as a sentence would have it: with 'the' where the text has it so."""
    if entity.kind == "PER" or entity.name.lower().startswith("the "):
        return entity.name
    behind = r"(?=[.,;:)]| (?:is|was|were|are|and|in|of|on|at|by|to|for|from|as|with|has|had)\b)"
    return f"the {entity.name}" if re.search(rf"\b[Tt]he {re.escape(entity.name)}{behind}", text) else entity.name


def gives_away(question: str, start: str, title: str, hidden: Collection[str]) -> bool:
    """Whether a question says what it must not, or has words of the title it should lead to that its start has not."""
    words = _words(question)
    spaced = f" {' '.join(words)} "
    if any(f" {' '.join(_words(name))} " in spaced for name in hidden if _words(name)):
        return True
    telling = {word for word in _words(title) if len(word) > GENERIC} - set(_words(start))
    return bool(telling & set(words))


def _words(text: str) -> Sequence[str]:
    return re.findall(r"\w+", text.lower())
