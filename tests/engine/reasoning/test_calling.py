"""A model's call of a tool is held to its form, tried again where it can't be run, and never sees a document."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from threading import Event as Flag

import jsonschema
import pytest

from engine.agents.tools.box import TOOLS, ToolBox
from engine.agents.tools.tool import Door, ToolResult, never
from engine.config import AskSettings, ModelSettings
from engine.errors import Cancelled
from engine.events import AnswerDelta, Event, ModelFellBack
from engine.library.store import Library
from engine.models.chat import Hear, Message, Reply, Sampling
from engine.models.governor.governor import Governor
from engine.models.hashed import HashedEncoder
from engine.models.llama.sampler import to_grammar
from engine.models.service import ChatModels
from engine.models.shelf.shelf import Entry, Shelf
from engine.reasoning.answering import Answerer
from engine.reasoning.calling import LIBRARY, NOTHING, call_tool, schema
from engine.reasoning.prose import Chat, Prose
from engine.reasoning.writing import Writer
from engine.records import Passage
from engine.retrieval.searcher import Searcher
from tests.engine import shelf
from tests.engine.models.gguf_files import write_chain
from tests.engine.models.running.house import FakeSensors
from tests.engine.reasoning.refining.house import TEXTS, Author
from tests.engine.reasoning.writer import Chat as FakeModels

ALL = tuple(tool.name for tool in TOOLS)
REQUEST = "I wonder what a third of the 41 metres might come to"
SUM = '{"tool": "calculate", "arguments": {"expression": "41 / 3"}}'
EXPORT = '{"tool": "export", "arguments": {"text": "hello", "name": "hello.txt"}}'


class Scribe(Author):
    """Writes a text as it is, and keeps how it was asked to choose its words."""

    asked: list[Sampling]

    def reply(self, messages: Sequence[Message], sampling: Sampling, hear: Hear, cancel: Flag) -> Reply:
        self.asked = [*getattr(self, "asked", []), sampling]
        return super().reply(messages, sampling, hear, cancel)


@pytest.fixture
def box(library: Library, tmp_path: Path) -> ToolBox:
    shelf.fill(library, tmp_path / "coast", TEXTS)
    searcher = Searcher(library, HashedEncoder())

    def search(words: str, *, k: int, scope: str) -> tuple[Passage, ...]:
        return searcher.search(words, k, library.scope(scope)).passages

    return ToolBox(Door(library, search, tmp_path / "exports", today=lambda: date(2026, 11, 21)))


def writer(library: Library, chat: Chat) -> Writer:
    made = Answerer(Searcher(library, HashedEncoder()), AskSettings(), Prose(chat, ModelSettings())).writer(())
    assert made is not None
    return made


def called(
    box: ToolBox, library: Library, author: Author, allowed: tuple[str, ...] = ALL
) -> tuple[ToolResult | None, list[Event]]:
    events: list[Event] = []
    made = writer(library, FakeModels(author))
    return call_tool(REQUEST, box, allowed, made, (), never, events.append, Flag()), events


def test_a_call_is_run(box: ToolBox, library: Library) -> None:
    author = Scribe(SUM)
    result, events = called(box, library, author)
    assert result is not None and result.tool == "calculate" and "13.6" in result.text and not result.failed
    assert not [event for event in events if isinstance(event, AnswerDelta | ModelFellBack)]
    (sampling,) = author.asked
    assert sampling.temperature == 0.0 and json.loads(sampling.schema)["oneOf"]


def test_a_call_that_can_not_be_run_is_tried_again_with_the_reason(box: ToolBox, library: Library) -> None:
    author = Author('{"tool": "calculator", "arguments": {}}', '{"tool": "calculate", "arguments": {}}', SUM)
    result, events = called(box, library, author)
    assert result is not None and result.tool == "calculate"
    fell = [event for event in events if isinstance(event, ModelFellBack)]
    assert [event.then for event in fell] == ["again", "again"] and "no tool 'calculator'" in fell[0].why
    first, second, third = (messages[-1].content for messages in author.read)
    assert "<note" not in first and "no tool 'calculator'" in second and "'expression'" in third
    assert "calculator" not in third  # only the one before


def test_three_calls_that_can_not_be_run_are_the_end(box: ToolBox, library: Library) -> None:
    author = Author("I would calculate that.")
    result, events = called(box, library, author)
    assert result is None and len(author.read) == 3
    fell = [event.then for event in events if isinstance(event, ModelFellBack)]
    assert fell == ["again", "again", "the library"]


def test_a_call_without_end_is_cut_and_can_not_be_run(box: ToolBox, library: Library) -> None:
    author = Author('{"tool": "calculate", "arguments": {"expression": "' + "1 + " * 5_000)
    result, _ = called(box, library, author)
    assert result is None and len(author.read) == 3
    assert all(len(messages[-1].content) < 2_000 for messages in author.read)


def test_a_model_may_say_that_no_tool_fits(box: ToolBox, library: Library) -> None:
    author = Author('{"tool": "none", "arguments": {}}')
    result, events = called(box, library, author)
    assert result is None and len(author.read) == 1
    assert not [event for event in events if isinstance(event, ModelFellBack)]


def test_a_tool_that_is_not_allowed_is_not_called(box: ToolBox, library: Library) -> None:
    author = Author(EXPORT)
    result, _ = called(box, library, author, ("calculate", "find"))
    assert result is None and len(author.read) == 3
    assert "export" not in author.read[0][0].content
    assert called(box, library, Author(SUM), ())[0] is None


def test_a_model_can_not_write_a_file_without_the_users_word(box: ToolBox, library: Library, tmp_path: Path) -> None:
    result, _ = called(box, library, Author(EXPORT))
    assert result is not None and not list((tmp_path / "exports").glob("*"))


def test_what_a_tool_can_not_do_is_said_once(box: ToolBox, library: Library) -> None:
    author = Author('{"tool": "calculate", "arguments": {"expression": "1 / 0"}}')
    result, _ = called(box, library, author)
    assert result is not None and result.failed and len(author.read) == 1


def test_no_documents_text_reaches_the_prompt(box: ToolBox, library: Library) -> None:
    author = Author('{"tool": "find", "arguments": {"words": "lighthouse"}}')
    result, _ = called(box, library, author)
    assert result is not None and "1868" in result.text
    said = " ".join(message.content for messages in author.read for message in messages)
    assert "1868" not in said and "<passage" not in said and REQUEST in said


def test_a_cancelled_call_runs_nothing(box: ToolBox, library: Library) -> None:
    def stop(number: int, flag: Flag) -> None:
        flag.set()

    made = writer(library, FakeModels(Author(SUM, before=stop)))
    with pytest.raises(Cancelled):
        call_tool(REQUEST, box, ALL, made, (), never, lambda event: None, Flag())


def test_the_schema_admits_what_tools_admit() -> None:
    whole = json.loads(schema((*TOOLS, NOTHING)))
    for call in (json.loads(SUM), json.loads(EXPORT), {"tool": "list", "arguments": {"in": ["a"], "limit": 3}}):
        jsonschema.validate(call, whole)
    for call in ({"tool": "calculate"}, {"tool": "shell", "arguments": {}}, {"tool": "open", "arguments": {"x": 1}}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(call, whole)


def test_the_schema_makes_a_small_grammar() -> None:
    pytest.importorskip("llama_cpp", reason="llama-cpp-python is not installed")
    assert len(to_grammar(schema((*TOOLS, NOTHING)))) < 40_000


@pytest.mark.parametrize("text", [SUM, '{"tool": "none", "arguments": {}}'])
def test_a_real_model_calls_under_the_grammar(box: ToolBox, library: Library, tmp_path: Path, text: str) -> None:
    pytest.importorskip("llama_cpp", reason="llama-cpp-python is not installed")
    pytest.importorskip("gguf", reason="gguf is not installed")
    models = Shelf(tmp_path)
    models.put(Entry("chain", "local", str(write_chain(tmp_path / "chain.gguf", text, context=8_192))))
    settings = ModelSettings(chat="chain")
    opened = ChatModels(settings, models, governor=Governor(settings, FakeSensors()))
    result = call_tool(REQUEST, box, ALL, writer(library, opened), (), never, lambda event: None, Flag())
    opened.close()
    assert (result.tool if result is not None else "none") in text


def test_a_real_model_that_writes_something_else_is_held_to_the_form(
    box: ToolBox, library: Library, tmp_path: Path
) -> None:
    pytest.importorskip("llama_cpp", reason="llama-cpp-python is not installed")
    pytest.importorskip("gguf", reason="gguf is not installed")
    models = Shelf(tmp_path)
    chain = write_chain(tmp_path / "chain.gguf", "The tower is high. Call a tool? No!", context=8_192)
    models.put(Entry("chain", "local", str(chain)))
    settings = ModelSettings(chat="chain")
    opened = ChatModels(settings, models, governor=Governor(settings, FakeSensors()))
    events: list[Event] = []
    result = call_tool(REQUEST, box, ("calculate",), writer(library, opened), (), never, events.append, Flag())
    opened.close()
    # noise under a grammar: a call of the one tool, or three that were cut; never anything else
    assert result is None or result.tool == "calculate"


def test_a_model_that_has_no_room_to_read_what_the_tools_do_is_not_asked(box: ToolBox, library: Library) -> None:
    author = Scribe(EXPORT)
    author.context_tokens = 300
    result, events = called(box, library, author)
    assert result is None and not author.read
    (fell,) = [event for event in events if isinstance(event, ModelFellBack)]
    assert "no room" in fell.why and fell.then == LIBRARY
