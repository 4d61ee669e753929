"""What is done for each role of the router, with a chat model and without one. No role is a dead end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from threading import Event as Flag
from time import perf_counter

from engine.agents import replies
from engine.agents.route import CODE, CREATIVE, GENERAL, OUT_OF_SCOPE, SMALLTALK, TOOL
from engine.agents.specialists.load import for_role
from engine.agents.specialists.specialist import Specialist
from engine.agents.tools.box import ToolBox
from engine.events import Listener, ToolUsed
from engine.library.store import Library
from engine.reasoning.answering import Answerer, Basis
from engine.reasoning.brief import Brief, Exchange
from engine.reasoning.codes import LOOKED_AT, code_first
from engine.reasoning.given import Given, plain, with_word
from engine.reasoning.wish import Wish
from engine.reasoning.writing import Writer
from engine.records import Answer, Passage, Place

GET_ONE = "needs a chat model: nacre models pull NAME fetches one, and nacre models list shows which there are."

NEEDS_MODEL: Mapping[str, str] = {
    CREATIVE: f"Writing {GET_ONE}",
    GENERAL: f"Advice {GET_ONE}",
    CODE: f"Writing code {GET_ONE}",
}
"""One sentence for what extracts can't do."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that is asked, ready to be worked on."""

    question: str  # complete, as it is looked for
    role: str  # of the router
    wish: Wish
    history: tuple[Exchange, ...]


class Roles:
    """Does what each role stands for. May be used by several threads."""

    def __init__(self, answerer: Answerer, tools: ToolBox, specialists: Callable[[], Mapping[str, Specialist]]) -> None:
        """
        Args:
            answerer: of the library.
            tools: the same.
            specialists: all there are, by id; read anew each time, so that a user's files count at once.
        """
        self._answerer = answerer
        self._tools = tools
        self._specialists = specialists

    def answer(self, asked: Asked, listen: Listener, cancel: Flag) -> Given:
        """What comes of one question.

        Raises:
            UsageError: the scope matches nothing, or a file of a specialist makes no sense.
            Cancelled: `cancel` was set.
        """
        match asked.role:
            case role if role == SMALLTALK:
                return Given(self._small_talk(asked))
            case role if role == TOOL:
                return self._tool(asked, listen, cancel)
            case role if role == OUT_OF_SCOPE:
                return Given(self._unable(asked, listen, cancel))
        return self._from_library(asked, listen, cancel)

    # --- without the library ------------------------------------------------------------------------------------

    def _small_talk(self, asked: Asked) -> Answer:
        text = replies.smalltalk(asked.question)
        return plain(asked.question, text, role=SMALLTALK, halt="small talk", tier=self._tier())

    def _unable(self, asked: Asked, listen: Listener, cancel: Flag) -> Answer:
        """One sentence, and what the library says all the same."""
        basis = self._answerer.basis(asked.question, asked.wish.scope, listen, cancel)
        answer = replace(self._answerer.extracts(asked.question, basis), role=OUT_OF_SCOPE, halt="out of scope")
        unable = replies.unable(asked.question)
        if answer.abstained:
            return replace(answer, text=unable, grounded=False)
        return with_word(answer, unable)

    def _tool(self, asked: Asked, listen: Listener, cancel: Flag) -> Given:
        """What a tool gives; a request that no tool understands is a question like any other."""
        started = perf_counter()
        result = self._tools.answer(asked.question, asked.wish.confirm)
        if result is None:
            return self._from_library(asked, listen, cancel)
        elapsed_ms = (perf_counter() - started) * 1000
        listen(ToolUsed(result.tool, result.text, result.failed, elapsed_ms))
        nearest = tuple(_passage(self._answerer.library, place) for place in result.places)
        halt = "tool failed" if result.failed else "tool"
        answer = plain(asked.question, result.text, role=TOOL, halt=halt, tier=self._tier(), nearest=nearest)
        return Given(replace(answer, timings={"tool": elapsed_ms}))

    # --- from the library ---------------------------------------------------------------------------------------

    def _from_library(self, asked: Asked, listen: Listener, cancel: Flag) -> Given:
        wish = asked.wish
        basis = self._answerer.basis(asked.question, wish.scope, listen, cancel)
        if asked.role == CODE:
            found = self._answerer.searcher.search(asked.question, LOOKED_AT, self._within(wish.scope))
            basis = code_first(self._answerer, basis, found.passages) or basis
        specialist = wish.specialist or for_role(self._specialists(), asked.role)
        writer = self._answerer.writer(wish.models, listen)
        if writer is not None and (basis.reason == "supported" or specialist.contract != "cited"):
            written = self._written(asked, basis, specialist, writer, listen, cancel)
            if written is not None:
                return written
        answer = replace(self._answerer.extracts(asked.question, basis), role=asked.role)
        word = NEEDS_MODEL.get(asked.role, "")
        if not word or (asked.role == CODE and not answer.abstained):
            return Given(answer)
        if answer.abstained:
            return Given(replace(answer, text=word, halt="needs a model"))
        return Given(with_word(answer, word))

    def _written(
        self, asked: Asked, basis: Basis, specialist: Specialist, writer: Writer, listen: Listener, cancel: Flag
    ) -> Given | None:
        """What a chat model makes of it; None where extracts have to do."""
        brief = Brief(
            task=asked.question,
            system=specialist.system,
            passages=basis.passages if basis.reason == "supported" else (),
            history=asked.history,
            agent=specialist.id,
            contract=specialist.contract,
            temperature=specialist.temperature,
            model=specialist.model,
        )
        held = writer.write(brief, asked.wish.models, listen, cancel)
        if held is None:
            return None
        answer = replace(
            self._answerer.extracts(asked.question, basis),
            text=held.text,
            abstained=False,
            citations=held.citations,
            tier=2,
            model=held.model,
            role=asked.role,
            specialist=specialist.id,
            grounded=bool(held.citations),
            halt=basis.reason if held.citations else "written",
        )
        return Given(replace(answer, timings={**answer.timings, **held.timings}), told=True, exchange=held.exchange)

    def _within(self, scope: str) -> frozenset[int] | None:
        return self._answerer.library.scope(scope)

    def _tier(self) -> int:
        return self._answerer.searcher.index().encoder.tier


def _passage(library: Library, place: Place) -> Passage:
    """A place that a tool speaks of, as the sources pane shows it."""
    return Passage(0, place, library.text(place.version)[place.char_start : place.char_end], {}, 0.0)
