"""What the router says: who should answer, in which mode, and which questions the text holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

RESEARCH, CODE, CREATIVE, TOOL = "research", "code", "creative", "tool"
GENERAL, SMALLTALK, OUT_OF_SCOPE = "general", "smalltalk", "out_of_scope"

ROLES = (RESEARCH, CODE, CREATIVE, TOOL, GENERAL, SMALLTALK, OUT_OF_SCOPE)
"""In the order of the classifier's columns."""

MODES: Mapping[str, str] = {
    RESEARCH: "answer",
    CODE: "code",
    CREATIVE: "create",
    TOOL: "tool",
    GENERAL: "chat",
    SMALLTALK: "chat",
    OUT_OF_SCOPE: "chat",
}
"""What is done for a role: 'answer' from the library, 'chat', 'create', 'code' or use a 'tool'."""

RULES, CLASSIFIER, MODEL, FALLBACK = "rules", "classifier", "model", "fallback"


@dataclass(frozen=True, slots=True)
class Route:
    """Where a text goes."""

    role: str  # one of ROLES: that of the first part
    roles: tuple[str, ...]  # of all parts, each once, in their order
    mode: str  # MODES[role]
    sub_questions: tuple[str, ...]  # the parts of a text that has several, in order; else ()
    confidence: float  # that `role` is right, 0 to 1
    by: str  # 'rules', 'classifier', 'model', or 'fallback': the nearest role, but nobody was sure
