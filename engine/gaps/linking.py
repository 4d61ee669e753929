"""Links that are missing: one page names another, or is close to it in meaning and links, and neither links to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from engine.gaps import naming
from engine.gaps.finder import Looking
from engine.gaps.records import Gap, GapKind
from engine.gaps.side import Side

if TYPE_CHECKING:  # what is heavy to import waits until it is used
    from engine.gaps.links.known import Known
    from engine.gaps.links.proposing import Proposal

BETWEEN_LEAST = 0.5
"""The confidence of a link between two sides: there it stands among gaps that are surer."""


class MissingLinks:
    """Finds links that are missing within a library."""

    kind = GapKind.LINK

    def find(self, whole: Side, looking: Looking) -> Iterable[Gap]:
        """One page that should link to another, the surest first."""
        from engine.gaps.links.known import know
        from engine.gaps.links.proposing import propose

        known = know(whole, looking)
        for proposal in propose(known, looking):
            looking.go_on()
            yield _gap(known, proposal)


class LinksBetween:
    """Finds links that are missing from one side's pages to the other's."""

    kind = GapKind.LINK

    def find(self, a: Side, b: Side, looking: Looking) -> Iterable[Gap]:
        """A page of A that should link to one of B, the surest first."""
        from engine.gaps.links.known import know
        from engine.gaps.links.proposing import propose

        both = replace(a, documents=a.documents | b.documents)
        known = know(both, looking)
        only_a, only_b = a.documents - b.documents, b.documents - a.documents
        for proposal in propose(known, looking):
            source, target = known.pages[proposal.source], known.pages[proposal.target]
            if proposal.confidence >= BETWEEN_LEAST and source.document_id in only_a and target.document_id in only_b:
                yield _gap(known, proposal)


def _gap(known: Known, proposal: Proposal) -> Gap:
    from engine.gaps.links.wording import evidence, reason

    source, target = known.pages[proposal.source], known.pages[proposal.target]
    here, there = evidence(known, proposal)
    one, other = sorted((source, target), key=lambda page: (page.path, page.part))
    place = replace(here.place, path=one.path, part=one.part)
    shared = known.network.shared(proposal.source, proposal.target)
    return Gap(
        gap_id=naming.number(GapKind.LINK, f"{other.path}\0{other.part}", place, ""),
        kind=GapKind.LINK,
        title=f"{source.title} → {target.title}",
        why=reason(known, proposal),
        confidence=proposal.confidence,
        a=(here,),
        b=(there,),
        measures={
            "likeness": float(known.vectors[proposal.source] @ known.vectors[proposal.target]),
            "shared_neighbours": float(len(shared)),
            "named": float(proposal.named.count if proposal.named is not None else 0),
        },
    )
