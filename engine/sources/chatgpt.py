"""One conversation of a ChatGPT export: a tree of nodes, whose main line ends at the current node."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from engine.sources.thread import ordered
from engine.sources.transcript import Conversation, Message, Segment, fenced, utc

_SPEAKERS = {"user": "User", "assistant": "Assistant", "system": "System", "tool": "Tool"}
_PRIVATE = {"thoughts", "reasoning_recap", "user_editable_context", "model_editable_context", "app_pairing_content"}
_CITATION = re.compile("\ue200.*?\ue201|【\\d+[:†][^】]*】", re.DOTALL)  # marks that point at pages the export lacks
_LINK = "https://chatgpt.com/c/"


def conversation(raw: Mapping[str, Any]) -> Conversation:
    """The conversation of one entry of conversations.json, branches after the main line.

    Raises:
        KeyError, TypeError, ValueError, AttributeError: the entry is not of the form that ChatGPT writes.
    """
    nodes: dict[str, Mapping[str, Any]] = dict(raw["mapping"])
    parents = {uid: node.get("parent") or "" for uid, node in nodes.items()}
    uid = str(raw.get("conversation_id") or raw.get("id") or "")
    messages = []
    hidden = 0
    for node, branch in ordered(parents, raw.get("current_node") or _last(nodes)):
        message = nodes[node].get("message")
        if not message:
            continue  # the root has none
        if _hidden(message):
            hidden += _worth_telling(message)
            continue
        segments = tuple(segment for segment in _segments(message) if segment.text.strip())
        if segments:
            messages.append(
                Message(
                    _speaker(message), segments, utc_of(message.get("create_time")), message.get("id") or node, branch
                )
            )
    return Conversation(
        uid=uid,
        provider="chatgpt",
        title=raw.get("title") or "",
        messages=tuple(messages),
        created=utc_of(raw.get("create_time")),
        link=_LINK + uid if uid else "",
        aliases=(raw["title"],) if raw.get("title") else (),
        notes=(f"{hidden} hidden messages (instructions, reasoning) were left out",) if hidden else (),
    )


def utc_of(seconds: float | None) -> str:
    """Unix seconds as ISO 8601; empty for none."""
    return utc(float(seconds)) if seconds else ""


def _last(nodes: Mapping[str, Mapping[str, Any]]) -> str:
    """The newest leaf, for exports that do not name the current node."""
    leaves = [uid for uid, node in nodes.items() if not node.get("children")]
    return max(leaves, key=lambda uid: (nodes[uid].get("message") or {}).get("create_time") or 0.0, default="")


def _hidden(message: Mapping[str, Any]) -> bool:
    """Not shown in the program itself: instructions, reasoning."""
    metadata = message.get("metadata") or {}
    return (
        bool(metadata.get("is_visually_hidden_from_conversation"))
        or message["author"]["role"] == "system"
        or (message.get("content") or {}).get("content_type") in _PRIVATE
    )


def _worth_telling(message: Mapping[str, Any]) -> bool:
    return any(segment.text.strip() for segment in _segments(message))


def _speaker(message: Mapping[str, Any]) -> str:
    role, name = message["author"]["role"], message["author"].get("name") or ""
    speaker = _SPEAKERS.get(role, role.capitalize())
    return f"{speaker} ({name})" if role == "tool" and name else name or speaker


def _segments(message: Mapping[str, Any]) -> Iterator[Segment]:
    content = message.get("content") or {}
    kind = content.get("content_type") or "text"
    if kind == "code":
        language = content.get("language") or ""
        yield Segment(fenced(content.get("text") or "", "" if language == "unknown" else language))
    elif kind == "execution_output":
        yield Segment(fenced(content.get("text") or ""))
    elif kind in ("tether_quote", "tether_browsing_display"):
        found = (content.get("title"), content.get("text") or content.get("result"), content.get("url"))
        yield Segment("\n\n".join(part for part in found if part))
    elif kind == "thoughts":
        yield Segment("\n\n".join(thought.get("content") or "" for thought in content.get("thoughts") or ()))
    else:
        parts = content.get("parts") or [content.get("text") or ""]
        yield Segment(_CITATION.sub("", "\n\n".join(_part(part) for part in parts)))
    for attachment in (message.get("metadata") or {}).get("attachments") or ():
        kind = attachment.get("mime_type") or attachment.get("mimeType") or ""
        yield Segment(f"Attachment: {attachment.get('name') or 'unnamed'}{f' ({kind})' if kind else ''}", aside=True)


def _part(part: str | Mapping[str, Any]) -> str:
    """The text of a part; pictures and sounds by their kind in brackets."""
    if isinstance(part, str):
        return part
    kind = str(part.get("content_type") or "")
    if isinstance(part.get("text"), str):
        return str(part["text"])
    return next((f"[{name}]" for name in ("image", "audio", "video") if name in kind), "[file]")
