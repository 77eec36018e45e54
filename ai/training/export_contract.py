"""What goes along with an exported model, for people and programs that have no Lightbox. No torch here."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from ai.inference.calibration import Calibration
from ai.library.card import IMAGE_CLASSIFICATION, ModelCard
from ai.plain import from_plain, to_plain

RESEARCH_USE = (
    "For research and education only. Not a medical device: no diagnosis and no treatment may rest on what it says."
)


CALIBRATION = "calibration"
"""Key of a card's ``reference`` for classes that exclude each other."""


def contract(card: ModelCard, facts: dict[str, Any]) -> str:
    """Write everything that decides how a picture becomes a result, as JSON.

    Keys: ``card`` (the model card as Lightbox writes it, without its folder), ``read_me`` (sentences), and those of
    ``facts`` (what was checked when it was exported).
    """
    plain = {name: value for name, value in to_plain(card).items() if name != "folder"}
    return json.dumps({"read_me": list(sentences(card)), **facts, "card": plain}, indent=1, ensure_ascii=False) + "\n"


def read_me(card: ModelCard, facts: Sequence[str]) -> str:
    """Write the same for people, as Markdown."""
    reading = card.reading
    lines = [
        f"# {card.title} ({card.key})",
        "",
        RESEARCH_USE,
        "",
        f"- For: {reading.intended_use}",
        f"- Not for: {reading.not_for}",
        f"- Licence: {reading.licence}",
        f"- Trained on: {reading.training_data}",
        f"- Population: {reading.population}",
        *(f"- Limit: {limit}" for limit in reading.limits),
        "",
        "## How to use the file",
        "",
        *(f"- {sentence}" for sentence in (*sentences(card), *facts)),
        "",
    ]
    return "\n".join(lines)


def sentences(card: ModelCard) -> tuple[str, ...]:
    """Tell how a picture becomes the input, and the output an answer."""
    labels = ", ".join(f"{number} {label.title}" for number, label in enumerate(card.labels))
    count = len(card.members)
    joined = (
        f" The file holds {count} networks that answer together: its outputs say the mean of their probabilities; how "
        "far they agree is not in it, and where windows of a scan overlap results may differ a little."
        if count > 1
        else ""
    )
    calibrated = _calibrated(card)
    if card.input.grid is not None:
        grid = card.input.grid
        made = (
            "The network knows no preprocessing: what is given to it must be made as the card's input.grid says, "
            "axes, spacing, size and intensities in this order; MONAI's transforms can do the same."
        )
        if card.task == IMAGE_CLASSIFICATION:
            weighed = calibrated or f" Scores: {grid.activation} of the outputs."
            return RESEARCH_USE, made, f"Channels of the output: {labels}.{weighed}{joined}"
        background = " after channel 0, the background" if grid.background and grid.activation == "softmax" else ""
        return (
            RESEARCH_USE,
            made,
            f"Channels of the output{background}: {labels}. Probabilities: {grid.activation} of the outputs. "
            f"A voxel belongs to a structure from {card.threshold:g}, or to the highest channel of a softmax.{joined}",
        )
    low, high = card.input.clip_percentiles
    rows, columns = card.input.size_px
    return (
        RESEARCH_USE,
        "The network knows no preprocessing. A picture is made bones bright, padded to a square with its percentile "
        f"{low:g}, resized to {rows} x {columns} (by area where it shrinks, else linearly), clipped to its percentiles "
        f"{low:g} and {high:g}, brought to mean 0 and standard deviation 1: one grey channel, float32.",
        f"Channels of the output: {labels}.{calibrated}{joined}",
    )


def _calibrated(card: ModelCard) -> str:
    """Tell how outputs become probabilities and when a class is ruled out; ``""`` of a model without calibration."""
    if CALIBRATION not in card.reference:
        return ""
    calibration = from_plain(Calibration, card.reference[CALIBRATION])
    added = ", ".join(f"{each:g}" for each in calibration.offsets)
    return (
        f" Probabilities: softmax of the outputs divided by the temperature {calibration.temperature:g}"
        f"{f', plus {added}' if added else ''}; a class is ruled out below "
        f"{', '.join(f'{each:g}' for each in calibration.thresholds)}."
    )
