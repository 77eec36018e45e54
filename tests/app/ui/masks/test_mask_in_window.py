"""A mask as a reader corrects it: real mouse, real keys, no threads; compared with the brush's definition."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import numpy as np
import pytest
from pydicom import dcmread
from PySide6.QtCore import QPoint, Qt

from app.actions.export_kind import ExportKind
from app.audit.event import Deed
from app.audit.trail import AuditTrail
from app.imaging.cut import Cut, Direction
from app.imaging.masks.brush import Brush, stroke
from app.imaging.masks.operation import Operation
from app.main import Viewer
from app.state.review import FindingId, FindingKind, Review
from app.state.tool import Tool
from tests.app.ui.masks.scene import LIVER, MODEL, SPLEEN, at, drag, edit, index_of, mask, reading, settle

Left = Qt.MouseButton.LeftButton
NoKeys = Qt.KeyboardModifier.NoModifier
Ctrl = Qt.KeyboardModifier.ControlModifier
Shift = Qt.KeyboardModifier.ShiftModifier


def press(qtbot, viewer: Viewer, key: Qt.Key | str, modifier: Qt.KeyboardModifier = NoKeys) -> None:
    qtbot.keyClick(viewer.window, key, modifier)
    qtbot.wait(1)


def brushed(viewer: Viewer, *points: QPoint, radius_mm: float, is_ball: bool = False) -> np.ndarray:
    """What the definition of the brush says of a way over slice 7 seen as it was taken."""
    volume = viewer.session.opened.volume
    ways = [volume.to_lps_mm(np.array((7.0, *index_of(viewer, point)))) for point in points]
    found = np.zeros(volume.shape, np.bool_)
    for start, end in zip(ways[: max(len(ways) - 1, 1)], ways[1:] or ways, strict=True):
        region = stroke(
            Brush(radius_mm, is_ball),
            start,
            end,
            normal_lps=(0.0, 0.0, 1.0),
            affine_lps=volume.affine_lps,
            shape=volume.shape,
        )
        found[region.box] |= region.inside
    return found


def test_a_disc_marks_what_the_brush_says_and_the_neighbour_stays(qtbot, organs: Viewer) -> None:
    before, neighbour = mask(organs), mask(organs, SPLEEN)
    edit(qtbot, organs)
    assert organs.session.editing.mask.finding == LIVER
    assert organs.window.mask_panel.isVisible()
    assert organs.session.tools.tool is Tool.BRUSH
    assert np.array_equal(mask(organs), before)
    point = at(organs, 30, 22)
    drag(qtbot, organs, point)
    touched = brushed(organs, point, radius_mm=5.0)
    assert touched.any(axis=(1, 2)).sum() == 1
    shared = reading(organs).layer_of(LIVER).structure.labelled.dtype == np.uint8
    expected = before | (touched & ~neighbour if shared else touched)
    assert np.array_equal(mask(organs), expected)
    assert np.array_equal(mask(organs, SPLEEN), neighbour)
    press(qtbot, organs, Qt.Key.Key_Z, Ctrl)
    assert np.array_equal(mask(organs), before)
    assert not reading(organs).layer_of(LIVER).structure.edited


def test_a_stroke_is_one_step_and_shift_erases(qtbot, organs: Viewer) -> None:
    before = mask(organs)
    edit(qtbot, organs)
    way = [at(organs, 10, 5), at(organs, 12, 10), at(organs, 10, 20)]
    drag(qtbot, organs, *way)
    work = organs.session.editing.mask.work
    assert work.count == 1
    assert np.array_equal(mask(organs), before | brushed(organs, *way, radius_mm=5.0))
    spot = at(organs, 30, 14)
    drag(qtbot, organs, spot, keys=Shift)
    cleared = brushed(organs, spot, radius_mm=5.0)
    after = mask(organs)
    assert np.array_equal(after, (before | brushed(organs, *way, radius_mm=5.0)) & ~cleared)
    press(qtbot, organs, Qt.Key.Key_Z, Ctrl)
    press(qtbot, organs, Qt.Key.Key_Z, Ctrl)
    assert np.array_equal(mask(organs), before)
    press(qtbot, organs, Qt.Key.Key_Y, Ctrl)
    press(qtbot, organs, Qt.Key.Key_Y, Ctrl)
    assert np.array_equal(mask(organs), after)


def test_keys_mean_the_brush_only_while_a_mask_is_edited(qtbot, organs: Viewer) -> None:
    press(qtbot, organs, Qt.Key.Key_B)
    press(qtbot, organs, Qt.Key.Key_BracketRight)
    assert organs.session.tools.tool is Tool.WINDOW
    press(qtbot, organs, Qt.Key.Key_E)
    assert organs.session.tools.tool is Tool.ELLIPSE
    press(qtbot, organs, Qt.Key.Key_W)
    edit(qtbot, organs)
    press(qtbot, organs, Qt.Key.Key_E)
    assert organs.session.tools.tool is Tool.ERASER
    press(qtbot, organs, Qt.Key.Key_B)
    assert organs.session.tools.tool is Tool.BRUSH
    press(qtbot, organs, "[")
    assert organs.session.editing.brush.radius_mm == 4.0
    press(qtbot, organs, "]")
    press(qtbot, organs, "]")
    assert organs.session.editing.brush.radius_mm == 6.0
    press(qtbot, organs, Qt.Key.Key_2)
    assert organs.session.editing.mask is not None
    press(qtbot, organs, Qt.Key.Key_Escape)
    assert organs.session.tools.tool is Tool.WINDOW
    qtbot.mouseClick(organs.window.mask_panel.done, Left)
    qtbot.waitUntil(organs.window.mask_panel.isHidden)
    settle(qtbot, organs)
    press(qtbot, organs, Qt.Key.Key_E)
    assert organs.session.tools.tool is Tool.ELLIPSE


def test_done_keeps_the_mask_marked_as_edited_and_measures_anew(qtbot, organs: Viewer) -> None:
    original = reading(organs).result_of(MODEL)
    organs.actions.review.accept_all(True)
    edit(qtbot, organs)
    drag(qtbot, organs, at(organs, 10, 10))
    qtbot.mouseClick(organs.window.mask_panel.done, Left)
    settle(qtbot, organs)
    now = reading(organs)
    result = now.result_of(MODEL)
    structure = now.layer_of(LIVER).structure
    assert structure is result.structures[0]
    assert structure.edited
    assert structure.probability is None
    assert not result.structures[1].edited
    volume, other, density = result.measurements
    assert volume.value == pytest.approx(structure.mask.sum() * 2 / 1000)
    assert volume.interval is None
    assert other is original.measurements[1]
    assert density.outdated
    assert [each.name for each in now.kept(result).measurements] == ["liver_volume", "spleen_volume"]
    assert "Liver" in now.kept(result).notes[0]
    assert now.review_of(LIVER) is Review.DRAFT
    assert now.review_of(SPLEEN) is Review.ACCEPTED
    assert now.review_of(FindingId(MODEL, FindingKind.MEASUREMENT, 0)) is Review.DRAFT
    row = organs.window.layer_panel.rows[0]
    assert row.title.text == "Liver · edited"
    assert not now.is_accepted(result)
    # What the model left is still there, to the voxel.
    assert now.original_of(MODEL).structures[0] is original.structures[0]


def test_discard_asks_and_brings_back_the_very_structure(qtbot, organs: Viewer) -> None:
    before = reading(organs).result_of(MODEL)
    panel = organs.window.mask_panel
    edit(qtbot, organs)
    drag(qtbot, organs, at(organs, 10, 10))
    settle(qtbot, organs)
    qtbot.mouseClick(panel.discard, Left)
    qtbot.waitUntil(panel.question.isVisible)
    assert organs.session.editing.mask is not None
    qtbot.mouseClick(panel.question.yes, Left)
    assert organs.session.editing.mask is None
    result = reading(organs).result_of(MODEL)
    assert result.structures[0] is before.structures[0]
    assert result.measurements == before.measurements


def test_a_run_never_replaces_what_a_person_edited(qtbot, organs: Viewer, make) -> None:
    edit(qtbot, organs)
    drag(qtbot, organs, at(organs, 10, 10))
    qtbot.mouseClick(organs.window.mask_panel.done, Left)
    kept = mask(organs)
    organs.session.add_result(make.result(organs.session.opened.volume, MODEL))
    assert np.array_equal(mask(organs), kept)
    # Back to the model's own mask by one click: then it is no edit any more, and a run replaces it.
    edit(qtbot, organs)
    qtbot.mouseClick(organs.window.mask_panel.operations.operations[list(Operation)[-1]], Left)
    qtbot.mouseClick(organs.window.mask_panel.done, Left)
    assert not reading(organs).is_edited(MODEL)
    organs.session.add_result(make.result(organs.session.opened.volume, MODEL))
    assert reading(organs).result_of(MODEL).structures[0].label.name == "right_lung"


def test_on_a_coronal_plane_a_disc_marks_one_row_of_voxels(qtbot, organs: Viewer) -> None:
    before = mask(organs)
    pane = organs.window.pane.pane
    pane.update(cut=Cut(Direction.CORONAL))
    pane.update(index=12)
    settle(qtbot, organs)
    edit(qtbot, organs)
    drag(qtbot, organs, at(organs, 12, 20))
    new = mask(organs) & ~before
    rows = np.flatnonzero(new.any(axis=(0, 2)))
    assert len(rows) == 1
    frame = pane.stack.frame(pane.index)
    point = frame.to_lps_mm(index_of(organs, at(organs, 12, 20)))
    volume = organs.session.opened.volume
    index = np.argwhere(np.ones(volume.shape, np.bool_))
    centres = index @ volume.affine_lps[:3, :3].T + volume.affine_lps[:3, 3]
    away = centres - point
    off = away @ frame.normal_lps
    inside = (np.linalg.norm(away - off[:, None] * frame.normal_lps, axis=1) <= 5.0) & (index[:, 1] == rows[0])
    assert {tuple(each) for each in np.argwhere(new)} == {
        tuple(each) for each in index[inside] if not before[tuple(each)]
    }


def test_the_range_and_the_ball_are_obeyed(qtbot, organs: Viewer) -> None:
    before = mask(organs)
    panel, voxels = organs.window.mask_panel, organs.session.opened.volume.voxels
    edit(qtbot, organs)
    qtbot.mouseClick(panel.tools.ball, Left, pos=QPoint(8, panel.tools.ball.height() // 2))
    qtbot.mouseClick(panel.tools.ranged, Left, pos=QPoint(8, panel.tools.ranged.height() // 2))
    low, high = float(voxels[7, 10, 8]), float(voxels[7, 10, 12])
    for field, value in ((panel.tools.lowest, low), (panel.tools.highest, high)):
        field.setFocus()
        field.selectAll()
        qtbot.keyClicks(field, f"{value:.0f}")
        qtbot.keyClick(field, Qt.Key.Key_Return)
    point = at(organs, 10, 10)
    drag(qtbot, organs, point)
    touched = brushed(organs, point, radius_mm=5.0, is_ball=True)
    assert touched.any(axis=(1, 2)).sum() > 1
    lowest, highest = organs.session.editing.brush.intensity
    assert np.array_equal(mask(organs), before | (touched & (voxels >= lowest) & (voxels <= highest)))
    assert (touched & ~mask(organs)).any()


def test_another_series_ends_the_editing_and_keeps_it(qtbot, organs: Viewer, make, tmp_path) -> None:
    edit(qtbot, organs)
    drag(qtbot, organs, at(organs, 10, 10))
    kept, key_reading = mask(organs), organs.session.editing.mask.key
    organs.actions.opening.open_paths([make.scan(tmp_path / "other", slices=5)])
    qtbot.waitUntil(lambda: organs.session.editing.mask is None)
    assert organs.session.tools.tool is Tool.WINDOW
    filed = organs.session.reading_at(key_reading)
    assert np.array_equal(filed.layer_of(LIVER).structure.mask, kept)
    assert filed.is_edited(MODEL)


def test_files_say_that_a_person_edited_and_hold_the_mask_as_it_is(qtbot, organs: Viewer, tmp_path) -> None:
    edit(qtbot, organs)
    drag(qtbot, organs, at(organs, 10, 10))
    organs.actions.export.write(ExportKind.SEG, tmp_path / "seg.dcm")
    organs.actions.export.write(ExportKind.FINDINGS, tmp_path / "findings.csv")
    file = dcmread(tmp_path / "seg.dcm")
    assert [each.SegmentAlgorithmType for each in file.SegmentSequence] == ["SEMIAUTOMATIC", "AUTOMATIC"]
    assert int(file.pixel_array.sum()) == int(mask(organs).sum() + mask(organs, SPLEEN).sum())
    text = (tmp_path / "findings.csv").read_text(encoding="utf-8-sig")
    rows = {row["name"]: row for row in csv.DictReader(io.StringIO(text))}
    assert float(rows["liver_volume"]["value"]) == pytest.approx(mask(organs).sum() * 2 / 1000)
    assert rows["liver_volume"]["low"] == ""
    assert "liver_density" not in rows
    assert rows["liver"]["note"] == "Edited by a person"
    assert rows["spleen"]["note"] == ""


def test_work_in_another_thread_gets_a_copy_of_the_mask_in_work(qtbot, organs: Viewer) -> None:
    edit(qtbot, organs)
    drag(qtbot, organs, at(organs, 10, 10))
    before = mask(organs)
    frozen = organs.session.editing.frozen(reading(organs).result_of(MODEL))
    drag(qtbot, organs, at(organs, 50, 10))
    assert np.array_equal(frozen.structures[0].mask, before)
    assert not np.array_equal(mask(organs), before)


def test_the_audit_trail_tells_of_the_edit(qtbot, organs: Viewer, tmp_path) -> None:
    edit(qtbot, organs)
    drag(qtbot, organs, at(organs, 10, 10))
    added = (mask(organs) & ~reading(organs).original_of(MODEL).structures[0].mask).sum()
    qtbot.mouseClick(organs.window.mask_panel.done, Left)
    edit(qtbot, organs)
    drag(qtbot, organs, at(organs, 50, 10))
    organs.actions.masks.discard()
    organs.actions.audit.flush()
    entries = [each for each in AuditTrail(tmp_path / "audit.sqlite3").entries() if each.deed is Deed.EDITED]
    discarded, kept = entries
    assert kept.details["labels"] == "liver"
    assert kept.details["added_ml"] == pytest.approx(added * 2 / 1000)
    assert "state" not in kept.details
    assert discarded.details["state"] == "discarded"


def test_one_click_fills_the_gap_and_undoes_it(qtbot, organs: Viewer) -> None:
    panel = organs.window.mask_panel
    edit(qtbot, organs)
    organs.actions.brush.set_radius(50.0)
    press(qtbot, organs, Qt.Key.Key_E)
    drag(qtbot, organs, at(organs, 30, 17))
    assert not mask(organs)[7].any()
    gap = mask(organs)
    qtbot.mouseClick(panel.operations.operations[Operation.BETWEEN], Left)
    assert np.array_equal(mask(organs)[7], mask(organs)[6])
    settle(qtbot, organs)
    qtbot.mouseClick(panel.undo, Left)
    assert np.array_equal(mask(organs), gap)


def test_nothing_is_painted_while_the_whole_mask_is_changed(qtbot, organs: Viewer, runner) -> None:
    edit(qtbot, organs)
    drag(qtbot, organs, at(organs, 10, 10))
    before = mask(organs)
    runner.held = True
    qtbot.mouseClick(organs.window.mask_panel.operations.operations[Operation.LARGEST], Left)
    drag(qtbot, organs, at(organs, 50, 10))
    press(qtbot, organs, Qt.Key.Key_Z, Ctrl)
    assert np.array_equal(mask(organs), before)
    runner.release()
    settle(qtbot, organs)
    assert not mask(organs)[7, 10, 10]
    press(qtbot, organs, Qt.Key.Key_Z, Ctrl)
    assert np.array_equal(mask(organs), before)


def test_a_hidden_or_rejected_mask_is_not_painted(qtbot, organs: Viewer) -> None:
    edit(qtbot, organs)
    before = mask(organs)
    organs.session.set_layer(0, visible=False)
    settle(qtbot, organs)
    drag(qtbot, organs, at(organs, 10, 10))
    assert np.array_equal(mask(organs), before)
    organs.session.set_layer(0, visible=True)
    organs.actions.review.judge(LIVER, Review.REJECTED)
    settle(qtbot, organs)
    drag(qtbot, organs, at(organs, 10, 10))
    assert np.array_equal(mask(organs), before)
    organs.actions.masks.done()
    assert not organs.actions.masks.can_edit(LIVER)


def test_results_of_others_cannot_be_edited(qtbot, organs: Viewer) -> None:
    result = reading(organs).result_of(MODEL)
    organs.session.add_result(replace(result, provenance=replace(result.provenance, maker="Others")))
    settle(qtbot, organs)
    assert not organs.actions.masks.can_edit(LIVER)
    assert not organs.window.layer_panel.rows[0].edit.isEnabled()
    organs.actions.masks.begin(LIVER)
    assert organs.session.editing.mask is None


def test_an_edit_after_an_edit_counts_from_the_model_and_keeps_the_first(qtbot, organs: Viewer) -> None:
    edit(qtbot, organs)
    drag(qtbot, organs, at(organs, 10, 10))
    qtbot.mouseClick(organs.window.mask_panel.done, Left)
    first = mask(organs)
    edit(qtbot, organs, SPLEEN)
    drag(qtbot, organs, at(organs, 50, 40))
    qtbot.mouseClick(organs.window.mask_panel.done, Left)
    assert np.array_equal(mask(organs), first)
    edit(qtbot, organs)
    drag(qtbot, organs, at(organs, 50, 10))
    work = organs.session.editing.mask.work
    original = reading(organs).original_of(MODEL).structures[0].mask
    assert work.extent(1.0).added_ml == (mask(organs) & ~original).sum()
    assert work.count == 1
    organs.actions.masks.discard()
    assert np.array_equal(mask(organs), first)
    assert reading(organs).is_edited(MODEL)
