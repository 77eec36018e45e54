"""Commands for planes of the patient, how a picture lies on the screen, slabs, crosshair and linked panes."""

from __future__ import annotations

from functools import partial

from app.actions.mpr import DIRECTIONS, PROJECTIONS
from app.state.tool import Tool
from app.ui.commands.command import Bar, Command, Condition, Menu, translate
from app.ui.commands.tools import tool_command
from app.ui.commands.verbs import Verbs

_DIRECTION_KEYS = ("Alt+4", "Alt+1", "Alt+2", "Alt+3")
"""Of `DIRECTIONS`: the slices as they were taken, axial, coronal, sagittal."""


def plane_commands(verbs: Verbs) -> tuple[Command, ...]:
    """List the commands of planes."""
    return (
        *_mpr_commands(verbs),
        *_crosshair_commands(verbs),
        *_link_commands(verbs),
        *_turn_commands(verbs),
        *_slab_commands(verbs),
    )


def _mpr_commands(verbs: Verbs) -> tuple[Command, ...]:
    mpr, stack, menu = verbs.actions.mpr, verbs.when.stack, Menu.LAYOUT
    place = translate("Commands", "Plane of the pane")
    names = (
        translate("Commands", "Slices as they were taken"),
        translate("Commands", "Axial"),
        translate("Commands", "Coronal"),
        translate("Commands", "Sagittal"),
    )
    return (
        Command(
            "mpr",
            translate("Commands", "MPR: three planes"),
            menu,
            mpr.toggle,
            keys=("M",),
            icon="mpr",
            enabled=stack,
            toolbar=Bar.LAYOUT,
            group=2,
            checked=mpr.has_layout,
            help=translate("Commands", "Axial, sagittal and coronal planes with a crosshair; again: what was before."),
        ),
        *(
            Command(
                f"plane_{direction.value}",
                name,
                menu,
                mpr.show_direction,
                number,
                (key,),
                enabled=stack,
                group=2,
                submenu=place,
                checked=partial(mpr.shows_direction, number),
            )
            for number, (direction, name, key) in enumerate(zip(DIRECTIONS, names, _DIRECTION_KEYS, strict=True))
        ),
    )


def _crosshair_commands(verbs: Verbs) -> tuple[Command, ...]:
    crosshair, menu = verbs.actions.crosshair, Menu.LAYOUT
    placed = Condition(
        crosshair.makes_sense, translate("Commands", "The open series does not tell where it lies in the patient.")
    )
    return (
        tool_command(
            verbs,
            Tool.CROSSHAIR,
            translate("Commands", "Crosshair"),
            key="J",
            help=translate("Commands", "Click: all panes of this patient show the same place."),
            enabled=placed,
            submenu=translate("Commands", "Left mouse button"),
        ),
        Command(
            "crosshair",
            translate("Commands", "Show the crosshair"),
            menu,
            crosshair.toggle,
            keys=("Shift+J",),
            enabled=placed,
            group=3,
            checked=crosshair.has_crosshair,
            help=translate("Commands", "Drag its middle, a line, or a dot on a line to turn the planes."),
        ),
        Command(
            "reset_axes",
            translate("Commands", "Lay the planes straight"),
            menu,
            crosshair.reset_axes,
            keys=("Ctrl+J",),
            enabled=placed,
            group=3,
            help=translate("Commands", "Oblique planes lie along the patient again; so does a double click on a line."),
        ),
    )


