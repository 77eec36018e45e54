"""Names of structures in "Add to dataset": what tells of a patient, what is another structure."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ai.training.dataset.case import Task
from ai.training.dataset.collect import add_case
from ai.training.dataset.dataset import open_dataset
from ai.training.dataset.structures import Meaning
from app.main import Viewer
from app.state.review import FindingId, FindingKind, Review
from tests.ai.training.dataset.new_cases import mask, new, scan
from tests.app.ui.collect.dialog import asked, click


def test_a_name_that_tells_of_the_patient_is_not_taken(qtbot, read: Viewer) -> None:
    dialog = asked(qtbot, read)
    qtbot.keyClicks(dialog.dataset.name, "set")
    dialog.masks.names[0].selectAll()
    qtbot.keyClicks(dialog.masks.names[0], "lung_anna")
    assert "part of the patient's name" in dialog.problem.text()
    assert not dialog.go.isEnabled()
    dialog.masks.names[0].selectAll()
    qtbot.keyClicks(dialog.masks.names[0], "lung of a")
    assert "letters, digits and _" in dialog.problem.text()


def test_a_first_name_of_a_file_or_a_person_that_tells_of_the_patient_is_told_before(qtbot, read: Viewer, make) -> None:
    opened = read.session.opened
    assert opened is not None
    result = make.result(opened.volume)
    named = tuple(
        replace(each, label=replace(each.label, name=name, title=name))
        for each, name in zip(result.structures, ("lung_anna", "node"), strict=True)
    )
    file = replace(result, structures=named, provenance=replace(result.provenance, model_id="seg", maker="Somebody"))
    read.session.add_result(file)
    read.actions.review.judge(FindingId("seg", FindingKind.STRUCTURE, 0), Review.ACCEPTED)
    dialog = asked(qtbot, read)
    qtbot.keyClicks(dialog.dataset.name, "set")
    assert [line.text() for line in dialog.masks.names][-2:] == ["lung_anna", "node"]
    assert "part of the patient's name" in dialog.problem.text()
    assert not dialog.go.isEnabled()
    click(qtbot, dialog.masks.ticks[-2])
    assert dialog.go.isEnabled()


def test_a_structure_that_is_another_gets_another_name_unless_the_reader_says_it_is_the_same(
    qtbot, read: Viewer, tmp_path: Path
) -> None:
    """A dataset has a name of the series for something else."""
    target, title = tmp_path / "datasets" / "other", Meaning("Something else")
    name = read.session.layers[0].structure.label.name
    other = replace(mask(name), meaning=title, is_chosen=False)
    add_case(target, Task.SEGMENTATION, new(scan(1), other))
    dialog = asked(qtbot, read)
    qtbot.waitUntil(lambda: dialog.dataset.list.currentText() == "other  ·  masks")
    assert dialog.masks.names[0].text() == f"{name}_2"
    assert f"“{name}” for another structure" in dialog.masks.names[0].toolTip()
    assert not dialog.masks.names[1].toolTip()
    click(qtbot, dialog.go)
    assert open_dataset(target).names == (name, f"{name}_2")
    dialog = asked(qtbot, read)
    assert dialog.masks.names[0].text() == f"{name}_2", "it is known by now"
    dialog.masks.names[0].selectAll()
    qtbot.keyClicks(dialog.masks.names[0], name)
    click(qtbot, dialog.go)
    assert sorted(case.masks for case in open_dataset(target).cases) == [(name,), (name, f"{name}_2")]


def test_a_name_is_not_longer_than_a_file_may_have(qtbot, read: Viewer) -> None:
    dialog = asked(qtbot, read)
    dialog.masks.names[0].selectAll()
    qtbot.keyClicks(dialog.masks.names[0], "a" * 70)
    assert dialog.masks.names[0].text() == "a" * 64
