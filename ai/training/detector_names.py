"""Networks for boxes that can start from random weights, by name. No torch here."""

from __future__ import annotations

import itertools

from ai.errors import TrainingDataError

KINDS = ("retinanet", "fcos", "fasterrcnn")
"""Families of torchvision; Mask R-CNN needs outlines, which a dataset of boxes does not have."""

BACKBONES = ("resnet18", "resnet34")
"""Small ones: a site has hundreds of pictures, not a million."""

DETECTORS = tuple(f"{kind}_{backbone}_fpn" for kind, backbone in itertools.product(KINDS, BACKBONES))
"""``"retinanet_resnet18_fpn"`` and so on, as torchvision names its own."""


def parts_of(name: str) -> tuple[str, str]:
    """Kind and backbone of a name.

    Raises
    ------
    TrainingDataError
        When it is none of `DETECTORS`.
    """
    if name not in DETECTORS:
        raise TrainingDataError(f"The network {name!r} finds no boxes.", f"Choose one of: {', '.join(DETECTORS)}.")
    kind, backbone, _ = name.split("_")
    return kind, backbone
