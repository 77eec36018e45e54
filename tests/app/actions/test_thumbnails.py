"""Thumbnails: made once, one after the other, silent where they cannot be made."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import app.actions.thumbnails as module
from app.actions.thumbnails import SIDE_PX, TOGETHER, thumbnail, thumbnails
from app.dicom.study_scan import scan
from app.errors import DicomReadError


def test_a_thumbnail_shows_the_middle_slice(make, tmp_path: Path) -> None:
    found = scan([make.scan(tmp_path, slices=3)])
    pixels = thumbnail(found.studies[0].series[0])
    assert pixels.dtype == np.uint8
    assert max(pixels.shape) == SIDE_PX
    # a ramp from left to right, 48 x 64 mm
    assert pixels.shape[1] / pixels.shape[0] == pytest.approx(48 / 64, abs=0.02)
    assert pixels[40, 0] == 0
    assert pixels[40, -1] == 255


def test_each_is_made_once(actions, runner, make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "open_series", make.opened)
    listed = [make.series(uid) for uid in "123"]
    told: list[tuple[str, ...]] = []
    actions.thumbnails.thumbnail_made.connect(told.append)
    assert actions.thumbnails.of(listed[0]) is None
    actions.thumbnails.request(listed)
    actions.thumbnails.request(listed)
    assert [key[0] for key in told] == ["1", "2", "3"]
    assert actions.thumbnails.of(listed[2]) is not None
    actions.thumbnails.request(listed[:1])
    assert actions.thumbnails.of(listed[2]) is None


@pytest.mark.parametrize("fault", [DicomReadError("Broken."), RuntimeError("unforeseen")], ids=["told", "unforeseen"])
def test_one_that_cannot_be_made_does_not_stop_the_others(
    actions, make, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    def picky(series, **_: object):
        if series.uid == "1":
            raise fault
        return make.opened(series)

    monkeypatch.setattr(module, "open_series", picky)
    listed = [make.series(uid) for uid in "123"]
    actions.thumbnails.request(listed)
    assert [actions.thumbnails.of(series) is not None for series in listed] == [False, True, True]


def test_small_series_share_a_job(actions, runner, make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "open_series", make.opened)
    monkeypatch.setattr(module, "TOGETHER_S", 60.0)
    started: list[int] = []
    runner.job_started.connect(lambda task: started.append(task.id))
    listed = [make.series(str(number)) for number in range(2 * TOGETHER + 1)]
    actions.thumbnails.request(listed)
    assert len(started) == 3
    assert all(actions.thumbnails.of(series) is not None for series in listed)


def test_a_job_ends_when_its_time_is_over(make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "open_series", make.opened)
    monkeypatch.setattr(module, "TOGETHER_S", -1.0)
    listed = [make.series(uid) for uid in "123"]
    ((series, pixels),) = thumbnails(listed)
    assert series is listed[0]
    assert pixels is not None


def test_only_one_waits_in_the_lane(actions, runner, make) -> None:
    runner.held = True
    actions.thumbnails.request([make.series(uid) for uid in "123"])
    assert len(runner.waiting) == 1
