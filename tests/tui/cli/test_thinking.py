"""`lenses`, `specialists`, and the options of `ask` that name them; permission at the terminal."""

from __future__ import annotations

import json
import sys

import click
import pytest

from engine import events
from engine.errors import UsageError
from tests.tui.cli.conftest import Nacre
from tests.tui.cli.fakes import HOSTILE, FakeEngine, answer
from tests.tui.fake import WEIGHED
from tests.tui.test_trace_folds import ODD
from tui.cli import confirming
from tui.cli.traces import event_words, trace_text

UNCLEAN = {"\x1b", "\x07", "\x9b", "\u202e"}


def test_lenses_are_listed_and_shown(nacre: Nacre, fake: FakeEngine) -> None:
    listed = nacre("lenses").out
    assert "philosophical  What is meant and claimed.\n" in listed and "(yours)" in listed
    shown = nacre("lenses", "philosophical").out
    assert shown.startswith("philosophical: What is meant and claimed.\n\nWhat is meant\n    What does")
    assert "    signs: means\n" in shown and shown.endswith("Form\n    Terms first.\n")
    data = nacre("lenses", "--json").json["lenses"]
    assert [each["id"] for each in data] == ["philosophical", "hostile"]
    assert nacre("lenses", "philosophical", "--json").json["facets"][0]["signs"] == ["means"]


def test_specialists_are_listed_and_shown(nacre: Nacre, fake: FakeEngine) -> None:
    assert "researcher  Answers from the sources.\n" in nacre("specialists").out
    shown = nacre("specialists", "researcher").out
    for said in (
        "serves: research\n",
        "contract: cited\n",
        "model: the one in use\n",
        "temperature: as the settings say\n",
    ):
        assert said in shown
    assert shown.endswith("Instructions\n    Quote.\n")
    assert nacre("specialists", "--json").json["specialists"][1]["temperature"] == 0.7


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("lenses", "philosofical"), "there is no lens 'philosofical'. Did you mean philosophical?"),
        (("specialists", "x\x1b[2Jy"), "there is no specialist 'xy'. There are researcher, hostile."),
    ],
)
def test_a_name_that_there_is_not_is_wrong_usage(
    nacre: Nacre, fake: FakeEngine, arguments: tuple[str, ...], said: str
) -> None:
    result = nacre(*arguments)
    assert (result.status, result.out) == (2, "") and result.err.startswith(f"nacre: {said}")
    assert result.err.count("\n") == 1
    assert nacre(*arguments, "--json").json["error"].startswith("there is no")


def test_what_files_say_is_harmless(nacre: Nacre, fake: FakeEngine) -> None:
    outs = [nacre(command, *rest).out for command in ("lenses", "specialists") for rest in ((), ("hostile",))]
    for out in outs:
        assert "beforeafter" in out and not set(out) & UNCLEAN
    assert nacre("lenses", "--json").json["lenses"][1]["about"] == f"A lens {HOSTILE}"


def test_lens_mode_and_specialist_go_with_the_question(nacre: Nacre, fake: FakeEngine) -> None:
    nacre("ask", "q", "--lens", "none", "--mode", "panel", "--specialist", "researcher")
    nacre("ask", "q")
    assert fake.ask.wishes == [
        {"way": "panel", "lens": "none", "specialist": "researcher"},
        {"way": "", "lens": "", "specialist": ""},
    ]


def test_an_answer_can_be_given_beside_another(nacre: Nacre, fake: FakeEngine) -> None:
    nacre("ask", "q", "--instead-of", "4")
    nacre("ask", "q")
    assert fake.ask.beside == [4, None]


@pytest.mark.parametrize("option", ["--lens", "--mode", "--specialist"])
def test_the_door_refuses_names_with_status_2_and_nothing_is_stored(nacre: Nacre, option: str) -> None:
    result = nacre("ask", "q", option, "philosofical")
    assert result.status == 2 and result.out == "" and "there is no " in result.err and result.err.count("\n") == 1
    assert nacre("conversations", "list").out == "No conversations yet.\n"
    assert ("philosophical" in result.err) == (option == "--lens")


