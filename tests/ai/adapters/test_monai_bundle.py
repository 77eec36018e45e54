"""MONAI bundles, made with MONAI and run by its own transforms and inferers beside ours."""

from __future__ import annotations

import json
import os
import shutil
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from scipy.ndimage import gaussian_filter

from ai.adapters.probe import probe
from ai.inference.run import load_model, run_model
from ai.prepare.grid import prepare
from ai.volume import Volume
from tests.ai.adapters.foreign_models import oblique_affine, take

Json = dict[str, Any]
Make = Callable[..., Path]

NETWORK: Json = {
    "_target_": "UNet", "spatial_dims": 3, "in_channels": 1, "out_channels": 3, "channels": [4, 8, 8],
    "strides": [2, 2], "num_res_units": 1, "norm": "instance",
}  # fmt: skip

TRANSFORMS: list[Json] = [
    {"_target_": "LoadImaged", "keys": "image"},
    {"_target_": "EnsureChannelFirstd", "keys": "@image_keys"},
    {"_target_": "Orientationd", "keys": "@image_keys", "axcodes": "RAS"},
    {"_target_": "Spacingd", "keys": "@image_keys", "pixdim": [1.4, 1.3, 2.5], "mode": "bilinear"},
    {"_target_": "ScaleIntensityRanged", "keys": "image", "a_min": -300, "a_max": 400, "b_min": 0.0, "b_max": 1.0,
     "clip": True},
    {"_target_": "EnsureTyped", "keys": "image"},
]  # fmt: skip


def config(**changes: Any) -> Json:
    return {
        "imports": ["$import glob", "$import os"],
        "bundle_root": ".",
        "image_keys": ["image"],
        "device": "$torch.device('cuda:0' if torch.cuda.is_available() else 'cpu')",
        "ckpt_path": "$@bundle_root + '/models/model.pt'",
        "dataset_dir": "/workspace/data",
        "datalist": "$list(sorted(glob.glob(@dataset_dir + '/*.nii.gz')))",
        "network_def": NETWORK,
        "network": "$@network_def.to(@device)",
        "preprocessing": {"_target_": "Compose", "transforms": TRANSFORMS},
        "inferer": {"_target_": "SlidingWindowInferer", "roi_size": [32, 32, 16], "sw_batch_size": 2, "overlap": 0.25},
        "postprocessing": {
            "_target_": "Compose",
            "transforms": [
                {"_target_": "Activationsd", "keys": "pred", "softmax": True},
                {"_target_": "Invertd", "keys": "pred", "transform": "@preprocessing", "orig_keys": "image"},
                {"_target_": "AsDiscreted", "keys": "pred", "argmax": True},
                {"_target_": "SaveImaged", "keys": "pred", "output_dir": "@dataset_dir"},
            ],
        },
        "evaluator": {"_target_": "SupervisedEvaluator", "val_data_loader": "@dataloader"},
        **changes,
    }


METADATA: Json = {
    "schema": "https://example.org", "version": "0.5.3", "name": "Two organs", "monai_version": "1.4.0",
    "intended_use": "An example of a network", "data_source": "made up", "license": "Apache-2.0",
    "network_data_format": {
        "inputs": {"image": {"type": "image", "modality": "CT", "num_channels": 1, "spatial_shape": [32, 32, 16]}},
        "outputs": {"pred": {"type": "image", "num_channels": 3,
                             "channel_def": {"0": "background", "1": "spleen", "2": "left kidney"}}},
    },
}  # fmt: skip


@pytest.fixture
def make(tmp_path: Path) -> Make:
    def made(inference: Json, metadata: Json = METADATA, network: Json = NETWORK) -> Path:
        nets = pytest.importorskip("monai.networks.nets")
        folder = tmp_path / "two_organs"
        for name in ("configs", "models"):
            (folder / name).mkdir(parents=True)
        (folder / "configs" / "metadata.json").write_text(json.dumps(metadata))
        (folder / "configs" / "inference.json").write_text(json.dumps(inference))
        torch.manual_seed(3)
        given = {name: value for name, value in network.items() if name != "_target_"}
        net = getattr(nets, network["_target_"])(**given)
        torch.save(net.state_dict(), folder / "models" / "model.pt")
        return folder

    return made


def scan(shape: tuple[int, int, int] = (15, 44, 40)) -> Volume:
    noise = gaussian_filter(np.random.default_rng(5).normal(0, 1, shape), (1.0, 2.5, 2.5))
    values = np.round(noise / noise.std() * 150).astype(np.int16)
    return Volume(values, oblique_affine((3.1, 1.2, 0.9), (12, -9, 21)), unit="HU", modality="CT", bones_bright=True)


