"""The reader's measurements and marks on everything that is open, with undo and redo."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from PySide6.QtCore import QObject, Signal

from ai.words import Sentence, say, template
from app.dicom.series import Series
from app.imaging.annotations.annotation import Annotation, SeriesMark
from app.imaging.annotations.file import StudyAnnotations
from app.imaging.annotations.scale import Calibration
from app.state.annotation_marks import belongs_to
from app.state.history import Change, History, Step

_KEPT_LISTS = 16
"""Series whose annotations are kept as a list: more than there are panes. Every slice that is scrolled to asks."""

CHANGE = template("Change {what}")
"""What was done to an annotation where nobody says it better."""

_Key: TypeAlias = str | SeriesMark
"""Of an annotation its id, of a calibration its mark."""

_Item: TypeAlias = Annotation | Calibration


class AnnotationBook(QObject):
    """Holder of all annotations and calibrations of the open studies.

    Changes between `begin_step` and `end_step` are one step of undo, as a drag is; every other change is one by itself.

    Signals
    -------
    annotations_changed()
        Some annotation or calibration is another one, or all were hidden or shown.
    selection_changed()
        Another annotation is selected, or none.
    """

    annotations_changed = Signal()
    selection_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items: dict[_Key, _Item] = {}
        self._listed: list[tuple[Series, tuple[Annotation, ...]]] = []
        self._selected: str | None = None
        self._shown = True
        self.history = History()
        """What can be taken back, of annotations and of all else that the reader does to findings."""
        self._open_words: str | None = None
        self._before: dict[_Key, _Item | None] = {}

    @property
    def annotations(self) -> tuple[Annotation, ...]:
        """Of all series, in the order of creation."""
        return tuple(sorted(self._annotations(), key=_order))

    def on_series(self, series: Series) -> tuple[Annotation, ...]:
        """List the annotations of a series, in the order of creation; the same tuple until one of them differs."""
        # By identity: a series is a frozen value, and comparing two of them goes through all their files.
        for known, listed in self._listed:
            if known is series:
                return listed
        found = tuple(sorted((each for each in self._annotations() if belongs_to(each.mark, series)), key=_order))
        self._listed = [(series, found), *self._listed[: _KEPT_LISTS - 1]]
        return found

    def annotation(self, annotation_id: str) -> Annotation | None:
        """Return an annotation by its id."""
        item = self._items.get(annotation_id)
        return item if isinstance(item, Annotation) else None

    def calibration(self, mark: SeriesMark) -> Calibration | None:
        """Return the calibration that holds on an image: its own, else that of its series."""
        for key in (mark, SeriesMark(mark.study, mark.series, mark.part)):
            item = self._items.get(key)
            if isinstance(item, Calibration):
                return item
        return None

    def of_study(self, study: str) -> StudyAnnotations:
        """Return all that is kept of a study, named by `SeriesMark.study`."""
        calibrations = (item for item in self._items.values() if isinstance(item, Calibration))
        return StudyAnnotations(
            tuple(each for each in self.annotations if each.mark.study == study),
            tuple(each for each in calibrations if each.mark.study == study),
        )

    @property
    def next_order(self) -> int:
        """Number for a new annotation."""
        return max((each.order for each in self._annotations()), default=-1) + 1

    @property
    def selected(self) -> Annotation | None:
        """What keys such as Delete work on."""
        return None if self._selected is None else self.annotation(self._selected)

    def select(self, annotation_id: str | None) -> None:
        """Select an annotation, or none; an id that is not there selects none."""
        wanted = annotation_id if annotation_id is not None and annotation_id in self._items else None
        if wanted != self._selected:
            self._selected = wanted
            self.selection_changed.emit()

    @property
    def are_shown(self) -> bool:
        """Whether annotations are drawn at all; each has its own eye besides."""
        return self._shown

    def set_shown(self, shown: bool) -> None:
        """Hide or show all annotations; nothing that undo takes back."""
        if shown != self._shown:
            self._shown = shown
            self.annotations_changed.emit()

    def add(self, annotation: Annotation) -> None:
        """Take a new annotation and select it."""
        if annotation.id in self._items:
            raise ValueError("an annotation is added once; replace it")
        self._change(say("Draw {what}", what=annotation.title_inside), annotation.id, annotation)
        self.select(annotation.id)

    def replace(self, annotation: Annotation, words: str = CHANGE) -> None:
        """Take another value of an annotation.

        Parameters
        ----------
        annotation
            With the id of one that is here.
        words
            What was done, for the menu, a template of a sentence: "Move {what}", "Label {what}".
        """
        if self.annotation(annotation.id) is None:
            raise KeyError(annotation.id)
        self._change(Sentence(words, {"what": annotation.title_inside}), annotation.id, annotation)

    def delete(self, annotation_id: str) -> None:
        """Take an annotation away; without effect where it is gone already."""
        annotation = self.annotation(annotation_id)
        if annotation is not None:
            self._change(say("Delete {what}", what=annotation.title_inside), annotation_id, None)

    def delete_all(self, annotations: Iterable[Annotation]) -> None:
        """Take many annotations away in one step."""
        self.begin_step(say("Delete annotations"))
        for annotation in annotations:
            self.delete(annotation.id)
        self.end_step()

    def set_calibration(self, calibration: Calibration) -> None:
        """Calibrate a series or image; it replaces an older calibration of the same one."""
        self._change(say("Calibrate"), calibration.mark, calibration)

    def drop_calibration(self, mark: SeriesMark) -> None:
        """Tell lengths as the file does again, where the image of a mark is calibrated."""
        calibration = self.calibration(mark)
        if calibration is not None:
            self._change(say("Remove calibration"), calibration.mark, None)

    def begin_step(self, words: str) -> None:
        """Begin a step of several changes; one that was begun before ends first."""
        self.end_step()
        self._open_words = words

    def end_step(self) -> None:
        """End the step; nothing that differs is no step."""
        if self._open_words is None:
            return
        words, self._open_words = self._open_words, None
        changes = tuple(Change(key, before, self._items.get(key)) for key, before in self._before.items())
        self._before.clear()
        self._note(words, tuple(change for change in changes if change.before != change.after))

    def cancel_step(self) -> None:
        """Put everything back as it was before the step."""
        if self._open_words is None:
            return
        self._open_words = None
        before, self._before = self._before, {}
        self.put(tuple(Change(key, None, item) for key, item in before.items()))

    @property
    def undo_words(self) -> str:
        """What undo takes back: "Draw length"; ``""`` for nothing."""
        return self.history.undo_words

    @property
    def redo_words(self) -> str:
        """What redo does again; ``""`` for nothing."""
        return self.history.redo_words

    def undo(self) -> None:
        """Take the last step back and select what it changed."""
        self.end_step()
        self.history.undo()

    def redo(self) -> None:
        """Do again what was taken back last."""
        self.end_step()
        self.history.redo()

    def put(self, changes: tuple[Change, ...]) -> None:
        """Hold the values after the changes and select what was changed; no step by itself."""
        last: str | None = None
        for change in changes:
            if isinstance(change.key, str | SeriesMark) and isinstance(change.after, Annotation | Calibration | None):
                self._put(change.key, change.after)
                last = change.key if isinstance(change.key, str) else None
        self.annotations_changed.emit()
        if last is not None:
            self.select(last)

    def restore(self, content: StudyAnnotations) -> None:
        """Take what was kept of a study beside what is here; what was drawn meanwhile stays, and is no step of undo."""
        for annotation in content.annotations:
            self._items.setdefault(annotation.id, annotation)
        for calibration in content.calibrations:
            self._items.setdefault(calibration.mark, calibration)
        self._listed.clear()
        if content != StudyAnnotations():
            self.annotations_changed.emit()

    def clear(self) -> None:
        """Forget everything, with the steps; for when all studies are closed."""
        was_empty = not self._items
        self._items.clear()
        self._listed.clear()
        self.history.clear()
        self._before.clear()
        self._open_words = None
        self.select(None)
        if not was_empty:
            self.annotations_changed.emit()

    def _annotations(self) -> Iterable[Annotation]:
        return (item for item in self._items.values() if isinstance(item, Annotation))

    def _change(self, words: str, key: _Key, after: _Item | None) -> None:
        before = self._items.get(key)
        if before == after:
            return
        if self._open_words is not None:
            self._before.setdefault(key, before)
        else:
            self._note(words, (Change(key, before, after),))
        self._put(key, after)
        self.annotations_changed.emit()

    def _note(self, words: str, changes: tuple[Change, ...]) -> None:
        self.history.note(Step(words, self, changes))

    def _put(self, key: _Key, item: _Item | None) -> None:
        self._listed.clear()
        if item is not None:
            self._items[key] = item
            return
        self._items.pop(key, None)
        if key == self._selected:
            self.select(None)


def _order(annotation: Annotation) -> tuple[int, str]:
    return annotation.order, annotation.id
