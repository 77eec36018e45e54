"""Boxes and heat maps of one pane: what of them lies on its plane."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QFont

from ai.inference.results import Detection, Point
from app.imaging.box_on_plane import box_on_plane
from app.imaging.contours import Polyline
from app.imaging.cut_stack import CutStack
from app.imaging.heat_map_plane import cells_on_plane, heat_rgba
from app.imaging.labels import structure_colour
from app.imaging.point_on_plane import point_on_plane
from app.imaging.screen import ScreenGeometry
from app.state.reading import Reading
from app.state.review import FindingId, Review
from app.state.session import Session
from app.state.sight import is_hidden
from app.ui.box_words import box_words
from app.ui.detection_item import Box, DetectionItem
from app.ui.heat_map_item import HeatMapItem
from app.ui.spoken import spoken


class FindingLayer(QObject):
    """Shows what differs in the items of a canvas.

    Parameters
    ----------
    session
        Which finding is selected.
    boxes, heat
        Of the canvas.
    """

    def __init__(
        self, session: Session, boxes: DetectionItem, heat: HeatMapItem, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._boxes = boxes
        self._heat = heat
        self._boxes_key: object = None
        self._heat_key: object = None

    def show_nothing(self) -> None:
        """Take everything away."""
        self._boxes_key = self._heat_key = None
        self._boxes.show_boxes(())
        self._heat.show_cells(None, 1.0)

    def show_geometry(self, geometry: ScreenGeometry | None, ratio: float, font: QFont) -> None:
        """Follow the picture."""
        self._boxes.show_geometry(geometry, ratio, font)
        self._heat.show_geometry(geometry, ratio)

    def show_plane(self, reading: Reading, stack: CutStack, index: int, *, hidden: bool) -> None:
        """Show what lies on a plane; nothing where everything of AI is hidden."""
        self._show_boxes(reading, stack, index, hidden=hidden)
        self._show_heat(reading, stack, index, hidden=hidden)

    def _show_boxes(self, reading: Reading, stack: CutStack, index: int, *, hidden: bool) -> None:
        selected, draft = self._session.selection.finding, self._session.editing.boxes.draft
        key = (reading, stack, index, hidden, selected, draft)
        if key == self._boxes_key:
            return
        self._boxes_key = key
        drawn = () if hidden else reading.detections
        boxes: list[Box] = []
        told: set[str] = set()
        for finding, detection in drawn:
            is_dragged = draft is not None and draft.finding == finding
            place = (draft.low, draft.high) if draft is not None and is_dragged else (detection.low, detection.high)
            corners = _corners(stack, index, *place)
            if corners is None or is_hidden(reading, finding):
                continue
            boxes.append(
                Box(
                    finding=finding,
                    corners=corners,
                    words=box_words(detection, axes_known=stack.volume.axes_known, reader=_reader_of(reading, finding)),
                    colour=box_colour(reading, finding),
                    draft=reading.review_of(finding) is not Review.ACCEPTED,
                    selected=finding == selected,
                    cautions=() if detection.caution in told else caution_lines(detection),
                )
            )
            told.add(detection.caution)
        self._boxes.show_boxes(boxes)

    def _show_heat(self, reading: Reading, stack: CutStack, index: int, *, hidden: bool) -> None:
        heat, view = reading.heat_map, reading.heat
        key = None if hidden or heat is None or view is None else (heat, view.opacity, stack, index)
        if key == self._heat_key:
            return
        self._heat_key = key
        if key is None or heat is None or view is None:
            self._heat.show_cells(None, 1.0)
        else:
            self._heat.show_cells(heat_rgba(heat, cells_on_plane(heat, stack, index)), view.opacity)


def _corners(stack: CutStack, index: int, low: Point, high: Point) -> Polyline | None:
    """Find what of a box, or of a point, lies on a plane."""
    return point_on_plane(stack, index, low) if low == high else box_on_plane(stack, index, low, high)


def _reader_of(reading: Reading, finding: FindingId) -> str:
    """Name whose box it is where several readers' are shown; ``""`` for those of a model, and what is being drawn."""
    result = reading.result_of(finding.model_id)
    is_read = result is not None and result.provenance.is_by_person
    return spoken(result.provenance.maker) if result is not None and is_read else ""


def caution_lines(detection: Detection) -> tuple[str, ...]:
    """Split what a model gets wrong into lines, which stand on its first mark; none where nothing is known."""
    return tuple(spoken(detection.caution).split("; ")) if detection.caution else ()


def box_colour(reading: Reading, finding: FindingId) -> tuple[int, int, int]:
    """Choose the colour of a box: one for each label, whoever says it."""
    box = reading.box_of(finding)
    if box is None:
        return structure_colour("", finding.number)
    names = list(dict.fromkeys(each.label.name for result in reading.results for each in result.detections))
    # The second colour first: those of the most usual structures are the first ones.
    return structure_colour(box.label.name, names.index(box.label.name) + 3)
