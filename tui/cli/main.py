"""The command line's front door: names and one-line helps, nothing heavy.

Commands are imported when they are called, so that `nacre --help` answers at once and a question never waits for code
that it does not need.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence

import click

from tui.cli import failures
from tui.cli.options import Request, common, with_request

# name: (module below tui.cli.commands, attribute, what it does). In the order of the help page.
COMMANDS: dict[str, tuple[str, str, str]] = {
    "setup": ("models", "setup", "Fetch and verify what searching by meaning needs."),
    "ingest": ("ingest", "ingest", "Add or update files and folders."),
    "fetch": ("fetch", "fetch", "Fetch the Wikipedia pages that your bookmarks name."),
    "ask": ("ask", "ask", "Answer a question from the library, with citations."),
    "search": ("search", "search", "Find passages."),
    "similar": ("memory", "similar", "Find what is like a document or text, and what to read next."),
    "recall": ("memory", "recall", "Find documents by what is known of them: author=smith."),
    "summarise": ("ask", "summarise", "Summarise a document or folder, with citations."),
    "compare": ("ask", "compare", "Put the same question to two sources."),
    "gaps": ("gaps", "gaps", "Find what one source has and another lacks."),
    "map": ("graph", "map_", "Show what the library is about, and what joins it."),
    "concept": ("graph", "concept", "Show what the library says of a concept."),
    "path": ("graph", "path", "Show how two concepts hang together."),
    "threads": ("threads", "threads", "Follow topics across conversations, and what is still open."),
    "timeline": ("threads", "timeline", "Show when what was talked about, decided and asked."),
    "questions": ("questions", "questions", "List what was asked and never answered, or only now."),
    "tool": ("tool", "tool", "Calculate, convert, list, count and compare without a model."),
    "lenses": ("thinking", "lenses", "List the lenses that an answer can be thought through with."),
    "specialists": ("thinking", "specialists", "List who may write an answer."),
    "route": ("route", "route", "Say where a text would go: research, code, a tool ..."),
    "status": ("library", "status", "Show what is in the library and what runs."),
    "verify": ("library", "verify", "Check every stored byte."),
    "extract": ("library", "extract", "Get originals back out."),
    "forget": ("library", "forget", "Remove documents and all that came from them."),
    "conversations": ("conversations", "conversations", "List, show, search and export conversations."),
    "doctor": ("doctor", "doctor", "Say what this machine can and cannot do."),
    "models": ("models", "models", "List and fetch models."),
    "help": ("help", "help_", "Say how to do something."),
    "eval": ("evaluate", "evaluate", "Measure quality on a test collection."),
    "bench": ("bench", "bench", "Measure speed, each figure beside a peer's."),
    "train": ("train", "train", "Fit the models that answers rest on."),
}


class LazyGroup(click.Group):
    """A group that knows its commands' names and imports a command only to run it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, attribute, _ = COMMANDS[cmd_name]
        command = getattr(importlib.import_module(f"tui.cli.commands.{module}"), attribute)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, _, summary) in COMMANDS.items()])


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit status: 0 done, 1 failed, 2 wrong usage, 3 done in part.",
)
@click.version_option(package_name="nacre", message="nacre %(version)s")
@common
@with_request
@click.pass_context
def cli(ctx: click.Context, request: Request) -> None:
    """Ask your own documents, code and conversations: exact citations, offline.

    Without a command, nacre opens the app.
    """
    from tui.cli import logs

    logged = logs.start()
    if not logged and ctx.invoked_subcommand is not None:  # the app says it itself
        from tui.surroundings import UNLOGGED

        failures.tell(UNLOGGED.format(path=logs.path()), as_json=False)
    if ctx.invoked_subcommand is None:
        from tui.cli.commands.app import open_app

        open_app(request)


def run(arguments: Sequence[str]) -> int:
    """Run one command line and give its exit status. Nothing escapes as a traceback."""
    _forgive_odd_terminals()

    def work() -> int:
        # Not cli.main(): it turns a closed pipe and Ctrl-C into its own exits before we could word them.
        with cli.make_context("nacre", list(arguments)) as ctx:
            cli.invoke(ctx)
        return 0

    return failures.guard(work, as_json="--json" in arguments)


def main() -> None:
    """The entry point of the `nacre` command."""
    if "_NACRE_COMPLETE" in os.environ:  # the shell asks for completions; only click's own main knows that protocol
        cli.main(prog_name="nacre")
    sys.exit(run(sys.argv[1:]))


def _forgive_odd_terminals() -> None:
    """Show what a terminal's encoding lacks as an escape instead of failing on it."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


if __name__ == "__main__":
    main()
