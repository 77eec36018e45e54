"""Commands that open, close and export."""

from __future__ import annotations

from app.ui.commands.command import Bar, Command, Menu, translate
from app.ui.commands.verbs import Verbs


def file_commands(verbs: Verbs) -> tuple[Command, ...]:
    """List the commands of files."""
    actions, window, files, when, menu = verbs.actions, verbs.window, verbs.files, verbs.when, Menu.FILE
    return (
        Command(
            "open_folder",
            translate("Commands", "Open folder…"),
            menu,
            files.choose_folder,
            keys=("Ctrl+O",),
            icon="open",
            toolbar=Bar.OPEN,
            help=translate("Commands", "Open every series in a folder and below it."),
        ),
        Command("open_files", translate("Commands", "Open files…"), menu, files.choose_files, keys=("Ctrl+Shift+O",)),
        Command(
            "open_demo",
            translate("Commands", "Open the demo phantom"),
            menu,
            window.open_demo,
            icon="phantom",
            help=translate("Commands", "Open a made-up patient to try everything on."),
        ),
        Command(
            "close",
            translate("Commands", "Close all"),
            menu,
            actions.opening.close_all,
            keys=("Ctrl+W",),
            enabled=when.listed,
        ),
        Command(
            "export_png",
            translate("Commands", "Export picture as PNG…"),
            menu,
            files.export_png,
            keys=("Ctrl+E",),
            enabled=when.opened,
            group=1,
            context=True,
        ),
        Command(
            "export_seg",
            translate("Commands", "Export segmentation as DICOM SEG…"),
            menu,
            files.export_seg,
            enabled=when.result,
            group=1,
        ),
        Command(
            "export_sr",
            translate("Commands", "Export findings as DICOM SR…"),
            menu,
            files.export_sr,
            enabled=when.measured,
            group=1,
        ),
        Command("quit", translate("Commands", "Quit"), menu, window.leave, keys=("Ctrl+Q",), group=2),
    )
