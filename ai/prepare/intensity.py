"""Values of a scan as the network was trained on them: the steps of `ai.library.grid_spec.INTENSITY_STEPS`.

Arguments are given by name; those with a default may be left out.

===================  ==========================================================================================
step                 what it does, and its arguments
===================  ==========================================================================================
``clip``             to ``low`` .. ``high``, either may be missing
``scale-range``      ``from_low`` .. ``from_high`` become ``to_low`` (0) .. ``to_high`` (1), clipped to them where
                     ``clip`` (0) is 1; MONAI's ScaleIntensityRange
``scale-min-max``    lowest .. highest value become ``to_low`` (0) .. ``to_high`` (1); MONAI's ScaleIntensity
``percentile``       the percentiles ``low`` .. ``high`` (0 to 100) become ``to_low`` (0) .. ``to_high`` (1), clipped
                     where ``clip`` (0) is 1; MONAI's ScaleIntensityRangePercentiles
``normalise``        minus ``mean``, divided by ``std``: nnU-Net's CTNormalization after a ``clip``, MONAI's
                     NormalizeIntensity with given values. With ``mean_0``, ``std_0``, ``mean_1`` ... each channel has
                     its own: such a step comes last and is done when the channels are made, after padding
``z-score``          minus mean, divided by standard deviation of all values of the scan
``z-score-nonzero``  the same of all values but 0, which stay 0; MONAI's NormalizeIntensity(nonzero=True)
``z-score-inside``   the same of the values within the outline of what is not 0, its holes counted; outside stays;
                     nnU-Net's ZScoreNormalization with use_mask_for_norm
``stored-bits``      0 .. 2 ** bits - 1 become -1024 .. 1024, as TorchXRayVision wants it; ``bits`` (0) as the
                     file says where 0
``invert``           highest value minus value where the file says that bones are dark (MONOCHROME1), or in every
                     scan where ``always`` (0) is 1
===================  ==========================================================================================
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

import numpy as np
import SimpleITK
import torch

from ai.errors import InputMismatch, ModelPackError
from ai.library.grid_spec import IntensityStep
from ai.progress import Progress, silent
from ai.volume import Volume
from ai.words import say

Arguments: TypeAlias = Mapping[str, float]

USUAL_BITS = (8, 10, 12, 14, 16)
"""Values of (0028,0101) Bits Stored of radiographs, for files that do not tell theirs."""

XRV_REACH = 1024.0
"""TorchXRayVision's networks read values from minus to plus this."""


def scale_values(
    values: torch.Tensor, steps: Sequence[IntensityStep], volume: Volume, *, progress: Progress = silent
) -> torch.Tensor:
    """Carry out all steps but those of single channels, in order.

    Parameters
    ----------
    values
        (slices, rows, columns), float32; written into.
    steps
        Of the contract.
    volume
        Where the values are from; asked for what its file says of them.
    progress
        Called once per step.

    Returns
    -------
    torch.Tensor
        ``values``.

    Raises
    ------
    InputMismatch
        When the values cannot be scaled as the model wants it.
    ModelPackError
        When a step lacks an argument.
    """
    shared = [step for step in steps if not _is_of_channels(step)]
    for number, step in enumerate(shared):
        progress(number / len(shared), say("Scaling the values"))
        try:
            _STEPS[step.name](values, dict(step.arguments), volume)
        except KeyError as error:
            raise ModelPackError(
                say(
                    "The card's intensity step {step} lacks its argument {argument}.",
                    step=step.name,
                    argument=str(error.args[0]),
                )
            ) from error
    return values


def to_channels(values: torch.Tensor, steps: Sequence[IntensityStep], channels: int) -> torch.Tensor:
    """Make the channels of the grey picture and normalise each by its own mean and deviation where the card says so.

    Parameters
    ----------
    values
        (slices, rows, columns), float32, scaled and padded.
    steps, channels
        Of the contract.

    Returns
    -------
    torch.Tensor
        (channels, slices, rows, columns) float32; views of ``values`` where the channels are equal.
    """
    result = values.expand(channels, *values.shape)
    for step in filter(_is_of_channels, steps):
        arguments = dict(step.arguments)
        if any(f"{name}_{channel}" not in arguments for name in ("mean", "std") for channel in range(channels)):
            raise ModelPackError(say("The card does not tell mean and deviation of each channel."))
        mean, std = (
            values.new_tensor([arguments[f"{name}_{channel}"] for channel in range(channels)]).reshape(-1, 1, 1, 1)
            for name in ("mean", "std")
        )
        result = (result - mean) / std
    return result


def stored_bits(volume: Volume) -> int:
    """Bits that the values of a radiograph fill: as its file says, else the usual number that holds the highest.

    Raises
    ------
    InputMismatch
        When the values are no stored values of a radiograph.
    """
    if volume.stored_bits:
        return volume.stored_bits
    lowest, highest = float(volume.voxels.min()), float(volume.voxels.max())
    bits = next((bits for bits in USUAL_BITS if highest <= 2**bits - 1), None)
    if bits is None or lowest < 0:
        raise InputMismatch(
            say(
                "The model needs the stored values of a radiograph, 0 to 65535; those of this picture reach from "
                "{lowest:g} to {highest:g}.",
                lowest=lowest,
                highest=highest,
            ),
            say("Open the original radiograph."),
        )
    return bits


