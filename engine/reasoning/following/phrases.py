"""Noun phrases and names of a question or an answer: what a pronoun can stand for, and what 'and X?' can replace.

No grammar: determiners, capitals and the small words around a phrase bound it. Where that is not clear a phrase is
missed rather than guessed.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.agents.reading import listed
from engine.reasoning.following.tokens import Reader, tokens_of
from engine.reasoning.following.wordlists import ADJECTIVES, PARTICIPLE, SEVERAL

LONGEST = 6
"""Words of a phrase without what belongs to it."""

_CONNECTORS = frozenset(["of", "the", "de", "la", "du", "von", "van", "der", "di", "da", "del"])
_ASKING = listed("which what whose many much viele welche welcher welches welchen")
_MODIFIERS = listed("first second third last most more less many long very only much next two three four")
_MEASURES = frozenset(["how", "wie", "combien"])
_PLURAL_ENDS = ("ss", "us", "is", "ics", "news", "ness")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase: `text == source[start:end]`."""

    text: str
    start: int
    end: int
    head: str  # its main noun, lower case
    words: tuple[str, ...]  # lower case, a determiner included
    name: bool  # written with capitals
    opens: bool  # begins its sentence, so that a capital tells little
    before: str  # the preposition before it, '' where there is none
    role: str  # 'subject' (after an auxiliary), 'asked' (which ships), 'object' or 'rest' (after a preposition)
    possessive: bool  # Newton's
    outer: bool  # holds another phrase: the height of the tower

    @property
    def determiner(self) -> bool:
        """Whether it begins with a small letter's article."""
        return len(self.words) > 1 and self.words[0] in (
            "the",
            "a",
            "an",
            "der",
            "die",
            "das",
            "ein",
            "eine",
            "le",
            "la",
        )

    @property
    def plural(self) -> bool:
        """Whether it names several things."""
        if self.head in SEVERAL:
            return True
        if self.name and self.words[0] != "the":
            return False
        return self.head.endswith("s") and len(self.head) > 3 and not self.head.endswith(_PLURAL_ENDS)


def phrases(text: str, language: str) -> tuple[Phrase, ...]:
    """The phrases of a text in order, an outer one before what it holds.

    Args:
        text: a question, or a sentence of an answer.
        language: 'en', 'de', 'fr' or 'es'.
    """
    reader = Reader(tokens_of(text), language)
    found: list[Phrase] = []
    at = 0
    while at < len(reader.tokens):
        end = _extent(reader, at)
        if end == at:
            at += 1
            continue
        at = max(at + 1, _add(found, reader, text, at, end))
    return tuple(found)


def _add(found: list[Phrase], reader: Reader, text: str, start: int, end: int) -> int:
    """Add the phrase of these tokens and what belongs to it; where to go on."""
    tokens = reader.tokens
    last = tokens[end - 1]
    owned = end
    if last.possessive or (end < len(tokens) and tokens[end].low in reader.lists.of):
        first = end if last.possessive else end + 1
        after = _extent(reader, first) if first < len(tokens) else first
        if after > first:
            place = len(found)
            owned = _add(found, reader, text, first, after)
            if last.possessive:  # the teacher is Newton's: Newton is what it holds
                found[place:] = []
                found.append(_phrase(reader, text, start, after, head=after - 1, outer=True))
                found.append(_phrase(reader, text, start, end, head=end - 1, outer=False))
            else:
                inner = found[place]
                outer = _phrase(reader, text, start, end, head=end - 1, outer=True, reach=inner.end)
                found.insert(place, outer)
            return owned
    found.append(_phrase(reader, text, start, end, head=end - 1, outer=False))
    return owned


