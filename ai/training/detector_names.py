"""Networks for boxes that can start from random weights, by name. No torch here."""

from __future__ import annotations

import itertools

from ai.errors import TrainingDataError
from ai.library.card import Architecture
from ai.words import say

KINDS = ("retinanet", "fcos", "fasterrcnn")
"""Families of torchvision for boxes."""

OUTLINING = "maskrcnn"
"""Family that marks objects by boxes and outlines each: it is taught masks, whose connected parts are the objects."""

BACKBONES = ("resnet18", "resnet34")
"""Small ones: a site has hundreds of pictures, not a million."""

DETECTORS = tuple(f"{kind}_{backbone}_fpn" for kind, backbone in itertools.product(KINDS, BACKBONES))
"""``"retinanet_resnet18_fpn"`` and so on, as torchvision names its own."""

OUTLINERS = tuple(f"{OUTLINING}_{backbone}_fpn" for backbone in BACKBONES)
"""Those of a dataset of masks."""

VOLUME_DETECTORS = ("centernet_3d",)
"""The same for scans of several slices; `ai.networks.volume_detector` builds it."""

SPOTS, PICTURES, VOLUMES = "spot-finder", "picture-detector", "volume-detector"
"""Architectures that boxes can be taught to."""

LOSSES = {
    "retinanet": ("focal",),
    "fcos": ("focal",),
    "fasterrcnn": ("ce", "focal"),
    OUTLINING: ("ce", "focal"),
    SPOTS: ("focal", "bce"),
}
"""Losses of what a mark is called that fit a kind of detector, its own first; those of corners and outlines stay.

RetinaNet and FCOS ask of every place of a picture, of which one in thousands shows something: only the focal loss lets
those count (Lin et al., arXiv 1708.02002). The other two draw as many places as they can balance. A spot finder sees
crops, most of them round a box, so plain cross entropy works too.
"""


def kind_of(architecture: Architecture) -> str:
    """Kind of a detector of ours, as `LOSSES` names it; ``""`` for another network."""
    if architecture.name == SPOTS:
        return SPOTS
    kind = dict(architecture.arguments).get("kind") if architecture.name == PICTURES else ""
    return kind if isinstance(kind, str) else ""


def require_loss(loss: str, kind: str) -> None:
    """Refuse a loss that a kind of detector cannot learn by.

    Raises
    ------
    TrainingDataError
        With the reason.
    """
    known = LOSSES.get(kind, ())
    if loss == "suggested" or loss in known:
        return
    reason = say("Each drawn place has one name or none.")
    if kind in ("retinanet", "fcos"):
        reason = say("This network asks of every place of a picture, and nearly all of them are empty.")
    elif kind == SPOTS:
        reason = say("This network tells of each place whether the middle of a spot is there.")
    raise TrainingDataError(
        say("The loss {loss} does not fit: {reason}", loss=loss, reason=reason),
        say("Choose {losses}.", losses=", ".join(("suggested", *known))),
    )


def parts_of(name: str, *, of_masks: bool = False) -> tuple[str, str]:
    """Kind and backbone of a name.

    Parameters
    ----------
    name
        One of `DETECTORS`; of `OUTLINERS` for a dataset of masks.
    of_masks
        Whether the dataset has masks.

    Raises
    ------
    TrainingDataError
        When it is none of them.
    """
    known = OUTLINERS if of_masks else DETECTORS
    if name not in known:
        what = f"The network {name!r} finds no boxes."
        if name in OUTLINERS:
            what = f"The network {name!r} learns from masks, and this dataset has boxes alone."
        raise TrainingDataError(what, f"Choose one of: {', '.join(known)}.")
    kind, backbone, _ = name.split("_")
    return kind, backbone
