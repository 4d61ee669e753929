from __future__ import annotations

import errno
import hashlib
import random
from pathlib import Path
from threading import Event as Flag
from types import SimpleNamespace

import pytest

from engine.errors import Cancelled, EmbedderMissing
from engine.events import Event, SetupProgress, ignore
from engine.models import fetch
from engine.models.fetch import Asset, SourceFailed, download
from tests.engine.models.server import Behaviour

BODY = random.Random(3).randbytes(3_000_000)
ASSET = Asset("weights.bin", len(BODY), hashlib.sha256(BODY).hexdigest())


@pytest.fixture
def place(server: tuple[Behaviour, str], tmp_path: Path) -> tuple[Behaviour, str, Path]:
    behaviour, address = server
    behaviour.files["/weights.bin"] = BODY
    return behaviour, f"{address}/weights.bin", tmp_path / "weights.bin"


def test_download_is_verified_and_reports_progress(place: tuple[Behaviour, str, Path]) -> None:
    _, url, target = place
    seen: list[Event] = []
    download(url, ASSET, target, seen.append)
    assert target.read_bytes() == BODY
    done = [event.done for event in seen if isinstance(event, SetupProgress)]
    assert done == sorted(done)
    assert done[-1] == len(BODY)
    assert [file.name for file in target.parent.iterdir()] == ["weights.bin"]


def test_broken_connection_goes_on_where_it_stopped(place: tuple[Behaviour, str, Path]) -> None:
    behaviour, url, target = place
    behaviour.break_after = 1_000_000
    with pytest.raises(SourceFailed, match="goes on where it stopped"):
        download(url, ASSET, target, ignore)
    assert not target.exists()
    fetched = target.with_name("weights.bin.part").stat().st_size
    assert 0 < fetched <= 1_000_000
    download(url, ASSET, target, ignore)
    assert target.read_bytes() == BODY
    assert behaviour.requests[-1] == ("/weights.bin", f"bytes={fetched}-")


def test_server_that_ignores_range_is_read_from_the_start(place: tuple[Behaviour, str, Path]) -> None:
    behaviour, url, target = place
    behaviour.ignores_range = True
    target.with_name("weights.bin.part").write_bytes(BODY[:500_000])
    download(url, ASSET, target, ignore)
    assert target.read_bytes() == BODY


@pytest.mark.parametrize("body", [BODY[:-1] + b"?", BODY + b"more", b"short"], ids=["changed", "longer", "shorter"])
def test_wrong_content_is_refused(place: tuple[Behaviour, str, Path], body: bytes) -> None:
    behaviour, url, target = place
    behaviour.files["/weights.bin"] = body
    with pytest.raises(SourceFailed) as caught:
        download(url, ASSET, target, ignore)
    assert "weights.bin" in str(caught.value)
    assert not target.exists()
    if len(body) >= len(BODY):
        assert "wrong checksum" in str(caught.value)
        assert not list(target.parent.iterdir())


def test_missing_file_names_the_answer_of_the_server(place: tuple[Behaviour, str, Path]) -> None:
    behaviour, url, target = place
    behaviour.files.clear()
    with pytest.raises(SourceFailed, match="the server answered 404"):
        download(url, ASSET, target, ignore)


def test_nobody_listening_fails_with_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SourceFailed, match=r"fetching weights\.bin from http://127\.0\.0\.1:9/weights\.bin failed"):
        download("http://127.0.0.1:9/weights.bin", ASSET, tmp_path / "weights.bin", ignore)


def test_intact_file_is_not_fetched_again(place: tuple[Behaviour, str, Path]) -> None:
    behaviour, url, target = place
    target.write_bytes(BODY)
    download(url, ASSET, target, ignore)
    assert behaviour.requests == []


def test_cancel_stops_and_keeps_what_came(place: tuple[Behaviour, str, Path]) -> None:
    _, url, target = place
    cancel = Flag()
    with pytest.raises(Cancelled):
        download(url, ASSET, target, lambda event: cancel.set(), cancel)
    assert 0 < target.with_name("weights.bin.part").stat().st_size < len(BODY)


def test_full_disk_is_one_sentence(tmp_path: Path) -> None:
    sentence = r"the disk is full: the embedder needs 5 MB in .*\. Make room"
    with pytest.raises(EmbedderMissing, match=sentence), fetch.writing(tmp_path, 5_000_000):
        raise OSError(errno.ENOSPC, "No space left on device")


def test_too_little_room_is_said_before_anything_is_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch.shutil, "disk_usage", lambda folder: SimpleNamespace(free=1_000_000))
    with pytest.raises(EmbedderMissing, match="has 1 MB free"):
        fetch.require_space(tmp_path, 300_000_000)
