"""Findings as a reader goes through them: real mouse, real keys, no threads."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QSlider, QStyle, QStyleOptionSlider

import app.main as main_module
from ai.inference.options import RunOptions
from ai.inference.results import Classification, Detection, Heatmap, ModelResult, Structure, Verdict
from ai.library.card import Code, InputSpec, Label
from ai.library.grid_spec import GridSpec
from app.main import Viewer
from app.state.review import FindingId, FindingKind, Review
from app.ui.explain_link import ExplainLink
from app.ui.layer_panel import SHORT
from app.ui.model_panel import OverrideLink
from app.ui.override_dialog import OverrideDialog
from app.ui.review_buttons import ReviewButtons

MODEL = "cxr-anatomy"
LABEL = Label("nodule", "Nodule", Code("1", "SCT", "Nodule"))
BOXES = tuple(FindingId(MODEL, FindingKind.DETECTION, number) for number in range(2))
Left = Qt.MouseButton.LeftButton
NoKeys = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def viewer(qtbot, runner, worker, make, monkeypatch: pytest.MonkeyPatch) -> Viewer:
    monkeypatch.setattr(main_module, "JobRunner", lambda parent: runner)
    # A model of CT that wants another body part: a refusal that a person may override.
    organs = make.card("ct-organs", modalities=("CT",), title="Organs", task="image-classification")
    organs = replace(organs, input=InputSpec(("CT",), ("HEAD",), (), (32, 32), (0.5, 99.5), 16))
    # A model of radiographs that takes one at a time: on a scan it cannot mean anything.
    marks = make.card("cxr-marks", modalities=("CR", "DX"), title="Nodule marks", task="detection")
    flat = GridSpec(dimensions=2, fit="pad", size=(32, 32))
    marks = replace(marks, input=InputSpec(("CR", "DX"), (), (), (0, 0), (0, 100), 0, grid=flat))
    viewer = Viewer(worker, make.library(make.card(), organs, marks), settings_path=None)
    qtbot.addWidget(viewer.window)
    viewer.window.resize(1200, 900)
    viewer.window.show()
    qtbot.waitExposed(viewer.window)
    qtbot.waitUntil(lambda: worker.warmed == 1)
    return viewer


@pytest.fixture
def ct(qtbot, viewer: Viewer, make, tmp_path: Path) -> Viewer:
    viewer.actions.opening.open_paths([make.scan(tmp_path / "ct", slices=15)])
    qtbot.waitUntil(viewer.window.pane.isVisible)
    qtbot.waitUntil(lambda: bool(viewer.session.opened.filled.all()) and len(viewer.session.opened.filled) == 15)
    return viewer


def add(viewer: Viewer, make, **changes: object) -> ModelResult:
    result = make.result(viewer.session.opened.volume)
    result = replace(result, **({"structures": (), "measurements": ()} | changes))
    viewer.session.add_result(result)
    return result


@pytest.fixture
def nodules(qtbot, ct: Viewer, make) -> Viewer:
    boxes = (
        Detection(LABEL, 0.9, None, (8.5, 10.0, 10.0), (9.5, 20.0, 20.0)),
        Detection(LABEL, 0.4, None, (2.5, 10.0, 10.0), (3.5, 20.0, 20.0)),
    )
    add(ct, make, detections=boxes)
    qtbot.waitUntil(lambda: len(ct.window.findings_panel.boxes) == 2)
    qtbot.waitUntil(ct.window.findings_panel.isVisible)
    return ct


def press(qtbot, viewer: Viewer, key: Qt.Key, modifier: Qt.KeyboardModifier = NoKeys) -> None:
    qtbot.keyClick(viewer.window, key, modifier)
    qtbot.wait(1)


def review(viewer: Viewer, finding: FindingId) -> Review:
    return viewer.session.reading_of(viewer.session.opened).review_of(finding)


def said(widget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if not label.isHidden()]


def test_next_accept_next_reject_undo_by_key(qtbot, nodules: Viewer) -> None:
    viewer = nodules
    press(qtbot, viewer, Qt.Key.Key_G)
    assert (viewer.view.state.index, viewer.session.selection.finding) == (9, BOXES[0])
    press(qtbot, viewer, Qt.Key.Key_Return)
    press(qtbot, viewer, Qt.Key.Key_G)
    assert (viewer.view.state.index, viewer.session.selection.finding) == (3, BOXES[1])
    press(qtbot, viewer, Qt.Key.Key_Backspace)
    assert [review(viewer, each) for each in BOXES] == [Review.ACCEPTED, Review.REJECTED]
    qtbot.waitUntil(lambda: viewer.window.pane.canvas.boxes.boxes == ())
    press(qtbot, viewer, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert [review(viewer, each) for each in BOXES] == [Review.ACCEPTED, Review.DRAFT]
    qtbot.waitUntil(lambda: len(viewer.window.pane.canvas.boxes.boxes) == 1)
    press(qtbot, viewer, Qt.Key.Key_G, Qt.KeyboardModifier.ShiftModifier)
    assert viewer.session.selection.finding == BOXES[0]
    press(qtbot, viewer, Qt.Key.Key_Escape)
    assert viewer.session.selection.finding is None
    press(qtbot, viewer, Qt.Key.Key_Backspace)
    assert review(viewer, BOXES[0]) is Review.ACCEPTED


def test_a_row_goes_to_its_box_and_its_buttons_decide(qtbot, nodules: Viewer) -> None:
    first, second = nodules.window.findings_panel.boxes
    qtbot.mouseClick(second.title, Left)
    assert nodules.view.state.index == 3
    qtbot.waitUntil(lambda: second.property("selected") is True)
    qtbot.mouseClick(first.review.accept, Left)
    qtbot.mouseClick(second.review.reject, Left)
    assert [review(nodules, each) for each in BOXES] == [Review.ACCEPTED, Review.REJECTED]
    qtbot.waitUntil(lambda: first.review.accept.isChecked() and second.review.reject.isChecked())
    assert second.accessibleName().endswith("rejected, hidden")
    # Pressed again the decision is taken back.
    qtbot.mouseClick(second.review.reject, Left)
    assert review(nodules, BOXES[1]) is Review.DRAFT
    qtbot.waitUntil(lambda: not second.review.reject.isChecked())


def drag(qtbot, slider: QSlider, value: int) -> None:
    """Take the handle of a slider with the mouse and move it to a value."""
    option = QStyleOptionSlider()

    def place(at: int) -> QPoint:
        slider.initStyleOption(option)
        option.sliderPosition = at
        part = QStyle.SubControl.SC_SliderHandle
        return slider.style().subControlRect(QStyle.ComplexControl.CC_Slider, option, part, slider).center()

    start = place(slider.value())
    qtbot.mousePress(slider, Left, pos=start)
    qtbot.mouseMove(slider, place(value))
    qtbot.mouseRelease(slider, Left, pos=place(value))


def test_boxes_below_a_score_are_hidden_for_the_eye_only(qtbot, nodules: Viewer) -> None:
    viewer, panel = nodules, nodules.window.findings_panel
    first, second = panel.boxes
    (listed,) = panel.box_lists
    before = viewer.session.result
    bar = viewer.window.pane.bar
    viewer.view.update(index=3)
    qtbot.waitUntil(lambda: len(viewer.window.pane.canvas.boxes.boxes) == 1)
    assert (listed.score.slider.minimum(), listed.score.slider.maximum()) == (40, 90)
    assert (listed.score.value.text(), listed.score.note.isVisible()) == ("0.40", False)
    drag(qtbot, listed.score.slider, 60)
    chosen = listed.score.slider.value()
    assert 50 <= chosen <= 70
    qtbot.waitUntil(second.isHidden)
    qtbot.waitUntil(lambda: listed.score.value.text() == f"{chosen / 100:.2f}")
    assert first.isVisible()
    assert listed.score.note.text().startswith("1 of 2 hidden, on the screen only")
    qtbot.waitUntil(lambda: viewer.window.pane.canvas.boxes.boxes == ())
    qtbot.waitUntil(lambda: np.flatnonzero(bar._facts.findings).tolist() == [9])
    qtbot.waitUntil(lambda: f"Boxes below {chosen / 100:.2f} not shown: 1" in viewer.window.pane.labels.written)
    # What is written into files is what it was.
    assert viewer.session.result is before
    reading = viewer.session.reading_of(viewer.session.opened)
    assert reading.kept(before) is before
    # Keys go past what is hidden, and nobody accepts what is not seen.
    for _ in range(2):
        press(qtbot, viewer, Qt.Key.Key_G)
        assert viewer.session.selection.finding == BOXES[0]
    press(qtbot, viewer, Qt.Key.Key_Escape)
    press(qtbot, viewer, Qt.Key.Key_Return)
    assert [review(viewer, each) for each in BOXES] == [Review.ACCEPTED, Review.DRAFT]
    drag(qtbot, listed.score.slider, 40)
    qtbot.waitUntil(second.isVisible)
    qtbot.waitUntil(listed.score.note.isHidden)
    qtbot.waitUntil(lambda: np.flatnonzero(bar._facts.findings).tolist() == [3, 9])


def test_boxes_that_are_not_listed_are_counted_without_the_hidden_ones(qtbot, ct: Viewer, make) -> None:
    boxes = tuple(Detection(LABEL, 0.5, 0.9 - 0.01 * n, (n % 9, 1.0, 1.0), (n % 9 + 1, 9.0, 9.0)) for n in range(50))
    add(ct, make, detections=boxes)
    panel = ct.window.findings_panel
    qtbot.waitUntil(lambda: len(panel.boxes) == 30)
    qtbot.waitUntil(lambda: "20 more with a lower score; G goes through all." in said(panel))
    (listed,) = panel.box_lists
    assert (listed.score.value.text(), listed.score.slider.accessibleName()) == ("41 %", "Show from probability")
    listed.score.slider.setFocus()
    for _ in range(10):
        qtbot.keyClick(listed.score.slider, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: listed.score.value.text() == "51 %")
    qtbot.waitUntil(lambda: "10 more with a lower score; G goes through all." in said(panel))
    qtbot.keyClick(listed.score.slider, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: sum(row.isVisible() for row in panel.boxes) == 1)
    qtbot.waitUntil(lambda: not any("more with a lower score" in each for each in said(panel)))
    # One box leaves nothing to choose.
    add(ct, make, detections=boxes[:1])
    qtbot.waitUntil(lambda: len(panel.boxes) == 1)
    assert panel.box_lists[0].score.isHidden()  # from the beginning
    qtbot.waitUntil(panel.boxes[0].isVisible)


def test_the_bar_beside_the_picture_tells_where_findings_are(qtbot, nodules: Viewer) -> None:
    bar = nodules.window.pane.bar
    qtbot.waitUntil(lambda: np.flatnonzero(bar._facts.findings).tolist() == [3, 9])
    qtbot.mouseClick(nodules.window.findings_panel.boxes[0].review.reject, Left)
    qtbot.waitUntil(lambda: np.flatnonzero(bar._facts.findings).tolist() == [3])


def test_classes_are_accepted_one_by_one_and_tell_score_from_probability(qtbot, ct: Viewer, make) -> None:
    classes = (
        Classification(LABEL, 0.91, 0.78, (0.7, 0.84), 0.3, Verdict.YES, (0.3, 0.6)),
        Classification(Label("cyst", "Cyst", Code("", "", "")), 0.12, None, None, 0.5, Verdict.NO, (0.4, 0.6)),
    )
    add(ct, make, classifications=classes)
    panel = ct.window.findings_panel
    qtbot.waitUntil(panel.isVisible)
    qtbot.waitUntil(lambda: any("which is no probability" in each for each in said(panel)))  # what comes last
    words = [each.replace("\N{NO-BREAK SPACE}", " ") for each in said(panel)]
    assert "78 %" in words
    assert "0.12" in words
    assert "raw score 0.91 · operating point 30 % · not sure 30 % – 60 % · members 70 % – 84 %" in words
    assert "operating point 0.50 · not sure 0.40 – 0.60" in words
    assert any("which is no probability" in each for each in words)
    buttons = panel.findChildren(ReviewButtons)
    qtbot.mouseClick(buttons[1].accept, Left)
    assert review(ct, FindingId(MODEL, FindingKind.CLASSIFICATION, 1)) is Review.ACCEPTED
    assert review(ct, FindingId(MODEL, FindingKind.CLASSIFICATION, 0)) is Review.DRAFT


def test_a_detector_speaks_of_the_picture_and_needs_no_heat_map(qtbot, ct: Viewer, make) -> None:
    box = Detection(LABEL, 0.4, 0.2, (2.5, 9.5, 9.5), (3.5, 29.5, 39.5), "Misses 27 in 100; never reassures")
    present = Classification(Label("present", "Nodule present", LABEL.code), 0.4, 0.6, None, 0.5, Verdict.NOT_SURE)
    provenance = replace(
        make.result(ct.session.opened.volume).provenance, thresholds=(("nodule", 0.1), ("present", 0.5))
    )
    add(ct, make, classifications=(present,), detections=(box,), provenance=provenance)
    panel = ct.window.findings_panel
    qtbot.waitUntil(lambda: len(panel.boxes) == 1)
    assert panel.boxes[0].toolTip() == "Misses 27 in 100; never reassures"
    assert "60 %" in [each.replace("\N{NO-BREAK SPACE}", " ") for each in said(panel)]
    assert panel.findChild(ExplainLink) is None


def test_a_heat_map_is_asked_for_shown_and_hidden(qtbot, ct: Viewer, make, worker) -> None:
    seen: list[RunOptions] = []
    run = worker.run
    worker.run = lambda card, volume, *, options, progress: seen.append(options) or run(card, volume, progress=progress)
    classes = (Classification(LABEL, 0.91, 0.78, None, 0.3, Verdict.YES),)
    result = add(ct, make, classifications=classes)
    panel = ct.window.findings_panel
    qtbot.waitUntil(lambda: panel.findChild(ExplainLink) is not None)
    panel.findChild(ExplainLink).kinds.actions()[1].trigger()
    assert [options.explain for options in seen] == ["occlusion"]
    heat = Heatmap(LABEL, "Occlusion", np.ones((1, 4, 4), np.float32), np.diag((1.0, 16.0, 12.0, 1.0)))
    ct.session.add_result(replace(result, heatmaps=(heat,)))
    qtbot.waitUntil(lambda: len(panel.heat_maps) == 1)
    row = panel.heat_maps[0]
    qtbot.waitUntil(row.eye.isChecked)
    assert any("4 × 4 cells" in each for each in said(row))
    panel.repaint()
    qtbot.mouseClick(row.eye, Left)
    assert ct.session.reading_of(ct.session.opened).heat is None
    qtbot.waitUntil(lambda: not row.eye.isChecked())
    qtbot.mouseClick(row.eye, Left)
    qtbot.waitUntil(row.opacity.isEnabled)
    row.opacity.setFocus()
    qtbot.keyClick(row.opacity, Qt.Key.Key_Right)
    assert ct.session.reading_of(ct.session.opened).heat.opacity == 0.61


def test_a_hundred_structures_are_searched_and_hidden_together(qtbot, ct: Viewer, make) -> None:
    labelled = np.zeros(ct.session.opened.volume.shape, np.uint8)
    labelled[5, :, :] = np.arange(48) + 1
    structures = tuple(
        Structure(
            Label(f"s{value}", f"Rib {value}" if value % 3 else f"Organ {value}", LABEL.code), labelled, value=value
        )
        for value in range(1, 118)
    )
    add(ct, make, structures=structures)
    panel = ct.window.layer_panel
    qtbot.waitUntil(lambda: len(panel.rows) == 117, timeout=10000)
    assert panel.area.height() < 300
    qtbot.mouseClick(panel.search, Left)
    qtbot.keyClicks(panel.search, "organ")
    assert sum(not row.isHidden() for row in panel.rows) == 39
    qtbot.mouseClick(panel.no_eyes, Left)
    assert sum(layer.visible for layer in ct.session.layers) == 78
    qtbot.mouseClick(panel.all_eyes, Left)
    assert all(layer.visible for layer in ct.session.layers)
    panel.search.clear()
    # A structure that is chosen is gone to, and has what the slim rows have not.
    assert panel.rows[0].opacity is None
    qtbot.mouseClick(panel.rows[2].title, Left)
    assert ct.view.state.index == 5
    qtbot.waitUntil(panel.detail.isVisible)
    panel.detail.opacity.setFocus()
    qtbot.keyClick(panel.detail.opacity, Qt.Key.Key_Home)
    assert ct.session.layers[2].opacity == 0.1
    assert len(structures) > SHORT


def test_the_threshold_is_for_the_eye_and_says_so(qtbot, ct: Viewer, make) -> None:
    probability = np.zeros(ct.session.opened.volume.shape, np.uint8)
    probability[7, 10:50, 10:40] = np.linspace(0, 255, 30).astype(np.uint8)
    structure = Structure(LABEL, probability >= 128, probability, 0.9, votes=probability)
    result = add(ct, make, structures=(structure,))
    panel = ct.window.layer_panel
    qtbot.waitUntil(lambda: len(panel.rows) == 1)
    assert panel.area.height() >= panel.rows[0].sizeHint().height() > 0
    qtbot.mouseClick(panel.rows[0].title, Left)
    qtbot.waitUntil(panel.detail.isVisible)
    assert panel.detail.shown_from.text() == "0.50"
    panel.detail.threshold.setFocus()
    qtbot.keyClick(panel.detail.threshold, Qt.Key.Key_Right)
    assert ct.session.layers[0].threshold == 0.51
    qtbot.waitUntil(lambda: "exports stay" in panel.detail.note.text())
    assert ct.session.result.structures == result.structures
    qtbot.mouseClick(panel.detail.reset, Left)
    assert ct.session.layers[0].threshold is None
    qtbot.mouseClick(panel.detail.band, Left, pos=QPoint(8, panel.detail.band.height() // 2))
    assert not ct.session.layers[0].band


def test_a_refusal_is_overridden_only_on_purpose(qtbot, ct: Viewer, worker) -> None:
    seen: list[RunOptions] = []
    run = worker.run
    worker.run = lambda card, volume, *, options, progress: seen.append(options) or run(card, volume, progress=progress)
    panel = ct.window.model_panel
    qtbot.waitUntil(lambda: panel.findChild(OverrideLink) is not None)
    # The radiograph models cannot read a stack at all: nothing to override there.
    assert {each.card.id for each in ct.actions.models.offers()} == {"cxr-anatomy", "ct-organs", "cxr-marks"}
    assert len(panel.findChildren(OverrideLink)) == 1
    qtbot.mouseClick(panel.findChild(OverrideLink), Left)
    dialog = ct.window.findChild(OverrideDialog)
    assert any("HEAD" in each for each in said(dialog))
    assert any("in every export" in each for each in said(dialog))
    assert dialog.cancel.isDefault()
    qtbot.mouseClick(dialog.cancel, Left)
    assert seen == []
    qtbot.wait(1)
    qtbot.mouseClick(panel.findChild(OverrideLink), Left)
    qtbot.mouseClick(ct.window.findChildren(OverrideDialog)[-1].run, Left)
    assert [options.override for options in seen] == [True]
    assert seen[0].slice_index == ct.view.state.index


def test_a_hundred_measurements_come_in_turns(qtbot, ct: Viewer, make) -> None:
    """The window answers between them; in the end all are there, in order, each with its buttons."""
    result = make.result(ct.session.opened.volume, "seen", structures=(), notes=())
    volume = result.measurements[0]
    many = tuple(replace(volume, name=f"v{n}", title=f"Part {n}", calipers=(), interval=None) for n in range(120))
    ct.session.add_result(replace(result, measurements=many))
    panel = ct.window.findings_panel
    panel.refresh()
    assert 0 < len(panel._buttons) < 120
    qtbot.waitUntil(lambda: len(panel._buttons) == 120)
    titles = [each for each in said(panel) if each.startswith("Part ")]
    assert titles == [each.title for each in many]
