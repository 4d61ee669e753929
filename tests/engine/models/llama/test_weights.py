"""Loading: what can't be used is said in a sentence, and the terminal never sees a byte of it."""

from __future__ import annotations

import gc
import logging
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest

pytest.importorskip("llama_cpp", reason="llama-cpp-python is not installed")

from engine.errors import ModelUnfit
from engine.models.llama import library
from engine.models.llama import weights as weights_module
from engine.models.llama.weights import _layers_to_try
from engine.models.plan import LoadPlan
from tests.engine.models import gguf_files
from tests.engine.models.llama.chats import Steady, ask, loaded


def test_the_library_names_its_build() -> None:
    assert library.available()
    assert library.build_id() == library.build_id()
    assert library.build_id().startswith(".".join(map(str, library.OLDEST[:1])))
    assert isinstance(library.supports_gpu(), bool)


def test_weights_say_what_they_take(tiny_gguf: Path) -> None:
    weights = loaded(tiny_gguf)
    assert 0 < weights.memory_bytes < tiny_gguf.stat().st_size
    assert weights.gpu_layers in (0, 3)
    assert weights.context_trained == 2_048
    assert weights.metadata.architecture == "llama"
    assert weights.metadata.number("llama.block_count") == 2
    weights.close()


@pytest.mark.parametrize(
    ("write", "why"),
    [
        (gguf_files.write_truncated, "can't be loaded"),
        (gguf_files.write_wrong_magic, "no GGUF file"),
        (gguf_files.write_unknown_architecture, "octopus"),
        (gguf_files.write_wrong_width, "can't be loaded"),
        (gguf_files.write_huge_tensor, "can't be loaded"),
        (gguf_files.write_embedding, "embedding model"),
        (lambda path: path, "can't be read"),
        (lambda path: path.mkdir() or path, "can't be read"),
    ],
)
def test_what_is_no_chat_model_is_said_in_a_sentence(tmp_path: Path, write: Callable[[Path], Path], why: str) -> None:
    path = write(tmp_path / "m.gguf")
    with pytest.raises(ModelUnfit, match=why) as caught:
        loaded(path)
    assert "\n" not in str(caught.value)
    assert str(path) in str(caught.value)


def test_weights_that_were_refused_can_be_followed_by_others(tmp_path: Path, chain_gguf: Path) -> None:
    with pytest.raises(ModelUnfit):
        loaded(gguf_files.write_truncated(tmp_path / "m.gguf"))
    weights = loaded(chain_gguf)
    weights.close()


class _Card:
    """A build that can use a graphics card."""

    def llama_supports_gpu_offload(self) -> bool:
        return True


def test_half_as_many_layers_are_tried_down_to_none(tiny_gguf: Path) -> None:
    plan = LoadPlan("model", tiny_gguf, 512, gpu_layers=24)
    assert _layers_to_try(_Card(), plan) == [24, 12, 6, 3, 1, 0]
    assert _layers_to_try(_Card(), LoadPlan("model", tiny_gguf, 512, gpu_layers=0)) == [0]


@pytest.mark.parametrize(("fits", "became"), [(3, 3), (2, 2), (0, 0)])
def test_what_does_not_fit_on_the_card_is_loaded_with_fewer_layers(
    chain_gguf: Path, monkeypatch: pytest.MonkeyPatch, fits: int, became: int
) -> None:
    """Loading fails above `fits` layers, as on a card that is too small."""
    load = weights_module._load

    def small_card(api: object, path: Path, layers: int, cancel: Event) -> object:
        return load(api, path, layers, cancel) if layers <= fits else None

    monkeypatch.setattr(weights_module, "_layers_to_try", lambda _api, _plan: [3, 2, 0])
    monkeypatch.setattr(weights_module, "_load", small_card)
    weights = loaded(chain_gguf, gpu_layers=-1)
    chat = weights.open(Steady())
    assert weights.gpu_layers == became
    assert ask(chat).text
    chat.close()
    weights.close()


def test_layers_are_wished_for_in_vain_without_a_card(chain_gguf: Path) -> None:
    if library.supports_gpu():
        pytest.skip("there is a graphics card")
    weights = loaded(chain_gguf, gpu_layers=-1)
    assert weights.gpu_layers == 0
    weights.close()


def test_loading_and_closing_again_and_again_takes_no_more_memory(tiny_gguf: Path) -> None:
    psutil = pytest.importorskip("psutil", reason="psutil is not installed")

    def once() -> int:
        weights = loaded(tiny_gguf, 2_048)
        chat = weights.open(Steady())
        ask(chat)
        chat.close()
        weights.close()
        gc.collect()
        return int(psutil.Process().memory_info().rss)

    for _ in range(5):
        before = once()
    for _ in range(15):
        after = once()
    assert after - before < 15 * 2**20  # a context alone is more than 2 MiB


def test_what_llama_cpp_says_goes_to_the_log(tiny_gguf: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "engine.models.llama.library"):
        loaded(tiny_gguf).close()
    assert any("llama" in record.message for record in caplog.records)
    assert not any(record.message.endswith("\n") for record in caplog.records)


QUIET = """
import os, sys
from pathlib import Path
from threading import Event
before = [os.fstat(each) for each in (1, 2)]
from engine.errors import ModelUnfit
from engine.models.chat import Message, Sampling
from engine.models.llama import library
from engine.models.llama.weights import Weights
from engine.models.plan import LoadPlan

class Pace:
    def threads(self): return 1
    def pause_s(self): return 0.0

seen = []
def hear(event):
    seen.append([os.fstat(each) for each in (1, 2)])

library.build_id()
try:
    Weights.load(LoadPlan("broken", Path(sys.argv[2]), 256), Event())
    os._exit(3)
except ModelUnfit:
    pass
for kv_type in ("f16", "q8_0"):
    weights = Weights.load(LoadPlan("model", Path(sys.argv[1]), 100_000, kv_type=kv_type), Event())
    chat = weights.open(Pace())
    sampling = Sampling(max_tokens=8, schema='{"type": "integer"}')
    assert chat.reply([Message("user", "Nacre?")], sampling, hear, Event()).tokens
    chat.close()
    weights.close()
after = [os.fstat(each) for each in (1, 2)]
same = all((a.st_dev, a.st_ino) == (b.st_dev, b.st_ino) for now in [*seen, after] for a, b in zip(before, now))
Path(sys.argv[3]).write_text("same" if same and seen else "other")
"""


def test_nothing_is_written_to_the_terminal_and_its_descriptors_stay(tmp_path: Path, tiny_gguf: Path) -> None:
    broken = gguf_files.write_truncated(tmp_path / "broken.gguf")
    result = tmp_path / "result"
    with (tmp_path / "out").open("wb") as out, (tmp_path / "err").open("wb") as err:
        arguments = [sys.executable, "-c", QUIET, str(tiny_gguf), str(broken), str(result)]
        done = subprocess.run(arguments, stdout=out, stderr=err, timeout=300, check=False)
    assert (tmp_path / "err").read_bytes() == b""
    assert (tmp_path / "out").read_bytes() == b""
    assert done.returncode == 0
    assert result.read_text() == "same"
