"""Rounds of follow-ups after a first search, and what of each counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from time import perf_counter

from engine.events import FollowedUp, Listener
from engine.reasoning.loop import acceptance
from engine.reasoning.loop.acceptance import Start, settle, swaps
from engine.reasoning.loop.chains import Chain, best_chains
from engine.reasoning.loop.coverage import choose, support
from engine.reasoning.loop.ground import Ground, Stopped
from engine.reasoning.loop.rounds import Step, begin, first_chains, follow
from engine.reasoning.loop.selected import Round
from engine.retrieval.searcher import Arms, where

LEAST_RISE = 0.0
"""By how much support has to rise for a round to count."""


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """Evidence after a round, and how it was come by."""

    chunks: tuple[int, ...]
    support: float
    record: tuple[Round, ...]
    chains: tuple[Chain, ...]  # that were found, of all rounds that counted
    halt: str
    step: Step | None = None  # where the search stands; None where nothing was followed up
    top: int = 0  # chunk that a set begins with


def follow_up(ground: Ground, arms: Arms, start: Start, listen: Listener) -> Evidence:
    """Rounds of follow-ups until one of them is the last."""
    settings = ground.settings
    evidence = Evidence(start.first, 0.0, (), (), "rounds")
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
    before: Evidence,
    start: Start,
    top: int,
    number: int,
    started: float,
) -> Evidence:
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
    return Evidence(
        chunks if accepted else before.chunks,
        new if accepted else old,
        (*before.record, record),
        (*before.chains, *led_to(step, chunks)) if accepted else before.chains,
        halt,
        step,
        top,
    )


def led_to(step: Step, chunks: Sequence[int]) -> list[Chain]:
    """For each passage the best link that leads to it."""
    found = []
    for chunk in chunks:
        place = step.field.at(chunk)
        others = [each for each in step.extensions if chunk not in each.chain.chunks]
        if others:
            best = max(others, key=lambda each: float(each.link[place]))
            found.append(best.longer(chunk, place, float(best.link[place])))
    return found


def _halted(evidence: Evidence, reason: str) -> Evidence:
    return replace(evidence, halt=reason)


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
