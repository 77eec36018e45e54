"""What a file lays over its picture is drawn with its slice, at its pixels."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from app.dicom.display.overlay import GRAPHICS, REGION, OverlayPlane
from app.dicom.series_load import OpenSeries
from app.imaging.window import Window
from app.ui.file_overlay_item import OPACITY

if TYPE_CHECKING:
    from conftest import Desk

ALL_BLACK = Window(30_000, 100)
BITS = np.random.default_rng(4).random((2, 40, 60)) < 0.3


def plane(bits: np.ndarray, kind: str = GRAPHICS) -> OverlayPlane:
    return OverlayPlane(np.packbits(bits, axis=1), bits.shape[1], "", kind)


def at_pixels(desk: Desk, rows: range, columns: range) -> np.ndarray:
    """Grey in the middle of each pixel of the slice."""
    shown = desk.pixels()
    return np.array(
        [[shown[int(desk.at(row, column).y()), int(desk.at(row, column).x()), 0] for column in columns] for row in rows]
    )


@pytest.mark.parametrize("state", [{}, {"zoom": 2.3, "pan": (20.0, 20.0)}])
def test_every_bit_lies_on_its_pixel(desk: Desk, opened: OpenSeries, state: dict[str, object]) -> None:
    overlays = {0: (plane(BITS[0]), plane(BITS[1], REGION))}
    desk.open(replace(opened, overlays=overlays), voi=ALL_BLACK, **state)
    desk.pane.labels.setVisible(False)
    rows, columns = range(16, 25), range(12, 29)
    marked = (BITS[0] | BITS[1])[rows.start : rows.stop, columns.start : columns.stop]
    np.testing.assert_allclose(at_pixels(desk, rows, columns), marked * 255 * OPACITY, atol=2)


def test_a_slice_without_overlays_has_none(desk: Desk, opened: OpenSeries) -> None:
    desk.open(replace(opened, overlays={1: (plane(np.ones((40, 60), bool)),)}), voi=ALL_BLACK)
    desk.pane.labels.setVisible(False)
    item = desk.pane.canvas.file_overlay
    assert not item.isVisible()
    assert not desk.pixels().any()
    desk.view.update(index=1)
    assert desk.pixels().any()
    desk.view.update(overlay_hidden=True)
    assert not desk.pixels().any()
    desk.view.update(overlay_hidden=False)
    assert desk.pixels().any()
    desk.session.clear()
    desk.settle()
    assert not item.isVisible()
    assert item.boundingRect().isEmpty()


def test_an_overlay_that_comes_with_its_slice_is_shown(desk: Desk, opened: OpenSeries) -> None:
    opened = replace(opened, overlays={})
    desk.open(opened, voi=ALL_BLACK)
    desk.pane.labels.setVisible(False)
    assert not desk.pixels().any()
    opened.overlays[0] = (plane(np.ones((40, 60), bool)),)
    desk.session.note_slices_arrived(desk.session.opened)
    assert desk.pixels().any()


def test_thin_lines_do_not_break_where_the_picture_shrinks(desk: Desk, opened: OpenSeries) -> None:
    line = np.zeros((40, 60), bool)
    line[:, 30] = True
    desk.open(replace(opened, overlays={0: (plane(line),)}), voi=ALL_BLACK, zoom=0.07)
    desk.pane.labels.setVisible(False)
    geometry = desk.pane.geometry_px
    assert geometry is not None
    assert geometry.column_scale < 1
    shown = desk.pixels()[..., 0]
    top, bottom = (int(desk.at(row, 30).y()) for row in (2, 37))
    assert (shown[top:bottom].max(axis=1) > 30).all()
