"""lungmask's files, made with its own network and compared with its own inference."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from ai.adapters.lungmask import LOBES
from ai.adapters.probe import probe
from ai.inference.run import load_model, run_model
from ai.networks.build import load_members
from ai.networks.lungmask_unet import LungmaskUNet, body_box
from ai.prepare.grid import prepare
from ai.volume import Volume
from tests.ai.adapters.foreign_models import oblique_affine, take


@pytest.fixture(scope="module")
def official() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pytest.importorskip("lungmask")
        return pytest.importorskip("lungmask.mask"), pytest.importorskip("lungmask.utils")


def saved(tmp_path: Path, classes: int = 3) -> tuple[Path, Any]:
    """A file of a narrow network of the package, with random weights that tell classes apart."""
    source = pytest.importorskip("lungmask.resunet")
    torch.manual_seed(11)
    network = source.UNet(n_classes=classes, depth=5, wf=2, padding=True, batch_norm=True, up_mode="upsample")
    network.train()
    with torch.no_grad():
        for module in network.modules():
            if isinstance(module, torch.nn.BatchNorm2d):
                module.momentum = 1.0
        network(torch.rand(2, 1, 64, 64))
        network.last.weight.mul_(3)
    path = tmp_path / "unet_r231-d5d2fc3d.pth"
    torch.save(network.state_dict(), path)
    return path, network.eval()


def chest(shape: tuple[int, int, int] = (6, 150, 170)) -> np.ndarray[Any, Any]:
    """Bodies of changing size and place, one slice without any, one without air round it."""
    slices, rows, columns = np.mgrid[0 : shape[0], 0 : shape[1], 0 : shape[2]]
    middle, reach = 70 + 3 * slices, 40 + 4 * slices
    inside = ((rows - middle) / reach) ** 2 + ((columns - 85) / (reach * 1.3)) ** 2 < 1
    lungs = (((rows - middle) / 25) ** 2 + ((abs(columns - 85) - 24) / 15) ** 2 < 1) & inside
    values = np.where(inside, 40.0, -1000.0)
    values[lungs] = -820
    values += np.random.default_rng(2).normal(0, 20, shape)
    values[0] = -1000
    values[-1] = np.maximum(values[-1], -100)
    return values.astype(np.float32)


def volume_of(voxels: np.ndarray[Any, Any]) -> Volume:
    affine = oblique_affine((5.0, 0.8, 0.8), (4, -3, 8))
    return Volume(voxels, affine, unit="HU", modality="CT", body_part="CHEST", bones_bright=True)


def test_labels_equal_those_of_lungmask(official: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mask, _ = official
    path, network = saved(tmp_path)
    monkeypatch.setattr(mask, "get_model", lambda name, file: network)
    voxels = chest()
    inferer = mask.LMInferer(
        modelpath=str(path), force_cpu=True, volume_postprocessing=False, tqdm_disable=True, batch_size=2
    )
    wanted = inferer.apply(voxels)
    assert len(np.unique(wanted)) == 3
    card = take(path, tmp_path / "packs")
    assert card.input.grid is not None
    (own,) = load_members(card)
    prepared = prepare(volume_of(voxels), card.input.grid, device=torch.device("cpu"))
    with torch.inference_mode():
        found = own(prepared.batch).argmax(1).numpy()
    differs = found != wanted
    assert differs.mean() < 5e-4, differs.mean()  # float32 against float64 before the network: ties alone


def test_the_run_gives_largest_parts_on_the_scan(
    official: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mask, _ = official
    path, network = saved(tmp_path)
    monkeypatch.setattr(mask, "get_model", lambda name, file: network)
    voxels = chest()
    wanted = mask.LMInferer(modelpath=str(path), force_cpu=True, volume_postprocessing=False, tqdm_disable=True).apply(
        voxels
    )
    card = take(path, tmp_path / "packs")
    assert card.reference["largest_part"] == ["right_lung", "left_lung"]
    flipped = np.ascontiguousarray(voxels[::-1, :, ::-1])
    affine = volume_of(voxels).affine_lps @ np.array(
        [[-1, 0, 0, voxels.shape[0] - 1], [0, 1, 0, 0], [0, 0, -1, voxels.shape[2] - 1], [0, 0, 0, 1]], np.float64
    )
    found = run_model(load_model(card, device="cpu"), Volume(flipped, affine, unit="HU", modality="CT")).structures
    for structure in found:
        kept = structure.mask[::-1, :, ::-1]
        assert kept.any()
        assert (kept & (wanted != structure.value)).mean() < 1e-3  # a subset: smaller parts are taken out


def test_network_equals_the_package(official: Any, tmp_path: Path) -> None:
    path, network = saved(tmp_path, classes=6)
    card = take(path, tmp_path / "packs")
    assert card.labels == LOBES
    (own,) = load_members(card)
    assert isinstance(own, LungmaskUNet)
    square = torch.rand(2, 1, 256, 256)
    with torch.inference_mode():
        torch.testing.assert_close(own.seen(square), network(square), atol=1e-5, rtol=1e-4)


def test_the_body_is_found_as_lungmask_finds_it(official: Any) -> None:
    _, utils = official
    for plane in chest((6, 150, 170)):
        _, wanted = utils.crop_and_resize(np.clip(plane, -1024, 600), 256, 256)
        assert body_box((plane > -500).astype(np.uint8)) == tuple(int(each) for each in wanted)


def test_a_slice_without_body_is_background(tmp_path: Path) -> None:
    network = LungmaskUNet(classes=3, width=4).eval()
    with torch.inference_mode():
        answer = network(torch.zeros(1, 1, 90, 70))
    assert answer.shape == (1, 3, 90, 70)
    assert torch.isfinite(answer).all()


def test_another_number_of_classes_is_refused(official: Any, tmp_path: Path) -> None:
    path, _ = saved(tmp_path, classes=4)
    assert "4 classes" in probe(path).refusal


def test_a_pickle_that_runs_something_is_refused(official: Any, tmp_path: Path) -> None:
    mark = tmp_path / "ran"

    class Evil:
        def __reduce__(self) -> tuple[Any, ...]:
            return __import__("os").system, (f"touch {mark}",)

    path, network = saved(tmp_path)
    torch.save({**network.state_dict(), "extra": Evil()}, path)
    assert "posix.system" in probe(path).refusal
    assert not mark.exists()
