"""Relations of two names by the words between them: where something is, who made it, when, and what it is part of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.graph.dates import DATE
from engine.graph.found import Cues, Found, Span
from engine.graph.places import KNOWN_PLACES, PEOPLES, lies_apart
from engine.graph.prose import Sentence
from engine.graph.records import Relation
from engine.graph.said import WORK, is_end, is_said
from engine.graph.whole import is_piece

FAR = 110  # characters between the two

_MADE = (
    r"written|co-written|directed|composed|created|produced|designed|recorded|developed|painted|published"
    r"|authored|made|drawn|edited|sculpted|invented"
)
_HAPPENED = (
    r"founded|established|released|born|died|formed|opened|published|built|created|began|begun|held|incorporated"
    r"|launched|premiered|aired|took\splace|occurred|fought|completed|started|ended|constructed|introduced|organi[sz]ed"
    r"|inaugurated|dissolved|erected|signed|commissioned|first\sappeared|debuted|came\sout"
)
_BEFELL = (
    r"opened|died|formed|began|took\splace|occurred|aired|premiered|started|ended|debuted|came\sout|closed|launched"
    r"|erupted|broke\sout"
)
"""What befalls without being done to something: 'the bridge opened in', not 'the Queen opened the bridge in'."""


@dataclass(frozen=True, slots=True)
class _Rule:
    method: str
    relation: Relation
    between: re.Pattern[str]
    reverse: bool = False  # the object stands first


def _rule(method: str, relation: Relation, between: str, *, reverse: bool = False) -> _Rule:
    return _Rule(f"pattern:{method}", relation, re.compile(between), reverse)


_THE = r"(?:the\s)?"
_PLACED = r"located|situated|based|headquartered|lies|stands|lying|incorporated|held|found|built|took\splace|founded"
_SETTLEMENT = (
    r"city|town|village|capital|region|district|county|state|province|island|municipality|suburb|part|area|port|parish"
)
_WITHIN = r"capital|suburb|part|neighbou?rhood|borough|district"
_SITE = (
    rf"{_SETTLEMENT}|cities|river|lake|bay|mountain|mountains|hill|valley|community|neighbou?rhood|borough|commune|building"
    r"|station|airport|school|university|college|museum|church|cathedral|abbey|castle|palace|bridge|street|road|highway"
    r"|park|stadium|arena|hospital|hotel|theatre|theater|library|cemetery|monument|memorial|landmark|company|corporation"
    r"|club|team|franchise|association|organi[sz]ation|agency|institution|institute|newspaper|bank|brewery|railway|railroad"
    r"|line|canal|dam|ship|village|place|settlement|mall|centre|center|house|farm|forest|desert|peninsula|strait|sea|coast"
    r"|league|tower|garden|zoo|hamlet|comune|resort|camp|tramway|bight|volcano|stratovolcano|governorate|studio|office|label"
    r"|located|situated|based|schools|prison|conference|festival|square|plaza|publisher|label|firm|brand|chain|factory|academy"
)
"""What has a place of its own, as singers and films have not."""

_OTHER = r"\b(?:born|who|whose|by|for|about|came|moved|grew|across|comprising|consisting|including|compris\w+|near)\b"
_PART = r"part|division|subsidiary|component|section|subset|branch|unit|track|single|song|episode|album"
_CONTAINS = r"consists?\sof|comprises?|includes?|contains?|is\smade\sup\sof|is\scomposed\sof"
_MAKES = r"wrote|directed|composed|created|produced|designed|recorded|developed|painted|published|released"
_IS = r"(?:is|was|are|were)"
_IN, _PART_OF, _BY = Relation.LOCATED_IN, Relation.PART_OF, Relation.AUTHORED_BY
RULES = (
    _rule("in", _IN, rf"\s(?:in|on|at)\s{_THE}"),
    _rule(
        "located",
        _IN,
        rf"(?:(?!\bborn\b).)*(?<!-)\b(?:{_PLACED})\s(?:[\w-]+\s){{0,5}}?(?:in|on|at|near|within|of)\s{_THE}"
        r"(?:[\w-]+\s){0,6}",
    ),
    _rule(
        "is_in",
        _IN,
        rf"\W+(?:[^,;]*,\s)?{_IS}\s(?:an?|the|one\sof\sthe)\s(?:(?!{_OTHER})[^;])*\b(?:{_SITE})s?\b"
        rf"(?:(?!{_OTHER})[^;])*\b(?:in|on|of|from)\s{_THE}(?:[\w-]+\s){{0,4}}",
    ),
    _rule(
        "is_in_far",
        _IN,
        rf"\W+(?:(?!{_OTHER}).)*\b{_IS}\s(?:(?!{_OTHER}).)*\b(?:{_SITE})s?\b(?:(?!{_OTHER}).)*\b(?:in|on|of)\s"
        rf"(?:(?!{_OTHER}).)*,\s{_THE}",
    ),
    _rule("city_of", _IN, rf",\s(?:an?|the)\s(?:[\w-]+\s){{0,2}}(?:(?:{_SETTLEMENT})\sin|(?:{_WITHIN})\sof)\s{_THE}"),
    _rule("of", _IN, rf"\sof\s{_THE}"),
    _rule("adjective", _IN, rf"\W.*\b{_IS}\san?\s"),
    _rule("part_of", _PART_OF, rf".*\b(?:{_PART})\s(?:of|from|on)\s(?:[\w-]+\s){{0,6}}"),
    _rule("member_of", _PART_OF, rf".*\b(?:is|was|are|were|a|became)\s(?:[a-z]+\s)?(?:member|members)\sof\s{_THE}"),
    _rule("belongs_to", _PART_OF, rf".*\bbelong(?:s|ing|ed)?\sto\s{_THE}"),
    _rule("contains", _PART_OF, rf",?\s(?:{_CONTAINS})\s{_THE}", reverse=True),
    _rule(
        "made_by",
        _BY,
        rf"(?:(?!\b(?:music|starring|led|score|screenplay|lyrics|character)\b).)*\b(?:{_MADE})(?:\s(?:and|,)\s?[\w-]+)*"
        r"\sby\s(?:(?!starring\b)[\w-]+\s){0,6}",
    ),
    _rule("by", _BY, r"[^.;]{0,60}\bby\s(?:[\w-]+\s){0,6}"),
    _rule("made", _BY, rf",?\s(?:who\s|which\s|has\s|also\s)?(?:{_MAKES})\s(?:[\w-]+\s){{0,4}}", reverse=True),
    _rule("owns", _BY, r"['’]s?\s(?:[\w-]+\s){0,5}[\"“‘]?\s?", reverse=True),
    _rule("of_band", _BY, rf"[^.;]{{0,70}}\b(?:{WORK})\s(?:of|from)\s(?:[\w-]+\s){{0,6}}"),
)
_TITLED = r"\.?[\"”’']?(?:,?\s(?:or\s|simply\s|or\ssimply\s)?[\"“]?[A-Z][\w.]*[\"”]?){0,3},?\s"  # 'Gross, OC (born'
DATES = (
    _rule("life", Relation.DATED, r"[\"”’']?\s\(\s*(?:(?:born|b\.|c\.|ca\.|circa|est\.|released)\s)?"),
    _rule("life_far", Relation.DATED, rf"{_TITLED}\((?![^()]*\b(?:until|before|after|since|from)\b)[^()\d]{{0,70}}"),
    _rule("life_end", Relation.DATED, rf"{_TITLED}\([^()]*\d[^()]*[-–—]\s*(?:[^()\d]{{0,30}})?"),
    _rule(
        "was_made",
        Relation.DATED,
        rf"(?:\s\([^()]*\))?\s(?:was|were|is)\s(?:[a-z]+ly\s|first\s)?(?:{_HAPPENED})\b[^.;,]{{0,60}}",
    ),
    _rule(
        "happened_on",
        Relation.DATED,
        rf"(?:,[^,;]*,)?\s(?:first\s)?(?:{_BEFELL})\s(?!(?:the|an?|its|his|her|their)\s)(?:[^.;,]{{0,40}}\s)?(?:in|on)\s(?:the\s)?",
    ),
    _rule(
        "happened",
        Relation.DATED,
        rf"(?:\W*(?:It|He|She|The\s\w+))?(?:\s\([^()]*\))?(?:,[^;]*,)?\s(?:{_IS})\s"
        rf"(?:(?:(?!\b(?:in|on|and|when|after|before|that|which)\b)[^.;,])*\b(?:{_HAPPENED})\b"
        r"|(?:an?|the)\s[^;]{0,140}(?:,\s(?:first\s)?(?:released|published)|[a-z],\s(?:founded|incorporated|established))\b)"
        r"[^.;,]{0,60}",
    ),
    _rule("is_dated", Relation.DATED, r"\W(?:is|was|are|were)\san?\s"),
    _rule("in_year", Relation.DATED, r"[^.;]{0,20}\b(?:in|on|of|from|since)\s(?:the\s)?"),
)
LONGEST_CHAIN = 4  # names; what is longer lists them
_GOES_ON = re.compile(r",?\s(?:and|or|as\swell\sas)\s")
_CHAIN = re.compile(r",\s(?:in\s)?(?:the\s)?")
_PLACING = re.compile(r"\b(?:in|at|near|from|of|outside)\s(?:the\s)?$")
_PRONOUN = re.compile(r"\W*(?:It|He|She|They|The\s\w+|His|Her|Its)\b")


def relations(blank: str, each: Sentence, spans: Sequence[Span], cues: Cues) -> Iterator[Found]:
    """Candidates of one sentence.

    Args:
        spans: the names in the sentence, in order.
    """
    dates = [found.span() for found in DATE.finditer(blank, each.start, each.end)]
    names = [span for span in spans if not any(span[0] < end and start < span[1] for start, end in dates)]
    names = [span for span in names if blank[span[0] : span[1]].lower() not in PEOPLES]
    pronoun = _PRONOUN.match(blank, each.start, each.end)
    for at, obj in enumerate(names):
        for subject, skipped in _before(each, names[:at], is_pronoun=pronoun is not None):
            yield from _pair(blank, each, subject, obj, skipped, cues, RULES)
    for obj in dates:
        earlier = [span for span in names if span[1] <= obj[0]]
        for subject, skipped in _before(each, earlier, is_pronoun=pronoun is not None):
            yield from _pair(blank, each, subject, obj, skipped, cues, DATES)
    yield from _chains(blank, each, names, cues)


def _before(each: Sentence, earlier: Sequence[Span], *, is_pronoun: bool) -> Iterator[tuple[Span | None, int]]:
    """Whom an object may belong to: the names before it, the nearest first, and whom the sentence speaks of."""
    for back, span in enumerate(reversed(earlier[-4:])):
        yield span, back
    if len(earlier) > 4:
        yield earlier[0], len(earlier) - 1
    if is_pronoun:
        yield None, len(earlier)


def _pair(
    blank: str, each: Sentence, subject: Span | None, obj: Span, skipped: int, cues: Cues, rules: Sequence[_Rule]
) -> Iterator[Found]:
    begin = each.start if subject is None else subject[1]
    if not 0 < obj[0] - begin <= FAR:
        return
    gap = blank[begin : obj[0]]
    name = "" if subject is None else blank[subject[0] : subject[1]].lower()
    if subject is not None and is_piece(blank, each.start, subject):
        return
    if rules is RULES and is_piece(blank, each.start, obj):
        return
    if rules is DATES and subject is not None and (name in KNOWN_PLACES or _is_half_quoted(blank, subject)):
        return
    for rule in rules:
        if (rule.reverse and subject is None) or (rule.relation is _IN and lies_apart(name, blank[obj[0] : obj[1]])):
            continue
        if rule.between.fullmatch(gap):
            if not is_said(blank, each, subject, obj, rule.relation, rule.method, cues):
                continue
            one, other = (obj, subject) if rule.reverse and subject is not None else (subject, obj)
            yield _found(blank, each, one, other, rule.relation, rule.method, gap, skipped, cues)
            if rule.method != "pattern:life":
                return


def _is_half_quoted(blank: str, span: Span) -> bool:
    """Whether a name is only the end of a title in quotation marks: 'Door' of '"Head for the Door" (2004)'."""
    return blank[span[1] : span[1] + 1] in ('"', "”") and blank[max(0, span[0] - 1) : span[0]] not in ('"', "“")


def _found(
    blank: str,
    each: Sentence,
    subject: Span | None,
    obj: Span,
    relation: Relation,
    method: str,
    gap: str,
    skipped: int,
    cues: Cues,
) -> Found:
    name = blank[obj[0] : obj[1]].lower()
    return Found(
        subject,
        relation,
        obj,
        each.start,
        each.end,
        method,
        gap_words=len(gap.split()),
        gap_names=skipped,
        stands_for=subject is None,
        is_place=name in cues.places,
        is_country=name in KNOWN_PLACES,
        is_agent=name in cues.agents,
        known=subject is None or subject[0] <= each.start + 4,
        words=" ".join(blank[obj[0] : obj[1]].split()) if relation is Relation.DATED else "",
    )


def _chains(blank: str, each: Sentence, names: Sequence[Span], cues: Cues) -> Iterator[Found]:
    """'in Mediaș, Transylvania, Romania': each lies in all that follow."""
    run: list[Span] = []
    for name in (*names, None):
        if run and name is not None and _CHAIN.fullmatch(blank[run[-1][1] : name[0]]):
            run.append(name)
            continue
        if 1 < len(run) <= LONGEST_CHAIN and not _GOES_ON.match(blank, run[-1][1], each.end):
            yield from _chain(blank, each, run, cues)
        if name is not None:
            lead = blank[max(each.start, name[0] - 16) : name[0]]
            run = [name] if _PLACING.search(lead) else []


def _chain(blank: str, each: Sentence, run: Sequence[Span], cues: Cues) -> Iterator[Found]:
    words = [blank[start:end].lower() for start, end in run]
    for at in range(1, len(run)):
        if "the" in blank[run[at - 1][1] : run[at][0]].split() and words[at] not in KNOWN_PLACES:
            return  # 'in Persia, the Ilkhanate'
        if words[at] not in cues.places or not is_end(blank, each, run[at]):  # a list of names
            return
        for back in range(at):
            inner = run[at - 1 - back]
            if not lies_apart(words[at - 1 - back], words[at]) and is_end(blank, each, inner):
                yield _found(blank, each, inner, run[at], Relation.LOCATED_IN, "pattern:chain", ",", back, cues)
