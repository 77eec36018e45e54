"""A foreign picture as a volume of one slice."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ai.errors import TrainingDataError
from ai.training.dataset.case import ImageFacts
from ai.training.dataset.foreign_picture import read_grey
from ai.training.dataset.image_file import picture_affine, spacing_kind_of
from ai.volume import Volume
from ai.words import say


def picture_volume(path: Path, facts: ImageFacts) -> Volume:
    """Read a PNG or JPEG file as a volume of one slice whose axes in the patient are unknown.

    Raises
    ------
    TrainingDataError
        Where it cannot be read.
    """
    try:
        pixels = read_grey(path)
    except OSError as error:
        raise TrainingDataError(say("The file cannot be read ({reason}).", reason=error.strerror)) from error
    pixel_mm = None if facts.pixel_mm is None else (facts.pixel_mm, facts.pixel_mm)
    return Volume(
        pixels[np.newaxis],
        picture_affine(pixel_mm),
        modality=facts.modality,
        spacing_kind=spacing_kind_of(facts.modality, has_spacing=pixel_mm is not None),
        axes_known=False,
        body_part=facts.body_part,
        view=facts.view,
        bones_bright=facts.bones_bright,
    )
