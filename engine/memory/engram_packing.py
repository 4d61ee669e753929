"""Engrams as they lie in the database: small, checked by CRC-32, and the same bytes for the same content.

Counters: the smallest integer type that holds them, byte by byte (all low bytes first), through the Huffman coder of
DEFLATE. Measured on bundles of 32 / 64 / 1,024 real chunks at D = 10,240: 3,630 / 4,450 / 11,678 bytes, where zstd
takes 4,481 / 5,099 / 10,656 and the entropy is 3,524 / 4,376 / 9,003; 0.1 ms to write, 0.04 ms to read.

Record codes: the gaps between nonzeros a byte each, then their signs; or the code as it is where that is smaller.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence

import numpy as np

from engine.errors import LibraryDamaged
from engine.memory.arrays import Bytes, Int32s


class EngramDamaged(LibraryDamaged):
    """A stored engram does not match its checksum. Whoever meets it can go on: everything in it follows from others."""


Ref = tuple[int, int]
"""One embedding that was counted: its row in the table `embeddings` and that row's generation; never used again."""

CHECK_BYTES = 4
REMEDY = "it can be made again from the library's other tables"

_DENSE, _SPARSE = 0, 1
_FULL = 255  # a gap byte that only moves on, by 255
_PAGE = 500  # codes that are unpacked at a time


def pack_counters(counters: Int32s) -> bytes:
    """Counters, int32 (d,), as bytes."""
    peak = int(np.abs(counters).max(initial=0))
    size = 1 if peak < 1 << 7 else 2 if peak < 1 << 15 else 4
    planes = counters.astype(f"<i{size}").view(np.uint8).reshape(-1, size).T
    coder = zlib.compressobj(9, zlib.DEFLATED, -15, 9, zlib.Z_HUFFMAN_ONLY)
    return _checked(bytes([size]) + coder.compress(planes.tobytes()) + coder.flush())


def unpack_counters(data: bytes, d: int, name: str) -> Int32s:
    """What `pack_counters` took: int32 (d,).

    Raises:
        EngramDamaged: the bytes do not match their checksum; names the engram.
    """
    body = _body(data, name)
    try:
        raw = zlib.decompress(body[1:], -15)
    except zlib.error as error:
        raise _damaged(name) from error
    size = body[0]
    if size not in (1, 2, 4) or len(raw) != size * d:
        raise _damaged(name)
    planes = np.frombuffer(raw, np.uint8).reshape(size, d).T
    return np.ascontiguousarray(planes).view(f"<i{size}").reshape(d).astype(np.int32)


def pack_code(code: Bytes) -> bytes:
    """A code, uint8 (d // 4,), as bytes: 1.14 for each nonzero and 7, or d // 4 and 5."""
    half = len(code) // 2
    at = np.flatnonzero(np.unpackbits(code[:half], bitorder="little"))
    signs = np.unpackbits(code[half:], bitorder="little")[at]
    gaps = np.diff(at, prepend=-1) - 1
    fulls, rest = np.divmod(gaps, _FULL)
    stream = np.full(int(fulls.sum()) + len(at), _FULL, np.uint8)
    stream[np.cumsum(fulls + 1) - 1] = rest
    sparse = stream.tobytes() + np.packbits(signs, bitorder="little").tobytes()
    if len(at) >= 1 << 16 or len(sparse) + 2 >= len(code):
        planes = code.copy()
        planes[half:] &= code[:half]
        return _checked(bytes([_DENSE]) + planes.tobytes())
    return _checked(bytes([_SPARSE]) + len(at).to_bytes(2, "little") + sparse)


