"""What is taught is what inference sees; masks lie on it; the base stands in for masks that are missing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from ai.errors import TrainingDataError
from ai.inference.loaded import LoadedModel
from ai.inference.options import RunOptions
from ai.inference.run import run_model
from ai.library.card import ModelCard
from ai.training.dataset.case import Case
from ai.training.dataset.dataset import load_dataset
from ai.training.grid_cases import read_grid_cases, whole_output
from ai.training.teaching_box import teaching_box
from tests.ai.training.conftest import GRID, scan_of

MakeDataset = Callable[..., Path]
WriteOutliner = Callable[..., ModelCard]


class Seen(nn.Module):
    """Marks ``front`` where the values are high, and keeps what it is shown."""

    def __init__(self, outputs: int = 3) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(1))
        self.windows: list[Tensor] = []
        self.outputs = outputs

    def forward(self, windows: Tensor) -> Tensor:
        self.windows += list(windows.detach().cpu())
        marked = [windows[:, :1], -windows[:, :1] * 0, windows[:, :1] * 0 - 9]
        marked[0], marked[1] = -windows[:, :1] * 9, windows[:, :1] * 9 - 4
        return torch.cat(marked[: self.outputs], 1)


def _in_inference(card: ModelCard, case: Case, box: bool) -> list[Tensor]:
    network = Seen().eval()
    volume = case.volume()
    place = teaching_box(card, volume, [case.mask(name) for name in case.masks]) if box else None
    model = LoadedModel(card, (network,), torch.device("cpu"))
    run_model(model, volume, options=RunOptions(override=True, box_lps=place, full_precision=True))
    return network.windows


@pytest.mark.parametrize("boxed", [False, True])
@pytest.mark.parametrize("dimensions", [2, 3])
def test_training_sees_what_inference_sees(
    scan_dataset: MakeDataset, write_outliner: WriteOutliner, dimensions: int, boxed: bool
) -> None:
    grid = GRID if dimensions == 3 else replace(GRID, dimensions=2, patch=(16, 16), spacing_mm=(0.0, 1.2, 1.2))
    reference = {"largest_box_mm": 25.0, "usual_box_mm": (20.0, 20.0, 20.0)} if boxed else {}
    made = write_outliner(reference=reference)
    card = replace(made, input=replace(made.input, grid=grid))
    case = load_dataset(scan_dataset(6)).cases[0]
    seen = _in_inference(card, case, boxed)
    read = read_grid_cases([case], card)[0]
    again = Seen().eval()
    whole_output(again, read.image, grid)
    assert len(again.windows) <= len(seen)
    shown = [window for window in seen if window.std() > 0][-len(again.windows) :]
    for one, other in zip(again.windows, shown, strict=True):
        torch.testing.assert_close(one, other, atol=2e-3, rtol=2e-3)  # kept in float16


def test_masks_lie_where_the_values_are(scan_dataset: MakeDataset, write_outliner: WriteOutliner) -> None:
    card = write_outliner()
    for case in load_dataset(scan_dataset(6)).cases:
        read = read_grid_cases([case], card)[0]
        volume = case.volume()
        true = {name: case.mask(name) for name in case.masks}
        inside = [float(read.image[0][read.target == value].float().mean()) for value in (0, 1, 2)]
        assert inside[0] < inside[1] - 0.5
        assert inside[1] < inside[2] - 0.5
        counts = [int((read.target == value).sum()) for value in (1, 2)]
        assert counts == [int(true["front"].sum()), int(true["back"].sum())]  # 1 : 1 voxels, only turned
        assert read.target.shape == read.image.shape[1:] == (16, 24, 20)
        assert volume.shape == (16, 24, 20)
        assert read.told == (True, True)
        assert read.spacing_mm == pytest.approx(GRID.spacing_mm)
        assert all(int(read.target[tuple(voxel)]) > 0 for voxel in read.marked)


def test_what_the_site_did_not_mark_is_what_the_base_says(
    scan_dataset: MakeDataset, write_outliner: WriteOutliner
) -> None:
    card = write_outliner()
    case = replace(load_dataset(scan_dataset(6)).cases[0], masks=("front",))
    answer = torch.zeros((16, 24, 20), dtype=torch.uint8)
    answer[:, :12] = 2
    read = read_grid_cases([case], card, said=lambda image: answer)[0]
    front = int(case.mask("front").sum())
    assert int((read.target == 1).sum()) == front  # the site's own mask is not changed
    assert bool((read.target[:, 12:] != 2).all())
    assert int((read.target == 2).sum()) == int(((answer == 2) & (read.target != 1)).sum()) > 0
    assert read.told == (True, False)
    several = replace(card, input=replace(card.input, grid=replace(GRID, activation="sigmoid")))
    planes = torch.stack([torch.zeros_like(answer), (answer == 2).to(torch.uint8)])
    both = read_grid_cases([case], several, said=lambda image: planes)[0]
    assert torch.equal(both.target[1], planes[1])
    assert int(both.target[0].sum()) == front
    alone = read_grid_cases([case], several)[0]
    assert not alone.target[1].any()


def test_masks_that_overlap_are_refused_where_they_exclude_each_other(
    scan_dataset: MakeDataset, write_outliner: WriteOutliner
) -> None:
    card = write_outliner()
    case = load_dataset(scan_dataset(6)).cases[0]
    case.mask_path("back").write_bytes(case.mask_path("front").read_bytes())
    with pytest.raises(TrainingDataError, match=r"front and back of case .* overlap"):
        read_grid_cases([case], card)
    several = replace(card, input=replace(card.input, grid=replace(GRID, activation="sigmoid")))
    assert torch.equal(*read_grid_cases([case], several)[0].target)


def test_a_case_that_cannot_be_read_is_named(scan_dataset: MakeDataset, write_outliner: WriteOutliner) -> None:
    card = write_outliner()
    case = load_dataset(scan_dataset(6)).cases[0]
    blind = replace(case, record=replace(case.record, axes_known=False, affine_lps=None))
    with pytest.raises(TrainingDataError, match=f"Case {case.key} cannot be taught"):
        read_grid_cases([blind], card)


def test_the_phantom_has_two_structures() -> None:
    voxels, labels = scan_of(3)
    assert set(np.unique(labels)) == {0, 1, 2}
    assert voxels[labels == 2].mean() > voxels[labels == 1].mean() + 40
