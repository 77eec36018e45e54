"""What is kept of a plane: nothing is laid out or drawn twice, and nothing of before is ever seen."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from itertools import combinations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QImage, QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem

import app.ui.annotation_item as item_module
import app.ui.annotation_scene as scene_module
from app.imaging.annotations.annotation import Annotation, DrawnOn, Kind, SeriesMark
from app.imaging.cut import Cut
from app.imaging.cut_turn import vector
from app.imaging.plane_frame import PlaneFrame
from app.imaging.screen import ScreenGeometry
from app.ui.annotation_item import AnnotationItem
from app.ui.annotation_scene import KEPT_PICTURES, KEPT_SCENES, AnnotationGrip, Shown

FRAME = PlaneFrame((0.0, 0.0, 0.0), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (1.0, 1.0), (100, 120))
GEOMETRY = ScreenGeometry(100, 120, 0, 0, 360, 300, 360, 300)
FIGURES = {
    Kind.LENGTH: [(8, 8), (12, 30)],
    Kind.ANGLE: [(8, 40), (20, 38), (18, 52)],
    Kind.COBB: [(8, 62), (10, 80), (24, 62), (20, 82)],
    Kind.BIDIRECTIONAL: [(34, 8), (34, 28), (28, 18), (40, 18)],
    Kind.ELLIPSE: [(45, 50), (45, 60), (52, 50)],
    Kind.RECTANGLE: [(45, 90), (45, 102), (52, 90)],
    Kind.POLYGON: [(62, 8), (60, 22), (74, 28), (76, 10)],
    Kind.FREEHAND: [(66, 44), (64, 54), (70, 60), (78, 52), (74, 42)],
    Kind.ARROW: [(66, 80), (76, 96)],
    Kind.TEXT: [(88, 20)],
    Kind.POINT: [(88, 60)],
}


def plane(number: int) -> PlaneFrame:
    return FRAME.moved(float(number))


def annotation(kind: Kind, frame: PlaneFrame = FRAME, number: int = 0) -> Annotation:
    points = tuple(vector(frame.to_lps_mm(pixel)) for pixel in FIGURES[kind])
    name = f"{100 * number + list(Kind).index(kind):08x}"
    return Annotation(name, kind, points, DrawnOn(frame, Cut(), 0), SeriesMark("", ""))


def eleven(frame: PlaneFrame = FRAME, number: int = 0) -> tuple[Shown, ...]:
    return tuple(Shown(annotation(kind, frame, number), (f"{kind.value} {number}", "12 HU")) for kind in Kind)


def moved(shown: Shown, by_mm: float = 4.0) -> Shown:
    points = tuple((x + by_mm, y, z) for x, y, z in shown.annotation.points)
    return replace(shown, annotation=replace(shown.annotation, points=points))


@dataclass(frozen=True)
class State:
    """All that an item is told."""

    shown: tuple[Shown, ...] = field(default_factory=eleven)
    selected: str = ""
    frame: PlaneFrame | None = FRAME
    geometry: ScreenGeometry | None = GEOMETRY
    ratio: float = 1.0
    points: int = 10
    occupied: tuple[QRectF, ...] = (QRectF(0, 0, 60, 40),)
    hover: AnnotationGrip | None = None

    def tell(self, item: AnnotationItem) -> QImage:
        """Show it, and return what the item looks like."""
        font = QFont()
        font.setPointSize(self.points)
        item.show_geometry(self.geometry, self.ratio, font, self.occupied)
        item.show_annotations(self.shown, self.selected, self.frame)
        item.show_hover(self.hover)
        return painted(item, self.ratio)


def painted(item: AnnotationItem, ratio: float = 1.0) -> QImage:
    image = QImage(360, 300, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(0)
    painter = QPainter(image)
    if item.isVisible():
        item.paint(painter, QStyleOptionGraphicsItem())
    painter.end()
    return image


ELLIPSE = annotation(Kind.ELLIPSE)
FIRST = eleven()
STATES = {
    "plain": State(),
    "selected": State(selected=ELLIPSE.id),
    "hovered": State(hover=AnnotationGrip(ELLIPSE, None)),
    "handle hovered": State(hover=AnnotationGrip(ELLIPSE, 2)),
    "one moved": State(shown=(*FIRST[:4], moved(FIRST[4]), *FIRST[5:])),
    "other words": State(shown=(replace(FIRST[0], lines=("1.0 mm",)), *FIRST[1:])),
    "other colour": State(
        shown=(replace(FIRST[0], annotation=replace(FIRST[0].annotation, colour=(9, 200, 9))), *FIRST[1:])
    ),
    "one less": State(shown=FIRST[1:]),
    "none": State(shown=()),
    "next plane": State(shown=eleven(plane(1), 1), frame=plane(1)),
    "next plane, selected here": State(shown=eleven(plane(1), 1), frame=plane(1), selected=ELLIPSE.id),
    "nothing on a plane": State(shown=(), frame=plane(2)),
    "no plane": State(frame=None),
    "mirrored": State(frame=replace(FRAME, origin_lps_mm=(119.0, 0.0, 0.0), right_lps=(-1.0, 0.0, 0.0))),
    "zoomed": State(geometry=replace(GEOMETRY, width_px=540, height_px=450, left_px=-90, top_px=-70)),
    "finer screen": State(ratio=1.5),
    "larger letters": State(points=15),
    "words elsewhere": State(occupied=(QRectF(150, 100, 120, 90),)),
    "no picture": State(geometry=None),
}


ALIKE = {
    # What is held is drawn as what is selected is; who is selected on another plane is seen on none.
    frozenset({"selected", "hovered"}),
    frozenset({"next plane", "next plane, selected here"}),
}

EMPTY = {"none", "nothing on a plane", "no plane", "no picture"}


def test_the_states_look_different(qapp) -> None:
    looks = {name: state.tell(AnnotationItem()) for name, state in STATES.items()}
    assert {name for name, look in looks.items() if look == looks["none"]} == EMPTY
    pairs = combinations([name for name in looks if name not in EMPTY], 2)
    assert {frozenset((one, other)) for one, other in pairs if looks[one] == looks[other]} == ALIKE


def test_whatever_was_shown_before_it_looks_as_if_drawn_for_the_first_time(qapp) -> None:
    item, order = AnnotationItem(), random.Random(0)
    names = [name for _ in range(6) for name in order.sample(list(STATES), len(STATES))]
    fresh = {name: state.tell(AnnotationItem()) for name, state in STATES.items()}
    for before, name in zip(["", *names], names, strict=False):
        assert STATES[name].tell(item) == fresh[name], f"{name} after {before}"
        new = AnnotationItem()
        STATES[name].tell(new)
        assert (item.values, item.label_rectangles, item.leaders) == (new.values, new.label_rectangles, new.leaders)
        assert item.handle_points(ELLIPSE.id) == new.handle_points(ELLIPSE.id)


@dataclass
class Work:
    """How often a label was placed and a figure drawn."""

    placed: int = 0
    drawn: int = 0

    def since(self) -> tuple[int, int]:
        told = self.placed, self.drawn
        self.placed = self.drawn = 0
        return told


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch, qapp) -> Work:
    work = Work()
    place, draw = scene_module.place_label, item_module._draw_figure

    def place_counted(*arguments):
        work.placed += 1
        return place(*arguments)

    def draw_counted(*arguments):
        work.drawn += 1
        draw(*arguments)

    monkeypatch.setattr(scene_module, "place_label", place_counted)
    monkeypatch.setattr(item_module, "_draw_figure", draw_counted)
    return work


def on_plane(number: int) -> State:
    return State(shown=eleven(plane(number), number), frame=plane(number))


PLACED = len(Kind) - 1
"""Labels of a plane for which a place is looked for: a text stands where it was put."""

DRAWN = 2 * len(Kind)
"""A rim and a line of each."""


def test_a_plane_that_comes_again_is_neither_laid_out_nor_drawn(work: Work) -> None:
    item, nothing = AnnotationItem(), State(shown=(), frame=plane(7))
    on_plane(0).tell(item)
    assert work.since() == (PLACED, DRAWN)
    nothing.tell(item)
    on_plane(1).tell(item)
    assert work.since() == (PLACED, DRAWN)
    for _ in range(3):
        for state in (on_plane(0), nothing, on_plane(1)):
            state.tell(item)
            assert item.grip_at(QPointF(1, 1)) is None
    assert work.since() == (0, 0)


def test_selection_and_cursor_draw_their_own_plane_and_lay_out_none(work: Work) -> None:
    item = AnnotationItem()
    for number in (1, 0):
        on_plane(number).tell(item)
    work.since()
    replace(on_plane(0), selected=ELLIPSE.id).tell(item)
    replace(on_plane(0), hover=AnnotationGrip(ELLIPSE, 0)).tell(item)
    assert work.since() == (0, 2 * DRAWN)
    replace(on_plane(1), selected=ELLIPSE.id, hover=AnnotationGrip(ELLIPSE, 0)).tell(item)
    assert work.since() == (0, 0)


def test_few_pictures_are_kept_and_more_places(work: Work) -> None:
    item, count = AnnotationItem(), KEPT_PICTURES + 3
    for number in range(count):
        on_plane(number).tell(item)
    work.since()
    for number in reversed(range(count)):
        on_plane(number).tell(item)
    assert work.since() == (0, DRAWN * (count - KEPT_PICTURES))


def test_the_planes_that_are_kept_are_bounded(work: Work) -> None:
    item, one = AnnotationItem(), annotation(Kind.POINT)
    states = [
        State(shown=(Shown(replace(one, id=f"{number:08x}"), ("1 HU",)),), frame=plane(number))
        for number in range(KEPT_SCENES + 2)
    ]
    for state in states:
        state.tell(item)
    work.since()
    for state in states[2:]:
        state.tell(item)
    assert work.since()[0] == 0
    states[0].tell(item)
    assert work.since()[0] == 1


def test_a_series_that_is_closed_leaves_nothing(work: Work) -> None:
    item = AnnotationItem()
    State().tell(item)
    STATES["no picture"].tell(item)
    work.since()
    State().tell(item)
    assert work.since() == (PLACED, DRAWN)


def test_lines_that_are_found_together_are_those_found_alone(qapp) -> None:
    together, alone = AnnotationItem(), AnnotationItem()
    State(occupied=()).tell(together)
    for shown in FIRST:
        State(shown=(shown,), occupied=()).tell(alone)
        for one, other in zip(
            together.handle_points(shown.annotation.id), alone.handle_points(shown.annotation.id), strict=True
        ):
            assert np.allclose(one.toTuple(), other.toTuple(), atol=1e-9)
