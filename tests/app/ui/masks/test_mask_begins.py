"""What a mask of one's own begins with: values of the scan, another series; and what cannot give one says why."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt

from ai.inference.provenance import Making
from app.main import Viewer
from app.ui.mask_start_form import MaskStartForm
from tests.app.ui.masks.own_scene import (
    FIRST,
    Left,
    ask,
    click,
    make_it,
    name,
    stored,
)
from tests.app.ui.masks.scene import mask, reading


def test_a_mask_series_is_taken_over_to_the_voxel_by_its_values(qtbot, study: Viewer) -> None:
    dialog = ask(qtbot, study)
    name(qtbot, dialog, "Left kidney")
    assert all(each.isEnabled() for each in dialog.form.sides)
    qtbot.mouseClick(dialog.form.sides[2], Left)
    # What is called a mask comes first; nothing is read before it is asked for.
    assert "mask" in dialog.begins.source.itemText(0)
    dialog.begins.source.setCurrentIndex(
        next(k for k in range(dialog.begins.source.count()) if "tumour mask" in dialog.begins.source.itemText(k))
    )
    click(qtbot, dialog.begins.series)
    qtbot.waitUntil(lambda: len(dialog.begins.values) == 2)
    counts = [int((stored() == value).sum()) for value in (1, 4)]
    assert [box.text() for box in dialog.begins.values] == [
        f"{value}  ·  {count:,} voxels" for value, count in zip((1, 4), counts, strict=True)
    ]
    assert "voxel for voxel" in dialog.begins.told.text()
    click(qtbot, dialog.begins.values[0])
    assert dialog.make.isEnabled()
    click(qtbot, dialog.begins.values[1])
    assert not dialog.make.isEnabled()
    click(qtbot, dialog.begins.values[1])
    make_it(qtbot, study, dialog)
    assert np.array_equal(mask(study, FIRST), stored() == 4)
    structure = reading(study).layer_of(FIRST).structure
    assert (structure.making, structure.label.side) == (Making.AIDED, "left")
    # The slice that has most of it is shown.
    assert study.session.panes.active.index == 6


def test_values_of_the_scan_begin_a_mask_and_an_empty_range_is_refused_there(qtbot, study: Viewer) -> None:
    dialog = ask(qtbot, study)
    name(qtbot, dialog, "Bright")
    assert dialog.form.code.currentIndex() == 0
    click(qtbot, dialog.begins.range)
    for field, text in ((dialog.begins.lowest, "5000"), (dialog.begins.highest, "6000")):
        field.lineEdit().selectAll()
        qtbot.keyClicks(field.lineEdit(), text)
        qtbot.keyClick(field.lineEdit(), Qt.Key.Key_Tab)
    qtbot.mouseClick(dialog.make, Left)
    qtbot.waitUntil(dialog.trouble.isVisible)
    assert "No voxel of the scan has a value from 5000 to 6000" in dialog.trouble.text()
    assert study.session.editing.mask is None
    assert reading(study).results == ()
    dialog.begins.lowest.lineEdit().selectAll()
    qtbot.keyClicks(dialog.begins.lowest.lineEdit(), "900")
    qtbot.keyClick(dialog.begins.lowest.lineEdit(), Qt.Key.Key_Tab)
    assert not dialog.trouble.isVisible()
    make_it(qtbot, study, dialog)
    voxels = study.session.opened.volume.voxels
    assert np.array_equal(mask(study, FIRST), (voxels >= 900) & (voxels <= 6000))
    code = reading(study).layer_of(FIRST).structure.label.code
    assert (code.scheme, code.meaning) == ("99LIGHTBOX", "Bright")


@pytest.mark.parametrize(
    ("series", "sentence"), [("moved mask", "different spaces"), ("photos", "in colour")], ids=["frame", "colour"]
)
def test_a_series_that_cannot_give_a_mask_says_why(qtbot, study: Viewer, series: str, sentence: str) -> None:
    dialog = ask(qtbot, study)
    name(qtbot, dialog, "Tumour")
    source = dialog.begins.source
    source.setCurrentIndex(next(k for k in range(source.count()) if series in source.itemText(k)))
    click(qtbot, dialog.begins.series)
    qtbot.waitUntil(lambda: sentence in dialog.begins.told.text())
    assert not dialog.make.isEnabled()
    qtbot.mouseClick(dialog.cancel, Left)
    assert reading(study).results == ()


def test_a_series_of_another_patient_is_refused(qtbot, study: Viewer, make, tmp_path) -> None:
    other = make.scan(tmp_path / "other", slices=15, patient="Other^Bert")
    found = []
    study.actions.new_masks.refused.connect(found.append)
    from app.dicom import scan as scan_files
    from app.dicom import series_of

    study.actions.new_masks.look_into(series_of(scan_files([other]))[0])
    qtbot.waitUntil(lambda: bool(found))
    assert "another patient" in found[0].message


def test_while_the_series_loads_the_dialog_waits_and_says_so(qtbot, study: Viewer) -> None:
    opened = study.session.opened
    filled = opened.filled.copy()
    opened.filled[3] = False
    dialog = ask(qtbot, study)
    name(qtbot, dialog, "Tumour")
    assert not dialog.make.isEnabled()
    assert "still loading" in dialog.trouble.text()
    opened.filled[:] = filled
    study.session.note_slices_arrived(opened)
    assert not dialog.trouble.isVisible()
    assert dialog.make.isEnabled()
    make_it(qtbot, study, dialog)


@pytest.mark.parametrize(("ends", "decimals"), [((40, 240), 0), ((0, 5), 2), ((0.0003, 0.0012), 5)])
def test_fields_have_the_decimals_that_the_values_need(qtbot, keep, ends: tuple[float, float], decimals: int) -> None:
    form = MaskStartForm((), (), unit="HU")
    keep(form)
    form.set_range(*ends)
    assert (form.lowest.value(), form.highest.value()) == ends
    assert form.lowest.decimals() == decimals
    assert not form.series.isEnabled()
    assert not form.copy.isEnabled()
