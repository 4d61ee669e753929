"""How fast a chat model reads, writes and stops, beside a loop that does nothing but call llama.cpp."""

from __future__ import annotations

from statistics import median
from threading import Event as Flag
from threading import Timer
from time import perf_counter, process_time, sleep

from engine.evaluation.bench_model_peer import BareLoop
from engine.evaluation.bench_model_row import Row, in_turn, less_is_better, more_is_better
from engine.evaluation.bench_model_setup import Setup, conversation, repeating, replied, story
from engine.models.chat import Again, ChatModel, Message, Piece, Started

BARE = "bare llama.cpp"
WINDOW_S = 0.05
IDLE_SHARE = 0.2
"""Of a core in a window: what the interpreter itself may take."""

PATIENCE_S = 60.0


def speed_rows(setup: Setup) -> list[Row]:
    """Tokens per second written and read.

    Raises:
        ModelMissing, ModelUnfit, ModelFailed: as the model's own calls.
    """
    sizes = setup.sizes
    with setup.opened() as chat, BareLoop(setup.path, chat.context_tokens, setup.threads) as bare:
        write, read = setup.sampling(sizes.written_tokens), setup.sampling(1)
        asked = repeating(setup.text)
        tokens = min(sizes.prompt_tokens, chat.context_tokens // 2)
        # Once without counting: the pages of the file come into memory.
        replied(chat, asked, setup.sampling(2))
        bare.write(asked, setup.sampling(2))
        work: list[float] = []
        bare_work: list[float] = []

        def ours_writes(_: int) -> float:
            began: list[float] = []
            reply = chat.reply(asked, write, lambda said: began.append(process_time()), Flag())
            work.append((process_time() - began[0]) * 1000 / max(1, reply.tokens - 1))
            return reply.tokens_per_s

        def peer_writes(_: int) -> float:
            written = bare.write(asked, write)
            bare_work.append(written.cpu_ms / max(1, written.tokens - 1))
            return written.tokens_per_s

        ours, peer, rounds = in_turn(ours_writes, peer_writes, sizes.rounds, sizes.budget_s)
        ratio = more_is_better(ours, peer)
        more = {
            "rounds": rounds,
            # Of the processor, for each token: what others do on the machine meanwhile hardly shows in it.
            "cpu_ms": median(work),
            "peer_cpu_ms": median(bare_work),
            "cpu_ratio": less_is_better(median(work), median(bare_work)),
        }
        rows = [Row("tokens_per_s", ours, peer, BARE, "tokens/s", ratio, ">= 0.95", ratio >= 0.95, more)]

        def ours_reads(number: int) -> float:
            reply = replied(chat, story(chat, tokens, f"a{number}"), read)
            return (reply.prompt_tokens - reply.cached_tokens) * 1000 / reply.first_token_ms

        def peer_reads(number: int) -> float:
            written = bare.write(story(chat, tokens, f"b{number}"), read)
            return written.prompt_tokens * 1000 / written.prompt_ms

        ours, peer, rounds = in_turn(ours_reads, peer_reads, sizes.rounds, sizes.budget_s)
        ratio = more_is_better(ours, peer)
        rows.append(Row("prompt_tokens_per_s", ours, peer, BARE, "tokens/s", ratio, more={"rounds": rounds}))
    return rows


def second_turn_row(setup: Setup) -> Row:
    """Time to the first token of a conversation's second turn, beside the same turn read from its beginning.

    Raises:
        ModelMissing, ModelUnfit, ModelFailed: as the model's own calls.
    """
    sizes = setup.sizes
    further = Message("user", "And after that?")
    shares: list[float] = []
    with setup.opened() as chat:
        tokens = min(sizes.conversation_tokens, chat.context_tokens // 2)

        def warm(number: int) -> float:
            turns = conversation(chat, tokens, f"warm {number}")
            first = replied(chat, turns, setup.sampling(16))
            second = replied(chat, [*turns, Message("assistant", first.text), further], setup.sampling(2))
            shares.append(second.cached_tokens / second.prompt_tokens)
            return second.first_token_ms

        def cold(number: int) -> float:
            turns = conversation(chat, tokens, f"cold {number}")
            said = Message("assistant", "I have read that too, and it goes on.")
            return replied(chat, [*turns, said, further], setup.sampling(2)).first_token_ms

        ours, peer, rounds = in_turn(warm, cold, sizes.rounds, sizes.budget_s)
    more = {"share_of_cold": ours / peer, "prompt_tokens": tokens, "cached": min(shares), "rounds": rounds}
    ratio = less_is_better(ours, peer)
    return Row("second_turn_ttft", ours, peer, "cold", "ms", ratio, "<= 15%", ours <= 0.15 * peer, more)


def cancel_row(setup: Setup) -> Row:
    """How long it takes until a cancelled call has returned and the processor is idle, at worst; beside a loop that
    can't be stopped and reads the same prompt to its end.

    Raises:
        ModelMissing, ModelUnfit, ModelFailed: as the model's own calls.
    """
    sizes = setup.sizes
    took, reading = [], []
    with setup.opened() as chat:
        tokens = min(sizes.cancelled_tokens, chat.context_tokens - 64)
        for number, after_s in enumerate(sizes.cancel_after_s):
            messages = story(chat, tokens, f"cancelled {number}")
            elapsed_ms, still_reading = _cancelled(chat, messages, setup, after_s)
            took.append(elapsed_ms)
            reading.append(still_reading)
        messages = story(chat, tokens, "to its end")
        with BareLoop(setup.path, chat.context_tokens, setup.threads) as bare:
            whole_ms = bare.write(messages, setup.sampling(1)).prompt_ms
    peer = max(0.0, whole_ms - min(sizes.cancel_after_s) * 1000)
    more = {"prompt_tokens": tokens, "during_prompt": all(reading), "median": sorted(took)[len(took) // 2]}
    ours = max(took)
    return Row("cancel_ms", ours, peer, "reading on", "ms", less_is_better(ours, peer), "<= 1000", ours <= 1000, more)


def _cancelled(chat: ChatModel, messages: list[Message], setup: Setup, after_s: float) -> tuple[float, bool]:
    """Milliseconds from the cancellation until all is still, and whether the prompt was still being read."""
    cancel = Flag()
    moments: list[float] = []
    begun: list[Started] = []

    def stop() -> None:
        moments.append(perf_counter())
        cancel.set()

    def hear(said: Started | Piece | Again) -> None:
        if isinstance(said, Started):
            begun.append(said)

    timer = Timer(after_s, stop)
    timer.start()
    reply = chat.reply(messages, setup.sampling(setup.sizes.written_tokens), hear, cancel)
    returned = perf_counter()
    timer.join()
    still = _still(returned)
    return max(0.0, still - moments[0]) * 1000, reply.finish == "cancelled" and not begun


def _still(begin: float) -> float:
    """When this process stopped working: the begin of the first window, after `begin`, with hardly any work in it."""
    while True:
        started, used = perf_counter(), process_time()
        sleep(WINDOW_S)
        if process_time() - used < IDLE_SHARE * WINDOW_S or started - begin > PATIENCE_S:
            return started
