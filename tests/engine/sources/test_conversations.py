"""Conversation exports of ChatGPT and Claude, and what all forms share."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import ReadError, SkipFile
from engine.sources import conversations
from engine.sources.reading import BlockKind, Mark, MarkKind, Reading
from engine.sources.thread import ordered

UID = "0b51a8a1-52a5-4d35-9b7e-0d1f6a3f8a11"
NEXUS = f"""---
nexus: nexus-ai-chat-importer
provider: claude
aliases: Tide staffs
conversation_id: {UID}
create_time: 2024-03-05T09:30:00.000Z
update_time: 2024-03-05T09:45:00.000Z
---

# Title: Tide staffs

Created: 03/05/2024 at 10:30:00 AM
Last Updated: 03/05/2024 at 10:45:00 AM

>[!nexus_user] **User** - 03/05/2024 at 10:30:05 AM
> How is a tide staff read?
<!-- UID: m1 -->
"""


def _node(
    uid: str, parent: str | None, role: str, text: str, time: float | None = None, **extra: Any
) -> dict[str, Any]:
    content = extra.pop("content", {"content_type": "text", "parts": [text]})
    message = {"id": uid, "author": {"role": role}, "content": content, "create_time": time, **extra}
    return {"id": uid, "parent": parent, "message": message, "children": []}


def _chatgpt(*nodes: dict[str, Any], current: str | None = None, **extra: Any) -> dict[str, Any]:
    root = {"id": "root", "parent": None, "message": None, "children": []}
    mapping = {node["id"]: node for node in (root, *nodes)}
    for node in nodes:
        if node["parent"] in mapping:
            mapping[node["parent"]]["children"].append(node["id"])
    return {"title": "Tide staffs", "create_time": 1709631000.0, "conversation_id": UID, "mapping": mapping} | (
        {"current_node": current or nodes[-1]["id"]} | extra
    )


def _claude(*messages: dict[str, Any], **extra: Any) -> dict[str, Any]:
    return {
        "uuid": UID,
        "name": "Tide staffs",
        "created_at": "2024-03-05T09:30:00.123456Z",
        "chat_messages": list(messages),
        **extra,
    }


def _said(uid: str, sender: str, text: str, **extra: Any) -> dict[str, Any]:
    return {"uuid": uid, "sender": sender, "text": text, "created_at": "2024-03-05T09:30:05.5Z", **extra}


def _read(value: Any, name: str = "conversations.json") -> tuple[Reading, ...]:
    return conversations.read(name, json.dumps(value).encode())


def _body(reading: Reading, mark: Mark) -> str:
    """A message without the line that names its speaker."""
    return reading.text[mark.start : mark.end].partition("\n\n")[2]


def test_each_message_has_speaker_time_and_its_own_words() -> None:
    (reading,) = _read(
        [
            _chatgpt(
                _node("a", "root", "user", "How is a tide staff read?", 1709631005.2),
                _node("b", "a", "assistant", "Twice."),
            )
        ]
    )
    assert [(m.kind, m.number, m.speaker, m.time, m.uid, m.branch) for m in reading.marks] == [
        (MarkKind.MESSAGE, 1, "User", "2024-03-05T09:30:05+00:00", "a", ""),
        (MarkKind.MESSAGE, 2, "Assistant", "", "b", ""),
    ]
    assert [_body(reading, mark) for mark in reading.marks] == ["How is a tide staff read?", "Twice."]
    assert reading.text.startswith("# Tide staffs\n\n## User · 2024-03-05 09:30:05 UTC\n\nHow is")
    assert reading.kind == "conversation"
    assert reading.part == UID


def test_the_main_line_comes_first_and_left_branches_are_marked() -> None:
    (reading,) = _read(
        [
            _chatgpt(
                _node("q", "root", "user", "Question"),
                _node("a1", "q", "assistant", "First try"),
                _node("f1", "a1", "user", "Follow-up to the first try"),
                _node("a2", "q", "assistant", "Second try"),
                _node("f2", "a2", "user", "Thanks"),
            )
        ]
    )
    assert [(m.uid, m.branch) for m in reading.marks] == [("q", ""), ("a2", ""), ("f2", ""), ("a1", "a1"), ("f1", "a1")]
    assert "Assistant · another branch\n\nFirst try" in reading.text


def test_code_pictures_and_tools_are_told_apart_and_instructions_left_out() -> None:
    picture = {"content_type": "multimodal_text", "parts": [{"content_type": "image_asset_pointer"}, "What is it?"]}
    code = {"content_type": "code", "language": "python", "text": "print('```')"}
    (reading,) = _read(
        [
            _chatgpt(
                _node("s", "root", "system", "You are helpful."),
                _node("q", "s", "user", "", content=picture, metadata={"attachments": [{"name": "staff.png"}]}),
                _node("c", "q", "assistant", "", content=code),
                _node("t", "c", "tool", "```"),
                _node("a", "t", "assistant", "A staff \ue200cite\ue202turn0\ue201in the harbour."),
            )
        ]
    )
    assert [mark.speaker for mark in reading.marks] == ["User", "Assistant", "Tool", "Assistant"]
    assert "[image]\n\nWhat is it?\n\nAttachment: staff.png" in reading.text
    assert "````python\nprint('```')\n````" in reading.text
    assert "A staff in the harbour." in reading.text
    assert "helpful" not in reading.text
    assert any("1 hidden" in note for note in reading.notes)


def test_markdown_inside_messages_makes_blocks_at_their_exact_places() -> None:
    text = "# Reading\n\nLook *twice*.\n\n- low\n- high\n\n```python\nprint(1)\n\nprint(2)\n```\n\n> said so"
    (reading,) = _read([_claude(_said("m", "human", text))])
    found = [(block.kind, reading.text[block.start : block.end]) for block in reading.blocks[2:]]
    assert found == [
        (BlockKind.HEADING, "# Reading"),
        (BlockKind.PARAGRAPH, "Look *twice*."),
        (BlockKind.LIST, "- low\n- high"),
        (BlockKind.CODE, "```python\nprint(1)\n\nprint(2)\n```"),
        (BlockKind.QUOTE, "> said so"),
    ]


def test_headings_in_a_message_stand_below_the_message_itself() -> None:
    (reading,) = _read([_claude(_said("m", "human", "# One\n\ntext\n\n###### Six\n\nmore"))])
    headings = [(block.level, block.name) for block in reading.blocks if block.kind is BlockKind.HEADING]
    assert headings == [(1, "Tide staffs"), (2, "User · 2024-03-05 09:30:05 UTC"), (3, "One"), (6, "Six")]


def test_claude_messages_keep_parts_attachments_and_artifacts() -> None:
    artifact = {
        "type": "tool_use",
        "name": "artifacts",
        "input": {"title": "Script", "content": "x = 1", "language": "python"},
    }
    parts = [{"type": "thinking", "thinking": "hm"}, {"type": "text", "text": "Here it is."}, artifact]
    files = [{"file_name": "a.txt", "file_type": "txt", "extracted_content": "level 3"}]
    (reading,) = _read(
        [
            _claude(
                _said("m1", "human", "See the file", attachments=files),
                _said("m2", "assistant", "ignored where parts are", content=parts),
            )
        ]
    )
    assert [_body(reading, mark) for mark in reading.marks] == [
        "See the file\n\nAttachment: a.txt (txt)\n\nlevel 3",
        "Here it is.\n\n**Artifact: Script**\n\n```python\nx = 1\n```",
    ]
    assert reading.marks[0].time == "2024-03-05T09:30:05+00:00"
    assert any("hidden" in note for note in reading.notes)


def test_claude_branches_follow_the_named_parents() -> None:
    (reading,) = _read(
        [
            _claude(
                _said("q", "human", "Q", parent_message_uuid="00000000-0000-4000-8000-000000000000"),
                _said("a1", "assistant", "old", parent_message_uuid="q"),
                _said("a2", "assistant", "new", parent_message_uuid="q"),
            )
        ]
    )
    assert [(m.uid, m.branch) for m in reading.marks] == [("q", ""), ("a2", ""), ("a1", "a1")]


def test_one_conversation_in_all_three_forms_has_one_id() -> None:
    readings = [
        _read([_chatgpt(_node("m1", "root", "user", "How is a tide staff read?"))])[0],
        _read([_claude(_said("m1", "human", "How is a tide staff read?"))])[0],
        conversations.read("Tide staffs.md", NEXUS.encode())[0],
    ]
    assert {reading.facts["conversation_id"] for reading in readings} == {(UID,)}
    assert {reading.title for reading in readings} == {"Tide staffs"}
    assert {_body(reading, reading.marks[0]) for reading in readings} == {"How is a tide staff read?"}
    assert {reading.facts["date"] for reading in readings} == {("2024-03-05T09:30:00+00:00",)}


def test_unicode_comes_through_and_half_characters_do_not() -> None:
    text = json.dumps([_claude(_said("m", "human", "Ξ → 潮 🌊 \x1b[31m"))]).replace("[31m", "\\ud83d")
    (reading,) = conversations.read("conversations.json", text.encode())
    assert _body(reading, reading.marks[0]) == "Ξ → 潮 🌊 \ufffd"
    assert reading.text.encode("utf-8")


def test_a_malformed_conversation_is_named_and_the_others_come_in() -> None:
    readings = _read(
        [_claude(_said("m", "human", "fine")), {"title": "Broken", "mapping": 7}, {"unknown": 1}, _claude(uuid="empty")]
    )
    assert len(readings) == 1
    assert "conversation 2 ('Broken') could not be read" in readings[0].notes[0]
    assert "conversation 3 could not be read" in readings[0].notes[1]
    assert "1 conversation" in readings[0].notes[2]


def test_a_single_conversation_is_a_document_without_part() -> None:
    (reading,) = _read(_claude(_said("m", "human", "alone")), "chat.json")
    assert reading.part == ""
    assert reading.facts["link"] == (f"https://claude.ai/chat/{UID}",)


def _talks(count: int) -> str:
    talks = [_claude(_said(f"m{n}", "human", f"words of {n}"), uuid=f"talk-{n}", name=f"T{n}") for n in range(count)]
    return json.dumps(talks, indent=1)


def test_an_export_that_is_cut_short_gives_what_stands_before() -> None:
    text = _talks(4)
    readings = conversations.read("conversations.json", text[: text.index("words of 3") + 5].encode())
    assert [each.part for each in readings] == ["talk-0", "talk-1", "talk-2"]
    assert (
        "conversation 4 could not be read and was left out (not valid JSON where the file ends" in readings[0].notes[0]
    )


@pytest.mark.parametrize("end", ["", ",", ",\n "])
def test_an_export_that_ends_between_two_conversations_says_so(end: str) -> None:
    text = _talks(2).rstrip("]\n ") + end
    readings = conversations.read("conversations.json", text.encode())
    assert [each.part for each in readings] == ["talk-0", "talk-1"]
    assert any("not valid JSON where the file ends" in note for note in readings[0].notes)


@pytest.mark.parametrize("spoilt", ['words of 1"}]', "words of 1\n", '"words'])
def test_what_follows_a_malformed_conversation_comes_in(spoilt: str) -> None:
    text = _talks(4).replace("words of 1", spoilt)
    readings = conversations.read("conversations.json", text.encode())
    assert {"talk-0", "talk-2", "talk-3"} <= {each.part for each in readings}
    assert len(readings[0].notes) == 1
    assert "could not be read and was left out (not valid JSON at line" in readings[0].notes[0]


def test_a_malformed_export_of_many_parts_is_given_up_in_time() -> None:
    text = "[" + '{"title": "x' * 20_000
    with pytest.raises(ReadError, match="not valid JSON"):
        conversations.read("conversations.json", text.encode())


def test_malformed_json_is_refused_with_its_place() -> None:
    with pytest.raises(ReadError, match="line 2, column 12"):
        conversations.read("conversations.json", b'[\n  {"uuid": }\n]')


@pytest.mark.parametrize("data", [b"[" * 100_000, b'[{"mapping": "\xff"}]', b'{"a": 1}', b"[1, 2]", b'"text"x'])
def test_no_export_ends_in_a_traceback(data: bytes) -> None:
    with pytest.raises((ReadError, SkipFile)):
        conversations.read("conversations.json", data)


def test_an_export_without_messages_is_skipped() -> None:
    with pytest.raises(SkipFile, match="no conversation with a message"):
        _read([])


def _zipped(*entries: tuple[str, bytes]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return buffer.getvalue()


def test_the_zip_of_an_export_is_read_and_recognised(tmp_path: Path) -> None:
    inside = json.dumps([_claude(_said("m", "human", "packed"))]).encode()
    data = _zipped(("users.json", b"[]"), ("export/conversations.json", inside))
    path = tmp_path / "export.zip"
    path.write_bytes(data)
    assert conversations.sniff(path, data[:2048])
    assert [reading.part for reading in conversations.read(path, data)] == [UID]
    other = tmp_path / "other.zip"
    other.write_bytes(_zipped(("notes.txt", b"hello")))
    assert not conversations.sniff(other, other.read_bytes())


def test_a_zip_bomb_is_stopped_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversations, "MOST_BYTES", 1000)
    with pytest.raises(SkipFile, match="larger than"):
        conversations.read("export.zip", _zipped(("conversations.json", b" " * 1_000_000)))


def test_a_damaged_zip_is_refused() -> None:
    data = _zipped(("conversations.json", json.dumps([_claude(_said("m", "human", "packed"))]).encode()))
    for broken in (data[: len(data) // 2], data[:60] + b"\xff" * 40 + data[100:]):
        with pytest.raises(ReadError, match="can't be read"):
            conversations.read("export.zip", broken)


@pytest.mark.parametrize(
    ("name", "head", "expected"),
    [
        ("conversations.json", b'[{"uuid": "x", "name": "y"', True),
        ("chat.json", b'{"title": "t", "mapping": {', True),
        ("package.json", b'{"name": "x"}', False),
        ("chat.md", NEXUS.encode()[:500], True),
        ("notes.md", b"---\nnexus: report\n---\n\nWhat [!nexus_user] means.", False),
        ("chat.txt", b"\xef\xbb\xbf" + NEXUS.encode()[:500], True),
    ],
)
def test_exports_are_recognised_by_name_and_first_bytes(name: str, head: bytes, expected: bool) -> None:
    assert conversations.sniff(name, head) is expected


@given(
    st.dictionaries(st.text("abcdef", min_size=1, max_size=1), st.text("abcdefx", max_size=1)),
    st.text("abcdefx", max_size=1),
)
def test_every_node_of_any_thread_comes_exactly_once(parents: dict[str, str], last: str) -> None:
    found = ordered(parents, last)
    assert sorted(node for node, _ in found) == sorted(parents)
    if last in parents:
        assert found[[branch for _, branch in found].count("") - 1] == (last, "")


@given(st.lists(st.text(max_size=80), min_size=1, max_size=5))
def test_marks_and_blocks_stand_in_order_whatever_is_said(texts: list[str]) -> None:
    try:
        readings = _read([_claude(*(_said(f"m{n}", "human", text) for n, text in enumerate(texts)))])
    except SkipFile:
        assert not any(text.strip() for text in texts)
        return
    for spans in (readings[0].marks, readings[0].blocks):
        assert all(0 <= span.start < span.end <= len(readings[0].text) for span in spans)
        assert all(first.end <= second.start for first, second in pairwise(spans))
