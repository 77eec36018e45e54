"""A mask that a reader makes where no model did: by real mouse and keys, from nothing, values, series and masks."""

from __future__ import annotations

import numpy as np
import pytest
from pydicom import dcmread
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton

from ai.inference.provenance import PERSON, Making
from app.actions.export_kind import ExportKind
from app.audit.trail import AuditTrail
from app.main import Viewer
from app.state.review import Review
from app.state.tool import Tool
from app.ui.new_mask_dialog import MaskLookDialog, NewMaskDialog
from app.ui.slice_text import ai_lines
from tests.app.ui.masks.own_scene import (
    FIRST,
    SECOND,
    Left,
    ask,
    click,
    done,
    make_it,
    name,
    row_of,
    stored,
    undo,
)
from tests.app.ui.masks.scene import LIVER, at, drag, mask, organs_of, reading, settle


def test_an_empty_mask_is_drawn_by_hand(qtbot, study: Viewer) -> None:
    assert study.window.layer_panel.isVisible()
    dialog = ask(qtbot, study)
    assert not dialog.make.isEnabled()
    name(qtbot, dialog, "Tumour")
    assert dialog.form.code.currentText().startswith("Neoplasm")
    assert not any(each.isEnabled() for each in dialog.form.sides)
    qtbot.mouseClick(dialog.form.colours.buttons[2], Left)
    make_it(qtbot, study, dialog)
    assert study.session.tools.tool is Tool.BRUSH
    assert not mask(study, FIRST).any()
    layer = reading(study).layer_of(FIRST)
    assert (layer.title, layer.colour, layer.review) == ("Tumour", (255, 96, 60), Review.ACCEPTED)
    assert (layer.structure.label.code.value, layer.structure.making) == ("108369006", Making.HAND)
    assert "0.00 ml" in study.window.mask_panel.extent.figures.text()
    drag(qtbot, study, at(study, 30, 20))
    painted = mask(study, FIRST)
    assert painted[7].any()
    assert painted.any(axis=(1, 2)).sum() == 1
    drag(qtbot, study, at(study, 45, 30))
    assert mask(study, FIRST).sum() > painted.sum()
    undo(qtbot, study)
    assert np.array_equal(mask(study, FIRST), painted)
    ml = painted.sum() * 2 / 1000
    settle(qtbot, study)
    assert f"{ml:.2f} ml as drawn" in study.window.mask_panel.extent.figures.text()
    done(qtbot, study)
    result = reading(study).result_of(PERSON)
    assert result.measurements[0].value == pytest.approx(ml)
    assert result.measurements[0].interval is None
    assert str(result.measurements[0].interval_note) == "Of the mask as drawn."
    # It is a person's: no draft, no edited mask of a model.
    layer = reading(study).layer_of(FIRST)
    assert (layer.structure.making, layer.structure.edited) == (Making.HAND, False)
    assert layer.review is Review.ACCEPTED
    assert row_of(study, FIRST).accessibleName() == "Tumour, drawn by a person"
    assert not row_of(study, FIRST).review.isVisible()
    assert ai_lines(reading(study)) == ("Drawn by a person",)
    assert not study.window.layer_panel.accept.isVisible()


def test_editing_once_more_and_discarding_goes_back_to_what_was_drawn(qtbot, study: Viewer) -> None:
    dialog = ask(qtbot, study)
    name(qtbot, dialog, "Nodule")
    make_it(qtbot, study, dialog)
    drag(qtbot, study, at(study, 30, 20))
    done(qtbot, study)
    first = mask(study, FIRST)
    qtbot.mouseClick(row_of(study, FIRST).edit, Left)
    qtbot.waitUntil(study.window.mask_panel.isVisible)
    settle(qtbot, study)
    drag(qtbot, study, at(study, 50, 30))
    assert mask(study, FIRST).sum() > first.sum()
    study.actions.masks.discard()
    assert np.array_equal(mask(study, FIRST), first)
    volume = reading(study).result_of(PERSON).measurements[0].value
    assert volume == pytest.approx(first.sum() * 2 / 1000)


def test_what_the_program_reckons_is_by_hand_no_more(qtbot, study: Viewer) -> None:
    dialog = ask(qtbot, study)
    name(qtbot, dialog, "Cyst")
    make_it(qtbot, study, dialog)
    drag(qtbot, study, at(study, 30, 20))
    assert reading(study).layer_of(FIRST).structure.making is Making.HAND
    panel = study.window.mask_panel
    grow = next(each for each in panel.findChildren(QAbstractButton) if each.accessibleName() == "Grow")
    qtbot.mouseClick(grow, Left)
    settle(qtbot, study)
    done(qtbot, study)
    assert reading(study).layer_of(FIRST).structure.making is Making.AIDED


