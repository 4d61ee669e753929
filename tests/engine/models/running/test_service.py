from __future__ import annotations

import subprocess
import sys
from threading import Event as Flag

import pytest

from engine.errors import ModelFailed, ModelMissing, ModelUnfit, UsageError
from engine.events import (
    Event,
    ModelFellBack,
    ModelLoading,
    ModelReplied,
    Notice,
    PromptRead,
    Slowed,
    TextLeaves,
)
from engine.models.chat import Again, ChatModel, Message, Piece, Sampling
from tests.engine.models.running.conftest import Run
from tests.engine.models.running.house import Asking, fails, hangs, until, waits


def test_the_chosen_model_comes_first_and_fallbacks_follow_without_doubles(run: Run) -> None:
    running = run(fallbacks=("b", "a", "far"))
    assert running.models.names() == ("a", "b", "far")
    running.models.use("b")
    assert running.models.names() == ("b", "a", "far")
    assert running.models.names(("c", "far")) == ("c", "far", "b", "a")


def test_the_settings_go_before_the_shelf_and_a_choice_of_the_session_before_both(run: Run) -> None:
    running = run(chat="c")
    assert running.models.active() == "c"
    running.models.use("b")
    assert running.models.active() == "b" == running.shelf.active()


def test_extracts_answer_where_nothing_or_none_is_chosen(run: Run) -> None:
    assert run(chat="none", fallbacks=("b",)).models.names() == ()
    running = run(fallbacks=("b",))
    assert running.models.names(("none",)) == ()
    running.ask()
    running.models.use("none")
    assert (running.models.names(), running.models.active()) == ((), "")
    assert running.models.status().models == ()  # and their memory is free
    assert isinstance(running.ask().failed, ModelMissing)


def test_a_model_that_is_not_on_the_shelf_is_left_out_and_named_once(run: Run) -> None:
    running = run(fallbacks=("gone", "b"))
    heard: list[Event] = []
    assert running.models.names() == ("a", "b")  # nobody listens
    for _ in range(2):
        assert running.models.names((), heard.append) == ("a", "b")
    assert running.ask().told(Notice) == []
    assert len(heard) == 1 and isinstance(heard[0], Notice) and "'gone'" in heard[0].text


def test_to_choose_a_model_that_does_not_exist_is_an_error(run: Run) -> None:
    running = run()
    with pytest.raises(ModelMissing, match="gone"):
        running.models.use("gone")
    assert running.models.active() == "a"


def test_an_answer_tells_what_was_read_and_what_was_written(run: Run) -> None:
    asking = run().ask("How is the weather?")
    assert asking.told(PromptRead) == [PromptRead("a", 4, 0, 1.0)]
    assert asking.told(ModelReplied) == [ModelReplied("a", 2, 1000.0, "stop", 2.0)]
    assert asking.text == asking.end().text == "fine weather"


def test_a_local_model_that_fails_is_asked_once_more_on_a_new_context(run: Run) -> None:
    running = run()
    running.house.answers["a"] = fails(1)
    asking = running.ask()
    assert asking.end().text == asking.text == "fine weather"
    assert asking.told(ModelFellBack) == [ModelFellBack("a", "a can't go on. Try again.", "again")]
    assert [type(each) for each in asking.heard].count(Again) == 1
    assert asking.heard.index(Again()) == 2  # after 'started' and 'hm'
    assert [number for _, number, _ in running.house.asked] == [1, 2]
    assert running.house.chats[0].closed and running.house.loaded == ["a"]
    assert [(each.answered, each.failed, each.copies) for each in running.models.status().models] == [(1, 1, 1)]


def test_what_fails_twice_is_followed_by_the_next_model(run: Run) -> None:
    running = run(fallbacks=("b",))
    running.house.answers["a"] = fails(2)
    asking = running.ask()
    assert asking.end().model == "b" and asking.text == "fine weather"
    assert [event.then for event in asking.told(ModelFellBack) if isinstance(event, ModelFellBack)] == ["again", "b"]


def test_a_remote_model_is_not_asked_again(run: Run) -> None:
    running = run(chat="far", fallbacks=("a",))
    running.house.answers["far"] = fails(1, ModelFailed("far is busy", passing=True))
    asking = running.ask()
    assert asking.end().model == "a"
    assert asking.told(ModelFellBack) == [ModelFellBack("far", "far is busy.", "a")]


def test_a_model_that_is_unfit_is_passed_over_at_once_and_nothing_was_heard(run: Run) -> None:
    running = run(fallbacks=("b",))
    running.house.unfit["a"] = ModelUnfit("a is damaged", "fetch it again")
    asking = running.ask()
    assert asking.end().model == "b"
    assert [type(each) for each in asking.heard].count(Again) == 0
    assert asking.told(ModelFellBack) == [ModelFellBack("a", "a is damaged. Fetch it again.", "b")]


