"""Where nodes stand in a square of 1 by 1: joined ones near each other, all of them spread over the height."""

from __future__ import annotations

from collections.abc import Mapping

from tui.graphview.graph import Graph

SEED = 7  # the same graph always looks the same
ROUNDS = 120
SPREAD = 0.6  # how far rows are filled evenly: labels lie side by side in a line, never above each other in one

Positions = Mapping[str, tuple[float, float]]
"""Each node's x from the left and y from the top, 0..1."""


def lay_out(graph: Graph) -> Positions:
    """Positions of all nodes; some tens of milliseconds for 60, and networkx takes a second to import: on a thread.

    The nodes begin on rings around the weightiest one, by kind, and are moved by springs (Fruchterman and Reingold,
    1991), so that the middle stays in the middle.
    """
    if not graph.nodes:
        return {}
    if len(graph.nodes) == 1:
        return {graph.nodes[0].id: (0.5, 0.5)}
    import networkx as nx  # a tenth of a second that the first frame does not need

    net = nx.Graph()
    net.add_nodes_from(node.id for node in graph.nodes)
    net.add_weighted_edges_from((edge.one, edge.other, max(edge.weight, 0.05)) for edge in graph.edges)
    rings = [[node.id for node in graph.nodes if node.kind == kind] for kind in ("centre", "main", "near")]
    start = nx.shell_layout(net, nlist=[ring for ring in rings if ring])
    distance = 1.8 / len(graph.nodes) ** 0.5
    sprung = nx.spring_layout(net, k=distance, pos=start, iterations=ROUNDS, weight="weight", seed=SEED)
    xs, ys = (_scaled({id_: float(place[axis]) for id_, place in sprung.items()}) for axis in (0, 1))
    return {id_: (xs[id_], ys[id_]) for id_ in xs}


def _scaled(values: Mapping[str, float]) -> dict[str, float]:
    """Over the whole of 0..1, somewhat more evenly than they were."""
    low, high = min(values.values()), max(values.values())
    span = high - low or 1.0
    last = len(values) - 1
    order = {id_: rank / last for rank, id_ in enumerate(sorted(values, key=lambda id_: (values[id_], id_)))}
    return {id_: (1 - SPREAD) * (value - low) / span + SPREAD * order[id_] for id_, value in values.items()}
