"""A request in plain words as a tool's call, by rules that would rather miss one than take a question for one.

A sentence has to be understood from its first to its last word. What is asked politely, in a hurry or in German,
French or Spanish is understood where that costs nothing; everything else is for those who come after.
"""

from __future__ import annotations

import re
from datetime import date

from engine.agents.tools.asked_dates import about_days
from engine.agents.tools.asked_documents import about_documents
from engine.agents.tools.asked_lists import lists_and_counts
from engine.agents.tools.asked_sums import sum_or_conversion
from engine.agents.tools.call import Call

MOST_CHARACTERS = 500
"""A longer text is no request for a tool."""

_BEFORE = re.compile(
    r"^(?:(?:hey|hi|hello|ok|okay|so|and|then|well|now|nacre|just|quickly|quick|please|pls|bitte|s'il te plaît|"
    r"por favor)[,:!]? +|(?:can|could|would|will) you (?:please |just |quickly )?|"
    r"(?:i need to know|i want to know|i'd like to know|tell me|do you know|can i|i want(?: to)?|i would like to|"
    r"i'd like to|help me)(?:,? please,?)? |¿|¡)++",
    re.IGNORECASE,
)
_AFTER = re.compile(  # possessive, or a row of question marks would take for ever
    r"(?:[\s,]*+\b(?:please|pls|plz|thanks|thank you|bitte|merci|gracias|por favor|for me|roughly|quickly|exactly|"
    r"approximately|would you|will you|right now|list|tell me)\b|[\s?.!;]++)++$",
    re.IGNORECASE,
)


def parse(text: str, today: date) -> Call | None:
    """The call that a request is, or None where it is not surely one.

    Args:
        text: what the user typed, never what stands in a document.
        today: what 'last month' counts from.
    """
    plain = tidied(text)
    if not plain:
        return None
    return (
        about_days(plain, today) or sum_or_conversion(plain) or lists_and_counts(plain, today) or about_documents(plain)
    )


def tidied(text: str) -> str:
    """The request on one line without courtesies around it; '' where there is none or it is too long."""
    if len(text) > 2 * MOST_CHARACTERS:
        return ""
    plain = " ".join(text.replace("’", "'").split())
    if len(plain) > MOST_CHARACTERS:
        return ""
    plain = _BEFORE.sub("", plain)
    ends = _AFTER.search(plain)
    if ends and "!" in ends[0] and re.search(r"\d$", plain[: ends.start()]):  # 5! is a sum
        return plain
    return plain[: ends.start()] if ends else plain
