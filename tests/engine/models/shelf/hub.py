"""A hub on this machine: the part of its interface that a pull uses, served by the misbehaving file server."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from tests.engine.models.server import Behaviour

FIRST, SECOND = "a" * 40, "b" * 40
REPOSITORY = "maker/tiny-GGUF"
FILE = "tiny.gguf"


@dataclass
class FakeHub:
    """Publishes files on a `Behaviour`."""

    behaviour: Behaviour
    address: str

    def publish(
        self,
        body: bytes,
        *,
        repository: str = REPOSITORY,
        path: str = FILE,
        commit: str = FIRST,
        revision: str = "main",
        stated: bytes | None = None,
        **about: Any,
    ) -> None:
        """Serve `body` at `commit`, which `revision` means; `stated` is what size and checksum are of instead."""
        promised = body if stated is None else stated
        large = {"oid": hashlib.sha256(promised).hexdigest(), "size": len(promised), "pointerSize": 134}
        entries = [
            {"type": "directory", "oid": "0" * 40, "size": 0, "path": "docs"},
            {"type": "file", "oid": "1" * 40, "size": 12, "path": "README.md"},
            {"type": "file", "oid": "2" * 40, "size": len(promised), "path": path, "lfs": large},
        ]
        self.state(repository, revision, {"id": repository, "sha": commit, "gated": False, **about})
        self.behaviour.files[self.tree(repository, commit)] = json.dumps(entries).encode()
        self.behaviour.files[self.file(repository, commit, path)] = body
        self.behaviour.etags.setdefault(self.file(repository, commit, path), f'"{large["oid"]}"')

    def state(self, repository: str, revision: str, about: dict[str, Any]) -> None:
        """What the hub says of a revision."""
        self.behaviour.files[f"/api/models/{repository}/revision/{revision}"] = json.dumps(about).encode()

    @staticmethod
    def tree(repository: str = REPOSITORY, commit: str = FIRST) -> str:
        """The path of a repository's list of files."""
        return f"/api/models/{repository}/tree/{commit}?recursive=1"

    @staticmethod
    def file(repository: str = REPOSITORY, commit: str = FIRST, path: str = FILE) -> str:
        """The path of a file's bytes."""
        return f"/{repository}/resolve/{commit}/{path}"

    def asked(self, path: str) -> list[str | None]:
        """The Range headers of the requests for a path."""
        return [wanted for asked, wanted in self.behaviour.requests if asked == path]
