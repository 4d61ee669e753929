"""Units of source code in any language, by the words that open a declaration and by indentation.

No parser: a unit opens with a line that declares something and ends before the next line that is indented no deeper,
unless that line closes it. Formatted code of nearly every language keeps to that; the rest falls into blank-line
blocks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from engine.sources.lines import Lines


@dataclass(frozen=True, slots=True)
class Unit:
    """Lines `first` up to but without `after`, and the qualified name of what they declare."""

    first: int
    after: int
    name: str


_LONGEST_LINE = 400  # code points; a longer one is data or minified code, not a declaration
_KEYWORD = re.compile(
    r"""(?: (?: export | default | declare | public | private | protected | internal | static | final | abstract
          | sealed | open | override | virtual | inline | extern | unsafe | async | pub (?:\([\w:\ ]+\))? | const
          | local | data | partial | mutating | fileprivate | suspend | indirect | @\w+ (?:\([^()]*\))? ) \s+ )*
    (?: class | interface | enum (?:\ class|\ struct)? | struct | trait | namespace | module | defmodule | object
      | record | protocol | extension | union | def | defp | defmacro | defn-? | func | fn | fun | function\*? | sub
      | proc | method | macro_rules! | message | service | contract | package\ body | typedef\ struct
      | impl (?:<[^<>]*>)? | type | mixin )
    \s+ (?: \( [^()]* \) \s* )?                              # Go's receiver
    ([\w$.:<>,\ &'*-]*?[\w$?!>]) \s* (?: [({\[:=<|;] | $ | \b(?:extends|implements|where|do|is|begin)\b )""",
    re.VERBOSE,
)
_ARROW = re.compile(
    r"(?:export\s+)?(?:default\s+)?(?:const|let|var)\s+([\w$]+)[^=]*=\s*(?:async\s*)?(?:\([^()]*\)|[\w$]+|function\b).*?(?:=>|\()"
)
_SIGNATURE = re.compile(
    r"(?:[\w$*&:<>,\[\]~@\s]*?[\s*&])?([\w$:~]+)\s*\([^;=]*(?:\)\s*(?:const|noexcept|override|throws[\w\s,.]*|:\s*[\w<>\[\]|\s.]+)?\s*\{?|,)\s*"
)
_SHELL = re.compile(r"(?:function\s+(?=[\w:.-]+\s*[({]))?([\w:.-]+)(?:\s*\(\s*\)|(?<=\w)\s*\{)")
_SQL = re.compile(
    r"(?:create|alter)\s+(?:or\s+replace\s+)?(?:temp(?:orary)?\s+|unique\s+|materialized\s+|virtual\s+)*"
    r"(?:table|view|function|procedure|index|trigger|type|schema)\s+(?:if\s+not\s+exists\s+)?([\w.\"`\[\]]+)",
    re.IGNORECASE,
)
_SECTION = re.compile(r"\[{1,2}\s*([^\[\]]+?)\s*\]{1,2}\s*(?:[#;].*)?")
_YAML_KEY = re.compile(r"([\w.\"'/-][\w.\"' /-]*):(?:\s.*)?")
_JSON_KEY = re.compile(r"(?:\{\s*)?\"([^\"]{1,80})\"\s*:.*")
_MAKE = re.compile(r"([\w.%/-]+(?:\s+[\w.%/-]+)*)\s*::?(?!=).*")
_TERRAFORM = re.compile(r"(\w+(?:\s+\"[^\"]*\")*)\s*\{.*")
_CSS = re.compile(r"([^{};@/][^{};]*|@[\w-]+[^{};]*)\{.*")
_XML = re.compile(r"<([\w:.-]+)[^>]*>.*")

_BY_LANGUAGE: dict[str, tuple[re.Pattern[str], ...]] = {
    "shell": (_SHELL,),
    "sql": (_SQL,),
    "toml": (_SECTION,),
    "ini": (_SECTION,),
    "yaml": (_YAML_KEY,),
    "json": (_JSON_KEY,),
    "make": (_MAKE,),
    "terraform": (_TERRAFORM,),
    "css": (_CSS,),
    "xml": (_XML,),
    "javascript": (_KEYWORD, _ARROW, _SIGNATURE),
    "typescript": (_KEYWORD, _ARROW, _SIGNATURE),
    **dict.fromkeys(("c", "c++", "java", "c#", "objective-c", "dart", "d", "groovy", "php"), (_KEYWORD, _SIGNATURE)),
}
_GO_KIND = re.compile(r"(?<=\w) (?:struct|interface)$")  # type Name struct
_SECTIONS = frozenset({"toml", "ini"})  # a section goes on to the next one, whatever the indentation
_CONTAINER = re.compile(
    r"(?:[\w()@]+\s+)*?(?:class|interface|enum|struct|trait|namespace|module|defmodule|object|record|protocol|extension|impl)\b"
)
_CONTROL = re.compile(
    r"\s*(?:if|else|elif|for|foreach|while|switch|case|return|do|try|catch|throw|new|using|await|assert)\b"
)
_LEADING = re.compile(r"\s*(?://|/\*|\*|#(?!include|define|if|end|pragma)|--|;;|@|\[\w|\"\"\"|\%)")
_CLOSING = re.compile(
    r"\s*(?:[})\]]|-\s|end\b|END\b|\{|begin\b|>|else\b|catch\b|finally\b|rescue\b|ensure\b|fi\b|done\b|esac\b)"
)


def units(lines: Lines, language: str, longest: int) -> Iterator[Unit]:
    """The units of a file in order; a container of more than `longest` code points is cut into its members."""
    patterns = _BY_LANGUAGE.get(language, (_KEYWORD,))
    indents = [_indent(lines, line) for line in range(len(lines))]
    yield from _Search(lines, indents, patterns, longest, language in _SECTIONS).units(0, len(lines), "")


def _indent(lines: Lines, line: int) -> int:
    """Columns of white space in front, tabs counting four; -1 for a blank line."""
    start = lines.starts[line]
    head = lines.text[start : min(lines.ends[line], start + _LONGEST_LINE)]
    bare = head.lstrip()
    return len(head[: len(head) - len(bare)].expandtabs(4)) if bare else -1


@dataclass(frozen=True, slots=True)
class _Search:
    lines: Lines
    indents: list[int]
    patterns: tuple[re.Pattern[str], ...]
    longest: int
    is_sectioned: bool

    def units(self, first: int, after: int, prefix: str) -> Iterator[Unit]:
        """The outermost units among these lines."""
        inside = self.indents[first - 1] if prefix else -1
        if self.patterns == (_JSON_KEY,):  # the braces around everything stand outside
            inside = max(inside, 0)
        depth = min((indent for indent in self.indents[first:after] if indent > inside), default=0)
        line = free = first
        while line < after:
            name = self._declared(line) if self.indents[line] == depth else ""
            if not name:
                line += 1
                continue
            begin = self._with_comments(line, free)
            end = self._end(line, after)
            full = f"{prefix}.{name}" if prefix else name
            yield from self._unit(begin, line, end, full)
            line = free = end

    def _unit(self, begin: int, line: int, end: int, name: str) -> Iterator[Unit]:
        size = self.lines.ends[end - 1] - self.lines.starts[begin]
        if size <= self.longest or not _CONTAINER.match(self.lines[line].lstrip()):
            yield Unit(begin, end, name)
            return
        here = begin
        for member in self.units(line + 1, end, name):
            if member.first > here:
                yield Unit(here, member.first, name)
            yield member
            here = member.after
        if here < end:
            yield Unit(here, end, name)

    def _declared(self, line: int) -> str:
        """The name that a line declares; empty if it declares nothing."""
        if self.lines.ends[line] - self.lines.starts[line] > _LONGEST_LINE:
            return ""
        text = self.lines[line].strip()
        for pattern in self.patterns:
            found = pattern.match(text)
            if found and not _CONTROL.match(text) and (pattern is not _SIGNATURE or found.end() == len(text)):
                return _GO_KIND.sub("", " ".join(found[1].split())).strip(" \"'`[]:")
        return ""

    def _with_comments(self, line: int, free: int) -> int:
        """Where the comments, attributes and decorators right above a declaration begin."""
        depth = self.indents[line]
        while line > free and self.indents[line - 1] >= depth and _LEADING.match(self.lines[line - 1][:_LONGEST_LINE]):
            line -= 1
        return line

    def _end(self, opening: int, after: int) -> int:
        """The line after the unit that opens at `opening`."""
        depth = self.indents[opening]
        line = last = opening + 1
        while line < after:
            indent = self.indents[line]
            if self.is_sectioned:
                if indent >= 0 and _SECTION.fullmatch(self.lines[line].strip()[:_LONGEST_LINE]):
                    break
            elif 0 <= indent <= depth and not (
                indent == depth and _CLOSING.match(self.lines[line][:_LONGEST_LINE]) and not self._declared(line)
            ):
                break
            line += 1
            last = line if indent >= 0 else last
        return last
