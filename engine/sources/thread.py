"""The order of a conversation that branches: the main line first, then each line that was left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping


def ordered(parents: Mapping[str, str], last: str) -> list[tuple[str, str]]:
    """(id, branch) of every node. The branch is empty on the main line, else the id of the branch's first node.

    Args:
        parents: each node's parent, '' for none; in the order of the file. Unknown parents and loops do no harm.
        last: the node at the end of the main line.
    """
    children: defaultdict[str, list[str]] = defaultdict(list)
    for node, parent in parents.items():
        children[parent].append(node)
    main = _path_to(last, parents, set())
    found = [(node, "") for node in main]
    done = set(main)
    for node in parents:
        if node in done:
            continue
        starts = [_path_to(node, parents, done)[0]]
        while starts:
            branch = step = starts.pop(0)
            while step:
                done.add(step)
                found.append((step, branch))
                step, *others = [child for child in children[step] if child not in done] or [""]
                starts += others
    return found


def _path_to(node: str, parents: Mapping[str, str], stop: set[str]) -> list[str]:
    """From the topmost ancestor below `stop` down to the node."""
    path: list[str] = []
    seen = set(stop)
    while node in parents and node not in seen:
        path.append(node)
        seen.add(node)
        node = parents[node]
    return path[::-1]
