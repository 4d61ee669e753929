"""Whatever a server or the network does, the caller gets one sentence, or an answer after all."""

from __future__ import annotations

import socket
from threading import Thread
from time import monotonic, sleep

import pytest

from engine.errors import ModelFailed
from engine.models.chat import Piece, Sampling
from engine.models.remote import reading
from tests.engine.models.remote.conftest import PLAIN, QUESTION, Asker, Opener
from tests.engine.models.remote.server import (
    DONE,
    PATIENCE_S,
    Answer,
    Script,
    delta,
    document,
    event,
    serve,
    stream,
    trouble,
)

SOON_S = 0.3  # how long a server may be silent here


def failure(far: Asker, sampling: Sampling = PLAIN) -> ModelFailed:
    with pytest.raises(ModelFailed) as failed:
        far.ask(sampling)
    return failed.value


@pytest.mark.parametrize("status", [408, 409, 425, 429, 500, 502, 503, 504])
def test_passing_trouble_is_waited_out(server: Script, far: Asker, status: int) -> None:
    server.answers = [trouble(status), trouble(status), stream("at last")]
    assert far.ask().text == "at last"
    assert len(far.rests_s) == 2
    assert far.rests_s[0] < far.rests_s[1]


def test_trouble_that_stays_is_a_passing_failure_after_a_few_tries(server: Script, far: Asker) -> None:
    server.answers = [trouble(503, "Loading model")]
    error = failure(far)
    assert error.passing
    assert "Loading model" in str(error)
    assert (len(server.asked), len(far.rests_s)) == (5, 4)


def test_a_wait_that_the_server_asks_for_is_kept(server: Script, far: Asker) -> None:
    server.answers = [trouble(429, Retry_After="7"), stream("x")]
    far.ask()
    assert far.rests_s == [7.0]


def test_a_wait_that_is_too_long_is_not_waited_for(server: Script, far: Asker) -> None:
    server.answers = [trouble(429, "slow down", Retry_After="3600"), stream("x")]
    assert failure(far).passing
    assert far.rests_s == []


@pytest.mark.parametrize(
    ("status", "message", "expected"),
    [
        (401, "no", "wants a key"),
        (404, "model 'tiny' not found", "knows no model 'tiny'"),
        (402, "", "before it is paid"),
        (400, "This model's maximum context length is 2048 tokens", "longer than the context"),
        (400, "the request exceeds the available context size, try increasing it", "longer than the context"),
        (413, "prompt is too long", "longer than the context"),
        (418, "teapot", "refuses the question"),
    ],
)
def test_final_trouble_is_one_sentence_and_asked_once(
    server: Script, far: Asker, status: int, message: str, expected: str
) -> None:
    server.answers = [trouble(status, message)]
    error = failure(far)
    assert expected in str(error)
    assert not error.passing
    assert len(server.asked) == 1


def test_spent_money_does_not_pass(server: Script, far: Asker) -> None:
    server.answers = [document({"error": {"message": "quota", "code": "insufficient_quota"}}, 429)]
    assert not failure(far).passing


def test_a_long_complaint_is_cut(server: Script, far: Asker) -> None:
    server.answers = [trouble(418, "very long " * 10_000)]
    assert len(str(failure(far))) < 400


def test_nothing_that_answers_is_tried_again_and_then_a_sentence(opened: Opener) -> None:
    with serve() as gone:
        base = gone.base
    far = opened(base)
    error = failure(far)
    assert error.passing
    assert "can't be reached" in str(error)
    assert len(far.rests_s) == 4


def test_a_stream_that_breaks_before_its_first_piece_is_begun_again(server: Script, far: Asker) -> None:
    server.answers = [Answer([b": hello\n\n"]), Answer([delta("<think>Hm")]), Answer(), stream("whole")]
    assert far.ask().text == "whole"
    assert far.pieces == ["whole"]


def test_a_stream_that_breaks_after_its_first_piece_is_not_begun_again(server: Script, far: Asker) -> None:
    server.answers = [Answer([delta("Nacre ")]), stream("again")]
    error = failure(far)
    assert error.passing
    assert "broke off" in str(error)
    assert (far.pieces, len(server.asked)) == (["Nacre "], 1)


def test_a_body_that_is_shorter_than_announced_is_a_line_that_broke(server: Script, far: Asker) -> None:
    headers = {"Content-Type": "text/event-stream", "Content-Length": "100000"}
    server.answers = [Answer([delta("Nacre ")], headers=headers)]
    assert failure(far).passing


