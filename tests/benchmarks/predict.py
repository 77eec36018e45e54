"""One click with each shipped model on a phantom: the whole run against the bare work that nobody can leave out.

For networks that is the forward passes of all members on the windows of the picture; for the rules of the chest CT,
what SimpleITK takes for the same thresholds and components alone.
"""

from __future__ import annotations

import numpy as np
import SimpleITK
import torch
from torch import Tensor

from ai.device import has_fast_bf16
from ai.inference.loaded import LoadedModel
from ai.inference.options import RunOptions
from ai.inference.results import ModelResult
from ai.inference.run import load_model, run_model
from ai.inference.tiling import tile
from ai.itk_image import to_itk
from ai.library.card import CHEST_ANATOMY, DETECTION, SEGMENTATION
from ai.library.library import SHIPPED, Library
from ai.phantom.anatomy import draw_anatomy
from ai.phantom.ct import CtGrid, ct_phantom
from ai.phantom.hippocampus import hippocampus_phantom
from ai.phantom.radiograph import radiograph_phantom
from ai.prepare.grid import prepare
from ai.volume import Volume
from tests.benchmarks.table import Row, medians_ms

CT_SHAPE, CT_SPACING_MM = (120, 256, 256), (2.5, 1.5, 1.5)

LUNG_HU, SKIN_HU, BONE_HU = -400.0, -500.0, 200.0
"""As the rules of ct-lungs have them."""

SMALLEST_LUNG_VOXELS = 5000
"""Of a phantom: smaller gas is no lung."""

ON_A_DRAWING = RunOptions(override=True)
"""A phantom is unlike the pictures that the networks were trained on, and is refused as a picture of a patient would
not be."""


def run() -> list[Row]:
    rows = []
    library = Library([SHIPPED])
    for device in ("cpu", "cuda") if torch.cuda.is_available() else ("cpu",):
        rows.append(_chest_film(load_model(library.get("cxr-anatomy"), device=device)))
        rows.append(_hippocampus(load_model(library.get("hippocampus"), device=device)))
        rows.append(_nodules(load_model(library.get("cxr-nodule"), device=device)))
    rows.append(_chest_ct(load_model(library.get("ct-lungs"), device="cpu")))
    return rows


def _chest_film(model: LoadedModel) -> Row:
    if model.card.task != CHEST_ANATOMY:
        raise ValueError(f"{model.card.key} is no model of the chest")
    volume = radiograph_phantom(draw_anatomy(1)).volume
    picture = torch.zeros(1, 1, *model.card.input.size_px, device=model.device)
    return _against_forwards(model, volume, picture, "one click <= 3 x bare (>= 0.33)")


def _hippocampus(model: LoadedModel) -> Row:
    grid = model.card.input.grid
    if model.card.task != SEGMENTATION or grid is None:
        raise ValueError(f"{model.card.key} is no model of blocks")
    volume = hippocampus_phantom(1).volume
    slices, rows, columns = prepare(volume, grid, device=model.device).tensor.shape[1:]
    tiling = tile((slices, rows, columns), grid)
    windows = torch.zeros(tiling.count, 1, *tiling.patch, device=model.device)
    return _against_forwards(model, volume, windows, "")


def _nodules(model: LoadedModel) -> Row:
    grid = model.card.input.grid
    if model.card.task != DETECTION or grid is None:
        raise ValueError(f"{model.card.key} marks nothing")
    volume = radiograph_phantom(draw_anatomy(1)).volume
    picture = torch.zeros(1, 1, *grid.size, device=model.device)

    def product() -> ModelResult:
        return run_model(model, volume, options=ON_A_DRAWING)

    def bare() -> object:
        with torch.inference_mode():
            return [network(picture) for network in model.networks]

    product_ms, bare_ms = medians_ms(product, bare)
    return Row(f"predict {model.card.key}, {model.device.type}", product_ms, "its networks alone", bare_ms)


def _against_forwards(model: LoadedModel, volume: Volume, seen: Tensor, goal: str) -> Row:
    """Time a run against the forward passes of its members on as many windows."""

    def product() -> ModelResult:
        return run_model(model, volume, options=ON_A_DRAWING)

    def bare() -> list[Tensor]:
        fast = has_fast_bf16(seen.device)
        with torch.inference_mode(), torch.autocast(seen.device.type, torch.bfloat16, enabled=fast):
            return [network(seen).float().cpu() for network in model.networks]

    product_ms, bare_ms = medians_ms(product, bare)
    name = f"predict {model.card.key}, {' x '.join(map(str, volume.shape))}, {model.device.type}"
    return Row(name, product_ms, f"bare forwards of its {len(model.networks)} members", bare_ms, goal)


def _chest_ct(model: LoadedModel) -> Row:
    volume = ct_phantom(draw_anatomy(1), grid=CtGrid.axial(CT_SHAPE, CT_SPACING_MM), noise_hu=15).volume
    image = to_itk(np.ascontiguousarray(volume.voxels), volume.affine_lps)

    def product() -> ModelResult:
        return run_model(model, volume)

    def bare() -> list[SimpleITK.Image]:
        """Body, gas inside it by size, bone: no airway, no left and right, nothing closed, nothing measured."""
        body = _largest(SimpleITK.BinaryThreshold(image, SKIN_HU, 4000))
        inside = SimpleITK.BinaryFillhole(body)
        gas = SimpleITK.And(SimpleITK.BinaryThreshold(image, -2000, LUNG_HU), inside)
        lungs = SimpleITK.RelabelComponent(SimpleITK.ConnectedComponent(gas), SMALLEST_LUNG_VOXELS)
        bone = SimpleITK.RelabelComponent(
            SimpleITK.ConnectedComponent(SimpleITK.BinaryThreshold(image, BONE_HU, 4000)), 100
        )
        return [inside, lungs, bone]

    product_ms, bare_ms = medians_ms(product, bare, runs=5)
    name = f"predict {model.card.key}, {' x '.join(map(str, volume.shape))}, cpu"
    return Row(name, product_ms, "SimpleITK's thresholds and components alone", bare_ms)


def _largest(mask: SimpleITK.Image) -> SimpleITK.Image:
    ordered = SimpleITK.RelabelComponent(SimpleITK.ConnectedComponent(mask))
    first: SimpleITK.Image = SimpleITK.BinaryThreshold(ordered, 1, 1)
    return first
