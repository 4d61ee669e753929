from __future__ import annotations

from pathlib import Path
from threading import Event as Flag
from threading import enumerate as all_threads
from typing import Any

import pytest

from engine.errors import Cancelled, ModelMissing, ModelUnfit
from engine.events import ModelLoaded, ModelLoading, ModelWaits, Notice
from engine.models.chat import Sampling
from engine.models.shelf.fit import need_bytes
from tests.engine.models.running.conftest import Run
from tests.engine.models.running.house import FACTS, GIB, Asking, Running, hangs, until, waits


def metrics(running: Running, name: str) -> Any:
    return next(each for each in running.models.status().models if each.model == name)


def in_memory(running: Running) -> set[str]:
    return {each.model for each in running.models.status().models}


def model_threads() -> list[str]:
    return [thread.name for thread in all_threads() if thread.name.startswith("nacre-model-")]


def occupied(running: Running, name: str, gate: Flag) -> Asking:
    """A request that keeps a model at work until the gate opens."""
    running.house.answers[name] = waits(gate)
    asking = running.begin("first", name)
    assert asking.started.wait(30)
    return asking


def test_a_model_is_loaded_when_it_is_asked_for_and_stays(run: Run) -> None:
    running = run()
    assert running.house.loaded == [] and running.models.status().models == ()
    first = running.ask()
    assert [type(event) for event in first.events[:2]] == [ModelLoading, ModelLoaded]
    running.ask()
    assert running.house.loaded == ["a"]
    assert metrics(running, "a").answered == 2


def test_what_is_unusual_about_a_model_is_said_once_it_is_loaded(run: Run) -> None:
    running = run()
    running.house.notes["a"] = "Its template can't be used; it is asked in ChatML."
    assert running.ask().told(Notice) == [Notice("Its template can't be used; it is asked in ChatML.")]
    assert running.ask().told(Notice) == []


def test_twelve_requests_at_once_are_answered_in_the_order_in_which_they_came(run: Run) -> None:
    running, gate = run(), Flag()
    askings = [occupied(running, "a", gate)]
    for number in range(1, 12):
        askings.append(running.begin(f"request {number}", "a"))
        running.queues("a", number)
    assert metrics(running, "a").busy == 1
    assert askings[11].told(ModelWaits)[:1] == [ModelWaits("a", 11)]
    gate.set()
    assert [asking.end().text for asking in askings] == ["well done"] * 12
    assert [prompt for _, _, prompt in running.house.asked] == ["first", *(f"request {n}" for n in range(1, 12))]
    ahead = [event.ahead for event in askings[11].told(ModelWaits) if isinstance(event, ModelWaits)]
    assert ahead == sorted(ahead, reverse=True) and len(set(ahead)) == len(ahead)
    assert metrics(running, "a").answered == 12


def test_who_cancels_in_line_leaves_it_at_once(run: Run) -> None:
    running, gate = run(), Flag()
    first = occupied(running, "a", gate)
    second, third = running.begin("second", "a"), running.begin("third", "a")
    running.queues("a", 2)
    second.cancel.set()
    reply = second.end()
    assert (reply.finish, reply.text) == ("cancelled", "")
    assert running.queue("a") == 1 and not third.cancel.is_set()
    gate.set()
    first.end()
    assert third.end().text == "well done"
    assert "second" not in [prompt for _, _, prompt in running.house.asked]


def test_a_model_that_hangs_lets_its_caller_go_and_the_next_request_waits(run: Run) -> None:
    running, gate = run(), Flag()
    running.house.answers["a"] = hangs(gate)
    first = running.begin("first", "a")
    assert first.started.wait(30)
    until(lambda: first.text == "well")
    first.cancel.set()
    reply = first.end()
    assert (reply.finish, reply.text) == ("cancelled", "well")
    second = running.begin("second", "a")
    running.queues("a", 1)
    assert metrics(running, "a").busy == 1
    gate.set()
    assert second.end().finish == "stop"


def test_the_model_used_longest_ago_makes_room(run: Run) -> None:
    running = run(loaded=2)
    for name in ("a", "b", "a", "c"):
        running.ask("?", name)
    assert in_memory(running) == {"a", "c"}
    assert running.house.unloaded == running.house.closed == ["b"]


