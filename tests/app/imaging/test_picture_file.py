"""PNG, JPEG and TIFF: exact pixels, orientation, pages, resolution; hostile files refused in a sentence."""

from __future__ import annotations

import struct
import tempfile
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps

from ai.errors import MemoryShort
from ai.volume import SpacingKind
from app.errors import PictureFileError
from app.imaging.image_file import AS_STORED, PAGES_APART, image_facts, read_image, resized
from app.imaging.image_source import ImageFile, ImageKind, PixelSize, kind_of

RANDOM = np.random.default_rng(7)
GREY8 = RANDOM.integers(0, 256, (20, 30), dtype=np.uint8)
GREY16 = RANDOM.integers(0, 65536, (20, 30), dtype=np.uint16)
RGB = RANDOM.integers(0, 256, (20, 30, 3), dtype=np.uint8)


def read(path: Path, **options):
    kind = kind_of(path.read_bytes()[:1024])
    assert kind is not None
    return read_image(ImageFile(path, kind), **options)


def facts(path: Path):
    kind = kind_of(path.read_bytes()[:1024])
    assert kind is not None
    return image_facts(path, kind)


@pytest.mark.parametrize(
    ("name", "values", "options"),
    [
        ("a.png", GREY8, {}),
        ("a.png", GREY16, {}),
        ("a.png", RGB, {}),
        ("a.tif", GREY8, {}),
        ("a.tif", GREY16, {}),
        ("a.tif", GREY16, {"compression": "tiff_adobe_deflate"}),
        ("a.tif", RGB, {"compression": "tiff_lzw"}),
        ("a.tif", GREY8.astype(np.float32) / 3, {}),
        ("a.tif", GREY16.astype(np.int32) - 40000, {}),
        ("a.tif", GREY16.astype(np.int32) * 40000, {}),
    ],
)
def test_pixels_are_exact(tmp_path: Path, name: str, values: np.ndarray, options: dict[str, str]) -> None:
    Image.fromarray(values).save(tmp_path / name, **options)
    image = read(tmp_path / name)
    np.testing.assert_array_equal(image.volume.voxels[0], values)
    assert (image.warnings, image.inverted, image.volume.derived) == ((), False, True)
    assert (image.volume.unit, image.volume.modality) == ("", "")
    assert image.volume.spacing_kind is SpacingKind.UNKNOWN
    assert not image.volume.axes_known
    assert image.window == (AS_STORED if values.dtype == np.uint8 and values.ndim == 2 else None)


