"""Tier 1: the MiniLM sentence encoder on ONNX Runtime."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import psutil

from engine.errors import EmbedderMissing
from engine.models.bert_onnx import ATTENTION_MASK, EMBEDDING, INPUT_IDS, MAX_TOKENS, WIDTH

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
    """The prepared model in `folder`. Loading waits for the first text: ONNX Runtime alone takes 100 ms to import."""

    dim = WIDTH
    tier = 1

    def __init__(self, folder: Path, identity: str, *, threads: int = 0, batch: int = 8) -> None:
        """Args:
        folder: holds `MODEL_FILE` and `TOKENIZER_FILE`.
        identity: the encoder's id, which names the variant.
        threads: of one run; 0 means physical cores, at most `MAX_THREADS`.
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
        tokens = [found.ids for found in tokenizer.encode_batch_fast(list(texts))]
        by_length = sorted(range(len(tokens)), key=lambda index: len(tokens[index]))  # so that batches need no padding
        for start in range(0, len(by_length), self._batch):
            rows = by_length[start : start + self._batch]
            vectors[rows] = _run(session, [tokens[row] for row in rows])
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
                    self._loaded = open_session(self._folder / MODEL_FILE, self._threads), tokenizer
        return self._loaded


def open_session(model: Path, threads: int) -> Any:
    """An `onnxruntime.InferenceSession` that leaves the processor alone between runs.

    Raises:
        EmbedderMissing: the file is missing or is no model that this ONNX Runtime can run.
    """
    import onnxruntime
    from onnxruntime.capi.onnxruntime_pybind11_state import Fail, InvalidGraph, InvalidProtobuf, NoSuchFile

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3  # errors only; warnings would land on the screen
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # idle threads sleep
    try:
        return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    except (Fail, InvalidGraph, InvalidProtobuf, NoSuchFile) as error:
        raise EmbedderMissing(f"the embedder {model} can't be loaded", "run 'nacre setup'") from error


def load_tokenizer(file: Path) -> Any:
    """The `tokenizers.Tokenizer` of `file`, cutting at `MAX_TOKENS`, without padding.

    Raises:
        EmbedderMissing: the file is missing or not a tokenizer.
    """
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_str(file.read_text("utf-8"))
    except (OSError, ValueError) as error:  # what tokenizers raises for a malformed file is a bare ValueError
        raise EmbedderMissing(f"the tokenizer {file} can't be loaded", "run 'nacre setup'") from error
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    return tokenizer


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
