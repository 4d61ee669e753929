"""Stages where they belong: below the part of a question, the specialist's step or the draft that they happen in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engine import events
from tui.talk import FRAME, Stage
from tui.work.reasoning import draft_outcome, draft_stage, part_stage, refined_stage, step_done, step_stage
from tui.work.stages import stage

LOOKS_AGAIN = (
    events.QueryRead,
    events.Searched,
    events.Fused,
    events.LoopWeighed,
    events.ModelWaits,
    events.ModelLoading,
    events.PromptMade,
)
"""What begins another draft, once the claims of the one before were checked."""

OF_THE_WHOLE = (
    events.ModelWaits,
    events.ModelLoading,
    events.TextLeaves,
    events.PromptMade,
    events.LensApplied,
    events.Disagreed,
)
"""What is done once for all parts, after the last of them was looked up, unless each part has it for itself."""


@dataclass(eq=False, slots=True)
class _Frame:
    """Where stages go: the question itself, a part of it, or a step."""

    stages: list[Stage]
    head: Stage | None = None
    depth: int = 0  # of its stages
    question: str = ""  # of a part
    agent: str = ""  # whose step it is
    prompted: bool = False  # whether its specialist was given something to read
    round: int = 0  # of the draft whose claims were checked last; 0 for none
    draft: Stage | None = None  # the draft that is under way


class Outline:
    """Puts the stages of one answer where they belong, the moment they happen."""

    def __init__(self, stages: list[Stage]) -> None:
        """`stages` are filled with what comes."""
        self._question = _Frame(stages)
        self._here = self._question
        self.depth = 0
        """In how many parts and steps the latest event has happened."""
        self._parts: dict[int, _Frame] = {}  # that were begun, the latest last
        self._steps: dict[int, _Frame] = {}  # under way, in the order in which they began
        self._last = False  # whether the latest part is the last one
        self._each = False  # whether an earlier part had what is otherwise of the whole

    @property
    def draft(self) -> int:
        """The number of the draft under way, 0 while it is the first one or none."""
        return self._here.round + 1 if self._here.draft is not None else 0

    def hear(self, event: events.Event) -> bool:
        """Take an event in; whether there is something new to show."""
        ended = self._steps.get(event.step) if isinstance(event, events.StepDone) else None
        new = self._placed(event)
        self.depth = (ended or self._here).depth - isinstance(event, events.PartBegun | events.Delegated)
        return new

    def _placed(self, event: events.Event) -> bool:
        match event:
            case events.PartBegun():
                self._part_begun(event)
            case events.Delegated(step=step, agent=agent):
                self._here = self._steps[step] = self._framed(self._part_of(event), step_stage(event), agent)
            case events.StepDone(step=step, elapsed_ms=ms):
                self._done(self._steps.pop(step, self._here), step_done(event), ms)
            case events.Refined():
                self._refined(event)
            case events.Halted():
                self._steps.clear()
                self._parts_over()
                self._question.draft = None
                return self._add(event)
            case events.PromptMade(agent=agent):
                self._turn_to(agent)
                return self._add(event)
            case _:
                return self._add(event)
        return True

    def _part_begun(self, event: events.PartBegun) -> None:
        if event.part == 1:
            self._parts.clear()
            self._each = False
        self._last = event.part == event.parts
        self._here = self._parts[event.part] = self._framed(self._question, part_stage(event))
        self._here.question = event.question

    def _part_of(self, event: events.Delegated) -> _Frame:
        """The part that a step is for; the question itself, where it is for the whole."""
        part = self._parts.get(event.step)
        if part is not None and (part is self._here or part.question == event.task):
            return part
        self._parts_over()
        return self._question

    def _parts_over(self) -> None:
        self._parts.clear()
        self._here = self._question

    def _add(self, event: events.Event) -> bool:
        new = stage(event)
        if new is None:
            return False
        if isinstance(event, OF_THE_WHOLE) and self._here in self._parts.values():
            if self._last and not self._each:
                self._parts_over()
            self._each = True
        here = self._here
        if here.round and here.draft is None and isinstance(event, LOOKS_AGAIN):
            here.draft = self._head(here, draft_stage(here.round + 1))
        if isinstance(event, events.ClaimsChecked):
            here.round = event.round
        (here.stages if here.draft is None else here.draft.below).append(new)
        return True

    def _turn_to(self, agent: str) -> None:
        """Steps may be under way side by side: a prompt is of one whose specialist has not been given any yet."""
        open_ = [each for each in self._steps.values() if each.agent == agent]
        new = [each for each in open_ if not each.prompted]
        if open_:
            self._here = (new or ([self._here] if self._here in open_ else open_))[0]
            self._here.prompted = True

    def _refined(self, event: events.Refined) -> None:
        here = self._here
        draft = here.draft or self._head(here, draft_stage(event.round))
        draft.name, draft.detail, draft.elapsed_ms = f"draft {event.round}", draft_outcome(event), event.elapsed_ms
        draft.below.append(refined_stage(event))
        here.draft, here.round = None, event.round

    def _done(self, frame: _Frame, done: Stage, elapsed_ms: float) -> None:
        frame.stages.append(done)
        if frame.head is not None:
            frame.head.elapsed_ms = elapsed_ms
        if frame is self._here:
            self._here = next(reversed(self._steps.values()), self._question)

    def _framed(self, outer: _Frame, head: Stage, agent: str = "") -> _Frame:
        outer.draft, outer.round = None, 0
        return _Frame(self._head(outer, head).below, head, outer.depth + 1, agent=agent)

    @staticmethod
    def _head(outer: _Frame, head: Stage) -> Stage:
        head.kind = FRAME
        outer.stages.append(head)
        return head


def replayed(trace: Iterable[events.Event]) -> list[Stage]:
    """The stages of an answer, as they were when it was made."""
    stages: list[Stage] = []
    outline = Outline(stages)
    for event in trace:
        outline.hear(event)
    return stages
