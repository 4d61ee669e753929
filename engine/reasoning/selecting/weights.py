"""The file that holds a selector's weights: an npz that says what it was trained for, read with suspicion.

Entries: `format` (int, `FORMAT`), `features` and `whole` (names, arrays of text), `encoder` (the id of the encoder
whose vectors its features and its refined query are made of), `sizes` (int64, the fields of `Sizes` in order),
`first_steps` and `steps` (int, how many it is meant to think about what the first search found, 0 for its linear scores
alone, and about what the rounds ended with), `used` ('network' or 'linear', whose scores count unless a user says
otherwise), `enough_from` (float, the chance of enough evidence from which no further search is made), `card` (JSON
text), weights (F,) and bias () of the linear scores before any round, `first.weights` and `first.bias`, and after the
rounds, `after.weights` and `after.bias`, and one array for each name of `shapes`: the network's own, named as PyTorch
names them, matrices (outputs, inputs). Arrays lie in float16 on disk, the priors' in float32; all are float32 in use.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Mapping
from dataclasses import asdict, astuple, dataclass, fields
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from engine.errors import NacreError
from engine.reasoning.selecting.candidates import Vectors

FORMAT = 2

USED = ("network", "linear")

TRAIN_AGAIN = "nacre train evidence makes a new one"

MOST_STEPS = 64

_MOST = 4_096  # of any size: a broken file must not ask for all memory


class SelectorUnfit(NacreError):
    """A selector's file can't be used here: whoever asked goes on with the scores of the baseline."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large a network is, and how often it thinks in a step."""

    dim: int  # E, of the encoder's vectors
    features: int  # F, of a passage
    whole: int  # G, of the question as a whole
    hidden: int
    heads: int
    blocks: int
    inner: int  # width within a feed-forward part
    inner_cycles: int  # n
    cycles: int  # T


@dataclass(frozen=True, slots=True, eq=False)
class Prior:
    """The fixed linear scores that a network's own are added to."""

    weights: Vectors  # float32 (F,)
    bias: float

    def scores(self, features: Vectors) -> Vectors:
        """float32 (k,) of float32 (k, F)."""
        found: Vectors = features @ self.weights + np.float32(self.bias)
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Priors:
    """One for each stage of a question: what is known of a passage after the rounds is not known before."""

    first: Prior  # of what the first search found
    after: Prior  # of what the rounds ended with

    def of(self, stage: int) -> Prior:
        """0: as the first search left it, 1: after the rounds."""
        return self.after if stage else self.first


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """All that the file holds."""

    sizes: Sizes
    features: tuple[str, ...]  # names of a passage's, in order
    whole: tuple[str, ...]  # names of the question's as a whole
    encoder: str
    first_steps: int  # before any round; 0: the prior alone
    steps: int  # after the rounds
    used: str  # one of `USED`: whose scores count unless the user says otherwise
    enough_from: float  # 0..1: chance of enough evidence from which no further search is made
    priors: Priors
    arrays: Mapping[str, Vectors]  # float32, by the names of `shapes`
    card: Mapping[str, Any]


def shapes(sizes: Sizes) -> dict[str, tuple[int, ...]]:
    """The network's arrays by name."""
    hidden = sizes.hidden
    found: dict[str, tuple[int, ...]] = {
        "reading.halt": (hidden,),
        "reading.asked": (hidden,),
        "reading.passage": (hidden,),
        "reading.from_whole.weight": (hidden, sizes.whole),
        "reading.from_features.weight": (hidden, sizes.features),
        "recursion.first_answer": (hidden,),
        "recursion.first_latent": (hidden,),
        "heads.relevance": (hidden,),
        "heads.none.weight": (1, hidden),
        "heads.none.bias": (1,),
        "heads.halt.weight": (1, hidden),
        "heads.halt.bias": (1,),
        "heads.refine": (hidden,),
        "heads.pull": (),
    }
    for block in range(sizes.blocks):
        within = f"recursion.core.blocks.{block}."
        found[within + "attention.inputs.weight"] = (3 * hidden, hidden)
        found[within + "attention.output.weight"] = (hidden, hidden)
        found[within + "within.gate_up.weight"] = (2 * sizes.inner, hidden)
        found[within + "within.down.weight"] = (hidden, sizes.inner)
    return found


def read(path: Path) -> Weights:
    """A selector's file.

    Raises:
        SelectorUnfit: it is not there, is no such file, is of another format, lacks a part, has a part of another
            shape, or holds numbers that are not finite.
    """
    try:
        with np.load(path, allow_pickle=False) as data:
            entries = {name: data[name] for name in data.files}
    except FileNotFoundError as error:
        raise SelectorUnfit(f"there is no evidence selector at {path}", TRAIN_AGAIN) from error
    except OSError as error:
        raise SelectorUnfit(f"the evidence selector {path} can't be read: {error.strerror or error}") from error
    # np.load: not an npz; a single array, which is no context; cut short; text that does not decode
    except (ValueError, TypeError, AttributeError, EOFError, BadZipFile, zlib.error, NotImplementedError) as error:
        raise SelectorUnfit(f"{path} is no evidence selector, or it is damaged", TRAIN_AGAIN) from error
    try:
        return parse(entries)
    except SelectorUnfit as error:
        raise SelectorUnfit(f"the evidence selector {path} can't be used: {error.what}", TRAIN_AGAIN) from error


