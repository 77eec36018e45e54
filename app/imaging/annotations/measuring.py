"""What an annotation measures, with its units and with everything that must be said besides."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ai.volume import Volume
from ai.words import say
from app.imaging.annotations.annotation import Annotation, Kind
from app.imaging.annotations.own_plane import OwnPlane, own_plane
from app.imaging.annotations.quantities import angle_degrees, area, axes, cobb_degrees, crosses_itself, length
from app.imaging.annotations.region import region_pixels
from app.imaging.annotations.scale import Calibration, Scale, scale_of
from app.imaging.annotations.statistics import (
    Histogram,
    RegionStatistics,
    RegionValues,
    histogram_of,
    statistics_of,
    values_in,
)

Padding = tuple[float, float]
"""(low, high) values that are padding, both included; `app.imaging.window.Presentation.padding`."""

CROSSES_ITSELF = say("Outline crosses itself")
"""Beside an area that was counted in pixels."""

NO_VALUES = say("No values: its plane is not there any more")
"""Beside a region that was drawn on a plane that another version of the series does not have."""


@dataclass(frozen=True)
class Quantity:
    """One number.

    Parameters
    ----------
    name
        "Length", "Long axis", "Short axis", "Angle", "Area", "Pixels", "Mean", "SD", "Minimum", "Maximum", "Value".
    value
        In ``unit``.
    unit
        ``"mm"``, ``"px"``, ``"mm²"``, ``"px²"``, ``"°"``, ``"HU"``, ...; ``""`` for none.
    note
        What the unit alone does not say: "detector plane", "calibrated by the reader"; or ``""``.
    """

    name: str
    value: float
    unit: str
    note: str = ""


@dataclass(frozen=True)
class Measured:
    """All that an annotation measures.

    Parameters
    ----------
    quantities
        In the order of reading; none of an arrow or text.
    scale
        How its lengths are told.
    value_unit
        Of the values of the volume.
    statistics
        Of a region whose values were asked for and are there.
    notes
        What must be said of the values: pixels left out, an outline that crosses itself.
    """

    quantities: tuple[Quantity, ...]
    scale: Scale
    value_unit: str = ""
    statistics: RegionStatistics | None = None
    notes: tuple[str, ...] = ()

    def quantity(self, name: str) -> Quantity | None:
        """Return a quantity by its name."""
        return next((each for each in self.quantities if each.name == name), None)


def measure(
    annotation: Annotation,
    volume: Volume,
    *,
    calibration: Calibration | None = None,
    padding: Padding | None = None,
    with_values: bool = True,
) -> Measured:
    """Measure an annotation.

    Parameters
    ----------
    annotation
        Any.
    volume
        Of its series: voxels are read as they are, in real units, whatever filter or window is shown.
    calibration
        Of this image, or None.
    padding
        Values that count nowhere.
    with_values
        Whether voxels are looked at; no where `app.imaging.annotations.own_plane.is_ready` says no.
    """
    scale = scale_of(volume, calibration)
    kind = annotation.kind
    if kind is Kind.LENGTH:
        return Measured((_length("Length", length(annotation), scale),), scale)
    if kind is Kind.BIDIRECTIONAL:
        longer, shorter = axes(annotation)
        return Measured((_length("Long axis", longer, scale), _length("Short axis", shorter, scale)), scale)
    if kind in (Kind.ANGLE, Kind.COBB):
        degrees = angle_degrees(annotation) if kind is Kind.ANGLE else cobb_degrees(annotation)
        return Measured((Quantity("Angle", degrees, "°"),), scale)
    if kind is Kind.POINT:
        return _point(annotation, volume, scale, padding) if with_values else Measured((), scale, volume.unit)
    if annotation.is_region:
        return _region(annotation, volume, scale, padding, with_values=with_values)
    return Measured((), scale)


def region_histogram(annotation: Annotation, volume: Volume, *, padding: Padding | None = None) -> Histogram | None:
    """Count the values of a region, see `app.imaging.annotations.statistics.histogram_of`; None without values."""
    plane = own_plane(annotation, volume, padding=padding)
    return None if plane is None else histogram_of(_values(annotation, plane, padding))


def _length(name: str, drawn: float, scale: Scale) -> Quantity:
    return Quantity(name, scale.length(drawn), scale.unit, scale.note)


def _point(annotation: Annotation, volume: Volume, scale: Scale, padding: Padding | None) -> Measured:
    """Read the pixel that holds a point."""
    plane = own_plane(annotation, volume, padding=padding)
    if plane is None:
        return Measured((), scale, volume.unit)
    row, column = np.floor(plane.frame.to_pixel(annotation.places[0]) + 0.5).astype(int).tolist()
    rows, columns = plane.frame.shape_px
    if not (0 <= row < rows and 0 <= column < columns):
        return Measured((), scale, volume.unit)
    value = float(plane.values[row, column])
    nothing = not np.isfinite(value) or _at(plane.unknown, row, column)
    if nothing or _at(plane.touches_padding, row, column):
        return Measured((), scale, volume.unit)
    return Measured((Quantity("Value", value, volume.unit),), scale, volume.unit, notes=_slab_note(annotation))


def _region(
    annotation: Annotation, volume: Volume, scale: Scale, padding: Padding | None, *, with_values: bool
) -> Measured:
    plane = own_plane(annotation, volume, padding=padding) if with_values else None
    drawn = area(annotation)
    notes: list[str] = []
    if crosses_itself(annotation):
        frame = annotation.drawn_on.frame
        drawn = region_pixels(annotation, frame).count * frame.pixel_mm[0] * frame.pixel_mm[1]
        notes.append(CROSSES_ITSELF)
    quantities = [Quantity("Area", scale.area(drawn), f"{scale.unit}²", scale.note)]
    if plane is None:
        if with_values and not volume.is_colour:
            notes.append(NO_VALUES)
        return Measured(tuple(quantities), scale, volume.unit, None, tuple(notes))
    notes += _slab_note(annotation)
    figures = statistics_of(_values(annotation, plane, padding))
    for name, value in (
        ("Mean", figures.mean),
        ("SD", figures.sd),
        ("Minimum", figures.minimum),
        ("Maximum", figures.maximum),
    ):
        if value is not None:
            quantities.append(Quantity(name, value, volume.unit))
    quantities.append(Quantity("Pixels", figures.pixels, ""))
    if figures.padding:
        notes.append(
            say("1 pixel of padding left out")
            if figures.padding == 1
            else say("{count} pixels of padding left out", count=figures.padding)
        )
    if figures.unknown:
        notes.append(
            say("1 pixel without a value left out")
            if figures.unknown == 1
            else say("{count} pixels without a value left out", count=figures.unknown)
        )
    return Measured(tuple(quantities), scale, volume.unit, figures, tuple(notes))


def _slab_note(annotation: Annotation) -> tuple[str, ...]:
    """Say that values are those of a slab: its largest value is no mean of tissue."""
    slab = annotation.drawn_on.cut.slab
    return () if slab is None else (say("Measured on a {slab} slab", slab=slab.words),)


def _values(annotation: Annotation, plane: OwnPlane, padding: Padding | None) -> RegionValues:
    left_out = (plane.touches_padding, plane.unknown)
    return values_in(annotation, plane.values, plane.frame, padding=padding, left_out=left_out)


def _at(mask: npt.NDArray[np.bool_] | None, row: int, column: int) -> bool:
    return mask is not None and bool(mask[row, column])
