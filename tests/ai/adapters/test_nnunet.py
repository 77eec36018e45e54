"""Folders of nnU-Net v2, made with its own networks and compared with its own predictor."""

from __future__ import annotations

import json
import os
import shutil
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from scipy.ndimage import gaussian_filter

from ai.adapters.probe import probe
from ai.inference.run import load_model, run_model
from ai.networks.build import load_members
from ai.prepare.grid import plan, prepare
from ai.volume import Volume
from tests.ai.adapters.foreign_models import oblique_affine, take

Plans = dict[str, Any]
Make = Callable[..., Path]


@pytest.fixture(scope="module")
def official() -> Any:
    for name in ("nnUNet_raw", "nnUNet_preprocessed", "nnUNet_results"):
        os.environ.setdefault(name, "unused")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("nnunetv2.inference.predict_from_raw_data")


def configuration(dimensions: int, *, residual: bool = False, **changes: Any) -> dict[str, Any]:
    network = "ResidualEncoderUNet" if residual else "PlainConvUNet"
    blocks = "n_blocks_per_stage" if residual else "n_conv_per_stage"
    strides = [[1, 1, 1], [1, 2, 2], [2, 2, 2]] if dimensions == 3 else [[1, 1], [2, 2], [2, 2]]
    kernels = [[1, 3, 3], [3, 3, 3], [3, 3, 3]] if dimensions == 3 else [[3, 3]] * 3
    resampling = {"is_seg": False, "order": 3, "order_z": 0, "force_separate_z": None}
    found = {
        "data_identifier": "tiny", "preprocessor_name": "DefaultPreprocessor", "batch_size": 2,
        "patch_size": [8, 24, 32] if dimensions == 3 else [32, 24],
        "median_image_size_in_voxels": [20, 40, 40][-dimensions:],
        "spacing": [2.4, 1.1, 1.3] if dimensions == 3 else [1.1, 1.3],
        "normalization_schemes": ["CTNormalization"], "use_mask_for_norm": [False],
        "resampling_fn_data": "resample_data_or_seg_to_shape", "resampling_fn_data_kwargs": resampling,
        "resampling_fn_seg": "resample_data_or_seg_to_shape",
        "resampling_fn_seg_kwargs": {**resampling, "is_seg": True, "order": 1},
        "resampling_fn_probabilities": "resample_data_or_seg_to_shape",
        "resampling_fn_probabilities_kwargs": {**resampling, "order": 1},
        "batch_dice": True,
        "architecture": {
            "network_class_name": f"dynamic_network_architectures.architectures.unet.{network}",
            "arch_kwargs": {
                "n_stages": 3, "features_per_stage": [4, 6, 8], "conv_op": f"torch.nn.modules.conv.Conv{dimensions}d",
                "kernel_sizes": kernels, "strides": strides, blocks: [1, 2, 2],
                "n_conv_per_stage_decoder": [1, 2], "conv_bias": True,
                "norm_op": f"torch.nn.modules.instancenorm.InstanceNorm{dimensions}d",
                "norm_op_kwargs": {"eps": 1e-05, "affine": True}, "dropout_op": None, "dropout_op_kwargs": None,
                "nonlin": "torch.nn.LeakyReLU", "nonlin_kwargs": {"inplace": True},
            },
            "_kw_requires_import": ["conv_op", "norm_op", "dropout_op", "nonlin"],
        },
    }  # fmt: skip
    return {**found, **changes}


TIE = 0.006
"""Two labels whose probabilities differ by less are a tie: nnU-Net and we both add up windows in float16."""

RIM = 3
"""Voxels at the edges, where a single window counts: its weight there is a millionth of the largest, and nnU-Net keeps
it and the sums in float16, in which few digits of such small numbers are left; its logits are off by up to 0.5."""

LABELS = {"background": 0, "liver": 1, "kidney_left": 2, "kidney_right": 3}


