"""One picture: a frame of a file, the unit that is stacked into volumes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import repeat

from app.dicom.frames.marks import IMAGE_TYPE, MARKS
from app.dicom.frames.place import FramePlace
from app.dicom.frames.plane import Orientation, Position
from app.dicom.headers.frozen import frozen
from app.dicom.headers.header import Header

_IMAGE_TYPE = MARKS.index(IMAGE_TYPE)


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A frame of a file.

    Parameters
    ----------
    header
        Of its file.
    frame
        From 0; the tile of a mosaic.
    """

    header: Header
    frame: int = 0
    place: FramePlace = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "place", self.header.places[self.frame])

    @property
    def position(self) -> Position | None:
        """(0020,0032) Image Position (Patient)."""
        return self.place.position_lps_mm

    @property
    def orientation(self) -> Orientation | None:
        """(0020,0037) Image Orientation (Patient)."""
        return self.place.orientation

    @property
    def directions(self) -> Orientation:
        """The orientation to count with; it means nothing where the picture is not placed."""
        return self.place.orientation or (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)

    @property
    def is_placed(self) -> bool:
        """Whether the file says where it lies in the patient."""
        return self.place.position_lps_mm is not None and self.place.orientation is not None

    @property
    def spacing(self) -> tuple[float, float] | None:
        """(row spacing, column spacing) in mm."""
        return self.place.pixel_spacing_mm or self.header.instance.pixel_spacing_mm

    @property
    def marks(self) -> tuple[str, ...]:
        """Values of `app.dicom.frames.marks.MARKS`."""
        return self.place.marks or self.header.marks

    @property
    def kind(self) -> str:
        """Image Type or Frame Type from its third value on."""
        return self.marks[_IMAGE_TYPE]

    @property
    def is_localizer(self) -> bool:
        """Whether its Image Type or Frame Type calls it a localizer (scout)."""
        return self.header.is_localizer or "LOCALIZER" in self.kind.split(" ")

    @property
    def rank(self) -> tuple[bool, int, str, int]:
        """Order where positions do not tell: instance number, file name, frame."""
        number = self.header.instance.instance_number
        return number is None, number or 0, str(self.header.instance.path), self.frame


def is_same(values: Sequence[object]) -> bool:
    """Whether all values are equal; in one scan equal values are mostly one object, which is quick to see."""
    return values.count(values[0]) == len(values)


def pictures_of(headers: Sequence[Header]) -> list[Picture]:
    """Every frame of every file."""
    if all(len(header.places) == 1 for header in headers):
        return frozen(Picture, headers, repeat(0), [header.places[0] for header in headers])
    return [Picture(header, frame) for header in headers for frame in range(len(header.places))]
