"""Links that are missing: what is proposed, what never is, and that what is shown stands in the texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Event as Flag

import networkx as nx
import numpy as np
import pytest

from engine.errors import Cancelled
from engine.gaps.finder import Looking
from engine.gaps.linking import LinksBetween, MissingLinks
from engine.gaps.links.features import EVERYTHING, PAIR, pair_rows
from engine.gaps.links.known import Known, know
from engine.gaps.links.meaning import nearest
from engine.gaps.links.network import common, network, popularity, walks
from engine.gaps.links.pages import is_telling
from engine.gaps.links.proposing import AGAIN, Proposal, varied
from engine.gaps.links.weights import Case, load
from engine.gaps.records import Gap
from engine.gaps.side import side
from engine.library.store import Library
from engine.models.hashed import HashedEncoder
from engine.reasoning.vectors import SentenceVectors
from tests.engine import shelf

LENS = "The Fresnel lens bends light by rings of prisms, so that a small flame is seen twenty miles out at sea.\n"
KEEPER = "The keeper trims the wick at dusk and polishes the Fresnel lens each morning with chamois and spirits.\n"
BELL = "The fog bell is struck twice every minute, by a clockwork that is wound up each evening before fog comes.\n"
CHEESE = "Curds are cut when a finger lifts them clean, then salted, pressed and turned for forty days in a cellar.\n"

Find = Callable[[Mapping[str, str]], list[Gap]]


@pytest.fixture
def known(library: Library, tmp_path: Path) -> Callable[[Mapping[str, str]], Known]:
    def make(texts: Mapping[str, str]) -> Known:
        shelf.fill(library, tmp_path, texts)
        return know(side(library, SentenceVectors(HashedEncoder()), ""), Looking())

    return make


@pytest.fixture
def find(library: Library, tmp_path: Path) -> Find:
    """Takes texts in and gives what is missing among them."""

    def make(texts: Mapping[str, str]) -> list[Gap]:
        shelf.fill(library, tmp_path, texts)
        return list(MissingLinks().find(side(library, SentenceVectors(HashedEncoder()), ""), Looking()))

    return make


def shelf_of(**more: str) -> dict[str, str]:
    """Some notes that have nothing to do with each other, and more."""
    notes = {f"Subject {word}.md": f"{word.capitalize()} is told of here, {word} and nothing else.\n" for word in WORDS}
    return notes | {f"{name.replace('_', ' ')}.md": text for name, text in more.items()}


WORDS = ("basalt", "cricket", "dulcimer", "ermine", "fennel", "gneiss", "hammock", "isobar", "juniper", "kestrel")


def test_a_note_that_is_named_elsewhere_and_not_linked_is_proposed_with_both_passages(
    find: Find, library: Library
) -> None:
    found = find(shelf_of(Fresnel_lens=LENS, Keepers_duties=KEEPER, Fog_bell=BELL))
    gap = next(each for each in found if each.title == "Keepers duties → Fresnel lens")
    assert gap.a[0].quote == KEEPER.strip() and gap.b[0].quote == LENS.strip()
    for each in (*gap.a, *gap.b):
        text = library.text(each.place.version)
        assert each.quote == text[each.place.char_start : each.place.char_end]
    assert gap.why.startswith("“Keepers duties” names “Fresnel lens”") and gap.why.endswith("links to the other.")
    assert 0 < gap.confidence < 1 and gap.measures["named"] == 1


def test_the_passage_of_the_target_begins_with_its_heading(find: Find) -> None:
    found = find(shelf_of(Fresnel_lens=f"# Fresnel lens\n\n{LENS}\nMore.\n", Keepers_duties=KEEPER))
    gap = next(each for each in found if each.title.endswith("→ Fresnel lens"))
    assert gap.b[0].quote == f"# Fresnel lens\n\n{LENS.strip()}"


def test_an_alias_names_a_note_too(find: Find) -> None:
    aliased = f"---\naliases: [Dioptric apparatus]\n---\n{LENS}"
    text = "Each spring the dioptric apparatus is taken apart and its prisms are counted and washed.\n"
    titles = {each.title for each in find(shelf_of(Fresnel_lens=aliased, Spring_cleaning=text))}
    assert "Spring cleaning → Fresnel lens" in titles


@pytest.mark.parametrize(
    "text",
    [
        KEEPER.replace("Fresnel lens", "[[Fresnel lens]]"),
        KEEPER.replace("Fresnel lens", "[lens](Fresnel%20lens.md)"),
        "It is bought at https://shop.example/Fresnel-lens or run by `Fresnel lens` in a shell.\n",
        "```\nFresnel lens\n```\n\nNothing of it here.\n",
        "---\nsource: Fresnel lens\n---\n\nNothing of it here.\n",
    ],
    ids=["linked", "linked in Markdown", "address and code", "block of code", "front matter"],
)
def test_a_name_in_a_link_or_in_code_asks_for_no_link(find: Find, text: str) -> None:
    found = find(shelf_of(Fresnel_lens=LENS, Keepers_duties=text))
    assert not [each for each in found if each.measures["named"]]


def test_a_link_in_one_direction_is_enough(find: Find) -> None:
    found = find(shelf_of(Fresnel_lens=f"{LENS}\nSee [[Keepers duties]].\n", Keepers_duties=KEEPER))
    assert not [each for each in found if "Fresnel lens" in each.title]


@pytest.mark.parametrize("name", ["README", "Notes", "Index", "Links", "Overview", "2024-01-01", "Untitled", "The"])
def test_titles_that_are_common_words_are_never_proposed(find: Find, name: str) -> None:
    assert not is_telling(name)
    text = f"See the {name} below; {name} says more, and the {name.lower()} too. The lamp burns.\n"
    found = find(shelf_of(**{name: "All of the lamp.\n", "Lamp_room": text}))
    assert not [each for each in found if each.title.endswith(f"→ {name}") or each.title.startswith(f"{name} →")]


def test_a_part_of_a_longer_name_names_nothing(find: Find) -> None:
    found = find(shelf_of(Paris="A city on a river, with bridges.\n", Treaty="They met in Paris Hilton’s house.\n"))
    assert not [each for each in found if each.measures["named"]]


def test_an_open_bracket_of_a_name_is_closed_where_it_is_shown(find: Find) -> None:
    text = "In 1759 the Eddystone light (Smeaton tower) was lit again, and it burned until 1877 on its rock.\n"
    found = find(shelf_of(**{"Eddystone light (Smeaton tower)": "A tower of stone on a rock.\n", "Rocks": text}))
    assert found[0].why.startswith("“Rocks” names “Eddystone light (Smeaton tower)”")


def test_what_tells_a_title_from_others_of_its_name_need_not_be_said(find: Find) -> None:
    page = "A tower of stone that stood on a rock far out.\n"
    told = "They lit the Smeaton Tower in 1759, and the boys rowed out to it each week.\n"
    found = find(shelf_of(**{"Smeaton Tower (lighthouse)": page, "The Boys (film)": "A film.\n", "Rocks": told}))
    assert [each.title for each in found if each.measures["named"]] == ["Rocks → Smeaton Tower (lighthouse)"]


def test_a_name_of_one_word_that_many_plain_notes_use_is_a_word(find: Find) -> None:
    notes = {f"Note on {word}.md": f"A {word} can be drawn in Kestrel; {word} is its subject.\n" for word in WORDS}
    found = find({**notes, "Kestrel.md": "A program for drawings.\n"})
    assert not [each for each in found if each.measures["named"]]


def test_a_name_that_two_notes_have_names_neither(library: Library, tmp_path: Path) -> None:
    shelf.fill(
        library,
        tmp_path,
        {"one/Fog bell.md": BELL, "two/Fog bell.md": CHEESE, "Keeper.md": "He winds the fog bell at night.\n"},
    )
    found = list(MissingLinks().find(side(library, SentenceVectors(HashedEncoder()), ""), Looking()))
    assert not [each for each in found if each.measures["named"]]


def test_one_page_does_not_come_again_and_again_however_many_there_are() -> None:
    one_hub = [Proposal(n, 0, 0.5 + n / 10_000, None) for n in range(1, 2_001)]
    others = [Proposal(3_000, 3_001, 0.6, None), Proposal(3_002, 3_003, 0.55, None)]
    ranked = list(varied([*one_hub, *others]))
    assert sorted(ranked, key=str) == sorted([*one_hub, *others], key=str)
    assert ranked[0] == one_hub[-1] and ranked.index(others[0]) < 4 and ranked.index(others[1]) < 6
    seen: Counter[int] = Counter()
    worths = []
    for each in ranked:
        worths.append(each.confidence * AGAIN ** (seen[each.source] + seen[each.target]))
        seen.update((each.source, each.target))
    assert worths == sorted(worths, reverse=True)


def test_copies_are_not_to_be_linked(find: Find) -> None:
    text = f"{LENS}\n{BELL}"
    found = find(shelf_of(Lights_at_sea=text, Lights_at_sea_copy=text, Signals_in_fog=text.replace("twenty", "thirty")))
    assert not found


def test_one_document_and_odd_links_give_nothing(find: Find) -> None:
    assert (
        find({"NULL.md": "See [[NULL]], [[Nowhere]], [x](), [[]], [[#part]] and ![[lamp.png]]. NULL is null.\n"}) == []
    )


def test_a_note_called_null_can_be_named(find: Find) -> None:
    found = find(shelf_of(NULL="Nothing at all, in tables.\n", Tables="A cell that is NULL has no value at all.\n"))
    assert "Tables → NULL" in {each.title for each in found}


def test_the_same_gap_keeps_its_number_when_more_is_known(find: Find) -> None:
    first = {each.title: each.gap_id for each in find(shelf_of(Fresnel_lens=LENS, Keepers_duties=KEEPER))}
    again = find(shelf_of(Fresnel_lens=LENS, Keepers_duties=f"New words before.\n\n{KEEPER}", Fog_bell=BELL))
    assert first["Keepers duties → Fresnel lens"] in {each.gap_id for each in again}


def test_between_two_sides_only_links_from_the_one_to_the_other_count(library: Library, tmp_path: Path) -> None:
    shelf.fill(library, tmp_path, {f"a/{name}": text for name, text in shelf_of(Keepers_duties=KEEPER).items()})
    shelf.fill(library, tmp_path, {"b/Fresnel lens.md": LENS, "b/Lens care.md": "The Fresnel lens is kept dry.\n"})
    vectors = SentenceVectors(HashedEncoder())
    a, b = side(library, vectors, "a"), side(library, vectors, "b")
    assert {each.title for each in LinksBetween().find(a, b, Looking())} <= {"Keepers duties → Fresnel lens"}
    assert not list(LinksBetween().find(b, a, Looking()))


def test_the_search_stops_when_it_is_told_to(known: Callable[[Mapping[str, str]], Known]) -> None:
    whole = known(shelf_of()).side
    cancel = Flag()
    cancel.set()
    with pytest.raises(Cancelled):
        list(MissingLinks().find(whole, Looking(cancel=cancel)))


def test_measures_of_the_network_are_those_of_networkx() -> None:
    graph = nx.gnm_random_graph(40, 90, seed=3)
    known = network(40, [*graph.edges, (1, 1), *((b, a) for a, b in graph.edges)], [])
    u, v = np.array([0, 3, 7, 21]), np.array([5, 9, 30, 22])
    shared, adamic_adar = common(known, u, v)
    pairs = list(zip(u.tolist(), v.tolist(), strict=True))
    assert shared.tolist() == [len(list(nx.common_neighbors(graph, *pair))) for pair in pairs]
    assert adamic_adar == pytest.approx([score for _, _, score in nx.adamic_adar_index(graph, pairs)], abs=1e-5)
    assert popularity(known) == pytest.approx(list(nx.pagerank(graph).values()), rel=0.02, abs=1e-3)
    for sources, chances in walks(known, u, lambda: None):
        for row, source in enumerate(sources.tolist()):
            exact = nx.pagerank(graph, personalization={source: 1})
            near = sorted(exact, key=lambda node: -exact[node])[:3]
            assert chances[[row]].toarray()[0][near] == pytest.approx([exact[node] for node in near], rel=0.4)


def test_what_is_not_in_the_library_joins_pages_that_link_to_it(known: Callable[[Mapping[str, str]], Known]) -> None:
    made = known({"One.md": "Of [[Eddystone]].\n", "Two.md": "Of [[eddystone]].\n", "Three.md": "Of [[Alone]].\n"})
    assert made.network.links.shape == (4, 4) and made.network.shared(0, 1) == []
    rows = dict(zip(PAIR, pair_rows(made, np.array([0]), np.array([1]), lambda: None)[0], strict=True))
    assert rows["adamic_adar"] > 0


def test_in_a_large_library_most_of_the_nearest_are_found_without_comparing_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    generator = np.random.default_rng(0)
    middles = generator.standard_normal((30, 32))
    vectors = (middles[generator.integers(0, 30, 900)] + 0.4 * generator.standard_normal((900, 32))).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    exact = {page: set(others.tolist()) for page, others in nearest(vectors, 5, Looking())}
    monkeypatch.setattr("engine.gaps.links.meaning.EXACT", 100)
    found: dict[int, set[int]] = {}
    for page, others in nearest(vectors, 5, Looking()):
        found.setdefault(page, set()).update(others.tolist())
    assert np.mean([len(exact[page] & found.get(page, set())) / 5 for page in exact]) > 0.8


@pytest.mark.parametrize("tier", [0, 1])
def test_a_name_in_its_own_letter_case_says_more_in_every_model(tier: int) -> None:
    for case in Case:
        model = load(tier, case)
        assert np.isfinite(model.weights).all() and model.weights.any()
    for case in (Case.LINKED_NAMED, Case.PLAIN_NAMED):
        assert load(tier, case).weights[EVERYTHING.index("exact")] > 0
