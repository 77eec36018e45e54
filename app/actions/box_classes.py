"""Which classes a box can have: those of the models at hand, and those that the reader names."""

from __future__ import annotations

import re

from PySide6.QtCore import QObject

from ai.library.card import Code, Label
from ai.words import say
from app.state.model_list import ModelList
from app.state.reading import Reading
from app.state.session import Session, series_key

LONGEST_CLASS = 64
"""Characters of a class that is typed: what a code meaning of DICOM holds."""

_BOXES = "detection"
"""Task of a model that marks boxes."""


class BoxClasses(QObject):
    """Classes for the open series, and which one the next box gets.

    Parameters
    ----------
    session
        What is open; its `app.state.box_editing.BoxEditing` remembers the choice.
    models
        What is installed.
    """

    def __init__(self, session: Session, models: ModelList) -> None:
        super().__init__(session)
        self._session = session
        self._models = models

    def all(self) -> tuple[Label, ...]:
        """List the classes: of boxes that are there, those the reader typed, those of installed detectors.

        On a case of a dataset those that the dataset has, and no others.
        """
        opened = self._session.opened
        if (own := self._of_case()) is not None:
            return own
        reading = Reading() if opened is None else self._session.reading_of(opened)
        found = [box.label for result in reading.results for box in result.detections]
        found += self._session.editing.boxes.own_labels
        found += [label for card in self._models.cards if card.task == _BOXES for label in card.labels]
        titles: dict[str, Label] = {}
        for each in found:
            titles.setdefault(each.title.casefold(), each)
        return tuple(titles.values())

    def next(self) -> Label:
        """Tell which class the next box gets: the chosen one, else the first, else none that says more."""
        chosen, own = self._session.editing.boxes.label, self._of_case()
        if own is not None and chosen not in own:
            chosen = None
        return chosen or next(iter(self.all()), Label("finding", say("Finding"), Code("", "", "")))

    def take(self, title: str) -> Label | None:
        """Choose a class for the next box by its name, a new one where none has it.

        None for an empty name, and for a new one on a case of a dataset.
        """
        title = " ".join(title.split())[:LONGEST_CLASS]
        if not title:
            return None
        label = next((each for each in self.all() if each.title.casefold() == title.casefold()), None)
        if label is None and self._of_case() is not None:
            return None
        if label is None:
            label = label_named(title)
            self._session.editing.boxes.add_own(label)
        self._session.editing.boxes.set_label(label)
        return label

    def _of_case(self) -> tuple[Label, ...] | None:
        """List the classes of the dataset that the open series is a case of; None where it is none, or has none."""
        opened = self._session.opened
        case = None if opened is None else self._session.editing.boxes.case_of(series_key(opened.series))
        return None if case is None else case.classes or None


def label_named(title: str) -> Label:
    """Make a class of a name that a person typed; it has no code that others know."""
    name = re.sub(r"[^a-z0-9]+", "_", title.casefold()).strip("_")
    return Label(name or "finding", title, Code("", "", ""))
