"""Lenses from files: the product's, the user's own, and what is said where a file makes no sense."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.agents.lenses.load import lenses
from engine.errors import UsageError

OURS = {
    "philosophical", "mathematical", "metaphorical", "programmatic",
    "systemic", "holistic", "epistemological", "ontological",
}  # fmt: skip

FACET = """
[[facets]]
title = "Cost"
question = "What does {subject} cost?"
signs = ["euro*"]
likeness = []
"""


def put(folder: Path, name: str, text: str) -> Path:
    path = folder / "lenses" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def refused(folder: Path) -> str:
    with pytest.raises(UsageError) as caught:
        lenses(folder)
    return str(caught.value)


def test_eight_come_with_the_product_and_each_asks_things_of_its_own(tmp_path: Path) -> None:
    found = lenses(tmp_path)
    assert found.keys() == OURS
    for name, lens in found.items():
        assert (lens.id, lens.path) == (name, "")
        assert lens.about and lens.form
        assert 3 <= len(lens.facets) <= 5
        for facet in lens.facets:
            assert "{subject}" in facet.question and facet.question.endswith("?")
            assert len(facet.signs) >= 20 and len(facet.likeness) == 2
    questions = [facet.question for lens in found.values() for facet in lens.facets]
    assert len(set(questions)) == len(questions)


def test_a_users_file_changes_what_it_says_and_keeps_the_rest(tmp_path: Path) -> None:
    before = lenses(tmp_path)["systemic"]
    path = put(tmp_path, "systemic.toml", 'form = "Draw it."\n')
    after = lenses(tmp_path)["systemic"]
    assert (after.form, after.path) == ("Draw it.", str(path))
    assert (after.about, after.facets) == (before.about, before.facets)


def test_facets_of_a_users_file_replace_all_others(tmp_path: Path) -> None:
    put(tmp_path, "systemic.toml", FACET)
    (facet,) = lenses(tmp_path)["systemic"].facets
    assert (facet.title, facet.signs, facet.likeness) == ("Cost", ("euro*",), ())


def test_a_users_own_lens_joins(tmp_path: Path) -> None:
    put(tmp_path, "thrifty.toml", f'about = "what it costs"\nform = "Prices first."\n{FACET}')
    assert lenses(tmp_path).keys() == OURS | {"thrifty"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("abuot = 'x'", "unknown key 'abuot' (did you mean 'about'?). Known are about, form, facets."),
        ("about = ['x']", "'about' must be text"),
        ("facets = 'x'", "'facets' must be a list of tables"),
        ("facets = []", "'facets' must be 1 to 8 tables"),
        (FACET * 9, "'facets' must be 1 to 8 tables"),
        (FACET * 2, "'facets' has 'Cost' twice"),
        (FACET.replace("signs", "sign"), "facets 1: unknown key 'sign' (did you mean 'signs'?)"),
        (FACET.replace("{subject}", "it"), "facets 1: 'question' lacks {subject}"),
        (FACET.replace('"Cost"', '""'), "facets 1: 'title' is empty"),
        (FACET.replace('["euro*"]', "[]"), "facets 1: 'signs' and 'likeness' are both empty"),
        (FACET.replace("euro*", ""), "facets 1: 'signs' must be a list of texts"),
        ("about", "is not valid TOML"),
    ],
)
def test_a_mistake_is_one_sentence_that_names_file_and_key(tmp_path: Path, text: str, said: str) -> None:
    path = put(tmp_path, "systemic.toml", text)
    message = refused(tmp_path)
    assert message.startswith(str(path)) and said in message and "\n" not in message


def test_a_new_one_needs_all_of_its_parts(tmp_path: Path) -> None:
    put(tmp_path, "thrifty.toml", f'about = "what it costs"\n{FACET}')
    assert "thrifty.toml: 'form' is missing" in refused(tmp_path)
    put(tmp_path, "thrifty.toml", 'about = "what it costs"\nform = "x"')
    assert "thrifty.toml: 'facets' must be 1 to 8 tables" in refused(tmp_path)
