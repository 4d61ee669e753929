"""A local chat model: what it streams, how it ends, and that it can't be misused."""

from __future__ import annotations

import json
import math
import threading
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("llama_cpp", reason="llama-cpp-python is not installed")

from engine.errors import ModelFailed, UsageError
from engine.models.chat import Message, Piece, Sampling
from tests.engine.models.conftest import CHAIN_TEXT
from tests.engine.models.gguf_files import write_chain
from tests.engine.models.llama.chats import GREEDY, QUESTION, Listener, Steady, ask, loaded, opened


def test_an_answer_comes_in_pieces_that_make_the_reply(chain_gguf: Path) -> None:
    heard = Listener()
    with opened(chain_gguf) as chat:
        reply = chat.reply(QUESTION, GREEDY, heard, threading.Event())
        assert reply.prompt_tokens == chat.count(QUESTION)
    assert reply.text == "".join(heard.pieces) == CHAIN_TEXT
    assert reply.finish == "stop"
    assert len(heard.pieces) > 5
    assert len(heard.started) == 1
    assert heard.started[0].tokens == reply.prompt_tokens
    assert reply.model == "model"
    assert 0 < reply.first_token_ms <= reply.total_ms


def test_limit_of_tokens_ends_an_answer(chain_gguf: Path) -> None:
    with opened(chain_gguf) as chat:
        reply = ask(chat, replace(GREEDY, max_tokens=3))
    assert (reply.finish, reply.tokens) == ("length", 3)
    assert CHAIN_TEXT.startswith(reply.text)


def test_no_tokens_wanted_reads_the_prompt_only(chain_gguf: Path) -> None:
    with opened(chain_gguf) as chat:
        reply = ask(chat, replace(GREEDY, max_tokens=0))
    assert (reply.finish, reply.tokens, reply.text) == ("length", 0, "")


def test_the_end_of_the_context_ends_an_answer(tiny_gguf: Path) -> None:
    with opened(tiny_gguf, 256) as chat:
        reply = ask(chat, Sampling(max_tokens=10_000, temperature=1.5, top_p=1.0, top_k=0, seed=4))
        assert reply.finish in ("length", "stop", "repeats")
        assert reply.prompt_tokens + reply.tokens <= chat.context_tokens + 1
        assert chat.context_tokens == 256
        assert ask(chat).tokens > 0


def test_a_stop_string_ends_an_answer_and_none_of_it_is_heard(chain_gguf: Path) -> None:
    heard = Listener()
    with opened(chain_gguf) as chat:
        reply = chat.reply(QUESTION, replace(GREEDY, stop=("ferry lea", "zzz")), heard, threading.Event())
    assert reply.text == "".join(heard.pieces) == CHAIN_TEXT.split("ferry lea")[0]
    assert reply.finish == "stop"


def test_characters_that_are_split_over_tokens_are_heard_whole(tmp_path: Path) -> None:
    text = "é😀ü"
    data = text.encode()
    pieces = [data[:1], data[1:4], data[4:7], data[7:]]
    heard = Listener()
    with opened(write_chain(tmp_path / "m.gguf", text, pieces=pieces)) as chat:
        reply = chat.reply(QUESTION, GREEDY, heard, threading.Event())
    assert reply.text == "".join(heard.pieces) == text
    assert all(piece and "�" not in piece for piece in heard.pieces)


def test_a_model_that_goes_in_circles_is_stopped(tmp_path: Path) -> None:
    path = write_chain(tmp_path / "m.gguf", "and so on, ", repeats=True)
    with opened(path, 2_048) as chat:
        reply = ask(chat, replace(GREEDY, max_tokens=1_500))
    assert reply.finish == "repeats"
    assert 80 <= reply.tokens < 200


def test_a_thought_before_the_answer_is_left_out(tmp_path: Path) -> None:
    path = write_chain(tmp_path / "m.gguf", "<think>Shells, perhaps.</think> Nacre lasts.")
    heard = Listener()
    with opened(path) as chat:
        reply = chat.reply(QUESTION, GREEDY, heard, threading.Event())
    assert reply.text == "".join(heard.pieces) == "Nacre lasts."


def test_the_same_seed_gives_the_same_text(tiny_gguf: Path) -> None:
    wild = Sampling(max_tokens=24, temperature=1.6, top_p=1.0, top_k=0, seed=7)
    with opened(tiny_gguf) as chat:
        first, second, other = ask(chat, wild), ask(chat, wild), ask(chat, replace(wild, seed=8))
    assert first.text == second.text != other.text


def test_no_seed_gives_another_text_each_time(tiny_gguf: Path) -> None:
    wild = Sampling(max_tokens=24, temperature=1.6, top_p=1.0, top_k=0)
    with opened(tiny_gguf) as chat:
        assert len({ask(chat, wild).text for _ in range(3)}) > 1


def test_chances_are_logarithms_and_name_alternatives(chain_gguf: Path) -> None:
    with opened(chain_gguf) as chat:
        reply = ask(chat, replace(GREEDY, max_tokens=4, logprobs=3))
        assert ask(chat).chances == ()
    assert len(reply.chances) == reply.tokens == 4
    assert "".join(chance.text for chance in reply.chances) == reply.text
    for chance in reply.chances:
        assert len(chance.others) == 3
        assert chance.others[0] == (chance.text, chance.logprob)  # greedy takes the likeliest
        assert chance.logprob <= 0
        assert sum(math.exp(logprob) for _, logprob in chance.others) <= 1 + 1e-6


