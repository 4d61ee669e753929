"""Conversations in the Markdown that the Nexus importer writes."""

from __future__ import annotations

import pytest

from engine.errors import ReadError
from engine.sources import conversations
from engine.sources.reading import BlockKind, Mark, Reading

CHAT = """\
---
nexus: nexus-ai-chat-importer
plugin_version: "1.3.0"
provider: claude
aliases: Paper: how it ages
conversation_id: 3f0d1f4e-8c11-4d7e-b7ff-2a9d20c4f001
create_time: 2024-07-05T23:30:00.000Z
update_time: 2024-07-06T04:10:00.000Z
---

# Title: Paper: how it ages

Created: 07/05/2024 at 6:30:00 PM
Last Updated: 07/05/2024 at 11:10:00 PM
Chat URL: https://claude.ai/chat/3f0d1f4e


>[!nexus_user] **User** - 07/05/2024 at 6:30:01 PM
> How long does rag paper last?
>>[!nexus_attachment] **paper.txt** (text/plain)
>> Not included in archive.
<!-- UID: u-1 -->
>[!nexus_agent] **Assistant** - 07/05/2024 at 6:30:20 PM
>
> Longer than wood pulp:
>
> ```python
> if acid:
>     crumble()
> >[!nexus_attachment] not one
> ```
>
> > as the old keepers said
> >[!nexus_artifact] **Table of years** v1
> > [[artifacts/years|View Artifact]]
<!-- UID: u-2 -->

---
>[!nexus_user] **User** - 07/05/2024 at 11:09:00 PM
>And without
>acid?
<!-- UID: u-3 -->

---
"""


def _read(text: str, name: str = "chat.md") -> Reading:
    (reading,) = conversations.read(name, text.encode())
    return reading


def _body(reading: Reading, mark: Mark) -> str:
    return reading.text[mark.start : mark.end].partition("\n\n")[2]


def test_every_message_has_its_speaker_uid_and_local_time_with_offset() -> None:
    assert [(m.number, m.speaker, m.time, m.uid) for m in _read(CHAT).marks] == [
        (1, "User", "2024-07-05T18:30:01-05:00", "u-1"),
        (2, "Assistant", "2024-07-05T18:30:20-05:00", "u-2"),
        (3, "User", "2024-07-05T23:09:00-05:00", "u-3"),
    ]


def test_callout_prefixes_are_left_out_and_indents_kept() -> None:
    reading = _read(CHAT)
    bodies = [_body(reading, mark) for mark in reading.marks]
    assert bodies[0] == "How long does rag paper last?\n\nAttachment: paper.txt (text/plain)\nNot included in archive."
    assert "```python\nif acid:\n    crumble()\n>[!nexus_attachment] not one\n```" in bodies[1]
    assert "> as the old keepers said" in bodies[1]
    assert bodies[1].endswith("Artifact: Table of years v1\n[[artifacts/years|View Artifact]]")
    assert bodies[2] == "And without\nacid?"


def test_attachments_are_asides() -> None:
    reading = _read(CHAT)
    asides = [reading.text[b.start : b.end] for b in reading.blocks if b.kind is BlockKind.META]
    assert asides[0].startswith("Attachment: paper.txt")
    assert any(aside.startswith("Artifact: Table of years") for aside in asides)


def test_the_front_matter_becomes_facts() -> None:
    reading = _read(CHAT)
    assert reading.title == "Paper: how it ages"
    assert dict(reading.facts) == {
        "conversation_id": ("3f0d1f4e-8c11-4d7e-b7ff-2a9d20c4f001",),
        "provider": ("claude",),
        "alias": ("Paper: how it ages",),
        "date": ("2024-07-05T23:30:00+00:00",),
        "link": ("https://claude.ai/chat/3f0d1f4e",),
    }
    assert reading.notes == ()


def test_days_before_months_are_told_by_the_creation_time() -> None:
    other = CHAT.replace("07/05/2024 at 6:30:00 PM", "05/07/2024 at 18:30:00").replace("07/05/2024", "05/07/2024")
    assert _read(other).marks[0].time == "2024-07-05T18:30:01-05:00"


def test_without_a_creation_time_no_offset_is_made_up() -> None:
    reading = _read(
        "\n".join(line for line in CHAT.splitlines() if not line.startswith(("create_time", "update_time")))
    )
    assert [mark.time for mark in reading.marks] == ["", "", ""]
    assert any("time zone" in note for note in reading.notes)


def test_windows_newlines_and_a_byte_order_mark_make_no_difference() -> None:
    assert _read("\ufeff" + CHAT.replace("\n", "\r\n")).text == _read(CHAT).text


def test_a_file_without_messages_is_refused() -> None:
    with pytest.raises(ReadError, match="no message"):
        _read(CHAT.partition(">[!nexus_user]")[0])


def test_characters_broken_by_mac_roman_are_whole_in_the_text() -> None:
    arrow = CHAT.replace("Longer than", "β → 3 × ∂ ✓ ⚠️ 🚀 Longer than")
    broken = arrow.encode().decode("mac_roman")
    reading = _read(broken)
    assert reading.text == _read(arrow).text
    assert any("repaired" in note for note in reading.notes)