@pytest.fixture
def make(official: Any, tmp_path: Path) -> Make:
    """A trained folder with random weights that tell the labels apart."""
    get_network = pytest.importorskip("nnunetv2.utilities.get_network_from_plans").get_network_from_plans

    def made(
        name: str,
        settings: dict[str, Any],
        *,
        labels: dict[str, Any] | None = None,
        folds: tuple[int, ...] = (0,),
        dataset: dict[str, Any] | None = None,
        **plan_changes: Any,
    ) -> Path:
        labels = labels or LABELS
        folder = tmp_path / "model"
        plans = {
            "dataset_name": "Dataset900_Tiny", "plans_name": "nnUNetPlans", "transpose_forward": [0, 1, 2],
            "transpose_backward": [0, 1, 2], "image_reader_writer": "SimpleITKIO", "label_manager": "LabelManager",
            "original_median_spacing_after_transp": [2.4, 1.1, 1.3],
            "foreground_intensity_properties_per_channel": {"0": {
                "mean": 50.0, "std": 120.0, "percentile_00_5": -300.0, "percentile_99_5": 400.0, "min": -1000.0,
                "max": 2000.0, "median": 40.0}},
            "configurations": {name: settings}, **plan_changes,
        }  # fmt: skip
        facts = {"labels": labels, "channel_names": {"0": "CT"}, "numTraining": 1, "file_ending": ".nii.gz"}
        folder.mkdir()
        (folder / "plans.json").write_text(json.dumps(plans))
        (folder / "dataset.json").write_text(json.dumps({**facts, **(dataset or {})}))
        regions = any(isinstance(each, list) for each in labels.values())
        architecture = settings["architecture"]
        for fold in folds:
            torch.manual_seed(fold)
            network = get_network(
                architecture["network_class_name"], architecture["arch_kwargs"], architecture["_kw_requires_import"],
                1, len(labels) - regions, deep_supervision=True,
            )  # fmt: skip
            checkpoint = {
                "network_weights": network.state_dict(), "optimizer_state": {"momentum": torch.zeros(3)},
                "grad_scaler_state": None, "logging": {"dice": [np.float64(0.5), np.float32(0.25)]},
                "_best_ema": np.float64(0.4), "current_epoch": 1,
                "init_args": {"configuration": name, "fold": fold, "plans": plans, "dataset_json": facts},
                "trainer_name": "nnUNetTrainer", "inference_allowed_mirroring_axes": (0, 1, 2),
            }  # fmt: skip
            (folder / f"fold_{fold}").mkdir()
            torch.save(checkpoint, folder / f"fold_{fold}" / "checkpoint_final.pth")
        return folder

    return made


def scan(
    shape: tuple[int, int, int] = (14, 44, 40), spacing_mm: tuple[float, float, float] = (2.9, 1.3, 1.0)
) -> Volume:
    """Soft blobs in air, oblique, with a frame of zeros on two sides."""
    noise = gaussian_filter(np.random.default_rng(5).normal(0, 1, shape), (1.0, 2.5, 2.5))
    values = np.round(noise / noise.std() * 150).astype(np.int16)
    values[values == 0] = 1
    values[:, :3] = 0
    values[-1:] = 0
    return Volume(values, oblique_affine(spacing_mm, (12, -9, 21)), unit="HU", modality="CT", bones_bright=True)


