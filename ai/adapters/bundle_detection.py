"""The lung nodule detector of MONAI's model zoo, recognised by its weights; its contract by hand. No torch here.

Its configuration is a program, so nothing of it is read but what it must agree with.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ai.adapters.answers import Answers
from ai.adapters.contents import Contents
from ai.errors import ModelImportError
from ai.library.card import DETECTION, Code, Label
from ai.library.grid_spec import GridSpec, IntensityStep
from ai.words import say

LUNA = "luna16-retinanet"
"""Name of the network in cards."""

NODULE = Label("lung_nodule", "Lung nodule", Code("427359005", "SCT", "Solitary nodule of lung"))

SHOWN_SCORE = 0.3
"""Lowest score that is shown. The publishers list boxes down to 0.02, for curves and not for readers; this is a
convention, not a measurement."""

_SHAPES = {
    "feature_extractor.body.conv1.weight": (64, 1, 7, 7, 7),
    "classification_head.cls_logits.weight": (3, 256, 3, 3, 3),
    "regression_head.bbox_reg.weight": (18, 256, 3, 3, 3),
}

_ANCHORS = [[6, 8, 4], [8, 6, 5], [10, 10, 6]]

_PATCH = (256, 256, 96)
"""Of windows. It was taught on 192 x 192 x 80; its publishers run 512 x 512 x 192, which takes 24 GB."""


def is_detector(weights: Contents) -> bool:
    """Whether weights are those of a RetinaNet."""
    return any(name.endswith("classification_head.cls_logits.weight") for name in weights.tensors)


def describe_detector(metadata: Mapping[str, Any], config: Mapping[str, Any], weights: Contents) -> Answers:
    """Tell the contract.

    Raises
    ------
    ModelImportError
        Where it is a RetinaNet of other sizes or anchors.
    """
    for name, shape in _SHAPES.items():
        found = next((each for key, each in weights.tensors.items() if key.endswith(name)), None)
        if found != shape:
            raise _other(f"{name} {found}")
    anchors = config.get("anchor_generator")
    shapes = anchors.get("base_anchor_shapes") if isinstance(anchors, Mapping) else _ANCHORS
    if shapes != _ANCHORS:
        raise _other(f"base_anchor_shapes {shapes}")
    return Answers(
        version=str(metadata.get("version", "")),
        task=DETECTION,
        labels=(NODULE,),
        modalities=("CT",),
        body_parts=("CHEST", "THORAX", "LUNG"),
        grid=GridSpec(
            orientation="RAS",
            spacing_mm=(0.703125, 0.703125, 1.25),
            centres="first-voxel",
            patch=_PATCH,
            overlap=0.25,
            blend="constant",
            intensity=(
                IntensityStep(
                    "scale-range",
                    (("from_low", -1024.0), ("from_high", 300.0), ("to_low", 0.0), ("to_high", 1.0), ("clip", 1.0)),
                ),
            ),
            activation="none",
            background=False,
        ),
        architecture=LUNA,
        threshold=SHOWN_SCORE,
        intended_use=str(metadata.get("intended_use", "")),
        training_data="LUNA16 (LIDC-IDRI, nodules of 3 mm and more)",
        limits=(
            str(say("Outside LUNA16 it finds far less: 45 to 49 % on average on two other collections.")),
            str(say("The patient must lie as in LUNA16: it is not told where the lungs are.")),
        ),
    )


def _other(what: str) -> ModelImportError:
    return ModelImportError(
        say("The bundle holds a detector other than that for LUNA16 ({what}).", what=what[:100]),
        say("Ask the publisher for the model as ONNX."),
    )