def by_monai(folder: Path, volume: Volume, tmp_path: Path) -> tuple[Any, Any]:
    """Input of the network, (x, y, z), and its outputs on the source grid, by MONAI's own parser and classes."""
    nibabel = pytest.importorskip("nibabel")
    parser_class = pytest.importorskip("monai.bundle").ConfigParser
    transforms = pytest.importorskip("monai.transforms")
    parser = parser_class(json.loads((folder / "configs" / "inference.json").read_text()))
    affine_ras = np.diag([-1, -1, 1, 1]) @ volume.affine_lps[:, [2, 1, 0, 3]]
    path = tmp_path / "scan.nii.gz"
    nibabel.save(nibabel.Nifti1Image(np.ascontiguousarray(volume.voxels.T), affine_ras), path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # readers of other formats that find their library missing
        before = parser.get_parsed_content("preprocessing")
    network = parser.get_parsed_content("network_def")
    network.load_state_dict(torch.load(folder / "models" / "model.pt", weights_only=True))
    data = before({"image": str(path)})
    with torch.inference_mode():
        data["pred"] = parser.get_parsed_content("inferer")(data["image"][None], network.eval())[0].float()
    data["pred"].meta, data["pred"].applied_operations = data["image"].meta, data["image"].applied_operations
    back = transforms.Invertd("pred", before, orig_keys="image", nearest_interp=False, to_tensor=True)
    image = data["image"].as_tensor().clone()
    return image, back(data)["pred"].as_tensor().numpy().T


TIE = 0.01
"""Outputs closer than this are a tie: sums are kept in float16."""


@pytest.mark.parametrize(
    "inferer",
    [
        {"_target_": "SlidingWindowInferer", "roi_size": [32, 32, 16], "sw_batch_size": 2, "overlap": 0.25},
        {"_target_": "SlidingWindowInferer", "roi_size": [24, 24, 8], "sw_batch_size": 2, "overlap": 0.5,
         "mode": "gaussian"},
    ],
)  # fmt: skip
def test_labels_equal_those_of_monai(make: Make, tmp_path: Path, inferer: Json) -> None:
    folder = make(config(inferer=inferer))
    volume = scan()
    image, wanted = by_monai(folder, volume, tmp_path)
    card = take(folder, tmp_path / "packs")
    assert [label.name for label in card.labels] == ["spleen", "left_kidney"]
    assert card.labels[1].side == "left"
    assert card.input.grid is not None
    prepared = prepare(volume, card.input.grid, device=torch.device("cpu"))
    shown = prepared.way.cut_to_shown(prepared.tensor)
    torch.testing.assert_close(shown, image, atol=2e-3, rtol=0)
    require_same_labels(run_model(load_model(card, device="cpu"), volume).structures[0].labelled, wanted)


def require_same_labels(found: Any, outputs: Any) -> None:
    """Compare a label map with outputs (slices, rows, columns, channels) wherever they tell the labels apart."""
    expected = outputs.argmax(-1)
    assert len(np.unique(expected)) == 3
    second, first = np.sort(outputs, axis=-1)[..., -2:].transpose(3, 0, 1, 2)
    clear = first - second >= TIE
    clear[[0, -1]] = clear[:, [0, -1]] = clear[:, :, [0, -1]] = False  # there MONAI takes zeros for what lies outside
    assert clear.mean() > 0.5
    assert (found != expected)[clear].mean() < 2e-4


def test_slices(make: Make, tmp_path: Path) -> None:
    flat = {**NETWORK, "spatial_dims": 2}
    folder = make(
        config(network_def=flat, inferer={"_target_": "SliceInferer", "roi_size": [32, 24], "spatial_dim": 2}),
        network=flat,
    )
    volume = scan()
    _, wanted = by_monai(folder, volume, tmp_path)
    card = take(folder, tmp_path / "packs")
    assert card.input.grid is not None
    assert (card.input.grid.dimensions, card.input.grid.orientation) == (2, "SRA")
    require_same_labels(run_model(load_model(card, device="cpu"), volume).structures[0].labelled, wanted)


def test_an_oblique_scan_comes_back_within_half_a_voxel(make: Make, tmp_path: Path) -> None:
    card = take(make(config()), tmp_path / "packs")
    assert card.input.grid is not None
    volume = scan()
    way = prepare(volume, card.input.grid, device=torch.device("cpu")).way
    corners = np.array([[2.0, 5, 7], [12, 40, 3], [7, 20, 33]])
    np.testing.assert_allclose(way.to_source_points(way.to_network_points(corners)), corners, atol=1e-6)
    ramp = np.broadcast_to(np.arange(40, dtype=np.float32), volume.shape)
    there = prepare(Volume(np.ascontiguousarray(ramp), volume.affine_lps), card.input.grid,
                    device=torch.device("cpu"), way=way)  # fmt: skip
    back = way.to_source(there.tensor)[0].numpy() * 700 - 300
    assert np.abs(back - ramp)[1:-1, 2:-2, 2:-2].max() <= 0.5


def test_a_zip_and_yaml_are_read_alike(make: Make, tmp_path: Path) -> None:
    yaml = pytest.importorskip("yaml")
    folder = make(config())
    first = probe(folder)
    (folder / "configs" / "inference.yaml").write_text(yaml.safe_dump(config(), sort_keys=False))
    (folder / "configs" / "inference.json").unlink()
    assert probe(folder).suggested == first.suggested
    shutil.make_archive(str(tmp_path / "zipped"), "zip", tmp_path, "two_organs")
    assert probe(tmp_path / "zipped.zip").suggested == first.suggested
    assert first.licence == "Apache-2.0"
    assert first.suggested.version == "0.5.3"


EVIL = "$__import__('os').system('touch {mark}')"

REFUSED: dict[str, tuple[Json, str]] = {
    "network": ({"network_def": EVIL}, "__import__"),
    "argument": ({"network_def": {**NETWORK, "channels": EVIL}}, "__import__"),
    "target": ({"network_def": {"_target_": "os.system", "command": "touch {mark}"}}, "os.system"),
    "script": ({"network_def": {"_target_": "scripts.net.Net"}}, "scripts.net.Net"),
    "transform": ({"preprocessing": {"_target_": "Compose", "transforms": [
        {"_target_": "subprocess.run", "args": ["touch", "{mark}"]}]}}, "subprocess.run"),
    "unknown transform": ({"preprocessing": {"_target_": "Compose", "transforms": [
        {"_target_": "RandFlipd", "keys": "image"}]}}, "RandFlipd"),
    "lambda": ({"preprocessing": {"_target_": "Compose", "transforms": [
        {"_target_": "Lambdad", "keys": "image", "func": EVIL}]}}, "Lambdad"),
    "inferer": ({"inferer": {"_target_": "scripts.Inferer"}}, "scripts.Inferer"),
    "compose": ({"preprocessing": EVIL}, "__import__"),
    "size": ({"inferer": {"_target_": "SlidingWindowInferer", "roi_size": EVIL}}, "__import__"),
    "circle": ({"network_def": "@network_def"}, "refers to itself"),
    "nowhere": ({"inferer": "@nothing::there"}, "nothing::there"),
}  # fmt: skip


@pytest.mark.parametrize("case", list(REFUSED))
def test_what_is_not_understood_is_refused_by_name_and_nothing_runs(make: Make, tmp_path: Path, case: str) -> None:
    changes, words = REFUSED[case]
    mark = tmp_path / "ran"
    text = json.dumps(changes).replace("{mark}", str(mark))
    folder = make(config(**json.loads(text), imports=[EVIL.replace("{mark}", str(mark))]))
    assert words in probe(folder).refusal
    assert not mark.exists()


def test_expressions_that_nobody_needs_stay_text(make: Make, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    folder = make(config(evaluator=EVIL.replace("{mark}", str(mark)), imports=[f"$import os; os.mkdir({str(mark)!r})"]))
    assert not probe(folder).refusal
    take(folder, tmp_path / "packs")
    assert not mark.exists()


def test_weights_that_run_something_are_refused(make: Make, tmp_path: Path) -> None:
    mark = tmp_path / "ran"

    class Evil:
        def __reduce__(self) -> tuple[Any, ...]:
            return os.system, (f"touch {mark}",)

    folder = make(config())
    torch.save({"model": Evil()}, folder / "models" / "model.pt")
    assert "posix.system" in probe(folder).refusal
    assert not mark.exists()


def test_several_pictures_are_refused(make: Make) -> None:
    metadata = json.loads(json.dumps(METADATA))
    metadata["network_data_format"]["inputs"]["image"]["num_channels"] = 4
    assert "several pictures" in probe(make(config(), metadata)).refusal


def test_an_archive_that_leaves_its_folder_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bad.zip", "w") as archive:
        archive.writestr("configs/metadata.json", "{}")
        archive.writestr("../outside.txt", "x")
    assert "outside its own folder" in probe(tmp_path / "bad.zip").refusal
