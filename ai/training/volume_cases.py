"""Scans as a network of whole scans sees them, and the classifier of scans that a plan starts from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from ai.errors import GeometryError, InputMismatch, TrainingDataError
from ai.inference.scan_field import SMALLEST_SCAN_MM
from ai.library.card import IMAGE_CLASSIFICATION, Architecture, InputSpec, ModelCard
from ai.library.grid_spec import GridSpec
from ai.library.pack import verify
from ai.networks.build import build, load_members
from ai.networks.encoders import Encoder, unet_stages
from ai.networks.picture_classifier import PictureClassifier
from ai.networks.volume_names import VOLUME_NAMES
from ai.prepare.grid import prepare
from ai.progress import Progress, silent
from ai.training.dataset.case import Case
from ai.training.dataset.dataset import Part
from ai.training.finetune_config import FinetuneConfig
from ai.training.teaching_cases import TeachingCases
from ai.training.volume_bases import DYNUNET, VOLUME_CLASSIFIER, is_volume_base
from ai.training.volume_contract import ScanFacts, contract, cut_scans, look, refitted, with_grid


@dataclass(frozen=True, eq=False)
class VolumeStart:
    """What a classifier of scans starts from.

    Parameters
    ----------
    network, architecture, input
        In eval mode; for the card.
    reference
        Further entries of the card's ``reference``.
    limits
        Further sentences of the card.
    """

    network: PictureClassifier
    architecture: Architecture
    input: InputSpec
    reference: Mapping[str, Any]
    limits: tuple[str, ...]

    def told_on(self, card: ModelCard) -> ModelCard:
        """Write ``reference`` and ``limits`` on the card of what was taught."""
        reading = replace(card.reading, limits=(*card.reading.limits, *self.limits))
        return replace(card, reading=reading, reference={**card.reference, **self.reference})


def start_volumes(
    config: FinetuneConfig, base: ModelCard | None, cases: TeachingCases, *, progress: Progress = silent
) -> VolumeStart:
    """Make the classifier of scans with the encoder of a base, or with a named one of random weights.

    Raises
    ------
    TrainingDataError
        When the base or the network reads no scans, or a scan cannot be taught.
    """
    if base is None and config.architecture not in VOLUME_NAMES:
        raise TrainingDataError(
            f"The network {config.architecture!r} does not read scans of several slices.",
            f"Choose one of: {', '.join(VOLUME_NAMES)}.",
        )
    if base is not None and not is_volume_base(base):
        raise TrainingDataError(
            f"{base.title} has no encoder of scans of several slices, which this dataset holds.",
            f"Choose another base, or a network by name: {', '.join(VOLUME_NAMES)}.",
        )
    taught = (*cases.part(Part.TRAIN), *cases.part(Part.VALIDATION))
    if base is not None:
        _require_values(base, taught)
    scans = look(taught, progress=progress)
    torch.manual_seed(config.seed)
    classes = len(cases.dataset.names)
    if base is None:
        spec = contract(taught, scans)
        architecture = _architecture({"encoder": config.architecture}, classes, spec)
        network = build(architecture)
    else:
        verify(base)
        member, grid = load_members(base)[0], base.input.grid
        assert grid is not None
        spec = with_grid(taught, grid if base.task == IMAGE_CLASSIFICATION else refitted(grid, scans))
        network, architecture = _on_encoder(base, member, classes, spec)
    assert isinstance(network, PictureClassifier)
    return VolumeStart(network.eval(), architecture, spec, _reference(scans), _limits(scans, spec.grid))


def volumes(cases: Sequence[Case], grid: GridSpec, *, progress: Progress = silent) -> npt.NDArray[np.float16]:
    """(cases, slices, rows, columns) float16: every scan as the network will see it.

    Raises
    ------
    TrainingDataError
        When a scan has no way to the grid, or is one even grey.
    """
    result = np.empty((len(cases), *grid.size), dtype=np.float16)
    for index, case in enumerate(cases):
        progress(index / len(cases), f"Reading scan {index + 1} of {len(cases)}")
        volume = case.volume()
        try:
            if volume.voxels.min() == volume.voxels.max():
                raise InputMismatch("The scan is one even grey.")
            prepared = prepare(volume, grid, device=torch.device("cpu")).tensor[0].numpy()
        except (InputMismatch, GeometryError) as error:
            raise TrainingDataError(
                f"Case {case.key} cannot be taught: {error.message}",
                "Remove its folder from the dataset, then split again.",
            ) from error
        result[index] = prepared
    return result


def _require_values(base: ModelCard, cases: Sequence[Case]) -> None:
    """Refuse cases of another modality where the base cuts values at fixed ends: its HU mean nothing in MR."""
    is_fixed = base.input.grid is not None and any(step.name == "clip" for step in base.input.grid.intensity)
    strange = [case for case in cases if is_fixed and not base.input.takes(case.record.modality)]
    if strange:
        raise TrainingDataError(
            f"{base.title} reads the values of {', '.join(base.input.modalities)}; case {strange[0].key} is "
            f"{strange[0].record.modality or 'without a modality'}.",
            f"Choose another base, or a network by name: {', '.join(VOLUME_NAMES)}.",
        )


def _architecture(encoder: Mapping[str, Any], classes: int, spec: InputSpec) -> Architecture:
    assert spec.grid is not None
    return Architecture(VOLUME_CLASSIFIER, (*encoder.items(), ("classes", classes), ("size", spec.grid.size)))


def _on_encoder(
    base: ModelCard, member: nn.Module, classes: int, spec: InputSpec
) -> tuple[PictureClassifier, Architecture]:
    assert spec.grid is not None
    old = dict(base.architecture.arguments)
    if isinstance(member, PictureClassifier):
        encoder, kept = member.encoder, {name: old[name] for name in old if name not in ("classes", "size")}
    else:
        encoder = Encoder(unet_stages(member))
        kept = {"encoder": DYNUNET} | {name: old[name] for name in old if name != "name"}
    return PictureClassifier(encoder, classes, spec.grid.size), _architecture(kept, classes, spec)


def _reference(scans: Sequence[ScanFacts]) -> dict[str, Any]:
    shortest = np.array([each.extent_mm for each in scans]).min(0)
    return {SMALLEST_SCAN_MM: [round(float(each), 1) for each in shortest]}


def _limits(scans: Sequence[ScanFacts], grid: GridSpec | None) -> tuple[str, ...]:
    assert grid is not None
    voxel = " x ".join(f"{each:.1f}" for each in grid.spacing_mm)
    field = " x ".join(f"{side * mm:.0f}" for side, mm in zip(grid.size, grid.spacing_mm, strict=True))
    told = [
        f"It sees a scan in voxels of {voxel} mm (up-down, front-back, right-left): what is smaller is hidden from it.",
        f"It reads {field} mm round the middle of the scan; what lies further out is not looked at.",
    ]
    if cut := cut_scans(scans, grid):
        told.append(f"Of {len(scans)} scans that it was taught on {cut} were longer than that.")
    return tuple(told)
