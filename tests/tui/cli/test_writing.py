"""An answer on the terminal while it is written: what stands there at the end is what is printed otherwise."""

from __future__ import annotations

import re
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.errors import Cancelled
from engine.events import AnswerDelta, Event, ModelFellBack, TextLeaves, Withdrawn
from tests.tui.cli.conftest import Nacre
from tests.tui.cli.fakes import FakeEngine, answer
from tui.cli import answers
from tui.cli.harmless import harmless
from tui.cli.layout import wrap_answer
from tui.cli.writing import Writing, settled

TEXT = st.text(alphabet="ab `-\n[1]*\\", max_size=120)
WHOLE = "The bolt stands 4.87 metres above station zero [1]."


def shown(written: str) -> str:
    """What a terminal shows after `written`: lines taken back are gone."""
    lines = [""]
    for part in re.split(r"(\r\x1b\[\d+A\x1b\[J|\r\x1b\[J)", written):
        if match := re.fullmatch(r"\r\x1b\[(\d+)A\x1b\[J", part):
            del lines[len(lines) - int(match[1]) :]
            lines[-1] = ""
        elif part == "\r\x1b[J":
            lines[-1] = ""
        else:
            first, *rest = part.split("\n")
            lines[-1] += first
            lines += rest
    return "\n".join(lines)


@given(TEXT, st.integers(8, 40), st.booleans())
@example("- one two\n```\n  code \n```\nend", 9, False)
@example("**one two three**\n\nfour **5 km** six **seven", 12, True)
@example("**one two three** four", 12, True)
@example("\\** \n", 8, False)
def test_what_was_written_of_a_growing_text_stays_as_it_is(text: str, width: int, colours: bool) -> None:
    before = ""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tui.cli.layout.coloured", lambda: colours)
        for end in range(len(text) + 1):
            now = "\n".join(wrap_answer(settled(text[:end]), width))
            assert now.startswith(before)
            before = now
        assert "\n".join(wrap_answer(harmless(text).strip(), width)).startswith(before)


@given(TEXT, TEXT, st.integers(1, 9))
def test_the_end_is_the_whole_answer_whatever_was_written_first(first: str, second: str, step: int) -> None:
    lines = wrap_answer(second.strip(), 80)
    with pytest.MonkeyPatch.context() as patch:
        written: list[str] = []
        patch.setattr("click.echo", lambda text, nl=True, color=None: written.append(text + ("\n" if nl else "")))
        patch.setenv("LINES", "500")
        patch.setenv("COLUMNS", "80")
        writing = Writing()
        for start in range(0, len(first), step):
            writing(AnswerDelta(first[start : start + step]))
        writing.finish(lines)
    assert shown("".join(written)) == "\n".join([*lines, ""])


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.cli.commands.ask.rewritable", lambda: True)
    monkeypatch.setenv("LINES", "50")


@pytest.mark.usefixtures("terminal")
def test_an_answer_that_is_written_ends_as_the_one_that_is_printed(nacre: Nacre, fake: FakeEngine) -> None:
    fake.ask.before = tuple(AnswerDelta(piece) for piece in re.findall(r"\S{1,4}\s?", WHOLE))
    result = nacre("ask", "How high is the bolt?")
    assert result.status == 0
    assert result.out == "\n".join(answers.answer_text(answer())) + "\n"
    assert "\x1b" not in result.out


FELL_BACK = ModelFellBack("qwen", "the file is damaged. Fetch it again", "extracts")


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize("told", [(Withdrawn(), FELL_BACK), (FELL_BACK, Withdrawn())], ids=["before", "after"])
def test_what_is_withdrawn_is_taken_back_and_the_failure_is_told(
    nacre: Nacre, fake: FakeEngine, told: tuple[Event, ...]
) -> None:
    fake.ask.before = (
        AnswerDelta("The bolt is made of cheese. It is "),
        *told,
        AnswerDelta(WHOLE),
    )
    result = nacre("ask", "How high is the bolt?")
    assert shown(result.out) == "\n".join(answers.answer_text(answer())) + "\n"
    assert result.err == "nacre: qwen: the file is damaged. Fetch it again. Extracts answer instead.\n"


@pytest.mark.usefixtures("terminal")
def test_a_stopped_answer_keeps_what_was_written_and_says_so(nacre: Nacre, fake: FakeEngine) -> None:
    fake.ask.before = (AnswerDelta("The bolt stands "),)
    fake.ask.error = Cancelled("the answer was stopped")
    result = nacre("ask", "How high is the bolt?")
    assert result.status == 130
    assert result.out == "The bolt stands\n(stopped; this is a part of the answer)\n"


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize("then", ["the draft before", "nobody"])
def test_a_failure_that_leaves_the_text_as_it_is_is_told_above_it(nacre: Nacre, fake: FakeEngine, then: str) -> None:
    fake.ask.before = (
        AnswerDelta("The bolt stands "),
        ModelFellBack("qwen", "it broke", then),
        AnswerDelta("six feet up. "),
    )
    fake.ask.error = Cancelled("the answer was stopped")
    result = nacre("ask", "How high is the bolt?")
    assert shown(result.out) == "The bolt stands six feet up.\n(stopped; this is a part of the answer)\n"
    assert "nacre: qwen: it broke. " in result.err and "extracts" not in result.err.lower()


def test_without_a_terminal_nothing_is_written_before_the_answer_is_whole(nacre: Nacre, fake: FakeEngine) -> None:
    fake.ask.before = (AnswerDelta("something else "), TextLeaves("office", "models.example.org"))
    result = nacre("ask", "How high is the bolt?", "--model", "office")
    assert result.out == "\n".join(answers.answer_text(answer())) + "\n"
    assert result.err == "nacre: text leaves this machine: office is at models.example.org\n"
    assert fake.ask.calls[0]["model"] == "office"


def test_a_dumb_terminal_is_not_written_on_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    from tui.cli import output

    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "dumb")
    assert not output.rewritable()
    monkeypatch.setenv("TERM", "xterm")
    assert output.rewritable()
