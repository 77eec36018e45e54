"""The shipped hippocampus model run from the window: a crop of the public set in the middle of a larger scan."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt

from ai.inference.options import AS_USUAL, RunOptions
from ai.inference.results import ModelResult
from ai.library.card import ModelCard
from ai.library.library import SHIPPED, Library
from ai.progress import Progress, silent
from ai.training.hippocampus_data import Crop
from ai.volume import Volume
from ai.worker.client import ModelHere
from app.main import Viewer
from tests.app.ui.masks.scene import at, drag, settle
from tests.app.ui.prompts.mr_series import write_mr

pytestmark = pytest.mark.realdata

CASE = "hippocampus_001"
ROUND = 26
"""Voxels that are made up beside the crop, to every side: its mirror image."""


class HereWorker(ModelHere):
    """Runs models in this process."""

    def warm_up(self) -> None:
        """Nothing has to be started."""

    def load(self, card: ModelCard) -> None:
        """Read when it is run."""

    def run(
        self, card: ModelCard, volume: Volume, *, options: RunOptions = AS_USUAL, progress: Progress = silent
    ) -> ModelResult:
        """Run on the processor."""
        return super().run(card, volume, options=replace(options, device="cpu"), progress=progress)


@pytest.fixture
def worker() -> HereWorker:
    return HereWorker()


@pytest.fixture
def library() -> Library:
    return Library([SHIPPED])


@pytest.fixture
def crop(shared_data: Path) -> Crop:
    folder = shared_data / "hippocampus"
    found = Crop(CASE, folder / "images" / f"{CASE}.nii.gz", folder / "labels" / f"{CASE}.nii.gz")
    if not found.image.is_file():
        pytest.skip("the hippocampus set is not there")
    return found


def padded(volume: Volume) -> Volume:
    """Put a crop into the middle of its mirror images, as whole numbers that fit into 12 bits."""
    values = np.pad(volume.voxels.astype(np.float64), ROUND, mode="symmetric")
    values = np.rint((values - values.min()) * 4000 / np.ptp(values)).astype(np.uint16)
    affine = np.array(volume.affine_lps)
    affine[:3, 3] = volume.to_lps_mm((-ROUND, -ROUND, -ROUND))
    return replace(volume, voxels=values, affine_lps=affine)


def test_a_box_by_the_mouse_gives_the_hippocampus(qtbot, viewer: Viewer, crop: Crop, tmp_path: Path) -> None:
    small = crop.volume()
    viewer.actions.opening.open_paths([write_mr(tmp_path / "mr", padded(small))])
    qtbot.waitUntil(lambda: viewer.session.opened is not None and bool(viewer.session.opened.filled.all()))
    settle(qtbot, viewer)
    shown = viewer.session.opened.volume
    # Where the crop lies on the grid that was read, whichever way its slices were put in order.
    corners = [shown.to_index(small.to_lps_mm(end)) for end in ((-0.5, -0.5, -0.5), np.array(small.shape) - 0.5)]
    low, high = np.minimum(*corners), np.maximum(*corners)
    viewer.actions.view.show_slice(round(float((low[0] + high[0]) / 2)))
    settle(qtbot, viewer)
    qtbot.mouseClick(viewer.window.model_panel.button, Qt.MouseButton.LeftButton)
    settle(qtbot, viewer)
    drag(qtbot, viewer, at(viewer, low[1], low[2]), at(viewer, *(low + high)[1:] / 2), at(viewer, high[1], high[2]))
    settle(qtbot, viewer)
    asked = viewer.session.tools.box_prompt.asked
    assert asked.box.low[1:] == pytest.approx(low[1:], abs=1.01)
    assert asked.box.high[1:] == pytest.approx(high[1:], abs=1.01)
    assert asked.box.sides_mm(shown.spacing_mm)[0] == pytest.approx(35.0, abs=1.0)
    assert not asked.refusal
    qtbot.keyClick(viewer.window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: viewer.session.result is not None, timeout=120_000)
    result = viewer.session.result
    assert result.provenance.box is not None
    assert "mm was read" in " ".join(result.notes)
    truth, indices = np.zeros(shown.shape, np.bool_), np.argwhere(crop.map() > 0)
    truth[tuple(np.rint(shown.to_index(small.to_lps_mm(indices))).astype(int).T)] = True
    found = result.structures[0].mask | result.structures[1].mask
    dice = 2 * (found & truth).sum() / (found.sum() + truth.sum())
    assert dice > 0.8