def by_nnunet(official: Any, folder: Path, volume: Volume, folds: tuple[int, ...] = (0,)) -> tuple[Any, Any]:
    """Label map and probabilities of nnU-Net's own predictor."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        predictor = official.nnUNetPredictor(
            tile_step_size=0.5, use_gaussian=True, use_mirroring=False, perform_everything_on_device=False,
            device=torch.device("cpu"), verbose=False, verbose_preprocessing=False, allow_tqdm=False,
        )  # fmt: skip
        predictor.initialize_from_trained_model_folder(str(folder), folds, "checkpoint_final.pth")
        labels, probabilities = predictor.predict_single_npy_array(
            volume.voxels[None].astype(np.float32), {"spacing": list(volume.spacing_mm)}, None, None, True
        )
    return labels, probabilities


def within(rim: int, volume: Volume) -> Any:
    """Voxels that lie further than a rim within what is not all zeros."""
    slices, rows, columns = volume.shape
    inside = np.zeros(volume.shape, bool)
    inside[rim : slices - 1 - rim, 3 + rim : rows - rim, rim : columns - rim] = True
    return inside


CASES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "3d_fullres": (configuration(3), {}),
    "3d_lowres": (configuration(3, spacing=[3.6, 2.2, 2.1]), {}),
    "2d": (configuration(2), {}),
    "residual": (configuration(3, residual=True), {}),
    "thick": (configuration(3, spacing=[6.5, 1.2, 1.2]), {}),
    "transposed": (configuration(3, spacing=[1.1, 2.4, 1.3], patch_size=[16, 8, 24]),
                   {"transpose_forward": [2, 0, 1], "transpose_backward": [1, 2, 0]}),
    "z-score": (configuration(3, normalization_schemes=["ZScoreNormalization"]), {}),
    "masked z-score": (configuration(3, normalization_schemes=["ZScoreNormalization"], use_mask_for_norm=[True]), {}),
    "scaled": (configuration(3, normalization_schemes=["RescaleTo01Normalization"]), {}),
}  # fmt: skip


@pytest.mark.parametrize("case", list(CASES))
def test_labels_equal_those_of_nnunet(official: Any, make: Make, tmp_path: Path, case: str) -> None:
    settings, changes = CASES[case]
    name = case if case in ("2d", "3d_lowres") else "3d_fullres"
    folder = make(name, settings, **changes)
    volume = scan()
    wanted, probabilities = by_nnunet(official, folder, volume)
    assert len(np.unique(wanted)) > 2
    card = take(folder, tmp_path / "packs")
    found = run_model(load_model(card, device="cpu"), volume).structures[0].labelled
    differs = found != wanted
    assert differs.mean() < 0.002
    second, first = np.sort(probabilities, axis=0)[-2:]
    clear = (first - second >= TIE) & within(RIM, volume)
    assert not (differs & clear).any()
    assert clear.mean() > 0.3


def test_network_and_input_equal_those_of_nnunet(official: Any, make: Make, tmp_path: Path) -> None:
    folder = make("3d_fullres", configuration(3, residual=True))
    volume = scan()
    card = take(folder, tmp_path / "packs")
    assert card.input.grid is not None
    prepared = prepare(volume, card.input.grid, device=torch.device("cpu"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        predictor = official.nnUNetPredictor(device=torch.device("cpu"), perform_everything_on_device=False)
        predictor.initialize_from_trained_model_folder(str(folder), (0,), "checkpoint_final.pth")
        preprocessor = predictor.configuration_manager.preprocessor_class(verbose=False)
        data, _, _ = preprocessor.run_case_npy(
            volume.voxels[None].astype(np.float32), None, {"spacing": list(volume.spacing_mm)},
            predictor.plans_manager, predictor.configuration_manager, predictor.dataset_json,
        )  # fmt: skip
    shown = prepared.way.cut_to_shown(prepared.tensor)
    torch.testing.assert_close(shown, torch.as_tensor(data), atol=1e-3, rtol=0)
    (own,) = load_members(card)
    window = torch.randn(1, 1, 8, 24, 32)
    with torch.inference_mode():
        torch.testing.assert_close(own(window), predictor.network.eval()(window), atol=1e-5, rtol=1e-4)


def test_folds_are_members(official: Any, make: Make, tmp_path: Path) -> None:
    folder = make("3d_fullres", configuration(3), folds=(0, 1))
    volume = scan()
    wanted, _ = by_nnunet(official, folder, volume, (0, 1))
    card = take(folder, tmp_path / "packs")
    assert [member.file for member in card.members] == ["fold-0.safetensors", "fold-1.safetensors"]
    found = run_model(load_model(card, device="cpu"), volume).structures[0].labelled
    assert (found == wanted).mean() > 0.98  # nnU-Net averages logits, we average probabilities


def test_regions_overlap(official: Any, make: Make, tmp_path: Path) -> None:
    labels = {"background": 0, "whole": [1, 2], "core": 2}
    folder = make("3d_fullres", configuration(3), labels=labels, dataset={"regions_class_order": [1, 2]})
    volume = scan()
    wanted, probabilities = by_nnunet(official, folder, volume)
    card = take(folder, tmp_path / "packs")
    assert [label.name for label in card.labels] == ["whole", "core"]
    whole, core = (each.mask for each in run_model(load_model(card, device="cpu"), volume).structures)
    clear = (np.abs(probabilities - 0.5).min(0) >= TIE) & within(RIM, volume)
    assert clear.mean() > 0.2
    np.testing.assert_array_equal(core[clear], (wanted == 2)[clear])
    np.testing.assert_array_equal((whole | core)[clear], (wanted > 0)[clear])


def test_reoriented_readers_turn_the_scan(official: Any, make: Make, tmp_path: Path) -> None:
    sitk = pytest.importorskip("SimpleITK")
    folder = make("3d_fullres", configuration(3), image_reader_writer="SimpleITKIOWithReorient")
    volume = scan()
    card = take(folder, tmp_path / "packs")
    assert card.input.grid is not None
    assert card.input.grid.orientation == "SAR"
    image = sitk.GetImageFromArray(volume.voxels)
    image.SetDirection((volume.affine_lps[:3, [2, 1, 0]] / np.array(volume.spacing_mm)[::-1]).ravel().tolist())
    image.SetSpacing(list(volume.spacing_mm)[::-1])
    turned = sitk.DICOMOrient(image, "RAS")
    straight = Volume(sitk.GetArrayFromImage(turned), np.diag([2.9, 1.3, 1.0, 1.0]), modality="CT")
    wanted, _ = by_nnunet(official, folder, straight)
    back = sitk.GetImageFromArray(wanted.astype(np.uint8))
    back.CopyInformation(turned)
    wanted = sitk.GetArrayFromImage(sitk.DICOMOrient(back, "LPS"))
    found = run_model(load_model(card, device="cpu"), volume).structures[0].labelled
    assert (found == wanted).mean() > 0.9995


def test_an_oblique_scan_comes_back_within_half_a_voxel(make: Make, tmp_path: Path) -> None:
    card = take(make("3d_fullres", configuration(3)), tmp_path / "packs")
    assert card.input.grid is not None
    volume = scan()
    way = plan(volume, card.input.grid)
    for axis in range(3):
        ramp = np.broadcast_to(
            np.arange(volume.shape[axis], dtype=np.float32).reshape([-1 if each == axis else 1 for each in range(3)]),
            volume.shape,
        )
        there = prepare(
            Volume(np.ascontiguousarray(ramp), volume.affine_lps), card.input.grid, device=torch.device("cpu"), way=way
        )
        scaled = way.to_source(there.tensor)[0].numpy() * 120 + 50
        inside = tuple(slice(first + 1, stop - 1) for first, stop in way.seen)
        assert np.abs(scaled - ramp)[inside].max() <= 0.5


def test_labels_and_sides(make: Make) -> None:
    found = probe(make("3d_fullres", configuration(3)))
    assert [(label.name, label.side) for label in found.suggested.labels] == [
        ("liver", ""), ("kidney_left", "left"), ("kidney_right", "right"),
    ]  # fmt: skip
    assert found.suggested.modalities == ("CT",)


def test_plans_of_older_versions(official: Any, make: Make, tmp_path: Path) -> None:
    folder = make("3d_fullres", configuration(3))
    plans = json.loads((folder / "plans.json").read_text())
    settings = plans["configurations"]["3d_fullres"]
    given = settings.pop("architecture")["arch_kwargs"]
    settings |= {
        "UNet_class_name": "PlainConvUNet", "UNet_base_num_features": 4, "unet_max_num_features": 6,
        "n_conv_per_stage_encoder": given["n_conv_per_stage"], "num_pool_per_axis": [1, 2, 2],
        "n_conv_per_stage_decoder": given["n_conv_per_stage_decoder"], "conv_kernel_sizes": given["kernel_sizes"],
        "pool_op_kernel_sizes": given["strides"],
    }  # fmt: skip
    (folder / "plans.json").write_text(json.dumps(plans))
    arguments = dict(probe(folder).suggested.arguments)
    assert arguments["features"] == (4, 6, 6)
    assert arguments["strides"] == ((1, 1, 1), (1, 2, 2), (2, 2, 2))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"previous_stage": "3d_lowres"}, "second stage of a cascade"),
        ({"normalization_schemes": ["RGBTo01Normalization"]}, "RGBTo01Normalization"),
        ({"resampling_fn_data": "resample_torch_fornnunet"}, "resample_torch_fornnunet"),
    ],
)
def test_what_is_not_done_is_refused_by_name(make: Make, changes: dict[str, Any], words: str) -> None:
    assert words in probe(make("3d_fullres", configuration(3, **changes))).refusal


def test_other_networks_and_several_pictures_are_refused(make: Make) -> None:
    folder = make("3d_fullres", configuration(3))
    plans = json.loads((folder / "plans.json").read_text())
    plans["configurations"]["3d_fullres"]["architecture"]["network_class_name"] = "dynamic.primus.PrimusM"
    (folder / "plans.json").write_text(json.dumps(plans))
    assert "PrimusM" in probe(folder).refusal
    dataset = json.loads((folder / "dataset.json").read_text())
    (folder / "dataset.json").write_text(json.dumps({**dataset, "channel_names": {"0": "T1", "1": "FLAIR"}}))
    assert "2 pictures" in probe(folder).refusal


def test_several_trained_models_ask_for_one(make: Make, tmp_path: Path) -> None:
    folder = make("3d_fullres", configuration(3))
    shutil.copytree(folder, tmp_path / "all" / "one")
    shutil.copytree(folder, tmp_path / "all" / "two")
    assert "2 trained models" in probe(tmp_path / "all").refusal


def test_a_checkpoint_that_names_more_is_refused_and_nothing_runs(make: Make, tmp_path: Path) -> None:
    folder = make("3d_fullres", configuration(3))
    mark = tmp_path / "ran"

    class Evil:
        def __reduce__(self) -> tuple[Any, ...]:
            return os.system, (f"touch {mark}",)

    path = folder / "fold_0" / "checkpoint_final.pth"
    checkpoint = torch.load(path, weights_only=False)
    torch.save({**checkpoint, "logging": Evil()}, path)
    assert "posix.system" in probe(folder).refusal
    assert not mark.exists()
