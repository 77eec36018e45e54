"""lungmask: lungs (R231) and lobes (LTRCLobes) on CT, state dicts. No torch here."""

from __future__ import annotations

import re

from ai.adapters.answers import Answers
from ai.adapters.contents import Contents
from ai.adapters.found import Recognised
from ai.adapters.state_dict import KINDS
from ai.library.card import SEGMENTATION, Code, Label
from ai.library.grid_spec import GridSpec, IntensityStep
from ai.words import say

LUNGMASK = "lungmask-unet"
"""Name of the network in cards."""

UNUSED = ("residual_input_conv.", "residual_batchnorm.")
"""Layers that every file holds and no published network runs."""

_LUNG = Code("39607008", "SCT", "Lung")

LUNGS = (Label("right_lung", "Right lung", _LUNG, "right"), Label("left_lung", "Left lung", _LUNG, "left"))

LOBES = (
    Label("left_upper_lobe", "Left upper lobe", Code("45653009", "SCT", "Upper lobe of lung"), "left"),
    Label("left_lower_lobe", "Left lower lobe", Code("90572001", "SCT", "Lower lobe of lung"), "left"),
    Label("right_upper_lobe", "Right upper lobe", Code("45653009", "SCT", "Upper lobe of lung"), "right"),
    Label("right_middle_lobe", "Right middle lobe", Code("72481006", "SCT", "Middle lobe of right lung"), "right"),
    Label("right_lower_lobe", "Right lower lobe", Code("90572001", "SCT", "Lower lobe of lung"), "right"),
)

_NAMES = {len(LUNGS) + 1: ("lungmask R231", LUNGS), len(LOBES) + 1: ("lungmask LTRCLobes", LOBES)}

_LICENCE = "Apache-2.0"


def recognise(contents: Contents) -> Recognised | None:
    """Own state dicts of its U-Net."""
    shapes = contents.tensors
    first, last = shapes.get("down_path.0.block.0.weight"), shapes.get("last.weight")
    if contents.kind not in KINDS or first is None or last is None or "up_path.0.up.1.weight" not in shapes:
        return None
    if last[0] not in _NAMES or first[1] != 1:
        return Recognised(
            refusal=say("The network tells {count} classes; lungmask's own tell 3 (lungs) or 6 (lobes).",
                        count=last[0]),
            hint=say("Take the file as lungmask publishes it."),
        )  # fmt: skip
    title, labels = _NAMES[last[0]]
    if "covid" in contents.path.name.lower():
        title = "lungmask R231CovidWeb"
    stages = 1 + max(int(match[1]) for name in shapes if (match := re.match(r"down_path\.(\d+)\.", name)))
    answers = Answers(
        title=title,
        id=title.lower().replace(" ", "-"),
        task=SEGMENTATION,
        labels=labels,
        modalities=("CT",),
        body_parts=("CHEST", "THORAX", "LUNG", "ABDOMEN", "CHESTABDOMEN", "TAP", "WHOLEBODY"),
        grid=GridSpec(
            dimensions=2,
            orientation="SPL",
            intensity=(
                IntensityStep("clip", (("low", -1024.0), ("high", 600.0))),
                IntensityStep("scale-range", (("from_low", -1024.0), ("from_high", 600.0))),
            ),
        ),
        architecture=LUNGMASK,
        arguments=(("classes", last[0]), ("width", first[0]), ("stages", stages)),
        threshold=0.5,
        licence=_LICENCE,
        training_data=str(say("Hofmanninger et al., 2020: 231 routine chest CTs of many diseases")) if labels is LUNGS
        else "Lung Tissue Research Consortium",
        limits=(
            str(say("Every slice is read alone, cut to the body; slices that show a part of it or no air around it may "
                    "fail.")),
            str(say("Of each structure the largest part is kept. lungmask itself gives small parts to their neighbours "
                    "and fills holes besides.")),
        ),
    )  # fmt: skip
    return Recognised(answers, _LICENCE, title=title)
