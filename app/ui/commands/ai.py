"""Commands of models and what they mark."""

from __future__ import annotations

from app.ui.commands.command import Command, Menu, translate
from app.ui.commands.verbs import Verbs


def ai_commands(verbs: Verbs) -> tuple[Command, ...]:
    """List the commands of models."""
    models, window, when, menu = verbs.actions.models, verbs.window, verbs.when, Menu.AI
    review = verbs.actions.review
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
            "show_results",
            translate("Commands", "Show results of others"),
            menu,
            verbs.actions.results.show_all,
            enabled=when.foreign,
            help=translate(
                "Commands", "Segmentations, contours, reports and maps of the study, drawn on the open series."
            ),
        ),
        Command(
            "next_finding",
            translate("Commands", "Next finding"),
            menu,
            review.step,
            1,
            ("G",),
            enabled=when.placed,
            group=1,
        ),
        Command(
            "previous_finding",
            translate("Commands", "Previous finding"),
            menu,
            review.step,
            -1,
            ("Shift+G",),
            enabled=when.placed,
            group=1,
        ),
        Command(
            "accept",
            translate("Commands", "Accept the finding"),
            menu,
            window.accept_overlay,
            keys=("Return",),
            enabled=when.acceptable,
            group=1,
            help=translate("Commands", "The selected one, or all drafts where none is selected; closes a polygon."),
        ),
        Command(
            "reject",
            translate("Commands", "Reject the finding"),
            menu,
            window.reject_finding,
            keys=("Backspace",),
            enabled=when.rejectable,
            group=1,
            help=translate(
                "Commands", "It is hidden and in no export; undo brings it back. Takes back a corner of a polygon."
            ),
        ),
        Command(
            "import_model",
            translate("Commands", "Import model…"),
            menu,
            verbs.dialogs.choose_model,
            group=2,
            help=translate("Commands", "Takes in a model of somebody else, as PyTorch weights, ONNX or TorchScript."),
        ),
        Command(
            "import_dataset",
            translate("Commands", "Import dataset…"),
            menu,
            verbs.dialogs.import_dataset,
            group=2,
            help=translate("Commands", "Makes a dataset of labelled images, after a check of what is wrong with them."),
        ),
        Command("teach", translate("Commands", "Teach…"), menu, verbs.dialogs.open_lesson, keys=("T",), group=2),
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
