from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.sources.code import read
from engine.sources.reading import BlockKind, Reading
from tests.engine.sources.checks import assert_sound, names, pieces


def reading(name: str, text: str) -> Reading:
    (found,) = read(Path(name), text.encode())
    assert_sound(found)
    assert found.text == text
    assert found.title == name
    return found


PYTHON = '''"""About tides."""
import math

LEVEL = 2

# how high
@cache
@retry(3)
def height(hour):
    return math.sin(hour)


class Gate:
    """A gate."""

    @property
    def open(self):
        return True
'''


def test_python_functions_keep_their_decorators_and_comments() -> None:
    found = reading("tide.py", PYTHON)
    assert names(found, BlockKind.CODE) == ["", "", "height", "Gate"]
    assert pieces(found)[2][1].startswith("# how high\n@cache\n@retry(3)\ndef height")
    assert found.facts == {"language": ("python",)}


def test_methods_of_a_long_class_are_blocks_of_their_own() -> None:
    methods = "".join(f"    @check\n    def m{n}(self):\n        return {n}  # {'x' * 90}\n\n" for n in range(12))
    found = reading("a.py", f"class A:\n{methods}    last = 1\n")
    assert names(found, BlockKind.CODE) == ["A", *(f"A.m{n}" for n in range(12)), "A"]
    assert pieces(found)[1][1].startswith("    @check\n    def m0")
    assert pieces(found)[-1][1] == "    last = 1"


def test_python_that_does_not_parse_falls_back_to_indentation() -> None:
    assert names(reading("a.py", "def f(:\n  x\n\ndef g():\n    pass\n"), BlockKind.CODE) == ["f", "g"]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        (
            "a.js",
            "import x\n\n/** doc */\nexport async function foo(a) {\n  b()\n}\n\nconst bar = (x) => {\n};\n",
            ["", "foo", "bar"],
        ),
        ("a.ts", "export interface Foo {\n  a: string\n}\n\nexport abstract class Bar<T> {\n}\n", ["Foo", "Bar"]),
        (
            "a.c",
            "#include <a.h>\n\nstatic int *foo(int a,\n               int b)\n{\n}\n\nint x = f(1);\n",
            ["", "foo", ""],
        ),
        ("a.go", "package a\n\n// Doc\nfunc (r *T) Foo(a int) error {\n}\n\ntype S struct {\n}\n", ["", "Foo", "S"]),
        ("a.rs", "#[test]\npub fn a() {\n}\n\nimpl<T> Foo for B {\n}\n", ["a", "Foo for B"]),
        ("a.java", "@Foo\npublic class A extends B {\n    int a;\n}\n", ["A"]),
        ("a.rb", "module M\n  def a\n  end\nend\n\ndef b\nend\n", ["M", "b"]),
        ("a.lua", "local function a(x)\nend\n\nfunction M.b()\nend\n", ["a", "M.b"]),
        ("a.sh", "set -e\n\na() {\n  x\n}\n\nfunction b {\n  y\n}\n", ["", "a", "b"]),
        ("a.sql", "CREATE TABLE IF NOT EXISTS t (\n  a int\n);\n\nSELECT 1\nFROM t;\n", ["t", ""]),
        ("a.toml", "x = 1\n\n[a]\nb = [\n  1,\n]\n\n[a.c]\nd = 2\n", ["", "a", "a.c"]),
        ("a.ini", "[one]\na=1\n[two]\nb=2\n", ["one", "two"]),
        ("a.yaml", "a:\n  - 1\nb: 2\nc:\n- x\n", ["a", "b", "c"]),
        ("a.json", '{\n  "a": {\n    "b": 1\n  },\n  "c": []\n}\n', ["a", "c"]),
        ("Makefile", "X := 1\n\nall: a\n\techo\n", ["", "all"]),
        ("a.css", "a, b {\n  x: y;\n}\n", ["a, b"]),
    ],
)
def test_units_of_many_languages_are_named(name: str, text: str, expected: list[str]) -> None:
    assert names(reading(name, text), BlockKind.CODE) == expected


def test_members_of_a_long_class_in_a_language_with_braces() -> None:
    methods = "".join(
        f"    public int m{n}(String a) {{\n        return {n}; // {'x' * 90}\n    }}\n\n" for n in range(14)
    )
    found = reading("A.java", f"public class A {{\n{methods}}}\n")
    assert names(found, BlockKind.CODE) == ["A", *(f"A.m{n}" for n in range(14))]


def test_source_is_never_repaired() -> None:
    assert "cafÃ©" in reading("a.py", 'x = "cafÃ©"\n').text


@given(
    st.sampled_from(["a.py", "a.js", "a.c", "a.yaml", "a.json", "a.toml", "a.rb", "a.unknown"]),
    st.lists(
        st.sampled_from(
            (
                *(
                    "def f(x):\n",
                    "class A:\n",
                    "    ",
                    "  ",
                    "x = 1",
                    "\n",
                    "\n\n",
                    "{",
                    "}",
                    '"a": ',
                    "[a]\n",
                    "end\n",
                ),
                *(
                    "function f(a) {\n",
                    "# c\n",
                    "@d\n",
                    "\r\n",
                    "\t",
                    "int f(int a)\n",
                    "a:\n",
                    '"""',
                    "\f",
                    ";",
                    "- b\n",
                ),
            )
        )
    ).map("".join),
)
def test_any_source_gives_sound_blocks(name: str, text: str) -> None:
    reading(name, text)
