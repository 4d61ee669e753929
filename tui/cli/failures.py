"""Every way a command can end badly, as one sentence and an exit status."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from engine.errors import NacreError

INTERRUPTED = 130  # 128 + SIGINT, what shells expect of a command stopped by Ctrl-C
PIPE_CLOSED = 141  # 128 + SIGPIPE, the same for a reader that left
DONE_IN_PART = 3


def guard(work: Callable[[], int], *, as_json: bool = False) -> int:
    """Run `work`; its exit status, or the one that fits what went wrong. Only SystemExit passes through."""
    try:
        status = work()
        if sys.stdout is not None:
            sys.stdout.flush()
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.ClickException as error:
        return _wrong_usage(error, as_json)
    except (KeyboardInterrupt, click.Abort):
        return _stopped(as_json)
    except OSError as error:
        return _system_said_no(error, as_json)
    except Exception as error:  # noqa: BLE001 - where everything ends: logged with its traceback, told in one sentence
        return _from_the_engine(error, as_json)
    return status


def _wrong_usage(error: click.ClickException, as_json: bool) -> int:
    error.show()
    if as_json:
        _tell_machine(error.format_message())
    return error.exit_code


def _stopped(as_json: bool) -> int:
    tell("stopped; what was done is kept.", as_json)
    return INTERRUPTED


def _from_the_engine(error: Exception, as_json: bool) -> int:
    from engine.errors import Cancelled, NacreError

    if isinstance(error, Cancelled):
        return _stopped(as_json)
    if isinstance(error, NacreError):
        return _expected(error, as_json)
    return _unexpected(error, as_json)


def _expected(error: NacreError, as_json: bool) -> int:
    from tui.cli import logs

    logs.keep(error)
    tell(str(error), as_json)
    return error.exit_status


def _system_said_no(error: OSError, as_json: bool) -> int:
    if isinstance(error, BrokenPipeError):
        return _reader_left()
    from tui.cli import logs

    logs.keep(error)
    where = f" on {error.filename}" if error.filename else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        tell(f"The disk is full{where}. Make room and run the same command again; what was done is kept.", as_json)
    elif error.strerror:
        tell(f"The system refused{where}: {error.strerror.lower()}. Check that the path exists and is yours.", as_json)
    else:
        return _unexpected(error, as_json)
    return 1


def _reader_left() -> int:
    """`nacre ... | head` is no error; the interpreter must not complain about the closed pipe while it exits."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())
    os.close(null)
    return PIPE_CLOSED


def _unexpected(error: Exception, as_json: bool) -> int:
    from tui.cli import logs

    place = logs.keep(error, unexpected=True)
    kind = type(error).__name__
    tell(f"Something went wrong inside nacre ({kind}). The details are in {place}.", as_json)
    return 1


def tell(sentence: str, as_json: bool) -> None:
    """One sentence on stderr; for a machine also as the one object on stdout."""
    from tui.cli.harmless import harmless

    click.echo(f"nacre: {harmless(sentence)}", err=True)
    if as_json:
        _tell_machine(sentence)


def _tell_machine(sentence: str) -> None:
    from tui.cli.output import print_json

    print_json({"error": sentence})