def test_it_is_renamed_recoloured_and_deleted_and_undo_takes_that_back(qtbot, study: Viewer) -> None:
    for title in ("Tumour", "Lesion"):
        dialog = ask(qtbot, study)
        name(qtbot, dialog, title)
        make_it(qtbot, study, dialog)
        drag(qtbot, study, at(study, 30, 20))
        done(qtbot, study)
    first, colour = mask(study, FIRST), reading(study).layer_of(FIRST).colour
    assert reading(study).layer_of(SECOND).colour != colour
    qtbot.mouseClick(row_of(study, FIRST), Left)
    settle(qtbot, study)
    panel = study.window.layer_panel
    qtbot.mouseClick(panel.look, Left)
    dialog = study.window.findChild(MaskLookDialog)
    qtbot.waitUntil(dialog.isVisible)
    assert dialog.form.name.currentText() == "Tumour"
    name(qtbot, dialog, "Liver")
    qtbot.mouseClick(dialog.form.colours.buttons[6], Left)
    qtbot.mouseClick(dialog.ok, Left)
    settle(qtbot, study)
    layer = reading(study).layer_of(FIRST)
    assert (layer.title, layer.colour) == ("Liver", (210, 150, 255))
    assert layer.structure.label.code.meaning == "Liver"
    assert reading(study).result_of(PERSON).measurements[0].name == "liver_volume"
    assert np.array_equal(mask(study, FIRST), first)
    undo(qtbot, study)
    assert (reading(study).layer_of(FIRST).title, reading(study).layer_of(FIRST).colour) == ("Tumour", colour)
    qtbot.mouseClick(row_of(study, FIRST).delete, Left)
    settle(qtbot, study)
    assert [each.finding for each in panel.rows if each.isVisible()] == [SECOND]
    now = reading(study)
    kept = now.kept(now.result_of(PERSON))
    assert [each.label.title for each in kept.structures] == ["Lesion"]
    assert [each.name for each in kept.measurements] == ["lesion_volume"]
    assert [layer.is_shown for layer in study.session.layers] == [False, True]
    undo(qtbot, study)
    assert [each.finding for each in panel.rows if each.isVisible()] == [FIRST, SECOND]
    assert len(reading(study).kept(reading(study).result_of(PERSON)).structures) == 2


def test_deleting_what_is_edited_ends_that_and_the_last_one_leaves_nothing(qtbot, study: Viewer) -> None:
    dialog = ask(qtbot, study)
    name(qtbot, dialog, "Tumour")
    make_it(qtbot, study, dialog)
    drag(qtbot, study, at(study, 30, 20))
    qtbot.mouseClick(row_of(study, FIRST).delete, Left)
    settle(qtbot, study)
    assert study.session.editing.mask is None
    assert not study.window.mask_panel.isVisible()
    assert not study.window.findings_panel.isVisible()
    assert not study.actions.export.can_export(ExportKind.SEG)
    assert ai_lines(reading(study)) == ()


def test_a_person_never_makes_a_draft_and_exports_say_so(qtbot, study: Viewer, tmp_path) -> None:
    dialog = ask(qtbot, study)
    name(qtbot, dialog, "Tumour")
    make_it(qtbot, study, dialog)
    drag(qtbot, study, at(study, 30, 20))
    done(qtbot, study)
    study.actions.review.judge(FIRST, Review.DRAFT)
    study.actions.review.accept_all(False)
    assert reading(study).layer_of(FIRST).review is Review.ACCEPTED
    study.actions.export.write(ExportKind.SEG, tmp_path / "seg.dcm")
    seg = dcmread(tmp_path / "seg.dcm")
    assert seg.SegmentSequence[0].SegmentAlgorithmType == "MANUAL"
    assert seg.ContentLabel == "DRAWN"
    painted = mask(study, FIRST)
    assert int(seg.pixel_array.sum()) == int(painted.sum())
    study.actions.audit.flush()
    events = list(AuditTrail(tmp_path / "audit.sqlite3").entries(most=50))
    assert {each.model for each in events} == {""}
    assert all("Tumour" not in str(each.details) for each in events)
    assert any(each.details.get("origin") == "person" for each in events)