def test_a_schema_makes_json_of_that_form(tiny_gguf: Path) -> None:
    schema = {
        "type": "object",
        "properties": {"sure": {"type": "boolean"}, "kind": {"enum": ["fact", "guess"]}},
        "required": ["sure", "kind"],
        "additionalProperties": False,
    }
    with opened(tiny_gguf) as chat:
        for seed in range(1, 4):
            sampling = Sampling(max_tokens=200, temperature=1.0, seed=seed, schema=json.dumps(schema), logprobs=1)
            reply = ask(chat, sampling)
            value = json.loads(reply.text)
            assert value["kind"] in ("fact", "guess")
            assert isinstance(value["sure"], bool)
            assert reply.finish == "stop"


@pytest.mark.parametrize("schema", ["{", "[]", '{"type": 3}', '{"$ref": "#/nowhere"}', '{"$ref": "https://a.b/c"}'])
def test_a_schema_that_makes_no_grammar_is_said(tiny_gguf: Path, schema: str) -> None:
    with opened(tiny_gguf) as chat:
        with pytest.raises(UsageError, match="JSON schema can't be made a grammar"):
            ask(chat, replace(GREEDY, schema=schema))
        assert ask(chat).tokens > 0


def test_a_prompt_that_is_too_long_is_said(tiny_gguf: Path) -> None:
    with opened(tiny_gguf, 256) as chat:
        with pytest.raises(ModelFailed, match="has room for 256"):
            ask(chat, messages=(Message("user", "xyz " * 500),))
        assert ask(chat).tokens > 0


@pytest.mark.parametrize("messages", [(), (Message("user", ""),), (Message("user", "<|im_end|>"),)])
def test_prompts_of_nothing_still_work(tiny_gguf: Path, messages: tuple[Message, ...]) -> None:
    with opened(tiny_gguf) as chat:
        assert chat.count(messages) >= 1
        assert ask(chat, messages=messages).tokens > 0


def test_a_context_is_never_longer_than_trained(tiny_gguf: Path) -> None:
    with opened(tiny_gguf, 100_000) as chat:
        assert chat.context_tokens == 2_048


def test_a_closed_model_says_so(tiny_gguf: Path) -> None:
    weights = loaded(tiny_gguf)
    chat = weights.open(Steady())
    chat.close()
    chat.close()
    with pytest.raises(ModelFailed, match="closed"):
        ask(chat)
    weights.close()
    weights.close()
    for use in (chat.count, chat.shared_prefix):
        with pytest.raises(ModelFailed, match="closed"):
            use(QUESTION)
    with pytest.raises(ModelFailed, match="closed"):
        weights.open(Steady())


def test_a_context_outlives_the_closing_of_its_weights(chain_gguf: Path) -> None:
    weights = loaded(chain_gguf)
    chat = weights.open(Steady())
    weights.close()
    with pytest.raises(ModelFailed, match="closed"):
        ask(chat)
    chat.close()
    with pytest.raises(ModelFailed, match="closed"):
        weights.open(Steady())


def test_closing_while_an_answer_is_written_ends_it(tiny_gguf: Path) -> None:
    weights = loaded(tiny_gguf, 2_048)
    chat = weights.open(Steady(pause=0.05))
    begun = threading.Event()
    replies = []

    def write() -> None:
        replies.append(
            chat.reply(QUESTION, replace(GREEDY, max_tokens=2_000), lambda _: begun.set(), threading.Event())
        )

    writer = threading.Thread(target=write)
    writer.start()
    assert begun.wait(60)
    chat.close()
    weights.close()
    writer.join(60)
    assert [reply.finish for reply in replies] == ["cancelled"]


def test_closing_from_within_an_answer_ends_it(tiny_gguf: Path) -> None:
    weights = loaded(tiny_gguf)
    chat = weights.open(Steady())
    reply = chat.reply(QUESTION, GREEDY, lambda _: chat.close(), threading.Event())
    assert reply.finish == "cancelled"
    weights.close()


def test_an_error_of_the_listener_leaves_the_model_in_order(chain_gguf: Path) -> None:
    def fail(event: object) -> None:
        if isinstance(event, Piece):
            raise ValueError("no ear")

    with opened(chain_gguf) as chat:
        with pytest.raises(ValueError, match="no ear"):
            chat.reply(QUESTION, GREEDY, fail, threading.Event())
        assert ask(chat).text == CHAIN_TEXT


def test_two_contexts_share_the_weights(chain_gguf: Path) -> None:
    weights = loaded(chain_gguf)
    chats = [weights.open(Steady()), weights.open(Steady())]
    texts: list[str] = []
    threads = [threading.Thread(target=lambda chat=chat: texts.append(ask(chat).text)) for chat in chats]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert texts == [CHAIN_TEXT] * 2
    for chat in chats:
        chat.close()
    weights.close()


def test_the_pace_is_asked_before_each_token(chain_gguf: Path) -> None:
    pace = Steady()
    with opened(chain_gguf, pace=pace) as chat:
        reply = ask(chat, replace(GREEDY, max_tokens=6))
        assert pace.asked >= reply.tokens
        pace.at_once = 2
        assert ask(chat).text == CHAIN_TEXT
        assert chat._weights.api.llama_n_threads(chat._context.pointer) == 2
