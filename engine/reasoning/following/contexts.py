"""An earlier question and answer, taken apart once for everything that may point to them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from engine.agents.reading import listed
from engine.reasoning.following.earlier import LONGEST_QUESTION, Earlier
from engine.reasoning.following.phrases import Phrase, phrases
from engine.reasoning.following.wordlists import ATTRIBUTES, language
from engine.sources.sentences import sentences

SENTENCES = 3
"""Sentences of an answer in which a name is looked for."""

ANSWER_CHARACTERS = 600
"""The same, at most."""

_JOINT = re.compile(r"\s*(?:,|,?\s*\b(?:and|or|und|oder|et|ou|y|o|versus|vs)\b\.?)\s*", re.IGNORECASE)
_SAME = re.compile(
    r"^\W*(?:(?:which|what) \w+|who|what|which|wer|was|qui|quel|quelle|quién|cuál)(?:'s|’s| is| was| are| were| "
    r"ist| war|"
    r" est| était| es| fue| era) ",
    re.IGNORECASE,
)
_ITEM = re.compile(r"^[ \t]*(?:[-*•]|\d{1,2}[.)])[ \t]+([^\n:;(–—]{1,80})", re.MULTILINE)


@dataclass(frozen=True)
class Sentence:
    """One sentence with its phrases."""

    text: str
    phrases: tuple[Phrase, ...]


@dataclass(frozen=True)
class Context:
    """One exchange, its parts read when they are first needed."""

    earlier: Earlier

    @cached_property
    def language(self) -> str:
        """Of the question."""
        return language(self.question)

    @property
    def question(self) -> str:
        """The earlier question as it was looked for; '' where it is too long to point to."""
        text = self.earlier.question.strip()
        return text if len(text) <= LONGEST_QUESTION else ""

    @cached_property
    def asked(self) -> Sentence:
        """The question."""
        return Sentence(self.question, phrases(self.question, self.language))

    @cached_property
    def answer(self) -> tuple[Sentence, ...]:
        """The first sentences of the answer; () where it did not answer."""
        if self.earlier.abstained:
            return ()
        head = self.earlier.answer[:ANSWER_CHARACTERS]
        texts = [head[start:end] for start, end in sentences(head)[:SENTENCES]]
        return tuple(Sentence(text, phrases(text, self.language)) for text in texts)

    @cached_property
    def new_names(self) -> tuple[tuple[Phrase, str], ...]:
        """Names in the answer that the question lacks, each with its sentence."""
        known = set(re.findall(r"\w+", self.question.lower()))
        return tuple(
            (phrase, sentence.text)
            for sentence in self.answer
            for phrase in sentence.phrases
            if phrase.name
            and not phrase.outer
            and not known & (set(phrase.words) - {"the", "der", "die", "das", "la", "le", "el"})
        )

    @cached_property
    def description(self) -> tuple[Phrase, str] | None:
        """What a question asks to be named, with all that describes it: the tallest building in Rotterdam."""
        opening = _SAME.match(self.question)
        if not opening:
            return None
        for phrase in self.asked.phrases:
            if phrase.start == opening.end() and phrase.words[0] in ("the", "der", "die", "das", "le", "la", "el"):
                tail = self.question[phrase.start :].rstrip(" ?!.\n")
                plain = not phrase.name or phrase.outer or len(tail) > len(phrase.text)
                return (phrase, tail) if plain and len(tail.split()) <= 9 and "," not in tail else None
        return None

    @cached_property
    def items(self) -> tuple[str, ...]:
        """What question or answer lists: the two that were compared, the items of a list; () where nothing is."""
        listed = series(self.question, self.asked.phrases)
        if listed:
            return tuple(phrase.text for phrase in listed)
        items = [match[1].strip(" .,*_`") for match in _ITEM.finditer(self.earlier.answer)]
        if len(items) > 1:
            return tuple(items)
        for sentence in self.answer:
            listed = series(sentence.text, sentence.phrases)
            if listed:
                return tuple(phrase.text for phrase in listed)
        return ()


def series(text: str, found: Sequence[Phrase]) -> tuple[Phrase, ...]:
    """The longest run of phrases that only commas and conjunctions part, two or more; () where there is none."""
    best: tuple[Phrase, ...] = ()
    run: list[Phrase] = []
    joined = False
    for phrase in found:
        if run and phrase.start < run[-1].end:
            continue  # held by the one before
        between = text[run[-1].end : phrase.start] if run else ""
        if run and _JOINT.fullmatch(between):
            joined = joined or between.strip() != ","
            run.append(phrase)
        else:
            run, joined = [phrase], False
        if joined and len(run) > len(best) and len(run) > 1:
            best = tuple(run)
    return best


def about(context: Context) -> tuple[Phrase, ...]:
    """The phrases of the question that it can be about, likeliest first: what an attribute belongs to stands for it."""
    kept: list[Phrase] = []
    for phrase in context.asked.phrases:
        inside = any(each.start <= phrase.start and phrase.end <= each.end for each in kept)
        if inside or (phrase.outer and phrase.head in ATTRIBUTES) or phrase.head in _VAGUE or len(phrase.head) < 2:
            continue
        if phrase.words[0] in _POSSESSIVES:
            continue
        kept.append(phrase)
    order = {"subject": 0, "object": 1, "asked": 2, "rest": 3}
    return tuple(sorted(kept, key=lambda each: 2 if each.before in ("of", "von", "de", "d'") else 2 * order[each.role]))


_POSSESSIVES = listed("his her its their another each every other")

_VAGUE = listed(
    "word term name time year years day days way ways kind kinds type types sort example examples difference "
    "differences "
    "winter summer "
    "percent percentage anything something everything someone one ones two reason thing things part parts list"
)
