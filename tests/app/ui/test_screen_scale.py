"""How large a millimetre is: only screens that are to be believed tell."""

from __future__ import annotations

import gc

import pytest
from PySide6.QtWidgets import QWidget
from shiboken6 import Shiboken

from app.ui.screen_scale import ScreenFacts, pixels_per_mm, screen_of


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (ScreenFacts(1920, 1080, 508.0, 285.75), 1920 / 508.0),
        (ScreenFacts(3840, 2160, 508.0, 285.75), 3840 / 508.0),
        (ScreenFacts(1920, 1080, 0.0, 0.0), None),
        # Made up from the ratio of the sides, as some cables do.
        (ScreenFacts(1920, 1080, 160.0, 90.0), 12.0),
        (ScreenFacts(1920, 1080, 16.0, 9.0), None),
        (ScreenFacts(1920, 1080, 5000.0, 2800.0), None),
        (ScreenFacts(1920, 1080, 285.75, 508.0), None),
    ],
)
def test_pixels_per_mm(facts: ScreenFacts, expected: float | None) -> None:
    assert pixels_per_mm(facts) == (None if expected is None else pytest.approx(expected))


def test_the_screen_outlives_the_widget_that_asked_for_it(qapp) -> None:
    widget = QWidget()
    screen = screen_of(widget)
    del widget
    gc.collect()
    assert Shiboken.isValid(screen)
