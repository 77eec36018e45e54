"""The loss of a heat map of rare spots.

References
----------
Law & Deng, "CornerNet", arXiv 1808.01244, 3.2 (penalty-reduced focal loss). Zhou et al., arXiv 1904.07850.
"""

from __future__ import annotations

import torch.nn.functional as functional
from torch import Tensor

from ai.networks.spot_finder import HEAT, ORGAN, SIZE

CENTRE = 0.8
"""Nearness from which a pixel of the map counts as the centre: a few pixels, not one, as places are read by eye."""

ORGAN_WEIGHT, SIZE_WEIGHT = 0.3, 0.1
"""Against the heat map, which is what matters."""


FOCUS = 2.0
"""How much less counts what is told rightly already, as in the papers; 0 is binary cross entropy."""


def spot_loss(maps: Tensor, target: Tensor, *, focus: float = FOCUS, centres: Tensor | None = None) -> Tensor:
    """Loss of `ai.networks.spot_finder.SpotMaps`.

    Parameters
    ----------
    maps
        (n, 3, rows, columns) from the network.
    target
        (n, 4, rows, columns): nearness of a centre 0 to 1, organ 0 or 1, logarithm of the diameter, weight 0 or 1.
    focus
        Exponent of the heat map's loss.
    centres
        () by which what is found and missed is divided, above 0; the pixels that are centres unless told. A piece of a
        batch is told its share of the batch's, or pieces without a centre would count as much as whole batches.
    """
    near, organ, log_size, weight = target.unbind(1)
    logit = maps[:, HEAT]
    is_centre = (near >= CENTRE).float() * weight
    chance = logit.sigmoid()
    hit = functional.softplus(-logit) * (1 - chance) ** focus * is_centre
    missed = functional.softplus(logit) * chance**focus * (1 - near) ** 4 * (1 - is_centre) * weight
    if centres is None:
        centres = is_centre.sum().clamp(min=1)
    heat = (hit.sum() + missed.sum()) / centres
    lungs = functional.binary_cross_entropy_with_logits(maps[:, ORGAN], organ)
    size = ((maps[:, SIZE] - log_size).abs() * is_centre).sum() / centres
    return heat + ORGAN_WEIGHT * lungs + SIZE_WEIGHT * size
