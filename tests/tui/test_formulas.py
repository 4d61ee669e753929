"""Formulas as text: what is understood reads like mathematics, what is not stays as it was written."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.text import Text

from tests.tui.test_drawing import PALETTE, lines
from tui.drawing import tex
from tui.drawing.growing import Growing
from tui.drawing.markdown import Brush

READ = {
    r"E = mc^2": "E = mc²",
    r"a^{n+1} + b_{i,j}": "aⁿ⁺¹ + b_(i,j)",
    r"\frac{a+b}{c-d}": "(a+b)/(c-d)",
    r"\frac{1}{2}mv^2": "½mv²",
    r"\frac{1}{2a}": "1/(2a)",
    r"\frac{a}{b}x": "(a/b)x",
    r"x = \frac{-b \pm \sqrt{b^2-4ac}}{2a}": "x = (-b ± √(b²-4ac))/(2a)",
    r"\sqrt[3]{x}": "∛x",
    r"\sum_{i=1}^{n} i = \frac{n(n+1)}{2}": "∑ᵢ₌₁ⁿ i = n(n+1)/2",
    r"\int_0^\infty e^{-x}\,dx": "∫₀^∞ e⁻ˣ dx",
    r"\lim_{x \to 0} \frac{\sin x}{x} = 1": "lim_(x → 0) (sin x)/x = 1",
    r"P(A|B) = \frac{P(B|A) P(A)}{P(B)}": "P(A|B) = (P(B|A) P(A))/P(B)",
    r"\text{softmax}(z_i) = \frac{e^{z_i}}{\sum_j e^{z_j}}": "softmax(zᵢ) = e^(zᵢ)/(∑ⱼ e^(zⱼ))",
    r"\|x\|_2 \leq 1": "‖x‖₂ ≤ 1",
    r"\left( \frac{a}{b} \right)^2": "(a/b)²",
    r"x^{y^z}": "x^(yᶻ)",
    r"\forall x \in \mathbb{R} : x \neq y": "∀ x ∈ ℝ : x ≠ y",
    r"\hat{y} = \vec{v}": "ŷ = v⃗",
    r"90^\circ": "90°",
    r"x_{\text{max}}": "xₘₐₓ",
    r"\binom{n}{k}": "C(n, k)",
    r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}": "(a b; c d)",
}


@pytest.mark.parametrize(("source", "read"), READ.items())
def test_a_formula_reads_like_mathematics(source: str, read: str) -> None:
    assert tex.inline(source) == read


@pytest.mark.parametrize(
    "source", [r"\frac{a", r"\unknown{x}", "x^", "}{", r"\begin{tikz}\end{tikz}", "x" * 5_000, "{}"]
)
def test_what_is_broken_or_unknown_raises(source: str) -> None:
    with pytest.raises(tex.Unreadable):
        tex.inline(source)


@given(st.text(alphabet="\\{}^_&$ab12+-=() fracsqtlew[]", max_size=60))
def test_whatever_is_written_is_read_or_refused(source: str) -> None:
    with suppress(tex.Unreadable):
        assert tex.inline(source) and tex.display(source)


def test_a_matrix_stands_row_by_row() -> None:
    source = r"A = \begin{pmatrix} a_{11} & a_{12} \\ 1 & 2 \\ 3 & 4 \end{pmatrix} x"
    assert tex.display(source) == ("    ⎛ a₁₁  a₁₂ ⎞", "A = ⎜ 1    2   ⎟ x", "    ⎝ 3    4   ⎠")
    assert lines(f"$$\n{source}\n$$")[1] == "  A = ⎜ 1    2   ⎟ x"


def test_money_and_shell_variables_stay_as_they_are() -> None:
    for source in ("It costs $5 and $6.", "Set $HOME and $PATH.", "US$ 5 or A$ 7", "$5 to $10, not $x"):
        assert lines(source) == [source]


def test_broken_formulas_stay_as_they_were_written() -> None:
    assert lines(r"so $\frac{a$ it is") == [r"so $\frac{a$ it is"]
    assert lines("\\[\n\\frac{a\n\\]") == [r"\[ \frac{a \]"]


def test_every_way_to_write_a_formula_is_read() -> None:
    blocks = "$$a^4$$\n\n\\begin{aligned}\nb &= c^5\n\\end{aligned}"
    drawn = " ".join(lines(f"$x^2$ and \\(y_1\\) and \\[z^3\\]\n\n{blocks}"))
    assert [each in drawn for each in ("x²", "y₁", "z³", "a⁴", "b = c⁵")] == [True] * 5


def test_a_formula_that_holds_a_mark_stays_a_link() -> None:
    drawn = Brush(PALETTE, frozenset({1})).draw("$a[1]$ and\n\n$$b[1]$$", 60)
    assert sum(1 for line in drawn for s in line if s.style and s.style.meta.get("mark") == 1) == 2


PARTS = st.sampled_from(["$$", "x^2 ", "\n", "\\[", "\\]", "a. ", "- b", "\\begin{aligned}", "\\end{aligned}", "$"])


@given(st.lists(PARTS))
def test_formulas_drawn_while_they_grow_look_like_the_whole(parts: list[str]) -> None:
    source, growing = "".join(parts), Growing()
    for end in range(len(source) + 1):
        assert growing.draw(source[:end], 30, PALETTE, Text()) == Growing().draw(source[:end], 30, PALETTE, Text())
    assert all(line.cell_length <= 30 for line in growing.draw(source, 30, PALETTE, Text()))