def test_an_answer_that_is_not_of_the_library_says_so(nacre: Nacre, fake: FakeEngine) -> None:
    fake.ask.answer = answer(citations=(), grounded=False, role="creative", model="qwen", tier=2, specialist="writer")
    plain = nacre("ask", "q").out
    assert "not from your library, but by qwen · creative · by writer · tier 2 (qwen)" in plain
    assert "Nearest" not in plain
    data = nacre("ask", "q", "--json").json
    assert (data["grounded"], data["role"], data["specialist"]) == (False, "creative", "writer")
    assert (data["lens"], data["way"]) == ("", "route")


def test_a_greeting_needs_no_word_that_it_is_from_no_document(nacre: Nacre, fake: FakeEngine) -> None:
    fake.ask.answer = answer(
        text="Hello!", citations=(), grounded=False, role="smalltalk", halt="small talk", nearest=(), timings={}
    )
    assert nacre("ask", "hello").out == "Hello!\n\nsmall talk\n"


def test_what_is_out_of_scope_is_not_followed_by_passages_about_something_else(nacre: Nacre, fake: FakeEngine) -> None:
    fake.ask.answer = answer(
        text="I can't.", citations=(), abstained=True, role="out_of_scope", halt="out of scope", timings={}
    )
    assert nacre("ask", "book a flight").out == "I can't.\n\ntier 0 (no model) · out of scope\n"


def test_documents_that_a_tool_speaks_of_are_those_it_found_something_in(nacre: Nacre, fake: FakeEngine) -> None:
    fake.ask.answer = answer(text="2 documents", citations=(), role="tool", halt="tool")
    plain = nacre("ask", "how many?").out
    assert "Found in" in plain and "Nearest" not in plain and "tier" not in plain


def test_a_route_that_nobody_was_sure_of_says_so() -> None:
    unsure = events.Routed("out_of_scope", ("out_of_scope",), "chat", (), 0.52, "fallback", 1.0)
    assert event_words(unsure) == "out of scope (mode chat), only 52% sure"


def test_sentences_of_a_model_that_no_source_stands_behind_are_counted_below(nacre: Nacre, fake: FakeEngine) -> None:
    fake.ask.answer = answer(model="qwen", tier=2, unsupported=2)
    assert "2 sentences without a source · tier 2 (qwen)" in nacre("ask", "q").out
    assert nacre("ask", "q", "--json").json["unsupported"] == 2
    fake.ask.answer = answer(model="qwen", tier=2, unsupported=1)
    assert "1 sentence without a source" in nacre("ask", "q").out


