"""Routing, the evidence loop, lenses, claims and specialists in the words of the trace."""

from __future__ import annotations

from engine import events
from engine.agents.route import FALLBACK
from tui.drawing import weighing
from tui.drawing.answered import role_name
from tui.drawing.places import led_by
from tui.talk import Stage, counted
from tui.work.rounds import change_of

WRAPPED = 3
"""Lines at most of a stage that is read to its end."""

YES, NO = "✓", "✗"


def reasoning_stage(event: events.Event) -> Stage | None:
    """The stage that an event stands for, with its particulars below it; None for other events."""
    match event:
        case events.QuestionResolved(question=question, added=added):
            taken = f" · {', '.join(added)} from earlier" if added else ""
            return Stage("resolved", f"{question}{taken}", lines=WRAPPED)
        case events.Routed():
            return _routed(event)
        case events.LoopWeighed(needed=needed, chance=chance, uncovered=uncovered, elapsed_ms=ms):
            said = "looks further" if needed else "the first search is enough"
            lacks = f" · the best passage lacks {', '.join(uncovered)}" if uncovered else ""
            return Stage("weighed", f"{said} · a chance of {chance:.0%} that more is needed{lacks}", ms, WRAPPED)
        case events.FollowedUp():
            return _followed(event)
        case events.EvidenceWeighed():
            return _weighed(event)
        case events.EvidenceChosen(passages=passages, rounds=rounds, halt=halt, elapsed_ms=ms):
            below = [Stage(f"{number}.", where) for number, where in enumerate(passages, 1)]
            said = f"{counted(len(passages), 'passage')} · {counted(rounds, 'round')} · {halt}"
            return Stage("evidence", said, ms, WRAPPED, below, folded=True)
        case events.LensApplied(lens=lens, facets=facets, elapsed_ms=ms):
            below = [Stage(str(pieces), title) for title, pieces in facets]
            empty = sum(not pieces for _, pieces in facets)
            said = f"{lens} · {counted(len(facets), 'question')}" + (f", {empty} without a find" if empty else "")
            return Stage("lens", said, ms, below=below)
        case events.ToolUsed(tool=tool, text=text, failed=failed, elapsed_ms=ms):
            return Stage("tool", f"{NO if failed else YES} {tool} · {text.replace('**', '')}", ms, WRAPPED)
        case events.Disagreed(first=first, second=second, why=why):
            return Stage("differs", f"{first} ≠ {second} · {why}", lines=WRAPPED)
        case events.ClaimsChecked():
            return _claims(event)
        case _:
            return None


def _sureness(event: events.Routed) -> str:
    """'98% sure, by rules'; 'only 52% sure' where nobody was."""
    sure = f"{event.confidence:.0%} sure"
    return f"only {sure}" if event.by == FALLBACK else f"{sure}, by {event.by}"


def part_stage(event: events.PartBegun) -> Stage:
    """One of several questions: what frames its stages."""
    return Stage(f"part {event.part}", f"of {event.parts} · {event.question}", lines=2)


def step_stage(event: events.Delegated) -> Stage:
    """A specialist's task: what frames its stages."""
    below = [Stage("given", f"by {', '.join(event.context)}", lines=WRAPPED)] if event.context else []
    return Stage(f"step {event.step}", f"{event.agent} · {event.task}", lines=2, below=below)


def step_done(event: events.StepDone) -> Stage:
    """What came of a specialist's task."""
    said = f"{event.supported} of {counted(event.sentences, 'sentence')} held" if event.supported else ""
    said = said or counted(event.sentences, "sentence")
    return Stage("done", f"{said} · {event.text}", event.elapsed_ms, WRAPPED)


def draft_stage(number: int) -> Stage:
    """A round that may write the answer anew: what frames its stages."""
    return Stage(f"draft {number}", "looking again for what did not hold", lines=WRAPPED)


def draft_outcome(event: events.Refined) -> str:
    """Whether a draft counts, and what it changed."""
    changed = f"{event.fixed} fixed · {event.broken} broken · {event.unchanged} unchanged"
    return f"{_outcome(event)} · {changed}"


def refined_stage(event: events.Refined) -> Stage:
    """What a draft rests on, and why it counts or not."""
    below = [Stage("looked", "; ".join(event.searched), lines=WRAPPED)] if event.searched else []
    below += [Stage("brought", each) for each in event.brought]
    name = "accepted" if event.accepted else "refused"
    return Stage(name, event.why, lines=WRAPPED, below=below)


def _routed(event: events.Routed) -> Stage:
    if event.by == "user":
        return Stage("routed", f"{role_name(event.role)} · you have named who answers", event.elapsed_ms, WRAPPED)
    roles = ", then ".join(map(role_name, event.roles)) or role_name(event.role)
    mode = f" ({event.mode})" if event.mode != event.role else ""
    said = f"{roles}{mode} · {_sureness(event)}"
    below = [Stage(f"{number}.", part, lines=2) for number, part in enumerate(event.sub_questions, 1)]
    return Stage("routed", said, event.elapsed_ms, WRAPPED, below)


def _followed(event: events.FollowedUp) -> Stage:
    below = []
    if event.led_by:
        below = [
            Stage("led by", led_by(event), lines=2),
            Stage("from", event.source, lines=2),
            Stage("to", event.found, lines=2),
            Stage("searched", event.follow_up, lines=WRAPPED),
        ]
    below.append(Stage("why", f"{event.why} · {counted(event.searches, 'search', 'searches')}", lines=WRAPPED))
    return Stage(f"round {event.round}", _outcome(event), event.elapsed_ms, 2, below)


def _weighed(event: events.EvidenceWeighed) -> Stage:
    below = [Stage(row.name, row.where, figures=row.figures) for row in weighing.table(event)]
    said = " · ".join((weighing.weighed(event), *weighing.verdicts(event)))
    return Stage("selector", said, event.elapsed_ms, WRAPPED + 1, below, folded=True)


def _claims(event: events.ClaimsChecked) -> Stage:
    held = sum(holds for _, _, holds in event.claims)
    below = [Stage(f"{YES if holds else NO} {support:.2f}", text, lines=2) for text, support, holds in event.claims]
    said = f"{held} of {counted(len(event.claims), 'claim')} held by a quote · support {event.support:.2f}"
    return Stage("claims", said, event.elapsed_ms, 2, below, folded=True)


def _outcome(event: events.FollowedUp | events.Refined) -> str:
    """Whether a round counts, how support changed, and which passages it changed: '✓ support 0.41 → 0.63 · +2'."""
    rise = f"{YES if event.accepted else NO} support {event.support_before:.2f} → {event.support_after:.2f}"
    changed = change_of(event.before, event.passages)
    return f"{rise} · {changed}" if changed else rise
