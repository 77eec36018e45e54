"""What a stroke draws bit by bit looks as if all of it had been drawn anew: at every zoom, on every plane."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter

from app.imaging.contours import contours
from app.imaging.part_on_plane import widened_part
from app.imaging.screen import place
from app.ui.overlay_item import Outline, OverlayItem

SHAPE = (60, 80)
PANE = (300, 400)


def outline(mask: np.ndarray, colour: tuple[int, int, int], **look: bool) -> Outline:
    return Outline(contours(mask), colour, 0.9, look.get("filled", False), look.get("draft", False))


def drawn(item: OverlayItem, ratio: float) -> np.ndarray:
    """(rows, columns, 4), what the item paints."""
    image = QImage(PANE[1], PANE[0], QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    item.paint(painter, None)
    painter.end()
    return np.frombuffer(image.constBits(), np.uint8).reshape(*PANE, 4).astype(int)


def blob(random: np.random.Generator) -> np.ndarray:
    rows, columns = np.mgrid[: SHAPE[0], : SHAPE[1]]
    row, column = random.uniform(0, SHAPE[0]), random.uniform(0, SHAPE[1])
    return (rows - row) ** 2 + (columns - column) ** 2 < random.uniform(3, 14) ** 2


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("zoom", [0.2, 1.0, 1.37, 6.0])
@pytest.mark.parametrize("filled", [False, True])
def test_a_patched_picture_is_that_of_the_new_outlines(qapp: object, ratio: float, zoom: float, filled: bool) -> None:
    random = np.random.default_rng(int(10 * zoom) + filled)
    mask, other = blob(random), blob(random) | blob(random)
    geometry = place(SHAPE, (0.9, 0.7), PANE, zoom=zoom, pan=(31.3, 44.2))
    item = OverlayItem()
    item.show_geometry(geometry, ratio)
    item.show_outlines((outline(other, (0, 200, 255)), outline(mask, (255, 60, 0), filled=filled)))
    drawn(item, ratio)
    for step in range(25):
        touched = blob(random)
        now = mask | touched if step % 3 else mask & ~touched
        rows, columns = (np.flatnonzero(touched.any(axis=axis)) for axis in (1, 0))
        mask = now
        if not rows.size:
            continue
        part = (slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1))
        near = widened_part(part, item.reach, SHAPE)
        corner = np.array([near[0].start, near[1].start])
        lines = tuple(line + corner for line in contours(mask[near]))
        assert item.patch({1: lines}, part)
    whole = OverlayItem()
    whole.show_geometry(geometry, ratio)
    whole.show_outlines((outline(other, (0, 200, 255)), outline(mask, (255, 60, 0), filled=filled)))
    wanted, found = drawn(whole, ratio), drawn(item, ratio)
    assert wanted[..., 3].any()
    # Points that lines may leave out differ by a sixth of a pixel.
    differs = np.abs(wanted - found).max(axis=2)
    assert differs.max() < 110
    assert (differs > 40).mean() < 0.001


def test_without_a_picture_nothing_is_patched(qapp: object) -> None:
    item = OverlayItem()
    assert not item.patch({}, (slice(0, 3), slice(0, 3)))
    assert item.reach == (0, 0)
    item.show_geometry(place(SHAPE, (1.0, 1.0), PANE), 1.0)
    assert not item.patch({}, (slice(0, 3), slice(0, 3)))
    assert not item.is_patched


def test_the_same_outlines_are_drawn_again_over_a_patch(qapp: object) -> None:
    """A stroke that is taken back."""
    mask = np.zeros(SHAPE, np.bool_)
    mask[10:30, 10:30] = True
    item = OverlayItem()
    item.show_geometry(place(SHAPE, (1.0, 1.0), PANE), 1.0)
    outlines = (outline(mask, (255, 60, 0), draft=True),)
    item.show_outlines(outlines)
    before = drawn(item, 1.0)
    assert item.patch({0: ()}, (slice(8, 32), slice(8, 32)))
    assert not drawn(item, 1.0).any()
    item.show_outlines(outlines)
    assert np.array_equal(drawn(item, 1.0), before)
    assert not item.is_patched


def test_another_place_loses_the_patch(qapp: object) -> None:
    item = OverlayItem()
    item.show_geometry(place(SHAPE, (1.0, 1.0), PANE), 1.0)
    item.show_outlines((outline(np.ones(SHAPE, np.bool_), (255, 60, 0)),))
    drawn(item, 1.0)
    assert item.patch({0: ()}, (slice(8, 32), slice(8, 32)))
    assert not item.is_outdated
    item.show_geometry(place(SHAPE, (1.0, 1.0), PANE, zoom=2.0), 1.0)
    assert item.is_outdated
