"""Commands that undo and redo."""

from __future__ import annotations

from app.ui.commands.command import Command
from app.ui.commands.verbs import Verbs


def edit_commands(verbs: Verbs) -> tuple[Command, ...]:
    """List the commands of editing; none yet."""
    return ()
