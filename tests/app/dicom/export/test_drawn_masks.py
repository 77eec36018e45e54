"""Masks that a person drew as DICOM objects: the voxels, MANUAL or SEMIAUTOMATIC, and no word of a model."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import highdicom
import numpy as np
import pytest
import SimpleITK as sitk  # noqa: N813 - the name that SimpleITK's own documents use
from pydicom import dcmread
from pydicom.dataset import Dataset

from ai.inference.provenance import Making
from ai.inference.results import ModelResult
from app.dicom.export.authorship import Standing
from app.dicom.export.rtstruct_write import write_rtstruct
from app.dicom.export.sc_write import write_sc
from app.dicom.export.seg_write import write_seg
from app.dicom.export.sr_write import write_sr
from app.dicom.results_read.read import read_result
from app.dicom.series_load import OpenSeries
from app.errors import ExportError
from app.imaging.finding_rows import finding_rows
from app.imaging.masks.grid_facts import has_millilitres
from app.imaging.nifti import labels_table, write_label_nifti
from app.imaging.own_masks import drawn_structure, nothing, with_added
from app.imaging.report import report_of
from app.imaging.segment_codes import USUAL_SEGMENTS, own_label
from tests.app.dicom.export.test_seg_write import masks_by_source

Require = Callable[[Path, OpenSeries], None]

TUMOUR, KIDNEY = (next(each for each in USUAL_SEGMENTS if each.title == title) for title in ("Tumour", "Kidney"))
COLOUR = (255, 96, 60)


def drawn(opened: OpenSeries) -> ModelResult:
    """A tumour by hand, a left kidney that overlaps it and was begun by the program, and words of one's own."""
    shape = opened.volume.shape
    first, second, third = np.zeros(shape, np.bool_), np.zeros(shape, np.bool_), np.zeros(shape, np.bool_)
    first[: max(1, shape[0] - 1), 3:9, 2:8] = True
    first[0, 5, 5] = False
    second[shape[0] // 2 :, 6:12, 5:9] = True
    third[-1, 1, 1:4] = True
    result = None
    for label, mask, making in (
        (own_label("Tumour", TUMOUR.code, ""), first, Making.HAND),
        (own_label("Kidney, left", KIDNEY.code, "left"), second, Making.AIDED),
        (own_label("Zyste – groß", None, ""), third, Making.HAND),
    ):
        structure = drawn_structure(label, mask, colour=COLOUR, making=making)
        result = with_added(result, structure, opened.volume, voxels=int(mask.sum()))
    assert result is not None
    return result


def texts(dataset: Dataset) -> Iterator[str]:
    """All values that are words, at any depth."""
    for element in dataset.iterall():
        if element.VR in ("LO", "SH", "LT", "ST", "UT", "UC", "CS", "PN"):
            yield str(element.value)


def says_model(dataset: Dataset) -> list[str]:
    """Words about models, of which none took part; the model of a device is the program."""
    said = (each for each in texts(dataset) if each != "Device Observer Model Name")
    return [each for each in said if re.search(r"\bAI\b|AI_|\bmodel\b|intelligence|weights|@", each, re.I)]


def test_every_geometry_gives_the_masks_back(stack: OpenSeries, tmp_path: Path, require_conforming: Require) -> None:
    path, result = tmp_path / "seg.dcm", drawn(stack)
    write_seg(result, stack, path)
    require_conforming(path, stack)
    for number, structure in enumerate(result.structures, start=1):
        found = masks_by_source(path, number)
        for index, facts in enumerate(stack.series.slices):
            mask = found.pop((stack.series.instances[facts.instance].sop_instance_uid, facts.frame), None)
            assert np.array_equal(structure.mask[index], np.zeros_like(structure.mask[index]) if mask is None else mask)
        assert not any(mask.any() for mask in found.values())


def test_a_segment_tells_how_it_was_made_and_what_it_is(ct: OpenSeries, tmp_path: Path) -> None:
    path = tmp_path / "seg.dcm"
    write_seg(drawn(ct), ct, path, standing=Standing.ACCEPTED)
    seg = dcmread(path)
    tumour, kidney, own = seg.SegmentSequence
    assert [each.SegmentAlgorithmType for each in seg.SegmentSequence] == ["MANUAL", "SEMIAUTOMATIC", "MANUAL"]
    assert "SegmentAlgorithmName" not in tumour
    assert "SegmentationAlgorithmIdentificationSequence" not in tumour
    assert kidney.SegmentAlgorithmName == "Lightbox mask tools"
    assert kidney.SegmentationAlgorithmIdentificationSequence[0].AlgorithmFamilyCodeSequence[0].CodeMeaning == (
        "Manual Processing"
    )
    kinds = [each.SegmentedPropertyTypeCodeSequence[0] for each in seg.SegmentSequence]
    assert [(each.CodeValue, each.CodingSchemeDesignator) for each in kinds[:2]] == [
        ("108369006", "SCT"),
        ("64033007", "SCT"),
    ]
    assert (kinds[2].CodingSchemeDesignator, kinds[2].CodeMeaning) == ("99LIGHTBOX", "Zyste – groß")
    assert kinds[1].SegmentedPropertyTypeModifierCodeSequence[0].CodeMeaning == "Left"
    categories = [each.SegmentedPropertyCategoryCodeSequence[0].CodeMeaning for each in seg.SegmentSequence]
    assert categories == ["Morphologically Abnormal Structure", "Anatomical Structure", "Anatomical Structure"]
    assert own.SegmentLabel == "Zyste – groß"
    assert "Drawn by a person" in tumour.SegmentDescription
    assert seg.ContentLabel == "DRAWN"
    assert not seg.get("ContentCreatorName")
    assert "not for diagnosis" in seg.SeriesDescription
    assert says_model(seg) == []
    lab = highdicom.color.CIELabColor.from_rgb(*COLOUR)
    assert list(tumour.RecommendedDisplayCIELabValue) == list(lab.value)


def test_an_empty_mask_is_a_segment_too(ct: OpenSeries, tmp_path: Path, require_conforming: Require) -> None:
    label = own_label("Tumour", TUMOUR.code, "")
    empty = drawn_structure(label, nothing(ct.volume.shape), colour=COLOUR, making=Making.HAND)
    path = tmp_path / "seg.dcm"
    write_seg(with_added(None, empty, ct.volume, voxels=0), ct, path)
    require_conforming(path, ct)
    assert not dcmread(path).pixel_array.any()


def test_contours_tell_it_too_and_come_back(ct: OpenSeries, tmp_path: Path, require_conforming: Require) -> None:
    path, result = tmp_path / "rtstruct.dcm", drawn(ct)
    write_rtstruct(result, ct, path)
    require_conforming(path, ct)
    document = dcmread(path)
    regions = document.StructureSetROISequence
    assert [each.ROIGenerationAlgorithm for each in regions] == ["MANUAL", "SEMIAUTOMATIC", "MANUAL"]
    assert all("ROIDerivationAlgorithmIdentificationSequence" not in each for each in regions)
    assert [list(each.ROIDisplayColor) for each in document.ROIContourSequence] == [list(COLOUR)] * 3
    assert says_model(document) == []
    back = read_result(path, ct)
    for one, other in zip(back.structures, result.structures, strict=True):
        assert np.array_equal(one.mask, other.mask)


def test_a_report_tells_the_volumes(stack: OpenSeries, tmp_path: Path, require_conforming: Require) -> None:
    path, result = tmp_path / "sr.dcm", drawn(stack)
    if not has_millilitres(stack.volume):
        assert result.measurements == ()
        with pytest.raises(ExportError, match="nothing to report"):
            write_sr(result, stack, path)
        return
    write_sr(result, stack, path)
    require_conforming(path, stack)
    document = dcmread(path)
    assert says_model(document) == []
    numbers = [
        (
            item.ConceptNameCodeSequence[0].CodeValue,
            float(item.MeasuredValueSequence[0].NumericValue),
            item.MeasuredValueSequence[0].MeasurementUnitsCodeSequence[0].CodeValue,
        )
        for item in below(document)
        if item.get("ValueType") == "NUM"
    ]
    voxel_ml = abs(np.linalg.det(stack.volume.affine_lps[:3, :3])) / 1000
    expected = [int(each.mask.sum()) * voxel_ml for each in result.structures]
    assert [(code, unit) for code, _, unit in numbers] == [("118565006", "ml")] * 3
    assert [value for _, value, _ in numbers] == pytest.approx(expected)
    findings = [
        item.ConceptCodeSequence[0].CodeValue
        for item in below(document)
        if item.get("ValueType") == "CODE" and item.ConceptNameCodeSequence[0].CodeMeaning == "Finding"
    ]
    assert findings[:2] == ["108369006", "64033007"]


def below(item: Dataset) -> Iterator[Dataset]:
    """All content items."""
    for child in item.get("ContentSequence", ()):
        yield child
        yield from below(child)


def test_pictures_tables_and_files_name_no_model(ct: OpenSeries, tmp_path: Path) -> None:
    result = drawn(ct)
    picture = np.zeros((8, 8, 3), np.uint8)
    write_sc(picture, ct, tmp_path / "sc.dcm", slices=[0], results=[result], standing=Standing.DRAWN)
    assert says_model(dcmread(tmp_path / "sc.dcm")) == []
    rows = finding_rows(result, ct.volume)
    assert {(row.model, row.state) for row in rows} == {("", "drawn by a person")}
    report = report_of(result, ct.volume, patient=None, series="CT", pictures=())
    assert report.standing == "Drawn by a person, not verified by a physician."
    assert report.gate == ()
    first = with_added(None, result.structures[0], ct.volume, voxels=1)
    write_label_nifti(first.structures, ct.volume, tmp_path / "labels.nii.gz")
    assert "255   96   60" in labels_table(first.structures, axes_known=True)
    back = sitk.GetArrayFromImage(sitk.ReadImage(str(tmp_path / "labels.nii.gz")))
    assert int((back != 0).sum()) == int(result.structures[0].mask.sum())
