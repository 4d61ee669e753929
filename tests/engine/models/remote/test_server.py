"""A model behind a server answers, whatever form its server likes."""

from __future__ import annotations

import json
import math
import subprocess
import sys

import pytest

from engine.errors import ModelFailed
from engine.models.chat import Message, Piece, Sampling, Started, TokenChance
from tests.engine.models.remote.conftest import QUESTION, Asker, Opener
from tests.engine.models.remote.server import DONE, Answer, Script, delta, document, event, stream, trouble


def test_pieces_are_heard_in_order_and_joined_in_the_reply(server: Script, far: Asker) -> None:
    server.answers = [stream("Nacre ", "lasts ", "long.")]
    reply = far.ask()
    assert isinstance(far.heard[0], Started)
    assert far.pieces == ["Nacre ", "lasts ", "long."]
    assert (reply.model, reply.text, reply.finish, reply.tokens) == ("far", "Nacre lasts long.", "stop", 3)
    assert reply.prompt_tokens == far.model.count(QUESTION)
    assert 0 < reply.first_token_ms <= reply.total_ms


def test_a_reason_for_the_end_that_is_no_text_is_one_like_any_other(server: Script, far: Asker) -> None:
    choice = {"delta": {"content": "Nacre."}, "finish_reason": ["odd"]}
    server.answers = [Answer([event({"choices": [choice]}), DONE])]
    reply = far.ask()
    assert (reply.text, reply.finish) == ("Nacre.", "stop")


def test_the_question_goes_out_as_messages_with_the_sampling_that_was_asked_for(server: Script, far: Asker) -> None:
    server.answers = [stream("x")]
    far.ask(Sampling(max_tokens=9, temperature=0, top_p=0.5, seed=7, stop=("END",), schema='{"type": "object"}'))
    [asked] = server.asked
    assert server.requests[0].path == "/v1/chat/completions"
    assert asked["messages"] == [{"role": each.role, "content": each.content} for each in QUESTION]
    assert (asked["model"], asked["stream"], asked["stream_options"]) == ("tiny", True, {"include_usage": True})
    assert (asked["max_tokens"], asked["temperature"], asked["top_p"], asked["seed"]) == (9, 0, 0.5, 7)
    assert asked["stop"] == ["END"]
    assert asked["response_format"]["json_schema"]["schema"] == {"type": "object"}


def test_fields_that_nobody_asked_for_stay_away(server: Script, far: Asker) -> None:
    server.answers = [stream("x")]
    far.ask()
    assert server.asked[0].keys().isdisjoint({"seed", "stop", "response_format", "logprobs", "top_logprobs"})
    assert "authorization" not in server.requests[0].headers


def test_what_the_server_counted_takes_the_place_of_the_estimate(server: Script, far: Asker) -> None:
    usage = {"prompt_tokens": 50, "completion_tokens": 8, "prompt_tokens_details": {"cached_tokens": 40}}
    server.answers = [Answer([delta("a"), delta("", "length"), event({"choices": [], "usage": usage}), DONE])]
    reply = far.ask()
    assert (reply.prompt_tokens, reply.cached_tokens, reply.tokens, reply.finish) == (50, 40, 8, "length")


def test_a_server_that_does_not_stream_is_understood(server: Script, far: Asker) -> None:
    choice = {"message": {"role": "assistant", "content": "Nacre lasts."}, "finish_reason": "length"}
    server.answers = [document({"choices": [choice], "usage": {"completion_tokens": 3}})]
    reply = far.ask()
    assert (reply.text, reply.finish, reply.tokens) == ("Nacre lasts.", "length", 3)
    assert far.pieces == ["Nacre lasts."]


def test_thoughts_are_no_part_of_the_answer(server: Script, far: Asker) -> None:
    server.answers = [
        Answer(
            [delta("", reasoning_content="Hm."), delta("<thi"), delta("nk>Shells?</think>\n"), delta("Nacre.", "stop")]
        )
    ]
    assert far.ask().text == "Nacre."
    assert far.pieces == ["Nacre."]


def test_a_thought_that_took_all_tokens_leaves_an_empty_answer(server: Script, far: Asker) -> None:
    server.answers = [stream("<think>and so on", " and on", finish="length")]
    reply = far.ask()
    assert (reply.text, reply.finish, reply.tokens) == ("", "length", 2)


def test_a_text_ends_before_a_stop_string_that_the_server_did_not_heed(server: Script, far: Asker) -> None:
    server.answers = [Answer([delta("Nacre.\nUs"), delta("er: and"), delta(" more")], endless=delta("x"))]
    reply = far.ask(Sampling(stop=("\nUser:",)))
    assert (reply.text, reply.finish) == ("Nacre.", "stop")
    assert far.pieces == ["Nacre."]


