"""Samples on disk, in shards, so that gathering them can stop at any moment and go on later.

A folder holds `manifest.json`, which says what the samples were made with, which shards there are and which questions
are done, and one npz for each shard. A shard is complete before the manifest names it; what is lost by a kill are the
questions since the last shard.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from engine.errors import NacreError
from engine.reasoning.selecting.candidates import Candidates
from engine.training.evidence.samples import Sample

FORMAT = 1
MANIFEST = "manifest.json"
SHARD = 64
"""Questions of a shard."""

BEGIN_AGAIN = "run it again without --resume, which gathers them anew"

_TEXTS = ("split", "group", "source", "question", "key")


class SamplesUnfit(NacreError):
    """Stored samples can't be used by this run."""


@dataclass(frozen=True, slots=True)
class Made:
    """What samples are made with and of. Samples of another make can't stand side by side."""

    encoder: str  # id
    features: tuple[str, ...]  # names of a passage's
    whole: tuple[str, ...]  # names of the question's as a whole
    about: str  # what the questions are of, such as a library in a certain state


@dataclass(slots=True)
class _Manifest:
    made: Made
    shards: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)  # keys of questions, with or without samples


class Store:
    """The samples of a folder. One process writes it at a time."""

    def __init__(self, folder: Path, made: Made) -> None:
        """Open the samples of a folder, or begin.

        Raises:
            SamplesUnfit: there are samples that were made with something else, or that are damaged.
        """
        self.folder = folder
        known = _read_manifest(folder)
        if known is not None and known.made != made:
            raise SamplesUnfit(
                f"the samples in {folder} were gathered with {_difference(known.made, made)}", BEGIN_AGAIN
            )
        self._manifest = known or _Manifest(made)
        self._done = set(self._manifest.done)
        self._waiting: list[tuple[str, Sequence[Sample]]] = []
        folder.mkdir(parents=True, exist_ok=True)
        if known is None:
            self._say()

    @property
    def made(self) -> Made:
        return self._manifest.made

    def __contains__(self, key: str) -> bool:
        """Whether a question is done."""
        return key in self._done

    def __len__(self) -> int:
        """Questions that are done."""
        return len(self._done)

    def add(self, key: str, samples: Sequence[Sample]) -> None:
        """A question and its samples, none where its search found nothing."""
        self._waiting.append((key, samples))
        self._done.add(key)
        if len(self._waiting) >= SHARD:
            self.flush()

    def flush(self) -> None:
        """Write what waits.

        Raises:
            OSError: the disk is full, or the folder is not ours to write.
        """
        if not self._waiting:
            return
        samples = [sample for _, each in self._waiting for sample in each]
        if samples:
            name = f"shard-{len(self._manifest.shards):05}.npz"
            part = self.folder / f"{name}.part"
            with part.open("wb") as file:
                np.savez_compressed(file, **_packed(samples))  # type: ignore[arg-type]  # as its stub has it: a flag
                file.flush()
                os.fsync(file.fileno())
            part.replace(self.folder / name)
            self._manifest.shards.append(name)
        self._manifest.done += [key for key, _ in self._waiting]
        self._waiting = []
        self._say()

    def _say(self) -> None:
        """Write the manifest."""
        write_text(self.folder / MANIFEST, json.dumps({"format": FORMAT, **asdict(self._manifest)}))

    def samples(self) -> list[Sample]:
        """All samples that are written, in the order in which they came.

        Raises:
            SamplesUnfit: a shard is damaged or gone.
        """
        return [sample for name in self._manifest.shards for sample in _read_shard(self.folder / name)]


def opened(folder: Path) -> Store:
    """Samples that an earlier run gathered, whatever with.

    Raises:
        SamplesUnfit: there are none, or they are damaged or of another format.
    """
    known = _read_manifest(folder)
    if known is None:
        raise SamplesUnfit(f"there are no samples in {folder}", "name the folder that an earlier run gathered into")
    return Store(folder, known.made)


