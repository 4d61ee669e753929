"""What MiniLM makes of each word on its way to the vector of a text.

The vectors between the layers are no output of the prepared model. So it is opened a second time with those behind the
fourth of six layers as its only output, and what comes after is left out: about 25 MB of memory, once it is asked for.
Beside its layers stand adapters, which were taught to bring words near each other that treat the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from typing import Any

from engine.models.adapters import Adapters, added, shipped
from engine.models.bert_onnx import INPUT_IDS, WIDTH, layer_output, load_graph
from engine.models.session import open_session
from engine.models.words import Words

LAYER = 3
"""Counted from 0. Of all six this one's words tell best whether two texts treat the same: the last ones blur into what
the whole text is about, the first ones know little of the context."""

GOES_ON = "##"
"""How the tokenizer marks a piece that belongs to the word before."""


class MiddleLayer:
    """The vectors behind one layer of a prepared model. May be used by several threads."""

    def __init__(self, model: Path, threads: int, adapters: Adapters | None = None) -> None:
        """Args:
        model: the prepared model.
        threads: texts that run at once.
        adapters: beside its layers; None: those that come with Nacre.
        """
        self._model = model
        self._threads = threads
        self._adapters = adapters
        self._session: Any = None
        self._loading = Lock()

    def words(self, texts: Sequence[str], tokenizer: Any) -> list[Words]:
        """The words of each text.

        Raises:
            EmbedderMissing: the model can't be loaded.
        """
        session = self._load()
        encoded = tokenizer.encode_batch(texts)

        def run(found: Any) -> Words:
            import numpy as np

            states = session.run(None, {INPUT_IDS: np.array([found.ids], np.int32)})[0][0]
            return _joined(found, states)

        if len(texts) < 2 or self._threads == 1:
            return [run(found) for found in encoded]
        with ThreadPoolExecutor(self._threads, "words") as pool:
            return list(pool.map(run, encoded))

    def _load(self) -> Any:
        with self._loading:
            if self._session is None:
                self._session = _open(self._model, shipped() if self._adapters is None else self._adapters)
        return self._session


def pieces(found: Any) -> tuple[list[tuple[int, int]], list[int], list[int]]:
    """The words of an encoded text: the span of each; the tokens that belong to one; and to which.

    Args:
        found: a `tokenizers.Encoding`.
    """
    spans: list[tuple[int, int]] = []
    rows: list[int] = []
    words: list[int] = []
    for row, ((start, end), token) in enumerate(zip(found.offsets, found.tokens, strict=True)):
        if start == end:
            continue  # the marks before and behind a text
        if token.startswith(GOES_ON) and spans:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
        rows.append(row)
        words.append(len(spans) - 1)
    return spans, rows, words


def _joined(found: Any, states: Any) -> Words:
    """A word's vector is the mean of its pieces'."""
    import numpy as np

    spans, rows, words = pieces(found)
    sums = np.zeros((len(spans), WIDTH), np.float32)
    np.add.at(sums, words, states[rows])
    counts = np.bincount(words, minlength=len(spans)).astype(np.float32)
    return Words(tuple(spans), sums / counts[:, None])


def _open(model: Path, adapters: Adapters) -> Any:
    """A session that ends behind the layer, with the adapters of what comes before."""
    from onnx import TensorProto, helper

    whole = load_graph(model)
    del whole.graph.output[:]
    shape: list[str | int | None] = ["batch", "tokens", WIDTH]
    whole.graph.output.append(helper.make_tensor_value_info(layer_output(LAYER), TensorProto.FLOAT, shape))
    return open_session(model, added(whole, adapters, str(model)).SerializeToString())
