"""Dates as prose writes them."""

from __future__ import annotations

import re

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?|Januar|Februar|März|Mai|Juni|Juli|Oktober|Dezember)"
)
DATE = re.compile(
    rf"(?<![\w-])(?:\d{{4}}-\d\d-\d\d|\d{{1,2}}(?:st|nd|rd|th|\.)?\s+{_MONTH}\.?(?:\s*,?\s+\d{{4}})?"
    rf"|{_MONTH}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?\s*,\s*\d{{4}}|{_MONTH}\.?\s+\d{{4}}|{_MONTH}\s+\d{{1,2}}"
    r"|(?:1[0-9]|20)\d\d(?:\s*[-–/]\s*(?:1[0-9]|20)?\d\d)?(?!\s*(?:km|kg|m|ft|people|inhabitants|MB|GB|ms)\b))(?![\w-])"
)
"""A day, a month of a year, or a year; the alternatives run from the longest to the shortest."""