def test_a_model_at_work_stays_until_it_has_answered(run: Run) -> None:
    running, gate = run(), Flag()
    first = occupied(running, "a", gate)
    second = running.begin("second", "b")
    until(lambda: bool(second.told(ModelWaits)))
    assert running.house.loaded == ["a"]
    gate.set()
    assert first.end().text == "well done" and second.end().text == "fine weather"
    assert in_memory(running) == {"b"}


def test_a_model_that_wants_room_is_not_overtaken_by_later_requests(run: Run) -> None:
    running, gate = run(), Flag()
    askings = [occupied(running, "a", gate)]
    askings.append(running.begin("second", "b"))
    until(lambda: bool(askings[1].told(ModelWaits)))
    askings.append(running.begin("third", "a"))
    until(lambda: bool(askings[2].told(ModelWaits)))
    gate.set()
    for asking in askings:
        asking.end()
    assert [prompt for _, _, prompt in running.house.asked] == ["first", "second", "third"]


def test_remote_models_take_no_room(run: Run) -> None:
    running = run()
    for name in ("a", "far", "farther"):
        running.ask("?", name)
    assert in_memory(running) == {"a", "far", "farther"}
    assert metrics(running, "far").memory_bytes == 0 < metrics(running, "a").memory_bytes


def test_several_answers_of_one_model_are_written_at_once_over_the_same_weights(run: Run) -> None:
    running, gate = run(parallel=2), Flag()
    askings = [occupied(running, "a", gate), running.begin("second", "a")]
    assert askings[1].started.wait(30)
    askings.append(running.begin("third", "a"))
    running.queues("a", 1)
    assert (metrics(running, "a").copies, metrics(running, "a").busy) == (2, 2)
    gate.set()
    for asking in askings:
        asking.end()
    assert running.house.loaded == ["a"]


def test_a_second_context_is_not_opened_where_memory_is_short_of_it(run: Run) -> None:
    running, gate = run(parallel=2), Flag()
    first = occupied(running, "a", gate)
    running.sensors.show(available_bytes=0)
    second = running.begin("second", "a")
    until(lambda: bool(second.told(ModelWaits)))
    gate.set()
    first.end()
    second.end()
    assert metrics(running, "a").copies == 1


def test_the_context_that_has_read_most_of_a_prompt_gets_it(run: Run) -> None:
    running, gate = run(parallel=2), Flag()
    askings = [occupied(running, "a", gate), running.begin("dogs are animals", "a")]
    assert askings[1].started.wait(30)
    gate.set()
    for asking in askings:
        asking.end()
    running.ask("first of all", "a")
    running.ask("dogs are animals, and cats", "a")
    running.ask("first of all, and then", "a")
    numbers = {prompt: number for _, number, prompt in running.house.asked}
    assert numbers["first"] == numbers["first of all"] == numbers["first of all, and then"]
    assert numbers["dogs are animals"] == numbers["dogs are animals, and cats"] != numbers["first"]


def test_another_file_under_the_name_is_loaded_anew(run: Run, tmp_path: Path) -> None:
    running = run()
    running.ask()
    (tmp_path / "a.gguf").write_bytes(b"GGUF, another one")
    running.ask()
    running.shelf.update("a", sha256="1" * 64)
    running.ask()
    running.ask()
    assert running.house.loaded == ["a"] * 3 and running.house.unloaded == ["a"] * 2


def test_a_model_that_was_removed_leaves_memory_and_is_missing(run: Run) -> None:
    running = run(loaded=2)
    running.ask("?", "a")
    running.ask("?", "b")
    running.shelf.remove("a")
    running.ask("?", "b")
    assert in_memory(running) == {"b"}


def test_a_model_that_is_removed_while_one_waits_for_it_is_missing(run: Run) -> None:
    running, gate = run(), Flag()
    first = occupied(running, "a", gate)
    second = running.begin("second", "a")
    running.queues("a", 1)
    running.shelf.remove("a")
    gate.set()
    first.end()
    second.thread.join(30)
    assert isinstance(second.failed, ModelMissing)
    until(lambda: in_memory(running) == set())