def unpack_codes(packed: Sequence[bytes], d: int, names: Sequence[str]) -> Bytes:
    """What `pack_code` took, as uint8 (n, d // 4). Measured: 0.3 s for 10,000 records of 200 nonzeros.

    Raises:
        EngramDamaged: the bytes of one do not match their checksum; names it.
    """
    codes = np.zeros((len(packed), d // 4), np.uint8)
    for start in range(0, len(packed), _PAGE):
        rows: list[int] = []
        bodies: list[bytes] = []
        for row in range(start, min(start + _PAGE, len(packed))):
            body = _body(packed[row], names[row])
            if body[0] == _DENSE and len(body) == 1 + d // 4:
                codes[row] = np.frombuffer(body, np.uint8, offset=1)
            elif body[0] == _SPARSE:
                rows.append(row)
                bodies.append(body)
            else:
                raise _damaged(names[row])
        _spread(codes, rows, bodies)
    return codes


def pack_refs(refs: Iterable[Ref]) -> bytes:
    """References as the differences from each to the next, in bytes of seven bits: about 4 bytes each."""
    data = bytearray()
    before: Ref = (0, 0)
    for ref in refs:
        for now, last in zip(ref, before, strict=True):
            step = now - last
            number = 2 * step if step >= 0 else -2 * step - 1
            while number > 127:
                data.append(number & 127 | 128)
                number >>= 7
            data.append(number)
        before = ref
    return _checked(bytes(data))


def unpack_refs(data: bytes, name: str) -> list[Ref]:
    """What `pack_refs` took.

    Raises:
        EngramDamaged: the bytes do not match their checksum; names the engram.
    """
    numbers: list[int] = []
    number = shift = 0
    for byte in _body(data, name):
        number |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            numbers.append(number >> 1 if not number & 1 else -(number + 1 >> 1))
            number = shift = 0
    if shift or len(numbers) % 2:
        raise _damaged(name)
    refs = np.cumsum(np.array(numbers, np.int64).reshape(-1, 2), axis=0)
    return [(int(row), int(generation)) for row, generation in refs]


def _spread(codes: Bytes, rows: Sequence[int], bodies: Sequence[bytes]) -> None:
    """Sparse bodies into their rows of `codes`, all at once."""
    if not rows:
        return
    counts = np.array([int.from_bytes(body[1:3], "little") for body in bodies], np.int64)
    sign_bytes = (counts + 7) // 8
    gaps = [body[3 : len(body) - int(tail)] for body, tail in zip(bodies, sign_bytes, strict=True)]
    signs = np.unpackbits(
        np.frombuffer(
            b"".join(body[len(body) - int(n) :] for body, n in zip(bodies, sign_bytes, strict=True)), np.uint8
        ),
        bitorder="little",
    )
    stream = np.frombuffer(b"".join(gaps), np.uint8)
    ends = stream != _FULL
    place = np.cumsum(stream.astype(np.int64) + ends)
    lengths = np.array([len(each) for each in gaps], np.int64)
    before = np.concatenate([[0], place])[np.cumsum(lengths) - lengths]
    of = np.repeat(np.arange(len(rows)), lengths)[ends]  # which body each nonzero belongs to
    at = place[ends] - before[of] - 1
    starts = np.cumsum(counts) - counts
    bit = (np.cumsum(sign_bytes) - sign_bytes)[of] * 8 + np.arange(len(of)) - starts[of]
    half = codes.shape[1] // 2
    byte = np.asarray(rows)[of] * codes.shape[1] + (at >> 3)  # ascending, as rows and nonzeros are
    mask = np.left_shift(1, at & 7).astype(np.uint8)
    flat = codes.reshape(-1)
    first = np.flatnonzero(np.diff(byte, prepend=-1))
    if len(first):
        flat[byte[first]] = np.bitwise_or.reduceat(mask, first)
        flat[byte[first] + half] = np.bitwise_or.reduceat(mask * signs[bit], first)


def _checked(body: bytes) -> bytes:
    return zlib.crc32(body).to_bytes(CHECK_BYTES, "little") + body


def _body(data: bytes, name: str) -> bytes:
    body = data[CHECK_BYTES:]
    if data[:CHECK_BYTES] != zlib.crc32(body).to_bytes(CHECK_BYTES, "little"):
        raise _damaged(name)
    return body


def _damaged(name: str) -> EngramDamaged:
    return EngramDamaged(f"the engram of {name} does not match its checksum", REMEDY)