def _phrase(
    reader: Reader, text: str, start: int, end: int, *, head: int, outer: bool, reach: int | None = None
) -> Phrase:
    tokens = reader.tokens
    before = tokens[start - 1].low if start else ""
    preposition = before if before in reader.lists.prepositions or before in reader.lists.of else ""
    to = tokens[end - 1].end if reach is None else reach
    core = start + 1 if tokens[start].low in reader.lists.determiners and start + 1 < end else start
    written = tokens[core].capital and (not reader.english or tokens[end - 1].text[0].isdigit())
    name = written or (reader.english and tokens[end - 1].capital)
    if preposition:
        role = "rest"
    elif before in _ASKING or (reader.name in ("fr", "es") and before.startswith(("quel", "cuán"))):
        role = "asked"
    elif before in reader.lists.auxiliaries and not _owns(reader, start - 1):
        role = "subject"
    else:
        role = "object"
    return Phrase(
        text[tokens[start].start : to],
        tokens[start].start,
        to,
        _main_word(reader, start, head),
        tuple(each.low for each in tokens[start:end]),
        name,
        start == 0 or tokens[start - 1].text in ".!?¿:;",
        preposition,
        role,
        tokens[end - 1].possessive and not outer,
        outer,
    )


def _owns(reader: Reader, at: int) -> bool:
    """Whether 'have' is the verb itself: which planets have rings."""
    return reader.tokens[at].low in ("have", "has", "had") and at > 0 and not reader.small(at - 1)


def _main_word(reader: Reader, start: int, head: int) -> str:
    """The head of University of Oslo is not Oslo; that of Walter de Lacy is its last word."""
    for at in range(start + 1, head):
        if reader.tokens[at].low == "of":
            return reader.tokens[at - 1].low
    return reader.tokens[head].low


def _extent(reader: Reader, start: int) -> int:
    """Where the phrase that begins at a token ends; `start` where none does."""
    tokens = reader.tokens
    token = tokens[start]
    if not token.word or reader.date(start):
        return start
    if token.low in reader.lists.determiners and not (
        reader.english and token.capital and len(token.text) == 1 and start
    ):
        return _determined(reader, start)
    if reader.small(start) or reader.verb(start):
        return start
    if token.capital and (start or reader.english or (len(tokens) > 1 and tokens[1].capital)):
        return _named(reader, start)
    before = tokens[start - 1].low if start else ""
    if reader.english and start and not _may_open(reader, start):
        return start
    if not reader.english and before not in ("viele", "wieviele", "de", "cuántos", "cuántas", "quelles", "quels"):
        return start  # a verb as likely as a noun
    return _bare(reader, start)


def _may_open(reader: Reader, start: int) -> bool:
    """Whether a phrase without article or capital can begin here: after a verb, a preposition, 'which' or the like."""
    lists = reader.lists
    low = reader.tokens[start].low
    if low.endswith(("ly", "est")) or (low.endswith("ing") and _governs(reader, start)):
        return False
    before = reader.tokens[start - 1]
    if not before.word or before.possessive:
        return True
    low = before.low
    small = low in lists.prepositions or low in lists.of or low in lists.auxiliaries or low in lists.questions
    return small or reader.verb(start - 1) or low in ("and", "or", "many", "much", "versus", "vs", "than")


def _governs(reader: Reader, start: int) -> bool:
    """Whether a word has an object, like a verb: attacking Paris, leaving the coast."""
    after = start + 1
    tokens = reader.tokens
    return after < len(tokens) and (tokens[after].capital or tokens[after].low in reader.lists.determiners)


def _determined(reader: Reader, start: int) -> int:
    tokens = reader.tokens
    end = start + 1
    after_be = start > 0 and tokens[start - 1].low in reader.lists.auxiliaries
    if (
        end < len(tokens)
        and tokens[start].low in ("that", "this", "no", "her")
        and (reader.small(end) or reader.verb(end) or tokens[end].low in ADJECTIVES)
    ):
        return start
    if reader.english and tokens[start].low == "that" and start and not reader.small(start - 1):
        return start  # a problem that rests
    while end < len(tokens) and end - start <= LONGEST:
        token = tokens[end]
        content = end - start - 1
        described = token.low in _MODIFIERS and all(each.low in _MODIFIERS for each in tokens[start + 1 : end])
        if (reader.small(end) and not described) or (content and token.low in reader.lists.determiners):
            break
        if content and not token.capital:
            if reader.english and (PARTICIPLE.fullmatch(token.low) or token.low.endswith(("ing", "ly"))):
                break
            if reader.english and reader.after_do(end) and reader.verb(end):
                break
        if content and reader.name == "de" and tokens[end - 1].capital and not token.capital:
            break
        end += 1
        if token.possessive:
            return end
    if reader.date(end - 1) or tokens[end - 1].low in _MODIFIERS:
        return start  # the 1980s, the first
    if end - start > 1 and _connects(reader, end):
        return _named(reader, end - 1)
    if end - start > 2 and reader.english and after_be and tokens[end - 1].low in ADJECTIVES:
        end -= 1
    elif end - start > 2 and after_be and reader.after_do(start) and _ends_on_verb(reader, end):
        end -= 1  # when did the volcano erupt
    return end if end - start > 1 else start


