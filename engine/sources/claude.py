"""One conversation of a Claude export: a list of messages, each of which may name the one it answers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from engine.sources.thread import ordered
from engine.sources.transcript import Conversation, Message, Segment, fenced, iso

_SPEAKERS = {"human": "User", "assistant": "Assistant"}
_PRIVATE = {"thinking", "redacted_thinking", "tool_result", "token_budget"}
_LINK = "https://claude.ai/chat/"


def conversation(raw: Mapping[str, Any]) -> Conversation:
    """The conversation of one entry of conversations.json, branches after the main line.

    Raises:
        KeyError, TypeError, ValueError, AttributeError: the entry is not of the form that Claude writes.
    """
    entries = {str(entry.get("uuid") or number): entry for number, entry in enumerate(raw["chat_messages"])}
    last = raw.get("current_leaf_message_uuid") or next(reversed(entries), "")
    hidden = 0
    messages = []
    for uid, branch in ordered(_parents(entries), last):
        entry = entries[uid]
        hidden += sum(part.get("type") in _PRIVATE for part in entry.get("content") or ())
        segments = tuple(segment for segment in _segments(entry) if segment.text.strip())
        if segments:
            speaker = _SPEAKERS.get(entry["sender"], str(entry["sender"]).capitalize())
            messages.append(
                Message(speaker, segments, iso(entry.get("created_at") or ""), entry.get("uuid") or "", branch)
            )
    uid = str(raw.get("uuid") or "")
    return Conversation(
        uid=uid,
        provider="claude",
        title=raw.get("name") or "",
        messages=tuple(messages),
        created=iso(raw.get("created_at") or ""),
        link=_LINK + uid if uid else "",
        aliases=(raw["name"],) if raw.get("name") else (),
        notes=(f"{hidden} hidden parts (reasoning, results of tools) were left out",) if hidden else (),
    )


def _parents(entries: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Each message's parent; where the export names none, the message before it."""
    named = any(entry.get("parent_message_uuid") in entries for entry in entries.values())
    if named:
        return {uid: entry.get("parent_message_uuid") or "" for uid, entry in entries.items()}
    return dict(zip(entries, ["", *entries], strict=False))


def _segments(entry: Mapping[str, Any]) -> Iterator[Segment]:
    parts = [part for part in entry.get("content") or () if part.get("type") not in _PRIVATE]
    if any(_shown(part) for part in parts):
        for part in parts:
            yield Segment(_shown(part))
    else:
        yield Segment(entry.get("text") or "")
    named = set()
    for attachment in entry.get("attachments") or ():
        name, kind = attachment.get("file_name") or "unnamed", attachment.get("file_type") or ""
        named.add(name)
        yield Segment(f"Attachment: {name}{f' ({kind})' if kind else ''}", aside=True)
        yield Segment(attachment.get("extracted_content") or "")
    for file in entry.get("files") or ():
        if file.get("file_name") and file["file_name"] not in named:
            yield Segment(f"Attachment: {file['file_name']}", aside=True)


def _shown(part: Mapping[str, Any]) -> str:
    kind = part.get("type")
    if kind == "text":
        return str(part.get("text") or "")
    if kind == "tool_use":
        return _tool(part)
    return f"[{kind}]" if kind == "image" else ""


def _tool(part: Mapping[str, Any]) -> str:
    """What was handed to a tool: an artifact as it reads, anything else as JSON."""
    given = part.get("input") or {}
    content = given.get("content") if isinstance(given, Mapping) else None
    if isinstance(content, str):
        kind = str(given.get("type") or "")
        title = f"**Artifact: {given.get('title') or given.get('id') or 'untitled'}**"
        return f"{title}\n\n{content if 'markdown' in kind else fenced(content, given.get('language') or '')}"
    shown = fenced(json.dumps(given, ensure_ascii=False, indent=2), "json")
    return f"**Tool: {part.get('name') or 'unnamed'}**\n\n{shown}"
