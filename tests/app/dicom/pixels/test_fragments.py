"""Which fragments make which frame, PS3.5 A.4: pitfall 4 of the list that the product answers to."""

from __future__ import annotations

import struct

import imagecodecs
import numpy as np
import pydicom
import pytest
from pydicom.encaps import encapsulate, encapsulate_extended
from pydicom.uid import RLELossless

from app.dicom.files.dicom_file import open_dicom
from app.dicom.pixels.decode import FrameDecoder
from app.dicom.pixels.fragments import EncapsulatedFrames
from app.errors import DicomReadError

RANDOM = np.random.default_rng(3)
J2K, JPEG, JLS = "1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2.4.70", "1.2.840.10008.1.2.4.80"


def frames_of(value, count):
    """Read encapsulated frames from bytes as they stand in a file."""

    def read(start, length):
        return value[start : start + length]

    return EncapsulatedFrames(read, len(value), count)


def encapsulated(*fragments, table=()):
    """Encapsulated pixel data with a Basic Offset Table of our choice."""
    items = [struct.pack(f"<{len(table)}L", *table), *fragments]
    pieces = [b"\xfe\xff\x00\xe0" + struct.pack("<L", len(item)) + item for item in items]
    return b"".join(pieces) + b"\xfe\xff\xdd\xe0" + bytes(4)


def stream(number, size=40):
    return b"\xff\xd8\xff" + bytes([number] * (size - 3))


def pieces(whole, count):
    step = len(whole) // count
    return [whole[at : at + step] for at in range(0, len(whole), step)]


@pytest.mark.parametrize("held", [True, False])
@pytest.mark.parametrize(
    "table",
    [(), (0, 96, 192), (0, 8, 16), (0, 48, 96), (4000, 5, 1), (0, 96), (192, 96, 0), (0, 96, 192, 288, 300)],
    ids=["none", "right", "nowhere", "of other fragments", "wild", "short", "backwards", "long"],
)
def test_04_fragments_with_no_and_lying_tables(monkeypatch, table, held):
    if not held:
        monkeypatch.setattr("app.dicom.pixels.fragments.HELD_BYTES", 10)
    whole = [stream(number) for number in range(3)]
    value = encapsulated(*(piece for one in whole for piece in pieces(one, 2)), table=table)
    frames = frames_of(value, 3)
    assert [frames.frame(number) for number in range(3)] == whole
    assert frames.warning == ""


def test_04_one_frame_of_many_fragments():
    assert frames_of(encapsulated(*pieces(stream(5), 4)), 1).frame(0) == stream(5)
    nameless = bytes(range(1, 41))
    assert frames_of(encapsulated(*pieces(nameless, 4)), 1).frame(0) == nameless


def test_04_a_table_tells_apart_what_has_no_start_of_its_own():
    whole = [bytes([number] * 40) for number in (7, 8)]
    value = encapsulated(*(piece for one in whole for piece in pieces(one, 2)), table=(0, 56))
    frames = frames_of(value, 2)
    assert [frames.frame(number) for number in range(2)] == whole
    with pytest.raises(DicomReadError, match="holds 4 pieces of 2 compressed frames, and nothing tells them apart"):
        frames_of(encapsulated(*pieces(whole[0], 4)), 2)


def test_04_empty_fragments_and_what_follows_the_end_do_not_count():
    value = encapsulated(b"", stream(1), b"", stream(2)) + encapsulated(stream(3))
    frames = frames_of(value, 2)
    assert [frames.frame(0), frames.frame(1)] == [stream(1), stream(2)]


@pytest.mark.parametrize(("told", "words"), [(1, "announces one frame"), (2, "announces 2 frames")])
def test_more_frames_than_announced_are_said(told, words):
    frames = frames_of(encapsulated(*(stream(number) for number in range(3))), told)
    assert frames.frame(told - 1) == stream(told - 1)
    assert frames.warning == f"The file holds 3 frames and {words}; the others are not shown."


def test_fewer_frames_than_announced_are_refused_before_memory_is_taken():
    with pytest.raises(DicomReadError, match="announces 100000 frames and holds 2"):
        frames_of(encapsulated(stream(1), stream(2)), 100_000)
    with pytest.raises(DicomReadError, match="announces 3 frames and holds 2"):
        frames_of(encapsulated(*pieces(stream(1), 2), *pieces(stream(2), 2)), 3)


def test_a_fragment_that_is_cut_off():
    value = encapsulated(stream(1), stream(2))
    with pytest.raises(DicomReadError, match=r"ends after \d\d % of its pixel data"):
        frames_of(value[:-20], 2)
    with pytest.raises(DicomReadError, match="ends before its pixel data"):
        frames_of(value[:8], 1)


@pytest.mark.parametrize("fragments", [1, 2, 3])
@pytest.mark.parametrize("has_table", [False, True])
@pytest.mark.parametrize("codec", ["rle", "jpeg", "jpeg-ls", "j2k"])
def test_04_every_codec_in_fragments(tmp_path, write_image, codec, has_table, fragments):
    pixels = RANDOM.integers(0, 4000, (3, 16, 12), dtype=np.uint16)
    path = write_image(tmp_path / "x", pixels, BitsStored=12, HighBit=11)
    dataset = pydicom.dcmread(path)
    if codec == "rle":
        dataset.compress(RLELossless)
        streams = list(pydicom.encaps.generate_frames(dataset.PixelData, number_of_frames=3))
    else:
        syntax, encode = {
            "jpeg": (JPEG, lambda one: imagecodecs.ljpeg_encode(one, bitspersample=12)),
            "jpeg-ls": (JLS, imagecodecs.jpegls_encode),
            "j2k": (J2K, lambda one: imagecodecs.jpeg2k_encode(one, reversible=True, codecformat="j2k")),
        }[codec]
        streams = [encode(one) for one in pixels]
        dataset.file_meta.TransferSyntaxUID = syntax
    dataset.PixelData = encapsulate(streams, fragments_per_frame=fragments, has_bot=has_table)
    dataset["PixelData"].VR = "OB"
    dataset["PixelData"].is_undefined_length = True
    dataset.save_as(path)
    decoder = FrameDecoder(open_dicom(path))
    for number in (2, 0, 1):
        np.testing.assert_array_equal(decoder.frame(number), pixels[number])


def test_extended_offset_table(tmp_path, write_image):
    pixels = RANDOM.integers(0, 4000, (3, 16, 12), dtype=np.uint16)
    path = write_image(tmp_path / "x", pixels)
    frames = [imagecodecs.jpeg2k_encode(one, reversible=True, codecformat="j2k") for one in pixels]
    dataset = pydicom.dcmread(path)
    dataset.file_meta.TransferSyntaxUID = J2K
    value, offsets, lengths = encapsulate_extended(frames)
    for table in (offsets, bytes(24), b"\xff" * 24):
        dataset.PixelData, dataset.ExtendedOffsetTable, dataset.ExtendedOffsetTableLengths = value, table, lengths
        dataset["PixelData"].VR = "OB"
        dataset.save_as(path)
        np.testing.assert_array_equal(FrameDecoder(open_dicom(path)).frame(2), pixels[2])
