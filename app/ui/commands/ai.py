"""Commands of models and what they mark."""

from __future__ import annotations

from app.ui.commands.command import Command, Menu, translate
from app.ui.commands.verbs import Verbs


def ai_commands(verbs: Verbs) -> tuple[Command, ...]:
    """List the commands of models."""
    models, window, when, menu = verbs.actions.models, verbs.window, verbs.when, Menu.AI
    return (
        Command(
            "run",
            translate("Commands", "Run the suggested model"),
            menu,
            models.run_suggested,
            keys=("F5",),
            icon="ai",
            enabled=when.model,
            context=True,
        ),
        Command(
            "card",
            translate("Commands", "Model card…"),
            menu,
            verbs.dialogs.show_suggested_card,
            icon="card",
            enabled=when.suggested,
        ),
        Command(
            "accept",
            translate("Commands", "Accept the overlay"),
            menu,
            window.accept_overlay,
            keys=("Return",),
            enabled=when.acceptable,
        ),
        Command("teach", translate("Commands", "Teach…"), menu, verbs.dialogs.open_lesson, keys=("T",), group=1),
        Command(
            "hide_ai",
            translate("Commands", "Hide every AI mark"),
            menu,
            verbs.actions.view.hide_overlay,
            keys=("Q",),
            enabled=when.opened,
            in_menu=False,
            held=True,
            help=translate("Commands", "Shows the bare picture while the key is held."),
        ),
    )
