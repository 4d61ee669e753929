"""Graphs onto cells: nothing overlaps, nothing leaves the picture, arrows reach every node."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui import themes
from tui.graphview.drawing import draw
from tui.graphview.graph import Edge, Graph, Node, cut
from tui.graphview.layout import Positions, lay_out
from tui.graphview.moving import towards
from tui.graphview.placing import Spot, place

COLOURS = themes.load().palettes[themes.DEFAULT]


def made(count: int, seed: int = 1) -> Graph:
    """A centre, a ring around it, and what is near the ring."""
    chance = random.Random(seed)
    kinds = ["centre", *["main"] * min(5, count - 1), *["near"] * max(0, count - 6)]
    nodes = [Node(str(n), f"A document of number {n}", kind, 1 / (n + 1)) for n, kind in enumerate(kinds)]
    edges = [Edge(str(n), str(chance.randrange(n)), chance.random(), f".{n:02}", "why") for n in range(1, count)]
    return Graph(tuple(nodes), tuple(edges))


def scattered(count: int, seed: int) -> Positions:
    chance = random.Random(seed)
    return {str(n): (chance.random(), chance.random()) for n in range(count)}


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 60), st.integers(1, 200), st.integers(1, 60), st.integers(0, 9))
def test_no_sign_or_label_lies_on_another_or_leaves_the_picture(count: int, width: int, height: int, seed: int) -> None:
    spots = place(made(count), scattered(count, seed), width, height)
    taken: set[tuple[int, int]] = set()
    for spot in spots.values():
        begin, end = spot.cells
        cells = {(x, spot.y) for x in range(begin, end)}
        assert begin >= 0 and end <= width and 0 <= spot.y < height
        assert not cells & taken
        taken |= cells


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 60), st.integers(1, 120), st.integers(1, 40), st.booleans())
def test_a_picture_has_the_size_of_its_pane(count: int, width: int, height: int, focused: bool) -> None:
    graph = made(count)
    spots = place(graph, scattered(count, 3), width, height)
    lines = draw(graph, spots, "0", width, height, COLOURS, focused=focused)
    assert len(lines) == height
    assert all(line.cell_length == width for line in lines)


def test_the_same_graph_is_laid_out_the_same_way() -> None:
    graph = made(40)
    assert lay_out(graph) == lay_out(graph)
    assert all(0 <= each <= 1 for place in lay_out(graph).values() for each in place)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_the_smallest_graphs_can_be_laid_out(count: int) -> None:
    assert len(lay_out(made(count) if count else Graph())) == count


def test_too_many_nodes_are_cut_by_weight_and_counted() -> None:
    graph = cut(made(100))
    assert len(graph.nodes) == 60 and graph.left_out == 40
    assert "0" in graph.by_id and "99" not in graph.by_id
    assert all(edge.one in graph.by_id and edge.other in graph.by_id for edge in graph.edges)


def test_arrows_go_to_the_nearest_node_in_their_direction() -> None:
    spots = {
        name: Spot(x, y, "", x) for name, x, y in (("here", 40, 10), ("right", 60, 11), ("far", 80, 10), ("up", 44, 2))
    }
    assert towards(spots, "here", 1, 0) == "right"
    assert towards(spots, "right", 1, 0) == "far"
    assert towards(spots, "here", 0, -1) == "up"
    assert towards(spots, "here", -1, 0) == ""
    assert towards(spots, "far", -1, 0) == "right"


def test_every_node_of_a_dense_picture_can_be_reached_by_arrows() -> None:
    graph = made(40)
    spots = place(graph, lay_out(graph), 78, 18)
    reached, edge = {"0"}, ["0"]
    while edge:
        here = edge.pop()
        for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            there = towards(spots, here, dx, dy)
            if there and there not in reached:
                reached.add(there)
                edge.append(there)
    assert len(reached) >= 0.9 * len(spots)  # n and N reach the rest
