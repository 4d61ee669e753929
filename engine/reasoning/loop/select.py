"""The evidence loop: what a question's answer rests on, chosen as a set over a few rounds of searching.

Round 1 is the search itself. Where the gate finds that it may not be enough, names found in its passages lead to
follow-up searches, and passages are chosen for their chains and for what the set still lacks of the question. What they
displace of the first search gives way only where they have earned it, and a round counts only where support rises.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from threading import Event as Flag
from time import perf_counter
from weakref import WeakKeyDictionary

import numpy as np

from engine.events import EvidenceChosen, FollowedUp, Listener, LoopWeighed, ignore
from engine.reasoning.loop import acceptance, gate
from engine.reasoning.loop.acceptance import Start, settle, swaps
from engine.reasoning.loop.chains import Chain, best_chains
from engine.reasoning.loop.coverage import choose, support
from engine.reasoning.loop.field import ask
from engine.reasoning.loop.lexical import Lexicon
from engine.reasoning.loop.passages import passages_of
from engine.reasoning.loop.rounds import Clock, Ground, Step, Stopped, begin, first_chains, follow
from engine.reasoning.loop.selected import Lead, Round, Selected
from engine.reasoning.loop.settings import LoopSettings
from engine.reasoning.vectors import SentenceVectors
from engine.records import Passage
from engine.retrieval.searcher import Arms, Found, Searcher, where
from engine.retrieval.words_lengths import ChunkLengths

DEFAULTS = LoopSettings()

LEAST_RISE = 0.0
"""By how much support has to rise for a round to count."""


@dataclass(slots=True)
class _Kept:
    """What one searcher's questions share."""

    lengths: ChunkLengths = field(default_factory=ChunkLengths)
    vectors: SentenceVectors | None = None


_kept: WeakKeyDictionary[Searcher, _Kept] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class _Evidence:
    """Evidence after a round, and how it was come by."""

    chunks: tuple[int, ...]
    support: float
    record: tuple[Round, ...]
    chains: tuple[Chain, ...]  # that were found, of all rounds that counted
    halt: str


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
    ground = _ground(searcher, found, settings, cancel, listed)
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
    evidence = _rounds(ground, found.arms, start, listen)
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
    ground = _ground(searcher, found, settings, None, None)
    return gate.look(ground.asked, [each.chunk_id for each in found.passages[: settings.passages]], ground.lexicon)


def _ground(
    searcher: Searcher, found: Found, settings: LoopSettings, cancel: Flag | None, documents: Iterable[int] | None
) -> Ground:
    kept = _kept.setdefault(searcher, _Kept())
    index = searcher.index()
    if kept.vectors is None or kept.vectors.encoder is not index.encoder:
        kept.vectors = SentenceVectors(index.encoder)
    library = searcher.library
    lexicon = Lexicon(library, kept.lengths)
    allowed = None if documents is None else np.unique(np.fromiter(library.chunk_ids(documents), np.int64))
    return Ground(
        library=library,
        lexicon=lexicon,
        view=index.refresh(),
        vectors=kept.vectors,
        allowed=allowed,
        asked=ask(found.query, index.encoder.embed_query(found.query.text), lexicon),
        settings=settings,
        clock=Clock(perf_counter() + settings.budget.seconds, cancel),
    )


def _rounds(ground: Ground, arms: Arms, start: Start, listen: Listener) -> _Evidence:
    """Rounds of follow-ups until one of them is the last."""
    settings = ground.settings
    evidence = _Evidence(start.first, 0.0, (), (), "rounds")
    count = settings.breadth.candidates
    step = begin(ground, [*islice(arms.words, count), *islice(arms.codes, count), *start.first])
    chains = first_chains(step.field, settings.breadth.sources, settings.breadth.anchors)
    top = chains[0].chunks[0]
    for number in range(2, settings.budget.rounds + 1):
        started = perf_counter()
        names = settings.breadth.names if number == 2 else settings.breadth.chain_names
        try:
            wider = follow(ground, step, chains, names)
        except Stopped as stopped:
            return _halted(evidence, stopped.args[0])
        if wider is None:
            return _halted(evidence, "no new evidence")
        step = wider
        newest = [each for each in step.extensions if len(each.chain.chunks) == number - 1]
        chains = best_chains(newest, step.field, settings.weights, settings.breadth.chains)
        evidence = _weigh(ground, step, chains, evidence, start, top, number, started)
        listen(_told(ground, evidence.record[-1]))
        if evidence.halt:
            return evidence
    return _halted(evidence, "rounds")


