"""The first layers of the prepared encoder in PyTorch, with adapters that can be trained beside them.

The weights are those of the prepared model, turned back into floats where they have 8 bits: what is learned fits the
model that will be used, and nothing has to be fetched.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.models.adapters import Adapter
from engine.models.bert_onnx import EPSILON, HEADS, WIDTH, layer_output, load_graph
from engine.models.middle import LAYER
from engine.training.words.recipe import Recipe

SMALL = 0.02
"""The spread of the weights down; those up are nothing at first, so that nothing is changed."""

HIDDEN = -1e4
"""Added to the attention that padding gets."""


class Reader(nn.Module):
    """The layers up to the one whose words are compared."""

    def __init__(self, model: Path, recipe: Recipe) -> None:
        """Args:
        model: the prepared model.
        recipe: how wide the adapters are, and the seed that they begin with.

        Raises:
            EmbedderMissing: it can't be read.
        """
        super().__init__()
        self._weights = {name: torch.from_numpy(array) for name, array in _floats(model).items()}
        chance = torch.Generator().manual_seed(recipe.seed)
        self.down, self.up = nn.ParameterDict(), nn.ParameterDict()
        for place in places():
            key = _key(place)
            self.down[key] = nn.Parameter(torch.randn(WIDTH, recipe.rank, generator=chance) * SMALL)
            self.up[key] = nn.Parameter(torch.zeros(recipe.rank, WIDTH))

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """float32 (texts, tokens, WIDTH): the vectors behind the last of these layers.

        Args:
            ids: int64 (texts, tokens).
            mask: bool, the same shape: False for padding.
        """
        weights = self._weights
        hidden = weights["words"][ids] + weights["positions"][: ids.shape[1]]
        hidden = self._norm(hidden, "embeddings.LayerNorm")
        seen = torch.where(mask[:, None, None, :], 0.0, HIDDEN)
        for layer in range(LAYER + 1):
            name = f"encoder.layer.{layer}"
            mixed = self._linear(self._attended(hidden, name, seen), f"{name}.attention.output.dense")
            hidden = self._added(mixed, hidden, f"{name}.attention.output.LayerNorm")
            wide = functional.gelu(self._linear(hidden, f"{name}.intermediate.dense"), approximate="tanh")
            hidden = self._added(self._linear(wide, f"{name}.output.dense"), hidden, layer_output(layer))
        return hidden

    def adapters(self) -> dict[str, Adapter]:
        """What was learned."""
        return {
            place: Adapter(*(part[_key(place)].detach().numpy().copy() for part in (self.down, self.up)))
            for place in places()
        }

    def _attended(self, hidden: Tensor, name: str, seen: Tensor) -> Tensor:
        texts, tokens, _ = hidden.shape
        joined = self._linear(hidden, f"{name}.attention.self")
        query, key, value = (
            part.view(texts, tokens, HEADS, WIDTH // HEADS).transpose(1, 2) for part in joined.chunk(3, dim=-1)
        )
        attended = functional.scaled_dot_product_attention(query, key, value, attn_mask=seen)
        return attended.transpose(1, 2).reshape(texts, tokens, WIDTH)

    def _added(self, value: Tensor, skip: Tensor, place: str) -> Tensor:
        key = _key(place)
        return self._norm(value + skip + skip @ self.down[key] @ self.up[key], place)

    def _linear(self, value: Tensor, name: str) -> Tensor:
        return value @ self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"]

    def _norm(self, value: Tensor, name: str) -> Tensor:
        weight, bias = (self._weights[f"{name}.{part}"] for part in ("weight", "bias"))
        return functional.layer_norm(value, (WIDTH,), weight, bias, EPSILON)


def places() -> list[str]:
    """Where adapters are."""
    return [
        place
        for layer in range(LAYER + 1)
        for place in (f"encoder.layer.{layer}.attention.output.LayerNorm", layer_output(layer))
    ]


def _key(place: str) -> str:
    return place.replace(".", "-")  # PyTorch's names have no dots


def _floats(model: Path) -> dict[str, Any]:
    """float32 arrays of the constants of a prepared model, of whatever variant."""
    from onnx import numpy_helper

    found = {each.name: numpy_helper.to_array(each) for each in load_graph(model).graph.initializer}
    floats = {name: array.copy() for name, array in found.items() if array.dtype == np.float32}
    for name, array in found.items():
        if name.endswith("_quantized"):
            whole = name.removesuffix("_quantized")
            zero = found[f"{whole}_zero_point"].astype(np.float32)
            floats[whole] = (array.astype(np.float32) - zero) * found[f"{whole}_scale"]
    return floats
