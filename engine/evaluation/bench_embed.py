"""`nacre bench ingest`: our embedder beside sentence-transformers' PyTorch path, on the same chunks in the same run.

The peer gets the same verified weights and the same number of threads. It runs as its users run it: float32, sorted by
length, 32 texts a batch, 256 tokens, mean pooling. Ours runs as the product does.
"""

from __future__ import annotations

import importlib.util
import json
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from engine import samples
from engine.config import EmbedderSettings
from engine.errors import UsageError
from engine.events import Listener, Notice, ignore
from engine.models.bert_onnx import HEADS, LAYERS, MAX_TOKENS, WIDTH
from engine.models.choose import best_encoder
from engine.models.minilm import default_threads
from engine.models.sources import fetch
from engine.sources.chunker import chunk
from engine.sources.registry import read

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Embed = Callable[[Sequence[str]], NDArray[np.float32]]

ROUNDS = 3  # alternating; the best of each counts, so that other work on the machine weighs on neither
PEER_BATCH = 32  # what sentence-transformers does unless told otherwise
QUERIES = 20

_CONFIG = {
    "config.json": {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_size": WIDTH,
        "num_hidden_layers": LAYERS,
        "num_attention_heads": HEADS,
        "intermediate_size": 4 * WIDTH,
        "hidden_act": "gelu",
        "layer_norm_eps": 1e-12,
        "max_position_embeddings": 512,
        "type_vocab_size": 2,
        "vocab_size": 30522,
        "pad_token_id": 0,
    },
    "tokenizer_config.json": {
        "tokenizer_class": "BertTokenizer",
        "do_lower_case": True,
        "model_max_length": MAX_TOKENS,
        "pad_token": "[PAD]",
        "unk_token": "[UNK]",
        "cls_token": "[CLS]",
        "sep_token": "[SEP]",
        "mask_token": "[MASK]",
    },
}


def run(listen: Listener = ignore) -> dict[str, Any]:
    """`embedding_rows` over the chunks of the sample documents.

    Raises:
        UsageError: neither sentence-transformers nor PyTorch and transformers are installed, or setup was not run.
        EmbedderMissing: the peer's weights can't be fetched.
    """
    texts = sample_chunks()
    return {"chunks": len(texts), "threads": default_threads(), "rows": embedding_rows(texts, listen)}


def sample_chunks() -> list[str]:
    """The texts of all chunks of the sample documents."""
    texts = []
    for file in sorted(samples.folder().iterdir()):
        for reading in read(file, file.read_bytes()):
            texts += [reading.text[piece.start : piece.end] for piece in chunk(reading)]
    return texts


def embedding_rows(texts: Sequence[str], listen: Listener = ignore) -> list[dict[str, Any]]:
    """Chunks per second over `texts` and milliseconds for one short text, ours and the peer's.

    Raises:
        UsageError: neither sentence-transformers nor PyTorch and transformers are installed, or setup was not run.
        EmbedderMissing: the peer's weights can't be fetched.
    """
    threads = default_threads()
    load_peer, name = _peer()
    encoder = best_encoder(EmbedderSettings(threads=threads))
    if encoder.tier == 0:
        raise UsageError("there is no MiniLM here to measure", "run 'nacre setup' first")
    with tempfile.TemporaryDirectory(prefix="nacre-bench-") as scratch:
        listen(Notice("fetching the peer's weights into a temporary folder"))
        fetch(Path(scratch), listen)
        peer = load_peer(Path(scratch), threads)
        return [
            _throughput(encoder.embed, peer, texts, name),
            _latency(encoder.embed, peer, [" ".join(text.split()[:8]) for text in texts[:QUERIES]], name),
        ]


def _throughput(ours: Embed, peer: Embed, texts: Sequence[str], name: str) -> dict[str, Any]:
    times = _alternate(lambda: ours(texts), lambda: peer(texts))
    rates = [len(texts) / seconds for seconds in times]
    return _row("embedding chunks", rates[0], rates[1], name, "chunks/s", rates[0] / rates[1])


def _latency(ours: Embed, peer: Embed, queries: Sequence[str], name: str) -> dict[str, Any]:
    def each(embed: Embed) -> None:
        for query in queries:
            embed([query])

    times = [seconds / len(queries) * 1000 for seconds in _alternate(lambda: each(ours), lambda: each(peer))]
    return _row("embedding one question", times[0], times[1], name, "ms", times[1] / times[0])


def _row(what: str, ours: float, peer: float, name: str, unit: str, ratio: float) -> dict[str, Any]:
    figures = {"ours": round(ours, 2), "peer": round(peer, 2)}
    return {"what": what, **figures, "peer_name": name, "unit": unit, "ratio": round(ratio, 2)}


def _alternate(*jobs: Callable[[], object]) -> list[float]:
    """The shortest of `ROUNDS` runs of each job in seconds, after one that warms it up."""
    best = [float("inf")] * len(jobs)
    for attempt in range(ROUNDS + 1):
        for number, job in enumerate(jobs):
            start = perf_counter()
            job()
            if attempt > 0:
                best[number] = min(best[number], perf_counter() - start)
    return best


def _peer() -> tuple[Callable[[Path, int], Embed], str]:
    if importlib.util.find_spec("sentence_transformers"):
        return _sentence_transformers, "sentence-transformers (PyTorch, float32)"
    if importlib.util.find_spec("torch") and importlib.util.find_spec("transformers"):
        return _transformers, "transformers (PyTorch, float32)"
    raise UsageError("there is no peer to compare with", "pip install 'nacre[bench]'")


def _write_config(folder: Path) -> None:
    """What transformers wants to know about a model whose weights and tokenizer lie in `folder`."""
    for name, values in _CONFIG.items():
        (folder / name).write_text(json.dumps(values), "utf-8")


def _sentence_transformers(folder: Path, threads: int) -> Embed:
    import torch
    from sentence_transformers import SentenceTransformer, models

    _write_config(folder)
    torch.set_num_threads(threads)
    transformer = models.Transformer(str(folder), max_seq_length=MAX_TOKENS)
    model = SentenceTransformer(modules=[transformer, models.Pooling(WIDTH), models.Normalize()], device="cpu")

    def embed(texts: Sequence[str]) -> NDArray[np.float32]:
        vectors: NDArray[np.float32] = model.encode(list(texts), batch_size=PEER_BATCH, show_progress_bar=False)
        return vectors

    return embed


def _transformers(folder: Path, threads: int) -> Embed:
    """The same steps by transformers alone."""
    import numpy as np
    import torch
    from transformers import AutoModel, AutoTokenizer

    _write_config(folder)
    torch.set_num_threads(threads)
    tokenizer = AutoTokenizer.from_pretrained(str(folder))
    model = AutoModel.from_pretrained(str(folder)).eval()

    def embed(texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.empty((len(texts), WIDTH), np.float32)
        order = sorted(range(len(texts)), key=lambda row: -len(texts[row]))
        for start in range(0, len(order), PEER_BATCH):
            rows = order[start : start + PEER_BATCH]
            batch = [texts[row] for row in rows]
            tokens = tokenizer(batch, padding=True, truncation=True, max_length=MAX_TOKENS, return_tensors="pt")
            with torch.inference_mode():
                hidden = model(**tokens).last_hidden_state
                mask = tokens["attention_mask"].unsqueeze(-1).to(hidden.dtype)
                means = (hidden * mask).sum(1) / mask.sum(1).clamp(min=1e-9)
                vectors[rows] = torch.nn.functional.normalize(means, dim=1).numpy()
        return vectors

    return embed
