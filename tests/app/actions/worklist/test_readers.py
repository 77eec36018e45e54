"""Several readers of one worklist: each apart, compared, settled."""

from __future__ import annotations

import numpy as np
import pytest

from ai.training.dataset.dataset import Dataset, open_dataset
from ai.training.dataset.reads import CaseState, read_of
from app.actions.actions import Actions
from app.actions.worklist import WorklistActions
from app.state.session import Session
from tests.ai.training.dataset.read_dataset import box, keys, read_classes, read_masks
from tests.app.actions.worklist.drawing import draw, first_mask


def test_another_reader_has_another_state(work: WorklistActions, films: Dataset) -> None:
    work.set_reader("Anna")
    work.open_dataset(films.folder)
    work.open(films.cases[0].key)
    work.answer("benign")
    work.set_state(CaseState.COMPLETE)
    work.set_reader("Bo")
    row = work.list.row(films.cases[0].key)
    assert row is not None
    assert (row.state, row.answer, row.others) == (CaseState.NOT_STARTED, "", 1)
    assert not work.list.is_revealed(row)
    work.set_blinded(False)
    assert work.list.is_revealed(row)


def test_two_who_read_a_case_can_settle_it(work: WorklistActions, films: Dataset) -> None:
    (bo,) = keys(films.folder, "Bo")
    read_classes(films, bo, ["malignant", "", "", "", "", ""])
    work.set_reader("Anna")
    work.open_dataset(films.folder)
    case = films.cases[0]
    work.open(case.key)
    assert not work.double.can_settle()
    work.answer("benign")
    work.set_state(CaseState.COMPLETE)
    assert work.double.can_settle()
    work.double.settle("malignant")
    row = work.list.row(case.key)
    assert row is not None
    assert row.agreed is not None
    assert row.agreed.answer == "malignant"
    again = open_dataset(films.folder).cases[0]
    assert (again.label, again.record.origin) == ("malignant", "human")


def test_masks_can_be_settled(work: WorklistActions, scans: Dataset, session: Session) -> None:
    (bo,) = keys(scans.folder, "Bo")
    moved = box((2, 5, 7), (4, 10, 11))
    read_masks(scans, 0, bo, {"lesion": moved, "organ": scans.cases[0].mask("organ")})
    work.set_reader("Anna")
    work.open_dataset(scans.folder)
    work.open(scans.cases[0].key)
    work.set_state(CaseState.COMPLETE)
    assert work.double.can_settle()
    compared = []
    work.double.compared.connect(compared.append)
    work.double.compare()
    assert compared[0].cases[0].agreement == pytest.approx(0.5)
    work.double.settle(keys(scans.folder, "Anna")[0])
    again = open_dataset(scans.folder).cases[0]
    assert again.record.origin == "human"
    np.testing.assert_array_equal(again.mask("lesion"), scans.cases[0].mask("lesion"))
    row = work.list.row(again.key)
    assert row is not None
    assert row.agreed is not None
    # A third reader begins without what was settled.
    work.set_reader("Cy")
    session.clear()
    work.open(again.key)
    assert [int(layer.structure.mask.sum()) for layer in session.layers] == [0, 0]


def test_cases_that_are_not_read_yet_are_hidden_in_a_comparison(work: WorklistActions, films: Dataset) -> None:
    for reader in keys(films.folder, "Bo", "Cy"):
        read_classes(films, reader, ["benign"] * 6)
    work.set_reader("Anna")
    work.open_dataset(films.folder)
    compared = []
    work.double.compared.connect(compared.append)
    work.double.compare()
    assert (compared[0].cases, compared[0].pairs, compared[0].hidden) == ((), (), 6)
    work.set_blinded(False)
    work.double.compare()
    assert (len(compared[1].cases), compared[1].hidden) == (6, 0)


def test_the_next_reader_sees_nothing_of_the_one_before(
    work: WorklistActions, actions: Actions, scans: Dataset, session: Session
) -> None:
    work.set_reader("Anna")
    work.open_dataset(scans.folder)
    work.open(scans.cases[0].key)
    mask = first_mask(actions, session)
    draw(mask, np.zeros(mask.volume.shape, bool))
    work.set_reader("Bo")
    assert session.opened is None
    assert session.studies == ()
    assert work.list.current is None
    anna, bo = keys(scans.folder, "Anna", "Bo")
    kept = read_of(scans.cases[0].folder, anna)
    assert kept is not None
    assert not kept.mask("lesion").any()
    work.open(scans.cases[0].key)
    assert [int(layer.structure.mask.sum()) for layer in session.layers] == [40, 4 * 14 * 13]
    work.set_state(CaseState.COMPLETE)
    again = read_of(scans.cases[0].folder, bo)
    assert again is not None
    assert int(again.mask("lesion").sum()) == 40
    # Each finds what was one's own.
    work.set_reader("Anna")
    work.open(scans.cases[0].key)
    assert [int(layer.structure.mask.sum()) for layer in session.layers] == [0, 4 * 14 * 13]


def test_a_dataset_without_its_salt_cannot_be_read_by_name(work: WorklistActions, films: Dataset, errors: list) -> None:
    (films.folder / "site.salt").unlink()
    work.open_dataset(films.folder)
    assert len(work.list.rows) == 6
    work.set_reader("Anna")
    assert "site.salt" in errors[0].message
