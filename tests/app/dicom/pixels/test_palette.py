from __future__ import annotations

import time

import numpy as np
import pytest
from pydicom.dataset import Dataset

from app.dicom.pixels.palette import expand_segments, palette_of
from app.errors import DicomReadError

RED = np.array([0, 10, 20, 30], np.uint8)


def header(tables, descriptor, *, segmented=False, little=True, **attributes):
    dataset = Dataset()
    dataset.set_original_encoding(False, little, "utf-8")
    for name, table in zip(("Red", "Green", "Blue"), tables, strict=True):
        setattr(dataset, f"{name}PaletteColorLookupTableDescriptor", descriptor)
        prefix = "Segmented" if segmented else ""
        setattr(dataset, f"{prefix}{name}PaletteColorLookupTableData", table)
    for keyword, value in attributes.items():
        setattr(dataset, keyword, value)
    return dataset


def colours_of(*tables, descriptor, values, **options):
    return palette_of(header(tables, descriptor, **options)).apply(np.array([values]))[0].tolist()


def test_values_are_clamped_to_the_table():
    words = [(RED.astype("<u2") * factor).tobytes() for factor in (1, 2, 3)]
    found = colours_of(*words, descriptor=[4, 100, 8], values=[0, 100, 102, 103, 999])
    assert found == [[0, 0, 0], [0, 0, 0], [20, 40, 60], [30, 60, 90], [30, 60, 90]]


@pytest.mark.parametrize("dtype", ["uint8", "int8", "uint16", "int16", ">i2", "int32", "uint32"])
def test_stored_values_of_every_type(dtype):
    palette = palette_of(header([RED.tobytes()] * 3, [4, 100, 8]))
    stored = np.array([[0, 99, 100], [101, 103, 127]]).astype(dtype)
    assert palette.apply(stored)[..., 1].tolist() == [[0, 0, 0], [10, 30, 30]]
    assert palette.apply(stored[:, ::2]).shape == (2, 2, 3)


@pytest.mark.parametrize(
    ("first", "signed", "value"),
    [(65526, 1, -10), (-10, 1, -10), (65526, 0, 65526), (-10, 0, 65526), (7, 1, 7)],
)
def test_first_value_has_the_sign_of_the_pixels(first, signed, value):
    table = b"\x01\x00\x02\x00"
    found = colours_of(
        table, table, table, descriptor=[2, first, 8], values=[value, value + 1], PixelRepresentation=signed
    )
    assert found == [[1, 1, 1], [2, 2, 2]]


def test_no_entries_means_65536():
    table = (np.arange(65536) & 0xFF00).astype("<u2").tobytes()
    assert colours_of(table, table, table, descriptor=[0, 0, 16], values=[0, 255, 256, 65535]) == [
        [0, 0, 0],
        [0, 0, 0],
        [1, 1, 1],
        [255, 255, 255],
    ]


@pytest.mark.parametrize(
    ("bits", "table", "expected"),
    [
        (16, (RED.astype("<u2") << 8).tobytes(), RED),
        (16, RED.astype("<u2").tobytes(), RED),
        (12, (RED.astype("<u2") << 4).tobytes(), RED),
        (8, (RED.astype("<u2") << 8).tobytes(), RED),
        (8, RED.tobytes(), RED),
        (16, RED.tobytes(), RED),
        (8, RED.astype("<u2").tobytes(), RED),
        (8, [2560, 7700], [0, 10, 20, 30]),
    ],
)
def test_entries_of_every_width(bits, table, expected):
    found = colours_of(table, table, table, descriptor=[4, 0, bits], values=range(4))
    assert [colour[0] for colour in found] == list(expected)


def test_words_of_a_big_endian_file():
    wide = (RED.astype(">u2") << 8).astype(">u2").tobytes()
    found = colours_of(wide, wide, wide, descriptor=[4, 0, 16], values=range(4), little=False)
    assert [colour[0] for colour in found] == RED.tolist()
    packed = RED.reshape(-1, 2)[:, ::-1].tobytes()
    found = colours_of(packed, packed, packed, descriptor=[4, 0, 8], values=range(4), little=False)
    assert [colour[0] for colour in found] == RED.tolist()


def test_channels_of_different_ranges_are_clamped_each_to_its_own():
    dataset = header([b"\x01\x00\x02\x00"] * 3, [2, 5, 8])
    dataset.BluePaletteColorLookupTableDescriptor = [2, 7, 8]
    found = palette_of(dataset).apply(np.array([4, 5, 6, 7, 8, 9])).tolist()
    assert found == [[1, 1, 1], [1, 1, 1], [2, 2, 1], [2, 2, 1], [2, 2, 2], [2, 2, 2]]


