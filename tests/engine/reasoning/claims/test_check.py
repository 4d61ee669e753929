"""What the claim check says of a claim and a quote, and why."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from importlib import resources

import pytest

from engine.models.hashed import HashedEncoder
from engine.reasoning.claims import weights
from engine.reasoning.claims.check import NOT_THERE, ClaimCheck, Stance, Verdict
from engine.reasoning.claims.features import CLAIM_FEATURES, PART_FEATURES
from engine.reasoning.evidence import Evidence
from engine.reasoning.vectors import SentenceVectors
from engine.records import Passage, Place
from engine.sources.reading import BlockKind
from engine.sources.sentences import sentences

TEXT = (
    "The lighthouse of Corran was built in 1868 by Isla Menzies. Its tower is 5.26 metres high. "
    "The council did not approve a second tower, and the number of ships decreased."
)
Ask = Callable[[str, int], Verdict]


def records(order: int) -> tuple[Evidence, Passage]:
    """A sentence of the text, which stands 100 code points into its document."""
    start, end = sentences(TEXT)[order]
    place = Place(1, 1, "/a.md", "", "The light of Corran", (), None, None, None, 1, 1, 100, 100 + len(TEXT))
    evidence = Evidence(0, order, 100 + start, 100 + end, TEXT[start:end], BlockKind.PARAGRAPH, "")
    return evidence, Passage(1, place, TEXT, {}, 1.0)


@pytest.fixture
def ask() -> Ask:
    check = ClaimCheck(SentenceVectors(HashedEncoder()), lambda stem: 0.7)
    return lambda claim, order: check.of(claim, *records(order))


def test_a_quote_that_says_it_agrees(ask: Ask) -> None:
    found = ask("Isla Menzies built the lighthouse of Corran in 1868.", 0)
    assert found.stance is Stance.AGREES and found.support > 0.6
    assert any("1868" in reason and "Isla Menzies" in reason for reason in found.reasons)


def test_another_number_contradicts_and_the_reason_names_both(ask: Ask) -> None:
    found = ask("The tower of the lighthouse is 7.15 metres high.", 1)
    assert found.stance is not Stance.AGREES
    assert "the source says 5.26 metres, not 7.15 metres" in found.reasons
    assert found.support < ask("The tower of the lighthouse is 5.26 m high.", 1).support


def test_another_name_is_less_supported(ask: Ask) -> None:
    right = ask("The lighthouse of Corran was built in 1868 by Isla Menzies.", 0)
    wrong = ask("The lighthouse of Corran was built in 1868 by Jonas Frost.", 0)
    assert right.support > wrong.support + 0.2 and wrong.stance is not Stance.AGREES
    assert "the source says Isla Menzies, not Jonas Frost" in wrong.reasons


def test_a_denial_and_an_opposite_are_given_as_reasons(ask: Ask) -> None:
    denied = ask("The council did approve a second tower.", 2)
    assert denied.stance is not Stance.AGREES and any("denies" in reason for reason in denied.reasons)
    turned = ask("The number of ships increased.", 2)
    assert "the source says ‘decreased’, not ‘increased’" in turned.reasons


def test_a_quote_that_is_not_in_the_source_supports_nothing() -> None:
    check = ClaimCheck(SentenceVectors(HashedEncoder()), lambda stem: 0.7)
    evidence, passage = records(0)
    changed = replace(evidence, quote=evidence.quote.replace("1868", "1869"))
    found = check.of("The lighthouse of Corran was built in 1869 by Isla Menzies.", changed, passage)
    assert (found.support, found.reasons) == (0.0, (NOT_THERE,))


@pytest.mark.parametrize("claim", ["", "!?", "it is", "𝔘𝔫𝔦", "1" * 400, "\x00\x1b[31m"])
def test_any_claim_gets_a_verdict(ask: Ask, claim: str) -> None:
    found = ask(claim, 0)
    assert 0.0 <= found.support <= 1.0 and found.reasons


@pytest.mark.parametrize("tier", [0, 1, 2])
def test_every_tier_has_a_weight_for_every_feature(tier: int) -> None:
    fitted = weights.load(tier)
    assert len(fitted.part.weights) == len(PART_FEATURES)
    assert len(fitted.claim.weights) == len(CLAIM_FEATURES)
    assert 0 < fitted.contradicts < fitted.agrees < 1


def test_the_file_says_what_it_was_fitted_on_and_what_it_gives() -> None:
    data = json.loads(resources.files("engine.reasoning.claims").joinpath(weights.FILE).read_text("utf-8"))
    assert data["tiers"].keys() == {"0", "1"}
    for tier in data["tiers"].values():
        assert tier["card"].keys() >= {"encoder", "data", "licence", "command", "seed", "date", "figures", "without"}
        assert "/" not in tier["card"]["data"], "no path of the machine it was fitted on"
