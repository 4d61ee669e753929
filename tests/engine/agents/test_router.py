"""The router: rules, classifier, model, in this order; the user's own examples; any text at all."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.agents import classifier
from engine.agents.door import FOLDER, RouteService
from engine.agents.own_examples import FILE, VECTORS
from engine.agents.route import MODES, ROLES, Route
from engine.agents.router import Router
from engine.errors import ModelFailed, UsageError
from engine.models.chat import Message
from engine.models.hashed import HashedEncoder

ODD = "zug quorl vemmit"


@pytest.fixture(scope="module")
def router() -> Router:
    return Router(HashedEncoder(), None)


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Explain what this function does: def f(x): return x + 1", "code"),
        ("How many notes mention Ada?", "tool"),
        ("How many people live in Aldby?", "research"),
        ("Write a poem about my notes", "creative"),
        ("What is the weather now?", "out_of_scope"),
        ("How do I plan a week of study?", "general"),
        ("Summarise chapter 3", "research"),
        ("hi, what can you do", "smalltalk"),
    ],
)
def test_border_cases_go_where_they_belong_without_a_model_or_an_embedder(router: Router, text: str, role: str) -> None:
    found = router.route(text)
    assert (found.role, found.mode) == (role, MODES[role])
    assert found.by in ("rules", "classifier")


def test_a_text_of_several_parts_has_several_roles_in_their_order(router: Router) -> None:
    found = router.route("find my notes on tides and write a poem about them")
    assert found.roles == ("tool", "creative")
    assert (found.role, found.mode) == ("tool", "tool")
    assert found.sub_questions == ("Find my notes on tides", "Write a poem about my notes on tides")


def test_a_greeting_before_a_question_is_no_role_of_its_own(router: Router) -> None:
    found = router.route("Hello! How are you? What does the lease say about pets?")
    assert found.roles == ("research",)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n\t",
        "🎉🎉🎉",
        "?!",
        "{}[];",
        "x" * 100_000,
        "what is a tide? " * 7_000,
        "潮汐为什么一天有两次？",
        "\x00\ud800",
    ],
)
def test_odd_texts_have_a_route(router: Router, text: str) -> None:
    found = router.route(text)
    assert found.role in ROLES and found.roles[0] in ROLES and 0.0 <= found.confidence <= 1.0


@given(st.text(max_size=200))
def test_any_text_has_a_route(text: str) -> None:
    found = Router(HashedEncoder(), None).route(text)
    assert set(found.roles) <= set(ROLES) and found.role in found.roles


@pytest.fixture
def unsure(monkeypatch: pytest.MonkeyPatch) -> None:
    """A classifier that is never sure."""
    never = replace(classifier.load(0), margin=2.0)
    monkeypatch.setattr(classifier, "load", lambda tier: never)


def asked(answer: str) -> tuple[Route, list[Sequence[Message]]]:
    heard: list[Sequence[Message]] = []

    def ask(messages: Sequence[Message], schema: str) -> str:
        heard.append(messages)
        assert json.loads(schema)
        if not answer:
            raise ModelFailed("the model does not answer", "try again")
        return answer

    return Router(HashedEncoder(), None).route(ODD, ask), heard


@pytest.mark.usefixtures("unsure")
def test_the_model_decides_where_the_classifier_is_not_sure() -> None:
    found, heard = asked('```\n{"roles": ["Coding", "tool",]}\n```')
    assert (found.role, found.roles, found.by) == ("code", ("code", "tool"), "model")
    assert len(heard) == 1 and ODD in heard[0][1].content


@pytest.mark.usefixtures("unsure")
@pytest.mark.parametrize("answer", ["", "no idea", '{"roles": ["hacker"]}'])
def test_a_model_that_fails_or_names_no_role_leaves_the_nearest(router: Router, answer: str) -> None:
    found, _ = asked(answer)
    assert found.by == "fallback"
    assert found.role == router.route(ODD).role


def test_the_model_is_not_asked_where_the_classifier_is_sure() -> None:
    def ask(messages: Sequence[Message], schema: str) -> str:
        raise AssertionError("asked")

    assert Router(HashedEncoder(), None).route("Write a sonnet about winter trains.", ask).role == "creative"


def write_examples(folder: Path, *entries: dict[str, str]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_text("".join(json.dumps(entry) + "\n" for entry in entries), "utf-8")
    return folder


def test_own_examples_pull_alike_texts_and_no_others(router: Router, tmp_path: Path) -> None:
    folder = write_examples(tmp_path, {"text": "frobnicate the ledger", "role": "code"}, {"text": "hi", "role": "tool"})
    own = Router(HashedEncoder(), folder)
    assert own.route("frobnicate the ledger").role == own.route("please frobnicate the ledger").role == "code"
    assert own.route("hi").role == "tool"
    assert own.route("Who built the abbey?") == router.route("Who built the abbey?")


def test_own_examples_are_embedded_once(tmp_path: Path) -> None:
    class Counting(HashedEncoder):
        texts = 0

        def embed(self, texts: Sequence[str]):  # type: ignore[no-untyped-def]  # the same as the encoder's
            Counting.texts += len(texts)
            return super().embed(texts)

    folder = write_examples(tmp_path, {"text": "frobnicate the ledger", "role": "code"})
    Router(Counting(), folder)
    Router(Counting(), folder)
    assert Counting.texts == 1
    (folder / VECTORS).write_bytes(b"broken")
    Router(Counting(), folder)
    assert Counting.texts == 2


@pytest.mark.parametrize(
    "line", ["{", '"text"', '{"text": "a"}', '{"text": "", "role": "code"}', '{"text": "a", "role": "x"}']
)
def test_a_line_of_own_examples_that_is_wrong_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / FILE).write_text('{"text": "fine", "role": "code"}\n' + line + "\n", "utf-8")
    with pytest.raises(UsageError, match="line 2"):
        Router(HashedEncoder(), tmp_path)


def test_the_service_takes_up_new_examples(tmp_path: Path) -> None:
    service = RouteService(tmp_path)
    text = "frobnicate the ledger now and again"
    before = service.route(text, HashedEncoder()).role
    wanted = next(role for role in ROLES if role != before)
    write_examples(tmp_path / FOLDER, {"text": text, "role": wanted})
    assert service.route(text, HashedEncoder()).role == wanted
