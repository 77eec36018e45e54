"""A brain tumour with the mask of its own mask series becomes a case and comes back voxel by voxel."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from ai.training.dataset.case import Task
from ai.training.dataset.collect import add_case
from ai.training.dataset.dataset import open_dataset
from ai.training.dataset.face import Face
from ai.training.dataset.label_origin import Origin
from ai.training.dataset.leaving import leaving
from ai.training.dataset.new_case import NewCase, NewMask, PlainMask
from ai.training.dataset.pass_on import pass_on
from app.dicom.export.case_source import BurnedIn, case_source
from app.dicom.series import Series, Study
from app.dicom.series_load import load_series
from app.dicom.study_scan import scan


def found(shared_data: Path) -> dict[str, tuple[Study, Series]]:
    """Series by the start of the folder that they lie in."""
    studies = scan([shared_data / "dicom" / "mr_brain_tumour"]).studies
    series = [(study, each) for study in studies for each in study.series]
    return {each.instances[0].path.parent.name: (study, each) for study, each in series}


@pytest.mark.realdata
def test_the_tumour_comes_back_voxel_by_voxel(shared_data: Path, tmp_path: Path) -> None:
    series = found(shared_data)
    (t1,) = (value for name, value in series.items() if "T1post" in name)
    (mask_series,) = (value for name, value in series.items() if "Mask" in name)
    opened, marked = load_series(t1[1]), load_series(mask_series[1])
    np.testing.assert_allclose(marked.volume.affine_lps, opened.volume.affine_lps, atol=1e-3)
    tumour = np.asarray(marked.volume.voxels > 0)
    assert 0 < np.count_nonzero(tumour) < tumour.size / 10
    source = case_source(opened, t1[0])
    assert source.burned_in is BurnedIn.NO
    mask = NewMask("tumour", PlainMask(tumour), Origin.SITE)
    case = NewCase(opened.volume, source.person, source.neighbours, (mask,), face=source.face)
    added = add_case(tmp_path / "set", Task.SEGMENTATION, case)
    dataset = open_dataset(tmp_path / "set")
    (back,) = dataset.cases
    assert back.key == added.key
    volume = back.volume()
    assert volume.voxels.dtype == opened.volume.voxels.dtype
    np.testing.assert_array_equal(volume.voxels, opened.volume.voxels)
    np.testing.assert_array_equal(volume.affine_lps, opened.volume.affine_lps)
    np.testing.assert_array_equal(back.mask("tumour"), tumour)
    assert (volume.modality, volume.unit, volume.shape) == ("MR", "", opened.volume.shape)
    assert back.record.face in (Face.POSSIBLE, Face.UNKNOWN)
    # The other series of the study is of the same person.
    (flair,) = (value for name, value in series.items() if "FLAIR" in name)
    second = load_series(flair[1])
    of_flair = case_source(second, flair[0])
    more = NewCase(second.volume, of_flair.person, of_flair.neighbours, (mask,))
    assert add_case(tmp_path / "set", Task.SEGMENTATION, more).persons == 1


@pytest.mark.realdata
def test_nothing_of_the_patient_is_in_the_case_or_its_copy(shared_data: Path, tmp_path: Path) -> None:
    series = found(shared_data)
    (study, t1) = next(value for name, value in series.items() if "T1post" in name)
    opened = load_series(t1)
    source = case_source(opened, study)
    mask = NewMask("tumour", PlainMask(opened.volume.voxels > 400), Origin.HUMAN)
    case = NewCase(opened.volume, source.person, source.neighbours, (mask,), face=source.face)
    add_case(tmp_path / "set", Task.SEGMENTATION, case)
    pass_on(leaving(tmp_path / "set"), tmp_path / "copy")
    words = [study.uid, t1.uid, study.patient_id, study.date, t1.description]
    words += [instance.sop_instance_uid for instance in t1.instances]
    words += [word for word in study.patient_name.split() if len(word) > 3]
    for path in (path for folder in ("set", "copy") for path in (tmp_path / folder).rglob("*") if path.is_file()):
        data = path.read_bytes()
        content = data + (gzip.decompress(data) if path.suffix == ".gz" else b"")
        assert not [word for word in words if word and word.encode() in content], path.name
    record = json.loads(next((tmp_path / "copy").glob("*/case.json")).read_text())
    assert record["particulars"] is None
