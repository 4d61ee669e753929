"""How fast a chat model reads, writes and stops, beside a loop that does nothing but call llama.cpp."""

from __future__ import annotations

from threading import Event as Flag
from threading import Timer
from time import perf_counter, process_time, sleep

from engine.evaluation.bench_model_peer import BareLoop
from engine.evaluation.bench_model_row import LEAST, Row, Sample, in_turn, less_is_better
from engine.evaluation.bench_model_setup import Setup, conversation, replied, story, written
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
        asked = [Message("user", "Tell a long story.")]
        tokens = min(sizes.prompt_tokens, chat.context_tokens // 2)
        # Once without counting: the pages of the file come into memory.
        replied(chat, asked, setup.sampling(2))
        bare.write(asked, setup.sampling(2))

        def bare_writes(_: int) -> Sample:
            done = bare.write(asked, write)
            return Sample(done.tokens_per_s, done.cpu_ms / max(1, done.tokens - 1))

        def ours_reads(number: int) -> Sample:
            messages, used = story(chat, tokens, f"a{number}"), process_time()
            reply = replied(chat, messages, read)
            unknown = reply.prompt_tokens - reply.cached_tokens
            return Sample(unknown * 1000 / reply.first_token_ms, (process_time() - used) * 1000 / unknown)

        def bare_reads(number: int) -> Sample:
            messages, used = story(chat, tokens, f"b{number}"), process_time()
            done = bare.write(messages, read)
            cpu_ms = (process_time() - used) * 1000
            return Sample(done.prompt_tokens * 1000 / done.prompt_ms, cpu_ms / done.prompt_tokens)

        writing = in_turn(lambda _: written(chat, asked, write), bare_writes, sizes.rounds, sizes.budget_s)
        reading = in_turn(ours_reads, bare_reads, sizes.rounds, sizes.budget_s)
    return [writing.speed_row("tokens_per_s", BARE, 0.95), reading.speed_row("prompt_tokens_per_s", BARE)]


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

        def warm(number: int) -> Sample:
            said = conversation(chat, tokens, f"warm {number}")
            first = replied(chat, said, setup.sampling(16))
            second = replied(chat, [*said, Message("assistant", first.text), further], setup.sampling(2))
            shares.append(second.cached_tokens / second.prompt_tokens)
            return Sample(second.first_token_ms)

        def cold(number: int) -> Sample:
            said = conversation(chat, tokens, f"cold {number}")
            answer = Message("assistant", "I have read that too, and it goes on.")
            return Sample(replied(chat, [*said, answer, further], setup.sampling(2)).first_token_ms)

        turns = in_turn(warm, cold, min(3, sizes.rounds), sizes.budget_s)
    ours, peer = turns.medians()
    share = turns.ratio()
    more = {"share_of_cold": share, "prompt_tokens": tokens, "cached": min(shares), "rounds": len(turns.ours)}
    return Row("second_turn_ttft", ours, peer, "cold", "ms", 1 / max(share, LEAST), "<= 15%", share <= 0.15, more)


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
