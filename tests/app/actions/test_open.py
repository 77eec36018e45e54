"""Opening: the list, the first picture, the rest; a failure leaves what was open."""

from __future__ import annotations

from pathlib import Path

import pytest

import app.actions.first_picture as first_picture_module
from app.errors import DicomReadError
from app.imaging.window import Window
from app.jobs.runner import Lane


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


def test_close_all(actions, session, view, make, tmp_path: Path) -> None:
    actions.opening.open_paths([make.scan(tmp_path)])
    actions.opening.close_all()
    assert session.studies == ()
    assert session.opened is None
    assert view.state.voi is None
