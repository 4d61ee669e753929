"""Which sentences of an answer nothing stands behind: they say something, and no mark follows them."""

from __future__ import annotations

import re

from engine.reasoning.features import Idf
from engine.reasoning.refining.saying import states
from engine.reasoning.ways.marks import cut, lines_of
from engine.reasoning.wording import LEAD, MARK

HEADING = re.compile(r"\s*(?:#{1,6}\s.*|\*\*[^*]+\*\*:?|__[^_]+__:?)\s*")
RULE = re.compile(r"[\s|:+=*_-]*")


def unmarked(text: str, question: str, idf: Idf) -> tuple[str, ...]:
    """The sentences of a text that state something and have no mark, in their order.

    Code, headings, questions, what only says the question again, and what says that the sources are silent is left out.

    Args:
        text: with marks, each behind its sentence.
        question: what was asked.
        idf: how telling a stem is.
    """
    found = []
    for line, code in lines_of(text):
        if code or HEADING.fullmatch(line) or RULE.fullmatch(line):
            continue
        for piece in cut(line):
            plain = LEAD.sub("", piece).strip()
            if not MARK.search(plain) and states(plain, question, idf):
                found.append(plain)
    return tuple(found)
