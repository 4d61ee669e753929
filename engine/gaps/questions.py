"""Questions without an answer: asked in the library's documents and conversations, or by its user, and not answered.

What answers of tier 0 and 1 abstain by is the judge, see `engine.questions.judging`; each question costs about as much
as a search.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from engine.config import load as load_settings
from engine.gaps.asked import askings, stands_alone
from engine.gaps.finder import Looking
from engine.gaps.naming import TITLE, number
from engine.gaps.records import Evidence, Gap, GapKind
from engine.gaps.side import Side
from engine.library.connection import in_pages
from engine.questions.judging import Judge
from engine.questions.records import Judged, QuestionState
from engine.questions.store import Questions as Store
from engine.questions.store import key_of
from engine.reasoning.answering import Answerer
from engine.records import Place
from engine.retrieval.searcher import Searcher
from engine.threads.finding.reading import said
from engine.threads.records import FindKind
from engine.threads.store import StoredFind, finds

MOST = 400
"""Questions that are put to the library in one search for gaps, the newest first."""

OF_USER = 100
"""Questions of the user's own that are among them, the newest."""

ABOUT = 0.3
"""Cosine of a question and the nearest passage of the other side from which on it could be expected to answer."""


SILENT = frozenset({"code", "csv"})
"""Kinds of documents whose question marks are none."""

