"""Segmentation in 2D, slice by slice or in 3D: from a scan to structures on its own grid, with their volumes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from ai.device import give_back_memory
from ai.errors import InputMismatch, ModelPackError
from ai.inference.findings import Findings
from ai.inference.forecast import Attempt
from ai.inference.loaded import LoadedModel
from ai.inference.options import AS_USUAL, RunOptions
from ai.inference.parts import largest_part
from ai.inference.provenance import PASSED
from ai.inference.ramp import sides_note
from ai.inference.results import Labelled, Measurement, Structure
from ai.inference.sliding import slide, window_weights
from ai.inference.statistics import check_input, glimpses
from ai.inference.tally import Gathered, same_voxels
from ai.inference.tiling import tile
from ai.inference.windowed_run import WindowedRun
from ai.library.card import Label, ModelCard
from ai.library.grid_spec import GridSpec
from ai.library.pack import contract_sha256
from ai.library.prompt_spec import BOX, POINTS
from ai.prepare.grid import plan
from ai.prepare.placed_box import PlacedBox
from ai.prepare.prompt_channels import region_round
from ai.prepare.way import Region, Way
from ai.progress import Progress, part, silent
from ai.volume import SpacingKind, Volume
from ai.words import joined, say

MOST_LABELS = 255
"""Of a map in uint8, beside the background."""

LARGEST_PART = "largest_part"
"""Key of a card's reference: names of the labels of which one part is kept."""

VOLUME_FACTORS = "volume_factors"
"""Key of a card's reference: by label name, and `WHOLE`, the factor by which a volume may be wrong either way; 95 % of
cases that were held out lie inside."""

WHOLE = "whole"
"""Name of all labels together in `VOLUME_FACTORS`; its title stands under `WHOLE_TITLE`."""

WHOLE_TITLE = "whole_title"


def segment(
    model: LoadedModel, volume: Volume, *, options: RunOptions = AS_USUAL, progress: Progress = silent
) -> Findings:
    """Mark the structures of a model on a scan.

    Raises
    ------
    InputMismatch, ai.errors.GeometryError
        When the scan lacks what the contract needs, or the way to the network and back is not true.
    ai.errors.MemoryShort
        When no way to run it fits into the computer.
    ModelPackError
        When the networks do not give what the card says.
    """
    card, spec = model.card, _grid_of(model.card)
    way = plan(volume, spec, region=_said_region(card, volume, options))
    model.proofs.require(
        volume, spec, way, device=model.device, contract=contract_sha256(card), through=_stitched_alone(spec)
    )
    gate = PASSED
    if card.prompts is None:
        seen = glimpses(volume, spec, device=model.device, way=way)
        gate = check_input(card, model.networks[0], seen, override=options.override)
    run = WindowedRun(model, volume, spec, way, tile(way.shape, spec), options)
    try:
        gathered, attempt = run.run(options, part(progress, 0, 0.9))
    finally:
        give_back_memory(model.device)  # also when it was cancelled
    structures = _structures(card, gathered, progress=part(progress, 0.9, 1))
    voxels = _voxels_of(structures)
    measurements = _volumes(card, structures, voxels, gathered, volume, way) if _has_volumes(volume) else ()
    shared = structures[0].labelled.dtype == np.uint8
    return Findings(
        () if shared else tuple((label.name, card.threshold) for label in card.labels),
        structures,
        measurements,
        notes=_notes(structures, voxels, attempt, volume, way),
        gate=gate,
    )


def _grid_of(card: ModelCard) -> GridSpec:
    if len(card.labels) > MOST_LABELS:
        raise ModelPackError(
            say(
                "{model} has {count} labels; this version can mark {most} at once.",
                model=card.title,
                count=len(card.labels),
                most=MOST_LABELS,
            )
        )
    if card.input.grid is None:
        raise ModelPackError(say("The card of model {model} does not say how it reads a scan.", model=card.title))
    return card.input.grid


def _said_region(card: ModelCard, volume: Volume, options: RunOptions) -> Region | None:
    """Block of the source grid that is read: of a model that takes prompts, what lies round them.

    Raises
    ------
    InputMismatch
        When nothing was said to a model that needs it, or something beside the scan.
    """
    prompts, box = card.prompts, options.box_lps
    if prompts is None:
        return region_of(volume, box)
    points = options.points if POINTS in prompts.takes else ()
    places = np.array([each.place_lps_mm for each in points], np.float64).reshape(-1, 3)
    shown = box if BOX in prompts.takes else None
    if shown is None and not any(each.is_inside for each in points):
        raise InputMismatch(
            say("{model} marks what is shown to it, and nothing was.", model=card.title),
            say("Click what it shall mark, or draw a box round it."),
        )
    region = region_round(volume, places, shown, prompts.reach_mm)
    if region is None:
        raise InputMismatch(say("What was shown lies beside the scan."), say("Click what you want to have marked."))
    return region


def region_of(volume: Volume, box_lps: PlacedBox | None) -> Region | None:
    """Block of the source grid around a box in mm.

    Raises
    ------
    InputMismatch
        When the box lies beside the scan.
    """
    if box_lps is None:
        return None
    spans = box_lps.spans_in(volume)
    if spans is None:
        raise InputMismatch(say("The box lies beside the scan."), say("Draw it over what you want to have marked."))
    return spans


