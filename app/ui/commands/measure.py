"""Commands that measure and annotate."""

from __future__ import annotations

from app.ui.commands.command import Command
from app.ui.commands.verbs import Verbs


def measure_commands(verbs: Verbs) -> tuple[Command, ...]:
    """List the commands of measuring; none yet."""
    return ()
