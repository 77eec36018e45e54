"""Commands that go from image to image and from series to series."""

from __future__ import annotations

from app.actions.view import FAST_STEPS
from app.ui.commands.command import Command, Menu, translate
from app.ui.commands.verbs import Verbs


def slice_commands(verbs: Verbs) -> tuple[Command, ...]:
    """List the commands of images and series."""
    view, opening, when, menu = verbs.actions.view, verbs.actions.opening, verbs.when, Menu.VIEW
    cine = verbs.actions.cine
    scroll, stack, opened, axis = view.scroll, when.stack, when.opened, when.axis
    next_series, previous_series = translate("Commands", "Next series"), translate("Commands", "Previous series")
    volume = translate("Commands", "Next volume (echo, b-value, time)")
    fast_next = translate("Commands", "{count} images on").format(count=FAST_STEPS)
    fast_previous = translate("Commands", "{count} images back").format(count=FAST_STEPS)
    return (
        Command("next", translate("Commands", "Next image"), menu, scroll, 1, ("Down",), enabled=stack, group=1),
        Command("previous", translate("Commands", "Previous image"), menu, scroll, -1, ("Up",), enabled=stack, group=1),
        Command("fast_next", fast_next, menu, scroll, FAST_STEPS, ("Shift+Down",), enabled=stack, in_menu=False),
        Command("fast_previous", fast_previous, menu, scroll, -FAST_STEPS, ("Shift+Up",), enabled=stack, in_menu=False),
        Command(
            "first", translate("Commands", "First image"), menu, view.show_slice, 0, ("Home",), enabled=stack, group=1
        ),
        Command(
            "last",
            translate("Commands", "Last image"),
            menu,
            view.show_last_slice,
            keys=("End",),
            enabled=stack,
            group=1,
        ),
        Command(
            "cine",
            translate("Commands", "Cine"),
            menu,
            cine.toggle,
            keys=("C",),
            enabled=stack,
            group=1,
            checked=cine.is_playing,
            help=translate("Commands", "Run through the images by itself; scrolling stops it."),
        ),
        Command(
            "cine_faster",
            translate("Commands", "Cine faster"),
            menu,
            cine.step_rate,
            1,
            (".",),
            enabled=stack,
            in_menu=False,
        ),
        Command(
            "cine_slower",
            translate("Commands", "Cine slower"),
            menu,
            cine.step_rate,
            -1,
            (",",),
            enabled=stack,
            in_menu=False,
        ),
        Command("next_series", next_series, menu, opening.step_series, 1, ("PgDown", "Right"), enabled=opened, group=1),
        Command(
            "previous_series",
            previous_series,
            menu,
            opening.step_series,
            -1,
            ("PgUp", "Left"),
            enabled=opened,
            group=1,
        ),
        Command("next_volume", volume, menu, opening.step_axis, 1, ("Ctrl+Down",), enabled=axis, group=1),
        Command(
            "previous_volume",
            translate("Commands", "Previous volume"),
            menu,
            opening.step_axis,
            -1,
            ("Ctrl+Up",),
            enabled=axis,
            group=1,
        ),
    )
