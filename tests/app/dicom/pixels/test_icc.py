from __future__ import annotations

import struct

import numpy as np
import pytest
from PIL import ImageCms
from pydicom.dataset import Dataset

from app.dicom.pixels.icc import srgb_transform, srgb_transform_of
from app.dicom.series_load import load_series
from app.dicom.study_scan import scan, series_of

SRGB_COLORANTS = ((0.4360, 0.2225, 0.0139), (0.3851, 0.7169, 0.0971), (0.1431, 0.0606, 0.7139))
"""XYZ (D50) of red, green and blue of sRGB, IEC 61966-2-1 adapted as in its ICC profile."""


def fixed(value):
    return struct.pack(">i", round(value * 65536))


def matrix_profile(colorants=SRGB_COLORANTS, *, gamma=1.0, space=b"RGB "):
    """Write a display profile of version 2.4 with three colorants and one gamma, ICC.1:2001 6.1 and 6.3."""
    tags = {}
    for name, xyz in zip((b"rXYZ", b"gXYZ", b"bXYZ"), colorants, strict=True):
        tags[name] = b"XYZ \0\0\0\0" + b"".join(map(fixed, xyz))
    tags[b"wtpt"] = b"XYZ \0\0\0\0" + b"".join(map(fixed, (0.9642, 1.0, 0.8249)))
    for name in (b"rTRC", b"gTRC", b"bTRC"):
        tags[name] = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256)) + b"\0\0"
    table, body, offset = b"", b"", 128 + 4 + 12 * len(tags)
    for name, value in tags.items():
        table += name + struct.pack(">II", offset + len(body), len(value))
        body += value
    head = bytearray(128)
    head[0:4] = struct.pack(">I", offset + len(body))
    head[8:12] = b"\x02\x40\0\0"
    head[12:24] = b"mntr" + space + b"XYZ "
    head[36:40] = b"acsp"
    head[68:80] = b"".join(map(fixed, (0.9642, 1.0, 0.8249)))
    return bytes(head) + struct.pack(">I", len(tags)) + table + body


LINEAR = matrix_profile()
SWAPPED = matrix_profile((SRGB_COLORANTS[1], SRGB_COLORANTS[0], SRGB_COLORANTS[2]), gamma=2.2)


def srgb_curve(linear):
    """Light → sRGB, IEC 61966-2-1."""
    return np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)


def test_light_becomes_srgb():
    grey = np.arange(256, dtype=np.uint8)
    rgb = np.repeat(grey[np.newaxis, :, np.newaxis], 3, axis=2)
    transform = srgb_transform(LINEAR)
    assert transform is not None
    found = transform.apply(rgb)
    expected = 255 * srgb_curve(grey / 255)
    assert found.dtype == np.uint8
    assert found.shape == rgb.shape
    assert np.abs(found[0, :, 1] - expected).max() <= 1.5


def test_other_primaries():
    transform = srgb_transform(SWAPPED)
    assert transform is not None
    found = transform.apply(np.array([[[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255]]], np.uint8))[0]
    np.testing.assert_allclose(found, [[0, 255, 0], [255, 0, 0], [0, 0, 255], [255, 255, 255]], atol=4)


@pytest.mark.parametrize(
    "profile",
    [
        ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
        ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes(),
        b"not a profile",
        LINEAR[:200],
        LINEAR[:130] + b"\xff" * 200,
        matrix_profile(space=b"GRAY"),
        bytes(20 << 20),
    ],
)
def test_colours_stay_where_a_profile_says_srgb_or_nothing(profile):
    assert srgb_transform(profile) is None


def test_profile_at_the_top_or_of_the_optical_path():
    assert srgb_transform_of(Dataset()) is None
    path, slide = Dataset(), Dataset()
    path.ICCProfile = LINEAR
    slide.OpticalPathSequence = [Dataset(), path]
    for header in (path, slide):
        transform = srgb_transform_of(header)
        assert transform is not None
        assert transform is srgb_transform_of(header)
    path.ICCProfile = b""
    assert srgb_transform_of(slide) is None


def test_a_loaded_picture_is_srgb(tmp_path, write_image):
    rgb = np.random.default_rng(2).integers(0, 256, (4, 6, 3), dtype=np.uint8)
    path = write_image(
        tmp_path / "x",
        np.zeros((4, 6), np.uint8),
        photometric="RGB",
        SamplesPerPixel=3,
        PlanarConfiguration=0,
        PixelData=rgb.tobytes(),
        ICCProfile=SWAPPED,
    )
    (series,) = series_of(scan([path]))
    transform = srgb_transform(SWAPPED)
    assert transform is not None
    expected = transform.apply(rgb)
    assert np.abs(expected.astype(int) - rgb).max() > 50
    np.testing.assert_array_equal(load_series(series).volume.voxels[0], expected)
