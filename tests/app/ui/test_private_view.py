"""The private view: neither the tags of makers nor the search tell who the patients are."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydicom import dcmread
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.main import Viewer
from app.ui.study_search import StudySearch
from app.ui.study_table import MASK, Column
from app.ui.tag_model import Column as TagColumn
from app.ui.tag_table import TagDialog

CONTROL = Qt.KeyboardModifier.ControlModifier

SECRETS = {0x10: ("LO", "ID-Muster^Berta"), 0x11: ("LT", "BERTA, second scan"), 0x12: ("SH", "a77")}
SECRETS |= {0x13: ("PN", "Someone^Else"), 0x14: ("ST", "*1958-04-12"), 0x15: ("UN", b"Muster Berta")}
OPEN = {0x20: ("LO", "Turbo"), 0x21: ("DS", "77.0"), 0x22: ("UN", b"FAST")}


@pytest.fixture
def tags(qtbot: QtBot, viewer: Viewer, make, tmp_path: Path) -> TagDialog:
    """The tags of a CT whose maker repeats who the patient is."""
    folder = make.scan(tmp_path / "ct", patient="Muster^Berta", slices=1)
    (path,) = folder.iterdir()
    scan = dcmread(path)
    block = scan.private_block(0x0019, "MAKER", create=True)
    for number, (vr, value) in (SECRETS | OPEN).items():
        block.add_new(number, vr, value)
    scan.save_as(path)
    viewer.actions.opening.open_paths([folder])
    qtbot.waitUntil(viewer.window.pane.isVisible)
    qtbot.keyClick(viewer.window, Qt.Key.Key_T, CONTROL)
    dialog = viewer.window.dialogs.tags
    assert dialog is not None
    return dialog


def private_values(dialog: TagDialog) -> dict[int, str]:
    """Shown values of the maker's elements by the last two digits."""
    model = dialog.model
    return {
        line.row.tag & 0xFF: str(model.data(model.index(number, TagColumn.VALUE)))
        for number, line in enumerate(model.lines)
        if line.row is not None and line.row.tag >> 16 == 0x0019 and line.row.tag & 0xFF00
    }


def test_elements_of_makers_that_repeat_the_patient_are_hidden(tags: TagDialog, viewer: Viewer) -> None:
    before = private_values(tags)
    assert set(before) == {*SECRETS, *OPEN}
    assert MASK not in before.values()
    viewer.session.privacy.toggle()
    shown = private_values(tags)
    assert {number for number, value in shown.items() if value == MASK} == set(SECRETS)
    assert {number: shown[number] for number in OPEN} == {number: before[number] for number in OPEN}
    rows = "\n".join(map(tags.model.row_text, range(tags.model.rowCount()))).casefold()
    for secret in ("berta", "muster", "a77", "1958", "someone"):
        assert secret not in rows
    # What is hidden is not found either.
    tags.field.setText("second scan")
    assert not tags.model.lines
    viewer.session.privacy.toggle()
    assert [number for number, _ in private_values(tags).items()] == [0x11]


@pytest.fixture
def search(qtbot: QtBot, viewer: Viewer, make, tmp_path: Path) -> StudySearch:
    """The search over a CT and a radiograph of two patients."""
    make.scan(tmp_path / "scans" / "anna", patient="Example^Anna")
    make.scan(tmp_path / "scans" / "berta", patient="Muster^Berta", modality="CR", slices=1)
    viewer.actions.opening.open_paths([tmp_path / "scans"])
    qtbot.waitUntil(viewer.window.pane.isVisible)
    qtbot.keyClick(viewer.window, Qt.Key.Key_F, CONTROL)
    dialog = viewer.window.dialogs.search
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def found(search: StudySearch) -> list[str]:
    """Modalities of the studies that are listed."""
    model = search.model
    return sorted(str(model.data(model.index(row, Column.MODALITY))) for row in range(model.rowCount()))


@pytest.mark.parametrize("typed", ["berta", "muster", "ID-Muster", "A77", "12.04.1958", "19580412", "ct berta"])
def test_no_name_or_number_finds_its_row(qtbot: QtBot, search: StudySearch, viewer: Viewer, typed: str) -> None:
    viewer.session.privacy.toggle()
    assert found(search) == ["CR", "CT"]
    qtbot.keyClicks(search.field, typed)
    assert found(search) == []
    qtbot.waitUntil(search.hint.isVisible)
    assert search.head.text() == "Nothing found"
    assert search.hint.text().startswith("While names are hidden, only modalities and dates")
    assert search.count.text == "0 of 2 studies"


@pytest.mark.parametrize(
    ("typed", "expected"), [("ct", ["CT"]), ("cr 2026", ["CR"]), ("12.03.2026", ["CR", "CT"]), ("mr", []), ("sm", [])]
)
def test_modalities_and_dates_still_find(
    qtbot: QtBot, search: StudySearch, viewer: Viewer, typed: str, expected: list[str]
) -> None:
    viewer.session.privacy.toggle()
    qtbot.keyClicks(search.field, typed)
    assert found(search) == expected


def test_a_typed_name_goes_with_the_others(qtbot: QtBot, search: StudySearch, viewer: Viewer) -> None:
    qtbot.keyClicks(search.field, "berta")
    assert found(search) == ["CR"]
    viewer.session.privacy.toggle()
    assert search.field.text() == ""
    assert search.field.placeholderText().startswith("Names are hidden")
    assert found(search) == ["CR", "CT"]
    viewer.session.privacy.toggle()
    qtbot.keyClicks(search.field, "berta")
    assert found(search) == ["CR"]
