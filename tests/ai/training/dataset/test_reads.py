"""Reads of a case: apart for each reader, whole or not at all, without a name."""

from __future__ import annotations

import json
import math
from pathlib import Path
from threading import Thread

import numpy as np
import pytest

from ai.errors import TrainingDataError
from ai.training.dataset import reads
from ai.training.dataset.boxes import Box
from ai.training.dataset.reads import (
    CaseState,
    OthersSeen,
    note_seen,
    read_of,
    reader_key,
    reads_of,
    set_answer,
    set_boxes,
    set_masks,
    set_state,
)
from ai.training.dataset.reads import visible_reads as visible
from ai.training.dataset.salt import Salt
from ai.volume import Volume

SALT = Salt(bytes(range(32)))
ANNA, BO = reader_key(SALT, "Anna Muster"), reader_key(SALT, "Bo")

VOLUME = Volume(np.zeros((4, 6, 5), np.int16), np.diag([2.0, 1.0, 1.0, 1.0])[[2, 1, 0, 3]])


def _mask(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).random(VOLUME.shape) > 0.5


def test_a_key_stands_for_a_name_here_only() -> None:
    assert reader_key(SALT, "  anna   MUSTER ") == ANNA != BO
    assert reader_key(Salt(bytes(32)), "Anna Muster") != ANNA
    with pytest.raises(TrainingDataError, match="needs a name"):
        reader_key(SALT, "  ")


def test_nothing_is_there_before_somebody_began(tmp_path: Path) -> None:
    assert read_of(tmp_path, ANNA) is None
    assert reads_of(tmp_path) == ()


def test_state_and_answer_are_read_back(tmp_path: Path) -> None:
    set_answer(tmp_path, ANNA, "benign")
    found = read_of(tmp_path, ANNA)
    assert found is not None
    assert found.state is CaseState.IN_PROGRESS
    assert found.record.answer == "benign"
    set_state(tmp_path, ANNA, CaseState.COMPLETE)
    set_answer(tmp_path, BO, "", is_not_sure=True)
    first, second = sorted(reads_of(tmp_path), key=lambda each: each.reader == BO)
    assert first.is_complete
    assert first.record.answer == "benign"
    assert not second.is_complete
    assert second.record.is_not_sure
    assert second.has_answer
    with pytest.raises(ValueError, match="class"):
        set_answer(tmp_path, ANNA, "")


BOX = Box("nodule", (-0.5, 1.0, 1.25), (0.5, 3.0, 4.5))


def test_what_is_complete_is_sealed(tmp_path: Path) -> None:
    set_masks(tmp_path, ANNA, {"lung": _mask(1)}, VOLUME)
    set_boxes(tmp_path, ANNA, [BOX])
    sealed = set_state(tmp_path, ANNA, CaseState.COMPLETE)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    for write in (
        lambda: set_answer(tmp_path, ANNA, "benign"),
        lambda: set_masks(tmp_path, ANNA, {"lung": _mask(2)}, VOLUME),
        lambda: set_boxes(tmp_path, ANNA, []),
    ):
        with pytest.raises(TrainingDataError, match="complete, so it is not changed"):
            write()
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    assert read_of(tmp_path, ANNA) == sealed


def test_it_is_opened_again_only_by_who_was_not_shown_the_others(tmp_path: Path) -> None:
    set_answer(tmp_path, ANNA, "benign")
    set_state(tmp_path, ANNA, CaseState.COMPLETE)
    set_state(tmp_path, ANNA, CaseState.IN_PROGRESS)
    set_answer(tmp_path, ANNA, "malignant")
    set_state(tmp_path, ANNA, CaseState.COMPLETE)
    assert note_seen(tmp_path, ANNA).record.seen is OthersSeen.AFTER
    for state in (CaseState.IN_PROGRESS, CaseState.FLAGGED, CaseState.NOT_STARTED):
        with pytest.raises(TrainingDataError, match="stays as it is"):
            set_state(tmp_path, ANNA, state)
    found = set_state(tmp_path, ANNA, CaseState.COMPLETE)
    assert (found.record.answer, found.is_blind) == ("malignant", True)
    # Who was shown them first is no second opinion, however often they are shown.
    assert note_seen(tmp_path, BO).record.seen is OthersSeen.BEFORE
    set_answer(tmp_path, BO, "malignant")
    set_state(tmp_path, BO, CaseState.COMPLETE)
    assert not note_seen(tmp_path, BO).is_blind