# --- permission ---------------------------------------------------------------------------------------------------


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Somebody at a terminal, who says what is first in the list; asked twice, the test fails."""
    says: list[str] = []
    monkeypatch.setattr(confirming, "at_terminal", lambda: True)

    def prompt(text: str) -> str:
        if not says:
            raise EOFError
        return says.pop(0)

    monkeypatch.setattr(click.termui, "visible_prompt_func", prompt)
    return says


@pytest.mark.parametrize(("said", "yes"), [("y", True), ("n", False), ("", False)])
def test_before_a_tool_writes_whoever_is_there_is_asked(
    nacre: Nacre, fake: FakeEngine, terminal: list[str], said: str, yes: bool
) -> None:
    fake.ask.wants = f"Write {HOSTILE}?"
    terminal.append(said)
    result = nacre("ask", "export bolt.md")
    assert fake.ask.permitted == [yes] and result.status == 0
    assert not set(result.err) & UNCLEAN


def test_the_end_of_the_input_means_no(nacre: Nacre, fake: FakeEngine, terminal: list[str]) -> None:
    fake.ask.wants = "Write?"
    assert nacre("ask", "export bolt.md").status == 0 and fake.ask.permitted == [False]


def test_without_a_terminal_and_where_stdin_is_the_question_nobody_is_asked(
    nacre: Nacre, fake: FakeEngine, terminal: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    fake.ask.wants = "Write?"
    terminal.append("y")
    nacre("ask", "-", stdin="export bolt.md")
    monkeypatch.setattr(confirming, "at_terminal", lambda: sys.stdin.isatty() and sys.stderr.isatty())
    nacre("ask", "export bolt.md", stdin="y\n")
    assert fake.ask.permitted == [False, False] and terminal == ["y"]


# --- trace --------------------------------------------------------------------------------------------------------


def test_every_event_of_reasoning_is_told_harmlessly() -> None:
    for event in ODD:
        assert event_words(event), event
    text = "\n".join(trace_text(ODD))
    assert not set(text) & UNCLEAN and text.count("beforeafter") > 25


def test_what_happens_in_a_part_and_a_step_stands_below_it() -> None:
    lines = trace_text(
        [
            events.PartBegun(1, 2, "When?"),
            events.LoopWeighed(True, 0.7, ("dusk",), 1.0),
            events.FollowedUp(2, 1, "Grey Point dusk", "Grey Point", "Log", "Tides", 0.4, 0.6, True, "it rises", 2.0),
            events.Delegated(1, "researcher", "When is it?", ("planner",)),
            events.ClaimsChecked(1, (("At dusk.", 0.9, True), ("At dawn.", 0.1, False)), 0.5, 1.0),
            events.StepDone(1, "researcher", "At dusk.", 2, 1, 9.0),
            events.PartBegun(2, 2, "Where?"),
            events.Halted("supported"),
        ]
    )
    assert lines[1:] == [
        "    part 1 of 2: When?",
        "        looks further: a chance of 70% that more is needed, the best passage",
        "        lacks dusk (1.0 ms)",
        "        round 2, 1 search: support 0.40 → 0.60, accepted, for it rises (2.0 ms)",
        "            - “Grey Point” led from Log to Tides, searched as “Grey Point dusk”",
        "        step 1, researcher: When is it?, given what planner wrote",
        "            1 of 2 claims held by a quote, support 0.50 (1.0 ms)",
        "                - holds 0.90 At dusk.",
        "                - fails 0.10 At dawn.",
        "            step 1, researcher, done: 1 of 2 sentences held by a quote: At dusk.",
        "            (9.0 ms)",
        "    part 2 of 2: Where?",
        "    stopped: supported",
    ]


def test_a_wrong_file_of_the_user_is_told(nacre: Nacre, fake: FakeEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise UsageError("lenses/mine.toml has no facets", "add one")

    monkeypatch.setattr(fake.ask, "lenses", broken)
    assert nacre("lenses").status == 2 and "mine.toml has no facets" in nacre("lenses").err


def test_what_the_selector_did_is_told_in_words_and_as_json(nacre: Nacre, fake: FakeEngine) -> None:
    words = " ".join("\n".join(trace_text([WEIGHED])).split())
    assert "weighed 32 passages in 3 steps: 3 of the first 5 moved, enough 84% (2.6 ms)" in words
    assert "- 2. ▲2 Inspection report › Bells and horns: 0.41 → 0.52 → 0.63 → 0.71" in words
    assert "- enough 31% → 62% → 84%, none 12% → 6% → 3%, drift 0.02 → 0.05 → 0.07" in words
    fake.ask.before = [WEIGHED]
    lines = [json.loads(line) for line in nacre("ask", "q", "--stream").out.splitlines()]
    told = [nacre("ask", "q", "--json").json["trace"], lines]
    for trace in told:
        (event,) = [each for each in trace if each["event"] == "EvidenceWeighed"]
        assert event["steps"][0]["scores"] == [0.84, 0.52, 0.54, 0.45, 0.33] and event["steps"][2]["enough"] == 0.84
        assert event["before"] == [1, 4, 2, 3, 5]
