"""Names in passages: what counts as one, and which of them a follow-up looks for first."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.reasoning.loop.bridges import LONGEST, bridges, flat, names, title_tokens, words_of


def test_names_are_capitalised_phrases_and_their_parts() -> None:
    found = names("It was written by Orla Fenwick and the University of Brackwater in May.")
    assert {"Orla Fenwick", "University of Brackwater", "University", "Brackwater", "May"} <= set(found)


def test_initials_are_part_of_a_name() -> None:
    assert names("We met J. R. Hartley there.") == ["J. R. Hartley"]


def test_a_stop_word_that_opens_a_sentence_is_no_part_of_a_name() -> None:
    assert names("The Hague lies by the sea.") == ["Hague"]
    assert names("The sea is near. It is cold.") == []
    assert "We" not in names("We met.")


def test_names_of_other_scripts_and_accents_are_found() -> None:
    assert names("Akinoshū met Élodie Ørsted.") == ["Akinoshū", "Élodie Ørsted"]


def test_a_bridge_is_what_the_question_lacks_and_stands_beside_its_words() -> None:
    text = "Boats are built in Eastholm. The Glass Lantern was written by Orla Fenwick."
    asked = dict.fromkeys(flat(words_of("author glass lantern written")), 1.0)
    found = bridges("The Glass Lantern (novel)", text, asked)
    assert found[0].name == "Orla Fenwick"
    assert "Glass Lantern" not in [each.name for each in found], "the question has it"
    assert found[-1].name == "Eastholm" and found[-1].telling < found[0].telling


def test_a_title_is_a_bridge_without_its_brackets() -> None:
    assert [each.name for each in bridges("Brand (play)", "nothing with a capital", {})] == ["Brand"]
    assert title_tokens("Brand (play)") == ("brand",)


@given(st.text(max_size=300))
def test_names_stand_in_the_text_and_are_short(text: str) -> None:
    for name in names(text):
        assert name in text
        assert 0 < len(words_of(name)) <= LONGEST


@given(st.text(alphabet="AaBb. ofand,\n’-", max_size=200), st.text(max_size=40))
def test_no_bridge_is_part_of_the_question(text: str, title: str) -> None:
    asked = dict.fromkeys(flat(words_of("aa bb of")), 1.0)
    for each in bridges(title, text, asked):
        assert each.tokens and not set(each.tokens) <= asked.keys()