def test_an_answer_that_has_ended_needs_no_last_words(server: Script, far: Asker) -> None:
    headers = {"Content-Type": "text/event-stream", "Content-Length": "100000"}
    server.answers = [Answer([delta("Nacre.", "stop")], headers=headers)]
    assert far.ask().text == "Nacre."
    server.answers = [Answer([delta("Nacre."), DONE], hangs=True)]
    assert far.ask().finish == "stop"


def test_a_server_that_hangs_after_the_end_of_its_text_is_not_waited_for(
    server: Script, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "LAST_WORDS_S", 0.1)
    server.answers = [Answer([delta("Nacre.", "stop")], hangs=True)]
    assert opened(server.base, timeout_s=0).ask().text == "Nacre."  # it may be silent for ever


@pytest.mark.parametrize(
    "hanging",
    [Answer(silent=True), Answer(hangs=True), Answer([delta("Nac")], hangs=True), Answer([b"data: {"], hangs=True)],
    ids=["before the status", "before the body", "in the text", "in an event"],
)
def test_a_server_that_hangs_is_a_passing_failure(server: Script, opened: Opener, hanging: Answer) -> None:
    server.answers = [hanging]
    far = opened(server.base, timeout_s=SOON_S)
    error = failure(far)
    assert error.passing
    assert "silent" in str(error)
    assert server.client_left.wait(PATIENCE_S)


def test_signs_of_life_are_no_answer_for_ever(server: Script, opened: Opener) -> None:
    server.answers = [Answer(endless=b": still here\n" * 2)]
    assert failure(opened(server.base, timeout_s=0.05)) is not None
    assert server.client_left.wait(PATIENCE_S)


@pytest.mark.parametrize(
    "wrong",
    [
        Answer([event("{broken")]),
        Answer([event("[1, 2]")]),
        Answer([event("[" * 50_000)]),
        Answer([b"just some text\n"], headers={"Content-Type": "text/plain"}),
        Answer([b'{"choices": [']),
        document({"hello": "world"}),
        document({"choices": []}),
        Answer([b"\x00\xff\xfe garbage"], headers={}),
    ],
    ids=["broken JSON", "a list", "deep", "plain text", "half a document", "other JSON", "no choice", "garbage"],
)
def test_what_no_model_sends_is_one_sentence(server: Script, far: Asker, wrong: Answer) -> None:
    server.answers = [wrong]
    error = failure(far)
    assert "no chat model's server sends" in str(error)
    assert len(server.asked) == 1


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "application/octet-stream"])
def test_the_page_of_a_captive_portal_is_named(server: Script, far: Asker, kind: str) -> None:
    server.answers = [Answer([b"\n <!DOCTYPE html><p>Log in!"], headers={"Content-Type": kind})]
    assert "web page" in str(failure(far))


def test_packed_text_that_was_not_asked_for_is_refused(server: Script, far: Asker) -> None:
    server.answers = [Answer([b"\x1f\x8b"], headers={"Content-Encoding": "gzip"})]
    assert "gzip" in str(failure(far))
    assert server.requests[0].headers["accept-encoding"] == "identity"


def test_a_server_that_does_not_heed_the_limit_is_stopped(server: Script, far: Asker) -> None:
    server.answers = [Answer(endless=delta("x"))]
    reply = far.ask(Sampling(max_tokens=10))
    assert reply.finish == "length"
    assert 40 <= reply.tokens <= 40 + 64 + 1
    assert reply.text == "".join(far.pieces)
    assert server.client_left.wait(PATIENCE_S)


def test_a_document_that_does_not_heed_the_limit_is_cut(server: Script, far: Asker) -> None:
    server.answers = [document({"choices": [{"message": {"content": "x" * 500_000}}]})]
    reply = far.ask(Sampling(max_tokens=10))
    assert (reply.finish, len(reply.text)) == ("length", 320)


@pytest.mark.parametrize(
    "garbage",
    [b"x" * 4096, b"data: " + b"x" * 4096, b" " * 4096, b"{" * 4096, b":\n" * 2048],
    ids=["letters", "one event", "space", "braces", "comments"],
)
def test_garbage_without_end_is_cut_off(server: Script, far: Asker, garbage: bytes) -> None:
    server.answers = [Answer(endless=garbage)]
    failure(far, Sampling(max_tokens=10))
    assert server.client_left.wait(PATIENCE_S)


def test_an_endless_complaint_is_read_in_part(server: Script, far: Asker) -> None:
    server.answers = [Answer(status=418, endless=b"no " * 1000)]
    failure(far)
    assert server.client_left.wait(PATIENCE_S)


