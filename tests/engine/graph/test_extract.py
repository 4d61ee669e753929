"""What texts give to the graph: concepts that are some, and relations with the sentences that carry them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from engine.graph.edges import ACCEPTED
from engine.graph.extract import extract
from engine.graph.keys import key_of
from engine.graph.records import MentionKind, Relation, Source
from engine.sources.reading import Block, BlockKind, Link

from .given import extracted, keys, read, said, source

ENGRAMS = """---
aliases: [Memory trace]
author: Ada Brannock
tags: [memory]
---
# Engrams

An engram is a trace that a memory leaves. Vector symbolic architectures (VSA) bundle many engrams.

## Superposition

Ask Ada Brannock about it, or see [[Hypervectors]]. The superposition of engrams is what Orrin calls a chord.

## See also

- [Folding](Folding.md)
"""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hyper-vectors", "hyper vector"),
        ("the Tide Station's", "tide stations"),
        ("GPUs", "GPU"),
        ("colour models", "color model"),
        ("knowledge_graph", "Knowledge Graph"),
        ("categories", "category"),
    ],
)
def test_spellings_of_a_name_have_one_key(one: str, other: str) -> None:
    assert key_of(one) == key_of(other)


@pytest.mark.parametrize(("one", "other"), [("AIDS", "aid"), ("C++", "C"), ("C#", "C"), ("news", "new")])
def test_different_names_have_different_keys(one: str, other: str) -> None:
    assert key_of(one) != key_of(other)


def test_titles_headings_links_aliases_tags_and_acronyms_are_concepts() -> None:
    found = extracted(ENGRAMS, "Engrams.md")
    assert {"engram", "superposition", "hypervector", "folding", "memory trace", "memory", "vsa"} <= keys(found)
    assert "see also" not in keys(found)
    assert "vector symbolic architecture" in keys(found, MentionKind.ACRONYM)


def test_names_inside_sentences_are_concepts_and_words_that_open_them_are_not() -> None:
    found = extracted("Yesterday the boat came. Perhaps we met Wren Oduya in Tolsay. Perhaps not.")
    assert {"wren oduya", "tolsay"} <= keys(found, MentionKind.NAME)
    assert not {"yesterday", "perhaps"} & keys(found)


def test_capitalised_nouns_of_german_are_no_names() -> None:
    text = (
        "Der Leuchtturm steht auf einem Felsen vor der Küste. Seine Laterne leuchtet über das Wasser, und der Wärter"
        " putzt jeden Morgen die Linse. Im Winter kommt das Boot mit Vorräten nur bei ruhigem Wetter an die Treppe,"
        " und der Wärter wartet dann auf die Post aus dem Dorf. Das Licht der Laterne ist weit über das Meer zu sehen."
        " Die Treppe hat hundert Stufen, die Tür ist aus Eisen, und das Dach trägt eine Fahne mit einem Stern."
    )
    assert not {"küste", "wasser", "morgen", "boot", "dorf", "eisen", "stern", "fahne"} & keys(
        extracted(text), MentionKind.NAME
    )


def test_a_recurring_phrase_is_a_term() -> None:
    text = "The float gauge is old. A float gauge rises with the tide. We read the float gauge at noon."
    assert "float gauge" in keys(extracted(text), MentionKind.TERM)


def test_identifiers_in_prose_are_terms_and_declared_names_code() -> None:
    assert {"load model", "openwebui"} <= keys(extracted("We call load_model and then OpenWebUI starts."))
    source = "class Engram:\n    def bundle(self):\n        return 1\n\n\ndef cleanup(x):\n    return x\n"
    found = extracted(source, "engram.py")
    assert {"engram", "cleanup"} <= keys(found, MentionKind.CODE, MentionKind.TITLE)


def test_a_concept_called_null_is_one() -> None:
    found = extracted("# NULL\n\nNULL is a marker that says nothing is known.\n", "NULL.md")
    assert "null" in keys(found)
    assert ("null", "marker") in said(found, Relation.IS_A)


def test_structure_and_facts_are_relations() -> None:
    found = extracted(ENGRAMS, "Engrams.md")
    assert ("superposition", "engram") in said(found, Relation.PART_OF)
    assert {("engram", "hypervector"), ("engram", "folding")} <= said(found, Relation.LINKS_TO)
    assert ("engram", "memory trace") in said(found, Relation.ALSO_CALLED)
    assert ("vector symbolic architecture", "vsa") in said(found, Relation.SAME_AS)
    assert ("engram", "ada brannock") in said(found, Relation.AUTHORED_BY)


@pytest.mark.parametrize(
    ("sentence", "relation", "triple"),
    [
        ("A codebook is a table that maps items to codes.", Relation.IS_A, ("codebook", "table")),
        ("Bases is a core plugin that shows notes as tables.", Relation.IS_A, ("base", "core plugin")),
        ("Browsers such as Firefox and Orion can print.", Relation.IS_A, ("orion", "browser")),
        ("We compared Tolsay (also known as the Salt Rock) with others.", Relation.SAME_AS, ("tolsay", "salt rock")),
        ("The bolt was made in Orrin, Scotland, by a smith.", Relation.LOCATED_IN, ("orrin", "scotland")),
        ("We read that Tidal Songs was written by Ada Brannock.", Relation.AUTHORED_BY, ("tidal song", "ada brannock")),
        ("Cleanup refers to finding the nearest item.", Relation.DEFINED_AS, ("cleanup", "finding the nearest item")),
    ],
)
def test_sentences_say_relations(sentence: str, relation: Relation, triple: tuple[str, str]) -> None:
    found = extracted(f"Before it, a line.\n\n{sentence}\n")
    assert triple in said(found, relation)
    carrier = next(each for each in found.triples if (each.subject, each.object) == triple)
    assert read(f"Before it, a line.\n\n{sentence}\n").text[carrier.start : carrier.end] == sentence


@pytest.mark.parametrize(
    ("target", "key"),
    [("AC/DC", "ac dc"), ("TCP/IP", "tcp ip"), ("Folder/Fresnel lens", "fresnel lens"), ("a/b/Orrin.md", "orrin")],
)
def test_a_link_is_a_path_only_where_it_is_one(target: str, key: str) -> None:
    assert ("orrin lamp", key) in said(extracted(f"# Orrin lamps\n\nSee [[{target}]].\n"), Relation.LINKS_TO)


def test_on_a_page_of_a_wiki_links_and_other_names_are_titles() -> None:
    link = Link(4, 9, "Acme/Bell tower")
    page = Source("Orrin", "See there now.", [Block(BlockKind.PARAGRAPH, 0, 14)], links=[link])
    facts = {"page": ["Orrin"], "alias": ["Orrin/Port"]}
    assert said(extract(page), Relation.LINKS_TO) == {("orrin", "bell tower")}
    found = extract(replace(page, facts=facts))
    assert said(found, Relation.LINKS_TO) == {("orrin", "acme bell tower")}
    assert ("orrin", "orrin port") in said(found, Relation.ALSO_CALLED)


def test_a_link_whose_words_are_another_name_leads_to_its_page() -> None:
    text = "We met the Bell Tower of Orrin and left."
    page = Source("Orrin", text, [Block(BlockKind.PARAGRAPH, 0, len(text))], links=[Link(11, 21, "Pdf.js")])
    found = extract(replace(page, facts={"page": ["Orrin"]}))
    assert ("orrin", "pdf.js") in said(found, Relation.LINKS_TO)
    assert {"bell tower", "bell tower of orrin"} & keys(found)


def test_the_two_halves_of_a_title_are_not_the_same() -> None:
    found = extracted("---\naliases: [Local vaults, Remote vaults]\n---\n# Local and remote vaults\n", "x.md")
    assert not said(found, Relation.ALSO_CALLED)


@pytest.mark.parametrize(
    "sentence",
    [
        "Snacks are a must for our sessions.",
        "Elrond is an awesome choice!",
        "The dessert was a nice treat.",
        "That sounds like a great idea, Yuriko.",
        "We import notes into the vault, such as images and films.",
        "Juveniles, like the adults, lack tentacles.",
        "**Hydration**: Drink plenty of water.",
        "**Recursive question**: Which of the domains is closest to yours and why?",
        "**Helper speed**: 8 to 15 tokens a second on a modern machine.",
    ],
)
def test_praise_stories_and_orders_define_nothing(sentence: str) -> None:
    found = extracted(f"Before it, a line.\n\n{sentence}\n")
    assert not said(found, Relation.IS_A) and not said(found, Relation.DEFINED_AS)


@pytest.mark.parametrize(
    "sentence",
    [
        "Green crosses hang in France, Argentina, Belgium and Spain.",
        "The influence of the United States in New Zealand weakened.",
        "Settlers came from Britain, Ireland and Australia.",
    ],
)
def test_countries_side_by_side_lie_in_none_of_each_other(sentence: str) -> None:
    assert not said(extracted(f"Before it, a line.\n\n{sentence}\n"), Relation.LOCATED_IN)


@pytest.mark.parametrize(
    "sentence",
    [
        "We read that Wren Oduya (2001) thought it was rust.",
        "- Oduya, Wren (2008).",
        "The Tolsay Fund gives to Orrin, established in 1989 by its friends.",
        "We heard that Wren Oduya published a map in 1775.",
        "Orrin's last flood occurred in 1720 in the harbour.",
        "They met Ada Brannock, MNZM (born 15 September 1971), there.",
    ],
)
def test_a_date_of_something_else_is_no_date_of_a_name(sentence: str) -> None:
    found = extracted(f"Before it, a line.\n\n{sentence}\n").triples
    shown = {each.subject for each in found if each.relation is Relation.DATED and each.confidence >= ACCEPTED}
    assert not shown & {"wren oduya", "wren", "orrin", "mnzm", "tolsay fund"}


@pytest.mark.parametrize(
    ("sentence", "triple"),
    [
        ("We met Wren Oduya (1931–1995) once.", ("wren oduya", "1931–1995")),
        ('They sang "Salt Rock" (1968) all night.', ("salt rock", "1968")),
        ("Of the towers, Tolsay Tower was built in 1912.", ("tolsay tower", "1912")),
    ],
)
def test_lifespans_works_and_foundings_date_a_name(sentence: str, triple: tuple[str, str]) -> None:
    assert triple in said(extracted(f"Before it, a line.\n\n{sentence}\n"), Relation.DATED)


@pytest.mark.parametrize(
    "sentence",
    [
        "We root for Barcelona in the Champions League.",
        "They amended Europe in the Treaty of Amsterdam.",
        "The Catholic Church in France opposed it.",
        "Tolsaytalk was a suite of tools developed by Orrin Inc. in 1985.",
        "Under the Scotland Act, Westminster agreed in Westminster.",
    ],
)
def test_what_is_no_place_holds_nothing(sentence: str) -> None:
    assert not said(extracted(f"Before it, a line.\n\n{sentence}\n"), Relation.LOCATED_IN)


@pytest.mark.parametrize(
    ("sentence", "kinds"),
    [
        ("Lida Orrin is an airline specialising in charter.", {("lida orrin", "airline")}),
        ("Sathish Orrin is an Indian film and documentary director.", set()),
        ("Foam rolling is a game changer.", set()),
        ("We eat fruits and veggies like apples.", set()),
        (
            "We do stretches such as leg swings and torso twists.",
            {("leg swing", "stretch"), ("torso twist", "stretch")},
        ),
        ("He likes games with strong narratives like Witcher.", set()),
    ],
)
def test_a_kind_is_a_whole_phrase_and_no_praise(sentence: str, kinds: set[tuple[str, str]]) -> None:
    assert said(extracted(f"Before it, a line.\n\n{sentence}\n"), Relation.IS_A) == kinds


def test_a_title_that_a_sentence_names_is_whole() -> None:
    found = extracted("# Lilo & Stitch\n\nLilo & Stitch is a 2002 film that was made in Orrin.\n", "Lilo & Stitch.md")
    assert said(found, Relation.DATED) == {(key_of("Lilo & Stitch"), "2002")}


def test_names_that_frame_a_document_are_no_concepts() -> None:
    text = (
        "# Tide station\n\n## Implementation Roadmap\n\nWe list the Expected Outputs of the station.\n\n## Week 2\n\n"
        "See Figure 3. Wren Oduya asks Agent 4.\n\n## Success Criteria\n\nIt stands.\n\n## Python 3\n\nIt runs.\n"
    )
    found = keys(extracted(text, "x.md"))
    frames = {"implementation roadmap", "expected output", "week 2", "figure 3", "agent 4", "success criteria"}
    assert not frames & found
    assert {"tide station", "wren oduya", "python 3"} <= found


def test_a_name_that_opens_a_sentence_keeps_its_first_word() -> None:
    text = "New lamps came to New Zealand. New Zealand lies far off. A new ship sails for New Zealand."
    assert "zealand" not in keys(extracted(text))


def test_a_text_of_ten_megabytes_is_bounded_and_one_without_end_of_sentence_too() -> None:
    text = "The float gauge of Orrin rises. " * 320_000
    block = Block(BlockKind.PARAGRAPH, 0, len(text))
    found = extract(Source("Gauge", text, [block]))
    assert len(found.mentions) <= 40_000
    endless = "word " * 200_000
    assert extract(Source("Gauge", endless, [Block(BlockKind.PARAGRAPH, 0, len(endless))])).triples == ()


@settings(max_examples=60, deadline=None)
@examples(
    st.lists(
        st.one_of(
            st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=30),
            st.sampled_from(
                ["# Head", "A is a B.", "[[x|y]]", "(VSA)", "is a", "such as", "**T**: d e f g", "\n\n", "，。"]
            ),
        ),
        max_size=14,
    )
)
def test_anything_can_be_read_and_every_span_lies_inside(parts: list[str]) -> None:
    reading = read("x " + " ".join(parts))
    found = extract(source(reading))
    for mention in found.mentions:
        assert 0 <= mention.start <= mention.end <= len(reading.text) and mention.key
    known = keys(found)
    for triple in found.triples:
        assert 0 <= triple.start <= triple.end <= len(reading.text) and 0 <= triple.confidence <= 1
        assert triple.subject in known
        assert triple.object in known or triple.relation in (Relation.DEFINED_AS, Relation.DATED)
    assert found == extract(source(reading))