def test_a_model_and_a_person_beside_each_other(qtbot, study: Viewer, make, tmp_path) -> None:
    dialog = ask(qtbot, study)
    name(qtbot, dialog, "Tumour")
    make_it(qtbot, study, dialog)
    drag(qtbot, study, at(study, 30, 20))
    done(qtbot, study)
    painted = mask(study, FIRST)
    organs_of(qtbot, study, make, shared=True)
    assert np.array_equal(mask(study, FIRST), painted)
    assert len(study.window.layer_panel.rows) == 3
    # The selected finding says which of the two is written; else the latest.
    assert study.session.result.provenance.model_id == "ct-organs"
    qtbot.mouseClick(row_of(study, FIRST), Left)
    assert study.session.result.provenance.is_by_person
    qtbot.mouseClick(row_of(study, LIVER), Left)
    assert study.session.result.provenance.model_id == "ct-organs"
    assert reading(study).review_of(LIVER) is Review.DRAFT
    qtbot.mouseClick(study.window.layer_panel.accept, Left)
    assert reading(study).review_of(LIVER) is Review.ACCEPTED
    # No copy of what a model marked: it is corrected where it is.
    assert [title for title, _ in study.actions.new_masks.copyable()] == ["Tumour"]
    dialog = ask(qtbot, study)
    name(qtbot, dialog, "Tumour")
    click(qtbot, dialog.begins.copy)
    make_it(qtbot, study, dialog)
    assert np.array_equal(mask(study, SECOND), painted)
    assert reading(study).layer_of(SECOND).structure.label.name == "tumour_2"
    drag(qtbot, study, at(study, 50, 10))
    assert np.array_equal(mask(study, FIRST), painted)
    assert mask(study, SECOND).sum() > painted.sum()


def test_after_a_crash_it_is_there_again_to_the_voxel(qtbot, again, tmp_path) -> None:
    before = again()
    dialog = ask(qtbot, before)
    name(qtbot, dialog, "Tumour")
    before_source = dialog.begins.source
    before_source.setCurrentIndex(
        next(k for k in range(before_source.count()) if "tumour mask" in before_source.itemText(k))
    )
    click(qtbot, dialog.begins.series)
    qtbot.waitUntil(lambda: len(dialog.begins.values) == 2)
    make_it(qtbot, before, dialog)
    drag(qtbot, before, at(before, 10, 10))
    painted = mask(before, FIRST)
    drag(qtbot, before, at(before, 50, 10))
    undo(qtbot, before)
    assert np.array_equal(mask(before, FIRST), painted)
    assert painted.sum() > (stored() != 0).sum()
    # No Done, no close: the program is gone.
    after = again()
    qtbot.waitUntil(lambda: reading(after).result_of(PERSON) is not None)
    settle(qtbot, after)
    assert np.array_equal(mask(after, FIRST), painted)
    layer = reading(after).layer_of(FIRST)
    assert (layer.title, layer.review, layer.structure.making) == ("Tumour", Review.ACCEPTED, Making.AIDED)
    assert reading(after).result_of(PERSON).measurements[0].value == pytest.approx(painted.sum() * 2 / 1000)
    # And it goes on from there: another mask, one deleted, one drawn further.
    dialog = ask(qtbot, after)
    name(qtbot, dialog, "Cyst")
    make_it(qtbot, after, dialog)
    drag(qtbot, after, at(after, 20, 30))
    done(qtbot, after)
    cyst = mask(after, SECOND)
    qtbot.mouseClick(row_of(after, FIRST).delete, Left)
    third = again()
    qtbot.waitUntil(lambda: reading(third).result_of(PERSON) is not None)
    assert [each.label.title for each in reading(third).result_of(PERSON).structures] == ["Cyst"]
    assert np.array_equal(mask(third, FIRST), cyst)
    names = sorted(each.name for each in (tmp_path / "edits").iterdir())
    assert len(names) == 2
    assert all("ct" not in each.casefold() for each in names if len(each) < 20)


def test_closing_and_opening_the_series_brings_it_back(qtbot, study: Viewer) -> None:
    dialog = ask(qtbot, study)
    name(qtbot, dialog, "Tumour")
    make_it(qtbot, study, dialog)
    drag(qtbot, study, at(study, 30, 20))
    painted = mask(study, FIRST)
    chest = study.session.opened.series
    other = next(each for each in study.session.study.series if each.number == 20)
    study.actions.opening.open(other)
    qtbot.waitUntil(lambda: study.session.opened.series.uid == other.uid)
    assert study.session.editing.mask is None
    assert reading(study).results == ()
    study.actions.opening.open(chest)
    qtbot.waitUntil(lambda: study.session.opened.series.uid == chest.uid)
    assert np.array_equal(mask(study, FIRST), painted)
    assert len(reading(study).result_of(PERSON).structures) == 1


def test_the_key_asks_for_a_new_mask_and_the_palette_lists_it(qtbot, study: Viewer) -> None:
    qtbot.keyClick(study.window, Qt.Key.Key_M, Qt.KeyboardModifier.ShiftModifier)
    dialog = study.window.findChild(NewMaskDialog)
    qtbot.waitUntil(dialog.isVisible)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert study.window._commands.of("new_mask").isEnabled()
    assert not study.window._commands.of("restyle_mask").isEnabled()
