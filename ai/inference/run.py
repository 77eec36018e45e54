"""One run of one model on one volume: contract, networks, structures, measurements, provenance."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib.metadata import version

import torch

from ai.device import choose_device, is_memory_error
from ai.errors import MemoryShort, ModelPackError, ReportableError
from ai.inference import radiograph
from ai.inference.chest_rules import mark_chest, rules_of
from ai.inference.classification import tell_picture
from ai.inference.detect import detect
from ai.inference.findings import Findings
from ai.inference.gate import one_verdict, override_notes, reads_any_slice, require_accepted
from ai.inference.loaded import LoadedModel
from ai.inference.options import AS_USUAL, RunOptions
from ai.inference.provenance import Provenance
from ai.inference.results import ModelResult
from ai.inference.router import check_look, router_for, tell_kind
from ai.inference.segment import segment
from ai.library.card import (
    CHEST_ANATOMY,
    DETECTION,
    IMAGE_CLASSIFICATION,
    MULTI_LABEL,
    PICTURE_ENCODER,
    ROUTING,
    SEGMENTATION,
    ModelCard,
)
from ai.library.pack import contract_sha256, verify
from ai.networks.build import load_members
from ai.prepare.one_slice import take_slice
from ai.progress import Progress, part, silent
from ai.volume import Volume
from ai.words import say

_LOG = logging.getLogger(__name__)


def load_model(card: ModelCard, *, device: str = "auto") -> LoadedModel:
    """Check the weights against the card and put the networks on the device.

    Raises
    ------
    ModelPackError
        When a file is missing, of another hash or does not fit.
    ai.device.DeviceMissing
        When the wished device is not there.
    """
    if card.task == PICTURE_ENCODER:
        raise ModelPackError(
            say("{model} is a base for teaching: it gives no result by itself.", model=card.title),
            say("Choose another model, or teach one on it."),
        )
    if card.task not in _TASKS:
        raise ModelPackError(
            say("This version cannot run models for the task {task!r}.", task=card.task), say("Update the product.")
        )
    verify(card)
    if card.rules:
        rules_of(card)
        return LoadedModel(card, (), torch.device("cpu"))
    chosen = choose_device(device)
    networks = tuple(network.to(chosen) for network in load_members(card))
    return LoadedModel(card, networks, chosen, router=router_for(card))


def run_model(
    model: LoadedModel, volume: Volume, *, options: RunOptions = AS_USUAL, progress: Progress = silent
) -> ModelResult:
    """Run a loaded model.

    Raises
    ------
    InputMismatch
        When the scan, or what was found on it, is not what the model was made for.
    MemoryShort
        When the device has too little memory.
    """
    started = time.perf_counter()
    card = model.card
    options = _told_to(card, volume, options)
    gate = require_accepted(
        card, volume, override=options.override, slice_index=options.slice_index, box_lps=options.box_lps
    )
    read = volume if options.slice_index is None else take_slice(volume, options.slice_index)
    looked = check_look(card, model.router, read, override=options.override)
    try:
        findings = _TASKS[card.task](model, read, options, part(progress, 0, 0.95))
    except (RuntimeError, MemoryError) as error:
        raise _told(model, error) from error
    progress(0.95, say("Writing down where it comes from"))
    gate = one_verdict((gate, looked, findings.gate))
    provenance = Provenance(
        model_id=card.id,
        model_version=card.version,
        weights_sha256=card.weights_sha256,
        contract_sha256=contract_sha256(card),
        gate=gate,
        thresholds=findings.thresholds,
        device=model.device.type,
        seconds=round(time.perf_counter() - started, 3),
        app_version=version("lightbox"),
        source_id=volume.source_id,
        slice_index=options.slice_index,
        rules=card.rules,
        box=options.box_lps,
    )
    progress(1.0, say("Done"))
    return ModelResult(
        findings.structures,
        findings.measurements,
        (*override_notes(gate), *_slice_notes(volume, options), *_box_notes(options), *findings.notes),
        provenance,
        findings.classifications,
        findings.detections,
        findings.heatmaps,
    )


def _told(model: LoadedModel, error: RuntimeError | MemoryError) -> ReportableError:
    """Say in words why a network failed; a fault of the card itself is raised on, the process is of no use then."""
    title, device = model.card.title, model.device.type
    if is_memory_error(error):
        hint = say("Close other programs.") if device == "cpu" else say("Close other programs, or choose the CPU.")
        return MemoryShort(say("{model} needs more memory than {device} has free.", model=title, device=device), hint)
    if isinstance(error, torch.AcceleratorError):
        raise error
    _LOG.warning("%s failed", model.card.key, exc_info=error)
    reason = (str(error).strip().splitlines() or [type(error).__name__])[-1][:200]
    return ModelPackError(
        say("The network of {model} failed on this scan: {reason}", model=title, reason=reason),
        say("Look whether the size and the channels of its input are what its publisher says."),
    )


def _told_to(card: ModelCard, volume: Volume, options: RunOptions) -> RunOptions:
    """Keep the slice that is shown for models that read one of many."""
    if reads_any_slice(card) and volume.shape[0] > 1:
        return options
    return replace(options, slice_index=None)


def _slice_notes(volume: Volume, options: RunOptions) -> tuple[str, ...]:
    if options.slice_index is None:
        return ()
    count = volume.shape[0]
    return (say("Only slice {number} of {count} was read.", number=options.slice_index + 1, count=count),)


def _box_notes(options: RunOptions) -> tuple[str, ...]:
    if options.box_lps is None:
        return ()
    x, y, z = options.box_lps.sides_xyz_mm
    return (
        say("Only a box of {x:.0f} × {y:.0f} × {z:.0f} mm was read (right-left, front-back, up-down).", x=x, y=y, z=z),
    )


def _chest_anatomy(model: LoadedModel, volume: Volume, options: RunOptions, progress: Progress) -> Findings:
    card = model.card
    marked = radiograph.segment(
        card, model.networks, volume, override=options.override, progress=part(progress, 0, 0.95)
    )
    progress(0.95, say("Measuring"))
    measurement, notes = radiograph.cardiothoracic_ratio(card, marked, volume)
    return Findings(
        tuple((label.name, card.threshold) for label in card.labels),
        marked.structures,
        () if measurement is None else (measurement,),
        notes=(*marked.notes, *notes),
        gate=marked.gate,
    )


def _classification(model: LoadedModel, volume: Volume, options: RunOptions, progress: Progress) -> Findings:
    return tell_picture(model.card, model.networks, volume, device=model.device, options=options, progress=progress)


def _routing(model: LoadedModel, volume: Volume, options: RunOptions, progress: Progress) -> Findings:
    progress(0.0, say("Looking at the picture"))
    return tell_kind(model.card, model.networks, volume)


def _segmentation(model: LoadedModel, volume: Volume, options: RunOptions, progress: Progress) -> Findings:
    if model.card.rules:
        return mark_chest(model.card, volume, progress=progress)
    return segment(model, volume, options=options, progress=progress)


def _detection(model: LoadedModel, volume: Volume, options: RunOptions, progress: Progress) -> Findings:
    return detect(model, volume, options=options, progress=progress)


_TASKS: Mapping[str, Callable[[LoadedModel, Volume, RunOptions, Progress], Findings]] = {
    CHEST_ANATOMY: _chest_anatomy,
    IMAGE_CLASSIFICATION: _classification,
    MULTI_LABEL: _classification,
    SEGMENTATION: _segmentation,
    DETECTION: _detection,
    ROUTING: _routing,
}
