"""Matching and ranking what is typed, the walk through what was typed before, and lists that filter."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tui.conftest import WIDE, running
from tests.tui.fake import FakeEngine
from tui.finding.folding import fold
from tui.finding.history import History
from tui.finding.pattern import Pattern
from tui.finding.ranking import Obsolete, find
from tui.screens.picker import Picker
from tui.widgets.picklist import Row


def best(typed: str, texts: list[str]) -> list[str]:
    return [texts[index] for index in find([fold(text) for text in texts], Pattern(typed)).best]


@pytest.mark.parametrize(
    ("typed", "texts", "first"),
    [
        ("the", ["other things", "Theme", "in the fog"], "Theme"),
        ("nc", ["Once more", "New conversation", "Bench"], "New conversation"),
        ("exp", ["Index page", "Export this conversation", "an expert"], "Export this conversation"),
        ("trce", ["Theatre centre", "Trace", "Territorial choice"], "Trace"),
        ("fog report", ["Report on sea fog", "Frog reporter", "Foghorn report 1931"], "Foghorn report 1931"),
        ("report fog", ["Report on sea fog", "Frog reporter", "Foreign portfolio"], "Report on sea fog"),
        ("lmp", ["Limpet map", "The lamp at Grey Point", "Lamp"], "Lamp"),
        ("omer", ["Homer, Odyssey", "Ömer's notes", "Sommer"], "Ömer's notes"),
        ("ann", ["Planning", "Annual report", "Joanna"], "Annual report"),
        ("2024 tax", ["Tax return 2024", "Taxi 2023", "2023 tax return"], "Tax return 2024"),
        ("summ", ["Midsummer", "Summarise", "Sum of all"], "Summarise"),
        ("gp", ["Grey Point", "Graph", "Egypt"], "Grey Point"),
        ("setp", ["Setup steps", "Step by step", "Sept report"], "Setup steps"),
        ("q05", ["qwen2.5-1.5b", "qwen2.5-0.5b", "llama-0.5"], "qwen2.5-0.5b"),
    ],
)
def test_what_a_person_means_comes_first(typed: str, texts: list[str], first: str) -> None:
    assert best(typed, texts)[0] == first


def test_letters_alone_are_not_listed_below_words_that_begin_so() -> None:
    assert best("note 12", ["Note 21", "Note 12", "Note 123"]) == ["Note 12", "Note 123"]


def test_what_was_used_last_comes_first_among_what_fits_alike() -> None:
    ages = [3, 0, 1]
    assert find(["sea", "seals", "season"], Pattern("se"), recent=ages.__getitem__).best == (1, 2, 0)
    assert find(["sea", "seals", "season"], Pattern("sea"), recent=ages.__getitem__).best[0] == 0


def test_the_lit_letters_are_those_of_words_and_else_the_closest_ones() -> None:
    lit = list(Pattern("point grey").places("the lamp at grey point"))
    assert lit == [*range(12, 16), *range(17, 22)]
    assert Pattern("lgp").places("the lamp at grey point") == (4, 12, 17)
    assert Pattern("zebra").places("the lamp") == ()


WORDS = st.text(st.characters(categories=("L", "N", "P", "Zs"), max_codepoint=0x24F), max_size=40)


@given(WORDS, st.data())
def test_letters_of_a_text_in_their_order_always_find_it(text: str, data: st.DataObject) -> None:
    kept = data.draw(st.lists(st.booleans(), min_size=len(text), max_size=len(text)))
    typed = "".join(letter for letter, keep in zip(text, kept, strict=True) if keep and not letter.isspace())
    folded = fold(text)
    assert len(folded) == len(text)
    assert find([folded], Pattern(typed)).best == (0,)
    places = Pattern(typed).places(folded)
    assert "".join(folded[place] for place in places) == fold(typed)[: len(places)]


@given(st.lists(WORDS, max_size=12), WORDS)
def test_the_order_is_the_same_each_time_and_for_a_narrowed_list(texts: list[str], typed: str) -> None:
    folded = [fold(text) for text in texts]
    whole = find(folded, Pattern(typed))
    narrowed = None
    for end in range(len(typed) + 1):
        found = find(folded, Pattern(typed[:end]), among=narrowed)
        narrowed = found.narrowed
    assert found.best == whole.best == find(folded, Pattern(typed)).best


def test_texts_that_fit_alike_stay_in_their_order() -> None:
    assert find(["note a", "note b", "note c"], Pattern("note")).best == (0, 1, 2)
    assert find(["b", "a"], Pattern("")).best == (0, 1)


def test_a_search_that_nobody_waits_for_ends_at_its_next_step() -> None:
    asked = iter([False, True])
    with pytest.raises(Obsolete):
        find(["text"] * 10_000, Pattern("t"), obsolete=lambda: next(asked))


# --- history --------------------------------------------------------------------------------------------------------


def filled(*newest_first: str) -> History:
    history = History()
    history.fill(newest_first)
    return history


def test_history_leads_past_what_begins_as_typed_and_back_to_it() -> None:
    history = filled("what of fog", "/status", "what of rope", "where")
    assert [history.older("Wha"), history.older("what of fog"), history.older("what of rope")] == [
        "what of fog",
        "what of rope",
        None,
    ]
    assert [history.newer("what of rope"), history.newer("what of fog")] == ["what of fog", "Wha"]


def test_history_leads_past_all_where_nothing_begins_as_typed() -> None:
    assert filled("one", "two").older("a draft") == "one"


def test_history_has_each_line_once_the_last_time_counts() -> None:
    history = filled("b", "a")
    history.add("a")
    assert history.newest_first == ("a", "b")
    history.fill(("c", "a"))
    assert history.newest_first == ("a", "b", "c")


def test_a_recalled_line_that_was_changed_is_a_text_of_its_own() -> None:
    history = filled("one", "two")
    assert history.older("") == "one"
    assert history.newer("one more") is None
    assert history.older("one more") == "one"
    assert history.newer("one") == "one more"


# --- lists ----------------------------------------------------------------------------------------------------------


async def test_a_list_filters_by_words_in_any_order_then_by_letters(engine: FakeEngine) -> None:
    rows = [Row("1", "The lamp at Grey Point"), Row("2", "Inspection report"), Row("3", "Grey seals")]
    async with running(engine, WIDE) as nacre:
        picker = Picker("Things", rows)
        await nacre.app.push_screen(picker)
        for typed, expected in (("point grey", ["1"]), ("nspt", ["2"]), ("grey", ["3", "1"]), ("", ["1", "2", "3"])):
            picker.field.value = typed
            await nacre.until(lambda expected=expected: [row.id for row in picker.list.rows] == expected)


async def test_a_long_list_stays_until_the_others_are_found_and_enter_takes_what_is_meant(engine: FakeEngine) -> None:
    gate, chosen = threading.Event(), []

    class Slow(Row):
        @property
        def shown(self) -> tuple[str, str]:
            gate.wait(0 if threading.current_thread() is threading.main_thread() else 60)
            return self.name, self.detail

    rows = [Slow(str(n), f"Note {n}") for n in range(3_000)]
    async with running(engine, WIDE) as nacre:
        picker = Picker("Notes", rows)
        nacre.app.push_screen(picker, chosen.append)
        await nacre.until(lambda: picker.is_current)
        for letter in "note 1234":
            await nacre.press("space" if letter == " " else letter)
        assert picker.field.value == "note 1234" and len(picker.list.rows) == 3_000
        await nacre.press("enter")
        assert chosen == []
        gate.set()
        await nacre.until(lambda: chosen == ["1234"])
