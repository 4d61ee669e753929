"""Sentences that say what something is, and sentences that state a fact one could look up."""

from __future__ import annotations

import re

from engine.threads.finding.reading import Said


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_TERM = r"(?:an? |the )?(?P<term>[^\W_][\w'’()/+#.-]*(?: [\w'’()/+#.-]+){0,5}?)"
_IS_A = re.compile(
    rf"^{_TERM},?(?: \([^)]*\))?,? (?:is|are) (?:(?:basically|essentially|simply|just|really|typically|usually"
    rf"|generally) )?"
    r"(?:an?|the (?:process|practice|act|name|term|idea|study|ability|measure|number of|set of|technique|method"
    r"|part of|art"
    r"|distance|time|share|ratio|point|amount|tendency|state) ?|any|what (?:you|we|people) call|what happens when"
    r"|when (?:a|an|the|you)"
    r"|defined as|called|known as|short for) ?\w"
)
_MEANS = re.compile(
    rf"^{_TERM},?(?: \([^)]*\))? (?:means|refers to|stands for|is short for|is defined as|denotes|describes)"
    r"(?: that| an?| the)? \w"
)
_I_MEAN = re.compile(
    r"\bby [\"'“‘]?[\w -]{2,40}[\"'”’]?,? (?:i|we) (?:mean|understand)\b|\bwe call (?:this|it|that|such)\b"
)
_LABELLED = re.compile(
    r"^\s*(?:(?:[-*+•]|\d{1,3}[.)])\s+)?\*\*([^*\n]{2,50}?):?\*\*\s*(?::|[–—-]\s|(?<=:\*\*))\s*(?=\S.{15,})"
)
_LABEL_WORDS = re.compile(
    r"\b(?:note|tip|warning|important|example|answer|question|step|phase|option|pros|cons|goal|result|summary|caveat"
    r"|why|how"
    r"|cost|time|solution|problem|recommendation|bonus|day|week|output|input|next|status|file|tool|attachment)s?\b"
)
_VAGUE = _set(
    """
    it this that these those there here he she they we i you who what which everything something nothing one some
    many most all so and but if when where how why my your our their his her the a an both each yes no not also
    then
    """
)
_JUDGES = re.compile(
    r"\b(?:is|are) (?:\w+ )?an? (?:\w+ )?(?:good|great|nice|bad|bit|lot|must|classic|shame|pity|problem|mess|pain"
    r"|joy|hit|plus"
    r"|valid|fair|perfect|solid|wonderful|fantastic|amazing|awesome|challenge|mistake|start|idea|plan|choice|way to"
    r"|little|few"
    r"|couple|better|big|huge|real|fun|cool|blast|game changer|concern|no)\b"
)
_NUMBER = re.compile(
    r"(?<![\w.])[$€£]?\d[\d,.]*(?:\s?(?:%|percent|[kmgt]i?b|k|m|ms|s|°c|°f|kg|km|cm|mm|euros?|dollars?)\b)?", re.I
)
_UNIT = re.compile(
    r"(?:[$€£]\s?\d|\d[\d,.]*\s?(?:%|percent|per\b|[kmgt]i?b\b|ms\b|seconds?\b|minutes?\b|hours?\b|days?\b|weeks?\b"
    r"|months?\b"
    r"|years?\b|°|kg\b|grams?\b|g\b|km\b|m\b|cm\b|mm\b|met(?:er|re)s?\b|miles?\b|euros?\b|dollars?\b|people\b"
    r"|parameters?\b|params\b|tokens?\b|dimensions?\b"
    r"|layers?\b|cores?\b|pages?\b|lines?\b|rows?\b|files?\b|[kmb]\b|million\b|billion\b|thousand\b|litres?\b"
    r"|liters?\b|watts?\b|w\b|v\b|degrees?\b|times\b|ghz\b|fps\b))",
    re.I,
)
_DATE = re.compile(
    r"\b(?:1[5-9]|20)\d\d\b|\b(?:january|february|march|april|june|july|august|september|october|november|december)\b"
    r"|\bon (?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b\d{1,2}(?::\d\d)? ?(?:am|pm|a\.m|p\.m)\b|\bat (?:noon"
    r"|\d{1,2}:\d\d)\b",
    re.I,
)
_NAME = re.compile(r"(?<=[\w,;:)] )(?:[A-Z][a-z]+[\w-]*|[A-Z]{2,}[\w-]*|\w+[A-Z]\w*)(?! ?['’](?:ll|m|ve|d)\b)")
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|takes?|took|costs?|needs?|uses?|used|contains?|holds?|runs?|ran|supports?"
    r"|weighs?"
    r"|requires?|lives?|works?|starts?|started|opens?|opened|closes?|closed|began|begins?|ends?|ended|lasts?|lasted"
    r"|gives?"
    r"|gave|gets?|makes?|made|reach(?:es|ed)?|writes?|wrote|built|founded|born|died|invented|released|published"
    r"|measures?"
    r"|measured|stores?|stored|reads?|shows?|showed|won|lost|leaves?|left|arrives?|arrived|comes?|came|sold|sells?"
    r"|bought"
    r"|grew|grows?|rose|fell|dropped|increased|decreased|achieves?|scores?|beats?|ships?|produces?|provides?|offers?"
    r"|includes?|ranges?|equals?|consumes?|draws?|burns?|processes|handles?|outperforms?|moved|replaced|added"
    r"|expires?|helps?|helped|called|named|gave|pays?|paid|saves?|saved|exports?|speaks?|spoke|belongs?)\b",
    re.I,
)
_KNOWN = re.compile(r"\b(?:called|named|wrote|invented|founded)\b")
_UNSURE = re.compile(
    r"\b(?:maybe|perhaps|might|could|would|should|probably|possibly|i think|i guess|i believe|seems?|if|let's"
    r"|hopefully|wish"
    r"|hope|please|can you|imagine|suppose|for example|e\.g|such as|want to|trying to|want it|i'd|don't know)\b"
)
_ORDERS = re.compile(
    r"^(?:use|run|install|try|set|add|create|make|check|open|click|select|download|configure|start|stop|consider"
    r"|ensure|avoid"
    r"|keep|take|put|write|read|go|see|let|remember|note|build|test|save|copy|call|send|do|don't|never|always|then"
    r"|first"
    r"|next|finally|give|tell|imagine|suppose|deploy|export|import|monitor|leverage|select|choose|pick|apply"
    r"|implement)\b"
)
_FEELS = re.compile(
    r"^(?:thanks?|thank you|sounds|great|awesome|perfect|absolutely|congrats|i'm (?:so|really|glad|happy|excited)"
    r"|can't wait"
    r"|looking forward|see you|hope|have a|good luck|i love|i'd love|hey|hi|hello|yes|sure|of course|ok)\b"
)


