"""Opening: the list, the first picture, the rest; a failure leaves what was open."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication

import app.actions.open as opening_module
from app.actions.open import first_picture, merged
from app.errors import DicomReadError
from app.imaging.presets import starting_voi
from app.imaging.window import Presentation, Window
from app.jobs.runner import JobRunner, Lane
from app.state.session import Session


def test_a_folder_is_listed_and_its_first_series_shown(actions, session, view, make, tmp_path: Path) -> None:
    actions.opening.open_paths([make.scan(tmp_path)])
    assert [study.patient_id for study in session.studies] == ["ID-Example^Anna"]
    assert session.opened is not None
    assert session.opened.filled.all()
    assert session.opened.volume.shape == (5, 64, 48)
    assert session.study == session.studies[0]
    assert view.state.index == 2
    assert view.state.voi == Window(40, 400)


def test_lanes_and_keys(actions, runner, make, tmp_path: Path) -> None:
    actions.opening.open_paths([make.scan(tmp_path)])
    assert [(lane, key) for _, lane, key in runner.started] == [
        (Lane.SCAN, "scan"),
        (Lane.DISK, "volume"),
        (Lane.DISK, "volume"),
    ]


def test_bad_files_are_listed_not_fatal(actions, session, errors, make, tmp_path: Path) -> None:
    folder = make.scan(tmp_path)
    (folder / "notes.txt").write_text("no scan")
    actions.opening.open_paths([folder])
    assert [left_out.path.name for left_out in session.unreadable] == ["notes.txt"]
    assert session.opened is not None
    assert errors == []


@pytest.mark.parametrize("content", [None, b"no scan"])
def test_nothing_to_show_is_one_sentence_and_changes_nothing(
    actions, session, errors, make, tmp_path: Path, content: bytes | None
) -> None:
    actions.opening.open_paths([make.scan(tmp_path / "good")])
    opened, studies = session.opened, session.studies
    bad = tmp_path / "bad"
    bad.mkdir()
    if content is not None:
        (bad / "file.dcm").write_bytes(content)
    actions.opening.open_paths([bad])
    assert len(errors) == 1
    assert isinstance(errors[0], DicomReadError)
    assert session.opened is opened
    assert session.studies == studies


def test_a_series_that_cannot_be_decoded_leaves_what_was_open(
    actions, session, view, errors, make, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = make.series("1"), make.series("2")
    session.set_studies((make.study(first, second),), ())
    session.set_opened(make.opened(first))
    view.update(index=0, zoom=2.0)

    def broken(series, **_: object) -> None:
        raise DicomReadError("Slice 1 cannot be read.", "Load it again.")

    monkeypatch.setattr(opening_module, "open_series", broken)
    actions.opening.open(second)
    assert session.opened is not None
    assert session.opened.series == first
    assert view.state.zoom == 2.0
    assert [str(error) for error in errors] == ["Slice 1 cannot be read. Load it again."]


def test_filling_goes_on_when_the_next_series_cannot_be_opened(
    actions, session, errors, make, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = make.series("1", slices=3), make.series("2")
    session.set_opened(make.opened(first, filled=False))
    filled = make.opened(first, source_id=session.opened.volume.source_id)

    def broken(series, **_: object) -> None:
        raise DicomReadError("Slice 1 cannot be read.")

    monkeypatch.setattr(opening_module, "open_series", broken)
    monkeypatch.setattr(opening_module, "fill", lambda opened, *, progress: filled)
    actions.opening.open(second)
    assert session.opened is filled


def test_the_series_that_is_open_is_not_opened_again(actions, session, runner, make) -> None:
    session.set_opened(make.opened())
    actions.opening.open(session.opened.series)
    assert runner.started == []


def test_next_and_previous_series(actions, session, make, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = [make.series(uid) for uid in "123"]
    session.set_studies((make.study(*listed),), ())
    session.set_opened(make.opened(listed[0]))
    monkeypatch.setattr(opening_module, "open_series", make.opened)
    shown = []
    for steps in (-1, 1, 1, 1, -1):
        actions.opening.step_series(steps)
        shown.append(session.opened.series.uid)
    assert shown == ["1", "2", "3", "3", "2"]


def test_a_second_folder_adds_to_the_list_and_is_shown(actions, session, make, tmp_path: Path) -> None:
    actions.opening.open_paths([make.scan(tmp_path / "a", patient="First^A")])
    actions.opening.open_paths([make.scan(tmp_path / "b", patient="Second^B", modality="CR", slices=1)])
    assert [study.patient_id for study in session.studies] == ["ID-First^A", "ID-Second^B"]
    assert session.study.patient_id == "ID-Second^B"


def test_studies_of_two_patients_under_one_uid_stay_apart(make) -> None:
    one, other = make.study(make.series("1")), make.study(make.series("2"), patient_id="P2")
    assert merged((one,), (other,)) == (one, other)


def test_a_series_found_again_replaces_the_listed_one(make) -> None:
    old = make.study(make.series("1"), make.series("2", number=2))
    new = make.study(make.series("2", number=2, description="again"))
    (study,) = merged((old,), (new,))
    assert [series.description for series in study.series] == ["CR 1", "again"]


def test_close_all(actions, session, view, make, tmp_path: Path) -> None:
    actions.opening.open_paths([make.scan(tmp_path)])
    actions.opening.close_all()
    assert session.studies == ()
    assert session.opened is None
    assert view.state.voi is None


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
    monkeypatch.setattr(opening_module, "open_series", lambda series: make.opened(series, filled=False))
    first = first_picture(make.series(slices=3))
    assert first.index == 1
    assert first.drag_scale > 0


def test_studies_come_in_while_the_scan_runs_and_go_when_it_fails(
    qtbot, session: Session, view, make, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner = JobRunner()
    opening = opening_module.OpenActions(session, view, runner)
    seen: list[int] = []
    session.studies_changed.connect(lambda: seen.append(len(session.studies)))

    def failing(paths, *, progress, on_found) -> None:
        on_found((make.study(make.series()),))
        raise DicomReadError("The disk went away.")

    monkeypatch.setattr(opening_module, "scan", failing)
    opening.open_paths([Path("x")])
    qtbot.waitUntil(lambda: runner.is_idle)
    QCoreApplication.processEvents()
    assert seen == [1, 0]
    runner.shutdown()