def _stitched_alone(spec: GridSpec) -> Callable[[Tensor], Tensor]:
    """Cutting and stitching with a network that does nothing, for the proof of the geometry."""

    def through(picture: Tensor) -> Tensor:
        slices, rows, columns = picture.shape[1:]
        tiling = tile((slices, rows, columns), spec)
        result = torch.zeros_like(picture)

        def give(axis: int, first: int, block: Tensor) -> None:
            result.narrow(axis + 1, first, block.shape[axis + 2]).copy_(block[0])

        slide(picture, _unchanged, tiling, give, weights=window_weights(tiling.patch, spec.blend))
        return result

    return through


def _unchanged(windows: Tensor) -> Tensor:
    return windows[None]


def _structures(card: ModelCard, gathered: Gathered, *, progress: Progress) -> tuple[Structure, ...]:
    """Clean what was found and give it its labels."""
    kept_whole = card.reference.get(LARGEST_PART, ())
    shared = gathered.labelled[0].dtype == np.uint8
    agreements, means = gathered.agreement.lowest_dice(), gathered.agreement.mean_dice()
    for index, label in enumerate(card.labels):
        progress(index / len(card.labels), say("Drawing: {structure}", structure=label.title))
        if label.name in kept_whole:
            _keep_largest(gathered.labelled[0 if shared else index], index + 1 if shared else 1)
    for arrays in (gathered.labelled, gathered.probabilities, gathered.votes):
        for array in arrays:
            array.flags.writeable = False  # then all structures hold the very same one

    def structure(index: int, label: Label) -> Structure:
        own = 0 if shared else index
        return Structure(
            label,
            gathered.labelled[own],
            gathered.probabilities[own] if gathered.probabilities else None,
            agreements[index],
            index + 1 if shared else 1,
            gathered.votes[own] if gathered.votes else None,
            mean_agreement=means[index],
        )

    return tuple(structure(index, label) for index, label in enumerate(card.labels))


def _keep_largest(labelled: Labelled, value: int) -> None:
    """Take all but the largest part of a value out of a map or a mask."""
    mask = labelled == value
    labelled[mask & ~largest_part(mask)] = 0


def _voxels_of(structures: Sequence[Structure]) -> tuple[int, ...]:
    """Voxels of each structure, counted slice by slice: numpy would make 64-bit numbers of a whole map."""
    first = structures[0].labelled
    if first.dtype == np.bool_:
        return tuple(int(np.count_nonzero(each.labelled)) for each in structures)
    counts: npt.NDArray[np.int64] = np.zeros(MOST_LABELS + 1, np.int64)
    for plane in first:
        counts += np.bincount(plane.ravel(), minlength=MOST_LABELS + 1)
    return tuple(int(counts[each.value]) for each in structures)


def _has_volumes(volume: Volume) -> bool:
    return volume.shape[0] > 1 and volume.spacing_kind is SpacingKind.PATIENT


def _volumes(
    card: ModelCard,
    structures: Sequence[Structure],
    voxels: Sequence[int],
    gathered: Gathered,
    volume: Volume,
    way: Way,
) -> tuple[Measurement, ...]:
    """Volume of each structure that was found, with its error by the card, or else the range of the members."""
    millilitres = abs(float(np.linalg.det(volume.affine_lps[:3, :3]))) / 1000
    of_network = millilitres * float(np.prod(way.cell))
    factors = card.reference.get(VOLUME_FACTORS, {})
    measurements = []
    for structure, count, members in zip(structures, voxels, gathered.agreement.voxel_ranges(), strict=True):
        if not count:
            continue
        name, value = structure.label.name, count * millilitres
        if name in factors:
            measurements.append(_calibrated(name, structure.label.title, value, factors[name]))
            continue
        interval = None
        if members is not None:  # before cleaning
            interval = min(value, members[0] * of_network), max(value, members[1] * of_network)
        note = say("smallest and largest volume of the members of the model") if interval else ""
        title = say("{structure}, volume", structure=structure.label.title)
        measurements.append(Measurement(f"{name}_volume", title, value, "ml", interval, note))
    if WHOLE in factors and all(voxels):
        both = str(card.reference.get(WHOLE_TITLE, card.title))
        measurements.append(_calibrated(WHOLE, both, sum(voxels) * millilitres, factors[WHOLE]))
    return tuple(measurements)


def _calibrated(name: str, title: str, value: float, factor: float) -> Measurement:
    """Volume with the interval that held for cases the networks had not seen."""
    return Measurement(
        f"{name}_volume",
        say("{structure}, volume", structure=title),
        value,
        "ml",
        (value / factor, value * factor),
        say("95 % of the cases that were held out lay inside"),
    )


def _notes(
    structures: Sequence[Structure], voxels: Sequence[int], attempt: Attempt, volume: Volume, way: Way
) -> tuple[str, ...]:
    """Sentences for the reader, what is most urgent first."""
    notes = [sides_note(structures, volume)]
    missing = [each.label.title for each, count in zip(structures, voxels, strict=True) if not count]
    if len(missing) == len(structures):
        notes.append(say("Nothing was found."))
    elif missing:
        notes.append(say("Not found: {structures}.", structures=joined(missing, ", ")))
    if attempt.on_cpu:
        notes.append(say("The graphics card has too little memory for this scan, so the CPU did the work."))
    if not attempt.keep_outputs and not same_voxels(way):
        notes.append(say("Memory is short: contours are only as fine as the grid of the model."))
    return tuple(note for note in notes if note)
