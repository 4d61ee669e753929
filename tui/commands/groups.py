"""All groups of commands. With what they show they are a third of the app: nothing that starts early imports this."""

from __future__ import annotations

from tui.commands.answers import AnswerCommands
from tui.commands.app import AppCommands
from tui.commands.conversations import ConversationCommands
from tui.commands.drawing import DrawingCommands
from tui.commands.gaps import GapCommands
from tui.commands.layout import LayoutCommands
from tui.commands.library import LibraryCommands
from tui.commands.machine import MachineCommands

GROUPS = (
    AnswerCommands,
    LibraryCommands,
    GapCommands,
    ConversationCommands,
    MachineCommands,
    LayoutCommands,
    DrawingCommands,
    AppCommands,
)
"""In the order in which their work is stopped."""