def test_chances_of_tokens_come_with_the_reply_and_without_those_of_thoughts(server: Script, far: Asker) -> None:
    def chance(token: str) -> dict[str, object]:
        others = [{"token": token, "logprob": -0.1}, {"token": "?", "logprob": -2.5}]
        return {"content": [{"token": token, "logprob": -0.1, "top_logprobs": others}]}

    texts = ("<think>", "Hm", "</think>", "Nac", "re")
    chunks = [{"choices": [{"delta": {"content": text}, "logprobs": chance(text)}]} for text in texts]
    server.answers = [Answer([*map(event, chunks), delta("", "stop")])]
    reply = far.ask(Sampling(logprobs=2))
    assert (server.asked[0]["logprobs"], server.asked[0]["top_logprobs"]) == (True, 2)
    assert reply.chances[-2:] == (
        TokenChance("Nac", -0.1, (("Nac", -0.1), ("?", -2.5))),
        TokenChance("re", -0.1, (("re", -0.1), ("?", -2.5))),
    )
    assert [each.text for each in reply.chances if each.text in ("<think>", "Hm")] == []


def test_a_character_in_two_halves_comes_out_whole(server: Script, far: Asker) -> None:
    server.answers = [stream("pearl \ud83d", "\udc1a, \ud83d", " and \udc1a", "\ud83d")]
    assert far.ask().text == "pearl 🐚, \ufffd and \ufffd\ufffd"
    assert all(text.encode() for text in far.pieces)


def test_bytes_that_are_no_utf8_do_not_end_an_answer(server: Script, far: Asker) -> None:
    server.answers = [Answer([delta("a"), delta("BAD").replace(b"BAD", b"\xff\xfe"), delta("b", "stop")])]
    assert far.ask().text == "a\ufffd\ufffdb"


@pytest.mark.parametrize(
    "odd",
    [
        {"choices": [None]},
        {"choices": "none"},
        {"choices": [{"delta": None}]},
        {"choices": [{"delta": {"content": 7}}]},
        {"usage": [1], "choices": []},
        {"usage": {"completion_tokens": "many", "prompt_tokens": -1, "prompt_tokens_details": 3}},
        {"choices": [{"delta": {"content": ""}, "logprobs": {"content": [{"token": 1, "logprob": None}]}}]},
    ],
)
def test_odd_events_within_an_answer_are_passed_over(server: Script, far: Asker, odd: object) -> None:
    server.answers = [Answer([delta("a"), event(odd), delta("b", "stop"), DONE])]
    reply = far.ask(Sampling(logprobs=1))
    assert (reply.text, reply.finish, reply.tokens) == ("ab", "stop", 2)


def test_text_in_parts_is_joined_and_thoughts_among_them_left_out(server: Script, far: Asker) -> None:
    parts = [{"type": "thinking", "thinking": "Hm"}, {"type": "text", "text": "Nacre"}, 3]
    server.answers = [Answer([event({"choices": [{"delta": {"content": parts}, "finish_reason": "stop"}]})])]
    assert far.ask().text == "Nacre"


def test_a_field_that_the_server_refuses_is_left_out_from_then_on(server: Script, far: Asker) -> None:
    server.answers = [
        trouble(400, "Unsupported parameter: 'seed' is not supported with this model."),
        document({"detail": [{"loc": ["body", "top_p"], "msg": "Extra inputs are not permitted"}]}, 422),
        trouble(400, "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."),
        stream("fine"),
    ]
    assert far.ask(Sampling(seed=3, max_tokens=5)).text == "fine"
    assert far.ask(Sampling(seed=3, max_tokens=5)).text == "fine"
    assert [sorted({"seed", "top_p", "max_tokens"} & asked.keys()) for asked in server.asked] == [
        ["max_tokens", "seed", "top_p"],
        ["max_tokens", "top_p"],
        ["max_tokens"],
        [],
        [],
    ]
    assert server.asked[-1]["max_completion_tokens"] == 5
    assert far.rests_s == []


def test_a_schema_that_the_server_can_not_hold_becomes_any_json_and_then_nothing(server: Script, far: Asker) -> None:
    refused = trouble(400, "This response_format type is unavailable")
    server.answers = [refused, refused, stream("{}")]
    far.ask(Sampling(schema="{}"))
    kinds = [asked.get("response_format", {}).get("type") for asked in server.asked]
    assert kinds == ["json_schema", "json_object", None]


def test_a_refusal_that_names_no_field_is_final(server: Script, far: Asker) -> None:
    server.answers = [trouble(400, "messages must alternate")]
    with pytest.raises(ModelFailed, match="messages must alternate") as failed:
        far.ask()
    assert not failed.value.passing
    assert len(server.asked) == 1


