"""From which probability on a pixel is heart, so that the cardiothoracic ratio is right on average.

A network is surer of the border of a heart that it learned from than of another one; so its ratios of new films come
out too large by some thousandths. How far is seen on films that others of its kind held out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from ai.inference.postprocess import MaskPlane
from ai.inference.radiograph import member_probabilities
from ai.library.card import InputSpec
from ai.networks.fine_unet import FineUNet
from ai.networks.second_look import SecondLook
from ai.prepare.radiograph import prepare_radiograph, restore
from ai.progress import Progress, silent
from ai.training.anatomy_score import cleaned, ratio_of
from ai.training.jsrt import Film, fold_of

LEVELS = (0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85)
"""Probabilities tried; the first is what stands without a choice."""

LEAST_FILMS = 20
"""Measured films below which nothing is chosen."""

HEART, LUNGS = "heart", ("right_lung", "left_lung")


def heart_levels(
    networks: Sequence[nn.Module],
    films: Sequence[Film],
    names: Sequence[str],
    spec: InputSpec,
    *,
    progress: Progress = silent,
) -> tuple[float, ...]:
    """Choose a level for each member on films of the folds of the others, each as the member saw it that never did.

    So a member's level knows nothing of the films that the member is scored on.

    Parameters
    ----------
    networks
        Member k never saw the films of fold k; in eval mode.
    films
        All, see `ai.training.jsrt.fold_of`.
    names
        Structures in the order of the outputs.
    spec
        Contract of the networks.

    Returns
    -------
    tuple of float
        One of `LEVELS` a member: where the mean error of the ratio is least.
    """
    held = [(film, fold) for film, fold in zip(films, fold_of(films), strict=True) if fold < len(networks)]
    errors, folds = [], np.array([fold for _, fold in held])
    for number, (film, fold) in enumerate(held):
        progress(number / len(held), f"Measuring the heart of film {number + 1} of {len(held)}")
        errors.append(_errors(networks[fold], film, names, spec))
    return tuple(_least_bias(np.array(errors)[folds != fold]) for fold in range(len(networks)))


def set_level(network: SecondLook, place: int, level: float) -> None:
    """Shift the answers of a member for one structure, so that ``level`` is answered as one half.

    What the first network draws becomes a little smaller too, so that the window round it may move by a pixel or so.

    Parameters
    ----------
    network
        Changed in place: its first network, and the one that looks at the structure again.
    place
        Of the structure among the outputs.
    level
        Probability, above 0 and below 1.
    """
    _shift(network.first, place, level)
    second = network.look_of(place)
    if second is not None:
        _shift(second, 0, level)


def _shift(network: nn.Module, channel: int, level: float) -> None:
    layer = [each for each in network.get_submodule("output_block").modules() if isinstance(each, nn.Conv2d)][-1]
    share = network.subpixels**2 if isinstance(network, FineUNet) else 1
    assert layer.bias is not None
    with torch.no_grad():
        layer.bias[channel * share : (channel + 1) * share] -= math.log(level / (1 - level))


def _errors(network: nn.Module, film: Film, names: Sequence[str], spec: InputSpec) -> list[float]:
    """Measured minus true ratio at each level; not a number where either cannot be measured."""
    picture, placement = prepare_radiograph(film.volume(), spec)
    planes = restore(member_probabilities((network,), picture[np.newaxis])[0], placement)
    shown = dict(zip(names, planes, strict=True))
    lungs = cleaned(np.stack([shown[name] for name in LUNGS]), LUNGS, 0.5)
    truth = ratio_of(dict(zip(names, film.masks(names), strict=True)))
    found = [ratio_of(lungs | _heart(shown[HEART], level)) for level in LEVELS]
    return [math.nan if ratio is None or truth is None else ratio - truth for ratio in found]


def _heart(plane: npt.NDArray[np.float32], level: float) -> dict[str, MaskPlane]:
    return cleaned(plane[np.newaxis], (HEART,), level)


def _least_bias(errors: npt.NDArray[np.float64]) -> float:
    """Level whose mean over (films, levels) errors is least, of the films measured at every level."""
    whole = errors[np.isfinite(errors).all(axis=1)]
    if len(whole) < LEAST_FILMS:
        return LEVELS[0]
    return LEVELS[int(np.argmin(np.abs(whole.mean(axis=0))))]
