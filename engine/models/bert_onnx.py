"""The sentence encoder as an ONNX graph, made from its published tensors without PyTorch.

all-MiniLM-L6-v2 is plain BERT: token and position embeddings, six layers of self-attention and a feed-forward network
with layer normalisation after each (Devlin et al. 2019, section 3), then the mean over the real tokens, scaled to
length one (Reimers and Gurevych 2019, section 3). Pooling and scaling are part of the graph, so a run gives unit
vectors. Embedding, attention and GELU are ONNX Runtime's own fused operators, which the 8-bit quantiser knows. Its
fused skip connection is not used: it took seven times as long as an addition and a normalisation (1.31, AVX2).
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.errors import EmbedderMissing

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Tensors = Mapping[str, NDArray[np.float32]]

LAYERS = 6
WIDTH = 384
HEADS = 12
MAX_TOKENS = 256  # what the model was trained with; its position table would reach to 512
EPSILON = 1e-12  # of all layer normalisations

INPUT_IDS = "input_ids"  # int32 (batch, tokens): texts of one length, there is no padding
EMBEDDING = "embedding"  # float32 (batch, WIDTH), rows of length one

SLOW_FUSION = "SkipLayerNormFusion"  # the optimiser step that would put the slow operator back

_OPSET = 17
_FUSED = "com.microsoft"  # the domain of ONNX Runtime's fused operators

# Stays float: one of its 1,536 inputs is four times as large as any other, and 8 bits would be spent on that one.
# Its product is 4% of the work and half of what 8 bits cost in likeness to the float vectors.
_OUTLIER = "encoder.layer.0.output.dense"


def layer_output(layer: int) -> str:
    """What the vectors behind a layer, counted from 0, are called in the graph: float32 (batch, tokens, WIDTH)."""
    return f"encoder.layer.{layer}.output.LayerNorm"


def build_graph(weights: Path, target: Path) -> None:
    """Write the float32 model of the safetensors file `weights` to `target`.

    Raises:
        EmbedderMissing: a tensor is missing or has another shape than the model should have.
    """
    import onnx
    from safetensors.numpy import load_file

    graph = _Graph(load_file(weights), weights.name)
    hidden = graph.embeddings()
    for layer in range(LAYERS):
        hidden = graph.layer(hidden, f"encoder.layer.{layer}")
    graph.pool(hidden)
    onnx.save(graph.model(), str(target))


def load_graph(model: Path) -> Any:
    """The `onnx.ModelProto` of a prepared model.

    Raises:
        EmbedderMissing: the file is missing or no model.
    """
    import onnx
    from google.protobuf.message import DecodeError  # type: ignore[import-untyped]  # onnx brings it, without stubs

    try:
        return onnx.load(str(model))
    except (OSError, DecodeError) as error:
        raise EmbedderMissing(f"the embedder {model} can't be loaded", "run 'nacre setup'") from error


def quantise(source: Path, target: Path, *, reduce_range: bool) -> None:
    """Write an 8-bit form of the float model: weights int8 by output channel, activations uint8 at run time.

    With `reduce_range` weights take 7 bits. Processors without VNNI add pairs of 8-bit products in 16 bits, which
    saturate at full range; with 7 bits they can't.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    with _root_logger_silent():
        quantize_dynamic(
            source,
            target,
            per_channel=True,
            reduce_range=reduce_range,
            weight_type=QuantType.QInt8,
            nodes_to_exclude=[_OUTLIER],
            extra_options={"DefaultTensorType": 1},  # float: the fused operators have no type inference in onnx
        )


@contextmanager
def _root_logger_silent() -> Iterator[None]:
    """Keep the quantiser's remarks off the screen: it writes them to the root logger itself.

    The handler is there because `logging.warning` installs one that prints to stderr for good where there is none.
    """
    root, handler = logging.getLogger(), logging.NullHandler()

    def drop(record: logging.LogRecord) -> bool:
        return record.levelno >= logging.ERROR

    root.addHandler(handler)
    root.addFilter(drop)
    try:
        yield
    finally:
        root.removeFilter(drop)
        root.removeHandler(handler)


