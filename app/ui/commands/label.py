"""Commands that label whole series by keys."""

from __future__ import annotations

from functools import partial

from app.state.labelling import MOST_LABELS, Labelling
from app.ui.commands.command import Command, Condition, KeyMode, Menu, translate
from app.ui.commands.verbs import Verbs


def label_commands(verbs: Verbs) -> tuple[Command, ...]:
    """List what turns labelling on, and what has a key while it is."""
    labels, labelling, menu = verbs.actions.labels, verbs.session.editing.labelling, Menu.AI
    place = translate("Commands", "Labelling")
    can_answer = Condition(labels.can_answer, translate("Commands", "No label is asked for."))
    on = Condition(partial(_is_on, labelling), translate("Commands", "Labelling is off."))
    answer = translate("Commands", "Answer with label {key}")
    return (
        Command(
            "labelling",
            translate("Commands", "Label series by keys"),
            menu,
            labels.toggle,
            keys=("Ctrl+Shift+L",),
            enabled=verbs.when.opened,
            group=1,
            checked=partial(_is_on, labelling),
            help=translate("Commands", "Number keys answer with labels, Enter goes on to the next series."),
        ),
        *(
            Command(
                f"answer_{key}",
                answer.format(key=key),
                menu,
                labels.answer,
                key,
                enabled=can_answer,
                in_menu=False,
                detail=partial(_title, labelling, key),
                editing_keys=(str(key),),
                keys_in=KeyMode.LABEL,
            )
            for key in range(1, MOST_LABELS + 1)
        ),
        Command(
            "answer_unsure",
            translate("Commands", "Answer “not sure”"),
            menu,
            labels.not_sure,
            enabled=can_answer,
            group=1,
            submenu=place,
            editing_keys=("0", "?"),
            keys_in=KeyMode.LABEL,
        ),
        Command(
            "answer_clear",
            translate("Commands", "Take the answers back"),
            menu,
            verbs.window.clear_answers,
            enabled=can_answer,
            group=1,
            submenu=place,
            editing_keys=("Backspace",),
            keys_in=KeyMode.LABEL,
        ),
        Command(
            "answer_next",
            translate("Commands", "Next series that is not answered"),
            menu,
            verbs.window.next_to_answer,
            enabled=on,
            group=1,
            submenu=place,
            editing_keys=("Return", "Enter"),
            keys_in=KeyMode.LABEL,
        ),
    )


def _is_on(labelling: Labelling) -> bool:
    return labelling.is_on


def _title(labelling: Labelling, key: int) -> str:
    labels = labelling.asked.labels
    return labels[key - 1].title if key <= len(labels) else ""