def test_a_model_that_is_unloaded_while_a_context_is_opened_answers_first_and_then_leaves(run: Run) -> None:
    running, gate, opening, opened = run(parallel=2), Flag(), Flag(), Flag()
    first = occupied(running, "a", gate)

    def open_slowly() -> None:
        opening.set()
        assert opened.wait(30)

    running.house.opening = open_slowly
    second = running.begin("second", "a")
    assert opening.wait(30)
    gate.set()
    first.end()
    running.models.unload()
    assert in_memory(running) == {"a"}
    opened.set()
    assert second.end().text == "well done"
    until(lambda: in_memory(running) == set())
    assert all(chat.closed for chat in running.house.chats)


def test_a_model_that_is_short_of_memory_has_the_others_leave(run: Run) -> None:
    running = run(loaded=2)
    running.ask("?", "b")
    need = need_bytes(FACTS, 1024, "f16")
    running.sensors.show(total_bytes=0, available_bytes=GIB + need // 2)
    unload = running.house.unloaded

    class Growing(list[str]):
        def append(self, name: str) -> None:
            running.sensors.show(available_bytes=GIB + 2 * need)
            super().append(name)

    running.house.unloaded = Growing(unload)
    assert running.ask("?", "a").end().text == "fine weather"
    assert running.house.unloaded == ["b"]


def test_a_model_that_does_not_fit_says_so_and_another_request_is_served(run: Run) -> None:
    running = run()
    running.sensors.show(total_bytes=4 * GIB, available_bytes=GIB)
    assert isinstance(running.ask("?", "a").failed, ModelUnfit)
    running.sensors.show(available_bytes=3 * GIB)
    assert running.ask("?", "a").end().text == "fine weather"


def test_loading_can_be_cancelled(run: Run) -> None:
    running, loading = run(), Flag()

    def load(cancel: Flag) -> None:
        loading.set()
        assert cancel.wait(30)
        raise Cancelled("loading was stopped")

    running.house.loading = load
    asking = running.begin("?", "a")
    assert loading.wait(30)
    asking.cancel.set()
    assert asking.end().finish == "cancelled"
    running.house.loading = lambda cancel: None
    assert running.ask("?", "a").end().text == "fine weather"


def test_a_prompt_that_can_not_be_made_leaves_the_model_free(run: Run) -> None:
    running = run()

    def build(chat: object) -> tuple[()]:
        raise LookupError("no passages")

    with pytest.raises(LookupError):
        running.models.reply(build, Sampling(), hear=lambda said: None, cancel=Flag())
    assert running.ask().end().text == "fine weather"


def test_unload_empties_memory_when_the_models_have_answered(run: Run) -> None:
    running, gate = run(loaded=2), Flag()
    running.ask("?", "b")
    first = occupied(running, "a", gate)
    running.models.unload()
    assert in_memory(running) == {"a"}
    gate.set()
    assert first.end().text == "well done"
    until(lambda: in_memory(running) == set())
    assert running.ask("?", "a").end().text == "well done"


def test_close_cancels_everything_and_leaves_no_thread(run: Run) -> None:
    running, gate = run(loaded=2, parallel=2), Flag()
    askings = [occupied(running, "a", gate), occupied(running, "b", gate)]
    askings += [running.begin("waits", name) for name in ("a", "a", "b", "b", "far")]
    until(lambda: running.queue("a") == 1 and running.queue("b") == 1)
    running.models.close()
    for asking in askings:
        assert asking.end().finish in ("cancelled", "stop")
    assert model_threads() == []
    assert in_memory(running) == set()
    assert all(chat.closed for chat in running.house.chats)
    assert running.ask("?", "a").end().finish == "cancelled"


def test_close_while_a_model_is_loaded_stops_the_loading(run: Run) -> None:
    running, loading = run(), Flag()

    def load(cancel: Flag) -> None:
        loading.set()
        assert cancel.wait(30)  # and it is loaded after all

    running.house.loading = load
    asking = running.begin("?", "a")
    assert loading.wait(30)
    running.models.close()
    assert asking.end().finish == "cancelled"
    until(lambda: in_memory(running) == set())
    assert running.house.unloaded == ["a"]


def test_close_does_not_wait_for_a_model_that_hangs(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.models.pool.CLOSE_S", 0.05)
    running, gate = run(), Flag()
    running.house.answers["a"] = hangs(gate)
    asking = running.begin("first", "a")
    assert asking.started.wait(30)
    running.models.close()
    assert asking.end().finish == "cancelled"
    gate.set()
    until(lambda: running.house.unloaded == ["a"])
    until(lambda: model_threads() == [])