def _weigh(
    ground: Ground,
    step: Step,
    chains: Sequence[Chain],
    before: _Evidence,
    start: Start,
    top: int,
    number: int,
    started: float,
) -> _Evidence:
    """The evidence after a round: the new one where it has earned its place, else the old one."""
    field, weights, parts = step.field, ground.settings.weights, ground.settings.parts
    places = choose(field, step.extensions, field.at(top), ground.settings.passages, weights)
    chosen = tuple(int(field.chunks[place]) for place in places)
    possible = swaps(field, step.extensions, start, chosen, weights)
    chunks = settle(chosen, start, possible, acceptance.load()) if parts.acceptance else chosen
    old = support(field, step.extensions, [field.at(chunk) for chunk in before.chunks], weights)
    new = support(field, step.extensions, [field.at(chunk) for chunk in chunks], weights)
    brought = tuple(chunk for chunk in chunks if chunk not in before.chunks)
    accepted, halt = False, "no rise"
    if not set(chosen) - set(before.chunks):
        why, halt = "it brought nothing that the evidence did not have", "no new evidence"
    elif not parts.acceptance:
        accepted, why, halt = True, "every round counts", ""
    elif not brought:
        why = "what it brought holds no better than what it would displace"
    elif new > old + LEAST_RISE:
        accepted, why, halt = True, "support rises", ""
    else:
        why = "support does not rise"
    best = chains[0] if chains else None
    last = best.steps[-1] if best else None
    source, found = _titles(ground, best.chunks[-2:] if best else ())
    record = Round(
        number=number,
        searches=step.searches,
        follow_up=last.whole if last else "",
        led_by=last.bridge.name if last else "",
        source=source,
        found=found,
        brought=brought if accepted else (),
        support_before=old,
        support_after=new,
        accepted=accepted,
        why=why,
        elapsed_ms=(perf_counter() - started) * 1000,
        swaps=tuple(possible),
        before=before.chunks,
        proposed=chunks,
    )
    return _Evidence(
        chunks if accepted else before.chunks,
        new if accepted else old,
        (*before.record, record),
        (*before.chains, *_to(step, chunks)) if accepted else before.chains,
        halt,
    )


def _to(step: Step, chunks: Sequence[int]) -> list[Chain]:
    """For each passage the best link that leads to it."""
    found = []
    for chunk in chunks:
        place = step.field.at(chunk)
        others = [each for each in step.extensions if chunk not in each.chain.chunks]
        if others:
            best = max(others, key=lambda each: float(each.link[place]))
            found.append(best.longer(chunk, place, float(best.link[place])))
    return found


def _leads(chains: Sequence[Chain], evidence: Sequence[int]) -> Mapping[int, Lead]:
    """By chunk: the newest chain that ends in it and starts from evidence."""
    found = {}
    for chain in chains:
        *_, source, chunk = chain.chunks
        if chunk in evidence and source in evidence:
            found[chunk] = Lead(source, chain.steps[-1].bridge.name, chain.steps[-1].whole)
    return found


def _halted(evidence: _Evidence, reason: str) -> _Evidence:
    return _Evidence(evidence.chunks, evidence.support, evidence.record, evidence.chains, reason)


def _told(ground: Ground, done: Round) -> FollowedUp:
    places = _places(ground, {*done.before, *done.proposed})
    return FollowedUp(
        round=done.number,
        searches=done.searches,
        follow_up=done.follow_up,
        led_by=done.led_by,
        source=done.source,
        found=done.found,
        support_before=done.support_before,
        support_after=done.support_after,
        accepted=done.accepted,
        why=done.why,
        elapsed_ms=done.elapsed_ms,
        before=tuple(places.get(chunk, "") for chunk in done.before),
        passages=tuple(places.get(chunk, "") for chunk in done.proposed),
    )


def _titles(ground: Ground, chunks: Sequence[int]) -> tuple[str, str]:
    """Where the last two passages of a chain stand."""
    places = _places(ground, chunks)
    source, found = ([places.get(chunk, "") for chunk in chunks] + ["", ""])[:2]
    return source, found


def _places(ground: Ground, chunks: Iterable[int]) -> dict[int, str]:
    """Where chunks stand, by their ids; those that are gone meanwhile are left out."""
    return {row.chunk_id: where(row) for row in ground.library.chunk_rows(tuple(chunks))}


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
