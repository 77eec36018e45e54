"""Models that take clicks or a box: by value on grids that lie in any way, with a network that measures from clicks."""

from __future__ import annotations

import hashlib
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from ai.errors import InputMismatch, ModelPackError
from ai.inference.box_limits import needs_box
from ai.inference.gate import check_contract
from ai.inference.options import PromptPoint, RunOptions
from ai.inference.provenance import GateVerdict
from ai.inference.run import run_model
from ai.library.card import Architecture, ModelCard, Weights
from ai.library.grid_spec import GridSpec
from ai.library.pack import contract_sha256, read_card, write_card
from ai.library.prompt_spec import BOX, POINTS, PromptSpec
from ai.prepare.placed_box import PlacedBox
from ai.volume import Volume
from ai.worker.client import Worker
from tests.ai.inference.bands import MakeCard, model_of
from tests.directions import GRIDS

SHAPE = (24, 40, 36)
MM = (2.0, 1.0, 1.0)
RADIUS = 5
CLICKS = PromptSpec((POINTS,), radius_mm=0.1, reach_mm=10.0)


class FromClicks(nn.Module):
    """Marks bright cells within `RADIUS` of a click that belongs, but for those nearer than that to one that does not.

    Channels: picture, clicks that belong, clicks that do not.
    """

    def __init__(self, radius: int = RADIUS) -> None:
        super().__init__()
        along = torch.arange(-radius, radius + 1).float()
        away = along[:, None, None] ** 2 + along[None, :, None] ** 2 + along[None, None, :] ** 2
        self.register_buffer("ball", (away <= radius**2).float()[None, None])
        self.radius = radius

    def forward(self, windows: Tensor) -> Tensor:
        picture, inside, outside = windows[:, 0:1], windows[:, 1:2], windows[:, 2:3]
        near = functional.conv3d(inside, self.ball, padding=self.radius) > 0.5
        far = functional.conv3d(outside, self.ball, padding=self.radius) > 0.5
        wanted = (near & ~far & (picture > 0.5)).to(windows.dtype)
        return torch.cat([1 - wanted, wanted], 1) * 20


class InBox(nn.Module):
    """Marks what lies in the box. Channels: picture, box."""

    def forward(self, windows: Tensor) -> Tensor:
        return torch.cat([1 - windows[:, 1:2], windows[:, 1:2]], 1) * 20


@pytest.fixture(params=GRIDS)
def bright(request: pytest.FixtureRequest) -> Volume:
    """1 everywhere, 0 in the last columns."""
    affine = np.eye(4)
    affine[:3, :3] = GRIDS[request.param] * np.array(MM)
    affine[:3, 3] = (-13.0, 8.5, 4.0)
    voxels = np.ones(SHAPE, np.int16)
    voxels[:, :, 30:] = 0
    return Volume(voxels, affine, modality="CT")


@pytest.fixture
def card(make_card: MakeCard) -> ModelCard:
    spec = GridSpec(orientation="SPL", spacing_mm=(1.0, 1.0, 1.0))
    return make_card(spec, ("one",), prompts=CLICKS)


def point(volume: Volume, index: tuple[float, float, float], *, is_inside: bool = True) -> PromptPoint:
    x, y, z = volume.to_lps_mm(index).tolist()
    return PromptPoint((x, y, z), is_inside)


def marked(card: ModelCard, volume: Volume, *points: PromptPoint, network: nn.Module | None = None) -> np.ndarray:
    model = model_of(card, network or FromClicks())
    result = run_model(model, volume, options=RunOptions(points=points))
    return result.structures[0].mask


def away(volume: Volume, index: tuple[float, float, float]) -> np.ndarray:
    """Distance of every voxel from a voxel, in mm."""
    indices = np.stack(np.meshgrid(*map(np.arange, SHAPE), indexing="ij"), -1)
    return np.linalg.norm(volume.to_lps_mm(indices) - volume.to_lps_mm(index), axis=-1)


def require_alike(found: np.ndarray, distance: np.ndarray, wanted: np.ndarray) -> None:
    """Alike but for voxels at the border: the click lies in the middle of its cell, results are interpolated."""
    sure = np.abs(distance - RADIUS) > 1.8
    assert wanted.any()
    assert np.array_equal(found[sure], wanted[sure])


def test_a_click_marks_what_is_near_it(card: ModelCard, bright: Volume) -> None:
    at = (11.0, 19.0, 17.0)
    found = marked(card, bright, point(bright, at))
    distance = away(bright, at)
    require_alike(found, distance, distance <= RADIUS)


def test_what_is_dark_is_not_marked(card: ModelCard, bright: Volume) -> None:
    at = (11.0, 19.0, 28.0)
    found, distance = marked(card, bright, point(bright, at)), away(bright, at)
    wanted = (distance <= RADIUS) & (bright.voxels > 0)
    columns = np.arange(SHAPE[2])
    wanted[:, :, (columns == 29) | (columns == 30)] = found[:, :, (columns == 29) | (columns == 30)]
    require_alike(found, distance, wanted)


