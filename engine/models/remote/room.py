"""How many tokens a server has room for, where it says so."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from engine.models.remote.address import Address

NAMES = ("loaded_context_length", "max_model_len", "context_length", "context_window", "max_context_length")
"""What servers call it in their lists of models; LM Studio's room of a loaded model before what it could have."""

OLLAMA_TOKENS = 4096
"""What Ollama gives a model by default, and silently cuts prompts to."""

Get = Callable[[str], Mapping[str, object]]
"""The JSON object at an address; an empty one where there is none."""


def ask_room(get: Get, address: Address, model: str) -> int:
    """Room for prompt and answer together, in tokens; 0 where the server does not say."""
    told = _of_model(get(address.under("/models")).get("data"), model)
    if told:
        return told
    settings = get(address.beside("/props")).get("default_generation_settings")  # llama.cpp
    if isinstance(settings, dict) and (told := _count(settings.get("n_ctx"))):
        return told
    running = get(address.beside("/api/ps")).get("models")  # Ollama
    return _of_model(running, model) or OLLAMA_TOKENS if isinstance(running, list) else 0


def _of_model(models: object, model: str) -> int:
    """What a list of models says of one of them."""
    known = [each for each in models if isinstance(each, dict)] if isinstance(models, list) else []
    for each in known:
        if model in (each.get("id"), each.get("name"), each.get("model")):
            return next((count for name in NAMES if (count := _count(each.get(name)))), 0)
    return 0


def _count(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0
