"""Sentences that leave something to be done."""

from __future__ import annotations

import re

from engine.threads.finding.reading import Said

_BOX = re.compile(r"^\s*(?:>\s*)*(?:[-*+]|\d{1,3}[.)])\s+\[ \]\s+\S")
_DONE = re.compile(r"^\s*(?:>\s*)*[-*+]\s+\[[xX]\]")
_EXPLICIT = re.compile(r"\b(?:todo|to-do|fixme)\b\s*[:(-]|^(?:todo|to-do|fixme)\b|^\W*action items?\b|\bremind me\b")
_NEXT = re.compile(
    r"^(?:(?:my|the|our|so the|so|and the|then the|as a) )?next steps?(?: is| are|:| would be| for (?:me|us))"
)
_FORGET = re.compile(
    r"\b(?:(?:don't|do not|mustn't|can't|let's not) (?:let me |let us )?forget (?:to|about)|remember to)\b"
)
_NEED = re.compile(
    r"\b(?:i|we)(?:'ll|'ve| will| still| also| really| just| have)* (?:need|have|got|gotta|ought"
    r"|must remember)(?: to|(?<=gotta))"
    r" (?!know\b|understand\b|be\b|admit\b|say\b|have\b|agree\b|ask\b|wonder\b|clarify\b|think of|choose\b|pick\b"
    r"|decide\b|check (?:it|that) out)"
)
_SHOULD = re.compile(
    r"\b(?:i|we) (?:should|must)(?: also| still| probably| really)? (?!be\b|have\b|know\b|not\b|say\b|n't)"
    r"(?:\w+)"
)
_COMMITS = re.compile(
    r"\bi(?:'ll| will)(?: also| then| just| definitely)? (?:check|send|look into|bring|write|call|ask|order|fix"
    r"|email|update"
    r"|prepare|finish|review|test|add|get (?:back|the|some|those|you)|let you know|measure|try (?:it|that|this|out)"
    r"|set up"
    r"|follow up|pick up|put together|report back|look at|redo|draft|upload|share)\b"
)
_NOT = re.compile(
    r"\b(?:don't|do not|doesn't|didn't|no|never|won't|not) (?:\w+ )?(?:need|have) to\b|\bif (?:i|we) (?:need|have) to\b"
    r"|\b(?:i|we) had to\b|\b(?:need|have) to (?:you|me)\b|\bneed you\b|\bwhat (?:i|we) (?:need|have)\b|\bwhy (?:i"
    r"|we)\b"
    r"|\bi'll (?:check|try) (?:it|that) out$"
)


def todo(one: Said) -> float:
    """How surely a sentence leaves something to be done, 0..1."""
    low = one.low
    if _DONE.match(one.raw):
        return 0.0
    if _BOX.match(one.raw):
        return 0.95
    if low.endswith("?") and not _EXPLICIT.search(low):
        return 0.0
    if len(low.split()) < 3 or len(low.split()) > 60:
        return 0.0
    if _EXPLICIT.search(low):
        return 0.93
    if _NEXT.match(low):
        return 0.8
    if not one.by_person or _NOT.search(low):
        return 0.0
    if _FORGET.search(low):
        return 0.85
    if _NEED.search(low):
        return 0.75
    if _COMMITS.search(low):
        return 0.65
    return 0.55 if _SHOULD.search(low) else 0.0
