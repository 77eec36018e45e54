"""The first picture of a series: its window, and the speed of a drag."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import app.actions.first_picture as first_picture_module
from app.actions.first_picture import first_picture
from app.imaging.presets import starting_voi
from app.imaging.window import Presentation, Window


@pytest.mark.parametrize(
    ("modality", "window", "expected"),
    [
        ("CT", Window(40, 80, name="Brain"), "Brain"),
        ("CT", Window(-923, 4201), "Abdomen / soft"),
        ("CT", None, "Abdomen / soft"),
        ("CR", Window(2000, 4000, name="Normal"), "Normal"),
    ],
)
def test_starting_window(make, modality: str, window: Window | None, expected: str) -> None:
    opened = make.opened(make.series(modality=modality))
    vois = () if window is None else (window,)
    object.__setattr__(opened, "presentation", Presentation((vois,)))
    voi = starting_voi(opened.volume, opened.presentation, 0)
    assert isinstance(voi, Window)
    assert voi.name == expected


def test_a_radiograph_without_window_starts_with_its_own_range(make) -> None:
    opened = make.opened(make.series(modality="CR"))
    object.__setattr__(opened, "presentation", Presentation(((),)))
    voi = starting_voi(opened.volume, opened.presentation, 0)
    assert isinstance(voi, Window)
    low, high = np.percentile(opened.volume.voxels, (1, 99))
    assert (voi.centre - voi.width / 2, voi.centre + voi.width / 2) == pytest.approx((low, high))


def test_first_picture_knows_the_speed_of_a_drag(make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first_picture_module, "open_series", lambda series, *, first: make.opened(series, filled=False))
    first = first_picture(make.series(slices=3))
    assert first.index == 1
    assert first.drag_scale > 0
