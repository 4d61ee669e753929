"""Whether a chat model stays harmless: loaded and unloaded often, and idle."""

from __future__ import annotations

import gc
from collections.abc import Callable
from time import perf_counter, process_time, sleep

import psutil

from engine.evaluation.bench_model_peer import BareLoop
from engine.evaluation.bench_model_row import Row, less_is_better
from engine.evaluation.bench_model_setup import Setup, repeating, replied

BARE = "bare llama.cpp"
MIB = 1024 * 1024
PERCENT_TOLD_APART = 0.01  # of a core
GROWTH = 1.05
IDLE_PERCENT = 1.0
SETTLE_S = 0.5


def reload_row(setup: Setup, what: str, loads: tuple[int, int]) -> Row:
    """How the process has grown between an early load and a late one, beside the same with bare llama.cpp.

    Args:
        setup: the model that is loaded, asked for two tokens, and unloaded.
        what: name of the row.
        loads: after how many the memory is looked at first, and last.

    Raises:
        ModelMissing, ModelUnfit, ModelFailed: as the model's own calls.
    """
    asked, few = repeating("one two three"), setup.sampling(2)

    def ours_once() -> None:
        with setup.opened() as chat:
            replied(chat, asked, few)

    def peer_once() -> None:
        with BareLoop(setup.path, setup.sizes.context_tokens, setup.threads) as bare:
            bare.write(asked, few)

    first, last = _memory(ours_once, loads)
    peer_first, peer_last = _memory(peer_once, loads)
    ours, peer = last / first, peer_last / peer_first
    more = {"loads": list(loads), "grown_mib": (last - first) / MIB, "resident_mib": last / MIB}
    return Row(what, ours, peer, BARE, "times", less_is_better(ours, peer), "<= 1.05", ours <= GROWTH, more)


def _memory(once: Callable[[], None], loads: tuple[int, int]) -> tuple[int, int]:
    """Resident bytes of this process after so many calls, and after so many."""
    process = psutil.Process()
    found = []
    for number in range(1, loads[1] + 1):
        once()
        if number in loads:
            gc.collect()  # what is only waiting to be collected is no growth
            found.append(int(process.memory_info().rss))
    return found[0], found[-1]


def idle_row(setup: Setup, loaded: Callable[[], None]) -> Row:
    """The share of a core that this process takes with a model in memory and nothing to do.

    Args:
        setup: the model.
        loaded: loads it into what keeps our models in the app, where it stays.

    Raises:
        ModelMissing, ModelUnfit: as the model's own calls.
    """
    with BareLoop(setup.path, setup.sizes.context_tokens, setup.threads) as bare:
        bare.write(repeating("one two three"), setup.sampling(2))
        peer = idle_percent(setup.sizes.idle_s)
    loaded()
    ours = idle_percent(setup.sizes.idle_s)
    ratio = less_is_better(ours, peer, PERCENT_TOLD_APART)
    return Row("idle_cpu", ours, peer, BARE, "% of a core", ratio, "<= 1", ours <= IDLE_PERCENT)


def idle_percent(seconds: float) -> float:
    """What this process takes of a core in the next so many seconds, all of its threads together."""
    sleep(SETTLE_S)
    began, used = perf_counter(), process_time()
    sleep(seconds)
    return 100 * (process_time() - used) / (perf_counter() - began)
