"""The same conversation as Nexus Markdown, as ChatGPT's export and as Claude's: one document, nothing lost.

Own conversations always; with NACRE_SEEDS, a folder of Nexus files, those as well.
"""

from __future__ import annotations

import os
import re
from datetime import datetime
from pathlib import Path

import pytest

from engine.config import Settings
from engine.engine import Engine
from engine.sources import conversations
from engine.sources.reading import BlockKind, Reading
from tests.engine.threads import exports
from tests.engine.threads.exports import Talk, Told

SEEDS = os.environ.get("NACRE_SEEDS", "")
_CALLOUT = re.compile(r"^>\[!nexus_(user|agent)\] \*\*.*?\*\* - (.*)$")
_ATTACHED = re.compile(r"^>>?\[!nexus_attachment\] \*\*(.*?)\*\* \((.*?)\)")

OWN = Talk(
    "5a1f0c52-0000-4000-8000-000000000001", "Rope and bell", "claude", "2025-05-01T10:00:00+00:00",
    (
        Told(True, "What rope fits the fog bell?\n\n- hemp\n- nylon", "2025-05-01T10:00:05+00:00", "m-1",
             (("bell plan.pdf", "application/pdf"), ("notes.txt", "text/plain"))),
        Told(False, "**‚äô Hemp**, for it caf√© does not stretch.\n\n```python\nrope = 'hemp'\n```\n\n‚úì done",
             "2025-05-01T10:00:40+00:00", "m-2"),
        Told(True, "thanks 🙂", "2025-05-01T10:02:00+00:00", "m-3"),
    ),
)  # fmt: skip


def seeds() -> list[Path]:
    """Nexus files that were put there for tests."""
    if not SEEDS:
        return []
    return [path for path in sorted(Path(SEEDS).iterdir()) if "[!nexus_" in path.read_text("utf-8", "replace")]


def told_in(text: str) -> Talk:
    """A Nexus file read without the reader: its callouts, line by line."""
    front = dict(re.findall(r"^(\w+): (.*)$", text.split("---")[1], re.MULTILINE))
    zone = local_zone(front["create_time"], re.findall(r"^Created: (.*)$", text, re.MULTILINE)[0])
    messages: list[Told] = []
    role, time, body, attached = "", "", [], []
    for line in text.splitlines():
        if head := _CALLOUT.match(line):
            role, time, body, attached = head[1], head[2], [], []
        elif found := _ATTACHED.match(line):
            attached.append((found[1], found[2]))
        elif uid := re.match(r"<!-- UID: (\S+) -->", line):
            moment = (clock(time).replace(tzinfo=zone)).isoformat()
            messages.append(Told(role == "user", "\n".join(body).strip(), moment, uid[1], tuple(attached)))
        elif line.startswith(">") and role and not line.startswith(">>"):
            body.append(re.sub(r"^>\[!nexus_artifact\]", "Artifact:", line[1:].removeprefix(" ")))
    return Talk(front["conversation_id"], front["aliases"], front["provider"], front["create_time"], tuple(messages))


def clock(text: str) -> datetime:
    return datetime.strptime(text.strip(), "%m/%d/%Y at %I:%M:%S %p")


def local_zone(utc: str, local: str) -> object:
    from datetime import timedelta, timezone

    away = clock(local) - datetime.fromisoformat(utc).replace(tzinfo=None)
    return timezone(timedelta(minutes=15 * round(away / timedelta(minutes=15))))


def read(name: str, text: str) -> Reading:
    (reading,) = conversations.read(name, text.encode())
    return reading


def told(reading: Reading) -> list[tuple[str, datetime, str, set[str], list[str]]]:
    """Speaker, moment, id, attachments and words of each message."""
    found = []
    for mark in reading.marks:
        blocks = [each for each in reading.blocks if mark.start <= each.start < mark.end]
        asides = [reading.text[each.start : each.end] for each in blocks if each.kind is BlockKind.META]
        attached = {each.split("\n")[0] for each in asides if each.startswith("Attachment: ")}
        body = reading.text[mark.start : mark.end].partition("\n\n")[2]
        for aside in (each for each in asides if each.startswith("Attachment: ")):
            body = body.replace(aside, "")
        words = re.findall(r"\w+", body)
        found.append((mark.speaker, datetime.fromisoformat(mark.time), mark.uid, attached, words))
    return found


def forms(talk: Talk, nexus: str) -> list[Reading]:
    return [
        read("talk.md", nexus),
        read("conversations.json", exports.chatgpt(talk)),
        read("conversations.json", exports.claude(talk)),
    ]


def is_same_in_all_forms(talk: Talk, nexus: str) -> None:
    one, *others = map(told, forms(talk, nexus))
    assert [each[:3] for each in one] == [
        ("User" if each.person else "Assistant", datetime.fromisoformat(each.time), each.uid) for each in talk.messages
    ]
    assert [each[3] for each in one] == [
        {f"Attachment: {name} ({kind})" for name, kind in each.attachments} for each in talk.messages
    ]
    for other in others:
        assert [each[:4] for each in other] == [each[:4] for each in one]
        assert [each[4] for each in other] == [each[4] for each in one]


def test_own_conversation_is_the_same_in_all_forms() -> None:
    is_same_in_all_forms(OWN, exports.nexus(OWN))


@pytest.mark.parametrize("form", range(3), ids=["nexus", "chatgpt", "claude"])
def test_broken_characters_are_repaired_in_every_form(form: int) -> None:
    reading = forms(OWN, exports.nexus(OWN))[form]
    assert "⊙ Hemp" in reading.text and "café" in reading.text and "✓ done" in reading.text and "🙂" in reading.text
    assert any("repaired" in note for note in reading.notes)


@pytest.mark.usefixtures("tier_0")
def test_three_exports_are_one_document_and_their_bytes_are_kept(tmp_path: Path) -> None:
    takes_in_once(tmp_path, OWN, exports.nexus(OWN).encode())


def takes_in_once(folder: Path, talk: Talk, nexus: bytes) -> None:
    files = {
        folder / "in" / "nexus" / "talk.md": nexus,
        folder / "in" / "chatgpt" / "conversations.json": exports.chatgpt(talk).encode(),
        folder / "in" / "claude" / "conversations.json": exports.claude(talk).encode(),
    }
    for path, data in files.items():
        path.parent.mkdir(parents=True)
        path.write_bytes(data)
    with Engine.open(folder / "library", settings=Settings()) as engine:
        engine.ingest.run([folder / "in"], wait=False)
        (document,) = engine.library.documents()
        assert engine.library.original_bytes(document.version) == files[Path(document.path)]
        engine.library.extract([], folder / "out")
        assert any(path.read_bytes() == files[Path(document.path)] for path in (folder / "out").rglob("*.*"))


@pytest.mark.skipif(not seeds(), reason="NACRE_SEEDS names no folder of Nexus files")
@pytest.mark.parametrize("path", seeds(), ids=lambda path: path.stem)
def test_every_message_of_a_seed_is_the_same_in_all_forms(path: Path) -> None:
    text = path.read_text("utf-8")
    is_same_in_all_forms(told_in(text), text)


@pytest.mark.skipif(not seeds(), reason="NACRE_SEEDS names no folder of Nexus files")
@pytest.mark.usefixtures("tier_0")
@pytest.mark.parametrize("path", seeds(), ids=lambda path: path.stem)
def test_a_seed_in_three_exports_is_one_document(path: Path, tmp_path: Path) -> None:
    takes_in_once(tmp_path, told_in(path.read_text("utf-8")), path.read_bytes())
