"""A model of structures as a MONAI bundle: a description and weights, no script, no expression, no pickle.

``configs/metadata.json`` and ``configs/inference.json`` say in MONAI's own words what the card says; where MONAI has no
words for a part of the contract the model is not exported. Weights are safetensors: MONAI's habit is ``model.pt``, a
pickle, which is not written here. The card stands in the metadata, too, so that Lightbox takes the bundle in again as
the very model that it was.

References
----------
MONAI's documentation "MONAI Bundle Specification" and its metadata schema of 2024-07-25.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeAlias

from safetensors.torch import save_file
from torch import nn

from ai.adapters.monai_bundle import CARD_KEY, METADATA, SAFE_WEIGHTS
from ai.errors import ModelPackError
from ai.inference.gate import STATISTICS
from ai.inference.segment import LARGEST_PART
from ai.library.card import CARD_FORMAT, ModelCard, Weights
from ai.library.grid_spec import GridSpec, IntensityStep
from ai.library.pack import verify
from ai.networks.build import load_members, monai_description
from ai.plain import to_plain
from ai.progress import Progress, silent
from ai.training.export_contract import RESEARCH_USE, read_me
from ai.training.export_form import ExportForm
from ai.training.export_onnx import require_possible
from ai.words import say

Json: TypeAlias = dict[str, Any]

KEY = "image"
"""Of the picture in the dictionary that MONAI's transforms hand on."""


def export_bundle(card: ModelCard, path: Path, *, progress: Progress = silent) -> None:
    """Write a bundle: a folder, or one zip where the name ends in ``.zip``; whole or not at all.

    Raises
    ------
    ModelPackError
        When the model's network or contract has no words in MONAI, something of that name is there, or the files cannot
        be written.
    """
    require_possible(card, ExportForm.BUNDLE)
    assert card.input.grid is not None  # said by `hindrance`
    config = _inference(card, card.input.grid)
    verify(card)
    (network,) = (member.eval() for member in load_members(card))
    if path.is_dir():
        raise ModelPackError(say("{file} is there already.", file=path.name), say("Choose another name."))
    try:
        with tempfile.TemporaryDirectory(prefix=".unfinished-", dir=path.absolute().parent) as folder:
            top = Path(folder) / card.key
            for name in ("configs", "models", "docs"):
                (top / name).mkdir(parents=True)
            progress(0.1, say("Writing the weights"))
            sha256 = _write_weights(network, top / SAFE_WEIGHTS)
            progress(0.6, say("Writing the description"))
            _write_json(top / METADATA, _metadata(card, card.input.grid, sha256))
            _write_json(top / "configs/inference.json", config)
            (top / "docs/README.md").write_text(read_me(card, _how(card)), encoding="utf-8")
            (top / "LICENSE").write_text(f"{card.reading.licence}\n", encoding="utf-8")
            done = top
            if path.suffix == ".zip":
                done = Path(shutil.make_archive(str(Path(folder) / "bundle"), "zip", folder, card.key))
            os.replace(done, path)
    except OSError as error:
        raise ModelPackError(
            say("{file} cannot be written ({reason}).", file=path.name, reason=error.strerror or ""),
            say("Choose another folder, or free some space."),
        ) from error
    progress(1.0, say("Done"))


def _write_weights(network: nn.Module, path: Path) -> str:
    """Write the whole state dict, float32: MONAI's networks hold some layers twice, and load them by both names."""
    save_file({name: tensor.detach().clone().contiguous() for name, tensor in network.state_dict().items()}, path)
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _inference(card: ModelCard, grid: GridSpec) -> Json:
    """Say the contract as MONAI's transforms, inferer and postprocessing."""
    described = monai_description(card.architecture)
    if described is None:
        raise _no_words(card, say("its network is none of MONAI's"))
    _require_words(card, grid)
    activation = {"softmax": {"softmax": True}, "sigmoid": {"sigmoid": True}}[grid.activation]
    discrete: Json = {"argmax": True} if grid.activation == "softmax" else {"threshold": card.threshold}
    after: list[Json] = [
        _step("Activationsd", "pred", **activation),
        _step("Invertd", "pred", transform="@preprocessing", orig_keys=KEY, nearest_interp=False, to_tensor=True),
        _step("AsDiscreted", "pred", **discrete),
    ]
    if largest := card.reference.get(LARGEST_PART):
        names = [label.name for label in card.labels]
        first = int(grid.background and grid.activation == "softmax")
        applied = [names.index(each) + first if isinstance(each, str) else int(each) for each in largest]
        after.append(_step("KeepLargestConnectedComponentd", "pred", applied_labels=applied))
    name, arguments = described
    return {
        "network_def": {"_target_": f"monai.networks.nets.{name}", **arguments},
        "preprocessing": {"_target_": "Compose", "transforms": _before(grid)},
        "inferer": _inferer(grid),
        "postprocessing": {"_target_": "Compose", "transforms": after},
    }


