"""Sentences that say what something is: 'X is a Y that ...', 'X, a Y, ...', 'Y such as X', glossaries, other names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.graph.common_words import FUNCTION, NOT_NOUN_ENDINGS, PLAIN, words
from engine.graph.examples import examples
from engine.graph.found import Found, in_sentence
from engine.graph.keys import is_generic
from engine.graph.predicates import (
    is_circular,
    is_definition,
    is_kind,
    is_passing,
    is_sound_subject,
    passes_on,
    says_of_itself,
)
from engine.graph.prose import Sentence
from engine.graph.records import Relation

LONGEST_WORDS = 240  # characters of a definition

_W = r"[^\W_][\w'’.&+#/-]*"
_AFTER_NAME = r"(?:\s+\([^()]{0,120}\))?(?:\s*,[^,]{1,80},)?"
_IS = re.compile(
    rf"[\s>]*(?:(?P<the>[Aa]n?|[Tt]he|[Tt]his|[Ee]in|[Ee]ine|[Dd]ie|[Dd]er|[Dd]as)\s+)?[\"“‘']?"
    rf"(?P<x>{_W}(?:\s{_W}){{0,6}}?)[\"”’']?"
    rf"{_AFTER_NAME}\s+(?P<verb>is|are|was|were|ist|sind|war)\s+(?P<words>(?:an?|the|one\sof\sthe|any|ein|eine|einer\sder)\s+(?P<y>.+))",
    re.DOTALL,
)
_MEANS = re.compile(
    rf"[\s>]*(?:(?:An?|The)\s+)?(?:term\s+)?[\"“‘']?(?!name\b|word\b)(?P<x>{_W}(?:\s{_W}){{0,5}}?)[\"”’']?{_AFTER_NAME}\s+"
    r"(?:refers?\s+to(?!\s+(?:themselves|itself|him|her|it|them)\b)|denotes?|means(?=\s+(?:an?|one|any|[\"“]|\w+ing)\b)|is\s+defined\s+as|describes(?=\s+an?\b)"
    r"|bezeichnet|bedeutet)\s+(?P<words>.+)",
    re.DOTALL,
)
_ALSO = re.compile(
    rf"(?P<x>{_W}(?:\s{_W}){{0,4}}),?\s+\(?(?:also\s+(?:known\s+as|called)|formerly\s+known\s+as|abbreviated\s+(?:as|to)"
    rf"|a\.?k\.?a\.?|short\s+for|stands\s+for|auch)\s+(?:the\s+|an?\s+|just\s+|simply\s+)?[\"“‘']?(?P<z>{_W}(?:\s{_W}){{0,4}}?)[\"”’']?(?=\s*[,.;:)]|\s*$)"
)
_JOINS = re.compile(r"\s(?:and|or)\s")
_HAS_ALSO = re.compile(r"known\s+as|\balso\s+called|abbreviated|a\.?k\.?a|short\s+for|stands\s+for|\bauch\b")
_ENTRY = re.compile(rf"[\s>]*(?P<x>{_W}(?:\s{_W}){{0,5}})\s*(?::|\s[-–—]|\s=)\s+(?P<words>\S.+)", re.DOTALL)
_EMPHASIS = re.compile(r"[\s>*+-]*(?:\d+[.)]\s*)?(?:\*\*|__|`)")
_ARTICLE = re.compile(r"(?:An?|The|Any|Ein|Eine|Der|Die|Das|Whether|How)\s(?!current\b|same\b)", re.IGNORECASE)
_DOES = re.compile(r"[A-Z]?[a-z]{2,}(?<!s)(?<!u)(?<!i)s\s(?:an?|the|all|to|with|whether|how|text|only|which|from|in)\b")
"""'Gets text from a daily note', as against 'Use a foam roller'."""
_STATES = re.compile(
    r"(?:An?|The)\s(?:(?!that\b|which\b|who\b|where\b)[\w'’-]+\s){1,7}?(?:is|are|was|were|can|may|will|must|should|has|have"
    r"|saves|stays|aren't|isn't)\s"
)
"""An entry that says something of what it opens with, instead of what its term is."""

_PARTICIPLES = ("ing", "ed")
_ING_NOUNS = words(
    """
    building ring king spring string wing setting painting recording meeting wedding crossing ending offering training
    programming engineering marketing processing learning computing thing sibling clothing drawing engraving being
    warning rating ranking reading writing hearing opening landing mapping wing dwelling ceiling evening morning nothing
    banking housing lightning pudding saying swing sting shipping modeling modelling editing publishing manufacturing
    """
)
_AGENTS = (
    *("er", "or", "ist", "ian", "ess", "man", "woman", "ant", "eer"),
    *("poet", "chef", "star", "host", "guard"),
)
_OF_A_NAME = re.compile(r"[A-Z][\w'’-]*\s(?:of|for)\s(?:the\s)?$")
_AND_MORE = re.compile(r"\s(?:and|or)\s(?!an?\b|the\b)(?P<next>[\w'’-]+)(?P<then>\s[\w'’-]+)?")

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
    yield from examples(piece, each)
    for found in _ALSO.finditer(piece) if _HAS_ALSO.search(piece) else ():
        long = _last_words(piece, *found.span("x"))
        start = found.start("z")
        other = found["z"].rstrip(".")
        if long is not None and not is_generic(other) and not _JOINS.search(other):
            short = (start, start + len(other))
            yield in_sentence(each, long, Relation.SAME_AS, short, "pattern:also_known_as")


def _is(piece: str, each: Sentence) -> Iterator[Found]:
    found = _IS.match(piece)
    if found is None:
        return
    x, stands_for = _subject(found["x"])
    the = (found["the"] or "").lower()
    if not x or not (stands_for or is_sound_subject(found["x"], the, found["verb"])):
        return
    if is_passing(the, found["verb"], found["words"]):
        return
    y = _head(piece, *found.span("y"))
    method = "pattern:is_a:it" if stands_for else "pattern:is_a"
    subject = None if stands_for else found.span("x")
    if y is not None and not says_of_itself(found["words"], piece):
        yield in_sentence(each, subject, Relation.IS_A, y, method, stands_for=stands_for)
    if not stands_for and is_definition(found["words"], piece) and not is_circular(found["x"], found["words"]):
        said = _words(found["words"])
        yield in_sentence(each, subject, Relation.DEFINED_AS, found.span("words"), "pattern:defined_as", said=said)


def _means(piece: str, each: Sentence) -> Iterator[Found]:
    found = _MEANS.match(piece)
    if found is not None and _subject(found["x"]) == (True, False) and len(found["words"].split()) >= 3:
        span = found.span("words")
        yield in_sentence(
            each, found.span("x"), Relation.DEFINED_AS, span, "pattern:refers_to", said=_words(found["words"])
        )


def _entry(text: str, piece: str, each: Sentence) -> Iterator[Found]:
    """An entry of a glossary: an emphasised term, a colon or dash, and what it is."""
    found = _ENTRY.match(piece)
    line = text.rfind("\n", 0, each.start) + 1
    if found is None or not _EMPHASIS.match(text[line : each.end]):
        return
    if _subject(found["x"]) != (True, False) or is_generic(found["x"]) or found["x"].lower() in PLAIN:
        return
    said = found["words"]
    if len(said.split()) >= 4 and said[0] not in "\"'/\\" and not says_of_itself(said, piece):
        if _STATES.match(said) or said.rstrip().endswith(":"):
            return  # 'A pinned tab stays in place'
        method = "pattern:entry" if _ARTICLE.match(said) else "pattern:entry:does" if _DOES.match(said) else ""
        if method:
            yield in_sentence(
                each, found.span("x"), Relation.DEFINED_AS, found.span("words"), method, said=_words(said)
            )


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
        r"(?:(?:only|most|very|main|new|common|first|best|simple|single|second|third|fourth|fifth|last|next|original)\s+"
        r"(?:\w+ly\s+)?)+",
        piece[start:end],
    )
    start += lead.end() if lead else 0
    last = start
    count = 0
    for found in re.finditer(_W, piece[start:end]):
        gap = piece[last : start + found.start()]
        low = found[0].lower().rstrip(".")
        if count and (not gap.isspace() or low in _STOP or _is_participle(piece[start + found.start() : end], low)):
            break
        if not count and gap:
            return None
        last = start + found.end()
        count += 1
        if found[0].endswith("."):
            last -= 1
            break
    parts = piece[start:last].split()
    if not 1 <= count <= 5 or len(parts[-1]) < 3 or parts[-1].lower().endswith(("ly", "ed", "too")):
        return None
    if _is_half(parts[-1].lower(), piece[last:end]):
        return None  # 'an Indian film and documentary director'
    if passes_on(parts[-1], piece[last:end]):
        article = re.match(r" of (?:an? |the )?", piece[last:end])
        return _head(piece, last + article.end(), end) if article else None
    if len(parts) == 1 and parts[0].lower() in PLAIN | FUNCTION:
        return None
    return (start, last) if is_kind(piece[start:last], piece[last:end]) else None


def _is_participle(behind: str, word: str) -> bool:
    """Whether a word inside a noun phrase begins what is said of it: 'an airline specialising in'."""
    if not word.endswith(_PARTICIPLES) or word in _ING_NOUNS or len(word) < 5:
        return False
    following = re.match(r"[\w'’-]+\s+([\w'’-]+)", behind)
    return following is not None and following[1].lower() in FUNCTION


def _is_half(last: str, behind: str) -> bool:
    """Whether the head of a phrase comes only after its 'and'; 'a singer and television host' is two heads."""
    more = _AND_MORE.match(behind)
    if more is None or last.endswith(_AGENTS):
        return False
    then = (more["then"] or "").strip().lower()
    return then not in FUNCTION and then not in _STOP and then != ""


def _last_words(piece: str, start: int, end: int) -> tuple[int, int] | None:
    """The name that ends right before 'also known as'."""
    kept: tuple[int, int] | None = None
    for found in reversed(list(re.finditer(_W, piece[start:end]))[-4:]):
        low = found[0].lower()
        is_other = kept is not None and piece[kept[0]].isupper() and found[0].islower()  # a verb before a name
        if is_other or low in FUNCTION or low.endswith("ly") or (kept and low.endswith(("ing", "called", "termed"))):
            break
        kept = (start + found.start(), kept[1] if kept else start + found.end())
    if kept is None or _OF_A_NAME.search(piece, 0, kept[0]):
        return None
    phrase = piece[kept[0] : kept[1]].lower()
    return None if phrase in PLAIN or phrase.endswith(NOT_NOUN_ENDINGS) else kept


def _words(said: str) -> str:
    return " ".join(said.split())[:LONGEST_WORDS].rstrip(" .;")
