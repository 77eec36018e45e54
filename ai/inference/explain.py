"""Heat maps of a classifier: where its score came from, which is not where the disease is.

Both are kept on the grid on which they are known. Grad-CAM weighs the features of the last stage by their effect on the
score; occlusion covers patch after patch and sees how the answer changes: the only one that measures an effect.
"""

from __future__ import annotations

import copy
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from ai.errors import InputMismatch
from ai.inference.results import CoarseGrid, Heatmap
from ai.library.card import Label
from ai.networks.stage import Learning, Stage, last_stage
from ai.progress import Progress, silent
from ai.volume import Affine
from ai.words import say

GRAD_CAM, OCCLUSION = "grad-cam", "occlusion"
"""Names for `ai.inference.options.RunOptions.explain`."""

WORTHLESS_FROM = 0.7
"""Likeness (SSIM) of a map to that of a network that forgot its last block from which the map shows the picture, not
what was learned; 1 is equal, independent maps of 8 x 8 cells lie around 0."""

TRIALS = 3
"""How often the last block is begun anew."""

PATCHES = {2: 16, 3: 8}
"""A covering patch is this part of a side, by dimensions of the network."""

BATCH = 16
"""Covered pictures in one call."""

Weigh: TypeAlias = Callable[[Tensor], Tensor]
"""(..., labels) raw outputs -> what the reader is shown of them."""


@dataclass(frozen=True, eq=False)
class Question:
    """What is to be explained.

    Parameters
    ----------
    networks
        Members, in eval mode.
    picture
        (1, channels, rows, columns) or (1, channels, slices, rows, columns) as they see it, on their device.
    weigh
        How outputs become what the reader is shown.
    unit
        What that counts: "probability" or "score".
    source_of_network
        (4, 4) float64: (slice, row, column, 1) index of the picture -> index on the source grid.
    """

    networks: Sequence[nn.Module]
    picture: Tensor
    weigh: Weigh
    unit: str
    source_of_network: Affine


def explain(
    name: str, question: Question, labels: Sequence[tuple[int, Label]], *, progress: Progress = silent
) -> tuple[tuple[Heatmap, ...], tuple[str, ...]]:
    """Make the heat maps of some labels.

    Parameters
    ----------
    name
        `GRAD_CAM` or `OCCLUSION`.
    question
        What is to be explained.
    labels
        (channel, label) of those that are wanted.

    Returns
    -------
    heatmaps
        One per label.
    notes
        What they are worth, for the reader.

    Raises
    ------
    InputMismatch
        When the network has no last stage that a map could be made of.
    """
    if name == OCCLUSION:
        return occlusion(question, labels, progress=progress), (_meaning(),)
    if name != GRAD_CAM:
        raise InputMismatch(
            say("There is no heat map called {name!r}.", name=name),
            say("Known are: {known}.", known=f"{GRAD_CAM}, {OCCLUSION}"),
        )
    stages = [_stage_of(network, question.picture) for network in question.networks]
    heatmaps, notes = [], [_meaning()]
    for number, (channel, label) in enumerate(labels):
        progress(number / len(labels), say("Asking where the score came from"))
        cells = grad_cam(question, stages, channel)
        index_of_cell = cell_affine(question, cells.shape)
        heatmaps.append(Heatmap(label, say("Grad-CAM"), cells, index_of_cell))
        notes.append(_verdict(label, sanity(question, stages, channel)))
    return tuple(heatmaps), tuple(notes)


def grad_cam(question: Question, stages: Sequence[Stage], channel: int) -> CoarseGrid:
    """Weigh the features of the last stage by the mean gradient of a label's raw output; the mean of the members.

    Returns
    -------
    CoarseGrid
        (slices, rows, columns) float32, 0 to 1: each member's map is divided by its highest cell; all 0 where nothing
        speaks for the label.

    References
    ----------
    Selvaraju et al., ICCV 2017.
    """
    maps = [
        _grad_cam(network, stage, question.picture, channel)
        for network, stage in zip(question.networks, stages, strict=True)
    ]
    return _as_volume(np.mean(maps, 0))


