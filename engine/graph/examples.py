"""Kinds that a sentence names by examples: 'browsers such as Firefox', 'sports like rowing'."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.graph.common_words import FUNCTION, NOT_NOUN_ENDINGS, PLAIN, words
from engine.graph.found import Found, Span, in_sentence
from engine.graph.keys import singular
from engine.graph.predicates import is_adjective, is_kind
from engine.graph.prose import Sentence
from engine.graph.records import Relation

_W = r"[^\W_][\w'’.&+#/-]*"
_X = rf"{_W}(?:\s(?!(?:and|or)\b){_W}){{0,7}}"
_SUCH_AS = re.compile(
    rf"(?P<y>{_W}(?:\s{_W}){{0,3}})(?P<comma>,?)\s+(?P<how>such\s+as|like|e\.g\.|wie)\s+"
    rf"(?P<xs>{_X}(?:(?:,\s+(?:and\s+|or\s+)?|\s+(?:and|or)\s+){_X}){{0,6}})"
)
_HAS_SUCH_AS = re.compile(r"\s(?:such\s+as|like|e\.g\.|wie)\s")  # the pattern looks at every word
_SEPARATOR = re.compile(r",\s+(?:and\s+|or\s+)?|\s+(?:and|or)\s+")
_LISTS = re.compile(r",\s(?:and|or)\s$")
_THOSE = re.compile(r"(?:those|that|these|this|when|where|how|whether)\b")
_NO_HEADS = words(
    "sounds looks feels seems smells tastes acts works behaves things stuff something anything nothing someone people"
    " times ways reasons guys folks cases lots ones days it's that's more less bit was is are were be been"
)
"""Not kinds, and verbs that 'like' goes with."""

_VERBS = words(
    "think thinks use uses used using want wants love loves like likes play plays include includes including add adds"
    " see sees need needs get gets make makes support supports prefer know offer offers cover covers affect affects"
    " provide provides involve involves feature features have has had avoid consider try enjoy contain contains require"
    " requires deploy run runs between against via per versus"
)
_OPENS = words("in of on at for from to with by between within into their its his her your our my whose about")
"""Words before a noun behind whose comma examples belong to something further ahead."""

_STOP = words(
    "that which who whom whose where when of for in on at by from to with without used and or is are was were as"
    " located based made called containing between within under over about into through during after before since if"
    " because while but not than using having being can may will must should"
)
_INNER = words("of the and for in to on de la von der & a")


def examples(piece: str, each: Sentence) -> Iterator[Found]:
    """What one sentence gives examples of."""
    for found in _SUCH_AS.finditer(piece) if _HAS_SUCH_AS.search(piece) else ():
        kind = _kind(piece, *found.span("y"))
        if kind is None or not _is_sure(piece, kind, found["comma"], found["how"]):
            continue
        if _THOSE.match(found["xs"]):
            continue  # 'missions such as those in Cyprus'
        for example in _listed(piece, *found.span("xs")):
            yield in_sentence(each, example, Relation.IS_A, kind, "pattern:such_as")


def _is_sure(piece: str, kind: Span, comma: str, how: str) -> bool:
    """Whether the examples are examples of just these words."""
    last = piece[kind[0] : kind[1]].split()[-1].lower()
    before = re.findall(r"[\w'’-]+", piece[max(0, kind[0] - 30) : kind[0]])
    opener = before[-1].lower() if before else ""
    if singular(last) == last and opener not in ("a", "an"):
        return False  # 'to your vault, such as images'
    if opener in ("and", "or", "&") and not _LISTS.search(piece, max(0, kind[0] - 10), kind[0]):
        return False  # 'fruits and vegetables like apples'
    if opener == "with" and len(before) > 1 and singular(before[-2].lower()) != before[-2].lower():
        return False  # 'games with strong narratives like'
    in_more = len(before) > 1 and before[-2].lower() in _OPENS  # 'molecules in living organisms, such as'
    return not (comma and (opener in _OPENS or in_more or how != "such as"))  # 'the humans, like Dolores did'


def _kind(piece: str, start: int, end: int) -> Span | None:
    """The last noun phrase of words that go before 'such as'."""
    kept: Span | None = None
    tokens = list(re.finditer(_W, piece[start:end]))
    for at, found in enumerate(reversed(tokens)):
        low = found[0].lower()
        is_coded = "-" in found[0] or any(char.isdigit() for char in found[0])
        if at >= 2 and not is_coded and (at > 2 or low.endswith(("s", "ed", "ing")) or found[0] != low):  # a verb
            break
        is_other = kept is not None and piece[kept[0]].isupper() and found[0].islower()  # a verb before a name
        if is_other or low in FUNCTION or low.endswith("ly") or low in _VERBS or (kept and low.endswith("ing")):
            break
        kept = (start + found.start(), kept[1] if kept else start + found.end())
    if kept is None:
        return None
    phrase = piece[kept[0] : kept[1]].lower()
    last = phrase.split()[-1]
    is_none = phrase in PLAIN or last in _NO_HEADS or phrase.endswith(NOT_NOUN_ENDINGS)
    return None if is_none or not is_kind(phrase, "") else kept


def _listed(piece: str, start: int, end: int) -> Iterator[Span]:
    """The examples; one whose last word goes on into other words is none: 'Markdown files'."""
    at = start
    parts = re.split(f"({_SEPARATOR.pattern})", piece[start:end])
    for part in parts:
        if _HAS_SUCH_AS.search(part):
            return  # 'and states like Utah'
        count = len(part.split())
        is_name = part[:1].isupper() or (1 <= count <= 3 and not any(word.lower() in FUNCTION for word in part.split()))
        is_one = count > 0 and is_name and not _SEPARATOR.fullmatch(part) and part.lower().strip() not in PLAIN
        if is_one and (kept := _name(part)):
            yield at, at + len(kept)
        at += len(part)


def _name(part: str) -> str:
    """An example up to the words that go on with the sentence; '' where they make another thing of it."""
    cut = len(part)
    first, *rest = part.split()
    is_capital = any(char.isupper() for char in first)
    if not is_capital and any(word[0].isupper() for word in rest):
        return ""  # 'chemists Elias Corey'
    for found in re.finditer(_W, part):
        low = found[0].lower()
        if low in _STOP or low in FUNCTION - _INNER:
            cut = found.start()
            break
        if is_capital and found[0][0].islower() and low not in _INNER:
            return ""
    kept = part[:cut].rstrip(" .")
    if len(kept.split()) > (7 if is_capital else 3):
        return ""
    if kept.islower() and (kept.endswith(NOT_NOUN_ENDINGS[2:]) if " " in kept else is_adjective(kept)):
        return ""
    return kept if len(kept) > 2 and not kept.endswith(("'s", "’s")) else ""
