"""'The latter', 'the second one': one of several that were named together."""

from __future__ import annotations

import re
from collections.abc import Sequence

from engine.reasoning.following.antecedents import Subject
from engine.reasoning.following.contexts import Context, series

_ORDINALS = {
    "first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "last": -1,
    "erste": 0, "zweite": 1, "dritte": 2, "vierte": 3, "letzte": -1,
    "premier": 0, "première": 0, "deuxième": 1, "troisième": 2, "primero": 0, "primera": 0, "segundo": 1, "segunda": 1,
}  # fmt: skip
_ONE = re.compile(
    r"\bthe (?P<order>first|second|third|fourth|fifth|last)(?: ones?\b(?! of)| of (?:them|these|those)\b|"
    r"(?=\W*\Z| (?:is|was|are|were|has|had|did|does)\b))|"
    r"\b(?:the |die |der |das )?(?P<pair>former|latter|erstere[rs]?|letztere[rs]?)\b(?= (?:is|was|are|were|has|"
    r"had|did|does|have|can|"
    r"used|built|born|made|founded)\b|\W*\Z|[ ]\w+\W*\Z)|"
    r"\bthe (?P<other>other)(?: one)?(?=\W*\Z| (?:is|was|has|did|does)\b)|"
    r"\b(?:der|die|das|dem|den) (?P<zweite>erste|zweite|dritte|vierte|letzte)n?(?=\W*\Z| [a-zäöü])|"
    r"\b(?:le|la|el) (?P<autre>premier|première|deuxième|troisième|primero|primera|segundo|segunda)(?=\W*\Z| [a-zé])",
    re.IGNORECASE,
)


_WHICH = re.compile(
    r"\s*(?:and )?(?:which|who)(?: one)?(?: of (?:them|these|those|the two))? (?:is|was|has|costs?|weighs?|"
    r"runs?|lives?|lasts?)"
    r"(?: the)? (?:\w+er|better|worse|more|less|\w+est|best|worst)(?: \w+)?\s*[?!.]*\s*",
    re.IGNORECASE,
)


def numbered(text: str, contexts: Sequence[Context]) -> tuple[str, Subject] | None:
    """The question with the one that is meant in place of its number; None where it names none, or none is listed.

    Args:
        text: the question.
        contexts: earlier exchanges, the last one first.
    """
    found = _ONE.search(text)
    if not found:
        return None
    for context in contexts:
        items = context.items
        if not items:
            continue
        item = _item(found, items, context)
        if item is None:
            return None
        word = item if text[: found.start()].strip(" ¿¡") else item[:1].upper() + item[1:]
        return f"{text[: found.start()]}{word}{text[found.end() :]}", Subject(item, context.earlier.turn_id)
    return None


def compared(text: str, contexts: Sequence[Context]) -> tuple[str, Subject] | None:
    """Which is older: of the two that the last question named."""
    context = contexts[0]
    listed = series(context.question, context.asked.phrases)
    if len(listed) != 2 or not _WHICH.fullmatch(text):
        return None
    pair = f"{listed[0].text} or {listed[1].text}"
    return f"{text.strip().rstrip('?!. ')}, {pair}?", Subject(pair, context.earlier.turn_id)


def _item(found: re.Match[str], items: tuple[str, ...], context: Context) -> str | None:
    if found["pair"]:
        if len(items) != 2:
            return None
        return items[0 if found["pair"].lower().startswith(("f", "er")) else 1]
    if found["other"]:
        named = [item for item in items if item.lower() in context.earlier.asked.lower()]
        return (
            next((item for item in items if item not in named), None) if len(items) == 2 and len(named) == 1 else None
        )
    order = found["order"] or found["zweite"] or found["autre"]
    place = _ORDINALS[order.lower()]
    return items[place] if -1 <= place < len(items) else None
