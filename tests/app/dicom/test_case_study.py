"""A case of a dataset as a study: what the record knows comes with it, and no name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ai.volume import SpacingKind
from app.dicom.case_study import case_study
from app.dicom.series_load import load_series
from app.errors import DicomReadError
from tests.ai.training.dataset.read_dataset import pictures, volumes


def test_a_volume_knows_what_its_record_knows(tmp_path: Path) -> None:
    case = volumes(tmp_path, 1).cases[0]
    study = case_study(case)
    (series,) = study.series
    assert (study.description, study.patient_name, series.modality, series.is_case) == (case.key, "", "MR", True)
    volume = load_series(series).volume
    assert volume.modality == "MR"
    assert sorted(volume.spacing_mm) == pytest.approx([0.7, 0.8, 3.0])


def test_readers_have_studies_of_their_own(tmp_path: Path) -> None:
    case = volumes(tmp_path, 1).cases[0]
    uids = {case_study(case, reader).uid for reader in ("", "0" * 16, "1" * 16)}
    assert len(uids) == 3
    again = case_study(case, "1" * 16)
    assert again.uid == again.series[0].uid in uids


def test_the_size_of_pixels_comes_from_the_record(tmp_path: Path) -> None:
    case = pictures(tmp_path, 1).cases[0]
    known = replace(case.record, pixel_mm=(0.35, 0.4), spacing_kind=SpacingKind.DETECTOR)
    volume = load_series(case_study(replace(case, record=known)).series[0]).volume
    assert (volume.spacing_kind, volume.spacing_mm[1:]) == (SpacingKind.DETECTOR, (0.35, 0.4))
    plain = replace(case.record, spacing_kind=SpacingKind.UNKNOWN)
    unknown = load_series(case_study(replace(case, record=plain)).series[0]).volume
    assert unknown.spacing_kind is SpacingKind.UNKNOWN
    # A size that no pixel has is left out.
    absurd = replace(known, pixel_mm=(0.35, 5000.0))
    assert load_series(case_study(replace(case, record=absurd)).series[0]).volume.spacing_kind is SpacingKind.UNKNOWN


def test_a_damaged_image_is_told_in_a_sentence(tmp_path: Path) -> None:
    case = volumes(tmp_path, 1).cases[0]
    case.image.write_bytes(b"no picture")
    with pytest.raises(DicomReadError):
        case_study(case)
