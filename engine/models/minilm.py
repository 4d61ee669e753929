"""Tier 1: the MiniLM sentence encoder on ONNX Runtime."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import psutil

from engine.errors import EmbedderMissing
from engine.models.bert_onnx import ATTENTION_MASK, EMBEDDING, INPUT_IDS, MAX_TOKENS, SLOW_FUSION, WIDTH

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float32]

MODEL_FILE = "model.onnx"
TOKENIZER_FILE = "tokenizer.json"
QUERIES_REMEMBERED = 128
MAX_THREADS = 4  # more gain nothing on one short batch, and the machine is used for other things too


def default_threads() -> int:
    """Physical cores, at most `MAX_THREADS`."""
    return max(1, min(MAX_THREADS, psutil.cpu_count(logical=False) or 1))


class MiniLM:
    """The prepared model in `folder`. Loading waits for the first text: ONNX Runtime alone takes 100 ms to import.

    Each batch runs on one thread and several batches run at once: threads that share no batch never wait for each
    other, and none is left spinning when the work is done.
    """

    dim = WIDTH
    tier = 1

    def __init__(self, folder: Path, identity: str, *, threads: int = 0, batch: int = 8) -> None:
        """Args:
        folder: holds `MODEL_FILE` and `TOKENIZER_FILE`.
        identity: the encoder's id, which names the variant.
        threads: batches that run at once; 0 means physical cores, at most `MAX_THREADS`.
        batch: texts per run.
        """
        self.id = identity
        self._folder = folder
        self._threads = threads or default_threads()
        self._batch = max(1, batch)
        self._loaded: tuple[Any, Any] | None = None
        self._loading = Lock()
        self._queries: OrderedDict[str, Vector] = OrderedDict()
        self._remembering = Lock()

    def embed(self, texts: Sequence[str]) -> Vector:
        """float32 (len(texts), 384), rows of length one; see `Encoder.embed`.

        Raises:
            EmbedderMissing: the files in the folder can't be loaded.
        """
        import numpy as np

        session, tokenizer = self._load()
        vectors = np.empty((len(texts), WIDTH), np.float32)
        tokens = [found.ids for found in tokenizer.encode_batch_fast([_encodable(text) for text in texts])]
        by_length = sorted(range(len(tokens)), key=lambda index: len(tokens[index]))  # so that batches need no padding
        size = max(1, min(self._batch, -(-len(tokens) // self._threads)))
        batches = [by_length[start : start + size] for start in range(0, len(by_length), size)]

        def work(rows: list[int]) -> None:
            vectors[rows] = _run(session, [tokens[row] for row in rows])

        if len(batches) == 1 or self._threads == 1:
            for rows in batches:
                work(rows)
        else:
            with ThreadPoolExecutor(self._threads, "embed") as pool:
                list(pool.map(work, reversed(batches)))  # the longest first: the end is not spent waiting for one
        return vectors

    def embed_query(self, text: str) -> Vector:
        """float32 (384,), read-only; see `Encoder.embed_query`."""
        with self._remembering:
            known = self._queries.get(text)
            if known is not None:
                self._queries.move_to_end(text)
                return known
        vector: Vector = self.embed([text])[0]
        vector.flags.writeable = False
        with self._remembering:
            self._queries[text] = vector
            while len(self._queries) > QUERIES_REMEMBERED:
                self._queries.popitem(last=False)
        return vector

    def _load(self) -> tuple[Any, Any]:
        """Session and tokenizer, loaded by whoever comes first. Both may be used by several threads at once."""
        if self._loaded is None:
            with self._loading:
                if self._loaded is None:
                    tokenizer = load_tokenizer(self._folder / TOKENIZER_FILE)
                    self._loaded = open_session(self._folder / MODEL_FILE), tokenizer
        return self._loaded


def open_session(model: Path) -> Any:
    """An `onnxruntime.InferenceSession` whose runs use the thread that calls them, and no other.

    Raises:
        EmbedderMissing: the file is missing or is no model that this ONNX Runtime can run.
    """
    import onnxruntime
    from onnxruntime.capi import onnxruntime_pybind11_state as state

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3  # errors only; warnings would land on the screen
    try:
        return onnxruntime.InferenceSession(
            str(model), options, providers=["CPUExecutionProvider"], disabled_optimizers=[SLOW_FUSION]
        )
    except (state.Fail, state.InvalidArgument, state.InvalidGraph, state.InvalidProtobuf, state.NoSuchFile) as error:
        raise EmbedderMissing(f"the embedder {model} can't be loaded", "run 'nacre setup'") from error


def load_tokenizer(file: Path) -> Any:
    """The `tokenizers.Tokenizer` of `file`, cutting at `MAX_TOKENS`, without padding.

    Raises:
        EmbedderMissing: the file is missing or not a tokenizer.
    """
    from tokenizers import Tokenizer

    try:
        content = file.read_text("utf-8")
        json.loads(content)  # tokenizers answers malformed JSON with a bare Exception
    except (OSError, ValueError) as error:
        raise EmbedderMissing(f"the tokenizer {file} can't be loaded", "run 'nacre setup'") from error
    tokenizer = Tokenizer.from_str(content)
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    return tokenizer


def _encodable(text: str) -> str:
    """The text without lone surrogates, which the tokenizer refuses."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def _run(session: Any, batch: list[list[int]]) -> Vector:
    """float32 (len(batch), 384) of token ids, padded to the longest."""
    import numpy as np

    shape = len(batch), max(len(ids) for ids in batch)
    tokens, mask = np.zeros(shape, np.int32), np.zeros(shape, np.int32)
    for row, ids in enumerate(batch):
        tokens[row, : len(ids)] = ids
        mask[row, : len(ids)] = 1
    vectors: Vector = session.run([EMBEDDING], {INPUT_IDS: tokens, ATTENTION_MASK: mask})[0]
    return vectors
