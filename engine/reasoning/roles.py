"""What is done for each role of the router, with a chat model and without one. No role is a dead end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from threading import Event as Flag
from time import perf_counter

from engine.agents import replies
from engine.agents.clauses import asks_question, bare_words
from engine.agents.route import CODE, CREATIVE, GENERAL, OUT_OF_SCOPE, RESEARCH, SMALLTALK, TOOL
from engine.agents.tools.box import ToolBox
from engine.agents.tools.tool import ToolResult
from engine.events import Listener, ToolUsed, Withdrawn
from engine.library.store import Library
from engine.reasoning.calling import call_tool
from engine.reasoning.given import Given, plain, with_word
from engine.reasoning.sourced import Asked, Sourced
from engine.records import Answer, Passage, Place

GET_ONE = "needs a chat model: nacre models pull NAME fetches one, and nacre models list shows which there are."

NEEDS_MODEL: Mapping[str, str] = {
    CREATIVE: f"Writing {GET_ONE}",
    GENERAL: f"Advice {GET_ONE}",
    CODE: f"Writing code {GET_ONE}",
}
"""One sentence for what extracts can't do."""

GAVE_NONE = "needs a chat model, and the one that was asked gave no text. Ask again, or choose another one."
MODEL_FAILED: Mapping[str, str] = {
    CREATIVE: f"Writing {GAVE_NONE}",
    GENERAL: f"Advice {GAVE_NONE}",
    CODE: f"Writing code {GAVE_NONE}",
}
"""The same where a model is there."""

YOU = frozenset(("you", "u", "du", "sie", "ihr", "tu", "vous", "puedes", "podrías", "peux-tu", "pouvez-vous"))

OF_NOTHING = ("calculate", "convert", "dates")
"""Tools that look at no document."""


class Roles:
    """Does what each role stands for. May be used by several threads."""

    def __init__(self, sourced: Sourced, tools: ToolBox) -> None:
        """
        Args:
            sourced: answers from the library.
            tools: of the same library.
        """
        self._sourced = sourced
        self._tools = tools

    def answer(self, asked: Asked, listen: Listener, cancel: Flag) -> Given:
        """What comes of one question.

        Raises:
            UsageError: the scope matches nothing, or a file of a specialist makes no sense.
            Cancelled: `cancel` was set.
        """
        if asked.role == SMALLTALK:
            return Given(self._small_talk(asked))
        if asked.role == TOOL:
            return self._tool(asked, listen, cancel)
        if asked.role == OUT_OF_SCOPE:
            return Given(self._unable(asked, listen, cancel))
        given = self._sourced.answer(asked, listen, cancel)
        if given.answer.model or asked.role not in NEEDS_MODEL:
            return given
        writes = self._sourced.answerer.writer(asked.wish.models) is not None
        word = (MODEL_FAILED if writes else NEEDS_MODEL)[asked.role]
        if given.answer.abstained:
            near = self._sourced.nearest_code(asked, given.answer, word) if asked.role == CODE else None
            return Given(near or replace(given.answer, text=word, halt="no text" if writes else "needs a model"))
        if asked.role == CODE or (asked.role == GENERAL and _asks_about_the_world(asked.question)):
            return given  # what the library says is the answer
        if given.told:  # the sentence belongs above it
            listen(Withdrawn())
        return Given(with_word(given.answer, word))

    def _small_talk(self, asked: Asked) -> Answer:
        text = replies.smalltalk(asked.question)
        return plain(asked.question, text, role=SMALLTALK, halt="small talk", tier=self._tier())

    def _unable(self, asked: Asked, listen: Listener, cancel: Flag) -> Answer:
        """One sentence, and what the library says all the same; a question that it answers was in scope after all."""
        answerer = self._sourced.answerer
        basis = answerer.basis(asked.question, asked.wish.scope, listen, cancel)
        answer = self._sourced.extracts(asked, basis)
        is_question = _asks_about_the_world(asked.question)
        if is_question and not answer.abstained:
            return replace(answer, role=RESEARCH)
        answer = replace(answer, halt="out of scope")
        if answer.abstained:
            return replace(answer, text=(replies.unknown if is_question else replies.unable)(asked.question))
        return with_word(answer, replies.unable(asked.question))

    def _tool(self, asked: Asked, listen: Listener, cancel: Flag) -> Given:
        """What a tool gives; a request that none understands is a question like any other."""
        started = perf_counter()
        tools = self._tools.within(asked.wish.scope)
        result = tools.answer(asked.question, asked.wish.confirm) or self._called(asked, tools, listen, cancel)
        if result is None:
            return self._sourced.answer(replace(asked, role=RESEARCH), listen, cancel)
        elapsed_ms = (perf_counter() - started) * 1000
        listen(ToolUsed(result.tool, result.text, result.failed, elapsed_ms))
        library = self._sourced.answerer.library
        answer = plain(
            asked.question,
            result.text,
            role=TOOL,
            halt="tool failed" if result.failed else "tool",
            tier=self._tier(),
            nearest=tuple(_passage(library, place) for place in result.places),
        )
        of_library = result.tool not in OF_NOTHING
        return Given(replace(answer, grounded=of_library, timings={"tool": elapsed_ms}))

    def _called(self, asked: Asked, tools: ToolBox, listen: Listener, cancel: Flag) -> ToolResult | None:
        """What a tool gives that a chat model has called; None where there is no model, or no tool fits."""
        writer = self._sourced.answerer.writer(asked.wish.models, listen)
        if writer is None:
            return None
        wish = asked.wish
        allowed = self._sourced.specialist_for(asked).tools
        return call_tool(asked.question, tools, allowed, writer, wish.models, wish.confirm, listen, cancel)

    def _tier(self) -> int:
        return self._sourced.answerer.searcher.index().encoder.tier


def _asks_about_the_world(text: str) -> bool:
    """Whether it is a question, and not a request in the form of one: 'can you send a message'."""
    return asks_question(text) and not YOU.intersection(bare_words(text, 3))


def _passage(library: Library, place: Place) -> Passage:
    """A place that a tool speaks of, as the sources pane shows it."""
    return Passage(0, place, library.text(place.version)[place.char_start : place.char_end], {}, 0.0)
