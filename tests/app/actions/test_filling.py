"""The rest of a series behind its first picture: what is looked at comes next, another series does not stop it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

import app.actions.filling as filling_module
import app.actions.first_picture as first_picture_module
from ai.progress import Progress
from app.actions.open import OpenActions
from app.dicom import series_load
from app.dicom.loading.fill_order import FillOrder
from app.dicom.series_load import OpenSeries
from app.dicom.study_scan import scan, series_of
from app.errors import DicomReadError
from app.jobs.runner import JobRunner
from app.state.session import Session


def test_filling_goes_on_when_the_next_series_cannot_be_opened(
    actions, session, errors, make, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = make.series("1", slices=3), make.series("2")
    session.set_opened(make.opened(first, filled=False))
    filled = make.opened(first, source_id=session.opened.volume.source_id)

    def broken(series, **_: object) -> None:
        raise DicomReadError("Slice 1 cannot be read.")

    monkeypatch.setattr(first_picture_module, "open_series", broken)
    monkeypatch.setattr(filling_module, "fill", lambda opened, *, focus, progress: filled)
    actions.opening.open(second)
    assert session.opened is filled


def test_the_slice_that_is_looked_at_is_decoded_next(qtbot, session: Session, view, make, tmp_path: Path) -> None:
    folder = make.scan(tmp_path / "ct", slices=200)
    runner = JobRunner()
    opening = OpenActions(session, runner)
    (series,) = series_of(scan([folder]))
    gate = threading.Event()
    taken: list[int] = []
    take = FillOrder.take

    def fill(opened: OpenSeries, *, focus: Callable[[], int], progress: Progress) -> OpenSeries:
        gate.wait(30)
        return series_load.fill(opened, focus=focus, progress=progress)

    def noted(order: FillOrder, count: int) -> tuple[int, ...]:
        batch = take(order, count)
        taken.extend(batch)
        return batch

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(filling_module, "fill", fill)
        patch.setattr(FillOrder, "take", noted)
        opening.open(series)
        qtbot.waitUntil(lambda: session.opened is not None, timeout=20_000)
        assert view.state.index == 100
        view.update(index=160)
        gate.set()
        qtbot.waitUntil(lambda: session.opened.filled.all() and runner.is_idle, timeout=20_000)
    # What is taken first, not what is told of first: several threads decode, and any of them may be slow.
    assert taken.index(160) < taken.index(0)
    assert taken.index(161) < taken.index(0)
    runner.shutdown()
