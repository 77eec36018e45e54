"""What is asked about a foreign model becomes its contract."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ai.errors import ModelImportError
from ai.library.card import MULTI_LABEL, SEGMENTATION
from app.actions.model_contract import (
    FITS,
    INTENSITIES,
    ORIENTATIONS,
    OUTPUTS,
    GridChoice,
    arguments_of,
    first_choice,
    grid_of,
    labels_of,
    names_of,
)


def test_every_choice_is_a_grid() -> None:
    for letters, _ in ORIENTATIONS:
        for fit, _ in FITS:
            for number in range(len(INTENSITIES)):
                for output in range(len(OUTPUTS)):
                    for dimensions in (2, 3):
                        choice = GridChoice(dimensions, letters, (1.5, 1.0, 1.0), fit, 64, number, output)
                        grid = grid_of(choice)
                        assert (grid.orientation, grid.fit, grid.spacing_mm) == (letters, fit, (1.5, 1.0, 1.0))
                        assert (grid.size or grid.patch) == (64,) * dimensions


def test_what_is_usual() -> None:
    segmentation, classes = grid_of(first_choice(SEGMENTATION)), grid_of(first_choice(MULTI_LABEL))
    assert (segmentation.dimensions, segmentation.patch, segmentation.background) == (3, (96, 96, 96), True)
    assert (classes.dimensions, classes.size, classes.activation) == (2, (224, 224), "sigmoid")
    photographs = grid_of(replace(first_choice(MULTI_LABEL), intensity=7))
    assert photographs.channels == 3
    assert grid_of(GridChoice(side=0)).patch == ()


def test_resizing_needs_a_size() -> None:
    with pytest.raises(ModelImportError, match="needs the size"):
        grid_of(GridChoice(fit="pad", side=0))


def test_words_of_the_reader() -> None:
    right, liver = labels_of("Right lung\n\n  Liver ")
    assert (right.name, right.title, right.side) == ("right_lung", "Right lung", "right")
    assert (liver.name, liver.side) == ("liver", "")
    assert names_of("ct; MR, ct ,") == ("CT", "MR")
    assert arguments_of("name = densenet121\nnum_classes=5\nchannels = [16, 32]\n") == (
        ("name", "densenet121"),
        ("num_classes", 5),
        ("channels", [16, 32]),
    )
    with pytest.raises(ModelImportError, match="no argument"):
        arguments_of("densenet121")
