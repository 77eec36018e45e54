from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from ai.errors import TrainingDataError
from ai.training import look_again
from ai.training.jsrt import MASK_BITS, Film, read_films
from ai.training.look_again import Windows

RIGHT, LEFT = "right_clavicle", "left_clavicle"

BATCH = 8


def _films(folder: Path, *, clavicles: bool = True) -> tuple[Film, ...]:
    """Dark films with a bright wedge at either side, the left one the mirror image of the right."""
    (folder / "images").mkdir(parents=True)
    (folder / "masks").mkdir()
    for index in range(6):
        wedge = np.zeros((256, 256), bool)
        for column in range(40, 100):
            wedge[60 + index : 62 + index + (column - 40) // 3, column] = True
        bits = np.zeros((256, 256), np.uint8)
        bits[100:200, 60:110], bits[100:200, 150:200], bits[150:190, 100:150] = 1, 2, 4
        if clavicles:
            bits[wedge] |= MASK_BITS[RIGHT]
            bits[wedge[:, ::-1]] |= MASK_BITS[LEFT]
        picture = np.where(bits & 24 != 0, 220, 30).astype(np.uint8)
        cv2.imwrite(str(folder / "images" / f"JPCNN{index:03}.png"), picture)
        cv2.imwrite(str(folder / "masks" / f"JPCNN{index:03}.png"), bits)
    return read_films(folder)


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """The looks of films stay as they are."""
    monkeypatch.setattr(look_again, "APPEARANCE", 0.0)


def _windows(films: tuple[Film, ...], *, pose: float = 0.0, window_px: tuple[int, int] = (32, 48)) -> Windows:
    return Windows(
        films, shown=[RIGHT], mirrored=[LEFT], size_px=(128, 128), window_px=window_px, batch=BATCH, pose=pose
    )


def test_right_and_left_look_alike_and_masks_lie_on_what_is_seen(tmp_path: Path, still: None) -> None:
    pictures, masks = _windows(_films(tmp_path)).batch(torch.Generator().manual_seed(0))
    assert pictures.shape == masks.shape == (BATCH, 1, 32, 48)
    torch.testing.assert_close(masks, masks[:1].expand_as(masks))
    assert float(((pictures > 1) == (masks > 0.5)).float().mean()) > 0.99
    # The wedge is narrow at the patient's right border in every window, that is at the left of the picture.
    heights = masks[0, 0].sum(0)
    assert heights[10] < heights[36]
    rows, columns = torch.nonzero(masks[0, 0]).float().mean(0).tolist()
    assert rows == pytest.approx(16, abs=3)
    assert columns == pytest.approx(26, abs=3)  # the broad end weighs more


def test_a_window_stays_in_the_film_as_far_as_it_can(tmp_path: Path, still: None) -> None:
    """As `ai.networks.second_look` places it: the wedge lies high in the film, so it lies high in the window."""
    _, masks = _windows(_films(tmp_path), window_px=(128, 48)).batch(torch.Generator().manual_seed(0))
    rows = torch.nonzero(masks[0, 0])[:, 0]
    assert 30 <= int(rows.min()) <= 33  # rows of a film of 128
    assert int(rows.max()) < 48


def test_poses_move_picture_and_mask_together(tmp_path: Path, still: None) -> None:
    pictures, masks = _windows(_films(tmp_path), pose=0.7).batch(torch.Generator().manual_seed(1))
    assert not torch.equal(masks[0], masks[1])
    assert float(((pictures > 1) == (masks > 0.5)).float().mean()) > 0.97


def test_films_without_the_structure_are_told(tmp_path: Path) -> None:
    with pytest.raises(TrainingDataError, match="No film has a mask of right_clavicle"):
        _windows(_films(tmp_path, clavicles=False))
