"""Heat maps against MONAI and by value, on their true grid."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from monai.visualize import GradCAM
from torch import Tensor, nn
from torchvision.models import resnet18

from ai.errors import InputMismatch
from ai.inference.explain import Question, cell_affine, explain, grad_cam, occlusion, sanity, ssim
from ai.inference.loaded import LoadedModel
from ai.inference.options import RunOptions
from ai.inference.run import run_model
from ai.library.card import Code, InputSpec, Label, ModelCard
from ai.library.grid_spec import GridSpec
from ai.networks.stage import Stage, last_stage
from ai.progress import Cancelled
from ai.volume import Volume

MASS, AIR = (Label(name, name.capitalize(), Code(name, "99SITE", name)) for name in ("mass", "air"))


class Corner(nn.Module):
    """Its first score is the mean of the upper left quarter of a 16 x 16 picture, its second that of all, negative."""

    def __init__(self) -> None:
        super().__init__()
        self.coarse = nn.AvgPool2d(4)
        self.wide = nn.Conv2d(1, 1, 1)
        with torch.no_grad():
            self.wide.weight.fill_(1.0)
            self.wide.bias.fill_(0.0)  # type: ignore[union-attr]

    def forward(self, picture: Tensor) -> Tensor:
        cells = self.wide(self.coarse(picture))
        return torch.stack([cells[:, 0, :2, :2].mean((1, 2)), -cells[:, 0].mean((1, 2))], 1)


def _question(network: nn.Module, picture: Tensor, **changes: object) -> Question:
    question = Question((network.eval(),), picture, torch.sigmoid, "score", np.eye(4))
    return replace(question, **changes)  # type: ignore[arg-type]


def _stage(network: nn.Module, picture: Tensor) -> Stage:
    stage = last_stage(network, picture)
    assert stage is not None
    return stage


def test_grad_cam_equals_monai() -> None:
    torch.manual_seed(0)
    network, picture = resnet18(num_classes=3).eval(), torch.rand(1, 3, 96, 128)
    stage = _stage(network, picture)
    cells = grad_cam(_question(network, picture), [stage], 2)
    raw = GradCAM(network, stage.name, upsampler=_no_larger, postprocessing=_as_it_is)(picture, class_idx=2)
    wanted = np.clip(raw[0, 0].detach().numpy(), 0, None)
    assert cells.shape == (1, 3, 4)
    assert cells.dtype == np.float32
    assert cells[0] == pytest.approx(wanted / wanted.max(), abs=1e-5)


def _no_larger(size: object) -> object:
    return _as_it_is


def _as_it_is(cells: object, *args: object, **kwargs: object) -> object:
    return cells


def test_nothing_that_speaks_for_a_label_is_an_empty_map() -> None:
    picture = torch.ones(1, 1, 16, 16)
    network = Corner()
    stages = [_stage(network, picture)]
    assert grad_cam(_question(network, picture), stages, 0).max() == 1
    assert grad_cam(_question(network, picture), stages, 1).max() == 0


def test_occlusion_is_the_change_of_what_is_shown() -> None:
    picture = torch.zeros(1, 1, 16, 16)
    picture[0, 0, 2, 3] = 64.0  # in the quarter that counts
    (heat,) = occlusion(_question(Corner(), picture), [(0, MASS)])
    assert heat.unit == "change of score"
    assert heat.cells.shape == (1, 16, 16)
    # Patches of one pixel, filled with the mean of the picture: 64 / 256.
    before, after = (1 / (1 + np.exp(-value)) for value in (64 / 64, 0.25 / 64))
    assert heat.cells[0, 2, 3] == pytest.approx(before - after, abs=1e-5)
    assert heat.cells[0, 12, 12] == pytest.approx(0, abs=1e-6)
    assert heat.index_of_cell == pytest.approx(np.eye(4))
    peak = np.unravel_index(heat.cells.argmax(), heat.cells.shape)
    assert peak == (0, 2, 3)


def test_cells_of_occlusion_lie_where_the_patch_was() -> None:
    picture = torch.zeros(1, 1, 64, 64)
    picture[0, 0, 40:44, 8:12] = 1
    network = nn.Sequential(nn.Flatten(), nn.Linear(64 * 64, 1, bias=False))
    with torch.no_grad():
        network[1].weight.fill_(1.0)
    way = np.diag([1.0, 0.5, 2.0, 1.0])
    way[:3, 3] = (7, 3, -5)
    (heat,) = occlusion(_question(network, picture, weigh=_as_it_is, source_of_network=way), [(0, MASS)])
    assert heat.cells.shape == (1, 31, 31)  # patches of 4, moved by 2
    cell = np.unravel_index(heat.cells.argmax(), heat.cells.shape)
    middle = np.array([0, 41.5, 9.5, 1])
    assert heat.index_of_cell @ [*cell, 1] == pytest.approx(way @ middle)


def test_cells_share_the_picture_evenly() -> None:
    question = _question(Corner(), torch.zeros(1, 1, 16, 32))
    affine = cell_affine(question, (1, 4, 4))
    assert affine @ [0, 0, 0, 1] == pytest.approx([0, 1.5, 3.5, 1])
    assert affine @ [0, 3, 3, 1] == pytest.approx([0, 13.5, 27.5, 1])
    whole = _question(Corner(), torch.zeros(1, 1, 8, 16, 32))
    assert cell_affine(whole, (2, 4, 4)) @ [1, 0, 0, 1] == pytest.approx([5.5, 1.5, 3.5, 1])


def test_a_map_that_does_not_hang_on_what_was_learned_is_called_worthless() -> None:
    torch.manual_seed(3)
    picture = torch.rand(1, 1, 16, 16)
    blind = nn.Sequential(nn.AvgPool2d(4), nn.ReLU(), nn.Flatten(), nn.Linear(16, 1, bias=False)).eval()
    with torch.no_grad():
        blind[3].weight.fill_(1.0)
    alike = sanity(_question(blind, picture), [Stage("1", (4, 4), ())], 0)
    assert alike == pytest.approx(1)
    real = resnet18(num_classes=2).eval()
    with torch.no_grad():
        real.fc.weight[0] = 5 * torch.eye(512)[3]
    weights = real.layer4[0].conv1.weight.clone()
    question = _question(real, torch.rand(1, 3, 128, 128))
    forgotten = sanity(question, [_stage(real, question.picture)], 0)
    assert forgotten < 0.7
    assert forgotten == pytest.approx(sanity(question, [_stage(real, question.picture)], 0))
    _, notes = explain("grad-cam", question, [(0, MASS)])
    assert notes[0] == "The heat map shows where the score came from, not where the disease is."
    assert notes[1].startswith("The heat map of Mass hangs on what was learned")
    assert torch.equal(weights, real.layer4[0].conv1.weight)


def test_chance_of_others_is_left_alone() -> None:
    network, picture = resnet18(num_classes=2).eval(), torch.rand(1, 3, 64, 64)
    before = torch.random.get_rng_state()
    sanity(_question(network, picture), [_stage(network, picture)], 0)
    assert torch.equal(before, torch.random.get_rng_state())


def test_likeness_of_two_maps() -> None:
    rng = np.random.default_rng(0)
    one, other = rng.random((9, 9)), rng.random((9, 9))
    assert ssim(one, one * 3 + 2) == pytest.approx(1)
    assert abs(ssim(one, other)) < 0.3
    assert ssim(one, -one) < 0

    def stretched(cells: np.ndarray) -> np.ndarray:
        return (cells - cells.min()) / np.ptp(cells)

    metrics = pytest.importorskip("skimage.metrics")
    wanted = metrics.structural_similarity(
        stretched(one), stretched(other), win_size=9, data_range=1.0, use_sample_covariance=False, full=True
    )[1][4, 4]
    assert ssim(one, other) == pytest.approx(wanted)


def test_progress_and_cancel() -> None:
    told: list[float] = []

    def stop(fraction: float, message: str) -> None:
        told.append(fraction)
        if fraction > 0.4:
            raise Cancelled

    with pytest.raises(Cancelled):
        occlusion(_question(Corner(), torch.zeros(1, 1, 16, 16)), [(0, MASS)], progress=stop)
    assert told == sorted(told)
    assert 5 < len(told) < 12


def test_networks_without_a_stage_and_maps_without_a_name() -> None:
    flat = nn.Sequential(nn.Flatten(), nn.Linear(16, 2)).eval()
    question = _question(flat, torch.rand(1, 1, 4, 4))
    with pytest.raises(InputMismatch, match="no last stage"):
        explain("grad-cam", question, [(0, MASS)])
    with pytest.raises(InputMismatch, match="no heat map called 'rainbow'"):
        explain("rainbow", question, [(0, MASS)])
    heatmaps, notes = explain("occlusion", question, [(0, MASS), (1, AIR)])
    assert [heat.label for heat in heatmaps] == [MASS, AIR]
    assert len(notes) == 1


@pytest.mark.parametrize("wish", ["grad-cam", "occlusion"])
def test_a_run_gives_maps_on_the_grid_of_the_series(
    write_pack: Callable[..., ModelCard], tmp_path: Path, wish: str
) -> None:
    """A bright spot at slice 2, row 20, column 12 of a series whose pictures are padded and enlarged."""
    grid = GridSpec(dimensions=2, fit="pad", size=(16, 16), activation="sigmoid", background=False)
    card = replace(
        write_pack(task="multi-label-classification"),
        labels=(MASS, AIR),
        input=InputSpec(("CT",), (), (), (0, 0), (0, 100), 0, grid=grid),
    )
    voxels = np.zeros((4, 64, 32), np.float32)  # padded by 16 columns on either side, then made four times smaller
    voxels[2, 20:24, 12:16] = 50
    series = Volume(voxels, np.eye(4), modality="CT")
    model = LoadedModel(card, (Corner().eval(),), torch.device("cpu"))
    options = RunOptions(slice_index=2, explain=wish)
    result = run_model(model, series, options=options)
    heat = result.heatmaps[0]
    assert heat.label == MASS
    cell = np.unravel_index(heat.cells.argmax(), heat.cells.shape)
    place = heat.index_of_cell @ [*cell, 1]
    assert place[0] == 2
    assert place[1:3] == pytest.approx([21.5, 13.5], abs=8 if wish == "grad-cam" else 2.1)
    assert "not where the disease is" in " ".join(result.notes)
    assert run_model(model, series, options=RunOptions(slice_index=2)).heatmaps == ()
