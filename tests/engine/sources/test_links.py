"""Links of a reading: where they stand in the canonical text, and where they lead."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.sources import registry
from engine.sources.reading import Reading
from tests.engine.sources.checks import assert_sound


def reading(name: str, text: str) -> Reading:
    (found,) = registry.read(Path(name), text.encode())
    assert_sound(found)
    return found


def stated(found: Reading) -> list[tuple[str, str, str]]:
    """What stands in the text, target, heading."""
    return [(found.text[link.start : link.end], link.target, link.heading) for link in found.links]


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("See [[Gate]].", [("[[Gate]]", "Gate", "")]),
        ("See [[Gate#Hours|the hours]].", [("[[Gate#Hours|the hours]]", "Gate", "Hours")]),
        ("![[Map.png]]", [("![[Map.png]]", "Map.png", "")]),
        (
            "[the plan](plans/Gate%20plan.md#top)",
            [("[the plan](plans/Gate%20plan.md#top)", "plans/Gate plan.md", "top")],
        ),
        ("<https://a.example/b#c>", [("<https://a.example/b#c>", "https://a.example/b", "c")]),
        ('[x](<a b.md> "T") [[y]]', [('[x](<a b.md> "T")', "a b.md", ""), ("[[y]]", "y", "")]),
        ("[x](<https://a.example>)", [("[x](<https://a.example>)", "https://a.example", "")]),
        ("[here](#top) and [[#Top]]", []),
        ("`[[code]]` ``[a](b) ` c`` [[prose]]", [("[[prose]]", "prose", "")]),
        ("a `span\nof [[two]] lines` b", []),
        ("`[[open]] [[Gate]]", [("[[open]]", "open", ""), ("[[Gate]]", "Gate", "")]),
        ("- [`code`](a.md)\n", [("[`code`](a.md)", "a.md", "")]),
        ("- item\n\n  ```\n  [[fenced]]\n  ```\n\n  [[after]]\n", [("[[after]]", "after", "")]),
        ("> ~~~\n> [[fenced]]\n> ~~~\n> [[quoted]]\n", [("[[quoted]]", "quoted", "")]),
        ("```\n[[fenced]]\n```\n\n    [[indented]]\n\n[[prose]]", [("[[prose]]", "prose", "")]),
        ("| a | b |\n|---|---|\n| [[x]] | [y](z) |\n", [("[[x]]", "x", ""), ("[y](z)", "z", "")]),
        ("---\ntitle: '[[front]]'\n---\n[[text]]", [("[[text]]", "text", "")]),
    ],
)
def test_links_of_markdown_are_the_whole_markup_and_code_holds_none(
    text: str, links: list[tuple[str, str, str]]
) -> None:
    assert stated(reading("a.md", text)) == links


def test_the_fact_of_an_address_keeps_its_fragment() -> None:
    found = reading("a.md", "[[Gate#Hours]] <https://a.example/b#c> [[Gate]]")
    assert found.facts["link"] == ("Gate", "https://a.example/b#c")


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_places_are_those_of_the_untouched_text(newline: str) -> None:
    text = newline.join(["\ufeff# Gäte \U0001f6a2", "", "- one", "", "  ```", "  [[no]]", "  ```", "- see [[Yes]]", ""])
    assert stated(reading("a.md", text)) == [("[[Yes]]", "Yes", "")]


PARTS = [
    "[[a]]",
    "[b](c)",
    "`",
    "```\n",
    "- ",
    "> ",
    "\n",
    "\n\n",
    "    ",
    "x",
    "<https://e.example>",
    "]",
    "[",
    "\r\n",
    "|",
]


@given(st.lists(st.sampled_from(PARTS)).map("".join))
def test_any_markdown_has_sound_links(text: str) -> None:
    if text.strip():
        for surface, target, _ in stated(reading("a.md", text + "w")):
            assert (surface, target) in {("[[a]]", "a"), ("[b](c)", "c"), ("<https://e.example>", "https://e.example")}


HEAD = "<link rel=canonical href='https://h.example/w/Gate'>"


def page(body: str) -> str:
    return f"<html><head>{HEAD}</head><body><main>{body}</main></body></html>"


@pytest.mark.parametrize(
    ("body", "links"),
    [
        ("<p>a <a href='/t'> the  <b>tide</b> </a> b", [("the tide", "https://h.example/t", "")]),
        ("<p><a href='Sluice#Old%20part'>x</a>", [("x", "https://h.example/w/Sluice", "Old part")]),
        ("<p><a href='#top'>top</a> <a href='javascript:x()'>no</a> <a name=q>q</a> <a href=''>e</a>", []),
        ("<p><a href='/i'><img></a> <a href='/s'> \u200b </a> word", []),
        ("<h2><a href='/h'>Head</a> line</h2>", [("Head", "https://h.example/h", "")]),
        ("<ol><li>one<li>see <a href='/t'>two<br>lines</a>.</ol>", [("two\n   lines", "https://h.example/t", "")]),
        ("<ul><li>a<ul><li><a href='/n'>nested</a></ul></ul>", [("nested", "https://h.example/n", "")]),
        ("<pre>\n\na <a href='/c'>code</a></pre>", [("code", "https://h.example/c", "")]),
        ("<blockquote><a href='/q'>said</a></blockquote>", [("said", "https://h.example/q", "")]),
        (
            "<table><caption><a href='/k'>Cap</a></caption><tr><th><a href='/1'>A|B</a><th>C<tr><td>D"
            "<td><p>x</p><a href='/2'>E</a>, <a href='/3'>F</a></table>",
            [
                ("Cap", "https://h.example/k", ""),
                ("A\\|B", "https://h.example/1", ""),
                ("E", "https://h.example/2", ""),
                ("F", "https://h.example/3", ""),
            ],
        ),
        ("<a href='/b'><h2>Head</h2><p>text</p></a><p>more", [("Head", "https://h.example/b", "")]),
        ("<p>\ufdd0x<a href='/a'>\ufdd1y</a>", [("y", "https://h.example/a", "")]),
        ("<p><a href='http://[half'>y</a>", [("y", "http://[half", "")]),
    ],
)
def test_links_of_a_page_are_the_words_of_their_anchors(body: str, links: list[tuple[str, str, str]]) -> None:
    assert stated(reading("a.html", page(body))) == links


def test_a_long_list_keeps_the_places_of_its_links() -> None:
    items = "".join(f"<li>item {n} {'word ' * 9}<a href='/{n}'>to {n}</a></li>" for n in range(60))
    found = reading("a.html", page(f"<p>before</p><ul>{items}</ul><p><a href='/z'>after</a>"))
    expected = [(f"to {n}", f"https://h.example/{n}", "") for n in range(60)]
    assert stated(found) == [*expected, ("after", "https://h.example/z", "")]


TAGS = [
    "<p>",
    "<ul>",
    "<li>",
    "</ul>",
    "<table>",
    "<tr>",
    "<td>",
    "</table>",
    "<pre>",
    "</pre>",
    "<h2>",
    "</h2>",
    "<br>",
]


@given(
    st.lists(st.sampled_from([*TAGS, "<a href='/x'>", "</a>", " ", "\n", "\u00ad", "&nbsp;", "w", "|"])).map("".join)
)
def test_any_page_has_sound_links(body: str) -> None:
    found = reading("a.html", page(body + "w"))
    assert {target for _, target, _ in stated(found)} <= {"https://h.example/x"}


def test_links_of_a_notebook_stand_in_its_text() -> None:
    cells = '[{"cell_type": "markdown", "id": "a", "metadata": {}, "source": "See [[Gate]] and `[[no]]`."}]'
    found = reading("a.ipynb", f'{{"cells": {cells}, "metadata": {{}}, "nbformat": 4, "nbformat_minor": 5}}')
    assert stated(found) == [("[[Gate]]", "Gate", "")]
