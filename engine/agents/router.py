"""The router: rules, then a classifier with a margin, then a model where the margin is low."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from engine.agents import asking, classifier, own_examples, rules, split
from engine.agents.asking import AskModel
from engine.agents.classifier import best_two, chances
from engine.agents.reading import Reading, read
from engine.agents.route import CLASSIFIER, FALLBACK, MODEL, MODES, ROLES, RULES, SMALLTALK, Route
from engine.errors import NacreError
from engine.models.encoder import Encoder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float32]

log = logging.getLogger(__name__)

RULE_CONFIDENCE = 0.98  # every rule is at least as often right
WHOLE = 0.5  # weight of the whole text's scores in those of a part
PART_FROM = 0.6  # probability from which a part has a role of its own; below, it has that of the whole text
MODEL_SHARE = 0.5  # of the confidence that comes from a model having said so; the rest is the classifier's


@dataclass(frozen=True, slots=True)
class _Decision:
    role: str
    confidence: float
    sure: bool
    by: str


class Router:
    """Says where a text goes. May be used from any thread."""

    def __init__(self, encoder: Encoder, examples_folder: Path | None) -> None:
        """
        Args:
            encoder: gives the embeddings; its tier chooses the weights.
            examples_folder: where the user's own examples lie, if anywhere.

        Raises:
            UsageError: the user's examples can't be read.
        """
        self._encoder = encoder
        self._classifier = classifier.load(encoder.tier)
        self._own = own_examples.load(examples_folder, encoder) if examples_folder is not None else None

    def route(self, text: str, ask_model: AskModel | None = None) -> Route:
        """The route of any text, however long or odd.

        Args:
            text: what the person typed.
            ask_model: decides where the classifier is not sure.
        """
        reading = read(text)
        if not reading.text.strip() or not (reading.words or rules.matching(reading)):
            return Route(SMALLTALK, (SMALLTALK,), MODES[SMALLTALK], (), 0.0, FALLBACK)
        parts = split.parts(text)
        if len(parts) < 2:
            decided = self._decide(reading)
            roles: tuple[str, ...] = (decided.role,)
        else:
            decided, roles = self._decide_parts(reading, parts)
        if not decided.sure and ask_model is not None:
            named = self._ask(text, ask_model)
            if named:
                share = self._confidence(reading, named[0])
                confidence = MODEL_SHARE + (1.0 - MODEL_SHARE) * share
                return Route(named[0], named, MODES[named[0]], parts, round(confidence, 4), MODEL)
        by = decided.by if decided.sure else FALLBACK
        return Route(decided.role, roles, MODES[decided.role], parts, round(decided.confidence, 4), by)

    def _decide(self, reading: Reading, whole: Vector | None = None) -> _Decision:
        """The decision on one text, or on a part of a text with the scores `whole`."""
        ruled = rules.matching(reading)
        if ruled is not None and not self._known_to_user(reading):
            return _Decision(ruled[1], RULE_CONFIDENCE, True, RULES)
        scores = self._scores(reading)
        role, confidence, margin = best_two(chances(scores if whole is None else scores + WHOLE * whole))
        return _Decision(role, confidence, margin >= self._classifier.margin, CLASSIFIER)

    def _decide_parts(self, reading: Reading, parts: tuple[str, ...]) -> tuple[_Decision, tuple[str, ...]]:
        """The decision on the part that comes first, and the roles of all."""
        whole = self._scores(reading)
        role, confidence, margin = best_two(chances(whole))
        of_whole = _Decision(role, confidence, margin >= self._classifier.margin, CLASSIFIER)
        decisions = [self._decide(read(part), whole) for part in parts]
        decisions = [each if each.confidence >= PART_FROM else of_whole for each in decisions]
        serious = [each for each in decisions if each.role != SMALLTALK] or decisions
        first = max((each for each in serious if each.role == serious[0].role), key=lambda each: each.confidence)
        return first, tuple(dict.fromkeys(each.role for each in serious))

    def _scores(self, reading: Reading) -> Vector:
        vector = self._encoder.embed_query(reading.text)
        scores = self._classifier.scores(vector, reading)
        return scores if self._own is None else scores + self._own.pull(vector)

    def _known_to_user(self, reading: Reading) -> bool:
        """Whether one of the user's own examples says this very thing: it then counts more than a rule."""
        return self._own is not None and self._own.has(self._encoder, reading.text)

    def _confidence(self, reading: Reading, role: str) -> float:
        return float(chances(self._scores(reading))[ROLES.index(role)])

    def _ask(self, text: str, ask_model: AskModel) -> tuple[str, ...]:
        """The roles that the model names; () where it fails or names none."""
        try:
            answer = ask_model(asking.messages(text), asking.SCHEMA)
        except NacreError as error:
            log.warning("the model could not say where a text goes: %s", error)
            return ()
        return asking.roles_in(answer)
