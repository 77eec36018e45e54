"""Measurements and marks of the reader: frozen values anchored in the patient."""

from __future__ import annotations

import hashlib
import math
import re
import secrets
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from ai.words import say
from app.imaging.cut import Cut
from app.imaging.cut_turn import Turn
from app.imaging.labels import YELLOW, Colour
from app.imaging.plane_frame import PlaneFrame, Vector

LARGEST_COUNT = 5000
"""Points of one annotation; a freehand outline around a whole film has a tenth of them."""

LARGEST_TEXT = 500
"""Characters of a label."""

LARGEST_MM = 1e6
"""Largest coordinate; a wrong number must not become a place."""

IN_PLANE_MM = 0.01
"""How far a point may lie off the plane that it was drawn on: rounding, nothing that the eye sees."""

_RIGHT_ANGLE = 1e-3
"""Cosine up to which two axes stand at right angles."""

_TINY_MM2 = 1e-6
"""Product of two axes below which they are too short to stand at any angle."""

_ID = re.compile(r"[0-9a-f]{8,32}")
_DIGEST = re.compile(r"([0-9a-f]{64})?")


class Kind(Enum):
    """What an annotation is, and what its points mean."""

    LENGTH = "length"
    """(start, end)."""
    ANGLE = "angle"
    """(end of one arm, vertex, end of the other arm)."""
    COBB = "cobb angle"
    """(start, end) of one line, (start, end) of the other."""
    BIDIRECTIONAL = "bidirectional"
    """RECIST: (start, end) of the long axis, (start, end) of the short axis; at right angles, crossing each other."""
    ELLIPSE = "ellipse"
    """(centre, end of one half axis, end of the other), at right angles."""
    RECTANGLE = "rectangle"
    """(centre, middle of a side, middle of the side next to it), at right angles."""
    POLYGON = "polygon"
    """The corners in their order; the last one joins the first."""
    FREEHAND = "freehand"
    """Points of the outline in their order; the last one joins the first."""
    ARROW = "arrow"
    """(tip, tail)."""
    TEXT = "text"
    """(place of the text,)."""
    POINT = "point"
    """(the point,)."""


REGIONS = (Kind.ELLIPSE, Kind.RECTANGLE, Kind.POLYGON, Kind.FREEHAND)
"""Kinds with an inside."""

OUTLINES = (Kind.POLYGON, Kind.FREEHAND)
"""Kinds with any number of points, three at least."""

POINT_COUNTS = {
    Kind.LENGTH: 2,
    Kind.ANGLE: 3,
    Kind.COBB: 4,
    Kind.BIDIRECTIONAL: 4,
    Kind.ELLIPSE: 3,
    Kind.RECTANGLE: 3,
    Kind.ARROW: 2,
    Kind.TEXT: 1,
    Kind.POINT: 1,
}
"""Points of the kinds that are no outline."""

TITLES = {
    Kind.LENGTH: say("Length"),
    Kind.ANGLE: say("Angle"),
    Kind.COBB: say("Cobb angle"),
    Kind.BIDIRECTIONAL: say("Long and short axis"),
    Kind.ELLIPSE: say("Ellipse"),
    Kind.RECTANGLE: say("Rectangle"),
    Kind.POLYGON: say("Polygon"),
    Kind.FREEHAND: say("Freehand region"),
    Kind.ARROW: say("Arrow"),
    Kind.TEXT: say("Text"),
    Kind.POINT: say("Point"),
}
"""For the reader."""

TITLES_INSIDE = {
    Kind.LENGTH: say("length"),
    Kind.ANGLE: say("angle"),
    Kind.COBB: say("cobb angle"),
    Kind.BIDIRECTIONAL: say("long and short axis"),
    Kind.ELLIPSE: say("ellipse"),
    Kind.RECTANGLE: say("rectangle"),
    Kind.POLYGON: say("polygon"),
    Kind.FREEHAND: say("freehand region"),
    Kind.ARROW: say("arrow"),
    Kind.TEXT: say("text"),
    Kind.POINT: say("point"),
}
"""For the reader, inside a sentence."""


@dataclass(frozen=True)
class SeriesMark:
    """Which images an annotation belongs to, without telling their UIDs, which often hold a date.

    Parameters
    ----------
    study, series, image
        `uid_digest` of (0020,000D) Study, (0020,000E) Series Instance UID, and of the (0008,0018) SOP Instance UID of
        the file that holds the slice it was drawn on; of a plane of MPR, of the first file. ``""`` where there is none:
        what has no study is not kept.
    part
        `uid_digest` of `app.dicom.series.Series.part`, ``""`` where the UID has one stack.
    """

    study: str
    series: str
    part: str = ""
    image: str = ""

    def __post_init__(self) -> None:
        if not all(_DIGEST.fullmatch(each) for each in (self.study, self.series, self.part, self.image)):
            raise ValueError("a mark holds digests of UIDs, never UIDs")


