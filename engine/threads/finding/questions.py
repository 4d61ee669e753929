"""Questions that want an answer; offers, tags and rhetorical ones are none."""

from __future__ import annotations

import re

from engine.threads.finding.reading import Said

MARKED, UNMARKED, CLARIFYING = 0.9, 0.7, 0.6

_OFFERS = re.compile(
    r"\b(?:would you (?:like|prefer|want)|do you want|want me to|shall (?:i|we)|should (?:i|we) (?:go|start|proceed"
    r"|continue|also|dive|write|prioriti[sz]e)|would it help|how can i (?:help|assist)|need (?:any|more) help"
    r"|would you be interested|ready to (?:start|go|begin)|care for|interested in)\b"
)
"""What an assistant asks when it has answered."""

_PHATIC = re.compile(
    r"\b(?:can i (?:help|assist)|anything else|let me know if|does (?:that|this) (?:help|make sense|answer|sound)"
    r"|make sense|sounds? (?:good|like a plan|fun)|how does that sound|wh?at do (?:you|u) (?:guys |all "
    r"|both )?(?:think|say)|(?:what|how) about (?:you|u|y'all|yours)(?: guys| all)?\W*$"
    r"|(?:has |have )?anyone (?:else|tried (?:it|that))|any (?:ideas|thoughts|suggestions)\W*$|you know\W*$)"
)
_TAGS = re.compile(
    r"(?:^|[,.!–-] ?)(?:right|ok|okay|no|yeah|yes|really|huh|eh|you know|isn't it|aren't you|don't you think|deal"
    r"|seriously"
    r"|correct|agreed|cool|good)\?+$"
)
_GREETING = re.compile(
    r"^(?:hey|hi|hello|yo)?[\w ,!'-]{0,30}\b(?:how are you|how's it going|how (?:is|are) (?:everything|things|you)"
    r"|how have you been|how was your (?:day|week|weekend)|what's up|guess what|you know what|how's everyone"
    r"|why not|are you kidding|who knows|anyone)\b[\w ]{0,12}\?*$"
)
_LEADS = (
    r"(?:(?:ok|okay|so|and|but|wait|hmm|also|well|hey|hi|yes|no|yeah|please|btw|now|then|alright|actually|oh|um"
    r"|one more thing|quick question)[,.! ]+)*"
)
_ASKS = re.compile(
    rf"^{_LEADS}(?:"
    r"how (?:do|does|did|can|could|would|should|is|are|was|were|to|much|many|long|far|often|about|come|big|old|well"
    r"|\w+ (?:do|does|did|is|are|was|were|can|could|should|would|will))\b"
    r"|wh(?:at|ich)(?:'s|s)? (?:is|are|was|were|do|does|did|can|could|would|should|will|about|if|kind|category|model"
    r"|models|tool|tools|happens?|(?:\w+ ){1,3}(?:do|does|did|should|would|can|could|will)"
    r"|\w+ (?:is|are|was|were))\b"
    r"|what's\b|whats\b|where(?:'s)? (?:is|are|do|does|did|can|could|would|should|was|were)\b|where's\b"
    r"|when (?:is|are|do|does|did|can|could|would|should|was|were|will)\b"
    r"|who(?:'s)? (?:is|are|do|does|did|can|could|would|should|was|were|will|wrote|made)\b"
    r"|why (?:is|are|do|does|did|can|can't|could|would|should|was|were|don't|doesn't|isn't|not)\b"
    r"|(?:can|could|would|will) (?:you|u|we|i|it|this|that|the|someone|anyone)\b"
    r"|(?:is|are|was|were) (?:there|it|this|that|the|you|we|they|my|any)\b"
    r"|(?:do|does|did) (?:you|i|we|it|they|the|this|that|any|\w+ing)\b"
    r"|should (?:i|we|it|the)\b|any (?:idea|ideas|tips|advice|suggestions|recommendations)\b"
    r"|(?:wouldn'?t|isn'?t|doesn'?t) (?:that|it|this|there)\b"
    r")"
)
_EMBEDDED = re.compile(
    r"\b(?:i(?:'m| am)? (?:wonder(?:ing)?|curious)|i don't (?:know|understand|get) (?:how|why|what|which|where"
    r"|whether|if)"
    r"|(?:can|could) (?:you|anyone|someone) (?:tell|explain|show|give|go through|help)|tell me (?:how|why|what|which"
    r"|where)"
    r"|explain (?:how|why|what)|need to know (?:how|why|what|which|whether|if|when)"
    r"|wouldn'?t (?:that|it|this) be|is there (?:a|any) way)\b"
)
_BARE = re.compile(r"^\W*(?:why|what|when|where|who|how|which one|really|and you|you)\W*$")
_CUED = re.compile(r"\b(?:title|heading|example question|q:|faq)\b")


def question(one: Said) -> float:
    """How surely a sentence is a question that wants an answer, 0..1."""
    low = one.low
    marked = low.rstrip("\"'”’)*_ 🤔😊😄🎉💪🙌").endswith("?") or "? " in low[-12:] or _ends_with_mark(low)
    words = len(low.split())
    if (not one.by_person and _OFFERS.search(low)) or (_PHATIC.search(low) and not _is_wish(low)):
        return 0.0
    if words < 2 or (_TAGS.search(low) and words < 7) or _BARE.match(low) or _GREETING.match(low) or _CUED.match(low):
        return 0.0
    if not one.by_person:
        return CLARIFYING if marked and one.last and words > 3 and " you" in f" {low}" else 0.0
    if marked:
        return MARKED if words > 2 else UNMARKED
    if low.endswith(("!", ":")) or words > 60:
        return 0.0
    if words > 2 and (_ASKS.match(low) or _EMBEDDED.search(low) or _ASKS.match(_last_clause(low))):
        return UNMARKED
    return 0.0


def _last_clause(low: str) -> str:
    """What stands behind the last comma, where it is a clause."""
    clause = low.rpartition(", ")[2]
    return clause if len(clause.split()) > 3 else low


def _ends_with_mark(low: str) -> bool:
    """Whether only signs (smileys) stand behind the question mark."""
    tail = low.rpartition("?")[2] if "?" in low else "x"
    return not any(char.isalnum() for char in tail)


def _is_wish(low: str) -> bool:
    """'What do you think about X?' asks for something, without an object it does not."""
    return bool(re.search(r"what do you (?:guys |all )?think (?:about|of|we should|is|are|i should)\b", low))
