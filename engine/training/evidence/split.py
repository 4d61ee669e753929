"""Documents in two halves, to train on and to report on, so that few chains between the two are lost.

Even and odd numbers would cut every other chain. So documents that share chains stay together, in groups of a bounded
size, and the groups are dealt out whole.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

LARGEST = 60  # documents of a group: more would be one half all about one country
REPORTED = 0.72  # of the chains: at least a thousand are wanted to report on

Pair = tuple[int, int]


def reported(pairs: Sequence[Pair], largest: int = LARGEST, share: float = REPORTED) -> frozenset[int]:
    """The documents to report on; all others are there to train on.

    Args:
        pairs: the two documents of each chain.
        largest: documents of a group.
        share: of the chains, 0..1, that is aimed at.
    """
    groups = _groups(pairs, largest)
    inside = Counter(groups[one] for one, other in pairs if groups[one] == groups[other])
    chosen: set[int] = set()
    kept, seen = 0, 0
    for group, count in sorted(inside.items(), key=lambda each: (-each[1], each[0])):
        seen += count
        if kept < share * seen:
            chosen.add(group)
            kept += count
    return frozenset(document for document, group in groups.items() if group in chosen)


def _groups(pairs: Iterable[Pair], largest: int) -> dict[int, int]:
    """The group of each document: the strongest links are tied first, as long as the group stays small enough."""
    links = Counter((min(pair), max(pair)) for pair in pairs)
    group = {document: document for link in links for document in link}
    members: dict[int, list[int]] = defaultdict(list)
    for document in group:
        members[document].append(document)
    for (one, other), _ in sorted(links.items(), key=lambda each: (-each[1], each[0])):
        into, out = group[one], group[other]
        if into != out and len(members[into]) + len(members[out]) <= largest:
            for document in members[out]:
                group[document] = into
            members[into] += members.pop(out)
    return group
