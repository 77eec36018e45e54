"""Words about the plane that a pane shows: which one it is, where it lies, what was done to its values."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QCoreApplication

from app.dicom.series_load import OpenSeries
from app.imaging.cut import Direction, Slab
from app.imaging.cut_stack import CutStack
from app.imaging.probe import number as figure
from app.imaging.slab import Projection
from app.imaging.slices import direction_letters
from app.ui.spoken import spoken


@dataclass(frozen=True)
class PlaneText:
    """Words of one plane.

    Parameters
    ----------
    place
        Lines for the lower right corner, the last one with its number.
    badge
        That the picture is not the slice as it is stored, and why; never hidden.
    loading
        What stands in the middle while there is no picture; ``""`` where there is one.
    """

    place: tuple[str, ...]
    badge: tuple[str, ...] = ()
    loading: str = ""


def plane_text(opened: OpenSeries, stack: CutStack, index: int, *, is_linked_by_hand: bool = False) -> PlaneText:
    """Word the plane of a pane.

    Parameters
    ----------
    opened
        The series.
    stack
        The planes of the pane through its volume.
    index
        Which one, from 0.
    is_linked_by_hand
        Whether it scrolls with another examination only because the reader laid both side by side.
    """
    loading = ""
    if not stack.is_ready(index, opened.filled):
        if stack.is_source and stack.cut.slab is None:
            loading = QCoreApplication.translate("PaneText", "Loading slice {number} …").format(number=index + 1)
        else:
            done, count = int(opened.filled.sum()), len(opened.filled)
            loading = QCoreApplication.translate("PaneText", "Loading {done} of {count} slices …").format(
                done=done, count=count
            )
    place = _source_place(opened, stack, index) if stack.is_source else _mpr_place(stack, index)
    badge = cut_badge(stack)
    if is_linked_by_hand:
        badge = (*badge, QCoreApplication.translate("PaneText", "Linked by hand"))
    return PlaneText(place, badge, loading)


def cut_badge(stack: CutStack) -> tuple[str, ...]:
    """Say what sets the picture apart from the slice as it is stored: mirrored, resampled, a slab."""
    lines: list[str] = []
    if stack.cut.turn.mirrored:
        # A plane that is seen from the side has no left and right to take one for the other.
        is_lateral = int(np.abs(stack.normal_lps).argmax()) == 0
        lines.append(
            QCoreApplication.translate("PaneText", "Mirrored")
            if is_lateral
            else QCoreApplication.translate("PaneText", "L/R flipped")
        )
    if stack.note:
        lines.append(spoken(stack.note))
    if stack.cut.slab is not None:
        lines.append(QCoreApplication.translate("PaneText", "Slab · {slab}").format(slab=slab_words(stack.cut.slab)))
    return tuple(lines)


def slab_words(slab: Slab) -> str:
    """Word a slab: "10 mm MIP"."""
    texts = {
        Projection.MAXIMUM: QCoreApplication.translate("PaneText", "{mm} mm MIP"),
        Projection.MINIMUM: QCoreApplication.translate("PaneText", "{mm} mm MinIP"),
        Projection.MEAN: QCoreApplication.translate("PaneText", "{mm} mm mean"),
    }
    return texts[slab.projection].format(mm=f"{slab.thickness_mm:g}")


def cut_name(stack: CutStack) -> str:
    """Name the planes of a stack for the reader: "Coronal", "Oblique sagittal"; ``""`` for the slices."""
    names = {
        Direction.SOURCE: "",
        Direction.AXIAL: QCoreApplication.translate("PaneText", "Axial"),
        Direction.CORONAL: QCoreApplication.translate("PaneText", "Coronal"),
        Direction.SAGITTAL: QCoreApplication.translate("PaneText", "Sagittal"),
    }
    oblique = {
        Direction.AXIAL: QCoreApplication.translate("PaneText", "Oblique axial"),
        Direction.CORONAL: QCoreApplication.translate("PaneText", "Oblique coronal"),
        Direction.SAGITTAL: QCoreApplication.translate("PaneText", "Oblique sagittal"),
    }
    return oblique[stack.cut.direction] if stack.is_oblique else names[stack.cut.direction]


def _source_place(opened: OpenSeries, stack: CutStack, index: int) -> tuple[str, ...]:
    """Word a slice: thickness, where it lies, number.

    Where is what the file calls its location, as other viewers show it; else the position along the normal of the
    slices, which is the same only where the maker counts from the origin of the patient's axes.
    """
    slices = opened.series.slices
    facts = slices[index] if index < len(slices) else None
    parts: list[str] = []
    if facts is not None and facts.thickness_mm:
        parts.append(QCoreApplication.translate("PaneText", "Thickness {mm} mm").format(mm=f"{facts.thickness_mm:.4g}"))
    if facts is not None and facts.slice_location_mm is not None:
        location = figure(facts.slice_location_mm, decimals=1)
        parts.append(QCoreApplication.translate("PaneText", "Location {mm} mm").format(mm=location))
    elif facts is not None and facts.location_mm is not None:
        position = figure(facts.location_mm, decimals=1)
        parts.append(QCoreApplication.translate("PaneText", "Position {mm} mm").format(mm=position))
    number = QCoreApplication.translate("PaneText", "Slice {number} / {count}").format(
        number=index + 1, count=stack.count
    )
    return (" · ".join(parts), number if stack.count > 1 else "")


def _mpr_place(stack: CutStack, index: int) -> tuple[str, ...]:
    """Word a plane of the patient: its name with the slab, where it lies along its normal, number."""
    name, slab = cut_name(stack), stack.cut.slab
    place = float(stack.places_mm[index])
    letters = direction_letters(stack.normal_lps if place >= 0 else -stack.normal_lps)
    return (
        name if slab is None else f"{name} · {slab_words(slab)}",
        QCoreApplication.translate("PaneText", "Position {letters} {mm} mm").format(
            letters=letters, mm=f"{abs(place):.1f}"
        ),
        QCoreApplication.translate("PaneText", "Plane {number} / {count}").format(number=index + 1, count=stack.count),
    )