def sanity(question: Question, stages: Sequence[Stage], channel: int) -> float:
    """Tell how alike the Grad-CAM stays when the last block forgets what it learned: SSIM, the mean of some trials.

    References
    ----------
    Adebayo et al., Sanity checks for saliency maps, NeurIPS 2018.
    """
    alike = []
    for trial in range(TRIALS):
        for number, (network, stage) in enumerate(zip(question.networks, stages, strict=True)):
            forgetful = copy.deepcopy(network)
            _forget(forgetful, stage, seed=1000 * number + trial)
            learned = _grad_cam(network, stage, question.picture, channel)
            alike.append(ssim(learned, _grad_cam(forgetful, stage, question.picture, channel)))
    return float(np.mean(alike))


def occlusion(
    question: Question, labels: Sequence[tuple[int, Label]], *, progress: Progress = silent
) -> tuple[Heatmap, ...]:
    """Cover patch after patch with the picture's mean and see how what the reader is shown changes.

    A patch is a part of each side, see `PATCHES`, and moves by half of itself. Positive cells: the value falls when
    they are covered, so they spoke for the label.

    References
    ----------
    Zeiler, Fergus, ECCV 2014.
    """
    picture = question.picture
    sides = tuple(picture.shape[2:])
    patch = tuple(max(1, -(-side // PATCHES[len(sides)])) for side in sides)
    step = tuple(max(1, side // 2) for side in patch)
    starts = [range(0, max(1, side - size + 1), by) for side, size, by in zip(sides, patch, step, strict=True)]
    places = list(itertools.product(*starts))
    grid = tuple(len(each) for each in starts)
    fill = picture.mean(tuple(range(2, picture.ndim)), keepdim=True)
    whole = _shown(question, picture)[0]
    changes = np.empty((len(places), len(labels)), np.float32)
    channels = [channel for channel, _ in labels]
    for first in range(0, len(places), BATCH):
        some = places[first : first + BATCH]
        progress(first / len(places), say("Covering place {n} of {count}", n=first + 1, count=len(places)))
        covered = picture.repeat(len(some), *([1] * (picture.ndim - 1)))
        for index, place in enumerate(some):
            window = covered[index]
            for axis, (start, size) in enumerate(zip(place, patch, strict=True), start=1):
                window = window.narrow(axis, start, size)
            window.copy_(fill[0].expand_as(window))
        changes[first : first + len(some)] = (whole - _shown(question, covered))[:, channels].numpy()
    step_zyx, offset = _three(step, 1.0), _three(tuple((size - 1) / 2 for size in patch), 0.0)
    index_of_cell = question.source_of_network @ _scaled(step_zyx, offset)
    unit = say("change of {what}", what=question.unit)
    return tuple(
        Heatmap(label, say("Occlusion"), _as_volume(changes[:, column].reshape(grid)), index_of_cell, unit)
        for column, (_, label) in enumerate(labels)
    )


def cell_affine(question: Question, cells: Sequence[int]) -> Affine:
    """(slice, row, column, 1) of a cell of (slices, rows, columns) that share the picture evenly -> source index."""
    sides = _three(tuple(question.picture.shape[2:]), 1.0)
    scale = [side / count for side, count in zip(sides, cells, strict=True)]
    result: Affine = question.source_of_network @ _scaled(scale, [(each - 1) / 2 for each in scale])
    return result


def ssim(one: npt.NDArray[np.floating], other: npt.NDArray[np.floating]) -> float:
    """Structural similarity of two maps, each scaled to 0 to 1, over the whole of their few cells at once.

    References
    ----------
    Wang et al., IEEE TIP 2004, equation 13, with its constants 0.01 and 0.03.
    """
    a, b = (_stretched(each) for each in (one, other))
    (mean_a, mean_b), (var_a, var_b) = (a.mean(), b.mean()), (a.var(), b.var())
    covariance = float(((a - mean_a) * (b - mean_b)).mean())
    light, contrast = 0.01**2, 0.03**2
    return float(
        (2 * mean_a * mean_b + light)
        * (2 * covariance + contrast)
        / ((mean_a**2 + mean_b**2 + light) * (var_a + var_b + contrast))
    )


def _stage_of(network: nn.Module, picture: Tensor) -> Stage:
    stage = last_stage(network, picture)
    if stage is None:
        raise InputMismatch(
            say("This network shows no last stage that a Grad-CAM could be made of."),
            say("Choose occlusion, which works with every network."),
        )
    return stage


def _grad_cam(network: nn.Module, stage: Stage, picture: Tensor, channel: int) -> npt.NDArray[np.float64]:
    kept: list[Tensor] = []

    def keep(module: nn.Module, inputs: object, output: Tensor) -> Tensor:
        kept.append(output)
        return output.clone()  # what changes its input in place changes the copy

    handle = network.get_submodule(stage.name).register_forward_hook(keep)
    try:
        with torch.enable_grad():
            output = network(picture.detach().clone().requires_grad_())
            (slopes,) = torch.autograd.grad(output[0, channel], kept[0])
    finally:
        handle.remove()
    features = kept[0].detach()[0]
    weights = slopes[0].flatten(1).mean(1)
    cells = torch.einsum("c,c...->...", weights, features).clamp_min(0).double().cpu().numpy()
    highest = cells.max()
    scaled: npt.NDArray[np.float64] = cells / highest if highest > 0 else cells
    return scaled


def _forget(network: nn.Module, stage: Stage, *, seed: int) -> None:
    """Begin the last block anew, as its layers are begun before training; the chance of others is left alone."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        for name in stage.block:
            layer = network.get_submodule(name)
            device = next(layer.parameters()).device
            layer.cpu()
            if isinstance(layer, Learning):
                layer.reset_parameters()
            layer.to(device)


def _shown(question: Question, pictures: Tensor) -> Tensor:
    """(pictures, labels) float32 on the CPU, the mean of the members."""
    with torch.inference_mode():
        outputs = torch.stack([question.weigh(network(pictures).float()) for network in question.networks])
    return outputs.mean(0).cpu()


def _meaning() -> str:
    return say("The heat map shows where the score came from, not where the disease is.")


def _verdict(label: Label, alike: float) -> str:
    if alike >= WORTHLESS_FROM:
        return say(
            "The heat map of {label} is worthless: with the network's last block made to forget all it learned, it "
            "looks the same (likeness {alike:.2f}).",
            label=label.title,
            alike=alike,
        )
    return say(
        "The heat map of {label} hangs on what was learned: with the network's last block made to forget, it looks "
        "different (likeness {alike:.2f}).",
        label=label.title,
        alike=alike,
    )


def _stretched(cells: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
    low, high = float(cells.min()), float(cells.max())
    stretched = (cells.astype(np.float64) - low) / (high - low if high > low else 1.0)
    return np.asarray(stretched, np.float64)


def _as_volume(cells: npt.NDArray[np.floating]) -> CoarseGrid:
    """(rows, columns) or (slices, rows, columns) -> (slices, rows, columns) float32."""
    volume: CoarseGrid = np.ascontiguousarray(cells.reshape((1,) * (3 - cells.ndim) + cells.shape), np.float32)
    return volume


def _three(values: Sequence[float], missing: float) -> list[float]:
    return [missing] * (3 - len(values)) + [float(value) for value in values]


def _scaled(scale: Sequence[float], offset: Sequence[float]) -> Affine:
    affine = np.diag([*scale, 1.0])
    affine[:3, 3] = offset
    return affine
