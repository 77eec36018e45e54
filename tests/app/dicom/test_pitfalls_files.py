"""Pitfalls of files and fragments, one small file of known truth each; numbers are those of the list that the product
answers to.

References: PS3.10 7.1, PS3.5 A.4.
"""

from __future__ import annotations

import struct
from pathlib import Path

import imagecodecs
import numpy as np
import pydicom
import pytest
from pydicom.uid import JPEGLSLossless, RLELossless

from app.dicom import load, scan, series_of
from app.errors import DicomReadError

RANDOM = np.random.default_rng(41)
ITEM = b"\xfe\xff\x00\xe0"


def voxels(path: Path) -> np.ndarray:
    (series,) = series_of(scan([path]))
    return load(series).volume.voxels


def item(content: bytes) -> bytes:
    return ITEM + struct.pack("<L", len(content)) + content


def encapsulated(path: Path, syntax: str, value: bytes, frames: int) -> Path:
    dataset = pydicom.dcmread(path)
    dataset.file_meta.TransferSyntaxUID = syntax
    dataset.NumberOfFrames = frames
    dataset.PixelData = value
    dataset["PixelData"].VR = "OB"
    dataset["PixelData"].is_undefined_length = True
    dataset.save_as(path)
    return path


@pytest.mark.parametrize("syntax", [pydicom.uid.ImplicitVRLittleEndian, pydicom.uid.ExplicitVRLittleEndian])
@pytest.mark.parametrize("kept", ["neither", "meta"])
def test_01_no_preamble_and_no_meta_information(tmp_path, write_image, syntax, kept):
    pixels = RANDOM.integers(-500, 500, (6, 9), dtype=np.int16)
    path = write_image(tmp_path / "x", pixels)
    dataset = pydicom.dcmread(path)
    dataset.file_meta.TransferSyntaxUID = syntax
    if kept == "neither":
        del dataset.file_meta
        implicit = syntax == pydicom.uid.ImplicitVRLittleEndian
        pydicom.dcmwrite(path, dataset, implicit_vr=implicit, little_endian=True, enforce_file_format=False)
    else:
        pydicom.dcmwrite(path, dataset, enforce_file_format=True)
        path.write_bytes(path.read_bytes()[132:])
    np.testing.assert_array_equal(voxels(path)[0], pixels)


def test_01_a_compressed_file_that_lost_its_meta_information(tmp_path, write_image):
    pixels = RANDOM.integers(0, 4000, (12, 16), dtype=np.uint16)
    path = write_image(tmp_path / "x", pixels)
    encapsulated(path, JPEGLSLossless, item(b"") + item(imagecodecs.jpegls_encode(pixels)), 1)
    dataset = pydicom.dcmread(path)
    del dataset.file_meta
    pydicom.dcmwrite(path, dataset, implicit_vr=False, little_endian=True, enforce_file_format=False)
    np.testing.assert_array_equal(voxels(path)[0], pixels)


@pytest.mark.parametrize("content", [b"", b"\0" * 400, b"Patient,Age\n1,2\n" * 40, b"GIF89a" + bytes(300)])
def test_01_not_every_file_is_dicom(tmp_path, content):
    path = tmp_path / "x"
    path.write_bytes(content)
    with pytest.raises(DicomReadError, match="not a DICOM file"):
        scan([path])


@pytest.mark.parametrize("syntax", [JPEGLSLossless, RLELossless, pydicom.uid.JPEG2000Lossless])
def test_02_a_damaged_frame_is_one_sentence(tmp_path, write_image, syntax):
    pixels = RANDOM.integers(0, 4000, (40, 40), dtype=np.uint16)
    path = write_image(tmp_path / "x", pixels)
    encapsulated(path, syntax, item(b"") + item(RANDOM.bytes(900)), 1)
    with pytest.raises(DicomReadError):
        voxels(path)


@pytest.mark.parametrize("table", ["none", "right", "lying", "too long"])
def test_04_frames_of_several_fragments(tmp_path, write_image, table):
    pixels = RANDOM.integers(0, 4000, (3, 20, 24), dtype=np.uint16)
    path = write_image(tmp_path / "x", pixels)
    fragments, starts, at = b"", [], 0
    for frame in pixels:
        stream = imagecodecs.jpegls_encode(frame)
        starts.append(at)
        for piece in (stream[:100], stream[100:400], stream[400:]):
            # Fragments have an even length, PS3.5 A.4.
            content = item(piece + b"\0" * (len(piece) % 2))
            fragments += content
            at += len(content)
    offsets = {"none": [], "right": starts, "lying": [8, 3, 10**9], "too long": [*starts, 10**8, 10**9]}[table]
    value = item(struct.pack(f"<{len(offsets)}L", *offsets)) + fragments
    encapsulated(path, JPEGLSLossless, value, 3)
    np.testing.assert_array_equal(voxels(path), pixels)
