"""One table of all commands: menus, toolbar, shortcuts and the shortcut sheet come from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from app.actions.actions import Actions
from app.actions.view import FAST_STEPS
from app.state.session import Session
from app.ui.icons import icon


class Menu(Enum):
    """Menus, in their order."""

    FILE = "&File"
    VIEW = "&View"
    WINDOW = "&Window"
    AI = "&AI"
    HELP = "&Help"


@dataclass(frozen=True, eq=False)
class Command:
    """Something the reader can call by menu, button or key.

    Parameters
    ----------
    id
        Stable name.
    text
        For menu, tooltip and sheet.
    menu
        Where it stands; None for keys only.
    run
        Bound method.
    argument
        Handed to ``run`` where not None.
    keys
        Shortcuts; the first is shown.
    icon
        Name of its icon, or ``""``.
    enabled
        Whether it makes sense now.
    toolbar
        Whether it has a button.
    group
        Commands of one menu with another group are set apart by a line.
    """

    id: str
    text: str
    menu: Menu | None
    run: Callable[..., None]
    argument: int | None = None
    keys: tuple[str, ...] = ()
    icon: str = ""
    enabled: Callable[[], bool] | None = None
    toolbar: bool = False
    group: int = 0


class FileVerbs(Protocol):
    """What asks for a file first."""

    def choose_files(self) -> None:
        """Ask for files to open."""

    def choose_folder(self) -> None:
        """Ask for a folder to open."""

    def export_seg(self) -> None:
        """Ask where the segmentation is written."""

    def export_sr(self) -> None:
        """Ask where the report is written."""

    def export_png(self) -> None:
        """Ask where the picture is written."""


class WindowVerbs(Protocol):
    """What only the window itself can do."""

    def open_demo(self) -> None:
        """Open the demo phantom."""

    def show_suggested_card(self) -> None:
        """Show the card of the suggested model."""

    def accept_overlay(self) -> None:
        """Accept the draft."""

    def open_lesson(self) -> None:
        """Open the window where a model is taught."""

    def toggle_full_screen(self) -> None:
        """Enter or leave full screen."""

    def toggle_panels(self) -> None:
        """Show or hide both side columns."""

    def show_shortcuts(self) -> None:
        """Show the shortcut sheet."""

    def open_log_folder(self) -> None:
        """Show the folder of the log."""

    def show_about(self) -> None:
        """Tell what program this is."""

    def dismiss_notices(self) -> None:
        """Put notices aside."""

    def leave(self) -> None:
        """Close the window."""


class CommandAction(QAction):
    """A command as Qt knows it."""

    def __init__(self, command: Command, parent: QWidget) -> None:
        super().__init__(command.text, parent)
        self.command = command
        self.setShortcuts([QKeySequence(key) for key in command.keys])
        if command.icon:
            self.setIcon(icon(command.icon))
        keys = self.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        self.setToolTip(f"{command.text.rstrip('…')} ({keys})" if keys else command.text.rstrip("…"))
        self.triggered.connect(self._on_triggered)

    def refresh(self) -> None:
        """Enable it where it makes sense."""
        if self.command.enabled is not None:
            self.setEnabled(self.command.enabled())

    def _on_triggered(self) -> None:
        if self.command.argument is None:
            self.command.run()
        else:
            self.command.run(self.command.argument)


class Enabled:
    """When commands make sense."""

    def __init__(self, session: Session, actions: Actions) -> None:
        self._session = session
        self._actions = actions

    def opened(self) -> bool:
        """Whether a series is open."""
        return self._session.opened is not None

    def listed(self) -> bool:
        """Whether studies are listed."""
        return bool(self._session.studies)

    def grey(self) -> bool:
        """Whether the open series has a window."""
        return self._session.opened is not None and not self._session.opened.volume.is_colour

    def stack(self) -> bool:
        """Whether there is more than one slice."""
        return self._session.opened is not None and self._session.opened.volume.shape[0] > 1

    def axis(self) -> bool:
        """Whether the open series is one of several volumes of a fourth axis."""
        return self._session.opened is not None and self._session.opened.series.axis is not None

    def graphics(self) -> bool:
        """Whether the file lays graphics over its pictures."""
        return self._session.opened is not None and bool(self._session.opened.overlays)

    def result(self) -> bool:
        """Whether there is something to export."""
        return self._actions.export.can_export_result()

    def measured(self) -> bool:
        """Whether there is a measurement to export."""
        return bool(self._session.measurements)

    def model(self) -> bool:
        """Whether the suggested model can run now."""
        card = self._actions.models.suggested()
        return card is not None and self._actions.models.is_loaded() and not self._actions.models.is_running(card)

    def suggested(self) -> bool:
        """Whether a model suits the open series."""
        return self._actions.models.suggested() is not None


def command_table(session: Session, actions: Actions, window: WindowVerbs, files: FileVerbs) -> tuple[Command, ...]:
    """List every command, in the order of menus and sheet."""
    when = Enabled(session, actions)
    return (
        *_file_commands(actions, window, files, when),
        *_view_commands(actions, when),
        *_slice_commands(actions, when),
        *_lens_commands(actions, when),
        *_layout_commands(window),
        *_window_commands(actions, when),
        *_ai_commands(actions, window, when),
        *_help_commands(window),
    )


def _file_commands(actions: Actions, window: WindowVerbs, files: FileVerbs, when: Enabled) -> tuple[Command, ...]:
    menu = Menu.FILE
    return (
        Command("open_folder", "Open folder…", menu, files.choose_folder, keys=("Ctrl+O",), icon="open", toolbar=True),
        Command("open_files", "Open files…", menu, files.choose_files, keys=("Ctrl+Shift+O",)),
        Command("open_demo", "Open the demo phantom", menu, window.open_demo, icon="phantom"),
        Command("close", "Close all", menu, actions.opening.close_all, keys=("Ctrl+W",), enabled=when.listed),
        Command(
            "export_png",
            "Export picture as PNG…",
            menu,
            files.export_png,
            keys=("Ctrl+E",),
            enabled=when.opened,
            group=1,
        ),
        Command(
            "export_seg", "Export segmentation as DICOM SEG…", menu, files.export_seg, enabled=when.result, group=1
        ),
        Command("export_sr", "Export findings as DICOM SR…", menu, files.export_sr, enabled=when.measured, group=1),
        Command("quit", "Quit", menu, window.leave, keys=("Ctrl+Q",), group=2),
    )


def _view_commands(actions: Actions, when: Enabled) -> tuple[Command, ...]:
    view, menu = actions.view, Menu.VIEW
    return (
        Command("fit", "Fit to pane", menu, view.fit, keys=("F",), icon="fit", enabled=when.opened, toolbar=True),
        Command("zoom_in", "Zoom in", menu, view.zoom_in, keys=("+", "Ctrl++"), icon="zoom-in", enabled=when.opened),
        Command(
            "zoom_out", "Zoom out", menu, view.zoom_out, keys=("-", "Ctrl+-"), icon="zoom-out", enabled=when.opened
        ),
        Command("invert", "Invert", menu, view.invert, keys=("I",), icon="invert", enabled=when.grey, toolbar=True),
        Command(
            "reset",
            "Reset view",
            menu,
            view.reset,
            keys=("=", "Ctrl+Return"),
            icon="reset",
            enabled=when.opened,
            toolbar=True,
        ),
        Command(
            "text",
            "Corner text",
            menu,
            view.toggle_text,
            keys=("Space",),
            icon="text",
            enabled=when.opened,
            toolbar=True,
        ),
        Command("graphics", "Overlay of the file", menu, view.toggle_graphics, keys=("O",), enabled=when.graphics),
    )


def _layout_commands(window: WindowVerbs) -> tuple[Command, ...]:
    menu = Menu.VIEW
    return (
        Command("panels", "Side panels", menu, window.toggle_panels, keys=("Ctrl+B",), group=3),
        Command("full_screen", "Full screen", menu, window.toggle_full_screen, keys=("F11",), group=3),
        Command("dismiss", "Dismiss notices", None, window.dismiss_notices, keys=("Esc",)),
    )


def _lens_commands(actions: Actions, when: Enabled) -> tuple[Command, ...]:
    lens, menu = actions.lens, Menu.VIEW
    return (
        Command("lens", "Lens on or off", menu, lens.toggle, keys=("L",), icon="lens", enabled=when.grey, group=2),
        Command(
            "lens_split",
            "Original beside the lens",
            menu,
            lens.toggle_split,
            keys=("Shift+L",),
            icon="split",
            enabled=when.grey,
            group=2,
        ),
    )


def _slice_commands(actions: Actions, when: Enabled) -> tuple[Command, ...]:
    view, menu = actions.view, Menu.VIEW
    step_series = actions.opening.step_series
    step_axis = actions.opening.step_axis
    return (
        Command("next", "Next image", menu, view.scroll, 1, ("Down",), enabled=when.stack, group=1),
        Command("previous", "Previous image", menu, view.scroll, -1, ("Up",), enabled=when.stack, group=1),
        Command(
            "fast_next", f"{FAST_STEPS} images on", None, view.scroll, FAST_STEPS, ("Shift+Down",), enabled=when.stack
        ),
        Command(
            "fast_previous",
            f"{FAST_STEPS} images back",
            None,
            view.scroll,
            -FAST_STEPS,
            ("Shift+Up",),
            enabled=when.stack,
        ),
        Command("first", "First image", menu, view.show_slice, 0, ("Home",), enabled=when.stack, group=1),
        Command("last", "Last image", menu, view.show_last_slice, keys=("End",), enabled=when.stack, group=1),
        Command("next_series", "Next series", menu, step_series, 1, ("PgDown", "Right"), enabled=when.opened, group=1),
        Command(
            "previous_series", "Previous series", menu, step_series, -1, ("PgUp", "Left"), enabled=when.opened, group=1
        ),
        Command(
            "next_volume",
            "Next volume (echo, b-value, time)",
            menu,
            step_axis,
            1,
            ("Ctrl+Down",),
            enabled=when.axis,
            group=1,
        ),
        Command("previous_volume", "Previous volume", menu, step_axis, -1, ("Ctrl+Up",), enabled=when.axis, group=1),
    )


def _window_commands(actions: Actions, when: Enabled) -> tuple[Command, ...]:
    choose = actions.view.choose_preset_key
    names = {0: "Full range", 1: "Default window"}
    return tuple(
        Command(
            f"preset_{key}",
            names.get(key, f"Window preset {key}"),
            None,
            choose,
            key,
            (str(key),),
            enabled=when.grey,
        )
        for key in (*range(1, 10), 0)
    )


def _ai_commands(actions: Actions, window: WindowVerbs, when: Enabled) -> tuple[Command, ...]:
    menu = Menu.AI
    return (
        Command("run", "Run the suggested model", menu, actions.models.run_suggested, None, ("F5",), "ai", when.model),
        Command("card", "Model card…", menu, window.show_suggested_card, icon="card", enabled=when.suggested),
        Command("accept", "Accept the overlay", menu, window.accept_overlay, keys=("Return",), enabled=when.result),
        Command("teach", "Teach…", menu, window.open_lesson, keys=("T",), group=1),
    )


def _help_commands(window: WindowVerbs) -> tuple[Command, ...]:
    menu = Menu.HELP
    return (
        Command("shortcuts", "Keys and mouse", menu, window.show_shortcuts, keys=("F1",), icon="help", toolbar=True),
        Command("log", "Open log folder", menu, window.open_log_folder),
        Command("about", "About Lightbox", menu, window.show_about, group=1),
    )