def _before(grid: GridSpec) -> list[Json]:
    values = [_INTENSITY[step.name](dict(step.arguments)) for step in grid.intensity]
    space: list[Json] = []
    if any(grid.spacing_mm):
        mode = 3 if grid.order == 3 else "bilinear"
        space.append(_step("Spacingd", KEY, pixdim=[each or -1.0 for each in grid.spacing_mm], mode=mode))
    if grid.fit == "resize":
        mode = "area" if grid.shrink == "area" else "trilinear"
        space.append(_step("Resized", KEY, spatial_size=list(grid.size), mode=mode))
    fill: list[Json] = []
    if grid.fit == "centre":
        fill.append(_step("ResizeWithPadOrCropd", KEY, spatial_size=list(grid.size), value=grid.pad_value))
    if grid.multiple_of > 1:
        fill.append(_step("DivisiblePadd", KEY, k=grid.multiple_of))
    first = [_step("LoadImaged", KEY), _step("EnsureChannelFirstd", KEY)]
    turn = [_step("Orientationd", KEY, axcodes=grid.orientation)]
    scaled = [*values, *space] if grid.intensity_first else [*space, *values]
    return [*first, *turn, *scaled, *fill, _step("EnsureTyped", KEY)]


def _inferer(grid: GridSpec) -> Json:
    if not grid.patch:
        return {"_target_": "SimpleInferer"}
    window: Json = {
        "roi_size": list(grid.patch), "overlap": grid.overlap, "mode": grid.blend, "cval": grid.pad_value,
        "sw_batch_size": 1,
    }  # fmt: skip
    if grid.dimensions == 2:
        return {"_target_": "SliceInferer", "spatial_dim": 0, **window}
    return {"_target_": "SlidingWindowInferer", **window}


_INTENSITY: Mapping[str, Callable[[Mapping[str, float]], Json]] = {
    "clip": lambda given: _step(
        "ScaleIntensityRanged", KEY, a_min=given["low"], a_max=given["high"], b_min=given["low"], b_max=given["high"],
        clip=True,
    ),
    "scale-range": lambda given: _step(
        "ScaleIntensityRanged", KEY, a_min=given["from_low"], a_max=given["from_high"], b_min=given.get("to_low", 0.0),
        b_max=given.get("to_high", 1.0), clip=bool(given.get("clip", 0)),
    ),
    "scale-min-max": lambda given: _step(
        "ScaleIntensityd", KEY, minv=given.get("to_low", 0.0), maxv=given.get("to_high", 1.0)
    ),
    "percentile": lambda given: _step(
        "ScaleIntensityRangePercentilesd", KEY, lower=given["low"], upper=given["high"],
        b_min=given.get("to_low", 0.0), b_max=given.get("to_high", 1.0), clip=bool(given.get("clip", 0)),
    ),
    "normalise": lambda given: _step(
        "NormalizeIntensityd", KEY, subtrahend=given["mean"], divisor=given["std"]
    ),
    "z-score": lambda given: _step("NormalizeIntensityd", KEY),
    "z-score-nonzero": lambda given: _step("NormalizeIntensityd", KEY, nonzero=True),
}  # fmt: skip


def _require_words(card: ModelCard, grid: GridSpec) -> None:
    """Refuse what MONAI's transforms, or our reading of them, cannot say."""
    patched = bool(grid.patch)
    for is_strange, what in (
        (not grid.orientation, say("it reads scans in the order in which they are stored")),
        (grid.crop_zeros, say("it cuts off what is 0")),
        (grid.thick_order >= 0, say("it resamples thick slices in another way")),
        (grid.channels != 1, say("it reads several channels")),
        (grid.blend == "gaussian-even", say("it lays its windows in another way")),
        (grid.activation == "none", say("its outputs are used as they are")),
        (grid.fit not in ("free", "resize", "centre"), say("it pads pictures to a square")),
        (grid.centres == "half-pixel-smooth", say("it smooths what it makes smaller")),
        (grid.dimensions == 2 and (grid.fit != "free" or not patched), say("it reads whole slices of one size")),
        (not all(_has_words(step) for step in grid.intensity), say("it scales values in another way")),
    ):
        if is_strange:
            raise _no_words(card, what)


