"""Answers that rest on the library: by whom, through what, and in which way the person wants them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from threading import Event as Flag

from engine.agents.route import CODE
from engine.agents.specialists.load import for_role
from engine.agents.specialists.specialist import Specialist
from engine.config import ModelSettings
from engine.events import Listener, PartBegun
from engine.models.shelf.shelf import NONE
from engine.reasoning.answering import Answerer, Basis, tell
from engine.reasoning.brief import CITED, FREE, Brief, Exchange
from engine.reasoning.codes import LOOKED_AT, code_first
from engine.reasoning.compose import Chosen
from engine.reasoning.crew import Crew, Task
from engine.reasoning.differing.showing import with_differences
from engine.reasoning.differing.sources import differences, resting_on
from engine.reasoning.evidence import gather
from engine.reasoning.given import Given, together, with_word
from engine.reasoning.joining import Said, join
from engine.reasoning.lensing.briefing import brief_through
from engine.reasoning.lensing.lensed import lens_answer
from engine.reasoning.lensing.looking import look_through
from engine.reasoning.loop.passages import passages_of
from engine.reasoning.merging import merged
from engine.reasoning.nearest_code import nearest_code
from engine.reasoning.refining.budget import Budget
from engine.reasoning.refining.refine import refine
from engine.reasoning.unmarked import unmarked
from engine.reasoning.ways.work import work
from engine.reasoning.wish import ROUTE, Wish
from engine.reasoning.writing import Held, Writer
from engine.records import Answer, Passage

NEAREST_CODE = "The nearest code in your library"


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that is asked, ready to be worked on."""

    question: str  # complete, as it is looked for
    role: str  # of the router
    wish: Wish
    roles: tuple[str, ...] = ()  # of all parts, in their order
    parts: tuple[str, ...] = ()  # where it has several
    history: tuple[Exchange, ...] = ()


