"""What models said about cases is remembered per version, and worked out again where it does not fit."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ai.errors import InputRefused, TrainingDataError
from ai.inference.provenance import PASSED, Provenance
from ai.inference.results import ModelResult, Structure
from ai.inference.uncertainty import UncertaintyKind
from ai.library.card import Architecture, Code, InputSpec, Label, ModelCard, Reading, Weights
from ai.training.dataset import uncertainties
from ai.training.dataset.uncertainties import Outcome, answered, read_asked, refused, write_asked

NO_CODE = Code("", "", "")


def _card(folder: Path) -> ModelCard:
    return ModelCard(
        id="organs",
        version="1.0.0",
        title="Organs",
        task="segmentation",
        labels=(Label("organ", "Organ", NO_CODE),),
        input=InputSpec(("MR",), (), (), (64, 64), (0, 100), 0),
        architecture=Architecture("unet2d", ()),
        members=(Weights("member0.safetensors", "0" * 64),),
        threshold=0.5,
        reading=Reading("use", "not", "licence", "data", "people", ()),
        metrics={},
        reference={},
        parent="",
        folder=folder,
    )


def _result(mean: float | None) -> ModelResult:
    told = Provenance("organs", "1.0.0", "w", "c", PASSED, (), "cpu", 1.0, "0", "s")
    return ModelResult(
        (Structure(Label("organ", "Organ", NO_CODE), np.zeros((1, 2, 2), bool), mean_agreement=mean),), (), (), told
    )


def test_answers_are_read_back(tmp_path: Path) -> None:
    card = _card(tmp_path)
    assert read_asked(tmp_path, card) is None
    write_asked(tmp_path, card, answered(card, _result(0.8)))
    found = read_asked(tmp_path, card)
    assert found is not None
    assert found.outcome is Outcome.MEASURED
    assert found.found is not None
    assert (found.found.kind, found.found.value) == (UncertaintyKind.DISAGREEMENT, pytest.approx(0.2))
    write_asked(tmp_path, card, answered(card, _result(None)))
    found = read_asked(tmp_path, card)
    assert found is not None
    assert (found.outcome, found.found) == (Outcome.SILENT, None)
    write_asked(tmp_path, card, refused(card, InputRefused("The scan is a CT.")))
    found = read_asked(tmp_path, card)
    assert found is not None
    assert (found.outcome, found.reason) == (Outcome.REFUSED, "The scan is a CT.")


def test_another_version_or_other_weights_are_asked_anew(tmp_path: Path) -> None:
    card = _card(tmp_path)
    write_asked(tmp_path, card, answered(card, _result(0.8)))
    assert read_asked(tmp_path, replace(card, version="1.0.1")) is None
    assert read_asked(tmp_path, replace(card, members=(Weights("member0.safetensors", "1" * 64),))) is None
    assert read_asked(tmp_path, card) is not None


def test_a_damaged_answer_is_none(tmp_path: Path) -> None:
    card = _card(tmp_path)
    write_asked(tmp_path, card, answered(card, _result(0.8)))
    (tmp_path / "uncertainty" / "organs-1.0.0.json").write_text("{")
    assert read_asked(tmp_path, card) is None


def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(uncertainties, "write_json", full)
    card = _card(tmp_path)
    with pytest.raises(TrainingDataError, match="cannot be kept"):
        write_asked(tmp_path, card, answered(card, _result(0.8)))
