"""A folder of mixed files without names: nothing that identifies is left in any byte, and references still hold."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, RLELossless, generate_uid

from ai.inference.provenance import PASSED, Provenance
from ai.inference.results import ModelResult, Structure
from ai.library.card import Code, Label
from ai.progress import Cancelled
from app.dicom.deidentify.job import DeidentifyOptions, deidentify
from app.dicom.export.rtstruct_write import write_rtstruct
from app.dicom.export.seg_write import write_seg
from app.dicom.export.sr_write import write_sr
from app.dicom.results_read.read import read_result
from app.dicom.series_load import OpenSeries, load_series
from app.dicom.study_scan import scan, series_of
from app.errors import DicomReadError, ExportError

SECRETS = (
    "Mustermann",
    "Erika",
    "Überall",
    "4711-08",
    "A-99812",
    "Dr. Frankenstein",
    "Klinikum Musterstadt",
    "19580412",
)

SPACE = "1.2.276.0.7230010.9.77"


@pytest.fixture
def source(tmp_path: Path, write_ct_series: Callable[..., list[Path]]) -> Path:
    """A CT with names in many places, in a folder that is called like the patient."""
    folder = tmp_path / "Mustermann Erika"
    write_ct_series(
        folder / "ct",
        rows=12,
        columns=15,
        FrameOfReferenceUID=SPACE,
        StudyInstanceUID="1.2.276.0.7230010.5",
        SeriesInstanceUID="1.2.276.0.7230010.6",
        SpecificCharacterSet="ISO_IR 192",
        PatientName="Mustermann^Erika^Überall",
        PatientID="4711-08",
        PatientBirthDate="19580412",
        AccessionNumber="A-99812",
        ReferringPhysicianName="Dr. Frankenstein",
        InstitutionName="Klinikum Musterstadt",
        StudyDescription="Kontrolle Mustermann",
        ManufacturerModelName="Scan of MUSTERMANN",
        StudyID="1",
        PatientSex="F",
    )
    for path in (folder / "ct").iterdir():
        dataset = dcmread(path)
        dataset.private_block(0x0029, "Mustermann GmbH", create=True).add_new(0x10, "LO", "Erika")
        item = Dataset()
        item.PatientName, item.ReferencedSOPInstanceUID = "Mustermann^Erika", dataset.SOPInstanceUID
        item.ReferencedSOPClassUID = dataset.SOPClassUID
        dataset.ReferencedImageSequence = [item]
        dataset.file_meta.SourceApplicationEntityTitle = "MUSTERMANN"
        dataset.preamble = b"Mustermann".ljust(128, b"\0")
        dataset.save_as(path)
    return folder


def opened(folder: Path) -> OpenSeries:
    return load_series(next(series for series in series_of(scan([folder])) if series.modality == "CT"))


def result_on(series: OpenSeries) -> ModelResult:
    mask = np.random.default_rng(2).random(series.volume.shape) < 0.3
    label = Label("lung", "Lung", Code("39607008", "SCT", "Lung"))
    own = Provenance("m", "1", "ab" * 32, "cd" * 32, PASSED, (), "cpu", 1.0, "0.1", series.volume.source_id)
    return ModelResult((Structure(label, mask),), (), ("A note.",), own)


@pytest.fixture
def mixed(source: Path) -> Path:
    """The same with a segmentation, contours, a report, a letter, a picture and an index."""
    series = opened(source)
    write_seg(result_on(series), series, source / "seg.dcm")
    write_rtstruct(result_on(series), series, source / "rt.dcm")
    write_sr(result_on(series), series, source / "sr.dcm")
    (source / "letter.txt").write_text("Dear Mrs. Mustermann")
    capture = dcmread(next((source / "ct").iterdir()))
    capture.SOPClassUID, capture.Modality = "1.2.840.10008.5.1.4.1.1.7", "OT"
    capture.SOPInstanceUID, capture.SeriesInstanceUID = generate_uid(), generate_uid()
    capture.file_meta.MediaStorageSOPClassUID = capture.SOPClassUID
    capture.save_as(source / "capture.dcm")
    capture.SOPInstanceUID, capture.BurnedInAnnotation = generate_uid(), "YES"
    capture.save_as(source / "burned.dcm")
    pdf = FileDataset("", {}, file_meta=FileMetaDataset(), preamble=bytes(128))
    pdf.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    pdf.SOPClassUID, pdf.SOPInstanceUID = "1.2.840.10008.5.1.4.1.1.104.1", generate_uid()
    pdf.StudyInstanceUID, pdf.SeriesInstanceUID = "1.2.276.0.7230010.5", generate_uid()
    pdf.PatientName, pdf.EncapsulatedDocument = "Mustermann^Erika", b"%PDF Mustermann"
    pdf.save_as(source / "letter.dcm", enforce_file_format=True)
    return source


def written(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def of_class(folder: Path, part: str) -> Dataset:
    return next(each for each in map(dcmread, written(folder)) if str(each.SOPClassUID).endswith(part))


def test_nothing_that_identifies_is_left_in_any_byte_or_name(mixed: Path, tmp_path: Path) -> None:
    done = deidentify((mixed,), tmp_path / "out")
    assert done.written == len(written(tmp_path / "out")) == 9
    secrets = {secret.casefold() for secret in SECRETS} | {
        str(uid)
        for path in written(mixed)
        if path.suffix == ".dcm"
        for uid in (dcmread(path).SOPInstanceUID, dcmread(path).StudyInstanceUID, dcmread(path).SeriesInstanceUID)
    }
    secrets |= {SPACE, "20260102", "101112"}
    for path in written(tmp_path / "out"):
        content = path.read_bytes()
        for encoding in ("utf-8", "utf-16-le", "utf-16-be", "latin-1"):
            text = content.decode(encoding, "ignore").casefold()
            assert not [secret for secret in secrets if secret in text], path
    names = " ".join(str(path.relative_to(tmp_path)) for path in written(tmp_path / "out")).casefold()
    assert "mustermann" not in names


def test_what_belongs_together_still_does(mixed: Path, tmp_path: Path) -> None:
    deidentify((mixed,), tmp_path / "out")
    before, after = opened(mixed), opened(tmp_path / "out")
    np.testing.assert_array_equal(after.volume.voxels, before.volume.voxels)
    np.testing.assert_array_equal(after.volume.affine_lps, before.volume.affine_lps)
    for part in ("66.4", "481.3"):
        seg = of_class(tmp_path / "out", part)
        (path,) = (each for each in written(tmp_path / "out") if dcmread(each).SOPInstanceUID == seg.SOPInstanceUID)
        mask = read_result(path, after).structures[0].mask
        np.testing.assert_array_equal(mask, result_on(before).structures[0].mask)
    image = of_class(tmp_path / "out", ".1.2")
    assert image.ReferencedImageSequence[0].ReferencedSOPInstanceUID == image.SOPInstanceUID
    assert image.file_meta.MediaStorageSOPInstanceUID == image.SOPInstanceUID
    assert image.PatientName == "Anonymous 0001"
    assert image.PatientIdentityRemoved == "YES"
    (study,) = {str(dcmread(each).StudyInstanceUID) for each in written(tmp_path / "out")}
    assert study.startswith("2.25.")


def test_what_is_left_out_and_what_is_suspect_is_told(mixed: Path, tmp_path: Path) -> None:
    done = deidentify((mixed,), tmp_path / "out")
    told = {reason.split(" are")[0].split(" left")[0]: count for reason, count in done.left_out}
    assert told == {
        "Structured reports": 1,
        "Documents (PDF, CDA, 3D models)": 1,
        "Files that": 1,
        "Pictures that say they carry burned-in text": 1,
    }
    assert done.warnings == (
        "Pictures of the kind OT that may carry names in their pixels: 1. Look at them before you hand them on.",
    )
    more = deidentify((mixed,), tmp_path / "more", options=DeidentifyOptions(burned_in=True))
    assert more.written == done.written + 1


def test_an_index_is_never_copied(source: Path, tmp_path: Path) -> None:
    index = FileDataset("", {}, file_meta=FileMetaDataset(), preamble=bytes(128))
    index.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    index.file_meta.MediaStorageSOPClassUID = "1.2.840.10008.1.3.10"
    index.DirectoryRecordSequence = []
    index.save_as(source / "DICOMDIR")
    done = deidentify((source,), tmp_path / "out")
    assert ("A DICOMDIR is left out: it names the patients.", 1) in done.left_out


def test_compressed_pixels_stay_as_they_are(source: Path, tmp_path: Path) -> None:
    path = next((source / "ct").iterdir())
    dataset = dcmread(path)
    dataset.compress(RLELossless, generate_instance_uid=False)
    shutil.rmtree(source / "ct")
    (source / "one").mkdir()
    dataset.save_as(source / "one" / "rle.dcm")
    deidentify((source / "one" / "rle.dcm",), tmp_path / "out")
    (copy,) = map(dcmread, written(tmp_path / "out"))
    assert copy.file_meta.TransferSyntaxUID == RLELossless
    assert copy.PixelData == dataset.PixelData


def test_a_name_in_the_comment_of_compressed_pixels_is_found(source: Path, tmp_path: Path) -> None:
    path = next((source / "ct").iterdir())
    dataset = dcmread(path)
    dataset.compress(RLELossless, generate_instance_uid=False)
    dataset.PixelData = dataset.PixelData.replace(b"\xfe\xff\xdd\xe0", b"") + b"by MUSTERMANN\0"
    dataset.save_as(path)
    done = deidentify((source,), tmp_path / "out")
    assert done.written == 5
    assert "as text are left out" in done.left_out[0][0]


def test_patients_and_their_days_stay_apart(source: Path, tmp_path: Path) -> None:
    for number, path in enumerate(sorted((source / "ct").iterdir())[:2]):
        dataset = dcmread(path)
        dataset.PatientID, dataset.StudyInstanceUID = f"other-{number}", generate_uid()
        dataset.SOPInstanceUID = dataset.file_meta.MediaStorageSOPInstanceUID = generate_uid()
        dataset.save_as(path.with_suffix(".two"))
    deidentify((source,), tmp_path / "out", options=DeidentifyOptions(shift_dates=True))
    copies = list(map(dcmread, written(tmp_path / "out")))
    assert len({each.PatientID for each in copies}) == len({each.PatientName for each in copies}) == 3
    assert len({each.StudyDate for each in copies}) == 3
    assert "20260102" not in {each.StudyDate for each in copies}


def test_sources_are_never_touched(mixed: Path, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in written(mixed)}
    deidentify((mixed,), tmp_path / "out")
    assert {path: path.read_bytes() for path in written(mixed)} == before


@pytest.mark.parametrize("place", ["inside", "around", "same", "full", "file"])
def test_folders_that_do_not_suit_are_refused(source: Path, tmp_path: Path, place: str) -> None:
    targets = {
        "inside": source / "out",
        "around": tmp_path,
        "same": source,
        "full": tmp_path / "full",
        "file": tmp_path / "file",
    }
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").touch()
    (tmp_path / "file").touch()
    before = written(tmp_path)
    with pytest.raises(ExportError):
        deidentify((source,), targets[place])
    assert written(tmp_path) == before


def test_cancelled_it_leaves_nothing_behind(source: Path, tmp_path: Path) -> None:
    told: list[float] = []

    def stop(fraction: float, _message: str) -> None:
        told.append(fraction)
        if fraction > 0.5:
            raise Cancelled

    with pytest.raises(Cancelled):
        deidentify((source,), tmp_path / "out", progress=stop)
    assert len(told) > 3
    assert not (tmp_path / "out").exists()
    (tmp_path / "empty").mkdir()
    with pytest.raises(Cancelled):
        deidentify((source,), tmp_path / "empty", progress=stop)
    assert (tmp_path / "empty").exists()
    assert written(tmp_path / "empty") == []


def test_a_full_disk_is_one_sentence_and_leaves_nothing(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = 0
    save = Dataset.save_as

    def full(self: Dataset, path: Path, **options: object) -> None:
        nonlocal count
        count += 1
        if count == 3:
            raise OSError(errno.ENOSPC, "No space left on device")
        save(self, path, **options)

    monkeypatch.setattr(Dataset, "save_as", full)
    with pytest.raises(ExportError, match="no space left"):
        deidentify((source,), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_nothing_to_write_says_why(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("x")
    with pytest.raises(DicomReadError, match="no DICOM"):
        deidentify((tmp_path / "in",), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_damaged_file_is_left_out(source: Path, tmp_path: Path) -> None:
    path = next((source / "ct").iterdir())
    path.write_bytes(path.read_bytes()[:300])
    done = deidentify((source,), tmp_path / "out")
    assert done.written == 5
    assert sum(count for _, count in done.left_out) == 1


@pytest.mark.realdata
def test_real_scans_are_read_as_before(shared_data: Path, tmp_path: Path) -> None:
    source = shared_data / "dicom" / "mr_knee"
    deidentify((source,), tmp_path / "out")
    before, after = (series_of(scan([folder])) for folder in (source, tmp_path / "out"))
    assert [each.slice_count for each in after] == [each.slice_count for each in before]
    for one, other in zip(before, after, strict=True):
        assert np.array_equal(load_series(one).volume.voxels, load_series(other).volume.voxels)
    names = {str(dcmread(path, stop_before_pixels=True).PatientName) for path in written(tmp_path / "out")}
    assert names == {"Anonymous 0001"}