def test_an_error_within_a_stream_is_tried_again_before_the_first_piece_only(server: Script, far: Asker) -> None:
    error = event({"error": {"message": "out of memory", "code": 500}})
    server.answers = [Answer([error]), stream("fine")]
    assert far.ask().text == "fine"
    server.answers = [Answer([delta("a"), error]), stream("fine")]
    told = failure(far)
    assert told.passing
    assert "out of memory" in str(told)


def test_a_prompt_that_turns_out_too_long_within_a_stream_is_final(server: Script, far: Asker) -> None:
    error = {"code": 400, "message": "the request exceeds the available context size"}
    server.answers = [Answer([event({"error": error})])]
    told = failure(far)
    assert "longer than the context" in str(told)
    assert not told.passing


def test_an_answer_that_a_filter_broke_off_is_no_answer(server: Script, far: Asker) -> None:
    server.answers = [stream("Nac", finish="content_filter")]
    assert "content_filter" in str(failure(far))


def test_a_server_that_speaks_no_http_is_one_sentence(opened: Opener) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def speak() -> None:
            for _ in range(5):
                try:
                    connection, _address = listening.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(65_536)
                    connection.sendall(b"220 mail.example.org ready\r\n")

        Thread(target=speak, daemon=True).start()
        error = failure(opened(f"http://127.0.0.1:{listening.getsockname()[1]}/v1"))
    assert "not HTTP" in str(error) or "broke" in str(error)


def test_tls_with_a_server_that_has_none_is_one_sentence(server: Script, opened: Opener) -> None:
    error = failure(opened(server.base.replace("http:", "https:")))
    assert "TLS" in str(error)


def test_a_name_that_nobody_has_is_one_sentence(opened: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*args: object, **options: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert "no address of far.example:8080" in str(failure(opened("http://far.example:8080/v1")))


@pytest.mark.parametrize("host", ["xn--", "a\u2488com", "\ufffd"])
def test_a_name_that_can_be_none_is_one_sentence(opened: Opener, host: str) -> None:
    assert "not the name of a server" in str(failure(opened(f"http://{host}/v1")))


def test_a_proxy_of_an_unknown_kind_is_one_sentence(opened: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "gopher://localhost:70")
    assert "ALL_PROXY" in str(failure(opened("http://far.example/v1")))


@pytest.mark.parametrize(
    "slow",
    [Answer(silent=True), Answer(hangs=True), Answer([delta("Nacre ")], hangs=True), Answer(endless=b": x\n")],
    ids=["before the status", "before the body", "in the text", "among comments"],
)
def test_a_cancel_ends_a_call_at_any_moment_and_keeps_its_text(server: Script, far: Asker, slow: Answer) -> None:
    server.answers = [slow]

    def cancel_in_time() -> None:
        until = monotonic() + PATIENCE_S
        while monotonic() < until and not (server.requests and len(far.pieces) == len(slow.parts)):
            sleep(0.01)
        sleep(0.05)  # so that the wait has begun
        far.cancel.set()

    Thread(target=cancel_in_time, daemon=True).start()
    reply = far.ask(Sampling(max_tokens=100_000))
    assert far.cancel.is_set()
    assert (reply.finish, reply.text) == ("cancelled", "".join(far.pieces))
    assert far.pieces == (["Nacre "] if slow.parts else [])
    assert server.client_left.wait(PATIENCE_S)  # the server need not write on for nobody
    far.cancel.clear()
    server.answers = [stream("next")]
    assert far.ask().text == "next"


def test_a_cancel_in_the_flood_of_an_answer_is_seen(server: Script, far: Asker) -> None:
    server.answers = [Answer(endless=delta("x"))]

    def hear(heard: object) -> None:
        if isinstance(heard, Piece):
            far.cancel.set()

    assert far.model.reply(QUESTION, Sampling(max_tokens=10**6), hear, far.cancel).finish == "cancelled"


def test_a_call_that_is_cancelled_before_it_begins_asks_nobody(server: Script, far: Asker) -> None:
    far.cancel.set()
    assert far.ask().finish == "cancelled"
    assert server.requests == []


def test_a_cancel_does_not_wait_for_a_dead_name_server(opened: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    far = opened("http://far.example/v1")

    def ask_in_vain(*args: object, **options: object) -> None:
        far.cancel.set()
        hung.released.wait(PATIENCE_S)
        raise socket.gaierror(socket.EAI_AGAIN, "no answer")

    with serve() as hung:
        monkeypatch.setattr(socket, "getaddrinfo", ask_in_vain)
        assert far.ask().finish == "cancelled"
        assert not hung.released.is_set()
