"""The chosen chat model, and no other, is asked where a text goes; whatever goes wrong, the classifier decides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event as Flag

import pytest

from engine.agents.asking import SCHEMA, messages, roles_in
from engine.agents.router import Router
from engine.config import ModelSettings
from engine.errors import ModelFailed, ModelMissing, ModelUnfit, NacreError
from engine.events import AnswerDelta, Event, Listener, ModelFellBack, ModelLoaded, ModelLoading, PromptMade, ignore
from engine.models.chat import Again, ChatModel, Hear, Message, Reply, Sampling
from engine.models.governor.governor import Governor
from engine.models.hashed import HashedEncoder
from engine.models.service import ChatModels
from engine.models.shelf.shelf import Entry, Shelf
from engine.reasoning.routing import CLASSIFIER, VOTE_TOKENS, ModelVote
from tests.engine.models.gguf_files import write_chain
from tests.engine.models.running.house import FakeSensors
from tests.engine.reasoning.writer import Chat, Speaker

LONG_S = 30.0
VOTE = '{"roles": ["creative", "research"]}'
ASKED = messages("the sea, and what the sources say of it")


class Taut(Speaker):
    """Keeps how it was asked to choose its words."""

    sampling = Sampling()

    def reply(self, messages: Sequence[Message], sampling: Sampling, hear: Hear, cancel: Flag) -> Reply:
        self.sampling = sampling
        return super().reply(messages, sampling, hear, cancel)


class Empty(Chat):
    """Nothing is chosen."""

    def names(self, models: Sequence[str] = (), listen: Listener = ignore) -> tuple[str, ...]:
        return ()


class Falling(Chat):
    """The chosen one fails, and the next in line would answer."""

    def reply(
        self,
        build: Callable[[ChatModel], Sequence[Message]],
        sampling: Sampling,
        *,
        models: Sequence[str] = (),
        listen: Listener,
        hear: Hear,
        cancel: Flag,
    ) -> Reply:
        listen(ModelFellBack(models[0], "it broke.", "far"))
        hear(Again())
        return super().reply(build, sampling, models=models, listen=listen, hear=hear, cancel=cancel)


class Slow(Speaker):
    """Never says a word."""

    def reply(self, messages: Sequence[Message], sampling: Sampling, hear: Hear, cancel: Flag) -> Reply:
        assert cancel.wait(LONG_S)
        return super().reply(messages, sampling, hear, cancel)


def test_the_chosen_model_votes_in_few_words() -> None:
    speaker = Taut(VOTE)
    answer = ModelVote(Chat(speaker), ModelSettings(temperature=0.9, answer_tokens=4_000))(ASKED, SCHEMA)
    assert roles_in(answer) == ("creative", "research")
    assert (speaker.sampling.temperature, speaker.sampling.max_tokens) == (0.0, VOTE_TOKENS)
    assert speaker.sampling.schema == SCHEMA and VOTE_TOKENS <= 40


def test_where_no_model_is_chosen_none_is_asked() -> None:
    speaker = Speaker(VOTE)
    with pytest.raises(ModelMissing):
        ModelVote(Empty(speaker), ModelSettings())(ASKED, SCHEMA)
    assert not speaker.read


def test_the_next_model_in_line_is_not_asked() -> None:
    speaker = Speaker(VOTE)
    with pytest.raises(ModelFailed):
        ModelVote(Falling(speaker), ModelSettings())(ASKED, SCHEMA)
    assert not speaker.read


def test_a_vote_that_takes_too_long_is_given_up_and_says_so() -> None:
    events: list[Event] = []
    with pytest.raises(ModelFailed):
        ModelVote(Chat(Slow(VOTE)), ModelSettings(), events.append, seconds=0.05)(ASKED, SCHEMA)
    (fell,) = [event for event in events if isinstance(event, ModelFellBack)]
    assert fell.then == CLASSIFIER and "no vote" in fell.why


def test_a_vote_ends_with_the_question_that_it_is_for() -> None:
    cancel, events = Flag(), list[Event]()

    def listen(event: Event) -> None:
        events.append(event)
        if isinstance(event, PromptMade):
            cancel.set()

    with pytest.raises(NacreError):
        ModelVote(Chat(Slow(VOTE)), ModelSettings(), listen, cancel, seconds=10 * LONG_S)(ASKED, SCHEMA)
    assert not any(isinstance(event, ModelFellBack) for event in events)  # nobody waits for what takes over


def test_a_model_without_room_for_the_question_is_not_asked() -> None:
    speaker = Speaker(VOTE, context_tokens=64)
    with pytest.raises(ModelUnfit):
        ModelVote(Chat(speaker), ModelSettings())(ASKED, SCHEMA)
    assert not speaker.read


@pytest.mark.parametrize("chat", [Empty(Speaker()), Chat(Speaker(), [ModelFailed("it broke")]), Chat(Speaker("?!"))])
def test_the_router_decides_without_a_vote(chat: Chat) -> None:
    router, vote = Router(HashedEncoder(), None), ModelVote(chat, ModelSettings())
    for text in ("the sea", "hmm, moonlight on the pier perhaps"):
        assert router.route(text, vote) == router.route(text)


def test_a_server_is_not_asked_in_the_place_of_the_chosen_model(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    (tmp_path / "broken.gguf").write_bytes(b"GGUF" + b"\xff" * 200)
    shelf.put(Entry("broken", "local", str(tmp_path / "broken.gguf")))
    shelf.put(Entry("far", "remote", "http://127.0.0.1:9", model="tiny", context_tokens=4096))
    settings = ModelSettings(chat="broken", fallbacks=("far",))
    models = ChatModels(settings, shelf, governor=Governor(settings, FakeSensors()))
    with pytest.raises(NacreError) as failed:
        ModelVote(models, settings)(ASKED, SCHEMA)
    models.close()
    assert "127.0.0.1" not in str(failed.value)


def test_the_failure_of_the_model_that_votes_is_told_with_its_reason() -> None:
    events: list[Event] = []
    with pytest.raises(ModelFailed):
        ModelVote(Falling(Speaker(VOTE)), ModelSettings(), events.append)(ASKED, SCHEMA)
    assert events == [ModelFellBack("speaker", "it broke.", CLASSIFIER)]


def test_a_real_model_votes_under_the_grammar_and_its_loading_is_heard(tmp_path: Path) -> None:
    pytest.importorskip("llama_cpp", reason="llama-cpp-python is not installed")
    pytest.importorskip("gguf", reason="gguf is not installed")
    shelf = Shelf(tmp_path)
    shelf.put(Entry("chain", "local", str(write_chain(tmp_path / "chain.gguf", VOTE, context=8_192))))
    settings = ModelSettings(chat="chain")
    models = ChatModels(settings, shelf, governor=Governor(settings, FakeSensors()))
    events: list[Event] = []
    answer = ModelVote(models, settings, events.append, seconds=10 * LONG_S)(ASKED, SCHEMA)
    models.close()
    assert roles_in(answer) == ("creative", "research")
    kinds = [type(event) for event in events]
    assert kinds.index(ModelLoading) < kinds.index(ModelLoaded) < kinds.index(PromptMade)
    assert AnswerDelta not in kinds
