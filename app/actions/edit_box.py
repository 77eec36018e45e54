"""What a reader does to boxes and points: draw, drag, delete, change the class; what a model left stays beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from ai.errors import ReportableError
from ai.inference.provenance import PERSON, BoxOrigin
from ai.inference.results import Detection, ModelResult, Point
from ai.words import say
from app.actions.annotate import AnnotateActions
from app.actions.box_classes import BoxClasses
from app.actions.edit_mask import EditMaskActions
from app.imaging.box_edit import ends_on
from app.imaging.own_masks import boxes_of_person
from app.state.box_editing import BoxDraft, BoxEditing, Boxes
from app.state.history import Change, Step
from app.state.model_list import ModelList
from app.state.read_state import UNMARKED
from app.state.reading import Reading
from app.state.review import FindingId, FindingKind, Review
from app.state.session import SeriesKey, Session, series_key
from app.state.sight import is_hidden
from app.state.step_keys import boxes_key
from app.state.tool import Tool

_T = TypeVar("_T")


class BoxDeed(Enum):
    """What was done to boxes; the value is for the audit trail."""

    DRAWN = "drawn"
    MARKED = "marked"
    MOVED = "moved"
    RENAMED = "class"
    DELETED = "deleted"
    RESTORED = "model"


@dataclass(frozen=True, eq=False)
class BoxEdit:
    """What was done, for the audit trail.

    Parameters
    ----------
    key, model_id
        Which series, whose result.
    deed
        What.
    is_point
        Whether it was done to a point.
    """

    key: SeriesKey
    model_id: str
    deed: BoxDeed
    is_point: bool = False


NO_POINTS = (
    say("Readers of a dataset compare boxes: a point does not say how far a finding reaches."),
    say("Draw a box round it."),
)
"""Why no point is marked on a case of a dataset of boxes."""


class EditBoxActions(QObject):
    """What a reader can do with boxes, and with points: these are boxes without a size.

    A box of a model that is changed keeps its number and loses its score; taken away, it is rejected. What the reader
    draws is filed beside the results of models, so that no run replaces it.

    Parameters
    ----------
    session
        What is open; its history takes the steps.
    models
        Whose classes are offered.
    masks
        One is edited at a time: a mask, or boxes.
    annotate
        Deletes what was drawn while no box is selected: one key does both.

    Signals
    -------
    edited(BoxEdit)
        A step was done.
    refused(ReportableError)
        Boxes of the open series are not edited: why.
    """

    edited = Signal(object)
    refused = Signal(object)

    def __init__(
        self, session: Session, models: ModelList, *, masks: EditMaskActions, annotate: AnnotateActions
    ) -> None:
        super().__init__(session)
        self._session = session
        self.classes = BoxClasses(session, models)
        """Classes to choose from."""
        self._masks = masks
        self._annotate = annotate
        session.editing.editing_changed.connect(self._on_mask_changed)
        session.volume_changed.connect(self._on_volume_changed)

    # Begin and end

    def toggle(self) -> None:
        """Edit boxes, or end that."""
        if self._boxes.is_on:
            self.done()
        elif refusal := self.refusal():
            self.refused.emit(ReportableError(refusal))
        elif self._session.opened is not None:
            self._masks.done()
            self._boxes.set_on(True)
            if not any(self.can_edit(each) for each in self._reading.findings):
                self._session.tools.set_tool(Tool.BOX)

    def done(self) -> None:
        """Edit no boxes any more."""
        self._boxes.set_on(False)
        if self._session.tools.tool.finds:
            self._session.tools.set_tool(Tool.WINDOW)

    def mark(self) -> None:
        """Edit boxes and points with the tool that marks points, or end that."""
        if self._boxes.is_on and self._session.tools.tool is Tool.MARK:
            self.done()
            return
        if self.is_of_case():
            self.refused.emit(ReportableError(*NO_POINTS))
            return
        if not self._boxes.is_on:
            self.toggle()
        if self._boxes.is_on:
            self._session.tools.set_tool(Tool.MARK)

    def choose_tool(self, tool: Tool = Tool.BOX) -> None:
        """Let the left button draw boxes, or mark points, or look again."""
        if tool is Tool.MARK and self.is_of_case():
            self.refused.emit(ReportableError(*NO_POINTS))
        elif self._boxes.is_on:
            is_chosen = self._session.tools.tool is tool
            self._session.tools.set_tool(Tool.WINDOW if is_chosen else tool)

    # Which

    def can_edit(self, finding: FindingId | None) -> bool:
        """Whether a finding is a box or a point of ours on the open series, seen and not rejected."""
        reading = self._reading
        result = None if finding is None else reading.result_of(finding.model_id)
        if finding is None or result is None or result.provenance.maker or reading.box_of(finding) is None:
            return False
        if self.refusal():
            return False
        return reading.review_of(finding) is not Review.REJECTED and not is_hidden(reading, finding)

    def is_of_case(self) -> bool:
        """Whether the open series is a case of a dataset of boxes."""
        opened = self._session.opened
        return opened is not None and self._boxes.case_of(series_key(opened.series)) is not None

    def refusal(self) -> str:
        """Say why boxes of the open series are not edited; ``""`` where they may be."""
        opened = self._session.opened
        case = None if opened is None else self._boxes.case_of(series_key(opened.series))
        return "" if case is None else case.refusal

    def selected(self) -> FindingId | None:
        """Name the box that keys work on; None for none."""
        finding = self._session.selection.finding
        return finding if self._boxes.is_on and self.can_edit(finding) else None

    def has_selected(self) -> bool:
        """Whether there is one."""
        return self.selected() is not None

    # The hand

    def drag(self, finding: FindingId | None, low: Point, high: Point) -> None:
        """Show where a box has to be, while the mouse moves it or, None, draws it."""
        if self._boxes.is_on:
            self._boxes.set_draft(BoxDraft(finding, low, high))

    def release(self, keep: bool) -> None:
        """Let go what is under the hand: one step; without ``keep`` nothing was."""
        draft = self._boxes.draft
        self._boxes.set_draft(None)
        opened = self._session.opened
        if draft is None or not keep or opened is None:
            return
        if draft.finding is None and (refusal := self.refusal()):
            self.refused.emit(ReportableError(refusal))
        elif draft.finding is None and draft.low == draft.high and self.is_of_case():
            self.refused.emit(ReportableError(*NO_POINTS))
        elif draft.finding is None:
            self._add(draft.low, draft.high)
        elif self.can_edit(draft.finding):
            self._place(draft.finding, draft.low, draft.high)

    def end_here(self, is_last: bool) -> None:
        """Let the selected box begin, or end, with the slice that is shown."""
        finding, box = self.selected(), self._selected_box()
        if finding is not None and box is not None and self.can_end_here():
            index = self._session.panes.active.source_index
            self._place(finding, *ends_on(box.low, box.high, index, is_last=is_last))

    def can_end_here(self) -> bool:
        """Whether that would do something."""
        opened, box = self._session.opened, self._selected_box()
        return box is not None and not box.is_point and opened is not None and opened.volume.shape[0] > 1

    def can_delete(self) -> bool:
        """Whether a box or, while none is, an annotation is selected."""
        return self.has_selected() or self._session.annotations.selected is not None

    def delete_selected(self) -> None:
        """Take the selected box away; while none is, the selected annotation. A box of a model is rejected."""
        finding = self.selected()
        if finding is None:
            self._annotate.delete_selected()
            return
        result = self._reading.result_of(finding.model_id)
        before = self._boxes_of(finding.model_id)
        if result is None:
            return
        number = finding.number
        if finding.model_id == PERSON:
            after = Boxes(
                _without(before.detections, number), _without(before.reviews, number), _without(before.marks, number)
            )
        else:
            after = Boxes(before.detections, _with(before.reviews, number, Review.REJECTED), before.marks)
        box = before.detections[number]
        words = say("Delete {what}", what=box.label.title)
        self._session.selection.select(None)
        self._do(finding.model_id, before, after, words, BoxDeed.DELETED, is_point=box.is_point)

    # The class

    def choose_class(self, title: str) -> None:
        """Give the selected box, and the next one, a class; a new one by its name."""
        label = self.classes.take(title)
        finding, box = self.selected(), self._selected_box()
        if label is not None and finding is not None and box is not None and box.label != label:
            words = say("Change the class to {what}", what=label.title)
            self._replace(finding, replace(_corrected(box), label=label), words, BoxDeed.RENAMED)

    # Back

    def corrected_model(self) -> str:
        """Name the model of the open series that a person corrected boxes of, that of the selected one first."""
        reading, selected = self._reading, self.selected()
        names = [*([] if selected is None else [selected.model_id]), *(r.provenance.model_id for r in reading.results)]
        return next((each for each in names if reading.has_corrected_boxes(each)), "")

    def restore(self) -> None:
        """Put the boxes of that model back as it left them; what was accepted of others is a draft again."""
        model_id = self.corrected_model()
        original = self._reading.original_of(model_id)
        if original is None:
            return
        before = self._boxes_of(model_id)
        reviews = tuple(
            Review.DRAFT if now != first and review is Review.ACCEPTED else review
            for now, first, review in zip(before.detections, original.detections, before.reviews, strict=True)
        )
        after = Boxes(original.detections, reviews, before.marks)
        self._do(model_id, before, after, say("Restore the boxes of the model"), BoxDeed.RESTORED)

    def put(self, changes: tuple[Change, ...]) -> None:
        """Hold the boxes after the changes; no step by itself. Called by the history."""
        for change in changes:
            if isinstance(change.key, tuple) and isinstance(change.after, Boxes):
                _, key, model_id = change.key
                self._file(key, model_id, change.after)

    # Steps

    @property
    def _boxes(self) -> BoxEditing:
        return self._session.editing.boxes

    @property
    def _reading(self) -> Reading:
        opened = self._session.opened
        return Reading() if opened is None else self._session.reading_of(opened)

    def _selected_box(self) -> Detection | None:
        finding = self.selected()
        return None if finding is None else self._reading.box_of(finding)

    def _boxes_of(self, model_id: str) -> Boxes:
        reading = self._reading
        result = reading.result_of(model_id)
        detections = () if result is None else result.detections
        names = _names(model_id, len(detections))
        opened = self._session.opened
        kept = {} if opened is None else self._session.read.of_series(series_key(opened.series))
        return Boxes(
            detections,
            tuple(reading.review_of(each) for each in names),
            tuple(kept.get(each, UNMARKED) for each in names),
        )

    def _add(self, low: Point, high: Point) -> None:
        label = self.classes.next()
        box = Detection(label, None, None, low, high, origin=BoxOrigin.PERSON)
        before = self._boxes_of(PERSON)
        after = Boxes((*before.detections, box), (*before.reviews, Review.ACCEPTED), (*before.marks, UNMARKED))
        words = say("Mark {what}", what=label.title) if box.is_point else say("Draw {what}", what=label.title)
        deed = BoxDeed.MARKED if box.is_point else BoxDeed.DRAWN
        self._do(PERSON, before, after, words, deed, is_point=box.is_point)
        self._session.selection.select(FindingId(PERSON, FindingKind.DETECTION, len(before.detections)))

    def _place(self, finding: FindingId, low: Point, high: Point) -> None:
        box = self._reading.box_of(finding)
        if box is not None and (box.low, box.high) != (low, high):
            words = say("Move {what}", what=box.label.title)
            self._replace(finding, replace(_corrected(box), low=low, high=high), words, BoxDeed.MOVED)

    def _replace(self, finding: FindingId, box: Detection, words: str, deed: BoxDeed) -> None:
        """Put another box in place of one; what was accepted of a model's is a draft again."""
        before = self._boxes_of(finding.model_id)
        review = before.reviews[finding.number] if finding.model_id == PERSON else Review.DRAFT
        after = Boxes(
            _with(before.detections, finding.number, box),
            _with(before.reviews, finding.number, review),
            before.marks,
        )
        self._do(finding.model_id, before, after, words, deed, is_point=box.is_point)

    def _do(
        self, model_id: str, before: Boxes, after: Boxes, words: str, deed: BoxDeed, *, is_point: bool = False
    ) -> None:
        opened = self._session.opened
        if opened is None:
            return
        key, book = series_key(opened.series), self._session.annotations
        book.end_step()
        book.history.note(Step(words, self, (Change(boxes_key(key, model_id), before, after),)))
        self._file(key, model_id, after)
        self.edited.emit(BoxEdit(key, model_id, deed, is_point))

    def _file(self, key: SeriesKey, model_id: str, boxes: Boxes) -> None:
        result: ModelResult | None = self._session.reading_at(key).result_of(model_id)
        if result is None and model_id == PERSON:
            shown = (each.opened for each in self._session.panes.all if each.opened is not None)
            sources = (each.volume.source_id for each in shown if series_key(each.series) == key)
            result = boxes_of_person(next(sources, ""))
        if result is None:
            return
        selected = self._session.selection.finding
        is_box = selected is not None and (selected.model_id, selected.kind) == (model_id, FindingKind.DETECTION)
        if is_box and selected is not None and selected.number >= len(boxes.detections):
            self._session.selection.select(None)
        self._session.set_boxes(key, replace(result, detections=boxes.detections), boxes.reviews)
        self._session.read.set_marks(key, dict(zip(_names(model_id, len(boxes.marks)), boxes.marks, strict=True)))

    def _on_mask_changed(self) -> None:
        if self._session.editing.mask is not None and self._boxes.is_on:
            self.done()

    def _on_volume_changed(self) -> None:
        self._boxes.set_draft(None)
        if self._session.opened is None:
            self.done()


def _names(model_id: str, count: int) -> tuple[FindingId, ...]:
    return tuple(FindingId(model_id, FindingKind.DETECTION, number) for number in range(count))


def _corrected(box: Detection) -> Detection:
    """Return a box that a person is about to change: what its model scored is another one."""
    if box.origin is not BoxOrigin.MODEL:
        return box
    return replace(box, score=None, probability=None, origin=BoxOrigin.CORRECTED)


def _with(values: tuple[_T, ...], number: int, value: _T) -> tuple[_T, ...]:
    return (*values[:number], value, *values[number + 1 :])


def _without(values: tuple[_T, ...], number: int) -> tuple[_T, ...]:
    return (*values[:number], *values[number + 1 :])
