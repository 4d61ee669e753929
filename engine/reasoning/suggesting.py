"""First questions to put to a library, made of what its documents name, and tried before they are offered.

A newcomer does not know what to ask. Headings and the questions that documents raise themselves say what they speak of;
a question made of one is offered only if the library answers it, from that very document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from threading import Event as Flag
from time import monotonic

from engine.library.rows import ChunkRow
from engine.library.store import Library
from engine.reasoning.answering import Answerer
from engine.reasoning.phrasing import asked_by

DOCUMENTS = 40  # looked into at most, spread over the library
TRIED = 24  # questions at most
SECONDS = 6.0  # in all; what has been found by then is offered
SHORTEST, LONGEST = 4, 56  # characters of a heading that makes a question
NAMING_WORDS = 3  # 'the float gauge' tells what is meant, 'the year' does not
SEEN_CHARACTERS = 20_000  # of a text, in which questions are looked for

_NUMBER = re.compile(
    r"^(?:(?:chapter|section|part|page|kapitel)\s+)?(?:\d+(?:\.\d+)*|[ivxlc]+)[.):]?\s+", re.IGNORECASE
)
_ASKED = re.compile(r"(?<![\w])(?:How|What|When|Where|Which|Who|Why)\s[^.!?\n\"“”|<>]{12,90}\?")
_EMPTY_WORDS = (
    "abstract acknowledgements agenda appendix about abbreviations background bibliography changelog comments "
    "conclusion conclusions contents copyright details discussion example examples faq glossary index installation "
    "introduction "
    "license licence links list misc miscellaneous notes other overview preface questions readme references related "
    "remarks results see sources summary table title todo todos untitled usage einleitung inhalt übersicht "
    "zusammenfassung"
)
_EMPTY = frozenset(_EMPTY_WORDS.split())
_ODD = re.compile(r"[/._:·|<>{}\\=]|\w-\w+-\w")  # of file names, times and code
_OPEN_WORDS = "how what when where which who why getting using for of and or to with from by"
_OPEN = frozenset(_OPEN_WORDS.split())
_SMALL = frozenset(("a", "an", "the", "our", "my", "its", "their", "on", "in"))


@dataclass(frozen=True, slots=True)
class _Candidate:
    question: str
    document_id: int
    plain: bool = False  # of one common word: it comes where there is nothing better


def suggest(answerer: Answerer, limit: int, cancel: Flag | None = None) -> tuple[str, ...]:
    """Questions that the library answers, at most one a document, as many as `limit`.

    Searches and drafts as for any question, without a chat model and without storing anything; stops after
    `SECONDS`, or when `cancel` is set.
    """
    found: dict[str, tuple[bool, float]] = {}
    asked: set[int] = set()
    end = monotonic() + SECONDS
    for number, candidate in enumerate(_candidates(answerer.library)):
        if len(found) == 2 * limit or number == TRIED or monotonic() > end or (cancel is not None and cancel.is_set()):
            break
        if candidate.document_id not in asked and (support := _support(answerer, candidate)):
            asked.add(candidate.document_id)
            found[candidate.question] = (candidate.plain, -support)
    return tuple(sorted(found, key=lambda question: found[question])[:limit])


def _support(answerer: Answerer, candidate: _Candidate) -> float:
    """How well the library answers it; 0 where it does not, or from other documents only."""
    answer = answerer.answer(candidate.question)
    own = any(citation.place.document_id == candidate.document_id for citation in answer.citations)
    return answer.support if own and not answer.abstained else 0.0


def _candidates(library: Library) -> Iterator[_Candidate]:
    """One question of each document, then a second one of each, and so on; then the plain ones likewise."""
    known = [tuple(_of_document(library, version)) for version in _versions(library)]
    for plain in (False, True):
        yield from _in_turn([iter([each for each in own if each.plain is plain]) for own in known])


def _in_turn(waiting: list[Iterator[_Candidate]]) -> Iterator[_Candidate]:
    while waiting:
        for each in list(waiting):
            candidate = next(each, None)
            if candidate is None:
                waiting.remove(each)
            else:
                yield candidate


def _versions(library: Library) -> list[int]:
    """Current versions, spread over the library, always the same ones."""
    rows = library.read().execute(
        """SELECT d.current_version FROM documents d JOIN versions v ON v.id = d.current_version
        WHERE d.state = 'live' AND v.kind NOT IN ('code', 'csv') ORDER BY d.id * 2654435761 % 1000003 LIMIT ?""",
        (DOCUMENTS,),
    )
    return [row[0] for row in rows.fetchall()]


def _of_document(library: Library, version: int) -> Iterator[_Candidate]:
    chunks = library.texts.chunks_of([version])
    if not chunks:
        return
    document = chunks[0].document_id
    text = library.texts.text(version)[:SEEN_CHARACTERS]
    for asked in _ASKED.findall(text)[:2]:
        yield _Candidate(" ".join(asked.split()), document)
    for asked in islice(asked_by(text), 2):
        yield _Candidate(asked, document)
    for subject in _subjects(chunks):
        if subject.endswith("?"):
            yield _Candidate(subject, document)
        else:
            yield _Candidate(f"What is known about {subject}?", document, plain=len(subject.split()) < NAMING_WORDS)


def _subjects(chunks: tuple[ChunkRow, ...]) -> list[str]:
    """What the headings name, each once: first what has an article, as things have; the title last."""
    last = [chunk.headings[-1] for chunk in chunks if chunk.headings]
    subjects = [subject for heading in dict.fromkeys(last) if (subject := _subject(heading))]
    subjects.sort(key=lambda subject: subject.split()[0] not in _SMALL)
    return [*subjects, *filter(None, [_subject(chunks[0].title)])]


def _subject(heading: str) -> str:
    """A heading as part of a sentence; '' where it says too little."""
    text = _NUMBER.sub("", " ".join(heading.split())).strip(" :#*–-")
    if text.endswith("?"):
        return text if 12 <= len(text) <= 2 * LONGEST else ""
    words = text.split()
    if not SHORTEST <= len(text) <= LONGEST or _ODD.search(text) or words[-1].lower() in _SMALL | _OPEN:
        return ""
    if words[0].lower() in _OPEN or all(
        word.lower().strip(",;") in _EMPTY | _SMALL or not any(c.isalpha() for c in word) for word in words
    ):
        return ""
    first = words[0].lower()
    name = len(words) > 1 and all(word[0].isupper() and not word.isupper() for word in words)
    if first in ("a", "an") or not (first in _SMALL or name):  # 'Result', 'Open days': nobody would ask so
        return ""
    return " ".join([first if first in _SMALL else words[0], *words[1:]])
