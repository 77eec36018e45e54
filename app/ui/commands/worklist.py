"""Commands of the worklist."""

from __future__ import annotations

from app.ui.commands.command import Command, Condition, Menu, translate
from app.ui.commands.verbs import Verbs


def worklist_commands(verbs: Verbs) -> tuple[Command, ...]:
    """List what opens a worklist, and what has a key while there is one."""
    work, menu, place = verbs.actions.worklist, Menu.FILE, translate("Commands", "Worklist")
    listed = Condition(work.is_open, translate("Commands", "No worklist is open."))
    marked = Condition(work.can_mark, translate("Commands", "No case of a worklist is open."))
    return (
        Command(
            "worklist_dataset",
            translate("Commands", "Worklist of a dataset…"),
            menu,
            verbs.files.choose_worklist,
            group=1,
            submenu=place,
            help=translate("Commands", "Lists the cases of a dataset, to be read by one or several readers."),
        ),
        Command(
            "worklist_studies",
            translate("Commands", "Worklist of the listed studies"),
            menu,
            work.open_studies,
            enabled=verbs.when.listed,
            group=1,
            submenu=place,
            help=translate("Commands", "Goes through the listed studies, and remembers how far you are."),
        ),
        Command(
            "next_case",
            translate("Commands", "Next case"),
            menu,
            work.step,
            1,
            ("Ctrl+PgDown",),
            enabled=listed,
            group=1,
            submenu=place,
        ),
        Command(
            "previous_case",
            translate("Commands", "Previous case"),
            menu,
            work.step,
            -1,
            ("Ctrl+PgUp",),
            enabled=listed,
            group=1,
            submenu=place,
        ),
        Command(
            "complete_case",
            translate("Commands", "Complete the case"),
            menu,
            work.complete_and_go_on,
            keys=("Ctrl+Shift+Return",),
            enabled=marked,
            group=1,
            submenu=place,
            help=translate("Commands", "Keeps your read as complete and opens the next case."),
        ),
        Command(
            "flag_case",
            translate("Commands", "Flag the case"),
            menu,
            work.flag,
            keys=("Ctrl+Shift+F",),
            enabled=marked,
            group=1,
            submenu=place,
            help=translate("Commands", "To be looked at again; a second time takes the flag away."),
        ),
        Command(
            "compare_readers",
            translate("Commands", "Agreement of the readers…"),
            menu,
            work.double.compare,
            enabled=listed,
            group=1,
            submenu=place,
            help=translate("Commands", "Kappa, Dice, HD95 and F1 of every two readers, lowest agreement first."),
        ),
    )