def test_a_server_that_refuses_everything_is_asked_a_limited_number_of_times(server: Script, far: Asker) -> None:
    server.answers = [trouble(400, "stream stop seed temperature top_p max_tokens max_completion_tokens logprobs "
                                   "stream_options response_format json_object")]  # fmt: skip
    with pytest.raises(ModelFailed):
        far.ask(Sampling(seed=1, stop=("x",), schema="{}", logprobs=1))
    assert len(server.asked) == 12
    assert server.asked[-1].keys() == {"model", "messages"}


def test_redirects_are_followed_on_the_same_server_only(server: Script, far: Asker, opened: Opener) -> None:
    server.answers = [Answer(status=307, headers={"Location": "/v2/chat/completions"}), stream("here")]
    assert far.ask().text == "here"
    assert [request.path for request in server.requests] == ["/v1/chat/completions", "/v2/chat/completions"]
    other = server.base.replace("127.0.0.1", "localhost")
    for location in (f"{other}/chat/completions", "//127.0.0.1:1/v1", "http://[", ""):
        server.answers = [Answer(status=308, headers={"Location": location})]
        before = len(server.requests)
        with pytest.raises(ModelFailed, match="another address"):
            far.ask()
        assert len(server.requests) == before + 1


def test_a_circle_of_redirects_ends(server: Script, far: Asker) -> None:
    server.answers = [Answer(status=307, headers={"Location": "/v1/chat/completions"})]
    with pytest.raises(ModelFailed):
        far.ask()
    assert len(server.requests) == 4


def test_one_model_answers_many_questions_from_any_thread(server: Script, far: Asker) -> None:
    from concurrent.futures import ThreadPoolExecutor

    server.answers = [stream("Nacre ", "lasts.")]
    with ThreadPoolExecutor(4) as pool:
        replies = list(pool.map(lambda _: far.ask().text, range(12)))
    assert replies == ["Nacre lasts."] * 12


def test_what_the_listener_raises_reaches_the_caller_and_ends_the_call(server: Script, far: Asker) -> None:
    server.answers = [Answer([delta("a")], endless=delta("b"))]

    def hear(heard: object) -> None:
        if isinstance(heard, Piece):
            raise KeyError("listener")

    with pytest.raises(KeyError, match="listener"):
        far.model.reply(QUESTION, Sampling(), hear, far.cancel)
    assert server.client_left.wait(30)


def test_a_closed_model_says_so(server: Script, far: Asker) -> None:
    far.model.close()
    far.model.close()
    with pytest.raises(ModelFailed, match="closed"):
        far.ask()


def test_counting_is_rather_too_high_for_any_script() -> None:
    from engine.models.remote.estimate import text_tokens

    assert text_tokens("The shell of the oyster is lined with nacre.") >= 10  # of GPT-like dictionaries, as below
    assert text_tokens("真珠層は貝殻の内側にある") >= 12
    assert text_tokens("Перламутр выстилает раковину") >= 8
    assert text_tokens("2024-11-21 14:21:07") >= 14
    assert text_tokens("") == 0


def test_counting_grows_with_each_message(far: Asker) -> None:
    counts = [far.model.count([Message("user", "x" * 30)] * n) for n in range(4)]
    assert counts == sorted(set(counts))
    assert math.isclose(counts[3] - counts[2], counts[2] - counts[1])


def test_opening_a_server_loads_no_network_library() -> None:
    code = (
        "import sys; from engine.config import ModelSettings; from engine.models.shelf.shelf import Entry;"
        "from engine.models.remote.server import open_server;"
        "open_server(Entry('x', 'remote', 'http://127.0.0.1:9/v1'), ModelSettings());"
        "print([name for name in ('httpx', 'asyncio', 'keyring') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


@pytest.mark.parametrize(
    "place", ["localhost:8080", "ftp://x/v1", "http://", "http://[::1", "http://a b/v1", "http://x:99999/"]
)
def test_an_address_that_makes_no_sense_is_one_sentence(opened: Opener, place: str) -> None:
    with pytest.raises(ModelFailed, match="address"):
        opened(place)


def test_an_address_with_a_password_is_refused_and_not_shown(opened: Opener) -> None:
    with pytest.raises(ModelFailed, match="name or password") as failed:
        opened("https://me:hunter2@example.org/v1")
    assert "hunter2" not in str(failed.value)


def test_requests_are_plain_json(server: Script, far: Asker) -> None:
    server.answers = [stream("x")]
    far.model.reply([Message("user", "half a sign: \udc1a, ünï 🐚")], Sampling(), far.heard.append, far.cancel)
    assert server.asked[0]["messages"][0]["content"] == "half a sign: ?, ünï 🐚"
    assert json.dumps(server.asked[0])
