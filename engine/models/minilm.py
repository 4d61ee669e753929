"""Tier 1: the MiniLM sentence encoder on ONNX Runtime."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from engine.errors import EmbedderMissing
from engine.models.adapters import Adapters
from engine.models.bert_onnx import EMBEDDING, INPUT_IDS, MAX_TOKENS, WIDTH
from engine.models.middle import MiddleLayer
from engine.models.session import open_session
from engine.models.words import Words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float32]

MODEL_FILE = "model.onnx"
TOKENIZER_FILE = "tokenizer.json"
QUERIES_REMEMBERED = 128
MAX_THREADS = 4  # the machine is used for other things too


def default_threads() -> int:
    """Physical cores, at most `MAX_THREADS`."""
    import psutil

    return max(1, min(MAX_THREADS, psutil.cpu_count(logical=False) or 1))


class MiniLM:
    """The prepared model in `folder`. Loading waits for the first text: ONNX Runtime alone takes 100 ms to import.

    Each text runs alone on one thread, several at once. That costs less than batches: nothing is padded, no thread
    waits for another or spins. And a vector depends on its text only, for the 8-bit scales are those of one run; in
    batches of 20 the cosine of a text with itself alone fell to .988.
    """

    dim = WIDTH
    tier = 1

    def __init__(self, folder: Path, identity: str, *, threads: int = 0, adapters: Adapters | None = None) -> None:
        """Args:
        folder: holds `MODEL_FILE` and `TOKENIZER_FILE`.
        identity: the encoder's id, which names the variant.
        threads: texts that run at once; 0 means physical cores, at most `MAX_THREADS`.
        adapters: for the words of texts; None: those that come with Nacre.
        """
        self.id = identity
        self.folder = folder
        self._threads = threads or default_threads()
        self._loaded: tuple[Any, Any] | None = None
        self._loading = Lock()
        self._middle = MiddleLayer(folder / MODEL_FILE, self._threads, adapters)
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
        tokens = [found.ids for found in tokenizer.encode_batch_fast([encodable(text) for text in texts])]

        def run(row: int) -> None:
            ids = np.array([tokens[row]], np.int32)
            vectors[row] = session.run([EMBEDDING], {INPUT_IDS: ids})[0][0]

        longest_first = sorted(range(len(tokens)), key=lambda row: -len(tokens[row]))  # no long one is left at the end
        if len(tokens) < 2 or self._threads == 1:
            for row in longest_first:
                run(row)
        else:
            with ThreadPoolExecutor(self._threads, "embed") as pool:
                list(pool.map(run, longest_first))
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

    def words(self, texts: Sequence[str]) -> list[Words]:
        """The words of each text with their vectors in it; see `ReadsWords`.

        Raises:
            EmbedderMissing: the files in the folder can't be loaded.
        """
        _, tokenizer = self._load()
        return self._middle.words([encodable(text) for text in texts], tokenizer)

    def _load(self) -> tuple[Any, Any]:
        """Session and tokenizer, loaded by whoever comes first. Both may be used by several threads at once."""
        if self._loaded is None:
            with self._loading:
                if self._loaded is None:
                    tokenizer = load_tokenizer(self.folder / TOKENIZER_FILE)
                    self._loaded = open_session(self.folder / MODEL_FILE), tokenizer
        return self._loaded


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


def encodable(text: str) -> str:
    """The text without lone surrogates, which the tokenizer refuses."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