class _Graph:
    """Nodes and constants as they are added; every method returns the name of the value that it computes."""

    def __init__(self, tensors: Tensors, source: str) -> None:
        self._tensors = tensors
        self._source = source
        self._nodes: list[Any] = []
        self._constants: dict[str, NDArray[Any]] = {}

    def embeddings(self) -> str:
        """Token plus position plus segment embedding, normalised: (batch, tokens, WIDTH).

        All text is segment 0, so its row is added to the positions once and for all.
        """
        import numpy as np

        self._constants["words"] = self._tensor("embeddings.word_embeddings.weight", 30522, WIDTH)
        segments = self._tensor("embeddings.token_type_embeddings.weight", 2, WIDTH)
        positions = self._tensor("embeddings.position_embeddings.weight", 512, WIDTH)
        self._constants["positions"] = np.ascontiguousarray(positions[:MAX_TOKENS] + segments[0])
        norm = self._pair("embeddings.LayerNorm", WIDTH)
        inputs = [INPUT_IDS, "", "words", "positions", "", *norm]
        self._add(
            "EmbedLayerNormalization", inputs, "hidden", outputs=["hidden", "unused"], domain=_FUSED, epsilon=EPSILON
        )
        return "hidden"

    def layer(self, hidden: str, name: str) -> str:
        """One transformer block: attention and feed-forward network, each with its skip connection."""
        qkv = self._joined(f"{name}.attention.self")
        attended = self._add("Attention", [hidden, *qkv], f"{name}.attended", domain=_FUSED, num_heads=HEADS)
        mixed = self._linear(attended, f"{name}.attention.output.dense", WIDTH, WIDTH)
        hidden = self._norm(mixed, hidden, f"{name}.attention.output.LayerNorm")
        wide = self._linear(hidden, f"{name}.intermediate.dense", WIDTH, 4 * WIDTH)
        active = self._add("FastGelu", [wide], f"{name}.gelu", domain=_FUSED)
        narrow = self._linear(active, f"{name}.output.dense", 4 * WIDTH, WIDTH)
        return self._norm(narrow, hidden, f"{name}.output.LayerNorm")

    def pool(self, hidden: str) -> None:
        """The mean over the tokens, scaled to length one: (batch, WIDTH)."""
        mean = self._add("ReduceMean", [hidden], "mean", axes=[1], keepdims=0)
        self._add("LpNormalization", [mean], EMBEDDING, axis=-1, p=2)

    def model(self) -> Any:
        """The finished `onnx.ModelProto`, checked."""
        from onnx import TensorProto, checker, helper, numpy_helper

        inputs = [helper.make_tensor_value_info(INPUT_IDS, TensorProto.INT32, ["batch", "tokens"])]
        outputs = [helper.make_tensor_value_info(EMBEDDING, TensorProto.FLOAT, ["batch", WIDTH])]
        constants = [numpy_helper.from_array(array, name) for name, array in self._constants.items()]
        graph = helper.make_graph(self._nodes, "sentence-encoder", inputs, outputs, constants)
        opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_FUSED, 1)]
        model = helper.make_model(graph, opset_imports=opsets, producer_name="nacre", ir_version=8)
        checker.check_model(model)
        return model

    def _linear(self, value: str, name: str, size_in: int, size_out: int) -> str:
        """A matrix product plus bias; ONNX Runtime adds the bias while it turns 8-bit sums back into floats."""
        import numpy as np

        weight = self._tensor(f"{name}.weight", size_out, size_in)
        self._constants[f"{name}.weight"] = np.ascontiguousarray(weight.T)
        self._constants[f"{name}.bias"] = self._tensor(f"{name}.bias", size_out)
        product = self._add("MatMul", [value, f"{name}.weight"], name)
        return self._add("Add", [product, f"{name}.bias"], f"{name}.sum")

    def _joined(self, name: str) -> list[str]:
        """Query, key and value as one matrix (WIDTH, 3 WIDTH) and one bias."""
        import numpy as np

        parts = ("query", "key", "value")
        weights = [self._tensor(f"{name}.{part}.weight", WIDTH, WIDTH).T for part in parts]
        biases = [self._tensor(f"{name}.{part}.bias", WIDTH) for part in parts]
        self._constants[f"{name}.weight"] = np.ascontiguousarray(np.concatenate(weights, axis=1))
        self._constants[f"{name}.bias"] = np.concatenate(biases)
        return [f"{name}.weight", f"{name}.bias"]

    def _norm(self, value: str, skip: str, name: str) -> str:
        """The skip connection, then layer normalisation."""
        total = self._add("Add", [value, skip], f"{name}.skip")
        return self._add("LayerNormalization", [total, *self._pair(name, WIDTH)], name, axis=-1, epsilon=EPSILON)

    def _pair(self, name: str, size: int) -> list[str]:
        for part in ("weight", "bias"):
            self._constants[f"{name}.{part}"] = self._tensor(f"{name}.{part}", size)
        return [f"{name}.weight", f"{name}.bias"]

    def _add(
        self,
        operator: str,
        inputs: list[str],
        output: str,
        *,
        outputs: list[str] | None = None,
        domain: str = "",
        **attributes: Any,
    ) -> str:
        from onnx import helper

        node = helper.make_node(operator, inputs, outputs or [output], name=output, domain=domain, **attributes)
        self._nodes.append(node)
        return output

    def _tensor(self, name: str, *shape: int) -> NDArray[np.float32]:
        found = self._tensors.get(name)
        if found is None or found.shape != shape:
            has = "is missing" if found is None else f"has the shape {found.shape}"
            raise EmbedderMissing(f"{self._source}: the tensor {name} {has}, not {shape}", "run 'nacre setup' again")
        return found