def test_a_jpeg_is_read_as_others_read_it(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    Image.fromarray(RGB).save(path, quality=90)
    np.testing.assert_array_equal(read(path).volume.voxels[0], np.asarray(Image.open(path)))
    Image.fromarray(RGB).convert("CMYK").save(path)
    assert read(path).volume.is_colour


def test_grey_saved_in_colour_is_grey(tmp_path: Path) -> None:
    Image.fromarray(np.dstack([GREY8] * 3)).save(tmp_path / "a.png")
    np.testing.assert_array_equal(read(tmp_path / "a.png").volume.voxels[0], GREY8)
    cv2.imwrite(str(tmp_path / "b.png"), np.dstack([GREY16] * 3))
    np.testing.assert_array_equal(read(tmp_path / "b.png").volume.voxels[0], GREY16)


def test_sixteen_bits_in_colour_are_shown_with_eight_and_said(tmp_path: Path) -> None:
    colours = np.dstack([GREY16, GREY16 // 2, GREY16 // 3])
    cv2.imwrite(str(tmp_path / "a.png"), colours[..., ::-1])
    image = read(tmp_path / "a.png")
    np.testing.assert_array_equal(image.volume.voxels[0], (colours >> 8).astype(np.uint8))
    assert image.warnings == ("Its 16 bits per colour are shown with 8.",)


def test_one_bit_palette_and_transparency(tmp_path: Path) -> None:
    Image.fromarray(GREY8 > 127).save(tmp_path / "bit.png")
    np.testing.assert_array_equal(read(tmp_path / "bit.png").volume.voxels[0], np.where(GREY8 > 127, 255, 0))
    palette = Image.fromarray(RGB).quantize(16)
    palette.save(tmp_path / "palette.png")
    np.testing.assert_array_equal(read(tmp_path / "palette.png").volume.voxels[0], np.asarray(palette.convert("RGB")))
    alpha = np.full((20, 30), 255, np.uint8)
    Image.fromarray(np.dstack([GREY8, alpha]), "LA").save(tmp_path / "full.png")
    assert read(tmp_path / "full.png").warnings == ()
    alpha[:10] = 0
    Image.fromarray(np.dstack([GREY8, alpha]), "LA").save(tmp_path / "half.png")
    image = read(tmp_path / "half.png")
    np.testing.assert_array_equal(image.volume.voxels[0], np.where(alpha == 255, GREY8, 0))
    assert image.warnings == ("Transparent parts of the picture are shown black.",)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("name", ["a.png", "a.tif", "a.jpg"])
def test_the_orientation_is_applied_and_said(tmp_path: Path, name: str, orientation: int) -> None:
    path = tmp_path / name
    exif = Image.Exif()
    exif[274] = orientation
    picture = Image.fromarray(GREY8)
    picture.save(path, **({"tiffinfo": {274: orientation}} if name.endswith("tif") else {"exif": exif}))
    # A JPEG is not what was saved; of the others Pillow is the oracle by way of PNG, as it turns a TIFF by itself.
    stored = GREY8 if not name.endswith("jpg") else np.asarray(Image.open(path))
    labelled = Image.fromarray(stored)
    labelled.getexif()[274] = orientation
    expected = np.asarray(ImageOps.exif_transpose(labelled))
    head = facts(path)
    assert head.shape[1:] == expected.shape
    np.testing.assert_array_equal(read(path).volume.voxels[0], expected)
    said = (f"The picture was turned as its file says (EXIF orientation {orientation}).",)
    assert head.warnings == (() if orientation == 1 else said)


def test_pages_are_slices(tmp_path: Path) -> None:
    path = tmp_path / "pages.tif"
    pages = [Image.fromarray(GREY16 // 2 + number) for number in range(4)]
    pages.insert(2, Image.fromarray(GREY16[:5, :5]))
    pages[0].save(path, save_all=True, append_images=pages[1:])
    head = facts(path)
    assert head.shape == (4, 20, 30)
    assert head.warnings == ("1 page of another size or kind left out.",)
    assert head.geometry_fault == PAGES_APART
    volume = read(path).volume
    for number in range(4):
        np.testing.assert_array_equal(volume.voxels[number], GREY16 // 2 + number)
    assert volume.geometry_fault == PAGES_APART
    np.testing.assert_array_equal(read(path, only=3).volume.voxels[0], volume.voxels[3])
    told = resized(volume, PixelSize(0.2, 0.1, 3.0))
    assert (told.spacing_mm, told.geometry_fault, told.spacing_kind) == ((3.0, 0.2, 0.1), "", SpacingKind.PATIENT)
    assert told.source_id != volume.source_id
    assert resized(volume, PixelSize(0.2, 0.1)).geometry_fault == PAGES_APART


def test_grey_and_coloured_pages_are_one_stack(tmp_path: Path) -> None:
    grey = np.dstack([GREY8] * 3)
    Image.fromarray(grey).save(tmp_path / "a.tif", save_all=True, append_images=[Image.fromarray(RGB)])
    np.testing.assert_array_equal(read(tmp_path / "a.tif").volume.voxels, [grey, RGB])


def test_white_is_zero(tmp_path: Path) -> None:
    Image.fromarray(GREY16).save(tmp_path / "a.tif", tiffinfo={262: 0})
    image = read(tmp_path / "a.tif")
    np.testing.assert_array_equal(image.volume.voxels[0], GREY16)
    assert image.inverted
    Image.fromarray(GREY8).save(tmp_path / "b.tif", tiffinfo={262: 0})
    assert not read(tmp_path / "b.tif").inverted


@pytest.mark.parametrize(
    ("name", "options", "told"),
    [
        ("a.png", {"dpi": (254, 508)}, (0.05, 0.1, None)),
        ("a.png", {"dpi": (72, 72)}, None),
        ("a.png", {}, None),
        ("a.jpg", {"dpi": (254, 254)}, (0.1, 0.1, None)),
        ("a.tif", {"dpi": (254, 127)}, (0.2, 0.1, None)),
        ("a.tif", {"tiffinfo": {282: 100.0, 283: 100.0, 296: 3}}, (0.1, 0.1, None)),
        ("a.tif", {"tiffinfo": {282: 1e12, 283: 100.0, 296: 3}}, None),
        ("a.tif", {"tiffinfo": {282: 100.0, 283: 100.0, 296: 1}}, None),
        (
            "a.tif",
            {"tiffinfo": {270: "ImageJ=1.54f\nunit=mm\nspacing=2.5\n", 282: 4.0, 283: 5.0, 296: 1}},
            (0.2, 0.25, 2.5),
        ),
        (
            "a.tif",
            {"tiffinfo": {270: "ImageJ=1.54f\nunit=mm\nspacing=1.2.3\n", 282: 4.0, 283: 5.0, 296: 1}},
            (0.2, 0.25, None),
        ),
        ("a.tif", {"tiffinfo": {270: "ImageJ=1.54f\nunit=pixel\n", 282: 4.0, 283: 5.0, 296: 1}}, None),
    ],
)
def test_what_the_file_tells_of_its_resolution_is_a_proposal(
    tmp_path: Path, name: str, options: dict[str, object], told: tuple[float, float, float | None] | None
) -> None:
    path = tmp_path / name
    Image.fromarray(GREY8).save(path, **options)
    head = facts(path)
    assert head.spacing_kind is SpacingKind.UNKNOWN
    if told is None:
        assert head.told is None
    else:
        assert head.told is not None
        assert (head.told.row_mm, head.told.column_mm) == pytest.approx(told[:2], rel=1e-3)
        assert head.told.slice_mm == told[2]


def test_a_turned_picture_turns_its_resolution(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[274] = 6
    Image.fromarray(GREY8).save(tmp_path / "a.png", exif=exif, dpi=(254, 508))
    told = facts(tmp_path / "a.png").told
    assert told is not None
    assert (told.row_mm, told.column_mm) == pytest.approx((0.1, 0.05), rel=1e-3)


def test_a_size_that_a_person_told(tmp_path: Path) -> None:
    Image.fromarray(GREY8).save(tmp_path / "a.png")
    size = PixelSize(0.4, 0.3, kind=SpacingKind.DETECTOR)
    volume = read_image(ImageFile(tmp_path / "a.png", ImageKind.PNG, size=size)).volume
    assert (volume.spacing_mm[1:], volume.spacing_kind) == ((0.4, 0.3), SpacingKind.DETECTOR)


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(columns: int, rows: int, data: bytes = b"") -> bytes:
    head = struct.pack(">IIBBBBB", columns, rows, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (png(100_000, 100_000, zlib.compress(bytes(1000))), "100000 × 100000 pixels; up to 134 million"),
        (png(10, 10, zlib.compress(bytes(10))), "damaged or of a kind that is not read"),
        (png(10, 10, b"junk"), "damaged or of a kind that is not read"),
        (png(0, 10), "damaged or of a kind that is not read"),
        (b"\x89PNG\r\n\x1a\n", "damaged or of a kind that is not read"),
        (b"\xff\xd8\xff\xe0", "damaged or of a kind that is not read"),
        (b"II*\0\x08\0\0\0", "damaged or of a kind that is not read"),
        (b"II*\0\xff\xff\xff\xff", "damaged or of a kind that is not read"),
    ],
)
def test_a_hostile_picture_is_a_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "hostile"
    path.write_bytes(content)
    with pytest.raises(PictureFileError, match=sentence):
        read(path)


def test_what_is_cut_off_is_never_shown_as_black(tmp_path: Path) -> None:
    for name, content in WHOLE.items():
        path = tmp_path / name
        path.write_bytes(content[: len(content) * 2 // 3])
        with pytest.raises(PictureFileError, match="damaged or of a kind that is not read"):
            read(path)


def test_memory_is_asked_before_it_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "bomb.png"
    path.write_bytes(png(10_000, 10_000, zlib.compress(bytes(1000))))
    with pytest.raises(MemoryShort, match=r"bomb\.png needs"):
        read(path, may_use_bytes=1_000_000)


def test_no_file_is_a_sentence(tmp_path: Path) -> None:
    for path, sentence in ((tmp_path, "is no file"), (tmp_path / "gone.png", "cannot be read: No such file")):
        with pytest.raises(PictureFileError, match=sentence):
            image_facts(path, ImageKind.PNG)


def saved(name: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        pages = [Image.fromarray(GREY16), Image.fromarray(GREY16)]
        if name.endswith("tif"):
            pages[0].save(path, save_all=True, append_images=pages[1:], compression="tiff_adobe_deflate")
        else:
            Image.fromarray(GREY8).save(path)
        return path.read_bytes()


WHOLE = {name: saved(name) for name in ("a.png", "a.tif", "a.jpg")}


@pytest.mark.parametrize("name", sorted(WHOLE))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_damage_escapes_as_another_error(tmp_path: Path, name: str, data: st.DataObject) -> None:
    content = bytearray(WHOLE[name])
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / "damaged"
    path.write_bytes(bytes(content[: data.draw(st.integers(20, len(content)))]))
    kind = kind_of(path.read_bytes()[:1024])
    if kind is None:
        return
    try:
        read_image(ImageFile(path, kind), may_use_bytes=100_000_000)
    except (PictureFileError, MemoryShort):
        return
