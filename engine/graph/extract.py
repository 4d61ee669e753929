"""What one text gives to the graph: concepts with their places, and candidates for relations with theirs.

A pure function of a version: the same text gives the same, wherever and whenever. How sure a relation is, the rules'
own record says here; `engine.graph.accept` may look closer.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from engine.graph import acronyms, between, definitions
from engine.graph.cues import cues
from engine.graph.found import Found, Span
from engine.graph.keys import is_frame, is_generic, is_plain, key_of
from engine.graph.names import names
from engine.graph.pairs import together
from engine.graph.prose import MAX_CHARACTERS, Sentence, masked, prose
from engine.graph.records import Extracted, Mention, MentionKind, Relation, Source, Triple
from engine.graph.structure import Structure, plain_title, structure
from engine.graph.terms import terms
from engine.graph.weights import confidence

MOST_MENTIONS = 40_000
MOST_TRIPLES = 4_000
OPENING = 1_500  # characters in which 'it' is likely what the title names; further on it is anything

_PERSON = re.compile(r"\W*(?:He|She)\b")
_NO_PERSON = re.compile(r"\d|,|\bof\b|\b(?:election|list|season|company|university|school)\b|^\S+$", re.IGNORECASE)
_MARKUP = re.compile(r"\[\[|\]\]|\]\(|\*\*|\|")
_QUALIFIER = re.compile(r"\s\([^()]*\)$")  # 'Charley's Aunt (1963 film)'
_KIND_ORDER = {kind: at for at, kind in enumerate(MentionKind)}


def extract(source: Source) -> Extracted:
    """The mentions and triples of one version. Pure; texts beyond `MAX_CHARACTERS` are read up to there."""
    return _reading(source).extracted()


def candidates(source: Source) -> list[tuple[Triple, Found]]:
    """What the rules for sentences find, with the cues that its confidence is made of: for fitting the weights."""
    return list(_reading(source).candidates())


def _reading(source: Source) -> _Reading:
    blank = masked(source.text[:MAX_CHARACTERS])
    sentences = list(prose(source.text, blank, source.blocks))
    return _Reading(source.text, blank, structure(source), sentences, plain_title(source.title))


class _Reading:
    """One text while it is read."""

    def __init__(self, text: str, blank: str, frame: Structure, all_sentences: Sequence[Sentence], title: str) -> None:
        self._text = text
        self._blank = blank
        self._frame = frame
        self._sentences = all_sentences
        self._title = _QUALIFIER.sub("", title)
        self._mentions: dict[Span, Mention] = {}
        self._unplaced = [each for each in frame.mentions if each.start == each.end]

    def extracted(self) -> Extracted:
        found = [triple for triple, _ in self.candidates()]
        for mention in self._frame.mentions:
            if mention.start < mention.end:
                before = self._mentions.setdefault((mention.start, mention.end), mention)
                if before.key != mention.key:  # 'GNU Lesser General Public License', which leads to LGPL
                    self._unplaced.append(mention)
        self._name_terms()
        placed = sorted(self._mentions.values(), key=lambda each: (each.start, each.end))
        mentions = (*self._unplaced, *placed)[:MOST_MENTIONS]
        known = {each.key for each in mentions}
        triples = [*self._stated(), *found, *together(self._sentences, placed)]
        kept = {
            (each.subject, each.relation, each.object, each.start): each
            for each in sorted(triples, key=lambda each: each.confidence)
            if each.subject in known
            and (each.relation in (Relation.DEFINED_AS, Relation.DATED) or each.object in known)
        }
        best = sorted(kept.values(), key=lambda each: (-each.confidence, each.start))[:MOST_TRIPLES]
        return Extracted(mentions, tuple(sorted(best, key=lambda each: (each.start, each.end, each.method))))

    def _stated(self) -> Iterator[Triple]:
        for each in self._frame.stated:
            yield Triple(
                each.subject,
                each.relation,
                each.object,
                each.start,
                each.end,
                each.method,
                confidence(each.method),
            )

    # --- relations ----------------------------------------------------------------------------------------------

    def candidates(self) -> Iterator[tuple[Triple, Found]]:
        """Names, acronyms and what sentences say of them; their mentions are noted on the way."""
        stated = frozenset(each.key for each in self._frame.mentions)
        found_names = names(self._blank, self._sentences, stated)
        by_sentence: dict[int, list[Span]] = {}
        for name in found_names:
            span = self._whole(*self._without_title(name.start, name.end))
            if span in by_sentence.get(name.sentence, ()):
                continue
            by_sentence.setdefault(name.sentence, []).append(span)
            self._note(span, MentionKind.NAME)
        signs = cues(self._blank, [span for spans in by_sentence.values() for span in spans])
        for at, each in enumerate(self._sentences):
            for short in acronyms.acronyms(self._blank, each.start, each.end):
                self._note(short.short, MentionKind.ACRONYM)
                self._note(short.long, MentionKind.ACRONYM)
                found = Found(short.long, Relation.SAME_AS, short.short, each.start, each.end, "acronym", known=True)
                yield from self._triple(found)
            for found in definitions.definitions(self._text, self._blank, each):
                yield from self._triple(found)
            for found in between.relations(self._blank, each, by_sentence.get(at, ()), signs):
                yield from self._triple(found)

    def _whole(self, start: int, end: int) -> Span:
        """A name as the document's title has it where it is a piece of that: 'Lilo & Stitch' of 'Stitch'."""
        title = self._title
        at = self._blank.find(title, max(0, end - len(title)), start + len(title)) if len(title) > end - start else -1
        return (at, at + len(title)) if 0 <= at <= start and end <= at + len(title) else (start, end)

    def _without_title(self, start: int, end: int) -> Span:
        for prefix in ("Mr. ", "Mrs. ", "Ms. ", "Dr. ", "Prof. ", "Mr ", "Mrs ", "Dr "):
            if self._blank.startswith(prefix, start) and start + len(prefix) < end:
                return start + len(prefix), end
        return start, end

    def _triple(self, found: Found) -> Iterator[tuple[Triple, Found]]:
        """The triple of a candidate, where its ends are names that a person would look up."""
        own = self._frame.title
        subject = own if found.subject is None else self._key(found.subject)
        if not subject or (found.subject is None and (not own or found.start > OPENING)):
            return
        if found.subject is None and _PERSON.match(self._blank, found.start) and _NO_PERSON.search(self._title):
            return
        if found.words:
            obj = found.words
        else:
            obj = self._key(found.object)
            if not obj or obj == subject or is_generic(self._surface(found.object)):
                return
            self._note(found.object, MentionKind.NAME if self._is_capital(found.object) else MentionKind.TERM)
        if found.subject is not None:
            defines = found.relation in (Relation.DEFINED_AS, Relation.IS_A)
            self._note(found.subject, MentionKind.DEFINED if defines else MentionKind.NAME)
        method, sure = found.method, confidence(found.method, found)
        yield Triple(subject, found.relation, obj, found.start, found.end, method, sure), found

    # --- mentions -----------------------------------------------------------------------------------------------

    def _surface(self, span: Span) -> str:
        return self._text[span[0] : span[1]]

    def _key(self, span: Span) -> str:
        surface = self._surface(span)
        if _MARKUP.search(surface):
            return ""
        key = key_of(surface)
        return "" if is_plain(key) or is_frame(surface) or is_generic(surface) else key

    def _is_capital(self, span: Span) -> bool:
        return self._blank[span[0] : span[1]][:1].isupper()

    def _note(self, span: Span, kind: MentionKind) -> None:
        key = self._key(span)
        known = self._mentions.get(span)
        if key and (known is None or _KIND_ORDER[known.kind] > _KIND_ORDER[kind]):
            self._mentions[span] = Mention(key, self._surface(span), *span, kind)

    def _name_terms(self) -> None:
        """Terms that recur, and further occurrences of what is a concept already."""
        known = frozenset(_worth(each.key for each in (*self._mentions.values(), *self._unplaced)))
        taken = sorted(self._mentions)
        at = 0
        for term in terms(self._blank, self._sentences, known):
            while at < len(taken) and taken[at][1] <= term.start:
                at += 1
            if at < len(taken) and taken[at][0] < term.end:
                continue
            self._note((term.start, term.end), MentionKind.TERM)


def _worth(keys: Iterable[str]) -> Iterator[str]:
    counts = Counter(keys)
    return (key for key in counts if len(key) > 2 and not is_plain(key))
