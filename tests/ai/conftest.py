"""Small chest model of known behaviour: a network that answers with masks we choose."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from ai.inference.plausibility import Range
from ai.library.card import Architecture, Code, InputSpec, Label, ModelCard, Reading, Weights
from ai.library.pack import write_card
from ai.networks.build import build
from ai.networks.weights import write_weights
from ai.plain import to_plain
from ai.volume import SpacingKind, Volume

LUNG = Code("39607008", "SCT", "Lung")
LABELS = (
    Label("right_lung", "Right lung", LUNG, "right"),
    Label("left_lung", "Left lung", LUNG, "left"),
    Label("heart", "Heart", Code("80891009", "SCT", "Heart")),
)

WIDE = tuple(
    Range(name, -100, 100)
    for name in (
        "lung_area_share",
        "lung_area_ratio",
        "heart_area_ratio",
        "heart_side",
        "heart_height",
        "lung_distance",
        "box_aspect",
    )
)


@pytest.fixture
def write_pack(tmp_path: Path) -> Callable[..., ModelCard]:
    """Write a tiny valid pack with random weights; keyword arguments replace fields of its card."""

    def write(root: Path | None = None, **changes: object) -> ModelCard:
        architecture = Architecture("unet2d", (("in_channels", 1), ("out_channels", 3), ("filters", (4, 8, 8))))
        fields: dict[str, object] = {
            "id": "tiny",
            "version": "1.2.0",
            "title": "Tiny chest",
            "task": "chest-anatomy",
            "labels": LABELS,
            "input": InputSpec(("CR", "DX"), ("CHEST",), ("PA", "AP"), (64, 64), (0.5, 99.5), 32),
            "architecture": architecture,
            "members": (),
            "threshold": 0.5,
            "reading": Reading("use", "not", "licence", "data", "people", ("limit",)),
            "metrics": {"films": 3},
            "reference": {
                "cardiothoracic_half_width": 0.03,
                "cardiothoracic_note": "95 % of 3 films",
                "plausible_ranges": [to_plain(item) for item in WIDE],
            },
            "parent": "",
        } | changes
        folder = (root or tmp_path) / f"{fields['id']}-{fields['version']}"
        folder.mkdir(parents=True)
        torch.manual_seed(0)
        path = folder / "member0.safetensors"
        member = Weights(path.name, write_weights(build(architecture), path))
        card = ModelCard(**{**fields, "members": (member,), "folder": folder})  # type: ignore[arg-type]
        write_card(card)
        return card

    return write


def _radiograph(
    plane: np.ndarray, *, row_direction: str = "L", column_direction: str = "F", **changes: object
) -> Volume:
    """(rows, columns) as a chest radiograph whose rows and columns run in the given patient directions."""
    axes = {"L": (1, 0, 0), "R": (-1, 0, 0), "P": (0, 1, 0), "A": (0, -1, 0), "H": (0, 0, 1), "F": (0, 0, -1)}
    affine = np.eye(4)
    affine[:3, 2] = 0.5 * np.array(axes[row_direction])
    affine[:3, 1] = 0.5 * np.array(axes[column_direction])
    affine[:3, 0] = np.cross(affine[:3, 1], affine[:3, 2]) / 0.25
    fields: dict[str, object] = {
        "modality": "CR",
        "spacing_kind": SpacingKind.DETECTOR,
        "body_part": "CHEST",
        "view": "PA",
        "bones_bright": True,
    } | changes
    return Volume(plane[np.newaxis], affine, **fields)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def radiograph() -> Callable[..., Volume]:
    """Make a volume of a (rows, columns) plane; see `_radiograph`."""
    return _radiograph
