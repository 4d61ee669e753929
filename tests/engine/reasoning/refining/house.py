"""A small library, and a chat model that writes one text after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Event as Flag

from engine.config import AskSettings, ModelSettings
from engine.events import AnswerDelta, Event, Listener, Withdrawn
from engine.library.store import Library
from engine.models.chat import Hear, Message, Reply, Sampling
from engine.models.hashed import HashedEncoder
from engine.reasoning.answering import Answerer, Basis
from engine.reasoning.brief import Brief
from engine.reasoning.prose import Chat, Prose
from engine.reasoning.refining.budget import Budget
from engine.reasoning.refining.refine import refine
from engine.reasoning.refining.rounds import Outcome
from engine.reasoning.writing import Writer
from engine.retrieval.searcher import Searcher
from tests.engine import shelf
from tests.engine.reasoning.writer import Speaker

TEXTS = {
    "light.md": "# The light\n\nThe lighthouse was built in 1868 by Isla Menzies. Its tower is 41 metres high.\n",
    "ferry.md": "# The ferry\n\nThe ferry to the lighthouse leaves at noon. It carries twelve people.\n",
    "lamp.md": "# The lamp\n\nThe lamp of the lighthouse burned paraffin oil until 1934. Then it became electric.\n",
    "keeper.md": "# The keeper\n\nThe last keeper, Rory Baird, kept bees behind the wall. He left in 1989.\n",
    "apples.md": "# Apples\n\nBananas ripen faster beside apples. Pears keep for weeks in a cool cellar.\n",
}
QUESTION = "Who built the lighthouse, and when?"
BUILT = "Isla Menzies built the lighthouse in 1868 [1]."
HIGH = "The tower of the lighthouse is 41 metres high [1]."
WRONG = "The lamp of the lighthouse burned paraffin oil until 1952."
RIGHT = "The lamp of the lighthouse burned paraffin oil until 1934."
SECRET = "The keeper of the lamp kept seven grey goats."


class Author(Speaker):
    """Writes its texts one after the other, then the last one again; `before` is called ahead of each."""

    def __init__(self, *texts: str, before: Callable[[int, Flag], None] | None = None) -> None:
        super().__init__(texts[0])
        self.texts = texts
        self.limits: list[int] = []
        self._before = before

    def reply(self, messages: Sequence[Message], sampling: Sampling, hear: Hear, cancel: Flag) -> Reply:
        number = len(self.read)
        self.text = self.texts[min(number, len(self.texts) - 1)]
        self.limits.append(sampling.max_tokens)
        if self._before is not None:
            self._before(number + 1, cancel)
        reply = super().reply(messages, sampling, hear, cancel)
        cut = reply.finish == "stop" and reply.tokens < len(self.text.split(" "))
        return replace(reply, finish="length") if cut else reply


class Desk:
    """Has answers refined, and keeps what was heard."""

    def __init__(self, library: Library, folder: Path, chat: Chat) -> None:
        shelf.fill(library, folder / "coast", TEXTS)
        self.answerer = Answerer(Searcher(library, HashedEncoder()), AskSettings())
        self.writer = self._writer(chat)
        self.events: list[Event] = []
        self.searched: list[str] = []
        self.cancel = Flag()

    def _writer(self, chat: Chat) -> Writer:
        writing = Answerer(self.answerer.searcher, AskSettings(), Prose(chat, ModelSettings())).writer(())
        assert writing is not None
        return writing

    def gather(self, question: str, listen: Listener, cancel: Flag) -> Basis:
        self.searched.append(question)
        return self.answerer.basis(question, "", listen, cancel)

    def refine(
        self,
        question: str = QUESTION,
        *,
        parts: Sequence[str] = (),
        given: int = 1,
        budget: Budget | None = None,
        listen: Listener | None = None,
        brief: Brief | None = None,
    ) -> Outcome | None:
        """An answer that begins with the best `given` passages only, so that there is something to find."""
        basis = self.answerer.basis(question)
        begun = brief or Brief(question, "Answer from the passages.", basis.passages[:given])
        return refine(
            begun,
            basis,
            parts,
            self.writer,
            self.gather,
            budget or Budget(),
            (),
            listen or self.events.append,
            self.cancel,
            vectors=self.answerer.vectors(),
        )

    def shown(self) -> str:
        """What the screen shows at the end."""
        text = ""
        for event in self.events:
            if isinstance(event, AnswerDelta):
                text += event.text
            elif isinstance(event, Withdrawn):
                text = ""
        return text
