"""Sentences that say what something is: 'X is a Y that ...', 'X, a Y, ...', 'Y such as X', glossaries, other names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.graph.common_words import FUNCTION, NOT_NOUN_ENDINGS, PLAIN, words
from engine.graph.found import Found
from engine.graph.keys import is_generic
from engine.graph.prose import Sentence
from engine.graph.records import Relation

LONGEST_WORDS = 240  # characters of a definition

_W = r"[^\W_][\w'’.&+#/-]*"
_AFTER_NAME = r"(?:\s*\([^()]{0,120}\))?(?:\s*,[^,]{1,80},)?"
_IS = re.compile(
    rf"[\s>]*(?:(?:[Aa]n?|[Tt]he|[Ee]in|[Ee]ine|[Dd]ie|[Dd]er|[Dd]as)\s+)?[\"“‘']?(?P<x>{_W}(?:\s{_W}){{0,6}}?)[\"”’']?"
    rf"{_AFTER_NAME}\s+(?:is|are|was|were|ist|sind|war)\s+(?P<words>(?:an?|the|one\sof\sthe|any|ein|eine|einer\sder)\s+(?P<y>.+))",
    re.DOTALL,
)
_MEANS = re.compile(
    rf"[\s>]*(?:(?:An?|The)\s+)?(?:term\s+)?[\"“‘']?(?P<x>{_W}(?:\s{_W}){{0,5}}?)[\"”’']?{_AFTER_NAME}\s+"
    r"(?:refers?\s+to|denotes?|means|is\s+defined\s+as|describes|bezeichnet|bedeutet)\s+(?P<words>.+)",
    re.DOTALL,
)
_SUCH_AS = re.compile(
    rf"(?P<y>{_W}(?:\s{_W}){{0,2}}),?\s+(?:such\s+as|like|e\.g\.|wie)\s+"
    rf"(?P<xs>{_W}(?:\s{_W}){{0,3}}(?:(?:,\s+(?:and\s+|or\s+)?|\s+(?:and|or)\s+){_W}(?:\s{_W}){{0,3}}){{0,6}})"
)
_ALSO = re.compile(
    rf"(?P<x>{_W}(?:\s{_W}){{0,4}}),?\s+\(?(?:also\s+(?:known\s+as|called)|formerly\s+known\s+as|abbreviated\s+(?:as|to)"
    rf"|a\.?k\.?a\.?|short\s+for|stands\s+for|auch)\s+(?:the\s+|an?\s+)?[\"“‘']?(?P<z>{_W}(?:\s{_W}){{0,4}})[\"”’']?(?=\s*[,.;:)]|\s*$)"
)
_HAS_SUCH_AS = re.compile(r"\s(?:such\s+as|like|e\.g\.|wie)\s")  # the patterns look at every word
_HAS_ALSO = re.compile(r"known\s+as|\balso\s+called|abbreviated|a\.?k\.?a|short\s+for|stands\s+for|\bauch\b")
_ENTRY = re.compile(rf"[\s>]*(?P<x>{_W}(?:\s{_W}){{0,5}})\s*(?::|\s[-–—]|\s=)\s+(?P<words>\S.+)", re.DOTALL)
_EMPHASIS = re.compile(r"[\s>*+-]*(?:\d+[.)]\s*)?(?:\*\*|__|`)")
_STOP = words(
    """
    that which who whom whose where when of for in on at by from to with without used and or is are was were as located
    based born developed made created designed written directed produced released published founded known called
    containing consisting between within under over about into through during after before since if because while but
    not than using having being can may will must should der die das dass mit von für aus im in zur zum
    """
)
_PRONOUNS = words("it this that these those he she they there here what which who we you i such one all some")
_INNER = words("of the and for in to on de la von der & a")


def definitions(text: str, blank: str, each: Sentence) -> Iterator[Found]:
    """What one sentence defines or subsumes."""
    piece = blank[each.start : each.end]
    yield from _is(piece, each)
    yield from _means(piece, each)
    yield from _entry(text, piece, each)
    for found in _SUCH_AS.finditer(piece) if _HAS_SUCH_AS.search(piece) else ():
        y = _last_words(piece, *found.span("y"))
        if y is not None:
            for x in _listed(piece, *found.span("xs")):
                yield _of(each, x, Relation.IS_A, y, "pattern:such_as")
    for found in _ALSO.finditer(piece) if _HAS_ALSO.search(piece) else ():
        long = _last_words(piece, *found.span("x"), most=4)
        if long is not None and not is_generic(found["z"]):
            yield _of(each, long, Relation.SAME_AS, found.span("z"), "pattern:also_known_as")


def _is(piece: str, each: Sentence) -> Iterator[Found]:
    found = _IS.match(piece)
    if found is None:
        return
    x, stands_for = _subject(found["x"])
    if not x:
        return
    y = _head(piece, *found.span("y"))
    method = "pattern:is_a:it" if stands_for else "pattern:is_a"
    subject = None if stands_for else found.span("x")
    if y is not None:
        yield _of(each, subject, Relation.IS_A, y, method, stands_for=stands_for)
    if not stands_for and len(found["words"]) >= 4:
        said = _words(found["words"])
        yield _of(each, subject, Relation.DEFINED_AS, found.span("words"), "pattern:defined_as", said=said)


def _means(piece: str, each: Sentence) -> Iterator[Found]:
    found = _MEANS.match(piece)
    if found is not None and _subject(found["x"]) == (True, False) and len(found["words"].split()) >= 3:
        span = found.span("words")
        yield _of(each, found.span("x"), Relation.DEFINED_AS, span, "pattern:refers_to", said=_words(found["words"]))


def _entry(text: str, piece: str, each: Sentence) -> Iterator[Found]:
    """An entry of a glossary: an emphasised term, a colon or dash, and what it is."""
    found = _ENTRY.match(piece)
    line = text.rfind("\n", 0, each.start) + 1
    if found is None or not _EMPHASIS.match(text[line : each.end]):
        return
    if _subject(found["x"]) != (True, False) or is_generic(found["x"]) or found["x"].lower() in PLAIN:
        return
    if len(found["words"].split()) >= 4 and found["words"][0] not in "\"'/\\":
        span = found.span("words")
        yield _of(each, found.span("x"), Relation.DEFINED_AS, span, "pattern:entry", said=_words(found["words"]))


def _subject(phrase: str) -> tuple[bool, bool]:
    """Whether words can be what a sentence speaks of, and whether they stand for what an earlier one spoke of."""
    parts = phrase.lower().split()
    if parts[0] in _PRONOUNS:
        return len(parts) == 1 and parts[0] in ("it", "he", "she"), True
    sound = not any(part in FUNCTION and part not in _INNER for part in parts) and parts[-1] not in _INNER
    if len(parts) == 1 and (parts[0] in PLAIN or parts[0] in FUNCTION):
        sound = False
    return sound and not parts[0].endswith("ing"), False


def _head(piece: str, start: int, end: int) -> tuple[int, int] | None:
    """The noun phrase that a description begins with: up to the first word that no noun phrase goes on with."""
    lead = re.match(
        r"(?:(?:only|most|very|main|new|common|first|best|simple|single)\s+(?:\w+ly\s+)?)+", piece[start:end]
    )
    start += lead.end() if lead else 0
    last = start
    count = 0
    for found in re.finditer(_W, piece[start:end]):
        gap = piece[last : start + found.start()]
        if count and (not gap.isspace() or found[0].lower().rstrip(".") in _STOP):
            break
        if not count and gap:
            return None
        last = start + found.end()
        count += 1
        if found[0].endswith("."):
            last -= 1
            break
    parts = piece[start:last].split()
    if not 1 <= count <= 5 or len(parts[-1]) < 3 or parts[-1].lower().endswith(("ly", "ed")):
        return None
    return None if len(parts) == 1 and parts[0].lower() in PLAIN | FUNCTION else (start, last)


def _last_words(piece: str, start: int, end: int, most: int = 2) -> tuple[int, int] | None:
    """The last noun phrase of words that go before 'such as'."""
    kept: tuple[int, int] | None = None
    tokens = list(re.finditer(_W, piece[start:end]))
    for found in reversed(tokens[-most:]):
        low = found[0].lower()
        is_other = kept is not None and piece[kept[0]].isupper() and found[0].islower()  # a verb before a name
        if is_other or low in FUNCTION or low.endswith("ly") or (kept and low.endswith("ing")):
            break
        kept = (start + found.start(), kept[1] if kept else start + found.end())
    if kept is None:
        return None
    phrase = piece[kept[0] : kept[1]].lower()
    return None if phrase in PLAIN or phrase.endswith(NOT_NOUN_ENDINGS) else kept


def _listed(piece: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for part in re.split(r"(,\s+(?:and\s+|or\s+)?|\s+(?:and|or)\s+)", piece[start:end]):
        parts = part.split()
        is_name = part[:1].isupper() or (1 <= len(parts) <= 2 and not any(word.lower() in FUNCTION for word in parts))
        if parts and is_name and not part.strip().startswith(",") and part.lower().strip() not in PLAIN | {"and", "or"}:
            cut = len(part)
            capital = part[:1].isupper()
            for found in re.finditer(_W, part):
                low = found[0].lower()
                ends_name = capital and found[0].islower() and low not in _INNER
                if low in _STOP or low in FUNCTION - _INNER or ends_name:
                    cut = found.start()
                    break
            kept = part[:cut].rstrip(" .")
            if len(kept) > 2:
                yield at, at + len(kept)
        at += len(part)


def _words(said: str) -> str:
    return " ".join(said.split())[:LONGEST_WORDS].rstrip(" .;")


def _of(
    each: Sentence,
    subject: tuple[int, int] | None,
    relation: Relation,
    obj: tuple[int, int],
    method: str,
    *,
    stands_for: bool = False,
    said: str = "",
) -> Found:
    """Spans of the sentence's own become spans of the text."""
    at = each.start
    x = None if subject is None else (subject[0] + at, subject[1] + at)
    gap = 0 if subject is None else max(0, obj[0] - subject[1]) // 6
    y = (obj[0] + at, obj[1] + at)
    return Found(x, relation, y, each.start, each.end, method, gap, stands_for=stands_for, words=said, known=True)
