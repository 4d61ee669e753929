"""Names and chunks as hypervectors: the same for everyone, near where they are alike."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

import native
from engine.memory.hypervectors import CHUNK_NNZ, ITEM_NNZ, D
from engine.memory.items import item, items, role
from engine.memory.projection import Projection

PRINT = """
import zlib, numpy as np
from engine.memory.items import item, role
from engine.memory.projection import Projection
rows = np.arange(384).astype(np.int8).reshape(1, 384)
print(zlib.crc32(item("smith")), zlib.crc32(role("author").signs), zlib.crc32(Projection("x", 384).codes(rows)))
"""
EXPECTED = "3395246469 1796668362 642523913"


def test_names_have_the_same_codes_in_every_process_and_version() -> None:
    found = subprocess.run([sys.executable, "-c", PRINT], capture_output=True, text=True, check=True).stdout
    assert found.split() == EXPECTED.split()


def test_names_are_sparse_and_unalike() -> None:
    codes = items(["smith", "smyth", "author", "Smith"])
    assert codes.shape == (4, D // 4)
    assert list(native.nonzeros(codes)) == [ITEM_NNZ] * 4
    assert np.array_equal(codes[0], item("smith"))
    assert max(abs(native.dot(codes[0], codes[1:]))) <= 3


def test_a_role_and_a_name_of_the_same_spelling_are_not_related() -> None:
    assert role("author").d == D
    assert len(role("author")) == 1
    bound = native.bind(items(["smith"]), role("author"))
    assert abs(int(native.dot(item("smith"), bound)[0])) <= 3
    assert np.array_equal(native.unbind(bound, role("author"))[0], item("smith"))


def test_vectors_that_are_alike_have_codes_that_are_alike() -> None:
    draw = np.random.default_rng(1)
    one = draw.standard_normal(384)
    rows = np.stack([one, one + 0.3 * draw.standard_normal(384), draw.standard_normal(384)]).astype(np.float32)
    vectors, _ = native.quantise(rows)
    codes = Projection("x", 384).codes(vectors)
    assert list(native.nonzeros(codes)) == [CHUNK_NNZ] * 3
    near, far = native.cosine(codes[0], codes[1:])
    assert near > 0.5 > 0.2 > abs(far)


def test_a_vector_of_zeros_is_a_code_of_zeros() -> None:
    assert list(native.nonzeros(Projection("x", 384).codes(np.zeros((1, 384), np.int8)))) == [0]


@pytest.mark.parametrize("shape", [(2, 383), (384,), (2, 64)])
def test_vectors_of_another_dimension_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="must be \\(n, 384\\)"):
        Projection("x", 384).codes(np.zeros(shape, np.int8))