@dataclass(frozen=True)
class DrawnOn:
    """The plane that an annotation was drawn on: a region is measured on the values of that plane.

    Parameters
    ----------
    frame
        Of the whole picture, as it was shown.
    cut
        What the pane scrolled through, without the turn on the screen; with it the same plane is found again.
    index
        Which plane of that cut it was, from 0: for the record, the place in the patient is what counts.
    """

    frame: PlaneFrame
    cut: Cut
    index: int

    def __post_init__(self) -> None:
        if not self.cut.turn.is_none:
            object.__setattr__(self, "cut", replace(self.cut, turn=Turn()))
        if self.index < 0:
            raise ValueError(f"planes count from 0, got {self.index}")


@dataclass(frozen=True)
class Annotation:
    """One measurement or mark.

    Parameters
    ----------
    id
        Random, hexadecimal; see `new_id`.
    kind
        What it is.
    points
        LPS mm as the affine of the volume tells them (pixels where the spacing is unknown), all in the plane of
        ``drawn_on``; their meaning stands with the kind.
    drawn_on
        The plane.
    mark
        Which images it belongs to.
    order
        Number in the order of creation, from 0.
    text
        What the reader wrote.
    colour
        Of lines and label.
    visible
        Whether it is drawn.
    """

    id: str
    kind: Kind
    points: tuple[Vector, ...]
    drawn_on: DrawnOn
    mark: SeriesMark
    order: int = 0
    text: str = ""
    colour: Colour = YELLOW
    visible: bool = True

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id):
            raise ValueError("the id of an annotation is hexadecimal")
        if self.order < 0 or len(self.text) > LARGEST_TEXT:
            raise ValueError(f"an annotation has a number from 0 and up to {LARGEST_TEXT} characters")
        if len(self.colour) != 3 or not all(0 <= part <= 255 for part in self.colour):
            raise ValueError(f"a colour has three parts of 0 to 255, got {self.colour}")
        self._check_points()

    def _check_points(self) -> None:
        count, wanted = len(self.points), POINT_COUNTS.get(self.kind)
        if count != wanted if wanted is not None else not 3 <= count <= LARGEST_COUNT:
            raise ValueError(f"{self.kind.value} with {count} points")
        if not all(len(point) == 3 and all(abs(part) <= LARGEST_MM for part in point) for point in self.points):
            raise ValueError("the points of an annotation are three finite numbers each")
        frame = self.drawn_on.frame
        off_mm = (self.places - np.array(frame.origin_lps_mm)) @ frame.normal_lps
        if np.abs(off_mm).max() > IN_PLANE_MM:
            raise ValueError("the points of an annotation lie in the plane that it was drawn on")
        if self.kind in (Kind.ELLIPSE, Kind.RECTANGLE):
            centre, first, second = self.places
            _require_right_angle(first - centre, second - centre)
        elif self.kind is Kind.BIDIRECTIONAL:
            start, end, short_start, short_end = self.places
            _require_right_angle(end - start, short_end - short_start)

    @property
    def places(self) -> npt.NDArray[np.float64]:
        """(points, 3) float64, LPS mm."""
        return np.array(self.points, dtype=np.float64)

    @property
    def is_region(self) -> bool:
        """Whether it has an inside."""
        return self.kind in REGIONS

    @property
    def title(self) -> str:
        """For the reader: "Cobb angle"."""
        return TITLES[self.kind]

    @property
    def title_inside(self) -> str:
        """For the reader, inside a sentence: "cobb angle"."""
        return TITLES_INSIDE[self.kind]


def new_id() -> str:
    """Make the id of a new annotation."""
    return secrets.token_hex(8)


@lru_cache(maxsize=65536)
def uid_digest(uid: str) -> str:
    """Return the SHA-256 of a UID, hexadecimal; ``""`` of none."""
    return hashlib.sha256(uid.encode("utf-8", "surrogatepass")).hexdigest() if uid else ""


def points_of(places: npt.NDArray[np.float64]) -> tuple[Vector, ...]:
    """Turn (points, 3) numbers into the points of an annotation."""
    return tuple((x, y, z) for x, y, z in places.tolist())


def _require_right_angle(first: npt.NDArray[np.float64], second: npt.NDArray[np.float64]) -> None:
    lengths = math.hypot(*first.tolist()) * math.hypot(*second.tolist())
    if abs(float(first @ second)) > _RIGHT_ANGLE * lengths + _TINY_MM2:
        raise ValueError("the axes of an annotation must stand at right angles")