def _ends_on_verb(reader: Reader, end: int) -> bool:
    """Whether the last word of a subject after 'did' is likely the verb: nothing follows that could be one."""
    tokens = reader.tokens
    held = end < len(tokens) and tokens[end].low in reader.lists.of
    return reader.english and _ends(reader, end) and not tokens[end - 1].capital and not held


def _ends(reader: Reader, end: int) -> bool:
    if end >= len(reader.tokens) or not reader.tokens[end].word:
        return True
    low = reader.tokens[end].low
    return low in reader.lists.prepositions or low in reader.lists.determiners or low in ("it", "him", "them", "us")


def _connects(reader: Reader, end: int) -> bool:
    """Whether a name goes on after 'of' or the like: University of Oslo, Walter de Lacy."""
    tokens = reader.tokens
    if end >= len(tokens) or not tokens[end - 1].capital or tokens[end - 1].possessive:
        return False
    if len(tokens[end - 1].text) > 1 and tokens[end - 1].text.isupper():
        return False  # the CEO of Acme
    after = end
    while after < len(tokens) and after - end < 2 and tokens[after].text in _CONNECTORS:
        after += 1
    return after > end and after < len(tokens) and tokens[after].capital and not reader.date(after)


def _named(reader: Reader, start: int) -> int:
    tokens = reader.tokens
    end = start + 1
    if tokens[start].possessive:
        return end
    while end < len(tokens) and end - start <= LONGEST + 2:
        token = tokens[end]
        if token.capital or (token.text.isdigit() and not reader.date(end)):
            if reader.date(end) or (reader.name == "de" and reader.small(end)):
                break
            end += 1
            if token.possessive:
                break
            continue
        if not _connects(reader, end):
            break
        while tokens[end].text in _CONNECTORS:
            end += 1
    if start == 0 and end == 1 and len(tokens) > 1 and not tokens[1].capital:
        return _bare(reader, start)  # Black holes
    return _with_noun(reader, end)


def _with_noun(reader: Reader, start: int) -> int:
    """Where a name ends with what it only describes: European empires, the Apollo program."""
    tokens = reader.tokens
    end = start
    while (
        reader.english
        and end < len(tokens)
        and end - start < 2
        and not tokens[end].capital
        and not reader.small(end)
        and not reader.verb(end)
        and not reader.date(end)
        and tokens[end].low not in ADJECTIVES
        and not tokens[end].low.endswith(("ly", "ing"))
        and tokens[end].low not in reader.lists.determiners
    ):
        end += 1
    if reader.after_do(start) and end > start:
        end = start + 1
        return end if tokens[start].low.endswith("s") else start  # did Tesla emigrate
    return end


def _bare(reader: Reader, start: int) -> int:
    tokens = reader.tokens
    end = start
    while end < len(tokens) and end - start < LONGEST and not reader.small(end):
        if end > start and (tokens[end].low in reader.lists.determiners or reader.verb(end) or reader.date(end)):
            break
        if end > start and reader.english and tokens[end].low.endswith(("ing", "ly")):
            break
        end += 1
        if tokens[end - 1].possessive:
            return end
    before = tokens[start - 1].low if start else ""
    if end - start > 1 and reader.english and tokens[end - 1].low in ADJECTIVES:
        end -= 1
    if (
        end - start > 1
        and reader.english
        and before in ("do", "does", "did")
        and _ends(reader, end)
        and not tokens[end - 1].capital
    ):
        end -= 1
    if end - start == 1 and (tokens[start].low in ADJECTIVES or before in _MEASURES):
        return start  # how high
    if (
        end - start == 1
        and tokens[start].low.endswith("er")
        and end < len(tokens)
        and tokens[end].text in (",", "than")
    ):
        return start  # which is longer, A or B
    return end