def test_boxes_are_read_back_to_the_last_digit(tmp_path: Path) -> None:
    assert set_state(tmp_path, ANNA, CaseState.IN_PROGRESS).record.boxes is None
    wanted = (BOX, Box("mass", (0.1, 0.2, 1 / 3), (1.1, 2.2, 10 / 3)))
    set_boxes(tmp_path, ANNA, wanted)
    assert read_of(tmp_path, ANNA).record.boxes == wanted
    set_boxes(tmp_path, ANNA, [])
    assert read_of(tmp_path, ANNA).record.boxes == ()
    for wrong in (Box("nodule", (0, 0, 0), (0, 0, 0)), Box("nodule", (0, 0, 0), (1, 1, math.nan))):
        with pytest.raises(TrainingDataError, match="without length"):
            set_boxes(tmp_path, ANNA, [wrong])
    assert read_of(tmp_path, ANNA).record.boxes == ()
    path = tmp_path / "reads" / ANNA / "read.json"
    fine = json.loads(path.read_text())
    bad = {"label": "nodule", "low": [0, 0, 0], "high": [0, 1, 1]}
    for boxes in ([bad], [{**bad, "high": [float("nan"), 1, 1]}], [{**bad, "high": [1, 1]}]):
        path.write_text(json.dumps({**fine, "boxes": boxes}))
        with pytest.raises(TrainingDataError, match="damaged"):
            read_of(tmp_path, ANNA)


def test_reads_of_the_version_before_are_read(tmp_path: Path) -> None:
    path = tmp_path / "reads" / ANNA / "read.json"
    path.parent.mkdir(parents=True)
    old = {"format": 1, "reader": ANNA, "state": "in_progress", "answer": "benign"}
    path.write_text(json.dumps({**old, "is_not_sure": False, "masks": [], "folder": ""}))
    found = read_of(tmp_path, ANNA)
    assert (found.record.answer, found.record.boxes, found.record.seen) == ("benign", None, OthersSeen.NO)
    assert set_state(tmp_path, ANNA, CaseState.COMPLETE).record.format == 2


def test_masks_are_read_back_voxel_by_voxel_and_replaced_as_a_whole(tmp_path: Path) -> None:
    set_masks(tmp_path, ANNA, {"lung": _mask(1), "heart": np.zeros(VOLUME.shape, bool)}, VOLUME)
    found = read_of(tmp_path, ANNA)
    assert found is not None
    assert found.names == ("lung", "heart")
    assert found.state is CaseState.IN_PROGRESS
    np.testing.assert_array_equal(found.mask("lung"), _mask(1))
    assert not found.mask("heart").any()
    set_masks(tmp_path, ANNA, {"lung": _mask(2)}, VOLUME)
    again = read_of(tmp_path, ANNA)
    assert again is not None
    assert again.names == ("lung",)
    np.testing.assert_array_equal(again.mask("lung"), _mask(2))
    assert len(list((tmp_path / "reads" / ANNA).iterdir())) == 2
    set_masks(tmp_path, ANNA, {}, VOLUME)
    assert [entry.name for entry in (tmp_path / "reads" / ANNA).iterdir()] == ["read.json"]


def test_files_are_taken_as_they_are_and_equal_arrays_written_once(tmp_path: Path) -> None:
    nothing = np.zeros(VOLUME.shape, bool)
    first = set_masks(tmp_path, ANNA, {"lung": _mask(1)}, VOLUME)
    found = set_masks(tmp_path, BO, {"lung": first.mask_path("lung"), "heart": nothing, "bone": nothing}, VOLUME)
    np.testing.assert_array_equal(found.mask("lung"), _mask(1))
    assert not found.mask("heart").any()
    assert not found.mask("bone").any()
    with pytest.raises(TrainingDataError, match="cannot be kept"):
        set_masks(tmp_path, BO, {"lung": tmp_path / "gone.nii.gz"}, VOLUME)


