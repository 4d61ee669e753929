"""The evidence loop: what a question's answer rests on, chosen as a set over a few rounds of searching.

Round 1 is the search itself. Where the gate finds that it may not be enough, names found in its passages lead to
follow-up searches, and passages are chosen for their chains and for what the set still lacks of the question. What they
displace of the first search gives way only where they have earned it, and a round counts only where support rises.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from threading import Event as Flag
from time import perf_counter

from engine.events import EvidenceChosen, Listener, LoopWeighed, ignore
from engine.reasoning.loop import gate
from engine.reasoning.loop.acceptance import Start
from engine.reasoning.loop.chains import Chain
from engine.reasoning.loop.following_up import follow_up
from engine.reasoning.loop.ground import ground_of
from engine.reasoning.loop.passages import passages_of
from engine.reasoning.loop.selected import Lead, Selected
from engine.reasoning.loop.settings import LoopSettings
from engine.records import Passage
from engine.retrieval.searcher import Found, Searcher

DEFAULTS = LoopSettings()


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
        listen: hears `LoopWeighed`, and where there are rounds `FollowedUp` for each and `EvidenceChosen`.
        cancel: looked at between units of work; the evidence is then that of the last round that counted.
        documents: ids of the documents to look in, as for the search; None for all.
    """
    started = perf_counter()
    listed = None if documents is None else sorted(documents)
    first = tuple(passage.chunk_id for passage in found.passages)
    if not first:
        return _as_found(found, settings, "not needed", 0.0, (perf_counter() - started) * 1000)
    ground = ground_of(searcher, found, settings, cancel, listed)
    look = gate.look(ground.asked, first[: settings.passages], ground.lexicon)
    fitted = gate.load()
    chance = fitted.model.chance(look.features)
    needed = settings.budget.rounds > 1 and (chance >= fitted.threshold or not settings.parts.gate)
    gate_ms = (perf_counter() - started) * 1000
    listen(LoopWeighed(needed, chance, look.uncovered, gate_ms))
    if not needed:
        return _as_found(found, settings, "not needed" if look.uncovered else "covered", chance, gate_ms)
    kept = first[: settings.passages]
    start = Start(kept, {chunk: found.arms.fused.get(chunk, 0.0) for chunk in kept}, chance)
    evidence = follow_up(ground, found.arms, start, listen)
    passages = passages_of(ground.library, evidence.chunks, found.passages, found.arms)
    elapsed_ms = (perf_counter() - started) * 1000 - gate_ms
    rounds = 1 + len(evidence.record)
    listen(EvidenceChosen(tuple(map(_place, passages)), rounds, evidence.halt, elapsed_ms))
    return Selected(
        evidence=evidence.chunks,
        ranking=tuple(dict.fromkeys((*evidence.chunks, *first, *found.arms.fused))),
        passages=passages,
        leads=_leads(evidence.chains, evidence.chunks),
        rounds=rounds,
        record=evidence.record,
        halt=evidence.halt,
        chance=chance,
        support=evidence.support,
        timings={"gate": gate_ms, "rounds": elapsed_ms},
    )


def looked(searcher: Searcher, found: Found, settings: LoopSettings = DEFAULTS) -> gate.Look:
    """What the gate sees of a search that found something."""
    ground = ground_of(searcher, found, settings)
    return gate.look(ground.asked, [each.chunk_id for each in found.passages[: settings.passages]], ground.lexicon)


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


def _as_found(found: Found, settings: LoopSettings, halt: str, chance: float, gate_ms: float) -> Selected:
    """The first search's passages as they are."""
    ranking = tuple(passage.chunk_id for passage in found.passages)
    return Selected(
        evidence=ranking[: settings.passages],
        ranking=ranking,
        passages=found.passages[: settings.passages],
        leads={},
        rounds=1,
        record=(),
        halt=halt,
        chance=chance,
        support=0.0,
        timings={"gate": gate_ms, "rounds": 0.0},
    )
