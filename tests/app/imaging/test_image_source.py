"""Kinds of image files by their content."""

from __future__ import annotations

import gzip

import pytest

from app.imaging.image_source import ImageFile, ImageKind, PixelSize, kind_of


def nifti(order: str = "little", *, version: int = 1, magic: bytes = b"n+1\0") -> bytes:
    length, at = (348, 344) if version == 1 else (540, 4)
    head = bytearray(600)
    head[:4] = length.to_bytes(4, order)
    head[at : at + 4] = magic
    return bytes(head)


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(20), ImageKind.PNG),
        (b"\xff\xd8\xff\xe0" + bytes(20), ImageKind.JPEG),
        (b"II*\0" + bytes(20), ImageKind.TIFF),
        (b"MM\0*" + bytes(20), ImageKind.TIFF),
        (b"II+\0" + bytes(20), ImageKind.TIFF),
        (b"NRRD0004\n", ImageKind.NRRD),
        (nifti(), ImageKind.NIFTI),
        (nifti("big"), ImageKind.NIFTI),
        (nifti(magic=b"ni1\0"), ImageKind.NIFTI),
        (nifti(version=2, magic=b"n+2\0"), ImageKind.NIFTI),
        (gzip.compress(nifti(), mtime=0), ImageKind.NIFTI),
        (gzip.compress(nifti() + bytes(100_000), mtime=0)[:1024], ImageKind.NIFTI),
        (nifti(magic=b"abc\0"), None),
        (gzip.compress(b"a letter", mtime=0), None),
        (b"\x1f\x8b\x08broken", None),
        (b"", None),
        (b"\x89PN", None),
        (b"GIF89a", None),
    ],
)
def test_content_decides(start: bytes, kind: ImageKind | None) -> None:
    assert kind_of(start) is kind


@pytest.mark.parametrize("steps", [(0.0, 1.0), (1.0, -1.0), (float("nan"), 1.0), (1e9, 1.0), (1.0, 1.0, 0.0)])
def test_a_pixel_size_is_plausible(steps: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="a pixel size is"):
        PixelSize(*steps)


def test_only_pictures_lack_a_size(tmp_path) -> None:
    assert ImageFile(tmp_path / "a", ImageKind.PNG).lacks_size
    assert not ImageFile(tmp_path / "a", ImageKind.PNG, size=PixelSize(0.5, 0.5)).lacks_size
    assert not ImageFile(tmp_path / "a", ImageKind.NIFTI).lacks_size