def test_discrete_linear_and_indirect_segments():
    # Two entries, a ramp of four to 50, then both again; of the standard's own making, C.7.9.2.
    data = [0, 2, 7, 10, 1, 4, 50, 2, 2, 0, 0]
    expected = [7, 10, 20, 30, 40, 50, 7, 10, 20, 30, 40, 50]
    assert expand_segments(data, 12, bytes_each=2).tolist() == expected
    # One that starts in the middle: its ramp goes on from the entry before.
    again = [0, 2, 7, 10, 1, 4, 50, 2, 1, 8, 0]
    assert expand_segments(again, 10, bytes_each=2).tolist() == [*expected[:6], 50, 50, 50, 50]
    # The same place, counted in elements by another writer.
    assert expand_segments([*again[:9], 4, 0], 10, bytes_each=2).tolist() == [*expected[:6], 50, 50, 50, 50]
    eight_bits = [0, 2, 7, 10, 1, 4, 50, 2, 2, 0, 0, 0, 0, 0]
    assert expand_segments(eight_bits, 12, bytes_each=1).tolist() == expected
    assert expand_segments([0, 1, 9, 1, 3, 0], 4, bytes_each=2).tolist() == [9, 6, 3, 0]


@pytest.mark.parametrize("little", [True, False])
@pytest.mark.parametrize("bits", [8, 16])
def test_segmented_palette(bits, little):
    data = np.array([0, 1, 0, 1, 255, 255], np.uint8) if bits == 8 else np.array([0, 1, 0, 1, 255, 255 * 257])
    words = data.astype("<u2" if little else ">u2").tobytes()
    if bits == 8:
        words = data.tobytes() if little else data.reshape(-1, 2)[:, ::-1].tobytes()
    found = colours_of(
        words, words, words, descriptor=[256, 0, bits], values=[0, 77, 255], segmented=True, little=little
    )
    assert found == [[0, 0, 0], [77, 77, 77], [255, 255, 255]]


@pytest.mark.parametrize(
    "data",
    [
        [],
        [0, 5, 1],
        [1, 3, 9],
        [3, 1, 1],
        [0, 1, 5, 2, 1, 4, 0],
        [0, 1, 5, 2, 1, 6, 0],
        [0, 1, 5, 2, 1],
        [0, 1, 5, 2, 1, 0],
        [0, 1, 5, 1, 3],
        [0, 1, 5, 0, 0, 0],
        [0, 1, 5],
    ],
)
def test_segments_that_break_the_rule_are_refused(data):
    with pytest.raises(DicomReadError, match="colour palette of the image is damaged"):
        expand_segments(data, 2, bytes_each=2)


@pytest.mark.parametrize(
    "hostile",
    [
        # Repeats of nothing, 65,535 times each.
        [0, 1, 9] + [0, 0] * 60_000 + [2, 65535, 6, 0] * 1000,
        # Nothing, more often than there are entries.
        [0, 1, 9] + [0, 0] * 70_000,
        # Repeats of repeats.
        [0, 1, 9] + [2, 65535, 6, 0] * 100_000,
    ],
)
def test_segments_that_never_end_are_refused_soon(hostile):
    started = time.perf_counter()
    with pytest.raises(DicomReadError):
        expand_segments(hostile, 65536, bytes_each=2)
    assert time.perf_counter() - started < 5


def test_segments_that_give_more_than_announced_are_cut():
    assert len(expand_segments([0, 1, 9] + [1, 65535, 3] * 1000, 65536, bytes_each=2)) == 65536
    repeated = [0, 2, 5, 6, 0, 2, 7, 8, 2, 2, 0, 0]
    assert expand_segments(repeated, 5, bytes_each=2).tolist() == [5, 6, 7, 8, 5]


@pytest.mark.parametrize(
    "change",
    [
        {"GreenPaletteColorLookupTableData": None},
        {"GreenPaletteColorLookupTableData": b"\x01"},
        {"GreenPaletteColorLookupTableDescriptor": [4, 0]},
        {"GreenPaletteColorLookupTableDescriptor": [4, 0, 0]},
        {"GreenPaletteColorLookupTableDescriptor": [4, 0, 32]},
    ],
)
def test_damaged_palette_is_a_sentence(change):
    dataset = header([RED.tobytes()] * 3, [4, 0, 8])
    for keyword, value in change.items():
        setattr(dataset, keyword, value)
    with pytest.raises(DicomReadError, match="colour palette of the image is damaged"):
        palette_of(dataset)
