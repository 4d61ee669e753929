"""Chat models in memory: a shelf that can be changed, and answers that arrive piece by piece."""

from __future__ import annotations

import re
import threading
import time
from dataclasses import replace

from engine import events
from engine.errors import Cancelled, ModelMissing, UsageError
from engine.events import Listener, ignore
from engine.models.chat import Reply
from engine.records import MachineState, ModelInfo, ModelMetrics, ModelsStatus

MIB = 1024 * 1024
QWEN = ModelInfo(
    "qwen2.5-0.5b", "local", "ready", "/models/qwen2.5-0.5b.gguf", 398 * MIB, 610 * MIB, 32_768, "Apache-2.0",
    "short answers on old machines",
)  # fmt: skip
BROKEN = ModelInfo(
    "old-llama", "local", "unfit", "/models/old.gguf", 4_100 * MIB, 5_200 * MIB, 4_096, "", "",
    "It needs 5.1 GB of memory, and 3.2 GB are free.",
)  # fmt: skip
SERVER = ModelInfo("office", "remote", "untried", "https://models.example.org/v1", 0, 0, 0, "", "everything")
PRESETS = (
    ModelInfo(
        "smollm2-360m", "preset", "available", "example/SmolLM2-360M-GGUF", 271 * MIB, 420 * MIB, 8_192, "Apache-2.0",
        "the smallest that keeps to its sources",
    ),
    ModelInfo(
        "qwen2.5-1.5b", "preset", "available", "example/Qwen2.5-1.5B-GGUF", 1_066 * MIB, 1_460 * MIB, 32_768,
        "Apache-2.0", "better sentences, half the speed", "Recommended on this machine.",
    ),
)  # fmt: skip
MACHINE = MachineState("normal", "auto", 3, 4, 9_000 * MIB, 61.0, False, "")


class FakeModels:
    """The service of chat models. What it is told to do, it remembers in `calls`."""

    def __init__(self, *shelf: ModelInfo, active: str = "") -> None:
        self.shelf = {info.name: info for info in shelf}
        self.active = active
        self.machine = MACHINE
        self.calls: list[tuple[str, ...]] = []
        self.gate = threading.Event()  # fetching waits for it
        self.loaded: tuple[ModelMetrics, ...] = ()

    def tier(self) -> int:
        return 2 if self.active else 0

    def list(self) -> tuple[ModelInfo, ...]:
        known = tuple(
            replace(info, state="in use") if info.name == self.active else info for info in self.shelf.values()
        )
        return known + tuple(preset for preset in PRESETS if preset.name not in self.shelf)

    def status(self) -> ModelsStatus:
        host = "models.example.org" if self.active == SERVER.name else ""
        return ModelsStatus(self.active, host, self.machine, self.loaded)

    def use(self, name: str) -> None:
        self.calls.append(("use", name))
        if name != "none" and name not in self.shelf:
            raise ModelMissing(f"there is no model '{name}'", "see nacre models list")
        self.active = "" if name == "none" else name

    def set_mode(self, mode: str) -> None:
        self.calls.append(("mode", mode))
        self.machine = replace(self.machine, chosen=mode, mode="normal" if mode == "auto" else mode)

    def pull(self, target: str, *, listen: Listener = ignore, cancel: threading.Event | None = None) -> ModelInfo:
        self.calls.append(("pull", target))
        found = next((preset for preset in PRESETS if preset.name == target), None)
        if found is None:
            raise UsageError(f"there is no preset '{target}'", "see nacre models list")
        listen(events.SetupProgress(target, found.bytes // 4, found.bytes, "bytes"))
        while not self.gate.wait(0.01):
            if cancel is not None and cancel.is_set():
                raise Cancelled(f"fetching {target} was stopped")
        self.shelf[target] = replace(found, kind="local", state="ready", path=f"/models/{target}.gguf", note="")
        self.active = self.active or target
        return self.shelf[target]

    def add(
        self,
        place: str,
        name: str = "",
        model: str = "",
        key: str = "",
        *,
        listen: Listener = ignore,
        cancel: threading.Event | None = None,
    ) -> ModelInfo:
        self.calls.append(("add", place, model))
        info = ModelInfo("mine", "local", "untried", place, MIB, 0, 0, "", "")
        self.shelf["mine"] = info
        return info

    def test(self, name: str, *, listen: Listener = ignore, cancel: threading.Event | None = None) -> Reply:
        self.calls.append(("test", name))
        listen(events.ModelLoading(name, 398 * MIB))
        return Reply(name, "Ready.", "stop", 12, 0, 3, 120.0, 320.0)

    def remove(self, name: str) -> ModelInfo:
        self.calls.append(("remove", name))
        if self.active == name:
            self.active = ""
        return self.shelf.pop(name)

    def unload(self) -> None:
        self.loaded = ()


class Writer:
    """How the fake models write: which text, how fast."""

    def __init__(self, text: str, *, tokens_per_s: float = 0.0) -> None:
        self.pieces = re.findall(r"\s*\S{1,5}", text) + re.findall(r"\s+\Z", text)
        self.tokens_per_s = tokens_per_s  # 0: as fast as it goes

    def write(self, model: str, listen: Listener, cancel: threading.Event | None) -> str:
        """Tell `listen` everything that a model does; what was written until `cancel` was set."""
        listen(events.ModelLoading(model, 398 * MIB))
        listen(events.ModelLoaded(model, 3, 0, 8_192, 1_234.0))
        listen(events.PromptMade(model, 1_204, 7_680, 5, ("Inspection report, page 2", "The lamp at Grey Point")))
        listen(events.PromptRead(model, 1_204, 880, 412.0))
        started, said = time.monotonic(), []
        for number, piece in enumerate(self.pieces, 1):
            if cancel is not None and cancel.is_set():
                break
            said.append(piece)
            listen(events.AnswerDelta(piece))
            if self.tokens_per_s:
                time.sleep(max(0.0, started + number / self.tokens_per_s - time.monotonic()))
        finish = "stop" if len(said) == len(self.pieces) else "cancelled"
        listen(events.ModelReplied(model, len(said), 12.5, finish, 3_300.0))
        if finish == "stop":
            listen(events.Attributed(1, 1, 0, 2.0))
        return "".join(said)