def _link_commands(verbs: Verbs) -> tuple[Command, ...]:
    link, when, menu = verbs.actions.link, verbs.when, Menu.LAYOUT
    place = translate("Commands", "Panes together")
    return (
        Command(
            "link_scroll",
            translate("Commands", "Scroll together"),
            menu,
            link.toggle_scroll,
            keys=("N",),
            group=4,
            submenu=place,
            checked=link.scrolls,
            help=translate("Commands", "Parallel slices of one examination stay at the same place of the patient."),
        ),
        Command(
            "link_zoom",
            translate("Commands", "Zoom and pan together"),
            menu,
            link.toggle_zoom,
            keys=("Shift+N",),
            group=4,
            submenu=place,
            checked=link.zooms,
        ),
        Command(
            "link_window",
            translate("Commands", "Window together"),
            menu,
            link.toggle_window,
            keys=("Alt+N",),
            group=4,
            submenu=place,
            checked=link.windows,
            help=translate("Commands", "Series of the same modality and unit have the same window."),
        ),
        Command(
            "reference_lines",
            translate("Commands", "Reference lines"),
            menu,
            link.toggle_lines,
            keys=("Shift+Y",),
            group=4,
            submenu=place,
            checked=link.draws_lines,
            help=translate("Commands", "The plane of the active pane is a line in the others, in its colour."),
        ),
        Command(
            "link_by_hand",
            translate("Commands", "Link with the prior as they lie now"),
            menu,
            link.toggle_by_hand,
            keys=("Y",),
            enabled=when.several_panes,
            group=4,
            submenu=place,
            checked=link.is_by_hand,
            help=translate("Commands", "Scroll both to the same place first; that distance is kept from then on."),
        ),
        Command(
            "fit_all",
            translate("Commands", "Fit all panes"),
            menu,
            link.fit_all,
            enabled=when.several_panes,
            group=4,
            submenu=place,
        ),
    )


def _turn_commands(verbs: Verbs) -> tuple[Command, ...]:
    mpr, opened, menu = verbs.actions.mpr, verbs.when.opened, Menu.VIEW
    place = translate("Commands", "Turn and mirror")
    rows = (
        ("mirror_across", translate("Commands", "Mirror left and right"), mpr.mirror_across, None, "H"),
        ("mirror_down", translate("Commands", "Mirror top and bottom"), mpr.mirror_down, None, "V"),
        ("turn_right", translate("Commands", "Turn right by 90°"), mpr.turn, 1, "R"),
        ("turn_left", translate("Commands", "Turn left by 90°"), mpr.turn, -1, "Ctrl+R"),
    )
    return (
        *(
            Command(name, text, menu, run, argument, (key,), enabled=opened, group=1, submenu=place)
            for name, text, run, argument, key in rows
        ),
        Command(
            "turn_back",
            translate("Commands", "As it was taken"),
            menu,
            mpr.reset_turn,
            keys=("Ctrl+Shift+R",),
            enabled=opened,
            group=1,
            submenu=place,
        ),
    )


def _slab_commands(verbs: Verbs) -> tuple[Command, ...]:
    mpr, stack, menu = verbs.actions.mpr, verbs.when.stack, Menu.VIEW
    place = translate("Commands", "Slab")
    names = (
        translate("Commands", "Largest value (MIP)"),
        translate("Commands", "Smallest value (MinIP)"),
        translate("Commands", "Mean value"),
    )
    return (
        Command(
            "slab",
            translate("Commands", "Slab on or off"),
            menu,
            mpr.toggle_slab,
            keys=("U",),
            enabled=stack,
            group=1,
            submenu=place,
            checked=mpr.has_slab,
            help=translate("Commands", "Shows what lies around the plane, projected onto it."),
        ),
        *(
            Command(
                f"slab_{projection.name.lower()}",
                name,
                menu,
                mpr.choose_projection,
                number,
                enabled=stack,
                group=1,
                submenu=place,
                checked=partial(mpr.projects, number),
            )
            for number, (projection, name) in enumerate(zip(PROJECTIONS, names, strict=True))
        ),
        Command(
            "slab_thicker",
            translate("Commands", "Thicker slab"),
            menu,
            mpr.step_thickness,
            1,
            ("Shift+U",),
            enabled=stack,
            group=1,
            submenu=place,
            help=translate("Commands", "So does the wheel with Ctrl and Alt."),
        ),
        Command(
            "slab_thinner",
            translate("Commands", "Thinner slab"),
            menu,
            mpr.step_thickness,
            -1,
            ("Ctrl+U",),
            enabled=stack,
            group=1,
            submenu=place,
        ),
    )
