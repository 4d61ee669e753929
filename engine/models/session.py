"""Opens a model for ONNX Runtime."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from engine.errors import EmbedderMissing
from engine.models.bert_onnx import SLOW_FUSION


def open_session(model: Path, content: bytes | None = None) -> Any:
    """An `onnxruntime.InferenceSession` whose runs use the thread that calls them, and no other.

    Args:
        model: the file.
        content: what was made of it, where not the file itself is to be run.

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
            content or str(model), options, providers=["CPUExecutionProvider"], disabled_optimizers=[SLOW_FUSION]
        )
    except (state.Fail, state.InvalidArgument, state.InvalidGraph, state.InvalidProtobuf, state.NoSuchFile) as error:
        raise EmbedderMissing(f"the embedder {model} can't be loaded", "run 'nacre setup'") from error
