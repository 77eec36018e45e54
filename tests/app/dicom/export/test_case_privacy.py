"""Files stuffed with every attribute of PS3.15 table E.1-1: no byte of it is in any file of a dataset, nor in a log."""

from __future__ import annotations

import gzip
import logging
import struct
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pydicom
import pytest
from pydicom.datadict import dictionary_has_tag, dictionary_VM, dictionary_VR
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.tag import Tag

from ai.training.dataset.case import Task
from ai.training.dataset.class_folders import import_classes
from ai.training.dataset.collect import add_case
from ai.training.dataset.dataset import open_dataset
from ai.training.dataset.label_origin import Origin
from ai.training.dataset.leaving import leaving
from ai.training.dataset.new_case import NewCase, NewMask, PlainMask
from ai.training.dataset.particulars import Wanted
from ai.training.dataset.pass_on import pass_on
from app.dicom.deidentify.profile import table
from app.dicom.export.case_source import case_source
from app.dicom.export.case_write import find_dicom_images
from app.dicom.series_load import load_series
from app.dicom.study_scan import scan

IMAGE = frozenset({"SOPClassUID", "Modality", "PixelData"})
"""What makes a file an image at all stays as it is."""


def secret_of(vr: str, number: int) -> tuple[object, list[bytes]]:
    """A value that is found again, and the bytes that would give it away."""
    mark = f"ZQ{number:04d}QZ"
    if vr in ("LO", "SH", "LT", "ST", "UT", "UC", "PN", "AE", "CS"):
        return mark, [mark.encode()]
    if vr == "UR":
        return f"http://{mark}.de", [mark.encode()]
    if vr == "UI":
        return f"1.2.276.99.{7_310_000 + number}", [f"1.2.276.99.{7_310_000 + number}".encode()]
    if vr in ("DA", "DT", "TM"):
        day, time = f"1937{1 + number % 12:02d}{1 + number % 28:02d}", f"{number % 24:02d}4757"
        value = {"DA": day, "DT": f"{day}{time}", "TM": f"{time}.313{number:03d}"[:13]}[vr]
        return value, [value.encode()]
    if vr == "AS":
        return "073Y", [b"073Y"]
    if vr in ("DS", "IS"):
        value = str(917_310_000 + number)
        return value, [value.encode()]
    if vr in ("OB", "OW", "UN"):
        return mark.encode(), [mark.encode()]
    return None, []


def stuffed(dataset: Dataset, secrets: list[bytes], *, depth: int = 0) -> None:
    """Put every attribute of the table into a data set, those in sequences two levels deep; private ones too."""
    for number, listed in enumerate(sorted(tag for tag in table.ALL_TAGS if len(tag) == 2)):
        tag = Tag(listed)
        if tag.group in (0x0000, 0x0002, 0xFFFC) or not dictionary_has_tag(tag) or tag.is_private:
            continue
        vr = dictionary_VR(tag).split(" or ")[0]
        if vr == "SQ":
            inner = Dataset()
            inner.PatientName = f"ZQITEM{number}QZ"
            secrets.append(f"ZQITEM{number}QZ".encode())
            if depth < 1 and tag == Tag("RequestAttributesSequence"):
                stuffed(inner, secrets, depth=depth + 1)
            dataset.add_new(tag, "SQ", Sequence([inner]))
            continue
        value, marks = secret_of(vr, number)
        if value is None:
            continue
        if dictionary_VM(tag) == "2" or dictionary_VM(tag).startswith("2-"):
            value = [value, value]
        dataset.add_new(tag, vr, value)
        secrets.extend(marks)
    dataset.private_block(0x0029, "ZQPRIVATECREATORQZ", create=True).add_new(0x01, "LO", "ZQPRIVATEQZ")
    dataset.add_new((0x6000, 0x3000), "OW", b"ZQOVERLAYQZ.")
    dataset.add_new((0x6000, 0x0022), "LO", "ZQOVERLAYLABELQZ")
    dataset.add_new((0x5002, 0x3000), "OW", b"ZQCURVEQZ.")
    dataset.add_new((0xFFFC, 0xFFFC), "OB", b"ZQTRAILINGQZ")
    secrets.extend(
        (b"ZQPRIVATECREATORQZ", b"ZQPRIVATEQZ", b"ZQOVERLAYQZ", b"ZQOVERLAYLABELQZ", b"ZQCURVEQZ", b"ZQTRAILINGQZ")
    )


@pytest.fixture
def secrets(write_ct_series: Callable[..., list[Path]], tmp_path: Path) -> list[bytes]:
    """Two classes of one series each, in folders and files with names that tell; returns what must be nowhere."""
    told: list[bytes] = []
    filling = Dataset()
    stuffed(filling, told)
    for kind in ("ill", "well"):
        folder = tmp_path / "source" / kind / "ZQFOLDER_Mustermann_ErikaQZ"
        for number, path in enumerate(write_ct_series(folder, slices=3, offset=0.0 if kind == "ill" else 40.0)):
            file = pydicom.dcmread(path)
            kept = {each.keyword: each for each in file if each.keyword in IMAGE}
            file.update(filling)
            file.update({each.tag: each for each in kept.values()})
            file.PatientName, file.PatientID = "ZQMustermannQZ^Erika", f"ZQID{kind}QZ"
            file.StudyInstanceUID = f"1.2.276.99.55501.{len(kind)}"
            file.SeriesInstanceUID = f"1.2.276.99.55502.{len(kind)}"
            file.SOPInstanceUID = f"1.2.276.99.55503.{len(kind)}.{number}"
            # Codes of the image that carry words here.
            file.BodyPartExamined, file.ViewPosition = "ZQBODYQZ", "ZQVIEWQZ"
            file.PatientPosition, file.RescaleType = "ZQPOSITIONQZ", "ZQUNITQZ"
            file.ConvolutionKernel, file.ContrastBolusAgent = "ZQKERNELQZ", "ZQAGENTQZ"
            file.save_as(path.with_name(f"ZQFILE_{number}QZ.dcm"))
            path.unlink()
    words = ("FOLDER_Mustermann_Erika", "Mustermann", "IDill", "IDwell", "BODY", "VIEW", "POSITION", "UNIT", "KERNEL")
    told += [f"ZQ{word}QZ".encode() for word in (*words, "AGENT")]
    told += [b"Mustermann", b"Erika", b"1.2.276.99", b"ZQFILE_", b"QZ.dcm"]
    return sorted(set(told))


def contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file as it is and unpacked, and every name."""
    for path in sorted(folder.rglob("*")):
        yield "name", str(path.relative_to(folder)).encode()
        if path.is_file():
            data = path.read_bytes()
            yield path.name, data
            if path.suffix == ".gz":
                yield path.name, gzip.decompress(data)


def require_nowhere(secrets: list[bytes], found: Iterator[tuple[str, bytes]]) -> None:
    for name, data in found:
        lower = data.lower()
        for secret in secrets:
            assert secret.lower() not in lower, (name, secret)
            assert secret.decode().encode("utf-16-le") not in data, (name, secret)


def test_the_stuffing_is_in_the_files(secrets: list[bytes], tmp_path: Path) -> None:
    """The tests below would find it."""
    data = b"".join(path.read_bytes() for path in (tmp_path / "source").rglob("*.dcm"))
    names = " ".join(str(path) for path in (tmp_path / "source").rglob("*")).encode()
    assert len(secrets) > 400
    missing = [secret for secret in secrets if secret not in data + names]
    assert not missing


def test_nothing_of_it_is_in_what_was_added(
    secrets: list[bytes], tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    target = tmp_path / "set"
    told: list[str] = []
    everything = Wanted(scanner=True, quarter=True, sex=True, age_band=True)
    for study in scan([tmp_path / "source"]).studies:
        for series in study.series:
            opened = load_series(series)
            source = case_source(opened, study)
            mask = NewMask("tumour", PlainMask(opened.volume.voxels > 0), Origin.HUMAN)
            case = NewCase(
                opened.volume, source.person, source.neighbours, (mask,), told=source.told, wanted=everything
            )
            assert all(secret.decode().lower() not in f"{source!r} {case.person!r}".lower() for secret in secrets)
            add_case(target, Task.SEGMENTATION, case, progress=lambda _, words: told.append(words))
    assert len(open_dataset(target).cases) == 2
    require_nowhere(secrets, contents(target))
    pass_on(leaving(target), tmp_path / "out" / "copy.zip")
    with zipfile.ZipFile(tmp_path / "out" / "copy.zip") as archive:
        archive.extractall(tmp_path / "unpacked")
    require_nowhere(secrets, contents(tmp_path / "out"))
    require_nowhere(secrets, contents(tmp_path / "unpacked"))
    written = capfd.readouterr()
    require_nowhere(secrets, iter([("log", f"{caplog.text}{told}{written.out}{written.err}".encode())]))


def test_nothing_of_it_is_in_what_was_imported(
    secrets: list[bytes], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    imported = import_classes(tmp_path / "source", tmp_path / "set", foreign=find_dicom_images)
    assert (imported.added, imported.left_out) == (2, ())
    require_nowhere(secrets, contents(tmp_path / "set"))
    require_nowhere(secrets, iter([("log", caplog.text.encode())]))


def test_an_error_tells_nothing_of_it(secrets: list[bytes], tmp_path: Path) -> None:
    (study, *_) = scan([tmp_path / "source"]).studies
    opened = load_series(study.series[0])
    source = case_source(opened, study)
    mask = NewMask("tumour", PlainMask(opened.volume.voxels > 0), Origin.HUMAN)
    case = NewCase(opened.volume, source.person, source.neighbours, (mask,))
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").touch()
    with pytest.raises(Exception, match="other files") as caught:
        add_case(tmp_path / "full", Task.SEGMENTATION, case)
    require_nowhere(secrets, iter([("error", f"{caught.value} {caught.value!r}".encode())]))


def test_the_header_of_a_volume_has_no_words(secrets: list[bytes], tmp_path: Path) -> None:
    """NIfTI-1: data_type 4, db_name 14, descrip 148, aux_file 228, intent_name 328; no extension; no name in gzip."""
    (study, *_) = scan([tmp_path / "source"]).studies
    opened = load_series(study.series[0])
    mask = NewMask("tumour", PlainMask(opened.volume.voxels > 0), Origin.HUMAN)
    case = NewCase(opened.volume, case_source(opened, study).person, masks=(mask,))
    add_case(tmp_path / "set", Task.SEGMENTATION, case)
    files = sorted((tmp_path / "set").rglob("*.nii.gz"))
    assert len(files) == 2
    for path in files:
        raw = path.read_bytes()
        # RFC 1952: no name, comment or extra field (flags 0), no time.
        assert raw[3] == 0
        assert raw[4:8] == bytes(4)
        data = gzip.decompress(raw)
        for start, length in ((4, 10), (14, 18), (148, 80), (228, 24), (328, 16)):
            assert data[start : start + length] == bytes(length), (path.name, start)
        assert data[348:352] == bytes(4)
        (offset,) = struct.unpack("<f", data[108:112])
        assert len(data) - offset == np.prod(opened.volume.shape) * (1 if path.parent.name == "labels" else 2)