class Sourced:
    """Answers from one library. May be used by several threads."""

    def __init__(
        self, answerer: Answerer, specialists: Callable[[], Mapping[str, Specialist]], models: ModelSettings
    ) -> None:
        """
        Args:
            answerer: of the library.
            specialists: all there are, by id; read anew each time, so that a user's files count at once.
            models: how much may be written, and how much at once.
        """
        self.answerer = answerer
        self._specialists = specialists
        self._models = models

    def answer(self, asked: Asked, listen: Listener, cancel: Flag) -> Given:
        """What comes of one question.

        Raises:
            UsageError: the scope matches nothing, or a file of a specialist makes no sense.
            Cancelled: `cancel` was set.
        """
        wish = asked.wish
        known = self._specialists()
        specialist = self.specialist_for(asked)
        basis = self._basis(asked, listen, cancel)
        writer = self.answerer.writer(wish.models, listen)
        rests = basis.reason == "supported"
        if wish.way != ROUTE and (rests or (writer is not None and specialist.contract != CITED)):
            given = self._together(asked, basis, known, writer, listen, cancel)
            if given is not None:
                return given
        if writer is not None and (rests or specialist.contract != CITED):
            given = self._written(asked, basis, specialist, writer, listen, cancel)
            if given is not None:
                return given
        if asked.parts:
            return self._one_by_one(asked, listen, cancel)
        if rests and wish.lens is not None:
            return self._through(asked, basis, listen, cancel)
        answer = self.extracts(asked, basis)
        if rests:
            answer = self._differing(answer, basis.draft.chosen, basis.passages, basis, listen)
        return Given(answer)

    def specialist_for(self, asked: Asked) -> Specialist:
        """Who answers: whom the person has named, or who serves the role.

        Raises:
            UsageError: a file of a specialist makes no sense.
        """
        return asked.wish.specialist or for_role(self._specialists(), asked.role)

    def _one_by_one(self, asked: Asked, listen: Listener, cancel: Flag) -> Given:
        """The parts' extracts, where nothing could be written of them together."""
        wish = replace(asked.wish, models=(NONE,), way=ROUTE)
        answers = []
        for part in asked.parts:
            alone = replace(asked, question=part, parts=(), roles=(), wish=wish)
            answers.append((part, self.answer(alone, listen, cancel).answer))
        return Given(together(answers, asked.question))

    def extracts(self, asked: Asked, basis: Basis) -> Answer:
        """The sources' own words, or the abstention."""
        return replace(self.answerer.extracts(asked.question, basis), role=asked.role)

    def nearest_code(self, asked: Asked, answer: Answer, word: str) -> Answer | None:
        """An abstention with the library's nearest code below the sentence that says why none is written.

        None where no code has to do with the request.
        """
        answerer = self.answerer
        found = answerer.searcher.search(asked.question, LOOKED_AT, self._within(asked.wish.scope))
        code, citations = nearest_code(answerer.library, answerer.frequencies.idf, asked.question, found.passages)
        if not citations:
            return None
        text, citations = join([Said("", word, ()), Said(NEAREST_CODE, code, citations)])
        return replace(answer, text=text, citations=citations, abstained=False, halt="nearest code")

    def _basis(self, asked: Asked, listen: Listener, cancel: Flag) -> Basis:
        if asked.parts:
            bases = []
            for number, part in enumerate(asked.parts, 1):
                listen(PartBegun(number, len(asked.parts), part))
                bases.append(self.answerer.basis(part, asked.wish.scope, listen, cancel))
            return merged(bases, self.answerer.settings.passages)
        basis = self.answerer.basis(asked.question, asked.wish.scope, listen, cancel)
        if asked.role != CODE or basis.selected is None:
            return basis
        found = basis.found
        ranked = passages_of(self.answerer.library, list(found.arms.fused)[:LOOKED_AT], found.passages, found.arms)
        return code_first(self.answerer, basis, ranked) or basis

    def _together(
        self,
        asked: Asked,
        basis: Basis,
        known: Mapping[str, Specialist],
        writer: Writer | None,
        listen: Listener,
        cancel: Flag,
    ) -> Given | None:
        """What several specialists make of it in the way that is wished for; None where it comes to nothing."""
        wish = asked.wish

        def gather(question: str, listen: Listener, cancel: Flag) -> Basis:
            return self.answerer.basis(question, wish.scope, listen, cancel)

        task = Task(
            question=asked.question,
            roles=asked.roles or (asked.role,),
            sub_questions=asked.parts,
            basis=basis,
            history=asked.history,
            models=wish.models,
            lens=wish.lens,
            specialist=wish.specialist,
        )
        crew = Crew(known, gather, writer, self._models.parallel, self.answerer.frequencies.idf)
        done = work(wish.way, task, crew, listen, cancel)
        if done is None:
            return None
        answer = replace(
            self.extracts(asked, basis),
            text=done.text,
            abstained=False,
            citations=done.citations,
            tier=2 if done.model else basis.found.tier,
            model=done.model,
            specialist=done.specialist,
            lens=wish.lens.id if wish.lens is not None else "",
            way=wish.way,
            rounds=done.rounds,
            halt=done.halt,
            grounded=bool(done.citations),
            unsupported=done.unsupported if done.citations else 0,
            timings={**basis.timings, **done.timings},
        )
        return Given(answer, told=True)

    def _written(
        self, asked: Asked, basis: Basis, specialist: Specialist, writer: Writer, listen: Listener, cancel: Flag
    ) -> Given | None:
        """What a chat model makes of it; None where extracts have to do."""
        wish = asked.wish
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
        if wish.lens is not None and brief.passages:
            answerer, within = self.answerer, self._within(wish.scope)
            looked = look_through(
                wish.lens,
                basis.found.query,
                basis.passages,
                answerer.searcher,
                answerer.frequencies,
                within,
                cancel,
            )
            brief = brief_through(wish.lens, brief, looked, listen)
        if brief.contract == FREE or not brief.passages:
            held = writer.write(brief, wish.models, listen, cancel)
            return None if held is None else self._held(asked, basis, brief, held, 1, "written")
        budget = Budget.of(self.answerer.settings, self._models)
        outcome = refine(
            brief,
            basis,
            asked.parts,
            writer,
            lambda text, listen, cancel: self.answerer.basis(text, wish.scope, listen, cancel),
            budget,
            wish.models,
            listen,
            cancel,
            vectors=self.answerer.vectors(),
        )
        if outcome is None:
            return None
        brief = replace(brief, passages=outcome.passages)
        given = self._held(asked, basis, brief, outcome.held, outcome.rounds, outcome.halt)
        evidence = gather(self.answerer.library, outcome.passages)
        said = resting_on(outcome.held.citations, evidence, outcome.passages)
        answer = self._differing(given.answer, said, outcome.passages, basis, listen)
        tell(answer.text.removeprefix(given.answer.text), listen, None)
        return replace(given, answer=answer)

    def _held(self, asked: Asked, basis: Basis, brief: Brief, held: Held, rounds: int, halt: str) -> Given:
        lens = asked.wish.lens
        bare = len(unmarked(held.text, asked.question, self.answerer.frequencies.idf))
        # free writing that happens to say what a source says here and there still speaks for itself
        grounded = bool(held.citations) and (brief.contract != FREE or sum(each.held for each in held.claims) > bare)
        answer = replace(
            self.extracts(asked, basis),
            text=held.text,
            abstained=False,
            citations=held.citations,
            nearest=_nearest(brief.passages, basis.nearest),
            tier=2,
            model=held.model,
            specialist=brief.agent,
            lens=lens.id if lens is not None and brief.passages else "",
            rounds=rounds,
            halt=halt,
            grounded=grounded,
            unsupported=bare if grounded else 0,
            timings={**basis.timings, **held.timings},
        )
        return Given(answer, told=True, exchange=held.exchange)

    def _through(self, asked: Asked, basis: Basis, listen: Listener, cancel: Flag) -> Given:
        """Extracts, laid out by a lens; the plain ones below a sentence where it finds too little."""
        lens = asked.wish.lens
        assert lens is not None
        seen = lens_answer(
            lens,
            basis.found.query,
            basis.passages,
            basis.draft,
            searcher=self.answerer.searcher,
            vectors=self.answerer.vectors(),
            frequencies=self.answerer.frequencies,
            documents=self._within(asked.wish.scope),
            listen=listen,
            cancel=cancel,
        )
        answer = replace(self.extracts(asked, basis), lens=lens.id)
        if seen.empty:
            answer = self._differing(answer, basis.draft.chosen, basis.passages, basis, listen)
            return Given(with_word(answer, seen.note))
        nearest = _nearest(seen.passages, basis.nearest)
        answer = replace(answer, text=seen.text, citations=seen.citations, nearest=nearest)
        return Given(self._differing(answer, seen.chosen, seen.passages, basis, listen))

    def _differing(
        self,
        answer: Answer,
        said: Sequence[Chosen],
        passages: tuple[Passage, ...],
        basis: Basis,
        listen: Listener,
    ) -> Answer:
        """An answer that also shows which sources contradict what it rests on.

        What the search found first is asked too, even where later rounds have put something else in its place.
        """
        answerer = self.answerer
        passages = _nearest(passages, basis.found.passages)
        evidence = gather(answerer.library, passages)
        found = differences(said, evidence, passages, answer.question, answerer.frequencies.idf)
        if not found:
            return answer
        text, citations = with_differences(answerer.library, answer.text, answer.citations, found, passages, listen)
        return replace(answer, text=text, citations=citations)

    def _within(self, scope: str) -> frozenset[int] | None:
        return self.answerer.library.scope(scope)


def _nearest(first: tuple[Passage, ...], then: tuple[Passage, ...]) -> tuple[Passage, ...]:
    """Passages of two lists, each once."""
    return tuple({passage.chunk_id: passage for passage in (*first, *then)}.values())
