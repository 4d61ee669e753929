"""Claims with a source that supports them and sources that don't, made of a collection of questions with answers."""

from __future__ import annotations

import math
import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from engine.evaluation.answers import contains
from engine.evaluation.claims_wording import statement
from engine.evaluation.collection import SEED, Collection, Item, Question, by_article
from engine.reasoning.evidence import Evidence
from engine.reasoning.features import COUNTED, MONTH, YEAR, Idf, asked_for, stems
from engine.reasoning.vectors import SentenceVectors
from engine.records import Passage, Place
from engine.sources.reading import BlockKind
from engine.sources.sentences import sentences

Pool = dict[tuple[str, str], list[str]]
"""Answers by article and kind."""

_ONLY_DATE = re.compile(r"\d|century|decade|year", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence of a document."""

    item: Item
    start: int  # code points in the item's text
    end: int

    @property
    def text(self) -> str:
        return self.item.text[self.start : self.end]

    def evidence(self) -> Evidence:
        """The sentence as the claim check takes it."""
        return Evidence(0, 0, self.start, self.end, self.text, BlockKind.PARAGRAPH, "")

    def passage(self) -> Passage:
        """Its document as one passage."""
        item = self.item
        place = Place(
            0, 0, item.id, "", item.title, (), None, None, None, 1, item.text.count("\n") + 1, 0, len(item.text)
        )
        return Passage(0, place, item.text, {}, 0.0)

    def beside(self) -> list[Quote]:
        """All sentences of its document, itself among them."""
        return [Quote(self.item, start, end) for start, end in sentences(self.item.text)]


@dataclass(frozen=True, slots=True)
class Case:
    """One claim that is right, one that is not, and two sentences."""

    article: str
    question: str
    kind: str  # of the answer: 'date', 'number', 'person', 'place' or 'other'
    answer: str
    wrong_answer: str
    right: str  # the question with its answer put in
    wrong: str  # the question with another answer of the same kind from the same article put in
    gold: Quote  # the sentence that supports `right`
    other: Quote  # the sentence of the article most like `right` that holds no gold answer
    near: str  # the question with an answer of the same kind from the same document put in; '' where there is none
    near_answer: str


def answer_kind(question: str, answer: str) -> str:
    """What an answer is: 'date', 'number', 'person', 'place' or 'other'."""
    asked = asked_for(question)
    short = len(answer.split()) <= 6
    if short and (YEAR.search(answer) or MONTH.search(answer)) and (asked == "time" or _ONLY_DATE.search(answer)):
        return "date"
    if short and COUNTED.search(answer):
        return "number"
    return asked if asked in ("person", "place") and any(map(str.isupper, answer)) else "other"


def cases(collection: Collection, questions: Sequence[Question], vectors: SentenceVectors) -> list[Case]:
    """A case for each question that has an answer in a sentence, and a wrong answer of its kind in its article."""
    items = {item.id: item for item in collection.items}
    documents = by_article(collection)
    pool: Pool = {}
    for question in collection.questions:
        for answer in question.answers or ():
            pool.setdefault((question.article, answer_kind(question.text, answer)), []).append(answer)
    found: list[Case] = []
    for article in dict.fromkeys(question.article for question in questions):
        asked = [question for question in questions if question.article == article]
        spans = [(items[each], span) for each in sorted(documents[article]) for span in sentences(items[each].text)]
        quotes = [Quote(item, start, end) for item, (start, end) in spans]
        golds = [(question, gold) for question in asked if (gold := _gold(question, quotes)) is not None]
        if golds:
            rights = vectors.of([statement(question.text, _answer(question, gold)) for question, gold in golds])
            likeness = rights @ vectors.of([quote.text for quote in quotes]).T
            for (question, gold), row in zip(golds, likeness, strict=True):
                by_likeness = [quotes[at] for at in row.argsort()[::-1]]
                case = _case(question, gold, by_likeness, pool)
                if case is not None:
                    found.append(case)
    return found


def _case(question: Question, gold: Quote, quotes: Sequence[Quote], pool: Pool) -> Case | None:
    """The case of a question; None where its article has no other answer of the kind, or no other sentence.

    Args:
        question: with answers.
        gold: the sentence that holds one.
        quotes: all sentences of the article, those most like the claim first.
        pool: answers by article and kind.
    """
    answer = _answer(question, gold)
    kind = answer_kind(question.text, answer)
    generator = random.Random(f"{SEED} {question.id}")
    wrong_answers = [each for each in dict.fromkeys(pool[question.article, kind]) if _differs(each, question)]
    near_answers = [each for each in wrong_answers if _holds(gold.item.text, [each])]
    other = next((each for each in quotes if not _holds(each.text, question.answers or ())), None)
    if not wrong_answers or other is None:
        return None
    wrong_answer = generator.choice(wrong_answers)
    near_answer = generator.choice(near_answers) if near_answers else ""
    return Case(
        article=question.article,
        question=question.text,
        kind=kind,
        answer=answer,
        wrong_answer=wrong_answer,
        right=statement(question.text, answer),
        wrong=statement(question.text, wrong_answer),
        gold=gold,
        other=other,
        near=statement(question.text, near_answer) if near_answer else "",
        near_answer=near_answer,
    )


def _gold(question: Question, quotes: Sequence[Quote]) -> Quote | None:
    """The sentence of a relevant document that holds an answer and most of the question's words."""
    asked = frozenset(stems(question.text))
    answers = question.answers or ()
    within = [each for each in quotes if each.item.id in question.relevant]
    holding = [each for each in within if _holds(each.text, answers)]
    return max(holding, key=lambda quote: len(asked & frozenset(stems(quote.text))), default=None)


def _answer(question: Question, gold: Quote) -> str:
    return next(each for each in question.answers or () if _holds(gold.text, [each]))


def _differs(answer: str, question: Question) -> bool:
    """Whether an answer is neither one of the question's own, in part or more, nor stands in the question."""
    return not any(
        _holds(one, [other]) or _holds(other, [one]) for one in [answer] for other in question.answers or ()
    ) and not _holds(question.text, [answer])


def idf_of(items: Sequence[Item]) -> Idf:
    """As `engine.retrieval.frequency` has it of a library, with each document of a collection as one chunk."""
    documents = Counter(stem for item in items for stem in set(stems(f"{item.title} {item.text}")))
    size = math.log(max(2, len(items)))
    return lambda stem: max(0.0, 1.0 - math.log(documents[stem]) / size) if documents[stem] else 1.0


def _holds(text: str, answers: Sequence[str]) -> bool:
    """As `contains`, with a quick look first: most sentences do not even have the answer's first word."""
    folded = text.casefold()
    likely = [each for each in answers if each.strip() and each.split()[0].casefold() in folded]
    return bool(likely) and contains(text, likely)
