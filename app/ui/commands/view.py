"""Commands for how the picture is looked at."""

from __future__ import annotations

from app.ui.commands.command import Bar, Command, Menu, translate
from app.ui.commands.verbs import Verbs


def view_commands(verbs: Verbs) -> tuple[Command, ...]:
    """List the commands of the view."""
    view, when, menu = verbs.actions.view, verbs.when, Menu.VIEW
    return (
        Command(
            "fit",
            translate("Commands", "Fit to pane"),
            menu,
            view.fit,
            keys=("F",),
            icon="fit",
            enabled=when.opened,
            toolbar=Bar.PICTURE,
            context=True,
        ),
        Command(
            "zoom_in",
            translate("Commands", "Zoom in"),
            menu,
            view.zoom_in,
            keys=("+", "Ctrl++"),
            icon="zoom-in",
            enabled=when.opened,
        ),
        Command(
            "zoom_out",
            translate("Commands", "Zoom out"),
            menu,
            view.zoom_out,
            keys=("-", "Ctrl+-"),
            icon="zoom-out",
            enabled=when.opened,
        ),
        Command(
            "true_size",
            translate("Commands", "True size"),
            menu,
            verbs.window.show_true_size,
            keys=("Shift+F",),
            enabled=when.opened,
            help=translate("Commands", "A millimetre is a millimetre on this screen, if it tells how large it is."),
        ),
        Command(
            "pixel_size",
            translate("Commands", "Pixel by pixel (1:1)"),
            menu,
            verbs.window.show_pixels,
            keys=("Ctrl+1",),
            enabled=when.opened,
        ),
        Command(
            "invert",
            translate("Commands", "Invert"),
            menu,
            view.invert,
            keys=("I",),
            icon="invert",
            enabled=when.grey,
            toolbar=Bar.PICTURE,
            context=True,
            checked=verbs.on.inverted,
            help=translate("Commands", "Turn black and white round."),
        ),
        Command(
            "reset",
            translate("Commands", "Reset view"),
            menu,
            view.reset,
            keys=("=", "Ctrl+Return"),
            icon="reset",
            enabled=when.opened,
            toolbar=Bar.PICTURE,
            context=True,
            help=translate("Commands", "Show the series as when it was opened, on the same image."),
        ),
        Command(
            "text",
            translate("Commands", "Corner text"),
            menu,
            view.toggle_text,
            keys=("Space",),
            icon="text",
            enabled=when.opened,
            toolbar=Bar.PICTURE,
            context=True,
        ),
        Command(
            "graphics",
            translate("Commands", "Overlay of the file"),
            menu,
            view.toggle_graphics,
            keys=("O",),
            enabled=when.graphics,
            checked=verbs.on.graphics,
            help=translate("Commands", "Drawings and words that the file brings along."),
        ),
        Command(
            "tags",
            translate("Commands", "DICOM tags…"),
            menu,
            verbs.dialogs.show_tags,
            keys=("Ctrl+T",),
            enabled=when.opened,
            context=True,
            help=translate("Commands", "Show every element of the file of the shown image."),
        ),
    )