def definition(one: Said) -> float:
    """How surely a sentence says what something is or means, 0..1."""
    low, words = one.low, len(one.low.split())
    if low.endswith("?") or words < 4 or words > 70:
        return 0.0
    if _I_MEAN.search(low):
        return 0.85
    for pattern, chance in ((_MEANS, 0.85), (_IS_A, 0.7)):
        found = pattern.match(low)
        if found and _is_term(found["term"]) and not _JUDGES.search(low[: found.end() + 25]):
            return chance
    label = _LABELLED.match(one.raw)
    if label and not _LABEL_WORDS.search(label[1].lower()) and not _ORDERS.match(low[len(label[1]) :].lstrip(" :–—-")):
        return 0.55
    return 0.0


def _is_term(term: str) -> bool:
    words = term.split()
    return (
        words[0] not in _VAGUE and not any(word in _VAGUE for word in words[-1:]) and not words[-1].endswith("ing to")
    )


def claim(one: Said) -> float:
    """How surely a sentence states a fact with a number, a date or a name, 0..1."""
    low, words = one.low, len(one.low.split())
    if words < 4 or words > 45 or low.endswith(("?", ":")) or _ORDERS.match(low) or not _VERB.search(low):
        return 0.0
    unit, date, name = bool(_UNIT.search(low)), bool(_DATE.search(low)), bool(_NAME.search(one.plain))
    if not (unit or date or name or _NUMBER.search(low)):
        return 0.0
    name = name or bool(re.search(r"\b(?:called|named) [A-Z]", one.plain))
    known = bool(_KNOWN.search(low))
    chance = 0.45 + 0.1 * known + 0.25 * unit + 0.2 * date + 0.1 * name + 0.1 * bool(re.search(r"\d", low))
    if _UNSURE.search(low):
        chance -= 0.25
    if _FEELS.match(low):
        chance -= 0.25
    if low.endswith("!"):
        chance -= 0.1
    return max(0.0, min(0.95, chance))
