"""Commands that say how far the reading of a finding is."""

from __future__ import annotations

from functools import partial

from app.actions.read_findings import ReadFindingsActions
from app.state.read_state import ReadMarks, ReadState
from app.ui.commands.command import Command, Condition, Menu, translate
from app.ui.commands.verbs import Verbs


def read_commands(verbs: Verbs) -> tuple[Command, ...]:
    """List the flag, the states that can be said, and the filter."""
    read, menu, marks = verbs.actions.read, Menu.AI, verbs.session.read
    place = translate("Commands", "State of the finding")
    selected = Condition(read.has_selected, translate("Commands", "No finding is selected."))
    states = {
        ReadState.NOT_STARTED: translate("Commands", "Not started"),
        ReadState.IN_PROGRESS: translate("Commands", "In progress"),
        ReadState.COMPLETE: translate("Commands", "Complete"),
    }
    return (
        Command(
            "flag",
            translate("Commands", "Flag the finding"),
            menu,
            read.toggle_flag,
            keys=("Ctrl+G",),
            icon="flag",
            enabled=selected,
            group=1,
            checked=read.is_flagged,
            help=translate("Commands", "To be looked at again, whatever was decided; the key again takes it away."),
        ),
        *(
            Command(
                f"read_{state.name.lower()}",
                text,
                menu,
                read.state,
                state.value,
                enabled=selected,
                group=1,
                submenu=place,
                checked=partial(_is_in, read, state),
            )
            for state, text in states.items()
        ),
        Command(
            "open_only",
            translate("Commands", "Open findings only"),
            menu,
            read.toggle_open_only,
            enabled=verbs.when.opened,
            group=1,
            submenu=place,
            checked=partial(_is_open_only, marks),
            help=translate("Commands", "What is read completely is not listed, and the keys go past it."),
        ),
    )


def _is_in(read: ReadFindingsActions, state: ReadState) -> bool:
    return read.selected_state() is state


def _is_open_only(marks: ReadMarks) -> bool:
    return marks.open_only
