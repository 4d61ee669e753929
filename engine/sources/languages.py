"""The programming language of a file, by its name."""

from __future__ import annotations

from pathlib import Path

_SUFFIXES = {
    "python": "py pyi pyw",
    "javascript": "js mjs cjs jsx",
    "typescript": "ts mts cts tsx",
    "c": "c h",
    "c++": "cc cpp cxx hpp hh hxx ino",
    "objective-c": "m mm",
    "java": "java",
    "kotlin": "kt kts",
    "scala": "scala",
    "groovy": "groovy gradle",
    "c#": "cs",
    "go": "go",
    "rust": "rs",
    "swift": "swift",
    "dart": "dart",
    "d": "d",
    "zig": "zig",
    "php": "php",
    "ruby": "rb",
    "crystal": "cr",
    "lua": "lua",
    "perl": "pl pm",
    "r": "r",
    "julia": "jl",
    "haskell": "hs",
    "ocaml": "ml mli",
    "f#": "fs fsx",
    "clojure": "clj cljs",
    "elixir": "ex exs",
    "erlang": "erl",
    "lisp": "el lisp scm",
    "nim": "nim",
    "fortran": "f90 f95",
    "pascal": "pas",
    "assembly": "asm s",
    "shell": "sh bash zsh fish",
    "powershell": "ps1",
    "batch": "bat cmd",
    "sql": "sql",
    "graphql": "graphql",
    "protobuf": "proto",
    "css": "css scss sass less",
    "vue": "vue",
    "svelte": "svelte",
    "toml": "toml",
    "yaml": "yaml yml",
    "json": "json jsonl ndjson",
    "ini": "ini cfg conf env properties",
    "xml": "xml svg xsd plist",
    "cmake": "cmake",
    "make": "mk",
    "terraform": "tf",
    "nix": "nix",
    "vim": "vim",
    "awk": "awk",
}
_BY_SUFFIX = {f".{suffix}": language for language, suffixes in _SUFFIXES.items() for suffix in suffixes.split()}
_BY_NAME = {
    "makefile": "make",
    "gnumakefile": "make",
    "cmakelists.txt": "cmake",
    "dockerfile": "dockerfile",
    "containerfile": "dockerfile",
    "justfile": "make",
    "gemfile": "ruby",
    "rakefile": "ruby",
    "vagrantfile": "ruby",
    "jenkinsfile": "groovy",
}


def language_of(path: Path) -> str:
    """The language's usual name in lower case; empty if the file's name does not tell."""
    return _BY_NAME.get(path.name.lower()) or _BY_SUFFIX.get(path.suffix.lower(), "")
