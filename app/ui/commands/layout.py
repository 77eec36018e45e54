"""Commands for panes, columns and the window on the screen."""

from __future__ import annotations

from app.actions.panes import LAYOUTS
from app.ui.commands.command import Command, Menu, translate
from app.ui.commands.verbs import Verbs

_LAYOUT_KEYS = ("F2", "F3", "Shift+F3", "F4", "F7", "F8")
"""Of `LAYOUTS`. F5 runs the model, F1 and F11 are what they are everywhere; numbers are window presets."""


def layout_commands(verbs: Verbs) -> tuple[Command, ...]:
    """List the commands of the layout."""
    window, menu = verbs.window, Menu.LAYOUT
    return (
        *_grid_commands(verbs),
        Command("panels", translate("Commands", "Side panels"), menu, window.toggle_panels, keys=("Ctrl+B",), group=9),
        Command(
            "privacy",
            translate("Commands", "Hide names"),
            menu,
            verbs.session.privacy.toggle,
            keys=("Ctrl+P",),
            group=9,
            checked=verbs.session.privacy.is_hiding,
            help=translate("Commands", "Name, ID, birth date and accession number are shown nowhere, nor in pictures."),
        ),
        Command(
            "full_screen",
            translate("Commands", "Full screen"),
            menu,
            window.toggle_full_screen,
            keys=("F11",),
            group=9,
        ),
        Command(
            "next_part",
            translate("Commands", "Next part of the window"),
            menu,
            window.step_part,
            1,
            ("F6",),
            group=9,
            help=translate("Commands", "Goes with the keyboard to list, pictures, panels and toolbar in turn."),
        ),
        Command(
            "previous_part",
            translate("Commands", "Previous part of the window"),
            menu,
            window.step_part,
            -1,
            ("Shift+F6",),
            in_menu=False,
        ),
        Command(
            "dismiss",
            translate("Commands", "Dismiss notices"),
            menu,
            window.dismiss_notices,
            keys=("Esc",),
            in_menu=False,
        ),
    )


def _grid_commands(verbs: Verbs) -> tuple[Command, ...]:
    """List the commands of the panes."""
    panes, when, menu = verbs.actions.panes, verbs.when, Menu.LAYOUT
    return (
        *(
            Command(
                f"layout_{grid.rows}x{grid.columns}",
                translate("Commands", "{rows}×{columns}").format(rows=grid.rows, columns=grid.columns),
                menu,
                panes.lay_out,
                number,
                (key,),
                help=translate("Commands", "{rows} row(s) of {columns} pane(s).").format(
                    rows=grid.rows, columns=grid.columns
                ),
            )
            for number, (grid, key) in enumerate(zip(LAYOUTS, _LAYOUT_KEYS, strict=True))
        ),
        Command(
            "next_pane",
            translate("Commands", "Next pane"),
            menu,
            panes.step,
            1,
            ("Tab",),
            enabled=when.several_panes,
            group=1,
        ),
        Command(
            "previous_pane",
            translate("Commands", "Previous pane"),
            menu,
            panes.step,
            -1,
            ("Shift+Tab",),
            enabled=when.several_panes,
            group=1,
        ),
        Command(
            "maximise",
            translate("Commands", "Maximise or restore the pane"),
            menu,
            panes.toggle_maximised,
            keys=("Shift+F2",),
            enabled=when.several_panes,
            group=1,
            context=True,
            help=translate("Commands", "Double-clicking a picture does the same."),
        ),
        Command(
            "empty_pane",
            translate("Commands", "Empty the pane"),
            menu,
            panes.empty_active,
            keys=("Ctrl+Shift+W",),
            enabled=when.opened,
            group=1,
            help=translate("Commands", "Show nothing there; the study stays in the list."),
        ),
        Command(
            "fill_grid",
            translate("Commands", "Fill the grid with the study"),
            menu,
            panes.fill_grid,
            keys=("F9",),
            enabled=when.listed,
            group=1,
            help=translate("Commands", "Show the series of the study in the panes, in their order."),
        ),
    )