def test_a_click_that_does_not_belong_takes_away(card: ModelCard, bright: Volume) -> None:
    yes, other, no = (11.0, 15.0, 14.0), (11.0, 23.0, 16.0), (11.0, 31.0, 16.0)
    found = marked(card, bright, point(bright, yes), point(bright, other), point(bright, no, is_inside=False))
    near = np.minimum(away(bright, yes), away(bright, other))
    wanted = (near <= RADIUS) & (away(bright, no) > RADIUS)
    sure = (np.abs(away(bright, no) - RADIUS) > 1.8) & (np.abs(away(bright, yes) - RADIUS) > 1.8)
    require_alike(found | ~sure, near, wanted | ~sure)


def test_only_the_surroundings_are_read(card: ModelCard, bright: Volume) -> None:
    seen: list[tuple[int, ...]] = []

    class Watching(FromClicks):
        def forward(self, windows: Tensor) -> Tensor:
            seen.append(tuple(windows.shape[1:]))
            return super().forward(windows)

    marked(card, bright, point(bright, (11.0, 19.0, 17.0)), network=Watching())
    assert {shape[0] for shape in seen} == {3}
    assert max(max(shape[1:]) for shape in seen) <= 2 * 10 + 3
    assert min(min(shape[1:]) for shape in seen) >= 2 * 10 - 2


def test_windows_see_their_part_of_the_clicks(make_card: MakeCard, bright: Volume) -> None:
    spec = GridSpec(orientation="SPL", spacing_mm=(1.0, 1.0, 1.0), patch=(20, 20, 20), overlap=0.5)
    at = (11.0, 19.0, 17.0)
    found = marked(make_card(spec, ("one",), prompts=CLICKS), bright, point(bright, at))
    assert found[11, 19, 17]
    assert not found[away(bright, at) > RADIUS + 1.8].any()


def test_a_box_is_what_is_marked(make_card: MakeCard, bright: Volume) -> None:
    prompts = PromptSpec((BOX,), reach_mm=6.0)
    card = make_card(GridSpec(orientation="SPL"), ("one",), prompts=prompts)
    box = PlacedBox.along_grid(bright, (4.5, 9.5, 7.5), (12.5, 25.5, 21.5))
    result = run_model(model_of(card, InBox()), bright, options=RunOptions(box_lps=box))
    wanted = np.zeros(SHAPE, np.bool_)
    wanted[5:13, 10:26, 8:22] = True
    assert np.array_equal(result.structures[0].mask, wanted)
    assert needs_box(card, bright)


def test_nothing_said_is_nothing_to_mark(card: ModelCard, bright: Volume) -> None:
    with pytest.raises(InputMismatch, match="marks what is shown to it"):
        marked(card, bright)
    with pytest.raises(InputMismatch, match="marks what is shown to it"):
        marked(card, bright, point(bright, (3, 3, 3), is_inside=False))
    with pytest.raises(InputMismatch, match="lies beside the scan"):
        marked(card, bright, point(bright, (900, 3, 3)))


def test_the_contract_knows_what_is_taken(card: ModelCard, bright: Volume) -> None:
    assert contract_sha256(card) != contract_sha256(replace(card, prompts=None))
    assert contract_sha256(card) != contract_sha256(replace(card, prompts=PromptSpec((POINTS, BOX))))
    assert check_contract(card, bright).verdict is not GateVerdict.REFUSE
    assert PromptSpec((POINTS, BOX)).channels == 3


@pytest.mark.parametrize(
    "wrong", [{"takes": ()}, {"takes": (BOX, POINTS)}, {"takes": ("words",)}, {"takes": (BOX,), "reach_mm": 0.0}]
)
def test_what_no_model_can_take(wrong: dict[str, Any]) -> None:
    with pytest.raises(ModelPackError):
        PromptSpec(**wrong)


def test_only_what_marks_takes_clicks(make_card: MakeCard) -> None:
    with pytest.raises(ModelPackError, match="takes points or a box"):
        make_card(GridSpec(), task="detection", prompts=CLICKS)


def write_click_pack(card: ModelCard, folder: Path) -> ModelCard:
    """Write the network as a program into a pack."""
    folder = folder / card.key
    folder.mkdir(parents=True)
    path = folder / "member0.ts"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch warns that the format is old
        torch.jit.save(torch.jit.script(FromClicks().eval()), str(path))
    member = Weights(path.name, hashlib.sha256(path.read_bytes()).hexdigest())
    card = replace(card, architecture=Architecture("torchscript", ()), members=(member,), folder=folder)
    write_card(card)
    return read_card(folder)


@pytest.mark.parametrize("bright", ["oblique"], indirect=True)
def test_a_pack_goes_through_the_worker_process(card: ModelCard, bright: Volume, tmp_path: Path) -> None:
    pack = write_click_pack(card, tmp_path)
    assert pack.prompts == CLICKS
    at, no = (11.0, 19.0, 17.0), (11.0, 27.0, 17.0)
    points = (point(bright, at), point(bright, no, is_inside=False))
    worker = Worker()
    try:
        result = worker.run(pack, bright, options=RunOptions(device="cpu", points=points))
    finally:
        worker.close()
    assert np.array_equal(result.structures[0].mask, marked(card, bright, *points))
