"""The rate of a film as the file tells it."""

from __future__ import annotations

import pytest
from pydicom.dataset import Dataset

from app.dicom.display.frame_rate import frame_rate_of


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, None),
        ({"RecommendedDisplayFrameRate": 15}, 15.0),
        ({"CineRate": 25}, 25.0),
        ({"FrameTime": 40.0}, 25.0),
        # How it is to be shown goes before how it was taken.
        ({"RecommendedDisplayFrameRate": 15, "CineRate": 25, "FrameTime": 10.0}, 15.0),
        ({"CineRate": 25, "FrameTime": 10.0}, 25.0),
        ({"CineRate": 0, "FrameTime": 50.0}, 20.0),
        ({"RecommendedDisplayFrameRate": -3}, None),
        # Seconds where milliseconds belong.
        ({"FrameTime": 0.04}, None),
        ({"FrameTime": 0}, None),
    ],
)
def test_frame_rate(facts: dict[str, float], expected: float | None) -> None:
    header = Dataset()
    for keyword, value in facts.items():
        setattr(header, keyword, value)
    assert frame_rate_of(header) == (None if expected is None else pytest.approx(expected))
