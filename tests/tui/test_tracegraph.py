"""A trace as a graph that other programs draw: nothing in a node's text may mean anything to them."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.events import (
    ClaimsChecked,
    Delegated,
    Drafted,
    Event,
    EvidenceChosen,
    FollowedUp,
    Fused,
    Halted,
    LoopWeighed,
    PartBegun,
    PromptMade,
    QueryRead,
    Refined,
    Searched,
    StepDone,
    TurnStored,
    Unknown,
)
from engine.library.traces import TracedAnswer
from tui.drawing.clean import one_line
from tui.work.tracegraph import Frame, Graph, Node, dot, graph, mermaid

ONE_ROUND: tuple[Event, ...] = (
    QueryRead("Q?", ("high", "water"), ""),
    Searched("words", 3, "The tide", 1.4),
    Searched("codes", 9, "The quay", 2.5),
    Searched("names", 1, "The quay", 2.0),
    Fused((("The tide", 0.016),), 0.2),
    Drafted(12, 2, 0.75, 9.0),
    Halted("supported"),
)
FRAMED: tuple[Event, ...] = (
    PartBegun(1, 2, "When?"),
    *ONE_ROUND[:5],
    LoopWeighed(True, 0.7, ("dusk",), 3.0),
    FollowedUp(2, 4, "high water Grey Point", "Grey Point", "The tide", "The log", 0.41, 0.63, True, "it rises", 9.0),
    EvidenceChosen(("The tide", "The log"), 2, "no rise", 12.0),
    Delegated(1, "researcher", "When is high water?", ("planner",)),
    PromptMade("qwen", 800, 2000, 2, (), "researcher", (("system", "Be exact."),)),
    ClaimsChecked(1, (("High water is at six.", 0.8, True), ("At dusk.", 0.2, False)), 0.5, 2.0),
    PromptMade("qwen", 900, 2000, 3, (), "researcher", (("system", "Be exact."),)),
    Refined(2, ("dusk",), ("The log",), 1, 0, 1, 0.5, 0.75, True, "support rises", 40.0),
    StepDone(1, "researcher", "High water is at six.", 2, 2, 60.0),
    PartBegun(2, 2, "Where?"),
    QueryRead("Where?", ("quay",), ""),
    Halted("supported"),
)
AWKWARD = [
    'say "cheese"', "a[0] = {x: (y)}", "end", "1. first\n2. second", "# heading", "- item", "*bold* _thin_ `code`",
    "%% comment", "a --> b; c", "&quot; &#34; #34;", "<b>&</b><script>", "\\n \\l \\N \\", "]] ]) }} |",
    "\x1b]0;owned\x07",
    "line\r\nbreak\x00\x85\u2028\u2029\u202e", "style x:#f00;", 'click n0 "javascript:alert(1)"', "half \ud800",
    "ﬂ°°34¶ß 🐚 水",
    "subgraph end", "graph TD", "x" * 3_000, "", "https://example.org/?a=b&c=d", "<br/>", "'; DROP", "]\n    n9 --> n0",
]  # fmt: skip


def traced(events: tuple[Event, ...], question: str = "When?") -> TracedAnswer:
    return TracedAnswer(1, 2, question, 41.0, events)


def titled(title: str) -> TracedAnswer:
    """An answer in whose trace everything that a document or a user can name is called the same."""
    events: tuple[Event, ...] = (
        QueryRead(title, (title,), title),
        Searched("words", 1, title, 1.0),
        Fused(((title, 0.5),), 1.0),
        PartBegun(1, 2, title),
        Unknown(title, {"why": title, "round": 2}),
        FollowedUp(2, 1, title, title, title, title, 0.0, 0.0, False, title, 1.0),
        ClaimsChecked(1, ((title, 0.5, True),), 0.5, 1.0),
        Delegated(1, title, title, (title,)),
        StepDone(1, title, title, 1, 0, 1.0),
        Halted(title),
    )
    return traced(events, title)


def names(drawn: Graph) -> dict[str, str]:
    return {node.name: node.lines[0] for node in drawn.nodes}


def test_stages_follow_each_other_and_arms_stand_side_by_side() -> None:
    drawn = graph(traced((TurnStored(1, 1), *ONE_ROUND)))
    called = names(drawn)
    assert list(called.values()) == [
        "question", "query", "words", "codes", "names", "fused", "draft", "halt"
    ]  # fmt: skip
    assert [(called[one], called[two]) for one, two in drawn.edges] == [
        ("question", "query"),
        ("query", "words"), ("query", "codes"), ("query", "names"),
        ("words", "fused"), ("codes", "fused"), ("names", "fused"),
        ("fused", "draft"), ("draft", "halt"),
    ]  # fmt: skip
    assert all(isinstance(each, Node) for each in drawn.whole.inside)


def test_nodes_say_how_long_they_took_and_the_last_one_why_it_halted() -> None:
    lines = {node.lines[0]: node.lines for node in graph(traced(ONE_ROUND)).nodes}
    assert lines["words"] == ("words", "3 found · The tide", "1 ms")
    assert lines["halt"] == ("halt", "supported", "41 ms")
    assert lines["query"] == ("query", "high · water")


def inside(frame: Frame) -> list[object]:
    """The names in a frame, those of inner frames in lists behind their titles."""
    return [each.lines[0] if isinstance(each, Node) else [each.title, *inside(each)] for each in frame.inside]


def test_parts_steps_and_drafts_are_framed_one_in_the_other() -> None:
    drawn = graph(traced(FRAMED))
    assert inside(drawn.whole) == [
        "question",
        [
            "part 1: of 2 · When?",
            "query", "words", "codes", "names", "fused", "weighed", "round 2", "evidence",
            [
                "step 1: researcher · When is high water?",
                "given", "prompt", "claims",
                ["draft 2: ✓ support 0.50 → 0.75 · 1 fixed · 0 broken · 1 unchanged", "prompt", "accepted"],
                "done",
            ],
        ],
        ["part 2: of 2 · Where?", "query"],
        "halt",
    ]  # fmt: skip
    flowchart, digraph = mermaid(drawn), dot(drawn)
    assert flowchart.count("subgraph ") == flowchart.count(" end\n") == digraph.count("subgraph cluster_") == 4
    called = names(drawn)
    chain = [called["n0"], *(called[two] for one, two in drawn.edges)]
    assert chain.count("halt") == 1 and chain[-1] == "halt"


def test_a_node_has_what_stands_below_its_stage() -> None:
    lines = {node.lines[0]: node.lines for node in graph(traced(FRAMED)).nodes}
    assert lines["round 2"][1:4] == ("✓ support 0.41 → 0.63", "led by Grey Point", "from The tide")
    assert "✗ 0.20 At dusk." in lines["claims"]


def test_an_empty_trace_is_its_question() -> None:
    drawn = graph(traced(()))
    assert names(drawn) == {"n0": "question"} and drawn.edges == ()


# --- Mermaid ------------------------------------------------------------------------------------------------------

PLAIN = r"(?:[A-Za-z0-9 ,]|[^\x00-\x7f\ufb02]|#\d{1,5};|<br/>)*"
MERMAID_LINE = re.compile(
    rf'flowchart TD| +n\d+\["{PLAIN}"\]| +n\d+\(\["{PLAIN}"\]\)'
    rf'| +subgraph f\d+\["{PLAIN}"\]| +end| +n\d+ --> n\d+'
)


def mermaid_labels(text: str) -> list[list[str]]:
    """The lines of each node as Mermaid would show them; every line of the text must be one that it knows."""
    labels = []
    for line in text.removesuffix("\n").split("\n"):
        assert MERMAID_LINE.fullmatch(line), line
        if (found := re.search(r'^ +n\d+\(?\["(.*)"\]', line)) is not None:
            parts = found[1].split("<br/>")
            labels.append([re.sub(r"#(\d+);", lambda code: chr(int(code[1])), part) for part in parts])
    return labels


# --- DOT ----------------------------------------------------------------------------------------------------------


@dataclass
class Reader:
    """Reads the little of DOT that is written here: quoted strings end only at an unescaped quote."""

    text: str
    at: int = 0

    def labels(self) -> list[list[str]]:
        found = []
        for start in re.finditer(r'shape=\w+, label="', self.text):
            self.at = start.end()
            found.append(self._string())
            assert self.text.startswith('"];\n', self.at)
        return found

    def _string(self) -> list[str]:
        lines = [""]
        while (char := self.text[self.at]) != '"':
            assert char != "\n"
            if char == "\\":
                self.at += 1
                char = self.text[self.at]
                assert char in '\\"n', "an escape that means something else to Graphviz"
                if char == "n":
                    lines.append("")
                    self.at += 1
                    continue
            lines[-1] += char
            self.at += 1
        assert not any(re.search("&(?!amp;)", line) for line in lines)
        return [line.replace("&amp;", "&") for line in lines]


DOT_LINE = re.compile(
    r'digraph trace \{| +(?:node|graph) \[fontname="sans-serif"\];'
    r'| +n\d+ \[shape=(?:box|oval), label="(?:[^"\\]|\\.)*"\];'
    r'| +subgraph cluster_f\d+ \{| +label="(?:[^"\\]|\\.)*";| *\}| +n\d+ -> n\d+;'
)


def assert_harmless(answer: TracedAnswer) -> None:
    drawn = graph(answer)
    expected = [list(node.lines) for node in drawn.nodes]
    flowchart, digraph = mermaid(drawn), dot(drawn)
    flowchart.encode("utf-8")
    digraph.encode("utf-8")
    assert sorted(mermaid_labels(flowchart)) == sorted(expected)
    for line in digraph.removesuffix("\n").split("\n"):
        assert DOT_LINE.fullmatch(line), line
    assert sorted(Reader(digraph).labels()) == sorted(expected)
    for line in (line for lines in expected for line in lines):
        assert line == one_line(line, 10_000) and not re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202e]", line)


@pytest.mark.parametrize("title", AWKWARD, ids=range(len(AWKWARD)))
def test_awkward_titles_come_through_letter_for_letter(title: str) -> None:
    assert_harmless(titled(title))


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60) | st.text('"\\[]{}()<>#&;|`*_\n\r\t%-:.n1 ', max_size=40))
def test_whatever_a_title_is_it_stays_within_its_node(title: str) -> None:
    assert_harmless(titled(title))
