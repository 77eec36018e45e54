"""Annotations come back with their study, and are saved soon after a change."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.actions.keep_annotations import KeepAnnotations, default_folder
from app.imaging.annotations.annotation import Annotation, DrawnOn, Kind, new_id, uid_digest
from app.imaging.annotations.file import StudyAnnotations, file_of, read_annotations, write_annotations
from app.imaging.cut import Cut
from app.imaging.plane_frame import PlaneFrame
from app.jobs.runner import Lane
from app.state.annotation_marks import mark_of
from app.state.annotations import AnnotationBook

FRAME = PlaneFrame((0.0, 0.0, 0.0), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (1.0, 1.0), (60, 40))


class Desk:
    """A session with one study, and its annotations on the disk."""

    def __init__(self, session, runner, make, folder: Path | None) -> None:
        self.session, self.runner, self.folder = session, runner, folder
        self.series = make.series("1.2.3")
        self.study = make.study(self.series)
        self.digest = uid_digest(self.study.uid)
        self.make = make
        self.book = AnnotationBook()
        self.keep = KeepAnnotations(session, self.book, runner, folder)
        self.sentences: list[str] = []
        self.keep.warned.connect(self.sentences.append)

    def open(self) -> None:
        self.session.set_studies((self.study,), ())
        self.session.set_opened(self.make.opened(self.series))

    def line(self, end: float = 5.0) -> Annotation:
        points = ((0.0, 0.0, 0.0), (end, 0.0, 0.0))
        mark = mark_of(self.study, self.series)
        return Annotation(new_id(), Kind.LENGTH, points, DrawnOn(FRAME, Cut(), 0), mark, self.book.next_order)

    @property
    def file(self) -> Path:
        return file_of(self.folder, self.digest)

    def on_disk(self) -> tuple[Annotation, ...]:
        return read_annotations(self.file, self.digest).content.annotations


@pytest.fixture
def desk(session, runner, make, tmp_path: Path, qapp) -> Desk:
    return Desk(session, runner, make, tmp_path / "annotations")


def test_saved_soon_and_restored_when_opened_again(desk: Desk, session, runner, make, qtbot) -> None:
    desk.open()
    drawn = desk.line()
    desk.book.add(drawn)
    assert not desk.file.exists()
    qtbot.waitUntil(desk.file.exists, timeout=5000)
    assert desk.on_disk() == (drawn,)
    session.clear()
    assert desk.book.annotations == ()
    again = Desk(session, runner, make, desk.folder)
    again.open()
    assert again.book.annotations == (drawn,)
    assert again.book.undo_words == ""
    assert again.book.on_series(again.series) == (drawn,)


def test_many_changes_are_one_file(desk: Desk, runner, qtbot) -> None:
    desk.open()
    runner.started.clear()
    drawn = desk.line()
    desk.book.add(drawn)
    for end in range(6, 30):
        desk.book.replace(replace(drawn, points=((0.0, 0.0, 0.0), (float(end), 0.0, 0.0))))
    qtbot.waitUntil(desk.file.exists, timeout=5000)
    assert [title for title, _, _ in runner.started] == ["Saving annotations"]
    assert runner.started[0][1] is Lane.VIEW
    assert desk.on_disk()[0].points[1] == (29.0, 0.0, 0.0)


def test_what_did_not_change_is_not_written(desk: Desk, runner) -> None:
    write_annotations(desk.file, StudyAnnotations((desk.line(),)))
    desk.open()
    runner.started.clear()
    desk.book.set_shown(False)
    desk.keep._on_due()
    desk.keep.flush()
    assert runner.started == []
    desk.book.delete(desk.book.annotations[0].id)
    desk.keep._on_due()
    assert desk.on_disk() == ()


def test_the_file_is_read_once_and_only_for_what_is_shown(desk: Desk, runner, make) -> None:
    other = make.study(make.series("7.7"), uid="8.8")
    desk.session.set_studies((desk.study, other), ())
    assert runner.started == []
    desk.session.set_opened(make.opened(desk.series))
    desk.session.set_opened(make.opened(desk.series), desk.session.panes.all[1])
    assert [title for title, _, _ in runner.started] == ["Reading annotations"]
    desk.session.set_opened(make.opened(other.series[0]))
    assert len(runner.started) == 2


def test_closing_everything_saves_first(desk: Desk, session) -> None:
    desk.open()
    drawn = desk.line()
    desk.book.add(drawn)
    session.clear()
    assert desk.on_disk() == (drawn,)
    desk.open()
    assert desk.book.annotations == (drawn,)


def test_the_end_of_the_program_saves(desk: Desk, runner) -> None:
    desk.open()
    drawn = desk.line()
    desk.book.add(drawn)
    runner.shutdown()
    desk.keep.flush()
    assert desk.on_disk() == (drawn,)


def test_drawn_before_the_file_was_read_joins_it(desk: Desk, runner) -> None:
    before = desk.line()
    write_annotations(desk.file, StudyAnnotations((before,)))
    runner.held = True
    desk.open()
    drawn = desk.line(7.0)
    desk.book.add(drawn)
    # Nothing may be written over a file that nobody has looked into.
    desk.keep._on_due()
    assert desk.on_disk() == (before,)
    runner.release()
    assert set(desk.book.annotations) == {before, drawn}
    desk.keep._on_due()
    assert set(desk.on_disk()) == {before, drawn}


def test_the_end_comes_before_the_file_was_read(desk: Desk, runner) -> None:
    before = desk.line()
    write_annotations(desk.file, StudyAnnotations((before,)))
    runner.held = True
    desk.open()
    drawn = desk.line(7.0)
    desk.book.add(drawn)
    desk.keep.flush()
    assert set(desk.on_disk()) == {before, drawn}


def test_a_newer_file_is_told_and_never_written(desk: Desk) -> None:
    desk.file.parent.mkdir()
    text = '{"format": "lightbox-annotations", "version": 99}'
    desk.file.write_text(text, encoding="utf-8")
    desk.open()
    assert len(desk.sentences) == 1
    assert "newer version" in desk.sentences[0]
    desk.book.add(desk.line())
    desk.keep._on_due()
    desk.keep.flush()
    assert desk.file.read_text(encoding="utf-8") == text


def test_a_damaged_file_is_told_and_kept_aside(desk: Desk) -> None:
    desk.file.parent.mkdir()
    desk.file.write_text("{", encoding="utf-8")
    desk.open()
    assert "damaged" in desk.sentences[0]
    drawn = desk.line()
    desk.book.add(drawn)
    desk.keep._on_due()
    assert desk.on_disk() == (drawn,)
    assert desk.file.with_name(f"{desk.digest}-damaged-1.json").read_text(encoding="utf-8") == "{"


def test_a_disk_that_refuses_is_told_once(desk: Desk) -> None:
    desk.open()
    desk.folder.write_text("a file where the folder should be", encoding="utf-8")
    drawn = desk.line()
    desk.book.add(drawn)
    desk.keep._on_due()
    desk.keep._on_due()
    assert len(desk.sentences) == 1
    assert "not saved" in desk.sentences[0]
    assert desk.digest not in desk.sentences[0]
    desk.folder.unlink()
    desk.keep._on_due()
    assert desk.on_disk() == (drawn,)


def test_nothing_is_kept_without_a_folder_or_a_study(session, runner, make, tmp_path: Path, qapp) -> None:
    without = Desk(session, runner, make, None)
    without.open()
    without.book.add(without.line())
    without.keep._on_due()
    without.keep.flush()
    assert runner.started == []
    session.clear()
    stray = Desk(session, runner, make, tmp_path)
    session.set_opened(make.opened(make.series("5.5")))
    assert runner.started == []
    assert stray.book.annotations == ()
    assert list(tmp_path.iterdir()) == []


def test_where_they_are_kept() -> None:
    assert default_folder().name == "annotations"
    assert "Lightbox" in str(default_folder())


def test_a_study_that_was_closed_before_its_file_was_read(desk: Desk, session, runner) -> None:
    write_annotations(desk.file, StudyAnnotations((desk.line(),)))
    runner.held = True
    desk.open()
    session.clear()
    runner.release()
    assert desk.book.annotations == ()


def test_drawn_and_closed_before_the_file_was_read(desk: Desk, session, runner) -> None:
    before = desk.line()
    write_annotations(desk.file, StudyAnnotations((before,)))
    runner.held = True
    desk.open()
    drawn = desk.line(7.0)
    desk.book.add(drawn)
    session.clear()
    runner.release()
    assert set(desk.on_disk()) == {before, drawn}
    assert desk.book.annotations == ()


def test_a_save_that_ends_after_the_study_was_closed_and_opened_again(desk: Desk, session, runner) -> None:
    """It must not pass for what the file held when it was read: nothing would be restored."""
    before = desk.line()
    write_annotations(desk.file, StudyAnnotations((before,)))
    desk.open()
    runner.held = True
    drawn = desk.line(7.0)
    desk.book.add(drawn)
    session.clear()
    desk.open()
    runner.release()
    assert set(desk.book.annotations) == {before, drawn}
    assert set(desk.on_disk()) == {before, drawn}
