"""How the next token is chosen: llama.cpp's chain of samplers, with a grammar where the answer must be JSON."""

from __future__ import annotations

import ctypes
import json
import math
import secrets
from importlib import import_module
from types import TracebackType
from typing import Any, Self

import numpy as np

from engine.errors import ModelFailed, UsageError
from engine.models.chat import Sampling
from engine.models.llama.library import complaints
from engine.models.llama.vocabulary import Vocabulary

PENALISED_TOKENS = 64
MOST_SEED = 0xFFFFFFFF  # llama.cpp takes it for "another one each time"

CANDIDATE = np.dtype([("id", np.int32), ("logit", np.float32), ("p", np.float32)])
"""llama_token_data."""


class Sampler:
    """Chooses tokens for one answer, any of the vocabulary; a context manager that lets go of what it holds."""

    def __init__(self, api: Any, vocabulary: Vocabulary, sampling: Sampling) -> None:
        self._api = api
        self._chain = _chain(api, vocabulary, sampling)

    def next(self, context: Any, output: int) -> int:
        """The token after this output of the last batch; outputs must be asked for in their order.

        Args:
            context: pointer.
            output: its place in the batch, -1 for the last one.
        """
        return int(self._api.llama_sampler_sample(self._chain, context, output))

    def close(self) -> None:
        """Let go of it; closing twice is once."""
        if self._chain:
            self._api.llama_sampler_free(self._chain)
            self._chain = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


class SchemaSampler(Sampler):
    """A sampler whose tokens together are JSON of a given form.

    The grammar looks at one token as a rule, the one that would be chosen anyway. It looks at all of them only where it
    forbids that one: a vocabulary of 150,000 would cost it more than a small model's whole step.
    """

    def __init__(self, api: Any, vocabulary: Vocabulary, sampling: Sampling) -> None:
        grammar = to_grammar(sampling.schema)
        with complaints() as reasons:
            self._grammar = api.llama_sampler_init_grammar(vocabulary.pointer, grammar.encode("utf-8"), b"root")
        if not self._grammar:
            why = f" ({reasons[0]})" if reasons else ""
            raise UsageError(f"the JSON schema can't be made a grammar{why}", "use a simpler schema")
        super().__init__(api, vocabulary, sampling)
        self._candidates = np.empty(vocabulary.size, CANDIDATE)
        self._ids = np.arange(vocabulary.size, dtype=np.int32)

    def next(self, context: Any, output: int) -> int:
        """As `Sampler.next`.

        Raises:
            ModelFailed: no token of the vocabulary goes on with the JSON.
        """
        logits = self._api.llama_get_logits_ith(context, output)
        if not logits:
            raise ModelFailed("the model gave no chances for the next word", "ask again, or choose another model")
        token = self._choose(logits, bound=False)
        if not self._allows(token):
            token = self._choose(logits, bound=True)
            if not self._allows(token):  # llama.cpp would end the process over a token that it is told and can't take
                raise ModelFailed(
                    "the model's vocabulary can't spell what the JSON schema asks for", "try another model"
                )
        self._api.llama_sampler_accept(self._grammar, token)
        self._api.llama_sampler_accept(self._chain, token)
        return token

    def close(self) -> None:
        """Let go of it; closing twice is once."""
        super().close()
        if self._grammar:
            self._api.llama_sampler_free(self._grammar)
            self._grammar = None

    def _choose(self, logits: Any, *, bound: bool) -> int:
        self._candidates["id"] = self._ids
        self._candidates["logit"] = np.ctypeslib.as_array(logits, (len(self._ids),))
        self._candidates["p"] = 0
        array = self._array(self._candidates)
        if bound:
            self._api.llama_sampler_apply(self._grammar, ctypes.byref(array))
        self._api.llama_sampler_apply(self._chain, ctypes.byref(array))
        return int(array.data[array.selected].id) if 0 <= array.selected < array.size else -1

    def _allows(self, token: int) -> bool:
        if token < 0:
            return False
        one = np.array([(token, 1.0, 0.0)], CANDIDATE)
        self._api.llama_sampler_apply(self._grammar, ctypes.byref(self._array(one)))
        return math.isfinite(one[0]["logit"])

    def _array(self, candidates: Any) -> Any:
        data = ctypes.cast(candidates.ctypes.data, self._api.llama_token_data_p)
        return self._api.llama_token_data_array(data, len(candidates), -1, False)


def sampler(api: Any, vocabulary: Vocabulary, sampling: Sampling) -> Sampler:
    """The sampler for an answer.

    Raises:
        UsageError: the JSON schema can't be kept to.
    """
    return SchemaSampler(api, vocabulary, sampling) if sampling.schema else Sampler(api, vocabulary, sampling)


def to_grammar(schema: str) -> str:
    """A JSON schema as a grammar of llama.cpp.

    Raises:
        UsageError: it is no schema, or one that a grammar can't express.
    """
    try:
        json.loads(schema)
        convert = import_module("llama_cpp.llama_grammar").json_schema_to_gbnf
        return str(convert(schema))
    except (
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        AssertionError,
        RuntimeError,
        NotImplementedError,
    ) as error:
        what = f"the JSON schema can't be made a grammar ({type(error).__name__}: {error})"
        raise UsageError(what, "use a simpler schema") from error


def _chain(api: Any, vocabulary: Vocabulary, sampling: Sampling) -> Any:
    parameters = api.llama_sampler_chain_default_params()
    parameters.no_perf = True
    chain = api.llama_sampler_chain_init(parameters)

    def add(link: Any) -> None:
        api.llama_sampler_chain_add(chain, link)

    if sampling.repeat_penalty > 0 and sampling.repeat_penalty != 1:
        add(api.llama_sampler_init_penalties(vocabulary.size, PENALISED_TOKENS, sampling.repeat_penalty, 0.0, 0.0))
    if sampling.temperature <= 0:
        add(api.llama_sampler_init_greedy())
        return chain
    if sampling.top_k > 0:
        add(api.llama_sampler_init_top_k(sampling.top_k))
    if 0 < sampling.top_p < 1:
        add(api.llama_sampler_init_top_p(sampling.top_p, 1))
    add(api.llama_sampler_init_temp(sampling.temperature))
    add(api.llama_sampler_init_dist(_seed(sampling.seed)))
    return chain


def _seed(wished: int) -> int:
    return wished % MOST_SEED if wished else secrets.randbelow(MOST_SEED)
