"""What a chat model is given to read: instructions, earlier turns, passages and notes as data, the task; made to fit.

What does not fit is left out by rank: first the oldest turns, then the passages that rank lowest, then the oldest
notes, then the end of the best passage, and only then the end of the task.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from engine.models.chat import ChatModel, Message
from engine.reasoning.brief import Brief, Exchange, Note
from engine.reasoning.wording import CONTROL
from engine.records import Passage, Place

TAG = re.compile(r"<(/?\s*(?:passage|note))", re.IGNORECASE)
INSTRUCTIONS = "the instructions"
"""How what is cut names the system prompt."""

LEAST_ANSWER = 16  # tokens that are kept for the answer, however small the context is


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt that fits a model, and what had to go."""

    messages: tuple[Message, ...]
    tokens: int
    room_tokens: int  # the context less the reserve for the answer
    passages: int  # that are in it, the best ones
    cut: tuple[str, ...]  # what was left out or shortened


def room_tokens(context_tokens: int, answer_tokens: int) -> int:
    """Tokens that a prompt may have: the context less the reserve, which never takes more than half of it."""
    return context_tokens - max(min(answer_tokens, context_tokens // 2), LEAST_ANSWER)


def make_prompt(model: ChatModel, brief: Brief, answer_tokens: int) -> Prompt:
    """The fullest prompt that fits the model.

    Args:
        model: counts the tokens and says how much it can hold.
        brief: what it is asked to do.
        answer_tokens: the reserve for the answer.
    """
    room = room_tokens(model.context_tokens, answer_tokens)
    task, passages, notes, history = brief.task, brief.passages, brief.notes, brief.history
    cut = []
    system = brief.system
    # a toy's context: the task comes first, and what it is to be done with
    bare = _user("" if passages else task, (), (), ())
    if model.count(_messages(system, (), bare)) * (2 if passages else 1) > room:
        system = ""
        cut.append(INSTRUCTIONS)

    def tokens(turns: Sequence[Exchange], texts: Sequence[str], told: Sequence[Note], asked: str) -> int:
        return model.count(_messages(system, turns, _user(asked, passages, texts, told)))

    texts = [passage.text for passage in passages]
    turns = history[_least(len(history), lambda gone: tokens(history[gone:], texts, notes, task) <= room) :]
    if len(turns) < len(history):
        cut.append("earlier turns")
    kept = texts[
        : len(texts) - _least(len(texts), lambda gone: tokens((), texts[: len(texts) - gone], notes, task) <= room)
    ]
    told = notes[_least(len(notes), lambda gone: tokens((), kept, notes[gone:], task) <= room) :]
    cut += [f"what {note.title} wrote" for note in notes[: len(notes) - len(told)]]
    if len(kept) < len(texts):
        shortened = _longest(texts[len(kept)], lambda part: tokens((), [*kept, part], told, task) <= room)
        cut += [_where(passage.place) for passage in passages[len(kept) :]]
        if shortened.strip() and not kept:  # the end of a passage goes only where no other one is whole
            kept = [shortened]
    if not kept and tokens((), (), (), task) > room:
        task = _longest(task, lambda part: tokens((), (), (), part) <= room)
        cut.append("the end of the question")
    messages = _messages(system, turns, _user(task, passages, kept, told))
    return Prompt(messages, model.count(messages), room, len(kept), tuple(cut))


def _messages(system: str, turns: Sequence[Exchange], user: str) -> tuple[Message, ...]:
    earlier = [message for turn in turns for message in (Message("user", turn.asked), Message("assistant", turn.said))]
    instructions = [Message("system", system)] if system else []
    return (*instructions, *earlier, Message("user", user))


def _user(task: str, passages: Sequence[Passage], texts: Sequence[str], notes: Sequence[Note]) -> str:
    fenced = []
    for number, (passage, text) in enumerate(zip(passages, texts, strict=False), 1):
        fenced.append(f'<passage n="{number}" from="{_name(_where(passage.place))}">\n{_data(text)}\n</passage>')
    fenced += [f'<note from="{_name(note.title)}">\n{_data(note.text)}\n</note>' for note in notes]
    return "\n".join([*fenced, "", f"Question: {CONTROL.sub(' ', task)}"]).lstrip("\n")


def _name(text: str) -> str:
    """As it may stand between quotation marks, on one line."""
    return " ".join(_data(text).replace('"', "'").split())


def _data(text: str) -> str:
    """A document's text as it may stand in a prompt: no control characters, and nothing that ends its fence."""
    return TAG.sub(r"< \1", CONTROL.sub(" ", text.replace("\r\n", "\n"))).strip()


def _where(place: Place) -> str:
    return " › ".join([place.title, *place.headings])


def _least(most: int, fits: Callable[[int], bool]) -> int:
    """The smallest number up to `most` that fits, or `most`; what fits goes on fitting."""
    low, high = 0, most
    while low < high:
        middle = (low + high) // 2
        if fits(middle):
            high = middle
        else:
            low = middle + 1
    return low


def _longest(text: str, fits: Callable[[str], bool]) -> str:
    """As much of the beginning of a text as fits, cut at a space where there is one."""
    kept = len(text) - _least(len(text), lambda gone: fits(text[: len(text) - gone]))
    part = text[:kept]
    return part.rsplit(" ", 1)[0] if kept < len(text) and " " in part else part
