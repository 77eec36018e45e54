"""The list of measurements: words that fit into a narrow column, and a histogram that tells no more than is true."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt

from app.imaging.annotations.statistics import RegionValues, histogram_of
from app.ui.annotation_panel import AnnotationRow, TitleAndValue
from app.ui.histogram_bars import HistogramBars
from app.ui.panel import ElidedLabel

SHIFT = Qt.KeyboardModifier.ShiftModifier


def is_whole(label: ElidedLabel) -> bool:
    return label.fontMetrics().horizontalAdvance(label.text) <= label.width()


def side_by_side(row: AnnotationRow) -> bool:
    return row.title.y() == row.value.y()


def test_names_and_values_are_whole_at_1280_pixels(hand, qtbot) -> None:
    hand.viewer.window.resize(1280, 800)
    hand.key(Qt.Key.Key_D)
    hand.drag((30, 5), (30, 25))
    for row in (2, 14, 46):
        hand.key(Qt.Key.Key_C, SHIFT)
        hand.drag((row, 34), (row, 44), (row + 8, 44), (row + 8, 34))
    hand.viewer.actions.annotate.set_text(hand.drawn[-1].id, "Target lesion 3")
    panel = hand.viewer.window.annotation_panel
    qtbot.waitUntil(lambda: len(panel.rows) == 4)
    # Short words stand in columns, as before.
    qtbot.waitUntil(lambda: [side_by_side(row) for row in panel.rows] == [True, False, False, False])
    for row in panel.rows:
        assert is_whole(row.title), row.title.text
        assert is_whole(row.value), row.value.text


@pytest.mark.parametrize(
    ("title", "value", "is_one_line"),
    [
        ("Length · 3", "20.0 mm", True),
        ("Rectangle · 12", "Mean −597.0 HU, SD 135.2, and what else there is", False),
        ("A name that is far longer than its column · 3", "26.6°", False),
    ],
)
def test_words_without_room_beside_each_other_stand_below_each_other(
    keep, qtbot, title: str, value: str, is_one_line: bool
) -> None:
    words = TitleAndValue()
    keep(words)
    words.resize(400, 60)
    words.show()
    words.show_words(title, value)
    qtbot.waitUntil(lambda: (words.title.y() == words.value.y()) is is_one_line)
    words.resize(2000, 60)
    qtbot.waitUntil(lambda: words.title.y() == words.value.y())


def test_a_long_name_keeps_its_slice(keep, qtbot) -> None:
    label = ElidedLabel("Target lesion 1, segment VII, near the vein · 3", elided=Qt.TextElideMode.ElideMiddle)
    keep(label)
    label.resize(140, 20)
    shown = label.grab().toImage()
    other = ElidedLabel("Target lesion 1, segment VII, near the vein · 4", elided=Qt.TextElideMode.ElideMiddle)
    keep(other)
    other.resize(140, 20)
    # The last letter is seen, so the pictures of two slices differ.
    assert shown != other.grab().toImage()


@pytest.mark.parametrize(
    ("values", "ends"),
    [
        (np.array([-596, 3, 222], np.int16), ("Min −596 HU", "Max 222 HU")),
        # 70 values in columns of two: the last edge lies beyond all of them.
        (np.arange(71, dtype=np.int16), ("Min 0 HU", "Max 70 HU")),
        (np.array([7, 7], np.int16), ("Min 7 HU", "Max 7 HU")),
        (np.array([0.25, 0.75]), ("Min 0.2 HU", "Max 0.8 HU")),
    ],
)
def test_the_histogram_names_values_that_there_are(keep, values: np.ndarray, ends: tuple[str, str]) -> None:
    bars = HistogramBars()
    keep(bars)
    bars.show_histogram(histogram_of(RegionValues(values)), "HU")
    assert bars.ends == ends
    assert not bars.isHidden()


def test_a_region_without_values_has_no_histogram(keep) -> None:
    bars = HistogramBars()
    keep(bars)
    bars.show_histogram(histogram_of(RegionValues(np.array([], np.int16))), "HU")
    assert bars.isHidden()
