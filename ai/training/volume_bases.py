"""Which models have an encoder of whole scans, on which classes can be taught. No torch here."""

from __future__ import annotations

from ai.library.card import IMAGE_CLASSIFICATION, SEGMENTATION, ModelCard
from ai.training.volume_contract import is_upright

VOLUME_CLASSIFIER = "volume-classifier"
"""Architecture of classifiers of scans, by random weights or on the encoder of another model."""

DYNUNET = "dynunet"
"""Encoder of such a classifier that is the half of a DynUNet, the U-Net of models that outline structures."""


def is_volume_base(card: ModelCard) -> bool:
    """Whether classes of scans can be taught on a model: a classifier of scans, or a U-Net in 3D of one channel."""
    grid = card.input.grid
    if grid is None or not is_upright(grid) or not all(grid.spacing_mm):
        return False
    if card.architecture.name == VOLUME_CLASSIFIER:
        return card.task == IMAGE_CLASSIFICATION
    arguments = dict(card.architecture.arguments)
    is_unet = card.architecture.name == "monai" and arguments.get("name") == "DynUNet"
    is_plain = arguments.get("output") is None and grid.channels == 1 and card.prompts is None
    return card.task == SEGMENTATION and is_unet and is_plain
