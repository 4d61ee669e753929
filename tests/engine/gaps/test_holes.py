"""Regions of the graph whose texts are near with hardly an edge between; nothing where links are, or texts differ."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from engine.gaps.finder import Looking
from engine.gaps.holes import Holes
from engine.gaps.records import Gap
from engine.gaps.regions import atlas
from engine.gaps.side import side
from engine.library.store import Library
from engine.models.hashed import HashedEncoder
from engine.reasoning.vectors import SentenceVectors
from tests.engine import shelf

TIDES = ("Tide gauge", "Stilling well", "Float wheel", "Datum bolt", "Tide table", "Harbour staff", "Spring tide")
LAMPS = ("Lamp room", "Paraffin tank", "Wick trimmer", "Mirror gear", "Lantern glass", "Keeper's watch", "Fog signal")
TIDE_TEXT = """Each evening at dusk the keeper writes the height of the water and the hour into the station journal,
signs the page, and locks the journal into the oak chest below the stairs of the tower until the boat comes in the
morning. No page of the journal is ever torn out; what is wrong is struck through, with the keeper's name."""
LAMP_TEXT = """Each evening at dusk the keeper writes the litres of paraffin and the hour into the station journal,
signs the page, and carries the journal down the stairs of the tower until the boat comes in the morning. No page of the
journal is ever torn out; an error is struck through, with the name of the keeper and the day."""
FILLER = "Of the {name} more is said beside {other}, and the {name} is drawn in the plan of the {place}."


def region(names: tuple[str, ...], place: str, last: str) -> dict[str, str]:
    """Pages that all link to each other; one of them has a text of its own."""
    texts = {}
    for at, name in enumerate(names):
        links = "\n".join(f"- [[{other}]]" for other in names if other != name)
        said = FILLER.format(name=name, other=names[at - 1], place=place) if at else last
        texts[f"{name}.md"] = f"# {name}\n\n{said}\n\n## See also\n\n{links}\n"
    return texts


def holes(library: Library, folder: Path, texts: dict[str, str]) -> list[Gap]:
    shelf.fill(library, folder, texts)
    return list(Holes().find(side(library, SentenceVectors(HashedEncoder()), ""), Looking()))


def test_two_regions_that_nothing_joins_and_whose_texts_are_near_are_a_hole(library: Library, tmp_path: Path) -> None:
    texts = region(TIDES, "mole", TIDE_TEXT) | region(LAMPS, "tower", LAMP_TEXT)
    (gap,) = holes(library, tmp_path, texts)
    assert {gap.a[0].place.title, gap.b[0].place.title} == {"Tide gauge", "Lamp room"}
    assert gap.measures["edges"] <= 1 < gap.measures["expected"] and "joins what is around" in gap.why
    assert gap.question.endswith("?") and "“Tide gauge”" in gap.question and "“Lamp room”" in gap.question
    for each in (*gap.a, *gap.b):
        assert library.text(each.place.version)[each.place.char_start : each.place.char_end] == each.quote


def test_a_graph_that_is_behind_is_said_to_be(library: Library, tmp_path: Path) -> None:
    shelf.put(library, tmp_path / "new.md", "# New\n\nNobody has read this yet.\n")
    looking = Looking()
    assert not list(Holes().find(side(library, SentenceVectors(HashedEncoder()), ""), looking))
    assert any("does not know all documents" in note for note in looking.notes)


def test_the_same_library_gives_the_same_holes(library: Library, tmp_path: Path) -> None:
    texts = region(TIDES, "mole", TIDE_TEXT) | region(LAMPS, "tower", LAMP_TEXT)
    first = holes(library, tmp_path, texts)
    assert [gap.gap_id for gap in holes(library, tmp_path, texts)] == [gap.gap_id for gap in first]


def test_pages_that_name_each_other_are_no_hole(library: Library, tmp_path: Path) -> None:
    texts = region(TIDES, "mole", f"{TIDE_TEXT} See the [[Lamp room]].") | region(LAMPS, "tower", LAMP_TEXT)
    assert not holes(library, tmp_path, texts)


def test_parts_of_a_series_are_near_by_nature(library: Library, tmp_path: Path) -> None:
    tides, lamps = ("Log 1968", *TIDES[1:]), ("Log 1969", *LAMPS[1:])
    assert not holes(library, tmp_path, region(tides, "mole", TIDE_TEXT) | region(lamps, "tower", LAMP_TEXT))


def test_regions_that_speak_of_other_things_are_no_hole(library: Library, tmp_path: Path) -> None:
    bread = "Rye flour, water and salt are kneaded for ten minutes and baked in a hot oven until the crust is brown."
    assert not holes(library, tmp_path, region(TIDES, "mole", TIDE_TEXT) | region(LAMPS, "tower", bread))


def test_a_chain_of_pages_is_no_dense_region(library: Library, tmp_path: Path) -> None:
    texts = {f"{one}.md": f"# {one}\n\nBehind it stands [[{other}]].\n" for one, other in pairwise((*TIDES, *LAMPS))}
    shelf.fill(library, tmp_path, texts)
    with library.database.snapshot() as connection:
        assert all(len(region.versions) >= 3 for region in atlas(connection, Looking()).regions)
    assert not list(Holes().find(side(library, SentenceVectors(HashedEncoder()), ""), Looking()))
