"""Masks of a person on the disk: they come back to the voxel, on their own grid alone, whatever was cut off."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from ai.inference.provenance import Making
from ai.library.card import Label
from ai.volume import Volume
from app.errors import EditJournalError
from app.imaging.masks import own_store
from app.imaging.masks.change import change_between
from app.imaging.masks.journal import Kept
from app.imaging.masks.own_store import (
    FORMAT,
    KeptMask,
    Table,
    first_change,
    journal_path,
    read_masks,
    subject_of,
    write_masks,
)
from app.imaging.segment_codes import own_label
from tests.app.imaging.masks.grids import GRIDS, SHAPE, affine_of

VOLUME = Volume(np.zeros(SHAPE, np.int16), affine_of(GRIDS["oblique"]))


def named(title: str, *, is_deleted: bool = False) -> KeptMask:
    label: Label = own_label(title, None, "left")
    return KeptMask(label, (1, 2, 3), Making.AIDED, is_deleted)


def block(start: int) -> np.ndarray:
    mask = np.zeros(SHAPE, np.bool_)
    mask[start : start + 2, 3:6, 1:9] = True
    return mask


def write(path: Path, *masks: KeptMask, changes: list[Kept], journal: str = "aa") -> None:
    write_masks(path, subject_of(VOLUME), Table(FORMAT, journal, masks), changes)


def test_what_was_begun_and_drawn_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    first, second = block(1), block(4)
    drawn = first.copy()
    drawn[7, 0, 0] = True
    start = first_change(first)
    step = change_between(first, drawn)
    changes = [Kept("0", start), Kept("1", first_change(second)), Kept("0", step)]
    write(path, named("Tumour"), named("Zyste – groß"), changes=changes)
    assert changes == []
    found = read_masks(path, VOLUME)
    assert [each.kept for each in found] == [named("Tumour"), named("Zyste – groß")]
    assert np.array_equal(found[0].mask, drawn)
    assert np.array_equal(found[1].mask, second)
    assert [each.voxels for each in found] == [int(drawn.sum()), int(second.sum())]
    # Undone: the same step once more. Deleted: not there, and the others keep their voxels.
    write(path, named("Tumour"), named("Zyste", is_deleted=True), named("New"), changes=[Kept("0", step)])
    found = read_masks(path, VOLUME)
    assert [each.kept.label.title for each in found] == ["Tumour", "New"]
    assert np.array_equal(found[0].mask, first)
    assert not found[1].mask.any()
    assert first_change(np.zeros(SHAPE, np.bool_)) is None


def test_another_grid_takes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    write(path, named("Tumour"), changes=[Kept("0", first_change(block(1)))])
    assert len(read_masks(path, VOLUME)) == 1
    other = Volume(np.zeros(SHAPE, np.int16), affine_of(GRIDS["axial"]))
    assert read_masks(path, other) == ()
    larger = Volume(np.zeros((SHAPE[0] + 1, *SHAPE[1:]), np.int16), VOLUME.affine_lps)
    assert read_masks(path, larger) == ()
    assert read_masks(tmp_path / "none.json", VOLUME) == ()


def test_a_new_journal_counts_from_the_moment_its_table_names_it(tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "x.json"
    write(path, named("Gone", is_deleted=True), named("Tumour"), changes=[Kept("1", first_change(block(1)))])
    before = read_masks(path, VOLUME)

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(own_store, "_write_table", die)
        with pytest.raises(KeyboardInterrupt):
            write(path, named("Tumour"), changes=[Kept("0", first_change(block(4)))], journal="bb")
    after = read_masks(path, VOLUME)
    assert np.array_equal(after[0].mask, before[0].mask)
    assert len(after) == 1
    write(path, named("Tumour"), changes=[Kept("0", first_change(block(4)))], journal="cc")
    assert np.array_equal(read_masks(path, VOLUME)[0].mask, block(4))
    assert [each.name for each in tmp_path.glob("*.masks")] == ["x-cc.masks"]


def test_what_was_cut_off_loses_the_last_step_alone(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    step = change_between(block(1), block(2))
    write(path, named("Tumour"), changes=[Kept("0", first_change(block(1))), Kept("0", step)])
    journal = journal_path(path, "aa")
    journal.write_bytes(journal.read_bytes()[:-3])
    assert np.array_equal(read_masks(path, VOLUME)[0].mask, block(1))


def test_a_disk_that_refuses_in_the_middle_writes_no_step_twice(tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "x.json"
    first, step = Kept("0", first_change(block(1))), Kept("0", change_between(block(1), block(2)))
    queue = [first, step]
    add = own_store.Journal.add
    count = iter(range(10))

    def full(self, kept: Kept) -> None:
        if next(count) == 1:
            raise OSError("full")
        add(self, kept)

    monkeypatch.setattr(own_store.Journal, "add", full)
    with pytest.raises(OSError, match="full"):
        write(path, named("Tumour"), changes=queue)
    assert queue == [step]
    write(path, named("Tumour"), changes=queue)
    assert np.array_equal(read_masks(path, VOLUME)[0].mask, block(2))


@pytest.mark.parametrize("damage", ["{", '{"format": 1}', '{"format": 99, "journal": "aa", "masks": []}'])
def test_a_damaged_table_is_told(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "x.json"
    write(path, named("Tumour"), changes=[])
    path.write_text(damage)
    with pytest.raises(EditJournalError):
        read_masks(path, VOLUME)


def test_files_hold_no_uid(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    write(path, named("Tumour"), changes=[])
    assert set(json.loads(path.read_text())) == {"format", "journal", "masks"}
    assert VOLUME.source_id.encode() not in journal_path(path, "aa").read_bytes()


def test_another_name_alone_is_written_beside_the_same_voxels(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    write(path, named("Tumour"), changes=[Kept("0", first_change(block(1)))])
    before = journal_path(path, "aa").read_bytes()
    write(path, named("Cyst"), changes=[])
    assert journal_path(path, "aa").read_bytes() == before
    assert [each.kept.label.title for each in read_masks(path, VOLUME)] == ["Cyst"]


def test_half_a_beginning_is_taken_away_and_begun_again(tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "x.json"

    def half(where: Path, subject: object) -> None:
        where.write_bytes(b"LB")
        raise OSError("full")

    queue = [Kept("0", first_change(block(1)))]
    with monkeypatch.context() as patch:
        patch.setattr(own_store, "begin", half)
        with pytest.raises(OSError, match="full"):
            write(path, named("Tumour"), changes=queue)
    assert list(tmp_path.iterdir()) == []
    write(path, named("Tumour"), changes=queue)
    assert np.array_equal(read_masks(path, VOLUME)[0].mask, block(1))


def test_what_names_no_mask_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    write(path, named("Tumour"), changes=[Kept("0", first_change(block(1))), Kept("7", first_change(block(2)))])
    assert np.array_equal(read_masks(path, VOLUME)[0].mask, block(1))


def test_masks_of_another_grid_are_put_aside_and_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    write(path, named("Tumour"), changes=[Kept("0", first_change(block(1)))])
    other = Volume(np.zeros((3, *SHAPE[1:]), np.int16), VOLUME.affine_lps)
    change = [Kept("0", first_change(np.ones(other.shape, np.bool_)))]
    write_masks(path, subject_of(other), Table(FORMAT, "bb", (named("New"),)), change)
    assert [each.kept for each in read_masks(path, other)] == [named("New")]
    for aside in tmp_path.glob("*.before"):
        aside.rename(aside.with_suffix(""))
    (found,) = read_masks(path, VOLUME)
    assert np.array_equal(found.mask, block(1))
