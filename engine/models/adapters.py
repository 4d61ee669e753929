"""What was learned on top of a prepared model: a narrow path beside each part of its layers.

The model stays as it is. Beside the attention and beside the feed-forward network of a layer, a linear map through a
few dimensions is added to what comes out (parallel adapters: He et al., 2022, "Towards a unified view of
parameter-efficient transfer learning", section 3). So 8-bit weights need not be made again, and the file is small.
"""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.errors import EmbedderMissing
from engine.models.bert_onnx import WIDTH

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

FILE = "words.npz"
"""The adapters that come with Nacre, made by `nacre train words`."""

CARD = "card"
AGAIN = "run 'nacre train words' again"
DOWN, UP = ".down", ".up"


@dataclass(frozen=True, slots=True, eq=False)
class Adapter:
    """A path through r dimensions."""

    down: Matrix  # float32 (WIDTH, r)
    up: Matrix  # float32 (r, WIDTH)


UNREADABLE = (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError, zipfile.BadZipFile, zlib.error)
"""What reading a file raises that is no npz, or one of something else."""

Adapters = Mapping[str, Adapter]
"""By the normalisation before which each is added, as it is called in the graph."""


def shipped() -> Adapters:
    """Those that come with Nacre."""
    try:
        with files(__package__).joinpath(FILE).open("rb") as file:
            return _read(file)
    except UNREADABLE as error:
        raise EmbedderMissing(f"{FILE} holds no adapters", "install Nacre again") from error


def read(path: Path) -> Adapters:
    """The adapters of a file.

    Raises:
        EmbedderMissing: it is no such file.
    """
    try:
        return _read(path)
    except UNREADABLE as error:
        raise EmbedderMissing(f"{path.name} holds no adapters", AGAIN) from error


def card(path: Path) -> dict[str, Any]:
    """What there is to know of the adapters of a file.

    Raises:
        EmbedderMissing: it says nothing.
    """
    import numpy as np

    try:
        with np.load(path, allow_pickle=False) as entries:
            found = json.loads(str(entries[CARD]))
    except UNREADABLE as error:
        raise EmbedderMissing(f"{path.name} holds no adapters", AGAIN) from error
    return dict(found) if isinstance(found, dict) else {}


def write(path: Path, adapters: Adapters, card: Mapping[str, Any]) -> None:
    """Write adapters, rounded to 16 bits, with what there is to know of them."""
    import numpy as np

    arrays: dict[str, Any] = {f"{place}{DOWN}": each.down.astype(np.float16) for place, each in adapters.items()}
    arrays |= {f"{place}{UP}": each.up.astype(np.float16) for place, each in adapters.items()}
    arrays[CARD] = np.array(json.dumps(card))
    unfinished = path.with_name(f"{path.name}.part")
    with unfinished.open("wb") as file:
        np.savez_compressed(file, **arrays)
    unfinished.replace(path)


def added(model: Any, adapters: Adapters, source: str) -> Any:
    """An `onnx.ModelProto` with adapters; the one that was given, changed.

    Raises:
        EmbedderMissing: it has no such places.
    """
    from onnx import helper, numpy_helper

    nodes = {node.output[0]: at for at, node in enumerate(model.graph.node)}
    for place, adapter in sorted(adapters.items(), key=lambda each: -nodes.get(f"{each[0]}.skip", 0)):
        at = nodes.get(f"{place}.skip")  # from the last on, for what is put in moves what stands behind
        if at is None:
            raise EmbedderMissing(f"the embedder {source} has no {place}", "run 'nacre setup'")
        skip = model.graph.node[at]
        names = [f"{place}{DOWN}", f"{place}{UP}"]
        for name, weights in zip(names, (adapter.down, adapter.up), strict=True):
            model.graph.initializer.append(numpy_helper.from_array(weights, name))
        narrow, wide, total = (f"{place}.{part}" for part in ("narrow", "wide", "adapted"))
        beside = [
            helper.make_node("MatMul", [skip.input[1], names[0]], [narrow], name=narrow),
            helper.make_node("MatMul", [narrow, names[1]], [wide], name=wide),
            helper.make_node("Add", [skip.input[0], wide], [total], name=total),
        ]
        skip.input[0] = total
        for step, node in enumerate(beside):
            model.graph.node.insert(at + step, node)
    return model


def _read(source: Any) -> Adapters:
    """Raises one of `UNREADABLE` where that is something else."""
    import numpy as np

    with np.load(source, allow_pickle=False) as entries:
        places = sorted(each.removesuffix(DOWN) for each in entries.files if each.endswith(DOWN))
        found = {
            place: Adapter(entries[f"{place}{DOWN}"].astype(np.float32), entries[f"{place}{UP}"].astype(np.float32))
            for place in places
        }
    if not found or any(
        each.down.shape != (WIDTH, len(each.up)) or each.up.shape[1:] != (WIDTH,) for each in found.values()
    ):
        raise ValueError("no adapters of this model")
    return found
