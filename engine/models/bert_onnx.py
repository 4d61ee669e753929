"""The sentence encoder as an ONNX graph, made from its published tensors without PyTorch.

all-MiniLM-L6-v2 is plain BERT: token and position embeddings, six layers of self-attention and a feed-forward network
with layer normalisation after each (Devlin et al. 2019, section 3), then the mean over the real tokens, scaled to
length one (Reimers and Gurevych 2019, section 3). Pooling and scaling are part of the graph, so a run gives unit
vectors. Attention, skip connections and GELU are written as ONNX Runtime's own fused operators: the graph needs no
optimiser, and the 8-bit quantiser knows them.
"""

from __future__ import annotations

from collections.abc import Mapping
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

INPUT_IDS = "input_ids"  # int32 (batch, tokens)
ATTENTION_MASK = "attention_mask"  # int32 (batch, tokens): 1 for a token, 0 for padding
EMBEDDING = "embedding"  # float32 (batch, WIDTH), rows of length one

_OPSET = 17
_FUSED = "com.microsoft"  # the domain of ONNX Runtime's fused operators


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


def quantise(source: Path, target: Path, *, reduce_range: bool) -> None:
    """Write an 8-bit form of the float model: weights int8 by output channel, activations uint8 at run time.

    With `reduce_range` weights take 7 bits. Processors without VNNI add pairs of 8-bit products in 16 bits, which
    saturate at full range; with 7 bits they can't.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(
        source,
        target,
        per_channel=True,
        reduce_range=reduce_range,
        weight_type=QuantType.QInt8,
        extra_options={"DefaultTensorType": 1},  # float: the fused operators have no type inference in onnx
    )


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
        self._add("EmbedLayerNormalization", inputs, "hidden", outputs=["hidden", "unused"], epsilon=EPSILON)
        return "hidden"

    def layer(self, hidden: str, name: str) -> str:
        """One transformer block: attention and feed-forward network, each with its skip connection."""
        qkv = self._joined(f"{name}.attention.self")
        attended = self._add("Attention", [hidden, *qkv, ATTENTION_MASK], f"{name}.attended", num_heads=HEADS)
        mixed, bias = self._linear(attended, f"{name}.attention.output.dense", WIDTH, WIDTH)
        hidden = self._skip(mixed, hidden, bias, f"{name}.attention.output.LayerNorm")
        wide, bias = self._linear(hidden, f"{name}.intermediate.dense", WIDTH, 4 * WIDTH)
        active = self._add("BiasGelu", [wide, bias], f"{name}.gelu")
        narrow, bias = self._linear(active, f"{name}.output.dense", 4 * WIDTH, WIDTH)
        return self._skip(narrow, hidden, bias, f"{name}.output.LayerNorm")

    def pool(self, hidden: str) -> None:
        """The mean over real tokens, scaled to length one. Scaling makes dividing by their number needless."""
        import numpy as np
        from onnx import TensorProto

        self._constants["axis_1"] = np.array([1], np.int64)
        mask = self._add("Cast", [ATTENTION_MASK], "mask", domain="", to=TensorProto.FLOAT)
        row = self._add("Unsqueeze", [mask, "axis_1"], "mask_row", domain="")  # (batch, 1, tokens)
        total = self._add("MatMul", [row, hidden], "total_row", domain="")
        flat = self._add("Squeeze", [total, "axis_1"], "total", domain="")
        self._add("LpNormalization", [flat], EMBEDDING, domain="", axis=-1, p=2)

    def model(self) -> Any:
        """The finished `onnx.ModelProto`, checked."""
        from onnx import TensorProto, checker, helper, numpy_helper

        shape = ["batch", "tokens"]
        inputs = [helper.make_tensor_value_info(n, TensorProto.INT32, shape) for n in (INPUT_IDS, ATTENTION_MASK)]
        outputs = [helper.make_tensor_value_info(EMBEDDING, TensorProto.FLOAT, ["batch", WIDTH])]
        constants = [numpy_helper.from_array(array, name) for name, array in self._constants.items()]
        graph = helper.make_graph(self._nodes, "sentence-encoder", inputs, outputs, constants)
        opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_FUSED, 1)]
        model = helper.make_model(graph, opset_imports=opsets, producer_name="nacre", ir_version=8)
        checker.check_model(model)
        return model

    def _linear(self, value: str, name: str, size_in: int, size_out: int) -> tuple[str, str]:
        """A matrix product, and the name of the bias that the following operator adds."""
        import numpy as np

        weight = self._tensor(f"{name}.weight", size_out, size_in)
        self._constants[f"{name}.weight"] = np.ascontiguousarray(weight.T)
        self._constants[f"{name}.bias"] = self._tensor(f"{name}.bias", size_out)
        return self._add("MatMul", [value, f"{name}.weight"], name, domain=""), f"{name}.bias"

    def _joined(self, name: str) -> list[str]:
        """Query, key and value as one matrix (WIDTH, 3 WIDTH) and one bias."""
        import numpy as np

        parts = ("query", "key", "value")
        weights = [self._tensor(f"{name}.{part}.weight", WIDTH, WIDTH).T for part in parts]
        biases = [self._tensor(f"{name}.{part}.bias", WIDTH) for part in parts]
        self._constants[f"{name}.weight"] = np.ascontiguousarray(np.concatenate(weights, axis=1))
        self._constants[f"{name}.bias"] = np.concatenate(biases)
        return [f"{name}.weight", f"{name}.bias"]

    def _skip(self, value: str, skip: str, bias: str, name: str) -> str:
        return self._add("SkipLayerNormalization", [value, skip, *self._pair(name, WIDTH), bias], name, epsilon=EPSILON)

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
        domain: str = _FUSED,
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