def _has_words(step: IntensityStep) -> bool:
    given = dict(step.arguments)
    if step.name == "clip" and not {"low", "high"} <= set(given):
        return False
    return step.name in _INTENSITY and not any(name.endswith("_0") for name in given)


def _metadata(card: ModelCard, grid: GridSpec, sha256: str) -> Json:
    """Fill MONAI's metadata; every key that its schema asks for."""
    background = grid.background and grid.activation == "softmax"
    titles = [*(["background"] if background else []), *(label.title for label in card.labels)]
    kept = dataclasses.replace(
        card,
        members=(Weights(Path(SAFE_WEIGHTS).name, sha256),),
        reference={name: value for name, value in card.reference.items() if name != STATISTICS},
        folder=Path(),
        origin=None,
        draft=False,
    )
    plain = {name: value for name, value in to_plain(kept).items() if name != "folder"}
    modality = card.input.modalities[0] if card.input.modalities else "n/a"
    shape: list[int | str] = [*(grid.patch or grid.size or ("*",) * grid.dimensions)]
    return {
        "schema": "https://github.com/Project-MONAI/MONAI-extra-test-data/releases/download/0.8.1/"
        "meta_schema_20240725.json",
        "version": card.version,
        "changelog": {card.version: "exported from Lightbox"},
        "monai_version": version("monai"),
        "pytorch_version": version("torch").partition("+")[0],
        "numpy_version": version("numpy"),
        "required_packages_version": {"safetensors": version("safetensors")},
        "optional_packages_version": {},
        "name": card.title,
        "task": "segmentation",
        "description": card.reading.intended_use,
        "authors": "not told",
        "copyright": card.reading.licence,
        "license": card.reading.licence,
        "data_source": card.reading.training_data,
        "data_type": modality,
        "intended_use": f"{RESEARCH_USE} {card.reading.intended_use}",
        "network_data_format": {
            "inputs": {
                KEY: {
                    "type": "image",
                    "format": "magnitude",
                    "modality": modality,
                    "num_channels": grid.channels,
                    "spatial_shape": shape,
                    "dtype": "float32",
                    "value_range": [],
                    "is_patch_data": bool(grid.patch),
                    "channel_def": {"0": KEY},
                }
            },
            "outputs": {
                "pred": {
                    "type": "image",
                    "format": "segmentation",
                    "num_channels": len(titles),
                    "spatial_shape": shape,
                    "dtype": "float32",
                    "value_range": [],
                    "is_patch_data": bool(grid.patch),
                    "channel_def": {str(number): title for number, title in enumerate(titles)},
                }
            },
        },
        CARD_KEY: {"format": CARD_FORMAT, **plain},
    }


def _how(card: ModelCard) -> tuple[str, ...]:
    grid = card.input.grid
    respaced = grid is not None and any(grid.spacing_mm) and grid.centres == "half-pixel"
    return (
        f"Weights are safetensors: network.load_state_dict(safetensors.torch.load_file('{SAFE_WEIGHTS}')).",
        "No script, expression or pickle is in this bundle; MONAI's ConfigParser makes the parts of inference.json.",
        *(
            ("Lightbox lays voxels of a new spacing over the same space; MONAI's Spacing keeps the first voxel's "
             "centre: results of both differ by less than a voxel.",)
            if respaced
            else ()
        ),
        "Lightbox takes the bundle in again with: lightbox models import FILE.",
    )  # fmt: skip


def _step(target: str, keys: str, **arguments: Any) -> Json:
    return {"_target_": target, "keys": keys, **arguments}


def _write_json(path: Path, data: Json) -> None:
    with path.open("w", encoding="utf-8") as file:
        json.dump(data, file, indent=1, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())


def _no_words(card: ModelCard, reason: str) -> ModelPackError:
    return ModelPackError(
        say("{model} cannot be described as a MONAI bundle: {reason}.", model=card.title, reason=reason),
        say("Export it as ONNX, or as a pack of this product (.lbmodel)."),
    )
