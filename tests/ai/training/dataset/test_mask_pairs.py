from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from ai.errors import TrainingDataError
from ai.training.dataset.class_folders import import_classes
from ai.training.dataset.dataset import load_dataset
from ai.training.dataset.mask_pairs import import_pairs
from ai.training.dataset.wanted import Intake

BITS = {"upper": 1, "left": 2}

Pairs = Callable[..., tuple[Path, Path]]


def test_bits_become_masks_on_the_grid_of_their_picture(pairs: Pairs, picture: Callable, tmp_path: Path) -> None:
    imported = import_pairs(*pairs(8), tmp_path / "set", bits=BITS, intake=Intake(person="(.+)"))
    assert (imported.added, imported.left_out) == (8, ())
    dataset = load_dataset(tmp_path / "set")
    assert dataset.names == ("upper", "left")
    assert len({case.group for case in dataset.cases}) == 8
    case = next(case for case in dataset.cases if (case.volume().voxels[0] == picture(3)).all())
    rows, columns = picture(3).shape
    upper, left = case.mask("upper"), case.mask("left")
    assert upper.shape == left.shape == case.volume().shape
    assert upper[0, : rows // 2].all()
    assert not upper[0, rows // 2 :].any()
    assert left[0, :, : columns // 2].all()
    assert not left[0, :, columns // 2 :].any()
    with pytest.raises(TrainingDataError, match="no mask 'heart'"):
        case.mask("heart")


@pytest.mark.parametrize("layout", ["{structure}/{case}.png", "{case}/{structure}.png"])
def test_one_file_per_structure(
    layout: str, pairs: Pairs, picture: Callable, save_picture: Callable, tmp_path: Path
) -> None:
    images, _ = pairs(7)
    for index in range(7):
        for structure in ("upper", "left") if index else ("upper",):
            mask = np.zeros(picture(index).shape, np.uint8)
            mask[index] = 200
            name = layout.format(structure=structure, case=f"film{index:03d}")
            save_picture(mask, tmp_path / "separate" / name)
    dataset = import_pairs(images, tmp_path / "separate", tmp_path / "set").dataset
    assert dataset.names == ("left", "upper")
    assert sorted(case.masks for case in dataset.cases) == [("left", "upper")] * 6 + [("upper",)]
    rows = sorted(int(np.flatnonzero(case.mask("upper")[0].all(axis=1))[0]) for case in dataset.cases)
    assert rows == list(range(7))


def test_what_does_not_fit_is_left_out(pairs: Pairs, picture: Callable, save_picture: Callable, tmp_path: Path) -> None:
    images, masks = pairs(10)
    save_picture(np.ones((5, 7), np.uint8), masks / "film000.png")
    (masks / "film001.png").unlink()
    save_picture(picture(1), masks / "film999.png")
    save_picture(picture(2), masks / "film002.jpg")
    (masks / "film002.png").unlink()
    save_picture(np.stack([picture(3)] * 2 + [picture(4)], axis=-1), masks / "film003.png")
    (images / "film004.png").write_bytes(b"no picture")
    save_picture(picture(77), images / "film005.jpg")
    imported = import_pairs(images, masks, tmp_path / "set", bits=BITS)
    reasons = {one.name: one.reason for one in imported.left_out}
    assert imported.added == 5
    assert reasons["film000"] == "The mask has 7 × 5 pixels, its image 40 × 48."
    assert "no mask" in reasons["film001"]
    assert "no image" in reasons["film999"]
    assert "not a PNG" in reasons["film002"]
    assert "in colour" in reasons["film003"]
    assert "no PNG or JPEG" in reasons["film004"]
    assert "same name" in reasons["film005.png"]
    assert len(reasons) == 7


def test_masks_that_all_have_another_size(pairs: Pairs, save_picture: Callable, tmp_path: Path) -> None:
    images, masks = pairs(8)
    for path in masks.iterdir():
        save_picture(np.ones((5, 7), np.uint8), path)
    with pytest.raises(TrainingDataError, match=r"None of 8 files could be taken; .* 7 × 5 pixels"):
        import_pairs(images, masks, tmp_path / "set", bits=BITS)
    assert not (tmp_path / "set").exists()


def test_names_that_no_pattern_fits_are_left_out(pairs: Pairs, tmp_path: Path) -> None:
    imported = import_pairs(*pairs(12), tmp_path / "set", bits=BITS, intake=Intake(person="(film01.)"))
    assert imported.added == 2
    assert {one.reason for one in imported.left_out} == {"The pattern for persons finds nothing in its name."}


def test_grey_masks_may_be_saved_in_colour_and_strays_are_named(
    pairs: Pairs, picture: Callable, save_picture: Callable, tmp_path: Path
) -> None:
    images, _ = pairs(6)
    mask = np.zeros((*picture(0).shape, 3), np.uint8)
    mask[3] = 255
    for index in range(6):
        save_picture(mask, tmp_path / "separate" / "line" / f"film{index:03d}.png")
    save_picture(mask, tmp_path / "separate" / "line" / "stray.png")
    imported = import_pairs(images, tmp_path / "separate", tmp_path / "set")
    assert all(int(case.mask("line").sum()) == mask.shape[1] for case in imported.dataset.cases)
    assert [one.reason for one in imported.left_out] == ["The mask has no image of its name."]


@pytest.mark.parametrize(
    ("bits", "words"),
    [
        ({}, "No structure"),
        ({"heart": 0}, "must lie between"),
        ({"heart": 1 << 16}, "must lie between"),
        ({"../heart": 1}, "other than letters"),
        (None, "holds no folders"),
    ],
)
def test_flags_that_cannot_be(bits: dict[str, int] | None, words: str, pairs: Pairs, tmp_path: Path) -> None:
    with pytest.raises(TrainingDataError, match=words):
        import_pairs(*pairs(2), tmp_path / "set", bits=bits)
    assert not (tmp_path / "set").exists()


def test_a_dataset_keeps_its_task(pairs: Pairs, class_folders: Callable[..., Path], tmp_path: Path) -> None:
    import_classes(class_folders(cat=3, dog=3), tmp_path / "set")
    with pytest.raises(TrainingDataError, match="holds a classification dataset; this source is for segmentation"):
        import_pairs(*pairs(2), tmp_path / "set", bits=BITS)
