"""Segmentations of others: placed by position, never by order; refused where they lie in another space."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import highdicom as hd
import numpy as np
import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.sr.codedict import codes
from pydicom.uid import RLELossless, generate_uid

from ai.inference.results import ModelResult
from ai.progress import Cancelled
from app.dicom.export.seg_write import write_seg
from app.dicom.results_read.frame_planes import RESAMPLED
from app.dicom.results_read.read import read_result, series_for
from app.dicom.series_load import OpenSeries
from app.dicom.study_scan import scan, series_of
from app.errors import DicomReadError
from app.imaging.label_map import is_same_memory

OpenCt = Callable[..., OpenSeries]


def headers(opened: OpenSeries) -> list[Dataset]:
    found = [dcmread(instance.path) for instance in opened.series.instances]
    for header in found:
        # highdicom asks for what is empty in other files.
        for keyword in ("PatientBirthDate", "PatientSex", "StudyID", "AccessionNumber", "ReferringPhysicianName"):
            setattr(header, keyword, None)
    return found


def segment(number: int, colour: tuple[int, int, int] | None = None) -> hd.seg.SegmentDescription:
    return hd.seg.SegmentDescription(
        number,
        f"Piece {number}",
        codes.SCT.AnatomicalStructure,
        codes.SCT.Lung,
        hd.seg.SegmentAlgorithmTypeValues.MANUAL,
        display_color=None if colour is None else hd.color.CIELabColor.from_rgb(*colour),
    )


def make_seg(sources: list[Dataset], pixels: np.ndarray, path: Path, **options: Any) -> Path:
    """A segmentation of another maker; pixels as highdicom takes them."""
    count = options.pop("count", 1)
    colours = options.pop("colours", (None,) * count)
    seg = hd.seg.Segmentation(
        sources,
        pixels,
        options.pop("kind", hd.seg.SegmentationTypeValues.BINARY),
        [segment(number, colours[number - 1]) for number in range(1, count + 1)],
        series_instance_uid=generate_uid(),
        series_number=99,
        sop_instance_uid=generate_uid(),
        instance_number=1,
        manufacturer="Elsewhere",
        manufacturer_model_name="Marker",
        software_versions="7",
        device_serial_number="1",
        **options,
    )
    seg.save_as(path)
    return path


def test_our_own_comes_back_equal_on_every_geometry(
    opened: OpenSeries, tmp_path: Path, result_of: Callable[..., ModelResult], masks_for: Callable[..., np.ndarray]
) -> None:
    masks = masks_for(opened.volume.shape, 3)
    write_seg(result_of(opened, masks), opened, tmp_path / "seg.dcm")
    read = read_result(tmp_path / "seg.dcm", opened)
    assert [each.label.title for each in read.structures] == ["Part 0", "Part 1", "Part 2"]
    for structure, mask in zip(read.structures, masks, strict=True):
        np.testing.assert_array_equal(structure.mask, mask)
    assert read.provenance.maker.startswith("Lightbox")
    assert read.provenance.source_id == opened.volume.source_id


def test_frames_in_any_order_and_missing_ones(open_ct: OpenCt, tmp_path: Path) -> None:
    opened = open_ct("oblique")
    mask = np.zeros(opened.volume.shape, dtype=np.uint8)
    mask[1, 2:5, 3:9], mask[4, 6:, :4] = 1, 1
    # Against the order of the volume; the empty frames are left out by highdicom.
    make_seg(headers(opened)[::-1], mask[::-1], tmp_path / "seg.dcm")
    (structure,) = read_result(tmp_path / "seg.dcm", opened).structures
    np.testing.assert_array_equal(structure.mask, mask.astype(bool))


def test_maker_title_and_colour_are_kept(open_ct: OpenCt, tmp_path: Path) -> None:
    opened = open_ct()
    path = make_seg(headers(opened), np.ones(opened.volume.shape, np.uint8), tmp_path / "s", colours=((200, 30, 90),))
    read = read_result(path, opened)
    assert read.provenance.maker == "Elsewhere Marker 7"
    assert read.structures[0].colour is not None
    np.testing.assert_allclose(read.structures[0].colour, (200, 30, 90), atol=1)
    assert read.structures[0].label.code.meaning == "Lung"


@pytest.mark.parametrize("syntax", [None, RLELossless])
def test_label_map(open_ct: OpenCt, tmp_path: Path, syntax: str | None) -> None:
    opened = open_ct("mirrored")
    labels = np.random.default_rng(5).integers(0, 5, opened.volume.shape).astype(np.uint8)
    kind = hd.seg.SegmentationTypeValues.LABELMAP
    more = {} if syntax is None else {"transfer_syntax_uid": syntax}
    path = make_seg(headers(opened), labels, tmp_path / "seg.dcm", count=4, kind=kind, **more)
    read = read_result(path, opened)
    for number, structure in enumerate(read.structures, start=1):
        np.testing.assert_array_equal(structure.mask, labels == number)
        assert is_same_memory(structure.labelled, read.structures[0].labelled)


def test_fractional_keeps_its_probabilities(open_ct: OpenCt, tmp_path: Path) -> None:
    opened = open_ct()
    shares = np.random.default_rng(5).random(opened.volume.shape).astype(np.float32)
    kind = hd.seg.SegmentationTypeValues.FRACTIONAL
    path = make_seg(headers(opened), shares, tmp_path / "seg.dcm", kind=kind, max_fractional_value=200)
    (structure,) = read_result(path, opened).structures
    assert structure.probability is not None
    np.testing.assert_allclose(structure.probability / 255, shares, atol=0.005)
    away = np.abs(shares - 0.5) > 0.01
    np.testing.assert_array_equal(structure.mask[away], shares[away] > 0.5)


def test_another_grid_of_the_same_space_is_resampled_by_nearest_and_says_so(open_ct: OpenCt, tmp_path: Path) -> None:
    fine = open_ct("oblique")
    # The same planes of half as many, twice as large pixels, every second slice, run through the other way.
    coarse = open_ct("oblique", "coarse", rows=6, columns=8, slices=3, spacing=(5.0, 1.6, 1.2), SeriesInstanceUID="1.9")
    mask = np.random.default_rng(1).random(coarse.volume.shape) < 0.5
    path = make_seg(headers(coarse)[::-1], mask[::-1].astype(np.uint8), tmp_path / "seg.dcm")
    read = read_result(path, fine)
    assert RESAMPLED in read.notes
    found = read.structures[0].mask
    for index in np.ndindex(*fine.volume.shape):
        there = coarse.volume.to_index(fine.volume.to_lps_mm(index))
        near = np.floor(there + 0.5).astype(int)
        if np.abs(there + 0.5 - np.rint(there + 0.5)).min() < 1e-3:
            continue
        inside = (near >= 0).all() and (near < coarse.volume.shape).all()
        assert found[index] == (bool(mask[tuple(near)]) if inside else False), index


def test_another_space_is_refused(open_ct: OpenCt, tmp_path: Path) -> None:
    opened = open_ct()
    path = make_seg(headers(opened), np.ones(opened.volume.shape, np.uint8), tmp_path / "seg.dcm")
    other = open_ct("axial", "other", FrameOfReferenceUID="1.2.3.99")
    with pytest.raises(DicomReadError, match="another space"):
        read_result(path, other)


def test_without_a_space_the_references_decide(open_ct: OpenCt, tmp_path: Path) -> None:
    opened = open_ct()
    path = make_seg(headers(opened), np.ones(opened.volume.shape, np.uint8), tmp_path / "seg.dcm")
    seg = dcmread(path)
    del seg.FrameOfReferenceUID
    seg.save_as(path)
    assert read_result(path, opened).structures[0].mask.all()
    other = open_ct("axial", "other", SeriesInstanceUID="1.2.9", StudyInstanceUID="1.2.8")
    with pytest.raises(DicomReadError, match="Nothing in this file says"):
        read_result(path, other)


def test_frames_where_a_slice_is_missing_are_counted(open_ct: OpenCt, tmp_path: Path) -> None:
    whole = open_ct("axial", "whole")
    part = open_ct("axial", "part", drop=(2,))
    path = make_seg(headers(whole), np.ones(whole.volume.shape, np.uint8), tmp_path / "seg.dcm")
    read = read_result(path, part)
    assert read.structures[0].mask.all()
    assert read.structures[0].mask.shape[0] == whole.volume.shape[0] - 1
    assert [note for note in read.notes if "no slice" in note] == ["Frames that lie on no slice of the open series: 1."]


def test_radiograph_without_a_place_goes_by_its_reference(
    radiograph: Callable[..., Path], tmp_path: Path, result_of: Callable[..., ModelResult]
) -> None:
    radiograph()
    (series,) = series_of(scan([tmp_path / "cr.dcm"]))
    from app.dicom.series_load import load_series

    opened = load_series(series)
    masks = np.zeros((1, *opened.volume.shape), dtype=bool)
    masks[0, 0, 1:3, 2:] = True
    write_seg(result_of(opened, masks), opened, tmp_path / "seg.dcm")
    np.testing.assert_array_equal(read_result(tmp_path / "seg.dcm", opened).structures[0].mask, masks[0])


def test_many_segments_take_the_memory_of_one(open_ct: OpenCt, tmp_path: Path) -> None:
    opened = open_ct("axial", rows=64, columns=64, slices=20)
    labels = np.zeros(opened.volume.shape, dtype=np.uint8)
    for number in range(1, 41):
        labels[:, number, 3:60] = number
    path = make_seg(headers(opened), labels, tmp_path / "seg.dcm", count=40)
    tracemalloc.start()
    read = read_result(path, opened)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert all(is_same_memory(each.labelled, read.structures[0].labelled) for each in read.structures)
    for number, structure in enumerate(read.structures, start=1):
        np.testing.assert_array_equal(structure.plane(7), labels[7] == number)
    # Forty masks would take 3.3 MB; headers of 800 frames are the most of it.
    assert read.structures[0].labelled.nbytes * 40 < 4e6
    assert peak < 60e6


def test_cancel_stops_between_frames(open_ct: OpenCt, tmp_path: Path) -> None:
    opened = open_ct()
    path = make_seg(headers(opened), np.ones(opened.volume.shape, np.uint8), tmp_path / "seg.dcm")

    def stop(fraction: float, _message: str) -> None:
        if fraction > 0.5:
            raise Cancelled

    with pytest.raises(Cancelled):
        read_result(path, opened, progress=stop)


def test_the_series_it_was_made_from_is_found(open_ct: OpenCt, tmp_path: Path) -> None:
    opened = open_ct("axial", "ct")
    other = open_ct("axial", "other", SeriesInstanceUID="1.2.9")
    path = make_seg(headers(opened), np.ones(opened.volume.shape, np.uint8), tmp_path / "seg.dcm")
    assert series_for(path, (other.series, opened.series)) is opened.series
    assert series_for(path, (other.series,)) is None


def test_what_holds_no_result_is_refused(open_ct: OpenCt) -> None:
    opened = open_ct()
    with pytest.raises(DicomReadError, match="no results"):
        read_result(opened.series.instances[0].path, opened)


def test_unknown_segment_is_refused(open_ct: OpenCt, tmp_path: Path) -> None:
    opened = open_ct("single")
    path = make_seg(headers(opened), np.ones(opened.volume.shape, np.uint8), tmp_path / "seg.dcm")
    seg = dcmread(path)
    seg.SegmentSequence[0].SegmentNumber = 4
    seg.save_as(path)
    with pytest.raises(DicomReadError, match="belongs to no segment"):
        read_result(path, opened)