def test_a_mask_beside_a_picture_is_a_png(tmp_path: Path) -> None:
    picture = Volume(np.zeros((1, 6, 5), np.uint8), np.eye(4)[[2, 1, 0, 3]], axes_known=False)
    mask = np.random.default_rng(0).random(picture.shape) > 0.5
    found = set_masks(tmp_path, ANNA, {"lung": mask}, picture, ".png")
    assert found.mask_path("lung").suffix == ".png"
    np.testing.assert_array_equal(found.mask("lung"), mask)


def test_no_name_and_no_date_is_written(tmp_path: Path) -> None:
    set_masks(tmp_path, ANNA, {"lung": _mask(1)}, VOLUME)
    set_state(tmp_path, ANNA, CaseState.FLAGGED)
    text = (tmp_path / "reads" / ANNA / "read.json").read_text()
    assert "nna" not in text
    assert "uster" not in text
    assert set(json.loads(text)) == {
        "format",
        "reader",
        "state",
        "answer",
        "is_not_sure",
        "masks",
        "folder",
        "seen",
        "boxes",
    }


def test_two_readers_write_at_the_same_time_and_lose_nothing(tmp_path: Path) -> None:
    def work(reader: str, seed: int) -> None:
        for number in range(6):
            set_masks(tmp_path, reader, {"lung": _mask(seed + number)}, VOLUME)
        set_state(tmp_path, reader, CaseState.COMPLETE)

    threads = [Thread(target=work, args=(ANNA, 10)), Thread(target=work, args=(BO, 50))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for reader, seed in ((ANNA, 15), (BO, 55)):
        found = read_of(tmp_path, reader)
        assert found is not None
        assert found.is_complete
        np.testing.assert_array_equal(found.mask("lung"), _mask(seed))


def test_a_full_disk_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_masks(tmp_path, ANNA, {"lung": _mask(1)}, VOLUME)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(reads, "write_mask", full)
    with pytest.raises(TrainingDataError, match="cannot be kept"):
        set_masks(tmp_path, ANNA, {"lung": _mask(2)}, VOLUME)
    found = read_of(tmp_path, ANNA)
    assert found is not None
    np.testing.assert_array_equal(found.mask("lung"), _mask(1))
    monkeypatch.undo()
    monkeypatch.setattr(reads, "write_json", full)
    with pytest.raises(TrainingDataError, match="cannot be kept"):
        set_masks(tmp_path, ANNA, {"lung": _mask(3)}, VOLUME)
    assert len(list((tmp_path / "reads" / ANNA).iterdir())) == 2


def test_others_are_seen_when_the_own_read_is_complete(tmp_path: Path) -> None:
    set_answer(tmp_path, ANNA, "benign")
    set_state(tmp_path, BO, CaseState.COMPLETE)
    assert visible(reads_of(tmp_path), ANNA) == ()
    assert [each.reader for each in visible(reads_of(tmp_path), BO)] == [ANNA]
    assert [each.reader for each in visible(reads_of(tmp_path), ANNA, blinded=False)] == [BO]
    assert visible(reads_of(tmp_path), reader_key(SALT, "somebody")) == ()


def test_damage_is_told(tmp_path: Path) -> None:
    found = set_masks(tmp_path, ANNA, {"lung": _mask(1)}, VOLUME)
    found.mask_path("lung").write_bytes(b"")
    with pytest.raises(TrainingDataError, match="changed or is missing"):
        found.mask("lung")
    with pytest.raises(TrainingDataError, match="changed or is missing"):
        found.mask("heart")
    path = tmp_path / "reads" / ANNA / "read.json"
    fine = json.loads(path.read_text())
    for wrong in ({"reader": BO}, {"folder": "../elsewhere"}, {"folder": ""}, {"masks": fine["masks"] * 2}):
        path.write_text(json.dumps({**fine, **wrong}))
        with pytest.raises(TrainingDataError, match="damaged"):
            read_of(tmp_path, ANNA)
    path.write_text(json.dumps({**fine, "masks": [{"name": "../x", "sha256": ""}]}))
    with pytest.raises(TrainingDataError, match="structure name"):
        reads_of(tmp_path)
    path.write_text(json.dumps({**fine, "format": 3}))
    with pytest.raises(TrainingDataError, match="format 3"):
        reads_of(tmp_path)


def test_a_reader_is_a_key_and_never_a_path(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="key"):
        read_of(tmp_path, "../../elsewhere")
    (tmp_path / "reads" / "notes").mkdir(parents=True)
    assert reads_of(tmp_path) == ()
