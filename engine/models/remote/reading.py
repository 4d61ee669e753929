"""Read an answer, in whichever of its forms it comes: a stream of events, one JSON document, or no answer at all."""

from __future__ import annotations

from collections.abc import Iterator
from time import monotonic

from engine.errors import ModelFailed
from engine.models.chat import Sampling
from engine.models.remote.line import Response
from engine.models.remote.refusals import PASSING, Asked, complaint_of, quote, refusal
from engine.models.remote.setbacks import Setback
from engine.models.remote.stream import DONE, EventStream, TooLong, as_object
from engine.models.remote.writing import EXCESS, Writing

FRAME_BYTES = 1024 * 1024  # around the tokens
TOKEN_BYTES = 1024  # of an event that brings one
CHANCE_BYTES = 256  # of an alternative to it
KEEP_ALIVES = 10  # silences that a server may fill with signs of life and nothing else
LAST_WORDS_S = 2.0  # what a server gets to send its counts, once the text is complete
WHITE = b" \t\r\n\xef\xbb\xbf"


def read(response: Response, writing: Writing, sampling: Sampling, asked: Asked) -> None:
    """Read a whole answer into `writing`, up to its end or to where it should have ended.

    Raises:
        ModelFailed: it is no answer, or breaks off.
        Stopped: the call was cancelled.
    """
    most_bytes = FRAME_BYTES + EXCESS * sampling.max_tokens * (TOKEN_BYTES + CHANCE_BYTES * sampling.logprobs)
    blocks = response.blocks(most_bytes)
    start = _start(blocks)
    first = start.lstrip(WHITE)[:1]
    if "text/html" in response.content_type or first == b"<":
        what = f"{asked.host} answers with a web page where a model should be"
        raise ModelFailed(what, "log in to the network where it wants that, or correct the address of the server")
    if first == b"{":
        _take(start + b"".join(blocks), writing, asked)
        if not writing.answered:
            raise _no_answer(asked)
        writing.finish = writing.finish or "stop"
    else:
        _read_events(start, blocks, response, writing, asked)
    writing.end()


def _start(blocks: Iterator[bytes]) -> bytes:
    """The blocks up to the first that is more than white space, joined."""
    start = b""
    for block in blocks:
        start += block
        if start.lstrip(WHITE):
            break
    return start


def _read_events(start: bytes, blocks: Iterator[bytes], response: Response, writing: Writing, asked: Asked) -> None:
    events = EventStream()
    try:
        for data in _events(events, start, blocks, response.silence_s, asked):
            if data.strip() == DONE:
                writing.finish = writing.finish or "stop"
                return
            _take(data, writing, asked)
            if writing.over:
                return
            if writing.finish:
                response.silence_s = min(response.silence_s, LAST_WORDS_S)
    except Setback:
        if not writing.finish:
            raise
    if writing.finish:
        return
    if start and not events.recognised:
        raise _no_answer(asked)
    raise Setback(f"the answer of {asked.host} broke off", "ask again")


def _events(
    events: EventStream, start: bytes, blocks: Iterator[bytes], silence_s: float, asked: Asked
) -> Iterator[str]:
    """The data of each event; comments that only keep the line open are put up with for a while.

    Raises:
        ModelFailed: nothing but comments, or an event without end.
    """
    last_s, patience_s = monotonic(), KEEP_ALIVES * silence_s
    block: bytes | None = start
    try:
        while block:
            for data in events.feed(block):
                yield data
                last_s = monotonic()
            if monotonic() - last_s > patience_s:
                raise Setback(f"{asked.host} has sent nothing but signs of life for {patience_s:g} s", "ask again")
            block = next(blocks, None)
        yield from events.end()
    except TooLong as error:
        raise _no_answer(asked) from error


def _take(text: str | bytes, writing: Writing, asked: Asked) -> None:
    try:
        data = as_object(text)
    except ValueError:
        raise _no_answer(asked) from None  # the cause would quote what was sent
    if data.get("error"):
        told = complaint_of(data)
        status = told.status if 400 <= told.status < 600 else 500
        if status in PASSING:
            raise Setback(f"{asked.host} has given up in the middle of its answer{quote(told.said, asked.key)}")
        raise refusal(status, "", told, asked)
    writing.take(data)


def _no_answer(asked: Asked) -> ModelFailed:
    what = f"{asked.host} answers with something that no chat model's server sends"
    return ModelFailed(what, "correct the address of the server with nacre models add")
