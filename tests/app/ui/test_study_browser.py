"""The list of studies: what it says, what a click opens, and that a long one never stops the window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import Qt as GuiQt
from PySide6.QtWidgets import QApplication, QTreeWidgetItem, QWidget

from app.actions.thumbnails import Thumbnails
from app.dicom.series import AxisPlace, Series, Study, StudyObject, Unreadable
from app.state.session import Session, series_key
from app.ui import study_browser
from app.ui.study_browser import StudyBrowser
from app.ui.study_row_delegate import OPEN, chevron_of
from app.ui.study_rows import RowKind, left_out_row, patient_rows

REPORT = StudyObject(Path("r"), "Structured Report", "", "1.5", "1.4", 7, "Findings <b>", "SR")


def echoes(make, count: int = 3) -> list[Series]:
    return [
        make.series("5", "MR", slices=4, part=f"echo {k}", axis=AxisPlace("echo time", f"{10 * k} ms", k, count, "a"))
        for k in range(count)
    ]


def lines(browser: StudyBrowser) -> list[str]:
    """Every title of the tree from top to bottom."""
    found: list[str] = []

    def look(item: QTreeWidgetItem) -> None:
        for number in range(item.childCount()):
            found.append(item.child(number).text(0))
            look(item.child(number))

    look(browser.tree.invisibleRootItem())
    return found


def row(browser: StudyBrowser, title: str) -> QTreeWidgetItem:
    (item,) = browser.tree.findItems(title, Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive)
    return item


def click(qtbot, browser: StudyBrowser, item: QTreeWidgetItem, at: Callable[..., QPoint] | None = None) -> None:
    place = browser.tree.visualItemRect(item)
    position = place.center() if at is None else at(place)
    qtbot.mouseClick(browser.tree.viewport(), Qt.MouseButton.LeftButton, pos=position)


@pytest.fixture
def browser(keep: Callable[[QWidget], None], session: Session, runner) -> StudyBrowser:
    runner.held = True  # No thumbnails: the series of these tests have no files.
    browser = StudyBrowser(session, Thumbnails(runner))
    browser.resize(260, 700)
    browser.show()
    keep(browser)
    return browser


def settle() -> None:
    for _ in range(3):
        QApplication.processEvents()


def test_rows_of_a_patient_stand_together(browser, session, make) -> None:
    session.set_studies((make.study(make.series("1"), uid="1"), make.study(make.series("2"), uid="2")), ())
    settle()
    assert lines(browser) == ["Example, Anna", "2026-03-12", "CR 1", "2026-03-12", "CR 2"]


def test_rows_that_stay_are_the_same_rows(browser, session, make) -> None:
    study = make.study(make.series("1"))
    session.set_studies((study,), ())
    settle()
    first = row(browser, "CR 1")
    later = make.study(make.series("0", number=0), make.series("1", slices=4), uid=study.uid)
    session.set_studies((make.study(make.series("9"), uid="7", name="Aaa", patient_id="P0"), later), ())
    settle()
    assert row(browser, "CR 1") is first
    assert first.data(0, Qt.ItemDataRole.UserRole) == "CR · 4 images · series 1"
    assert lines(browser) == ["Aaa", "2026-03-12", "CR 9", "Example, Anna", "2026-03-12", "CR 0", "CR 1"]


def test_rows_go_with_what_is_listed(browser, session, make) -> None:
    session.set_studies((make.study(make.series("1"), make.series("2")),), (Unreadable(Path("letter.txt"), "No."),))
    settle()
    assert "letter.txt" in lines(browser)
    session.set_studies((make.study(make.series("2")),), ())
    settle()
    assert lines(browser) == ["Example, Anna", "2026-03-12", "CR 2"]
    assert not browser.tree.visualItemRect(row(browser, "CR 2")).isEmpty()
    session.clear()
    settle()
    assert lines(browser) == []
    session.set_studies((make.study(make.series("1")),), ())
    settle()
    assert "CR 1" in lines(browser)


def test_objects_are_named_and_open_nothing(qtbot, browser, session, make) -> None:
    session.set_studies((replace(make.study(), objects=(REPORT,)),), ())
    settle()
    item = row(browser, "Structured Report")
    assert item.data(0, Qt.ItemDataRole.UserRole) == "Findings <b>"
    assert "cannot be opened" in item.toolTip(0)
    chosen: list[Series] = []
    browser.series_chosen.connect(chosen.append)
    click(qtbot, browser, item)
    assert chosen == []


def test_names_are_never_markup(browser, session, make) -> None:
    name = "<b>Bold</b><img src='file:///x'>"
    series = make.series("1", description=name, warnings=(name,))
    session.set_studies((make.study(series, name=name),), ())
    settle()
    assert name in lines(browser)
    tip = (
        row(browser, f"{name}").toolTip(0) if lines(browser).count(name) == 1 else browser._series_items()[0].toolTip(0)
    )
    assert "<b>" not in tip
    assert "&lt;b&gt;Bold" in tip
    assert GuiQt.mightBeRichText(tip)


def test_volumes_of_an_axis_are_one_row_that_unfolds(qtbot, browser, session, make) -> None:
    listed = echoes(make)
    session.set_studies((make.study(make.series("1"), *listed),), ())
    settle()
    parent = row(browser, "MR 5")
    assert parent.data(0, Qt.ItemDataRole.UserRole) == "echo time · 3 volumes · MR · series 1"
    assert not parent.isExpanded()
    chosen: list[Series] = []
    browser.series_chosen.connect(chosen.append)

    click(qtbot, browser, parent, lambda place: chevron_of(place).center())
    assert parent.isExpanded()
    assert chosen == []
    click(qtbot, browser, row(browser, "echo time 20 ms"))
    click(qtbot, browser, parent)
    assert [series.part for series in chosen] == ["echo 2", "echo 0"]


def test_the_open_volume_and_its_axis_are_marked_and_the_axis_stays_folded(browser, session, make) -> None:
    listed = echoes(make)
    session.set_studies((make.study(make.series("1"), *listed),), ())
    session.set_opened(make.opened(listed[1]))
    settle()
    assert row(browser, "MR 5").data(0, OPEN)
    assert row(browser, "echo time 10 ms").data(0, OPEN)
    assert not row(browser, "MR 5").isExpanded()
    session.set_opened(make.opened(session.studies[0].series[0]))
    settle()
    assert not row(browser, "MR 5").data(0, OPEN)
    assert row(browser, "CR 1").data(0, OPEN)


def test_the_bar_is_put_when_the_row_comes_after_the_picture(browser, session, make) -> None:
    series = make.series("1")
    session.set_opened(make.opened(series))
    settle()
    session.set_studies((make.study(series),), ())
    settle()
    assert row(browser, "CR 1").data(0, OPEN)


def test_a_thumbnail_comes_to_its_row(browser, session, make, monkeypatch: pytest.MonkeyPatch) -> None:
    series = make.series("1")
    session.set_studies((make.study(series),), ())
    settle()
    thumbnails = browser._thumbnails
    thumbnails._made[series_key(series)] = np.zeros((20, 30), np.uint8)
    thumbnails.thumbnail_made.emit(series_key(series))
    assert row(browser, "CR 1").data(0, Qt.ItemDataRole.UserRole + 3).width() == 30


def test_a_long_list_comes_in_over_many_turns(qtbot, browser, session, make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(study_browser, "TURN_S", 0.0)
    studies = tuple(make.study(make.series(str(k)), uid=str(k), patient_id=str(k)) for k in range(30))
    session.set_studies(studies, ())
    QApplication.processEvents()
    assert len(lines(browser)) < 90
    # Another list before the first is done: that one is finished, then the other is made.
    session.set_studies(studies[:29], ())
    qtbot.waitUntil(lambda: len(lines(browser)) == 87 and browser._work is None)


def test_a_list_of_thousands_shows_its_beginning_and_more_on_the_way_down(
    qtbot, browser, session, make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(study_browser, "LISTED_AT_ONCE", 40)
    browser._limit = 40
    studies = tuple(make.study(make.series(str(k)), uid=str(k), patient_id=str(k)) for k in range(100))
    opened = make.opened(studies[90].series[0])
    session.set_studies(studies, ())
    session.set_opened(opened)
    tree = browser.tree

    def groups() -> list[str]:
        return [tree.topLevelItem(number).text(0) for number in range(tree.topLevelItemCount())]

    # The first ones, whose pictures are shown, and how many more there are.
    qtbot.waitUntil(lambda: browser._work is None and groups()[-1:] == ["59 more patients"])
    assert len(groups()) == 42
    assert row(browser, "CR 90").data(0, OPEN)
    # Scrolling to the end brings more.
    tree.verticalScrollBar().setValue(tree.verticalScrollBar().maximum())
    qtbot.waitUntil(lambda: browser._work is None and groups()[-1:] == ["19 more patients"])
    # So does a click; then all are there, in their order.
    tree.itemClicked.emit(tree.topLevelItem(tree.topLevelItemCount() - 1), 0)
    qtbot.waitUntil(lambda: browser._work is None and len(groups()) == 100)
    assert [line for line in lines(browser) if line.startswith("CR")] == [f"CR {k}" for k in range(100)]
    # Another list begins anew.
    session.clear()
    qtbot.waitUntil(lambda: groups() == [])
    session.set_studies(studies[:50], ())
    qtbot.waitUntil(lambda: browser._work is None and len(groups()) == 41)


def test_two_stacks_of_one_uid_have_a_row_each(make) -> None:
    study = make.study(make.series("1", slices=2), make.series("1", slices=3))
    (patient,) = patient_rows((study,))
    keys = [each.key for each in patient.children[0].children]
    assert len(set(keys)) == 2


def test_files_that_were_left_out_are_counted() -> None:
    assert left_out_row((Unreadable(Path("a"), "No."),)).title == "1 file left out"
    assert left_out_row((Unreadable(Path("a"), "No."), Unreadable(Path("b"), "No."))).title == "2 files left out"


def test_a_row_of_a_study_without_date_says_so(make) -> None:
    study: Study = replace(make.study(), date="")
    (patient,) = patient_rows((study,))
    assert patient.children[0].title == "Study without date"
    assert patient.kind is RowKind.GROUP
