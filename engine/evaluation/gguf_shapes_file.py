"""Writing GGUF files tensor by tensor, so that a large one never lies in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.errors import UsageError

POOL_ROWS = 509  # random rows that a larger matrix repeats; a prime, so that they fall elsewhere in each block of it

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Tensor:
    """A matrix of (rows, columns), or a vector where `rows` is 0."""

    name: str
    rows: int
    columns: int
    kind: str  # 'F32', 'F16', 'Q8_0' or 'Q4_0'
    values: Callable[[], Floats]  # of some rows, which are repeated; the vector itself
    cycled: bool = True  # all rows are repeated, in turn; otherwise the last one is


def package() -> ModuleType:
    """The package that writes GGUF files.

    Raises:
        UsageError: it isn't installed.
    """
    try:
        return import_module("gguf")
    except ImportError as error:
        what = "writing a model to measure with needs the package gguf, which is not installed"
        raise UsageError(what, "pip install 'nacre[bench]', or name a file with --model") from error


def write(path: Path, architecture: str, describe: Callable[[Any], None], tensors: Sequence[Tensor]) -> None:
    """Write a file.

    Args:
        path: of the file, which is replaced.
        architecture: as llama.cpp calls it.
        describe: adds the metadata to a `gguf.GGUFWriter`.
        tensors: in the order of the file.

    Raises:
        UsageError: the package gguf isn't installed.
    """
    gguf = package()
    writer = gguf.GGUFWriter(path, architecture)
    describe(writer)
    for tensor in tensors:
        kind = gguf.GGMLQuantizationType[tensor.kind]
        shape = (tensor.rows, tensor.columns) if tensor.rows else (tensor.columns,)
        block, size = gguf.GGML_QUANT_SIZES[kind]
        stored = (*shape[:-1], shape[-1] // block * size)
        writer.add_tensor_info(tensor.name, stored, np.dtype(np.uint8), int(np.prod(stored)), kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_ti_data_to_file()
    try:
        for tensor in tensors:
            data = gguf.quants.quantize(tensor.values(), gguf.GGMLQuantizationType[tensor.kind]).view(np.uint8)
            writer.write_tensor_data(_filled(data, tensor) if tensor.rows else data)
    finally:
        writer.close()


def _filled(data: npt.NDArray[np.uint8], tensor: Tensor) -> npt.NDArray[np.uint8]:
    if tensor.cycled:
        return np.resize(data, (tensor.rows, data.shape[-1]))
    return np.pad(data, ((0, tensor.rows - len(data)), (0, 0)), "edge")


class Randomness:
    """Rows of normal numbers, made once for each length and used again."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.pools: dict[int, Floats] = {}

    def rows(self, columns: int, scale: float = 1.0) -> Callable[[], Floats]:
        """At most `POOL_ROWS` rows whose products with a vector of unit mean square are of size `scale`."""

        def make() -> Floats:
            if columns not in self.pools:
                generator = np.random.default_rng([self.seed, columns])
                pool = generator.standard_normal((POOL_ROWS, columns), dtype=np.float32)
                self.pools[columns] = pool / np.float32(np.sqrt(columns))
            return self.pools[columns] * np.float32(scale)

        return make


def zeros(columns: int) -> Callable[[], Floats]:
    """One row of zeros, which a matrix repeats."""
    return lambda: np.zeros((1, columns), np.float32)


def constant(columns: int, value: float) -> Callable[[], Floats]:
    """A vector of the same number."""
    return lambda: np.full(columns, value, np.float32)
