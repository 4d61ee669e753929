"""Words and signs of a question, each with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass

from engine.agents.clauses import IMPERATIVES
from engine.reasoning.following.wordlists import CALENDAR, LANGUAGES, PARTICIPLE, VERBS, Language

LONGEST_TEXT = 600
"""Characters that are taken apart; follow-ups and what they point to are shorter."""

_TOKEN = re.compile(r"(?:[ldjstcnmLDJSTCNM]|[Qq]u)['’](?=[^\W\d_]{2})|[^\W_]+(?:['’.\-&][^\W_]+)*|[^\w\s]")
_POSSESSIVE = re.compile(r"['’]s$")
YEAR = re.compile(r"\b(?:1\d{3}|20\d\d)s?\b")


@dataclass(frozen=True, slots=True)
class Token:
    """One word or sign."""

    text: str
    low: str  # lower case, a possessive 's left out
    start: int
    end: int  # a possessive 's left out

    @property
    def capital(self) -> bool:
        """Whether it is written like a name."""
        return self.text[0].isupper() or any(part[:1].isupper() for part in self.text.split("-")[1:])

    @property
    def possessive(self) -> bool:
        """Whether it ends in 's."""
        return self.end - self.start < len(self.text)

    @property
    def word(self) -> bool:
        """Whether it is more than a sign."""
        return self.text[0].isalnum()


def tokens_of(text: str) -> list[Token]:
    """The tokens of the head of a text."""
    found = []
    for match in _TOKEN.finditer(text[:LONGEST_TEXT]):
        cut = _POSSESSIVE.search(match[0])
        bare = match[0][: cut.start()] if cut else match[0]
        found.append(Token(match[0], bare.lower().replace("’", "'"), match.start(), match.start() + len(bare)))
    return found


class Reader:
    """What each token is, in one language."""

    def __init__(self, tokens: list[Token], language: str) -> None:
        self.tokens = tokens
        self.name = language
        self.lists: Language = LANGUAGES[language]
        self.english = language == "en"
        do = ("do", "does", "did", "can", "could", "will", "would", "should", "must", "may", "might", "shall")
        self._do_at = next((at for at, each in enumerate(tokens) if each.low in do), len(tokens))

    def small(self, at: int) -> bool:
        """Whether a token is no part of a noun phrase: a sign, or a word that ends one."""
        token, lists = self.tokens[at], self.lists
        if not token.word:
            return True
        low = token.low
        return (
            low in lists.prepositions
            or low in lists.of
            or low in lists.auxiliaries
            or low in lists.questions
            or low in lists.stops
        ) and not (token.capital and at and self.english and low in ("may", "will"))

    def verb(self, at: int) -> bool:
        """Whether a token is a verb form, as far as one can tell."""
        token = self.tokens[at]
        if token.capital and at:
            return False
        if not self.english:
            return False
        if PARTICIPLE.fullmatch(token.low):
            return True
        if at == 0 and token.low in IMPERATIVES:
            return True
        low = token.low
        return low in VERBS or (at <= self._do_at and low.endswith("s") and (low[:-1] in VERBS or low[:-2] in VERBS))

    def after_do(self, at: int) -> bool:
        """Whether a token stands after do, did or a modal verb, so that its verb is a bare one."""
        return self._do_at < at

    def date(self, at: int) -> bool:
        """Whether a token is a year, a month or a weekday."""
        token = self.tokens[at]
        return bool(YEAR.fullmatch(token.text)) or (token.capital and token.low in CALENDAR)
