"""A model that is a stand-in, and the film that it reads."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from ai.inference.options import RunOptions
from ai.inference.provenance import Gate, GateVerdict, Provenance
from ai.inference.results import Caliper, Measurement, ModelResult, Structure
from ai.library.card import Architecture, Code, InputSpec, Label, ModelCard, Reading, Weights
from ai.library.grid_spec import GridSpec
from ai.library.pack import write_card
from ai.progress import Progress
from ai.volume import Volume

LUNG, HEART = Code("39607008", "SCT", "Lung"), Code("80891009", "SCT", "Heart")
GRID = GridSpec(dimensions=2, fit="resize", size=(64, 64))
CR = "1.2.840.10008.5.1.4.1.1.1"


@pytest.fixture
def card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModelCard:
    folder = tmp_path / "models" / "tiny-0.2.0"
    folder.mkdir(parents=True)
    card = ModelCard(
        "tiny",
        "0.2.0",
        "Tiny chest",
        "segmentation",
        (Label("right_lung", "Right lung", LUNG, "right"), Label("heart", "Heart", HEART)),
        InputSpec(("CR",), ("CHEST",), ("PA",), (64, 64), (0, 100), 1, GRID),
        Architecture("unet", ()),
        (Weights("a.safetensors", "0" * 64),),
        0.5,
        Reading("For a test.", "For anybody.", "Apache-2.0", "None.", "Nobody.", ()),
        {},
        {},
        "",
        folder,
    )
    write_card(card)
    monkeypatch.setattr("ai.library.library.default_folders", lambda: (tmp_path / "models",))
    return card


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Volume, str]]:
    """Stand in for the model: the upper left quarter is lung, nothing is heart. Holds what it was asked."""
    calls: list[tuple[Volume, str]] = []

    def run_here(card: ModelCard, volume: Volume, *, options: RunOptions, progress: Progress) -> ModelResult:
        calls.append((volume, options.device))
        progress(1.0, "done")
        mask = np.zeros(volume.shape, np.bool_)
        mask[:, : volume.shape[1] // 2, : volume.shape[2] // 2] = True
        nothing = np.zeros_like(mask)
        ratio = Measurement(
            "cardiothoracic_ratio",
            "Cardiothoracic ratio",
            0.5,
            "1",
            (0.45, 0.55),
            "95 % of 3 films",
            (Caliper("heart", (0, 2, 1), (0, 2, 3)), Caliper("thorax", (0, 3, 0), (0, 3, 4))),
        )
        provenance = Provenance(
            card.id,
            card.version,
            card.weights_sha256,
            "1" * 64,
            Gate(GateVerdict.WARN, ("The view is not in the file.",)),
            (("right_lung", 0.5), ("heart", 0.5)),
            "cpu",
            0.1,
            "0.1.0",
            volume.source_id,
        )
        return ModelResult(
            (
                Structure(card.labels[0], mask, mask.astype(np.uint8) * 255, 0.9),
                Structure(card.labels[1], nothing, nothing.astype(np.uint8), None),
            ),
            (ratio,),
            ("The heart was not found.",),
            provenance,
        )

    monkeypatch.setattr("ai.worker.client.run_here", run_here)
    return calls


@pytest.fixture
def radiograph(dicom: Callable[..., Path], tmp_path: Path) -> Path:
    return dicom(
        tmp_path / "study" / "cr.dcm",
        np.arange(48, dtype=np.uint16).reshape(6, 8),
        SOPClassUID=CR,
        Modality="CR",
        SeriesInstanceUID="1.2.7",
        PatientOrientation=["L", "F"],
        ImagerPixelSpacing=[0.4, 0.4],
        PatientSex="F",
        AccessionNumber="",
        ReferringPhysicianName="",
        StudyID="1",
    )