VERSIONS = """SELECT v.id, v.kind FROM documents d JOIN versions v ON v.id = d.current_version
    WHERE d.state = 'live' AND d.id IN (SELECT value FROM json_each(?)) ORDER BY v.id"""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and where it stands."""

    text: str
    version: int
    start: int
    end: int
    by: str = ""  # who asked, in a conversation
    reply: tuple[int, int] | None = None  # what its own side says to it


class Questions:
    """Finds questions that are asked on one side and not answered on the other."""

    kind = GapKind.QUESTION

    def find(self, a: Side, b: Side, looking: Looking) -> Iterable[Gap]:
        """What A asks, answered there or not, and B does not answer."""
        if looking.is_foreign:
            return ()
        only = a.without(b)
        gaps = []
        judge = _judge(b)
        asked = _newest(_asked(only, replied=True), looking)
        for done, each in enumerate(asked):
            looking.go_on(done, len(asked))
            looking.weighed += 1
            judged = judge.judge(each.text, b.documents)
            if not judged.answered and judged.best is not None and _is_about(b, each.text, judged):
                gaps.append(_gap(a, b, each, judged))
        return sorted(gaps, key=lambda gap: -gap.confidence)


class QuestionsWithin:
    """Finds questions that a library asks and does not answer."""

    kind = GapKind.QUESTION

    def find(self, whole: Side, looking: Looking) -> Iterable[Gap]:
        """What documents and conversations leave unanswered, and what was asked in the app."""
        gaps = list(_by_user(whole, looking))
        known = {key_of(gap.question) for gap in gaps}
        looking.weighed += len(gaps)
        judge = _judge(whole)
        asked = [each for each in _newest(_asked(whole, replied=False), looking) if key_of(each.text) not in known]
        for done, each in enumerate(asked):
            looking.go_on(done, len(asked))
            looking.weighed += 1
            judged = judge.judge(each.text)
            if not judged.answered:
                gaps.append(_gap(whole, None, each, judged))
        return sorted(gaps, key=lambda gap: -gap.confidence)


def _judge(side: Side) -> Judge:
    return Judge(Answerer(Searcher(side.library, side.encoder), load_settings().ask))


def _newest(asked: Iterable[Asked], looking: Looking) -> list[Asked]:
    """The last of all questions, each once, as many as can be asked."""
    each_once = {key_of(each.text): each for each in asked}
    found = sorted(each_once.values(), key=lambda each: (-each.version, each.start))
    if len(found) > MOST:
        looking.is_partial = True
        looking.notes.append(f"Of {len(found):,} questions that are asked, the newest {MOST} were looked at.")
    return found[:MOST]


def _asked(side: Side, *, replied: bool) -> Iterator[Asked]:
    """Questions of documents, then those of conversations; with `replied` those that their own text answers as well."""
    conversations = []
    for version, kind in _versions(side):
        if kind == "conversation":
            conversations.append(version)
            continue
        text = side.library.text(version)
        for each in askings(text, side.library.blocks(version)):
            if replied or each.is_open:
                yield Asked(each.text, version, each.start, each.end, reply=each.reply)
    yield from _in_conversations(side, conversations, replied)


def _versions(side: Side) -> Iterator[tuple[int, str]]:
    """The versions of a side that say anything to be asked, with their kinds."""
    for page in in_pages(sorted(side.documents)):
        for version, kind in side.library.read().execute(VERSIONS, (json.dumps(page),)).fetchall():
            if kind not in SILENT:
                yield version, kind


def _in_conversations(side: Side, versions: Sequence[int], replied: bool) -> Iterator[Asked]:
    """What people asked in conversations; `engine.threads` says what was answered there."""
    if not versions:
        return
    for each in finds(side.library, versions, (FindKind.QUESTION,)):
        one = each.found
        if not one.by_person or (one.answered and not replied):
            continue
        quote = side.library.text(each.version)[one.start : one.end]
        plain = said(quote, by_person=True, last=False).plain
        if stands_alone(plain):
            yield Asked(plain, each.version, one.start, one.end, _speaker(side, each), one.answer)


def _speaker(side: Side, find: StoredFind) -> str:
    return side.library.place(find.version, find.found.start, find.found.end).speaker or ""


def _by_user(whole: Side, looking: Looking) -> Iterator[Gap]:
    """What was asked in the app and is open still, the last asked."""
    still = [each for each in Store(whole.library).all() if each.state is QuestionState.OPEN]
    if len(still) > OF_USER:
        looking.notes.append(f"Of your {len(still):,} open questions the newest {OF_USER} are among these.")
    for each in still[:OF_USER]:
        looking.go_on()
        judged = Judged(each.support, False, each.best)
        yield Gap(
            gap_id=number(GapKind.QUESTION, "", _nowhere(), each.text),
            kind=GapKind.QUESTION,
            title=_cut(each.text),
            why=f"You asked this on {each.asked[:10]}, and nothing in the library answers it.",
            confidence=round(1 - each.support, 3),
            a=(),
            b=_nearest(whole, each.text, judged),
            question=each.text,
            measures={"support": each.support},
        )


def _gap(a: Side, b: Side | None, asked: Asked, judged: Judged) -> Gap:
    quote = a.evidence(asked.version, asked.start, asked.end)
    evidence = [quote]
    if asked.reply is not None:
        start, end = asked.reply
        evidence.append(a.evidence(asked.version, start, end))
    where = b.name if b is not None else "the library"
    who = f"{asked.by} asked" if asked.by else "Asked"
    return Gap(
        gap_id=number(GapKind.QUESTION, b.name if b is not None else "", quote.place, asked.text),
        kind=GapKind.QUESTION,
        title=_cut(asked.text),
        why=f"{who} in {quote.place.title or quote.place.path}; nothing in {where} answers it.",
        confidence=round(1 - judged.support, 3),
        a=tuple(evidence),
        b=_nearest(b or a, asked.text, judged),
        question=asked.text,
        measures={"support": judged.support},
    )


def _nearest(side: Side, question: str, judged: Judged) -> tuple[Evidence, ...]:
    """What comes nearest to an answer, if it is about the same thing at all."""
    if judged.best is None or not _is_about(side, question, judged):
        return ()
    return (Evidence(judged.best.place, judged.best.quote, round(judged.support, 3)),)


def _is_about(side: Side, question: str, judged: Judged) -> bool:
    """Whether a side speaks of what is asked: else it could not be expected to answer."""
    if judged.best is None:
        return False
    one, other = side.vectors.of([question, judged.best.quote])
    return float(one @ other) >= ABOUT


def _nowhere() -> Place:
    return Place(0, 0, "", "", "", (), None, None, None, 0, 0, 0, 0)


def _cut(text: str) -> str:
    return text if len(text) <= TITLE else f"{text[: TITLE - 1].rsplit(' ', 1)[0]}…"