def parse(entries: Mapping[str, np.typing.NDArray[Any]]) -> Weights:
    """The entries of a file, checked.

    Raises:
        SelectorUnfit: as `read`, without naming the file.
    """
    found = _whole_number(entries, "format")
    if found != FORMAT:
        raise SelectorUnfit(f"it is of format {found}, this version reads {FORMAT}")
    sizes = _sizes(_entry(entries, "sizes"))
    first_steps, steps = _whole_number(entries, "first_steps"), _whole_number(entries, "steps")
    if not 0 <= first_steps <= steps <= MOST_STEPS:
        raise SelectorUnfit(f"it is meant to think {first_steps} and {steps} steps")
    features, whole = _names(entries, "features", sizes.features), _names(entries, "whole", sizes.whole)
    return Weights(
        sizes=sizes,
        features=features,
        whole=whole,
        encoder=_text(entries, "encoder"),
        first_steps=first_steps,
        steps=steps,
        used=_used(entries),
        enough_from=float(_numbers(entries, "enough_from", ())),
        priors=Priors(_prior(entries, "first", sizes.features), _prior(entries, "after", sizes.features)),
        arrays={name: _numbers(entries, name, shape) for name, shape in shapes(sizes).items()},
        card=_card(entries),
    )


def write(path: Path, weights: Weights) -> None:
    """Keep a selector; a file that was there is replaced in one step, or stays as it was.

    Raises:
        SelectorUnfit: a part lacks, has another shape, or has numbers that float16 can't hold.
        OSError: the file can't be written.
    """
    with np.errstate(over="ignore"):  # what overflows is found by the check
        half = {name: np.asarray(array, np.float16) for name, array in weights.arrays.items()}
    entries = {
        "format": np.array(FORMAT),
        "sizes": np.array(astuple(weights.sizes), np.int64),
        "features": np.array(weights.features, np.str_),
        "whole": np.array(weights.whole, np.str_),
        "encoder": np.array(weights.encoder),
        "first_steps": np.array(weights.first_steps),
        "steps": np.array(weights.steps),
        "used": np.array(weights.used),
        "enough_from": np.array(weights.enough_from, np.float32),
        "card": np.array(json.dumps(weights.card)),
        "first.weights": np.asarray(weights.priors.first.weights, np.float32),
        "first.bias": np.array(weights.priors.first.bias, np.float32),
        "after.weights": np.asarray(weights.priors.after.weights, np.float32),
        "after.bias": np.array(weights.priors.after.bias, np.float32),
        **half,
    }
    parse(entries)
    part = path.with_name(f"{path.stem}.{os.getpid()}.part.npz")
    try:
        with part.open("wb") as file:
            np.savez_compressed(file, **entries)  # type: ignore[arg-type]  # its stub takes the names for its flag
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _entry(entries: Mapping[str, np.typing.NDArray[Any]], name: str) -> np.typing.NDArray[Any]:
    if name not in entries:
        raise SelectorUnfit(f"it has no '{name}'")
    return entries[name]


def _whole_number(entries: Mapping[str, np.typing.NDArray[Any]], name: str) -> int:
    value = _entry(entries, name)
    if value.shape != () or value.dtype.kind not in "iu":
        raise SelectorUnfit(f"its '{name}' is no whole number")
    return int(value)


def _text(entries: Mapping[str, np.typing.NDArray[Any]], name: str) -> str:
    value = _entry(entries, name)
    if value.shape != () or value.dtype.kind != "U":
        raise SelectorUnfit(f"its '{name}' is no text")
    return str(value)


def _used(entries: Mapping[str, np.typing.NDArray[Any]]) -> str:
    found = _text(entries, "used")
    if found not in USED:
        raise SelectorUnfit(f"it says that '{found}' is used, which is none of {', '.join(USED)}")
    return found


def _names(entries: Mapping[str, np.typing.NDArray[Any]], name: str, count: int) -> tuple[str, ...]:
    value = _entry(entries, name)
    if value.shape != (count,) or value.dtype.kind != "U":
        raise SelectorUnfit(f"its '{name}' are not {count} names")
    return tuple(value.tolist())


def _numbers(entries: Mapping[str, np.typing.NDArray[Any]], name: str, shape: tuple[int, ...]) -> Vectors:
    value = _entry(entries, name)
    if value.dtype.kind != "f" or value.shape != shape:
        raise SelectorUnfit(f"its '{name}' has the shape {value.shape} of {value.dtype}, where {shape} is needed")
    wide = value.astype(np.float32)
    if not np.isfinite(wide).all():
        raise SelectorUnfit(f"its '{name}' has numbers that are not finite")
    return wide


def _prior(entries: Mapping[str, np.typing.NDArray[Any]], name: str, features: int) -> Prior:
    return Prior(_numbers(entries, f"{name}.weights", (features,)), float(_numbers(entries, f"{name}.bias", ())))


def _sizes(value: np.typing.NDArray[Any]) -> Sizes:
    if value.shape != (len(fields(Sizes)),) or value.dtype.kind not in "iu":
        raise SelectorUnfit("its 'sizes' are of another version")
    sizes = Sizes(*(int(each) for each in value))
    for name, each in asdict(sizes).items():
        if not 1 <= each <= _MOST:
            raise SelectorUnfit(f"its size '{name}' is {each}")
    if sizes.hidden % sizes.heads:
        raise SelectorUnfit(f"its {sizes.hidden} numbers can't be split among {sizes.heads} heads")
    return sizes


def _card(entries: Mapping[str, np.typing.NDArray[Any]]) -> Mapping[str, Any]:
    try:
        card = json.loads(_text(entries, "card"))
    except ValueError as error:
        raise SelectorUnfit("its card is no JSON") from error
    if not isinstance(card, dict):
        raise SelectorUnfit("its card is no JSON object")
    return card
