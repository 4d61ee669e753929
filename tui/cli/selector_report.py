"""The report on a trained selector, as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tui.cli.figures import counted
from tui.cli.layout import table, wrap
from tui.cli.output import prose_width, strong

STAGES = ("before any round", "after the rounds")
HEAD = ["", "MRR@10", "R@5", "all@5", "better by", "from", "to", "p"]
SHOWN = "recall@5"
"""The figure whose differences are shown; `--json` has both."""

CARD = ("date", "data", "licence", "command", "seed")

LEGEND = (
    "better by: how much higher the network's R@5 (recall@5) is, with the 95 % interval. further: share of the "
    "questions for which more than the first search was made."
)


def report_text(found: Mapping[str, Any]) -> list[str]:
    """A report's lines."""
    lines = _verdict(found) if "verdict" in found else []
    told = f"Trained on {_sources(found['trained_on'])}; judged on {_sources(found['reported_on'])}."
    lines += wrap(told, prose_width())
    stages, ways = (_whole(found[name]) if "verdict" in found else found[name] for name in ("stages", "ways"))
    for each in stages:
        lines += ["", strong(f"{each['source']}, {STAGES[each['stage']]}: {counted(each['questions'], 'question')}")]
        lines += table(HEAD, [_row(line) for line in each["arms"]])
    for each in ways:
        lines += ["", strong(f"{each['source']}, as far as each one's own gate goes")]
        lines += table([*HEAD, "further"], [[*_row(line), f"{line['further']:.3f}"] for line in each["arms"]])
    if found["halting"]:
        lines += ["", strong("knowing that the evidence is enough")]
        lines += table(["", "AUROC", "Brier"], [_halting(each) for each in found["halting"]])
    if found["stages"]:
        lines += ["", *wrap(LEGEND, prose_width())]
    if "written" in found:
        lines += ["", f"Written to {found['written']}."]
    return lines


def card_text(card: Mapping[str, Any]) -> list[str]:
    """What the selector that ships says of itself; nothing where there is none."""
    if not card:
        return []
    told = "The one that ships: " + "; ".join(f"{name} {card[name]}" for name in CARD if name in card) + "."
    lines = ["", *wrap(told, prose_width())]
    for each in card.get("figures", ()):
        title = f"{each['source']}, {STAGES[each['stage']]}: {counted(each['questions'], 'question')}"
        arms = [(name, figures) for name, figures in each.items() if isinstance(figures, Mapping)]
        cells = [[name, *(f"{figures[key]:.3f}" for key in ("mrr@10", "recall@5", "all@5"))] for name, figures in arms]
        lines += ["", strong(title), *table(HEAD[:4], cells)]
    return lines


def _whole(tables: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Of the tables of each stage the last, which has the questions of all sources: a user asks for no more."""
    return list({each.get("stage"): each for each in tables}.values())


def _verdict(found: Mapping[str, Any]) -> list[str]:
    """Whether it was adopted, and why, in a sentence or two."""
    told = found["verdict"]
    end = "is used in this library from now on" if told["adopted"] else "is not used"
    if told["adopted"] and found.get("forgotten"):
        end = "was used in this library until it was forgotten"
    rise = told["mrr"]
    text = (
        f"The new selector {end}: {told['why']}. On {counted(told['questions'], 'question')} about documents that it "
        f"has not seen, its MRR@10 is {told['after']['mrr@10']:.3f}; {found['against']} has "
        f"{told['before']['mrr@10']:.3f} (difference {rise['low']:+.3f} to {rise['high']:+.3f}, p = {rise['p']:.3f})."
    )
    return [*wrap(text, prose_width()), ""]


def _row(line: Mapping[str, Any]) -> list[str]:
    cells = [str(line["arm"]), *(f"{line[name]:.3f}" for name in ("mrr@10", "recall@5", "all@5"))]
    better = line.get("network_is_better_by", {}).get(SHOWN)
    if better is None:
        return [*cells, "", "", "", ""]
    return [*cells, *(f"{better[name]:.3f}" for name in ("mean", "low", "high", "p"))]


def _halting(each: Mapping[str, Any]) -> list[str]:
    auroc = each["auroc"]
    return [STAGES[each["stage"]], "" if auroc is None else f"{auroc:.3f}", f"{each['brier']:.3f}"]


def _sources(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{counted(count, 'question')} ({name})" for name, count in counts.items())
