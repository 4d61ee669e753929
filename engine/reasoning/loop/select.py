"""The evidence loop: what a question's answer rests on, chosen as a set over a few rounds of searching.

Round 1 is the search itself. Where the gate finds that it may not be enough, names found in its passages lead to
follow-up searches, and passages are chosen for their chains and for what the set still lacks of the question. What they
displace of the first search gives way only where they have earned it, and a round counts only where support rises.
Where a selector fits the library, it orders what the first search found, and what has plainly earned it afterwards
takes the place of what the rounds chose.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from threading import Event as Flag
from time import perf_counter

from engine.errors import Cancelled, NacreError
from engine.events import EvidenceChosen, EvidenceWeighed, Listener, LoopWeighed, Thinking, ignore
from engine.reasoning.loop import gate
from engine.reasoning.loop.acceptance import Start
from engine.reasoning.loop.chains import Chain
from engine.reasoning.loop.coverage import support
from engine.reasoning.loop.following_up import Evidence, follow_up, led_to
from engine.reasoning.loop.ground import Ground, ground_of
from engine.reasoning.loop.passages import passages_of
from engine.reasoning.loop.selected import Lead, Selected
from engine.reasoning.loop.settings import LoopSettings
from engine.reasoning.selecting import gathering
from engine.reasoning.selecting.candidates import Candidates
from engine.reasoning.selecting.choosing import Chooser, Weighed, chooser
from engine.records import Passage
from engine.retrieval.searcher import Found, Searcher, where

DEFAULTS = LoopSettings()

log = logging.getLogger(__name__)

SHOWN = 5
"""Passages that the trace names of what the selector weighed."""


def select(
    searcher: Searcher,
    found: Found,
    settings: LoopSettings = DEFAULTS,
    listen: Listener = ignore,
    cancel: Flag | None = None,
    documents: Iterable[int] | None = None,
) -> Selected:
    """The evidence for a question, as a set.

    Args:
        searcher: of the library.
        found: what it found for the question; its passages stay as they are where nothing more is needed.
        settings: how far to go.
        listen: hears `EvidenceWeighed` each time a selector has thought, `LoopWeighed`, and where there are rounds
            `FollowedUp` for each and `EvidenceChosen`.
        cancel: looked at between units of work; the evidence is then that of the last round that counted.
        documents: ids of the documents to look in, as for the search; None for all.
    """
    started = perf_counter()
    listed = None if documents is None else sorted(documents)
    if not found.passages:
        return Selected((), (), (), {}, 1, (), "not needed", 0.0, 0.0, {"gate": _since(started), "rounds": 0.0})
    ground = ground_of(searcher, found, settings, cancel, listed)
    opening = _opened(ground, found, listen)
    gate_ms = _since(started)
    listen(LoopWeighed(opening.needed, opening.doubt, opening.look.uncovered, gate_ms))
    if not opening.needed:
        return Selected(
            evidence=opening.kept,
            ranking=opening.ranking,
            passages=passages_of(ground.library, opening.kept, found.passages, found.arms),
            leads={},
            rounds=1,
            record=(),
            halt="not needed" if opening.look.uncovered else "covered",
            chance=opening.chance,
            support=0.0,
            timings={"gate": gate_ms, "rounds": 0.0},
            weighed=opening.weighed,
        )
    evidence = _followed(ground, found, opening, listen)
    passages = passages_of(ground.library, evidence.chunks, found.passages, found.arms)
    elapsed_ms = _since(started) - gate_ms
    rounds = 1 + len(evidence.record)
    listen(EvidenceChosen(tuple(map(_place, passages)), rounds, evidence.halt, elapsed_ms))
    return Selected(
        evidence=evidence.chunks,
        ranking=tuple(dict.fromkeys((*evidence.chunks, *opening.ranking, *found.arms.fused))),
        passages=passages,
        leads=_leads(evidence.chains, evidence.chunks),
        rounds=rounds,
        record=evidence.record,
        halt=evidence.halt,
        chance=opening.chance,
        support=evidence.support,
        timings={"gate": gate_ms, "rounds": elapsed_ms},
        weighed=opening.weighed,
    )


def looked(searcher: Searcher, found: Found, settings: LoopSettings = DEFAULTS) -> gate.Look:
    """What the gate sees of a search that found something."""
    ground = ground_of(searcher, found, settings)
    return gate.look(ground.asked, [each.chunk_id for each in found.passages[: settings.passages]], ground.lexicon)


@dataclass(frozen=True, slots=True)
class _Opening:
    """What the first search is made of."""

    selector: Chooser | None
    look: gate.Look
    chance: float  # that more is needed, in the gate's opinion
    doubt: float  # the same in the opinion that counts
    needed: bool
    ranking: tuple[int, ...]  # chunks, best first
    kept: tuple[int, ...]  # those of them that an answer has room for
    weighed: bool  # whether a selector has ranked them


def _opened(ground: Ground, found: Found, listen: Listener) -> _Opening:
    """The order of what the first search found, and whether that is enough."""
    settings = ground.settings
    first = tuple(passage.chunk_id for passage in found.passages)
    look = gate.look(ground.asked, first[: settings.passages], ground.lexicon)
    fitted = gate.load()
    chance = fitted.model.chance(look.features)
    doubted, doubt = chance >= fitted.threshold, chance
    selector = chooser(ground.library.folder, ground.vectors.encoder.id, settings.selector)
    weighed = None
    if selector is not None and len(first) > 1:
        with _left_out_where_it_fails():
            weighed = selector.first(gathering.first(ground, found, look, chance))
        if weighed is not None:
            listen(_thought(ground, weighed, 1))
            if weighed.enough is not None:
                doubted, doubt = weighed.enough < selector.enough_from, 1.0 - weighed.enough
    needed = settings.budget.rounds > 1 and (doubted or not settings.parts.gate)
    ranking = first if weighed is None else tuple(dict.fromkeys((*weighed.chunks, *first)))
    kept = ranking[: settings.passages]
    return _Opening(selector, look, chance, doubt, needed, ranking, kept, weighed is not None)


def _followed(ground: Ground, found: Found, opening: _Opening, listen: Listener) -> Evidence:
    """What the rounds end with, as the selector orders it; the best of the first search stays before all others."""
    start = Start(opening.kept, {chunk: found.arms.fused.get(chunk, 0.0) for chunk in opening.kept}, opening.chance)
    evidence = follow_up(ground, found.arms, start, listen)
    if opening.selector is not None and evidence.halt not in ("time", "cancelled"):
        with _left_out_where_it_fails():
            candidates = gathering.after(ground, found, opening.look, opening.chance, evidence)
            if candidates is not None:
                evidence = _chosen(ground, evidence, candidates, opening.selector, opening.ranking, listen)
    return replace(evidence, chunks=_with_first(evidence.chunks, opening.ranking[0])) if opening.weighed else evidence


def _chosen(
    ground: Ground,
    evidence: Evidence,
    candidates: Candidates,
    selector: Chooser,
    ranking: Sequence[int],
    listen: Listener,
) -> Evidence:
    """The evidence of the rounds as the selector puts it together; as it is where the selector has nothing to say.

    Args:
        candidates: what the rounds ended with.
        ranking: chunks as the selector put them before any round.
    """
    weighed = selector.after(candidates)
    if weighed is None or evidence.step is None:
        return evidence
    listen(_thought(ground, weighed, 1 + len(evidence.record)))
    chunks = tuple(dict.fromkeys((*weighed.chunks, *evidence.chunks)))[: ground.settings.passages]
    step = evidence.step
    held = support(step.field, step.extensions, [step.field.at(chunk) for chunk in chunks], ground.settings.weights)
    brought: Sequence[Chain] = () if set(chunks) <= set(ranking[: len(chunks)]) else led_to(step, chunks)
    return replace(evidence, chunks=chunks, support=held, chains=(*evidence.chains, *brought))


@contextmanager
def _left_out_where_it_fails() -> Iterator[None]:
    """A selector reads far more passages than the answer: what is wrong with one of those must not end the answer."""
    try:
        yield
    except Cancelled:
        raise
    except NacreError as error:
        log.warning("the evidence selector is left out: %s", error)


def _with_first(chunks: Sequence[int], first: int) -> tuple[int, ...]:
    """Chunks in their order, but one before all others where it is among them."""
    return tuple(sorted(chunks, key=lambda chunk: chunk != first))


def _thought(ground: Ground, weighed: Weighed, number: int) -> EvidenceWeighed:
    """What the selector thought, for the trace: of the passages that it put first."""
    shown = weighed.chunks[:SHOWN]
    rows = {row.chunk_id: where(row) for row in ground.library.chunk_rows(shown)}
    steps = [
        Thinking(tuple(map(float, scores[:SHOWN])), thought.halt, thought.none, thought.drift)
        for scores, thought in zip(weighed.scores, weighed.thoughts, strict=True)
    ]
    return EvidenceWeighed(
        round=number,
        candidates=len(weighed.chunks),
        passages=tuple(rows.get(chunk, "") for chunk in shown),
        before=weighed.before[:SHOWN],
        baseline=tuple(map(float, weighed.baseline[:SHOWN])),
        steps=tuple(steps),
        elapsed_ms=weighed.elapsed_ms,
    )


def _since(started: float) -> float:
    """Milliseconds."""
    return (perf_counter() - started) * 1000


def _leads(chains: Sequence[Chain], evidence: Sequence[int]) -> Mapping[int, Lead]:
    """By chunk: the newest chain that ends in it and starts from evidence."""
    found = {}
    for chain in chains:
        *_, source, chunk = chain.chunks
        if chunk in evidence and source in evidence:
            found[chunk] = Lead(source, chain.steps[-1].bridge.name, chain.steps[-1].whole)
    return found


def _place(passage: Passage) -> str:
    return " › ".join([passage.place.title or passage.place.path, *passage.place.headings])
