"""Why a list of documents is as it is: which part of each result came from codes, which from words, which from the
tree, and what of a record was found in the facts."""

from __future__ import annotations

from collections.abc import Mapping

from engine.gaps.records import GapReport
from engine.gaps.report import heading, summary
from engine.records import ArmScore, Lacking, Recalled, Similar, SimilarDocument
from tui.drawing.clean import one_line
from tui.drawing.report import Cells, Pair, Paragraph, Part, Title
from tui.talk import Result, counted, where

ARMS = ("codes", "words", "tree")
WIDTHS = (7,)
LACKING = {"codes": "far from the nearest passage of the other", "tree": "where only the first source points"}
MEANING = {
    "codes": "cosine of embeddings, passage by passage",
    "words": "BM25 of the telling words, as a share of the target's own",
    "tree": "cosine of the bundles in the engram tree",
}


def page(result: Result) -> list[Part]:
    """The page for one list."""
    match result:
        case Similar():
            return _similar(result)
        case Lacking():
            return _lacking(result)
        case Recalled():
            return _recalled(result)
        case GapReport():
            return _gaps(result)


def _similar(found: Similar) -> list[Part]:
    parts: list[Part] = [Paragraph(f"Like {one_line(found.target, 200)}")]
    parts += [Title("Opinions"), *(Pair(arm, MEANING[arm], 9) for arm in ARMS)]
    parts.append(Pair("score", "the mean of the three, between 0 and 1", 9))
    if found.words:
        parts.append(Pair("telling", ", ".join(one_line(word) for word in found.words), 9))
    parts.append(Title("Documents"))
    for n, each in enumerate(found.documents, 1):
        parts += _document(f"{n:>2}", each)
    if found.read_next:
        parts.append(Title("Read next"))
        for each in found.read_next:
            parts += _document(" →", each)
    parts.append(Title("Passages"))
    for n, passage in enumerate(found.passages, 1):
        place = passage.passage.place
        mark = " · near-duplicate" if passage.near_duplicate else ""
        parts.append(Cells((f"{n:>2}", f"{one_line(place.title)} · {where(place)}{mark}"), (2,), bold=True))
        parts.append(Cells(("", _opinions(passage.passage.score, passage.passage.arms)), WIDTHS, colour="mark"))
    return [*parts, *_timings(found.timings)]


def _document(sign: str, each: SimilarDocument) -> list[Part]:
    mark = " · near-duplicate" if each.near_duplicate else ""
    return [
        Cells((sign, f"{one_line(each.place.title)}{mark}"), (2,), bold=True),
        Cells(("", _opinions(each.score, each.arms)), WIDTHS, colour="mark"),
        Cells(("", one_line(each.why, 400)), WIDTHS, colour="muted"),
    ]


def _lacking(found: Lacking) -> list[Part]:
    parts: list[Part] = [Paragraph(f"In {one_line(found.target, 200)}, not in {one_line(found.without, 200)}")]
    parts += [Title("Opinions"), *(Pair(arm, meaning, 9) for arm, meaning in LACKING.items()), Title("Passages")]
    for n, each in enumerate(found.passages, 1):
        parts.append(Cells((f"{n:>2}", f"{one_line(each.place.title)} · {where(each.place)}"), (2,), bold=True))
        parts.append(Cells(("", _opinions(each.score, each.arms)), WIDTHS, colour="mark"))
    return [*parts, *_timings(found.timings)]


def _recalled(found: Recalled) -> list[Part]:
    asked = " ".join(f"{role}={filler}" for role, filler in found.query)
    parts: list[Part] = [Paragraph(one_line(asked, 400))]
    parts.append(
        Paragraph("Found by the likeness of records in the engram tree; every pair is held against the facts.", "muted")
    )
    if found.documents:
        parts.append(Title("Documents"))
    for n, each in enumerate(found.documents, 1):
        parts.append(Cells((f"{n:>2}", one_line(each.title)), (2,), bold=True))
        scores = f"score {each.score:.2f}   tree {each.likeness:.2f}"
        parts.append(Cells(("", scores), WIDTHS, colour="mark"))
        for name, matches in (("exact", each.matched), ("in part", each.partial), ("not", each.missing)):
            if matches:
                said = " · ".join(f"{one.role}={one_line(one.found or one.wanted)}" for one in matches)
                parts.append(Cells(("", f"{name}: {said}"), WIDTHS, colour="muted"))
    for role, fillers in found.fillers.items():
        parts.append(Title(f"{role} = ?"))
        parts += [
            Pair(one_line(each.filler, 30), f"in {counted(each.documents, 'document')} · cosine {each.score:.3f}", 32)
            for each in fillers
        ]
    if found.combinations:
        parts.append(Title("Together"))
    for combination in found.combinations:
        names = " + ".join(f"{role}={one_line(filler, 40)}" for role, filler in combination.fillers.items())
        detail = f"in {counted(combination.documents, 'document')} · settled in {combination.iterations} rounds"
        parts.append(Cells(("", f"{names}: {detail}"), (2,)))
    if found.note:
        parts.append(Paragraph(found.note, "muted"))
    return [*parts, *_timings(found.timings)]


def _opinions(score: float, arms: Mapping[str, ArmScore]) -> str:
    said = [f"{arm} #{arms[arm].rank} {arms[arm].score:.2f}" if arm in arms else f"{arm} —" for arm in ARMS]
    return "   ".join([*said, f"score {score:.2f}"])


def _timings(timings: Mapping[str, float]) -> list[Part]:
    return [Title("Timings"), Paragraph(" · ".join(f"{name} {ms:.1f} ms" for name, ms in timings.items()))]


def _gaps(found: GapReport) -> list[Part]:
    parts: list[Part] = [Paragraph(f"{one_line(heading(found), 200)}. {summary(found)}")]
    parts += [Title("Weighed"), *(Pair(kind, f"{count:,}", 13) for kind, count in found.looked_at.items())]
    parts.append(Title("Gaps"))
    for n, gap in enumerate(found.gaps, 1):
        measures = " · ".join(f"{one_line(name, 40)} {value:.3g}" for name, value in gap.measures.items())
        parts.append(Paragraph(f"{n}. {one_line(gap.title, 90)}: {gap.kind.value}, {gap.confidence:.0%}, {gap.gap_id}"))
        parts.append(Paragraph(f"{one_line(gap.question, 200)} {measures}".strip(), "muted"))
    timings = " · ".join(f"{name} {ms:.1f} ms" for name, ms in found.timings.items())
    return [*parts, Title("Timings"), Paragraph(timings)]
