"""Examples that a user adds: lines of {"text", "role"} that pull alike texts to their role.

They lie in `examples.jsonl` of a folder of their own, with their vectors beside them, so that they are embedded once.
"""

from __future__ import annotations

import json
import logging
import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile

import numpy as np

from engine.agents.reading import clip
from engine.agents.route import ROLES
from engine.errors import UsageError
from engine.models.encoder import Encoder

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[np.float32]

log = logging.getLogger(__name__)

FILE = "examples.jsonl"
VECTORS = "vectors.npz"
ALIKE_FROM = 0.5  # cosine; texts further apart say nothing of each other
SAME_FROM = 0.97  # cosine
STRENGTH = 12.0  # added to the score of the role of an equal text: more than the classifier ever puts against it


@dataclass(frozen=True, slots=True)
class OwnExamples:
    """The examples and where they lie."""

    vectors: Vector  # (n, dim)
    roles: tuple[int, ...]  # places in ROLES

    def has(self, encoder: Encoder, text: str) -> bool:
        """Whether one of them says nearly the same as a text."""
        return bool(self.roles) and float((self.vectors @ encoder.embed_query(text)).max()) >= SAME_FROM

    def pull(self, vector: Vector) -> Vector:
        """float32 (7,): what to add to the scores of a text, given its embedding; only the nearest of a role counts."""
        added = np.zeros(len(ROLES), np.float32)
        if self.roles:
            near = np.clip((self.vectors @ vector - ALIKE_FROM) / (1.0 - ALIKE_FROM), 0.0, 1.0)
            np.maximum.at(added, np.array(self.roles), STRENGTH * near**2)
        return added


def stamp(folder: Path) -> tuple[int, int]:
    """Changes when the examples do; (0, 0) where there are none."""
    try:
        status = (folder / FILE).stat()
    except OSError:
        return 0, 0
    return status.st_mtime_ns, status.st_size


def load(folder: Path, encoder: Encoder) -> OwnExamples:
    """The examples in `folder`, none where there is no file.

    Raises:
        UsageError: the file can't be read; names the line.
    """
    path = folder / FILE
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return OwnExamples(np.zeros((0, encoder.dim), np.float32), ())
    except OSError as error:
        raise UsageError(f"{path} can't be read: {error.strerror}", "correct or remove it") from error
    texts, roles = _parse(path, content)
    checksum = sha256(encoder.id.encode() + b"\0" + content).hexdigest()
    vectors = _remembered(folder / VECTORS, checksum, (len(texts), encoder.dim))
    if vectors is None:
        vectors = encoder.embed(texts) if texts else np.zeros((0, encoder.dim), np.float32)
        _remember(folder / VECTORS, checksum, vectors)
    return OwnExamples(vectors, roles)


def _parse(path: Path, content: bytes) -> tuple[list[str], tuple[int, ...]]:
    texts, roles = [], []
    for number, line in enumerate(content.decode("utf-8-sig", "replace").splitlines(), 1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
        except json.JSONDecodeError as error:
            raise UsageError(f"{path}, line {number} is not JSON: {error.msg}", "correct or remove the line") from error
        text, role = (entry.get("text"), entry.get("role")) if isinstance(entry, dict) else (None, None)
        if not isinstance(text, str) or not text.strip():
            raise UsageError(f"{path}, line {number} has no text", 'write {"text": "...", "role": "research"}')
        if role not in ROLES:
            raise UsageError(f"{path}, line {number} has no known role", f"known are {', '.join(ROLES)}")
        texts.append(clip(text))
        roles.append(ROLES.index(role))
    return texts, tuple(roles)


def _remembered(path: Path, checksum: str, shape: tuple[int, int]) -> Vector | None:
    """The vectors of the same examples by the same encoder, if they are kept and whole."""
    try:
        with np.load(path, allow_pickle=False) as data:
            vectors: Vector = data["vectors"]
            if str(data["checksum"]) == checksum and vectors.shape == shape and vectors.dtype == np.float32:
                return vectors
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        log.debug("%s: %s", path, error)
    return None


def _remember(path: Path, checksum: str, vectors: Vector) -> None:
    """Keep the vectors; where that fails they are made again next time."""
    part = path.with_name(f"{path.stem}.{os.getpid()}.part.npz")
    try:
        np.savez(part, checksum=np.array(checksum), vectors=vectors)
        part.replace(path)
    except OSError as error:
        log.warning("%s can't be written: %s", path, error)
