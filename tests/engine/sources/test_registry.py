from __future__ import annotations

import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from engine.errors import SkipFile
from engine.sources.registry import READER_VERSIONS, Reader, read, reader_for


def reader(name: str, head: bytes = b"text\n") -> Reader | None:
    return reader_for(Path(name), head)


@pytest.mark.parametrize(
    ("name", "head", "kind"),
    [
        ("a.md", b"# x", "markdown"),
        ("a.TXT", b"x", "text"),
        ("a.py", b"x = 1", "code"),
        ("Makefile", b"all:", "code"),
        ("a.htm", b"<p>", "html"),
        ("noname", b"%PDF-1.7\n\0", "pdf"),
        ("a.txt", b"%PDF-1.7\n", "pdf"),
        ("a.pdf", b"broken", "pdf"),
        ("a.docx", b"broken", "docx"),
        ("a.epub", b"PK\x03\x04", "epub"),
        ("a.zip", b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/epub+zip", "epub"),
        ("a.csv", b"a,b\n", "csv"),
        ("a.ipynb", b"{", "notebook"),
        ("page", b"<!DOCTYPE html><html>", "html"),
        ("script", b"#!/bin/sh\n", "code"),
        ("README", b"hello", "text"),
        ("a.strange", "größe".encode("cp1252"), "text"),
        ("a.json", b'{"a": 1}', "code"),
        ("conversations.json", b'[{"mapping": {}}]', "conversation"),
        ("a.md", b"---\nnexus: x\n---\n>[!nexus_user] **User** - 2025-01-01\n> hi\n", "conversation"),
    ],
)
def test_the_reader_follows_from_suffix_and_first_bytes(name: str, head: bytes, kind: str) -> None:
    found = reader(name, head)
    assert found is not None
    assert found.kind == kind


@pytest.mark.parametrize(
    ("name", "head"),
    [("a.png", b"\x89PNG\r\n\x1a\n\0\0"), ("a.txt", b"a\0b"), ("a.zip", b"PK\x03\x04" + bytes(60)), ("a.doc", b"x")],
)
def test_what_is_no_text_has_no_reader(name: str, head: bytes) -> None:
    assert reader(name, head) is None


@pytest.mark.parametrize("kind", sorted(READER_VERSIONS))
def test_versions_agree_with_the_readers_own(kind: str) -> None:
    module = {"text": "plain", "csv": "tables", "conversation": "conversations", "wikitext": "wiki.export"}.get(
        kind, kind
    )
    assert READER_VERSIONS[kind] == import_module(f"engine.sources.{module}").READER


def test_a_file_without_text_is_skipped() -> None:
    for data in (b"", b" \n\t", b"\xef\xbb\xbf\n"):
        with pytest.raises(SkipFile, match="no text"):
            read(Path("a.txt"), data)


def test_binary_data_is_skipped_with_the_reason() -> None:
    with pytest.raises(SkipFile, match="binary"):
        read(Path("a.txt"), b"\0\1\2")


def test_an_ordinary_file_is_one_document() -> None:
    (found,) = read(Path("/x/a.json"), json.dumps({"a": 1}).encode())
    assert (found.title, found.kind, found.reader) == ("a.json", "code", "code/1")


def test_choosing_a_reader_imports_no_slow_library() -> None:
    script = "import sys, engine.sources.walk; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    assert {"docx", "ebooklib", "pymupdf", "trafilatura", "nbformat", "lxml", "ftfy", "charset_normalizer"}.isdisjoint(
        loaded
    )