def test_the_prompt_is_made_for_the_model_at_hand(run: Run) -> None:
    running = run(fallbacks=("b",))
    running.house.answers["a"] = fails(2)
    made: list[str] = []

    def build(chat: ChatModel) -> tuple[Message, ...]:
        made.append(chat.name)
        return (Message("user", f"for {chat.name}"),)

    running.models.reply(build, Sampling(), hear=lambda said: None, cancel=Flag())
    assert made == ["a", "a", "b"]
    assert [prompt for _, _, prompt in running.house.asked] == ["for a", "for a", "for b"]


def test_the_last_failure_is_what_the_caller_hears(run: Run) -> None:
    running = run(fallbacks=("b",))
    running.house.answers["a"] = fails(2)
    running.house.unfit["b"] = ModelUnfit("b is damaged")
    asking = running.ask()
    assert isinstance(asking.failed, ModelUnfit) and asking.failed.what == "b is damaged"
    assert len(asking.told(ModelFellBack)) == 2


def test_that_text_leaves_is_said_before_it_does_and_only_for_remote_models(run: Run) -> None:
    running = run()
    assert running.ask("?", "a").told(TextLeaves) == []
    asking = running.ask("?", "far")
    assert asking.events[0] == TextLeaves("far", "far.example")
    assert asking.told(ModelLoading) == []


def test_a_request_that_is_cancelled_already_asks_nobody(run: Run) -> None:
    running = run()

    asking = Asking(running, "?", ("far",))
    asking.cancel.set()
    asking.run()
    assert (asking.end().finish, asking.end().text) == ("cancelled", "")
    assert asking.events == [] and running.house.asked == []


def test_a_cancel_gives_what_was_written_and_tries_no_other_model(run: Run) -> None:
    running, gate = run(fallbacks=("b",)), Flag()
    running.house.answers["a"] = waits(gate)
    asking = running.begin("?")
    until(lambda: Piece("well") in asking.heard)
    asking.cancel.set()
    reply = asking.end()
    assert (reply.model, reply.text, reply.finish) == ("a", "well", "cancelled")
    assert running.house.loaded == ["a"] and asking.told(ModelFellBack) == []
    assert [event.finish for event in asking.told(ModelReplied) if isinstance(event, ModelReplied)] == ["cancelled"]


def test_the_status_names_the_host_that_text_goes_to(run: Run) -> None:
    running = run()
    assert (running.models.status().active, running.models.status().remote) == ("a", "")
    running.models.use("far")
    assert (running.models.status().active, running.models.status().remote) == ("far", "far.example")
    assert running.house.contexts == 0  # nothing was opened for it


def test_a_mode_lasts_until_it_is_changed(run: Run) -> None:
    running = run(mode="quiet")
    assert running.models.status().machine.mode == "quiet"
    running.models.set_mode("burst")
    assert (running.models.status().machine.chosen, running.models.status().machine.threads) == ("burst", 4)
    with pytest.raises(UsageError):
        running.models.set_mode("loud")


def test_a_request_under_way_hears_that_the_machine_is_hot(run: Run) -> None:
    running, gate = run(), Flag()
    running.sensors.show(temperature_c=95.0)
    running.house.answers["a"] = waits(gate)
    asking = running.begin("?")
    until(lambda: bool(asking.told(Slowed)))
    assert asking.told(Slowed)[0] == Slowed("hot: 95 °C", 2)
    gate.set()
    asking.end()


def test_answers_and_questions_of_several_threads_do_not_get_mixed_up(run: Run) -> None:
    running = run(loaded=2, parallel=2)
    askings = [running.begin(f"question {n}", ("a", "b", "far")[n % 3]) for n in range(24)]
    for asking in askings:
        assert asking.end().text == asking.text == "fine weather"
    assert {prompt for _, _, prompt in running.house.asked} == {f"question {n}" for n in range(24)}
    assert sum(each.answered for each in running.models.status().models) == 24


def test_close_may_be_called_while_a_model_hangs_and_twice(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.models.pool.CLOSE_S", 0.05)
    running, gate = run(), Flag()
    running.house.answers["a"] = hangs(gate)
    asking = running.begin("?")
    assert asking.started.wait(30)
    running.models.close()
    running.models.close()
    assert asking.end().finish == "cancelled"
    gate.set()
    until(lambda: running.models.status().models == ())


def test_to_make_the_service_loads_no_library_and_reads_nothing() -> None:
    program = (
        "import sys; from pathlib import Path; from engine.config import ModelSettings;"
        "from engine.models.service import ChatModels; from engine.models.shelf.shelf import Shelf;"
        "models = ChatModels(ModelSettings(), Shelf(Path('nowhere'))); models.close();"
        "print([name for name in ('llama_cpp', 'psutil', 'numpy', 'httpx', 'jinja2') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
