"""What of a model's answer no source stands behind is counted, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.agents.specialists.load import specialists
from engine.config import ModelSettings
from engine.library.store import Library
from engine.reasoning.prose import Prose
from engine.reasoning.unmarked import unmarked
from engine.reasoning.wish import PANEL, Wish
from engine.records import Answer
from tests.engine import shelf
from tests.engine.reasoning.turns import NOWHERE, Turns
from tests.engine.reasoning.writer import Chat, Speaker

TEXTS = {
    "light.md": "# The light\n\nThe lighthouse was built in 1868 by Isla Menzies. Its tower is 41 metres high.\n",
    "ferry.md": "# The ferry\n\nThe ferry to the lighthouse leaves at noon. It carries twelve people.\n",
}
WHO = "Who built the lighthouse?"
BUILT = "Isla Menzies built the lighthouse in 1868 [1]."
SINGS = "It is painted red and sings at night."


def even(stem: str) -> float:
    return 1.0


def test_a_sentence_with_a_mark_behind_it_has_a_source() -> None:
    text = f"Isla Menzies built it in 1868. [1] {SINGS}\n\n- The ferry carries twelve people. [2] [3]\n- {SINGS}"
    assert unmarked(text, WHO, even) == (SINGS, SINGS)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "**What the sources say**\n\n## What else there is to know\n\n| --- | --- |",
        "```python\ntower = keeper.paints(red)\n```",
        "Who built the lighthouse?",
        "The passages do not say who painted it.",
        "Here is what they say:",
    ],
)
def test_what_states_nothing_needs_no_source(text: str) -> None:
    assert unmarked(text, WHO, even) == ()


def asked(library: Library, folder: Path, said: str, wish: Wish) -> Answer:
    shelf.fill(library, folder / "coast", TEXTS)
    return Turns(library, Prose(Chat(Speaker(said)), ModelSettings())).asker.answer(WHO, wish)


def test_an_answer_says_how_many_of_its_sentences_have_no_source(library: Library, tmp_path: Path) -> None:
    answer = asked(library, tmp_path, f"{BUILT} {SINGS}", Wish())
    assert answer.grounded and answer.unsupported == 1


def test_an_answer_whose_every_sentence_has_one_counts_none(library: Library, tmp_path: Path) -> None:
    answer = asked(library, tmp_path, BUILT, Wish())
    assert answer.unsupported == 0


def test_free_writing_that_agrees_with_a_source_once_still_speaks_for_itself(library: Library, tmp_path: Path) -> None:
    poem = f"{BUILT} {SINGS} The waves applaud her every evening. No ship forgets that crimson song."
    answer = asked(library, tmp_path, poem, Wish(specialist=specialists(NOWHERE)["writer"]))
    assert answer.citations and not answer.grounded and answer.unsupported == 0


def test_a_panel_counts_what_has_no_source_but_not_what_can_have_none(library: Library, tmp_path: Path) -> None:
    answer = asked(library, tmp_path, f"{BUILT} {SINGS}", Wish(way=PANEL))
    said = answer.text.split("**What is missing in the sources**")[0].count(SINGS)
    assert answer.way == PANEL and answer.unsupported == said > 0