def discard(folder: Path) -> None:
    """Remove a folder of samples with all that lies in it, if there is one; another folder stays as it is.

    Raises:
        SamplesUnfit: the folder holds something else.
    """
    if not folder.exists():
        return
    if not (folder / MANIFEST).exists() and any(each.name != f"{MANIFEST}.part" for each in folder.iterdir()):
        raise SamplesUnfit(f"{folder} holds something other than samples", "name an empty folder, or one of its own")
    shutil.rmtree(folder)


def write_text(path: Path, text: str) -> None:
    """Replace a file in one step."""
    part = path.with_name(f"{path.name}.part")
    with part.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def _read_manifest(folder: Path) -> _Manifest | None:
    path = folder / MANIFEST
    try:
        data = json.loads(path.read_text("utf-8"))
        if data["format"] != FORMAT:
            raise SamplesUnfit(
                f"the samples in {folder} are of format {data['format']}, this version reads {FORMAT}", BEGIN_AGAIN
            )
        made = data["made"]
        return _Manifest(
            Made(made["encoder"], tuple(made["features"]), tuple(made["whole"]), made["about"]),
            list(data["shards"]),
            list(data["done"]),
        )
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as error:
        raise SamplesUnfit(f"{path} is damaged", BEGIN_AGAIN) from error


def _difference(old: Made, new: Made) -> str:
    """What the older samples were made with, where it is not the same now."""
    if old.encoder != new.encoder:
        return f"the encoder {old.encoder}, not {new.encoder}"
    if (old.features, old.whole) != (new.features, new.whole):
        return "other features than this version measures"
    return f"{old.about}, not {new.about}"


def _packed(samples: Sequence[Sample]) -> dict[str, npt.NDArray[Any]]:
    """The arrays of a shard: candidates one after the other, a passage's vector once however often it is found."""
    found = [each.candidates for each in samples]
    chunks = np.concatenate([each.chunks for each in found])
    passages = np.concatenate([each.passages for each in found])
    _, first, which = np.unique(chunks, return_index=True, return_inverse=True)
    arrays: dict[str, npt.NDArray[Any]] = {
        "counts": np.array([len(each.chunks) for each in found], np.int64),
        "chunks": chunks,
        "vectors": passages[first].astype(np.float16),
        "which": which.reshape(-1).astype(np.int32),
        "features": np.concatenate([each.features for each in found]),
        "questions": np.stack([each.question for each in found]),
        "whole": np.stack([each.whole for each in found]),
        "units": np.concatenate([each.units for each in samples]),
        "gold": np.concatenate([each.gold for each in samples]),
        "wanted": np.array([each.wanted for each in samples], np.int64),
        "stage": np.array([each.stage for each in samples], np.int64),
    }
    return arrays | {name: np.array([getattr(each, name) for each in samples], np.str_) for name in _TEXTS}


def _read_shard(path: Path) -> list[Sample]:
    try:
        with np.load(path, allow_pickle=False) as data:
            arrays = {name: data[name] for name in data.files}
        return _unpacked(arrays)
    except (OSError, ValueError, TypeError, KeyError, IndexError, EOFError, AttributeError, BadZipFile) as error:
        raise SamplesUnfit(f"the samples in {path} are damaged or gone", BEGIN_AGAIN) from error


def _unpacked(arrays: dict[str, npt.NDArray[Any]]) -> list[Sample]:
    ends = np.cumsum(arrays["counts"])
    vectors = arrays["vectors"].astype(np.float32)
    texts = {name: arrays[name].tolist() for name in _TEXTS}
    found = []
    for row, (count, end) in enumerate(zip(arrays["counts"].tolist(), ends.tolist(), strict=True)):
        span = slice(end - count, end)
        candidates = Candidates(
            chunks=arrays["chunks"][span],
            question=arrays["questions"][row],
            passages=vectors[arrays["which"][span]],
            features=arrays["features"][span],
            whole=arrays["whole"][row],
        )
        found.append(
            Sample(
                candidates=candidates,
                units=arrays["units"][span],
                gold=arrays["gold"][span],
                wanted=int(arrays["wanted"][row]),
                stage=int(arrays["stage"][row]),
                **{name: each[row] for name, each in texts.items()},
            )
        )
    return found