def _is_of_channels(step: IntensityStep) -> bool:
    return step.name == "normalise" and any(name.startswith("mean_") for name, _ in step.arguments)


def _clip(values: torch.Tensor, arguments: Arguments, volume: Volume) -> None:
    values.clamp_(arguments.get("low", -math.inf), arguments.get("high", math.inf))


def _scale_range(values: torch.Tensor, arguments: Arguments, volume: Volume) -> None:
    _stretch(values, arguments["from_low"], arguments["from_high"], arguments)


def _scale_min_max(values: torch.Tensor, arguments: Arguments, volume: Volume) -> None:
    _stretch(values, float(values.min()), float(values.max()), arguments)


def _percentile(values: torch.Tensor, arguments: Arguments, volume: Volume) -> None:
    low, high = (percentile(values, arguments[name]) for name in ("low", "high"))
    _stretch(values, low, high, arguments)


def _normalise(values: torch.Tensor, arguments: Arguments, volume: Volume) -> None:
    values.sub_(arguments["mean"]).div_(arguments["std"] or 1.0)


def _z_score(values: torch.Tensor, arguments: Arguments, volume: Volume) -> None:
    mean, deviation = _moments(list(values))
    values.sub_(mean).div_(deviation or 1.0)


def _z_score_nonzero(values: torch.Tensor, arguments: Arguments, volume: Volume) -> None:
    mean, deviation = _moments([plane[plane != 0] for plane in values])
    for plane in values:
        plane.copy_(torch.where(plane != 0, (plane - mean) / (deviation or 1.0), plane))


def _z_score_inside(values: torch.Tensor, arguments: Arguments, volume: Volume) -> None:
    image = SimpleITK.GetImageFromArray((values != 0).byte().cpu().numpy())
    filled = SimpleITK.GetArrayFromImage(SimpleITK.BinaryFillhole(image, False, 1))
    inside = torch.from_numpy(filled).to(values.device, torch.bool)
    mean, deviation = _moments([plane[mask] for plane, mask in zip(values, inside, strict=True)])
    for plane, mask in zip(values, inside, strict=True):
        plane.copy_(torch.where(mask, (plane - mean) / (deviation or 1.0), plane))


def _stored_bits(values: torch.Tensor, arguments: Arguments, volume: Volume) -> None:
    bits = int(arguments.get("bits", 0)) or stored_bits(volume)
    values.mul_(2 / (2**bits - 1)).sub_(1).mul_(XRV_REACH)


def _invert(values: torch.Tensor, arguments: Arguments, volume: Volume) -> None:
    if volume.bones_bright is False or arguments.get("always", 0):
        values.neg_().sub_(values.min())


_STEPS: Mapping[str, Callable[[torch.Tensor, Arguments, Volume], None]] = {
    "clip": _clip,
    "scale-range": _scale_range,
    "scale-min-max": _scale_min_max,
    "percentile": _percentile,
    "normalise": _normalise,
    "z-score": _z_score,
    "z-score-nonzero": _z_score_nonzero,
    "z-score-inside": _z_score_inside,
    "stored-bits": _stored_bits,
    "invert": _invert,
}


def percentile(values: torch.Tensor, percent: float) -> float:
    """Value below which ``percent`` (0 to 100) of the values lie, interpolated between neighbours as numpy does."""
    flat = values.reshape(-1)
    if flat.device.type == "cpu":
        return float(np.percentile(flat.numpy(), percent))
    place = percent / 100 * (len(flat) - 1)
    below = min(math.floor(place), len(flat) - 1)
    low = float(flat.kthvalue(below + 1).values)
    high = float(flat.kthvalue(min(below + 2, len(flat))).values)
    return low + (high - low) * (place - below)


def _stretch(values: torch.Tensor, low: float, high: float, arguments: Arguments) -> None:
    to_low, to_high = arguments.get("to_low", 0.0), arguments.get("to_high", 1.0)
    # One single value: it becomes the lower end, nothing is divided by 0.
    values.sub_(low).mul_((to_high - to_low) / ((high - low) or 1.0)).add_(to_low)
    if arguments.get("clip", 0):
        values.clamp_(min(to_low, to_high), max(to_low, to_high))


def _moments(planes: Sequence[torch.Tensor]) -> tuple[float, float]:
    """Mean and standard deviation, summed up in float64 plane by plane: a copy of all is never made."""
    count = sum(plane.numel() for plane in planes)
    if count == 0:
        return 0.0, 1.0
    mean = float(sum(plane.double().sum() for plane in planes)) / count
    squares = float(sum((plane.double() - mean).square().sum() for plane in planes))
    return mean, math.sqrt(squares / count)
