"""Looking through a folder: studies come in and are listed, a first picture is shown while the scan goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication

import app.actions.first_picture as first_picture_module
import app.actions.look_through as look_through_module
from ai.progress import Progress
from app.actions.look_through import merged
from app.actions.open import OpenActions
from app.dicom.series import ScanResult, Series, Study, StudyObject
from app.dicom.series_load import OpenSeries
from app.errors import DicomReadError
from app.imaging.window import Window
from app.jobs.runner import JobRunner
from app.state.session import Session


def test_studies_of_two_patients_under_one_uid_stay_apart(make) -> None:
    one, other = make.study(make.series("1")), make.study(make.series("2"), patient_id="P2")
    assert merged((one,), (other,)) == (one, other)


def test_a_series_found_again_replaces_the_listed_one(make) -> None:
    old = make.study(make.series("1"), make.series("2", number=2))
    new = make.study(make.series("2", number=2, description="again"))
    (study,) = merged((old,), (new,))
    assert [series.description for series in study.series] == ["CR 1", "again"]


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
