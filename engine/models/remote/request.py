"""What a server is asked, in the fields that it takes.

OpenAI's interface has no `top_k` and no penalty of repeats as we know it; they stay at what the server was set to.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence

from engine.models.chat import Message, Sampling
from engine.models.remote.refusals import Complaint

MAX_STOPS = 4  # more are an error; what is left out here, the text is cut at nevertheless
MAX_LOGPROBS = 20

INSTEAD = {"max_tokens": "max_completion_tokens", "json_schema": "json_object"}
"""What is tried in the place of something that was refused, before it is left out."""

SIGNS = {
    "stream_options": ("stream_options", "include_usage"),
    "max_tokens": ("max_tokens",),
    "max_completion_tokens": ("max_completion_tokens",),
    "json_schema": ("response_format", "json_schema", "grammar", "schema"),
    "json_object": ("response_format", "json_object"),
    "logprobs": ("logprobs", "top_logprobs"),
    "top_p": ("top_p",),
    "temperature": ("temperature",),
    "seed": ("seed",),
    "stop": ("stop",),
    "stream": ("stream", "streaming"),
}
"""Words by which a server names what it does not take; the ones that are plain English last."""


def fields(model: str, messages: Sequence[Message], sampling: Sampling, refused: Collection[str]) -> dict[str, object]:
    """The request as data, without what the server has refused before (keys of `SIGNS`)."""
    request: dict[str, object] = {
        "model": model,
        "messages": [{"role": each.role, "content": _encodable(each.content)} for each in messages],
    }
    for name in _wanted(sampling, refused):
        request |= _field(name, sampling)
    return request


def refused_field(told: Complaint, sampling: Sampling, refused: Collection[str]) -> str:
    """The part of the request that a complaint is about and that can be left out; '' for none."""
    wanted = _wanted(sampling, refused)
    for text in (told.field, told.said):
        words = set(re.findall(r"\w+", text.lower()))
        for name, signs in SIGNS.items():
            if name in wanted and not words.isdisjoint(signs):
                return name
    return ""


def encoded(request: Mapping[str, object]) -> bytes:
    """The request as it goes over the line."""
    return json.dumps(request).encode("ascii")


def _encodable(text: str) -> str:
    """The text without halves of characters, which paths may bring along and servers refuse."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _wanted(sampling: Sampling, refused: Collection[str]) -> list[str]:
    names = ["stream", "stream_options", "max_tokens", "temperature", "top_p"]
    names += ["seed"] if sampling.seed else []
    names += ["stop"] if any(sampling.stop) else []
    names += ["json_schema"] if sampling.schema else []
    names += ["logprobs"] if sampling.logprobs else []
    names = [INSTEAD.get(name, name) if name in refused else name for name in names]
    if "stream" in refused:  # makes no sense without it
        names = [name for name in names if name != "stream_options"]
    return [name for name in names if name not in refused]


def _field(name: str, sampling: Sampling) -> dict[str, object]:
    match name:
        case "stream":
            return {"stream": True}
        case "stream_options":
            return {"stream_options": {"include_usage": True}}
        case "json_schema":
            schema = {"name": "answer", "strict": True, "schema": json.loads(sampling.schema)}
            return {"response_format": {"type": "json_schema", "json_schema": schema}}
        case "json_object":
            return {"response_format": {"type": "json_object"}}
        case "logprobs":
            return {"logprobs": True, "top_logprobs": min(sampling.logprobs, MAX_LOGPROBS)}
        case "stop":
            return {"stop": [stop for stop in sampling.stop if stop][:MAX_STOPS]}
        case "max_completion_tokens":
            return {name: sampling.max_tokens}
    return {name: getattr(sampling, name)}
