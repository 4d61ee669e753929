"""Writes one conversation in the forms that it may come in: Nexus Markdown, and the exports of ChatGPT and Claude."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Told:
    """One message."""

    person: bool
    text: str
    time: str  # ISO 8601 with offset
    uid: str
    attachments: tuple[tuple[str, str], ...] = ()  # name and media type


@dataclass(frozen=True)
class Talk:
    """One conversation."""

    uid: str
    title: str
    provider: str
    created: str
    messages: tuple[Told, ...]


def nexus(talk: Talk) -> str:
    """As the importer writes it, with local times."""
    created, updated = _local(talk.created), _local(talk.messages[-1].time)
    head = [
        "---", "nexus: nexus-ai-chat-importer", f"provider: {talk.provider}", f"aliases: {talk.title}",
        f"conversation_id: {talk.uid}", f"create_time: {talk.created}", f"update_time: {talk.messages[-1].time}",
        "---", "", f"# Title: {talk.title}", "", f"Created: {created}", f"Last Updated: {updated}", "",
    ]  # fmt: skip
    return "\n".join([*head, *(line for each in talk.messages for line in _callout(each))])


def chatgpt(*talks: Talk) -> str:
    """The export's conversations.json."""
    return json.dumps([_chatgpt(each) for each in talks], ensure_ascii=False)


def claude(*talks: Talk) -> str:
    """The export's conversations.json."""
    return json.dumps([_claude(each) for each in talks], ensure_ascii=False)


def _local(time: str) -> str:
    return datetime.fromisoformat(time).strftime("%m/%d/%Y at %I:%M:%S %p")


def _callout(told: Told) -> list[str]:
    role, name = ("user", "User") if told.person else ("agent", "Assistant")
    lines = [f">[!nexus_{role}] **{name}** - {_local(told.time)}", *(f"> {line}" for line in told.text.split("\n"))]
    for file, kind in told.attachments:
        lines += [f">>[!nexus_attachment] **{file}** ({kind})", ">> Not included in archive."]
    return [*lines, f"<!-- UID: {told.uid} -->"]


def _chatgpt(talk: Talk) -> dict[str, Any]:
    nodes: dict[str, Any] = {"root": {"id": "root", "parent": None, "message": None, "children": []}}
    before = "root"
    for told in talk.messages:
        nodes[before]["children"].append(told.uid)
        nodes[told.uid] = {"id": told.uid, "parent": before, "children": [], "message": {
            "id": told.uid, "author": {"role": "user" if told.person else "assistant", "name": None},
            "create_time": datetime.fromisoformat(told.time).timestamp(),
            "content": {"content_type": "text", "parts": [told.text]},
            "metadata": {"attachments": [{"name": name, "mime_type": kind} for name, kind in told.attachments]},
        }}  # fmt: skip
        before = told.uid
    return {
        "title": talk.title, "conversation_id": talk.uid, "mapping": nodes, "current_node": before,
        "create_time": datetime.fromisoformat(talk.created).timestamp(),
    }  # fmt: skip


def _claude(talk: Talk) -> dict[str, Any]:
    return {
        "uuid": talk.uid, "name": talk.title, "created_at": talk.created,
        "chat_messages": [
            {
                "uuid": told.uid, "sender": "human" if told.person else "assistant", "text": told.text,
                "content": [{"type": "text", "text": told.text}], "created_at": told.time,
                "attachments": [
                    {"file_name": name, "file_type": kind, "extracted_content": ""} for name, kind in told.attachments
                ],
                "files": [],
            }
            for told in talk.messages
        ],
    }  # fmt: skip
