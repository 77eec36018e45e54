"""Opening: the list, the first picture, the rest; a failure leaves what was open."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication

import app.actions.filling as filling_module
import app.actions.first_picture as first_picture_module
import app.actions.look_through as look_through_module
from ai.progress import Progress
from app.actions.first_picture import first_picture
from app.actions.look_through import merged
from app.actions.open import OpenActions
from app.dicom import series_load
from app.dicom.loading.fill_order import FillOrder
from app.dicom.series import AxisPlace, ScanResult, Series, Study, StudyObject
from app.dicom.series_load import OpenSeries
from app.dicom.study_scan import scan, series_of
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


def test_lanes_and_keys(actions, session, runner, make, tmp_path: Path) -> None:
    actions.opening.open_paths([make.scan(tmp_path)])
    own = [(lane, key) for _, lane, key in runner.started if key and (key == "scan" or key[0] in ("volume", "fill"))]
    assert own == [
        (Lane.SCAN, "scan"),
        (Lane.DISK, ("volume", 0)),
        (Lane.DISK, ("fill", session.opened.volume.source_id)),
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

    monkeypatch.setattr(first_picture_module, "open_series", broken)
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

    monkeypatch.setattr(first_picture_module, "open_series", broken)
    monkeypatch.setattr(filling_module, "fill", lambda opened, *, focus, progress: filled)
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
    monkeypatch.setattr(first_picture_module, "open_series", lambda series, *, first: make.opened(series))
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
    monkeypatch.setattr(first_picture_module, "open_series", lambda series, *, first: make.opened(series, filled=False))
    first = first_picture(make.series(slices=3))
    assert first.index == 1
    assert first.drag_scale > 0


def test_studies_come_in_while_the_scan_runs_and_go_when_it_fails(
    qtbot, session: Session, view, make, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner = JobRunner()
    opening = OpenActions(session, runner)
    seen: list[int] = []
    session.studies_changed.connect(lambda: seen.append(len(session.studies)))

    def failing(paths, *, progress, on_found) -> None:
        on_found((make.study(make.series()),))
        raise DicomReadError("The disk went away.")

    monkeypatch.setattr(look_through_module, "scan", failing)
    opening.open_paths([Path("x")])
    qtbot.waitUntil(lambda: runner.is_idle)
    QCoreApplication.processEvents()
    assert seen == [1, 0]
    runner.shutdown()


# --- the first picture while the scan goes on


@pytest.fixture
def paced(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """A scan that tells of what it found step by step; what happens between two steps is up to the test."""

    def prepare(*steps: tuple[Study, ...] | Callable[[], None], result: ScanResult | None = None) -> None:
        def scan(paths: object, *, progress: Progress, on_found: Callable[[tuple[Study, ...]], None]) -> ScanResult:
            last: tuple[Study, ...] = ()
            for step in steps:
                if callable(step):
                    step()
                else:
                    last = step
                    on_found(step)
            if result is None and not last:
                raise DicomReadError("The disk went away.")
            return result or ScanResult(last, ())

        monkeypatch.setattr(look_through_module, "scan", scan)

    return prepare


@pytest.fixture
def decoded(make, monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int | None]]:
    """(slices of the series, slice asked for) of every opening; nothing is read from a disk."""
    seen: list[tuple[int, int | None]] = []

    def opened(series: Series, *, first: int | None = None) -> OpenSeries:
        seen.append((series.slice_count, first))
        made = make.opened(series, filled=False)
        made.filled[:] = False
        made.filled[series.slice_count // 2 if first is None else first] = True
        return made

    def filled(opened: OpenSeries, *, focus: Callable[[], int], progress: Progress) -> OpenSeries:
        opened.filled[:] = True
        return opened

    monkeypatch.setattr(first_picture_module, "open_series", opened)
    monkeypatch.setattr(filling_module, "fill", filled)
    return seen


def test_one_picture_is_shown_while_the_scan_goes_on_and_stays_where_it_is(
    actions, session, view, make, paced, decoded
) -> None:
    part, whole = make.series("1.2.3", "CT", slices=3), make.series("1.2.3", "CT", slices=9)
    seen: list[tuple[int, str]] = []

    def look() -> None:
        seen.append((session.opened.volume.shape[0], session.study.patient_name))
        view.update(voi=Window(7, 8), zoom=3.0, pan=(5.0, 6.0), inverted=True)

    paced((make.study(part),), look, (make.study(whole),))
    actions.opening.open_paths([Path("x")])

    assert seen == [(1, "Example, Anna")]
    assert session.opened.volume.shape[0] == 9
    assert session.opened.filled.all()
    # The picture that was looked at: the middle of the three that were known then.
    assert view.state.index == 1
    assert (view.state.voi, view.state.zoom, view.state.pan) == (Window(7, 8), 3.0, (5.0, 6.0))
    assert view.state.inverted
    assert decoded == [(1, None), (9, 1)]


def test_a_window_that_nobody_chose_becomes_that_of_the_whole_series(
    actions, session, view, make, paced, decoded
) -> None:
    paced((make.study(make.series("1", "CR", slices=2)),), (make.study(make.series("1", "CR", slices=4)),))
    actions.opening.open_paths([Path("x")])
    assert view.state.voi == session.panes.active.starting_voi


def test_a_radiograph_is_decoded_once(actions, session, make, paced, decoded) -> None:
    film = make.series("1", "CR")
    paced((make.study(film),), (make.study(film, make.series("2", "CT", slices=4)),))
    actions.opening.open_paths([Path("x")])
    assert decoded == [(1, None)]
    assert session.opened.series is film


def test_what_is_open_stays_while_another_folder_is_looked_through(actions, session, make, paced, decoded) -> None:
    session.set_opened(make.opened(make.series("9")))
    shown: list[str] = []
    paced(
        (make.study(make.series("1")),),
        lambda: shown.append(session.opened.series.uid),
        (make.study(make.series("1")),),
    )
    actions.opening.open_paths([Path("x")])
    assert shown == ["9"]
    assert session.opened.series.uid == "1"


def test_a_series_chosen_during_the_scan_stays_open_and_grows(actions, session, view, make, paced, decoded) -> None:
    first, part, whole = make.series("1"), make.series("2", "CT", slices=3), make.series("2", "CT", slices=6)

    def choose() -> None:
        actions.opening.open(part)
        view.update(index=2)

    paced((make.study(first, part),), choose, (make.study(first, whole),))
    actions.opening.open_paths([Path("x")])
    assert session.opened.series is whole
    assert view.state.index == 2


def test_the_preferred_series_is_waited_for(actions, session, make, paced, decoded) -> None:
    scout, chest = make.series("1", "CT"), make.series("2", "CR")
    shown: list[object] = []
    paced((make.study(scout),), lambda: shown.append(session.opened), (make.study(scout, chest),))
    actions.opening.open_paths([Path("x")], prefer=lambda series: series.modality == "CR")
    assert shown == [None]
    assert session.opened.series is chest


def test_a_scan_that_fails_takes_its_picture_back(actions, session, view, make, paced, decoded, errors) -> None:
    def fail() -> None:
        assert session.opened is not None
        raise DicomReadError("The disk went away.")

    paced((make.study(make.series("1")),), fail)
    actions.opening.open_paths([Path("x")])
    assert session.opened is None
    assert session.studies == ()
    assert view.state.voi is None
    assert [str(error) for error in errors] == ["The disk went away."]


def test_a_series_that_cannot_be_decoded_gives_way_to_the_next(
    actions, session, make, paced, decoded, errors, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = first_picture_module.open_series

    def picky(series: Series, *, first: int | None = None) -> OpenSeries:
        if series.uid == "1":
            raise DicomReadError("Slice 1 cannot be read.")
        return opened(series, first=first)

    monkeypatch.setattr(first_picture_module, "open_series", picky)
    shown: list[str] = []
    both = (make.study(make.series("1"), make.series("2")),)
    paced(both, both, lambda: shown.append(session.opened.series.uid), both)
    actions.opening.open_paths([Path("x")])
    assert shown == ["2"]


def test_sentences_about_the_whole_are_told(actions, make, paced, decoded) -> None:
    told: list[tuple[str, ...]] = []
    actions.opening.scan_warned.connect(told.append)
    paced(result=ScanResult((make.study(make.series("1")),), (), ("3 files that the DICOMDIR names are not there.",)))
    actions.opening.open_paths([Path("x")])
    assert told == [("3 files that the DICOMDIR names are not there.",)]


def test_objects_alone_open_nothing(actions, session, make, paced, decoded, errors) -> None:
    report = StudyObject(Path("r"), "Structured Report", "", "1.5", "1.4", 7, "Findings", "SR")
    paced(result=ScanResult((replace(make.study(), objects=(report,)),), ()))
    told: list[tuple[str, ...]] = []
    actions.opening.scan_warned.connect(told.append)
    actions.opening.open_paths([Path("x")])
    assert session.opened is None
    assert "There is no picture to show: the file is of the kind “Structured Report”." in told[0][0]
    assert session.studies[0].objects == (report,)
    assert errors == []


def test_objects_of_a_study_that_is_found_again_are_listed_once(make) -> None:
    report = StudyObject(Path("r"), "Structured Report", "", "1.5", "1.4", 7, "Findings", "SR")
    one = replace(make.study(make.series("1")), objects=(report,))
    (study,) = merged((one,), (replace(make.study(), objects=(report,)),))
    assert study.objects == (report,)
    assert len(study.series) == 1


# --- the fourth axis


def echoes(make, count: int = 3) -> list[Series]:
    return [
        make.series("5", "MR", slices=4, part=f"echo {k}", axis=AxisPlace("echo time", f"{10 * k} ms", k, count, "a"))
        for k in range(count)
    ]


def test_steps_along_the_axis_keep_slice_window_and_zoom(actions, session, view, make, decoded) -> None:
    listed = echoes(make)
    session.set_studies((make.study(make.series("1"), *listed),), ())
    actions.opening.open(listed[0])
    view.update(index=3, voi=Window(5, 6), zoom=2.0)
    shown = []
    for steps in (1, 1, 1, -1, -1, -1):
        actions.opening.step_axis(steps)
        shown.append(session.opened.series.part)
        assert (view.state.index, view.state.voi, view.state.zoom) == (3, Window(5, 6), 2.0)
    assert shown == ["echo 1", "echo 2", "echo 2", "echo 1", "echo 0", "echo 0"]
    assert (4, 3) in decoded


def test_the_next_series_is_not_the_next_volume_of_the_axis(actions, session, make, decoded) -> None:
    listed = [make.series("1"), *echoes(make), make.series("9")]
    session.set_studies((make.study(*listed),), ())
    actions.opening.open(listed[2])
    actions.opening.step_series(1)
    assert session.opened.series.uid == "9"
    actions.opening.step_series(-1)
    assert session.opened.series.part == "echo 0"


def test_there_is_no_axis_to_step_along(actions, session, make, decoded) -> None:
    actions.opening.step_axis(1)
    session.set_studies((make.study(make.series("1")),), ())
    actions.opening.open(make.series("1"))
    actions.opening.step_axis(1)
    assert session.opened.series.uid == "1"


# --- with real threads


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
