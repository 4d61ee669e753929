"""What a server means by a status that is not 200, in one sentence; never with the key."""

from __future__ import annotations

import re
from dataclasses import dataclass

from engine.errors import ModelFailed
from engine.models.remote.keys import Key
from engine.models.remote.retry import asked_wait_s
from engine.models.remote.setbacks import Setback
from engine.models.remote.stream import as_object

PASSING = {408, 409, 425, 429, 500, 502, 503, 504}
SPENT = {"insufficient_quota", "billing_hard_limit_reached"}  # sent as 429, though no wait helps
QUOTED_CHARACTERS = 200
TOO_LONG = re.compile(
    r"context[ _](length|size|window)|maximum context|prompt is too long|too many (input )?tokens|exceeds? .*context",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Complaint:
    """What a server says against a request."""

    said: str  # '' where it says nothing that could be read
    field: str = ""  # of the request, that it is about
    code: str = ""
    status: int = 0  # that it names itself, where it complains within a stream

    @property
    def prompt_too_long(self) -> bool:
        return bool(TOO_LONG.search(self.said) or TOO_LONG.search(self.code))


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom we talk to, for sentences."""

    host: str
    model: str
    key: Key


def complaint(body: bytes) -> Complaint:
    """Read an error's body, in the forms that servers use: OpenAI's, a plain text, a list of what is wrong."""
    text = body.decode("utf-8", "replace")
    try:
        data = as_object(text)
    except ValueError:
        return Complaint("" if "<" in text[:100] else text)  # a page for browsers says nothing
    return complaint_of(data)


def complaint_of(data: dict[str, object]) -> Complaint:
    """The same for an error that is read already."""
    error = data.get("error", data)
    if not isinstance(error, dict):
        return Complaint(str(error))
    said = error.get("message") or error.get("detail") or error.get("error") or ""
    if isinstance(said, list):
        said = "; ".join(_problem(each) for each in said)
    code = error.get("code")
    return Complaint(
        str(said),
        field=str(error.get("param") or ""),
        code=str(code or error.get("type") or ""),
        status=code if isinstance(code, int) else 0,
    )


def refusal(status: int, retry_after: str, told: Complaint, asked: Asked) -> ModelFailed:
    """The error for a status and what the server says with it."""
    host, model, key = asked.host, asked.model, asked.key
    if told.prompt_too_long:
        what = f"the prompt is longer than the context that {host} gives '{model}'"
        return ModelFailed(what, "set models.context_tokens to what the server was started with")
    if status in (401, 403):  # what it says may quote a part of the key
        if not key.place:
            return ModelFailed(f"{host} wants a key ({status})", "add the model again with --key env:NAME")
        what = f"{host} does not take the key in {key.place} ({status})"
        return ModelFailed(what, f"correct {key.place}, or see whether the key may use '{model}'")
    quoted = quote(told.said, key)
    if status == 404:
        what = f"{host} knows no model '{model}', or offers no chat at this address (404{quoted})"
        return ModelFailed(what, "correct the model's name or the address with nacre models add")
    if status == 402 or told.code in SPENT:
        return ModelFailed(f"{host} does not answer before it is paid ({status}{quoted})", "see your account there")
    if status in PASSING:
        busy = status in (429, 503)
        what = f"{host} is {'busy' if busy else 'in trouble'} ({status}{quoted})"
        return Setback(what, "try again in a while", wait_s=asked_wait_s(retry_after))
    return ModelFailed(f"{host} refuses the question ({status}{quoted})", "see the settings of this model")


def quote(said: str, key: Key) -> str:
    """The server's words as the end of a bracket, short and without the key."""
    words = " ".join(key.cover(said).encode("utf-8", "replace").decode().split())
    short = words if len(words) <= QUOTED_CHARACTERS else words[: QUOTED_CHARACTERS - 1] + "…"
    return f": {short}" if short else ""


def _problem(item: object) -> str:
    """One of a list of what is wrong, with the field that it is about."""
    if not isinstance(item, dict):
        return str(item)
    where = item.get("loc")
    field = ".".join(str(part) for part in where) if isinstance(where, list) else ""
    return f"{field}: {item.get('msg', '')}"
