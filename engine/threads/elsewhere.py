"""Whether a question that its own conversation leaves open is answered in a later one of its thread."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace

from engine.library.store import Library
from engine.threads.finding.answers import answers_later
from engine.threads.following import Group, moment
from engine.threads.records import Find, FindKind
from engine.threads.said import Message, messages
from engine.threads.store import StoredSegment
from engine.threads.words import telling

LOOKED_AT = 3
"""Later segments that are read for one question, those with most of its words."""

KEPT = 64
"""Conversations whose messages are remembered meanwhile."""


class Elsewhere:
    """Looks for answers; remembers the conversations that it has read. For one thread and one call."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._known: OrderedDict[int, tuple[Message, ...]] = OrderedDict()

    def answered(self, find: Find, group: Group) -> Find:
        """The find; with its answer, where it is an open question that a later segment of its thread answers."""
        if find.kind is not FindKind.QUESTION or find.answered or not find.by_person:
            return find
        words = telling(find.text)
        for segment in self._likely(find, group, words):
            text = self._library.text(segment.version)
            for one in self._messages(segment.version):
                if segment.found.start <= one.start < segment.found.end:
                    span = answers_later(words, find.text, one, text)
                    if span is not None:
                        return replace(find, answered=True, answer=self._library.place(segment.version, *span))
        return find

    def _likely(self, find: Find, group: Group, words: Sequence[str]) -> list[StoredSegment]:
        """Segments of later conversations that have some of the question's words, in order of time."""
        asked, wanted = moment(find.place.time or ""), set(words)
        later = [
            (sum(key in wanted for key, _, _ in each.found.terms), at, each)
            for at, each in enumerate(group.segments)
            if each.version != find.place.version and asked and moment(each.found.ends) > asked
        ]
        best = sorted((each for each in later if each[0]), key=lambda each: (-each[0], each[1]))[:LOOKED_AT]
        return [each for _, _, each in sorted(best, key=lambda each: each[1])]

    def _messages(self, version: int) -> tuple[Message, ...]:
        if version not in self._known:
            library = self._library
            self._known[version] = messages(library.text(version), library.blocks(version), library.marks(version))
            if len(self._known) > KEPT:
                self._known.popitem(last=False)
        return self._known[version]
