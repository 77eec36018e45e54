"""The book of annotations: order, selection, undo and redo, several studies."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.imaging.annotations.annotation import Annotation, DrawnOn, Kind, SeriesMark, new_id, uid_digest
from app.imaging.annotations.file import StudyAnnotations
from app.imaging.annotations.scale import Calibration
from app.imaging.cut import Cut
from app.imaging.plane_frame import PlaneFrame
from app.state.annotation_marks import belongs_to, mark_of
from app.state.annotations import AnnotationBook
from app.state.history import HISTORY_STEPS

FRAME = PlaneFrame((0.0, 0.0, 0.0), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (1.0, 1.0), (40, 50))
MARK = SeriesMark(uid_digest("9.9"), uid_digest("1.2.3"), "", uid_digest("1.2.3.0"))


def line(end: float = 5.0, mark: SeriesMark = MARK, order: int = 0) -> Annotation:
    points = ((0.0, 0.0, 0.0), (end, 0.0, 0.0))
    return Annotation(new_id(), Kind.LENGTH, points, DrawnOn(FRAME, Cut(), 0), mark, order)


def longer(annotation: Annotation, end: float) -> Annotation:
    return replace(annotation, points=((0.0, 0.0, 0.0), (end, 0.0, 0.0)))


class Ears:
    def __init__(self, book: AnnotationBook) -> None:
        self.changes = self.selections = 0
        book.annotations_changed.connect(self.hear_change)
        book.selection_changed.connect(self.hear_selection)

    def hear_change(self) -> None:
        self.changes += 1

    def hear_selection(self) -> None:
        self.selections += 1


@pytest.fixture
def book(qapp) -> AnnotationBook:
    return AnnotationBook()


def test_add_replace_delete_and_back(book: AnnotationBook) -> None:
    ears = Ears(book)
    first, second = line(), line(order=1)
    book.add(first)
    book.add(second)
    assert book.annotations == (first, second)
    assert book.selected == second
    assert book.next_order == 2
    changed = longer(first, 9.0)
    book.replace(changed, "Move {what}")
    book.delete(second.id)
    assert book.annotations == (changed,)
    assert book.selected is None
    assert book.undo_words == "Delete length"
    book.undo()
    assert book.annotations == (changed, second)
    assert book.selected == second
    assert (book.undo_words, book.redo_words) == ("Move length", "Delete length")
    book.undo()
    assert book.annotations == (first, second)
    book.undo()
    book.undo()
    assert book.annotations == ()
    assert book.undo_words == ""
    book.undo()
    for _ in range(4):
        book.redo()
    assert book.annotations == (changed,)
    assert book.redo_words == ""
    book.redo()
    assert ears.changes == 12
    assert ears.selections > 0


def test_a_drag_is_one_step(book: AnnotationBook) -> None:
    first = line()
    book.add(first)
    book.begin_step("Move length")
    for end in range(6, 20):
        book.replace(longer(first, float(end)))
    assert book.annotation(first.id) == longer(first, 19.0)
    book.end_step()
    assert book.undo_words == "Move length"
    book.undo()
    assert book.annotations == (first,)
    book.redo()
    assert book.annotations == (longer(first, 19.0),)
    book.undo()
    book.undo()
    assert book.annotations == ()


def test_a_drag_that_is_broken_off_never_was(book: AnnotationBook) -> None:
    first = line()
    book.add(first)
    book.begin_step("Move length")
    book.replace(longer(first, 9.0))
    other = line(order=1)
    book.add(other)
    book.cancel_step()
    assert book.annotations == (first,)
    assert book.undo_words == "Draw length"
    book.cancel_step()
    book.end_step()
    # There and back again is no step either.
    book.begin_step("Move length")
    book.replace(longer(first, 9.0))
    book.replace(first)
    book.end_step()
    assert book.undo_words == "Draw length"


def test_undo_in_the_middle_of_a_drag_takes_it_back(book: AnnotationBook) -> None:
    first = line()
    book.add(first)
    book.begin_step("Move length")
    book.replace(longer(first, 9.0))
    book.undo()
    assert book.annotations == (first,)
    assert book.redo_words == "Move length"


def test_a_new_change_ends_what_can_be_redone(book: AnnotationBook) -> None:
    first = line()
    book.add(first)
    book.undo()
    book.add(line())
    assert book.redo_words == ""


def test_nothing_that_stays_the_same_is_told_or_noted(book: AnnotationBook) -> None:
    first = line()
    book.add(first)
    ears = Ears(book)
    book.replace(first)
    book.delete("00000000")
    book.select(first.id)
    book.set_shown(True)
    book.restore(StudyAnnotations())
    assert (ears.changes, ears.selections) == (0, 0)
    assert book.undo_words == "Draw length"
    with pytest.raises(ValueError, match="once"):
        book.add(first)
    with pytest.raises(KeyError):
        book.replace(line())


def test_history_has_a_bound(book: AnnotationBook) -> None:
    first = line()
    book.add(first)
    for number in range(HISTORY_STEPS + 5):
        book.replace(longer(first, 6.0 + number))
    for _ in range(HISTORY_STEPS):
        book.undo()
    assert book.undo_words == ""
    assert book.annotations == (longer(first, 10.0),)


def test_select_hide_and_clear(book: AnnotationBook) -> None:
    first = line()
    book.add(first)
    ears = Ears(book)
    book.select(None)
    book.select("not there")
    assert ears.selections == 1
    book.select(first.id)
    book.set_shown(False)
    assert not book.are_shown
    book.clear()
    assert book.annotations == ()
    assert book.selected is None
    assert book.undo_words == book.redo_words == ""
    book.clear()
    assert (ears.changes, ears.selections) == (2, 3)


def test_many_go_in_one_step(book: AnnotationBook) -> None:
    drawn = [line(order=number) for number in range(3)]
    for each in drawn:
        book.add(each)
    book.delete_all(drawn[:2])
    assert book.annotations == (drawn[2],)
    book.undo()
    assert book.annotations == tuple(drawn)


def test_calibrations_are_undone_too(book: AnnotationBook) -> None:
    whole = Calibration(SeriesMark(MARK.study, MARK.series), 10.0, 50.0)
    film = Calibration(MARK, 10.0, 60.0)
    book.set_calibration(whole)
    assert book.calibration(MARK) == whole
    book.set_calibration(film)
    assert book.calibration(MARK) == film
    other = replace(MARK, image=uid_digest("1.2.3.1"))
    assert book.calibration(other) == whole
    assert book.calibration(SeriesMark(MARK.study, uid_digest("7"))) is None
    book.drop_calibration(MARK)
    assert book.calibration(MARK) == whole
    book.undo()
    assert book.calibration(MARK) == film
    book.undo()
    book.undo()
    assert book.calibration(MARK) is None
    book.drop_calibration(MARK)
    book.redo()
    assert book.of_study(MARK.study) == StudyAnnotations((), (whole,))


def test_studies_are_kept_apart(book: AnnotationBook) -> None:
    other = replace(MARK, study=uid_digest("8.8"))
    first, second = line(), line(mark=other, order=1)
    book.add(first)
    book.restore(StudyAnnotations((second,), (Calibration(other, 1.0, 2.0),)))
    assert book.of_study(MARK.study) == StudyAnnotations((first,))
    assert book.of_study(other.study) == StudyAnnotations((second,), (Calibration(other, 1.0, 2.0),))
    # What came from the disk is no step, and does not overwrite what was drawn meanwhile.
    book.replace(longer(second, 8.0))
    book.restore(StudyAnnotations((second,)))
    assert book.annotation(second.id) == longer(second, 8.0)
    book.undo()
    book.undo()
    assert book.annotations == (second,)
    assert book.undo_words == ""


def test_marks(make) -> None:
    series = make.series("1.2.3", slices=4)
    study = make.study(series)
    mark = mark_of(study, series, 2)
    assert mark == SeriesMark(uid_digest(study.uid), uid_digest("1.2.3"), "", uid_digest("1.2.3.2"))
    assert mark_of(None, series).study == ""
    assert belongs_to(mark, series)
    assert belongs_to(mark, replace(series, part="echo 10 ms"))
    assert not belongs_to(mark, make.series("1.2.4", slices=4))
    # Found with one file more in front, and another patient's files under the same UID.
    later = replace(series, instances=series.instances[1:], slices=())
    assert belongs_to(mark_of(study, later, 0), series)
    stranger = make.series("1.2.3", slices=2)
    assert not belongs_to(mark, stranger)
    # A file with many frames may be several stacks.
    many = replace(series, instances=tuple(replace(each, frames=9) for each in series.instances), slices=(), part="a")
    assert belongs_to(mark_of(study, many), many)
    assert not belongs_to(mark_of(study, many), replace(many, part="b"))
    nameless = replace(
        series, instances=tuple(replace(each, sop_instance_uid="") for each in series.instances), slices=()
    )
    assert belongs_to(mark_of(study, nameless), nameless)
    assert not belongs_to(mark_of(study, nameless), replace(nameless, part="b"))


def test_what_is_on_a_series(book: AnnotationBook, make) -> None:
    series, other = make.series("1.2.3"), make.series("1.2.4")
    study = make.study(series, other)
    second, first = line(mark=mark_of(study, series), order=1), line(mark=mark_of(study, series))
    book.add(second)
    book.add(line(mark=mark_of(study, other), order=2))
    book.add(first)
    assert book.on_series(series) == (first, second)


def test_the_list_of_a_series_is_made_once_and_anew_for_every_change(book: AnnotationBook, make) -> None:
    series, other = make.series("1.2.3", slices=4), make.series("1.2.4", slices=4)
    mark, strange = mark_of(None, series), mark_of(None, other)
    first, second = line(mark=mark), line(mark=mark, order=1)

    def lists(*expected: Annotation) -> None:
        assert book.on_series(series) == expected
        assert book.on_series(series) is book.on_series(series)
        assert book.on_series(replace(series)) == expected

    lists()
    book.add(first)
    lists(first)
    book.add(line(mark=strange))
    lists(first)
    assert len(book.on_series(other)) == 1
    book.restore(StudyAnnotations((second,)))
    lists(first, second)
    book.replace(longer(first, 9.0))
    lists(longer(first, 9.0), second)
    book.undo()
    lists(first, second)
    book.redo()
    book.delete(second.id)
    lists(longer(first, 9.0))
    book.begin_step("Move")
    book.replace(longer(first, 12.0))
    lists(longer(first, 12.0))
    book.cancel_step()
    lists(longer(first, 9.0))
    book.clear()
    lists()
