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
            "forget_recent",
            translate("Commands", "Forget recent files"),
            menu,
            actions.recent.clear,
            enabled=when.recent,
            submenu=translate("Commands", "Open recent"),
            help=translate("Commands", "Empty the list of files and folders that were opened last."),
        ),
        Command(
            "list_recent",
            translate("Commands", "List what is opened here"),
            menu,
            actions.recent.toggle_listing,
            checked=actions.recent.is_listing,
            submenu=translate("Commands", "Open recent"),
            help=translate("Commands", "Keep the paths of opened files on this computer; off forgets those kept."),
        ),
        Command(
            "watch_folder",
            translate("Commands", "Watch folder…"),
            menu,
            files.choose_watched_folder,
            help=translate("Commands", "List new images as soon as they appear in a folder."),
        ),
        Command(
            "stop_watching",
            translate("Commands", "Stop watching the folder"),
            menu,
            actions.watch.stop,
            enabled=when.watching,
        ),
        Command(
            "picture_size",
            translate("Commands", "Set size of pixels…"),
            menu,
            actions.sizes.ask,
            enabled=when.picture,
            help=translate("Commands", "Tell how large the pixels of a PNG, JPEG or TIFF picture are."),
        ),
        Command(
            "find_study",
            translate("Commands", "Find a study…"),
            menu,
            verbs.dialogs.find_study,
            keys=("Ctrl+F",),
            icon="search",
            help=translate(
                "Commands", "Find a study that was opened before, by name, ID, date, modality, description."
            ),
        ),
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
