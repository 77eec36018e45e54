"""Where the annotations of a plane stand in the pane: their lines and handles, and a place for every label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPolygonF

from app.imaging.annotations.annotation import Annotation, Kind
from app.imaging.annotations.figure import handles, strokes
from app.imaging.plane_frame import PlaneFrame
from app.imaging.screen import ScreenGeometry
from app.ui.caliper_item import place_label
from app.ui.halo_text import TextBlock, TextStyle
from app.ui.kept_picture import KeptPicture, pane_of
from app.ui.label_place import beside, leader_of, meet

CAP_PX = 6.0
"""Half length of the line across an end, in pixels of the widget."""

KEPT_SCENES = 64
"""Planes whose lines and labels are kept for when they come again."""

KEPT_PICTURES = 4
"""Of these the last ones with what they look like: a picture is as large as the pane."""

_KEPT_LABELS = 100
"""Labels whose letters are kept for when other places are found for them."""

_NEVER_SHORTENED_PX = 100_000.0
"""Of a label: half a number would be read as another one."""

_Floats: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Shown:
    """One annotation on the plane that is shown.

    Parameters
    ----------
    annotation
        What is drawn.
    lines
        What stands beside it.
    """

    annotation: Annotation
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class AnnotationGrip:
    """What of an annotation the cursor is over.

    Parameters
    ----------
    annotation
        As it is drawn.
    handle
        Number of the handle as `app.imaging.annotations.figure.handles` counts; None for all of it.
    is_label
        Whether only its words are under the cursor: they choose it, but whoever drags words away does not mean the
        measurement.
    """

    annotation: Annotation
    handle: int | None
    is_label: bool = False


@dataclass(frozen=True, eq=False)
class Drawn:
    """An annotation in pixels of the widget; ``corners`` are those of ``lines``, (n, 2) x and y each."""

    shown: Shown
    lines: tuple[QPolygonF, ...]
    corners: tuple[_Floats, ...]
    handles: tuple[QPointF, ...]


@dataclass(frozen=True, eq=False)
class Label:
    """Words of an annotation, where they stand, and the shortest way to their figure; of no length for a text."""

    annotation: Annotation
    block: TextBlock
    rectangle: QRectF
    leader: QLineF


@dataclass(frozen=True)
class Place:
    """All that lines and labels follow from but the annotations and their plane.

    Parameters
    ----------
    geometry
        Where the picture lies; None where there is none.
    ratio
        Device pixels per pixel of the widget.
    font
        Of the labels.
    occupied
        Where other text stands: no label is put there.
    """

    geometry: ScreenGeometry | None = None
    ratio: float = 1.0
    font: QFont = field(default_factory=QFont)
    occupied: tuple[QRectF, ...] = ()

    @property
    def pane(self) -> QRectF:
        """In pixels of the widget."""
        return pane_of(self.geometry, self.ratio)


@dataclass(eq=False)
class Scene:
    """What the annotations of one plane look like.

    Attributes
    ----------
    shown, place
        What it was made of: another scene is made of other ones.
    drawn, labels
        In the order in which they are drawn.
    picture
        Of all of it.
    look
        What was selected and what was under the cursor when that was drawn, of these annotations.
    """

    shown: tuple[Shown, ...]
    place: Place
    drawn: tuple[Drawn, ...] = ()
    labels: tuple[Label, ...] = ()
    picture: KeptPicture = field(default_factory=KeptPicture)
    look: tuple[str, AnnotationGrip | None] = ("", None)

    def look_with(self, selected: str, hover: AnnotationGrip | None) -> tuple[str, AnnotationGrip | None]:
        """Tell what of the selection and of what is under the cursor is seen here: the rest is on another plane."""
        here = {each.annotation.id for each in self.shown}
        return (
            selected if selected in here else "",
            hover if hover is not None and hover.annotation.id in here else None,
        )


class Scenes:
    """The scene of every plane that was shown, so that scrolling back lays out and draws nothing.

    A scene is found by its plane and only used for the very annotations and words, at the very place, that it was made
    of; these are values, so that nobody has to tell that one of them differs.
    """

    def __init__(self) -> None:
        self._kept: dict[PlaneFrame, Scene] = {}
        self._blocks: dict[tuple[object, ...], TextBlock] = {}

    def clear(self) -> None:
        """Keep nothing: the series is closed."""
        self._kept.clear()
        self._blocks.clear()

    def scene(self, shown: tuple[Shown, ...], frame: PlaneFrame | None, place: Place) -> Scene:
        """Return the scene of a plane, kept or made now.

        Parameters
        ----------
        shown
            All of them lie on the plane.
        frame
            The plane; None shows nothing.
        place
            Where it is shown.
        """
        if frame is None or place.geometry is None or not shown:
            return Scene((), place)
        scene = self._kept.pop(frame, None)
        if scene is None or (scene.shown, scene.place) != (shown, place):
            drawn = _laid(shown, frame, place)
            scene = Scene(shown, place, drawn, self._labels(drawn, place))
        self._kept[frame] = scene
        while len(self._kept) > KEPT_SCENES:
            del self._kept[next(iter(self._kept))]
        for each in list(self._kept.values())[:-KEPT_PICTURES]:
            each.picture.drop()
        return scene

    def _labels(self, all_drawn: Sequence[Drawn], place: Place) -> tuple[Label, ...]:
        """Find a place for every label clear of words and lines."""
        pane, labels = place.pane, []
        taken = list(place.occupied)
        around = [_around(each) for each in all_drawn]
        # Texts stand where they were put; the others make room for them.
        for drawn in sorted(all_drawn, key=_is_no_text):
            annotation = drawn.shown.annotation
            bounds = _bounds(drawn)
            if not drawn.shown.lines or not meet(bounds, pane):
                # Out of the pane at this zoom: its words would stand beside something else.
                continue
            block = self._block(drawn.shown, place)
            width, height = block.size.width(), block.size.height()
            if annotation.kind is Kind.TEXT:
                rectangle, leader = beside(drawn.handles[0], width, height, pane), QLineF()
            else:
                base = [QLineF(bounds.bottomLeft(), bounds.bottomRight()), QLineF(bounds.topLeft(), bounds.topRight())]
                if drawn.lines[0].size() == 2 and len(drawn.lines) == 1:
                    base = [QLineF(drawn.lines[0].at(0), drawn.lines[0].at(1))]
                rectangle, _ = place_label(width, height, base, pane, taken, around)
                leader = leader_of(rectangle, drawn.corners)
            taken.append(rectangle)
            labels.append(Label(annotation, block, rectangle, leader))
        return tuple(labels)

    def _block(self, shown: Shown, place: Place) -> TextBlock:
        """Return the letters of a label, written before or now."""
        if len(self._blocks) > _KEPT_LABELS:
            self._blocks.clear()
        colour = QColor(*shown.annotation.colour)
        key = (shown.lines, colour.rgb(), place.font.key(), place.ratio)
        block = self._blocks.get(key)
        if block is None:
            style = TextStyle(place.font, colour, Qt.AlignmentFlag.AlignLeft, _NEVER_SHORTENED_PX)
            block = self._blocks[key] = TextBlock(shown.lines, style, place.ratio)
        return block


def _laid(shown: Sequence[Shown], frame: PlaneFrame, place: Place) -> tuple[Drawn, ...]:
    """Find every line and handle in the pane."""
    figures = [(strokes(each.annotation), handles(each.annotation)) for each in shown]
    parts: list[_Floats] = []
    for lines, ends in figures:
        parts += [*(line.places for line in lines), ends]
    # All at once: one by one, the lines of twenty annotations take a good part of a frame.
    every = _in_pane(np.concatenate(parts), frame, place)
    split = iter(np.split(every, np.cumsum([len(part) for part in parts])[:-1]))
    laid: list[Drawn] = []
    for each, (lines, _) in zip(shown, figures, strict=True):
        found = [next(split) for _ in lines]
        corners = tuple(
            np.concatenate((at, at[:1])) if line.closed else at for line, at in zip(lines, found, strict=True)
        )
        ends = next(split)
        corners = corners or (ends,)
        laid.append(Drawn(each, tuple(QPolygonF(_points(at)) for at in corners), corners, tuple(_points(ends))))
    return tuple(laid)


def _in_pane(places: _Floats, frame: PlaneFrame, place: Place) -> _Floats:
    """(n, 3) LPS mm -> (n, 2) x and y in the pane."""
    geometry = place.geometry
    if geometry is None:
        raise ValueError("nothing is drawn without a geometry")
    rows, columns = frame.to_pixel(places).T
    x = (geometry.left_px + (columns + 0.5) * geometry.column_scale) / place.ratio
    y = (geometry.top_px + (rows + 0.5) * geometry.row_scale) / place.ratio
    return np.column_stack((x, y))


def _points(corners: _Floats) -> list[QPointF]:
    return [QPointF(x, y) for x, y in corners.tolist()]


def _is_no_text(drawn: Drawn) -> bool:
    return drawn.shown.annotation.kind is not Kind.TEXT


def _bounds(drawn: Drawn) -> QRectF:
    """Return the space that lines take."""
    bounds = drawn.lines[0].boundingRect()
    for line in drawn.lines[1:]:
        bounds = bounds.united(line.boundingRect())
    return bounds


def _around(drawn: Drawn) -> QRectF:
    """Return the space that lines and handles take, which a label should leave free."""
    bounds = QRectF(drawn.handles[0], drawn.handles[0])
    for line in drawn.lines:
        bounds = bounds.united(line.boundingRect())
    return bounds.adjusted(-CAP_PX, -CAP_PX, CAP_PX, CAP_PX)
