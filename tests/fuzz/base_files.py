"""Whole files of many kinds, small and always the same: what the fuzzer breaks."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import imagecodecs
import numpy as np
import numpy.typing as npt

from tests.fuzz.element import (
    BIG_ENDIAN,
    DEFLATED,
    EXPLICIT,
    IMPLICIT,
    Element,
    Item,
    changed,
    dicom_file,
    encapsulated,
    without,
)

NAME, IDENTIFIER, BIRTH = "Quillfeather^Zebulon", "ZQX77123", "19010203"
"""Of the patient of every base file; none of it may stand in a message."""

ROWS, COLUMNS = 48, 40
ROOT = "1.2.826.0.1.3680043.10.543"
JPEG, JPEG_12, JPEG_LOSSLESS, JPEG_LS, JPEG_2000, HTJ2K, RLE = (
    *("1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51", "1.2.840.10008.1.2.4.70", "1.2.840.10008.1.2.4.80"),
    *("1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2.4.201", "1.2.840.10008.1.2.5"),
)
CT, ENHANCED_CT, CAPTURE, MULTI_CAPTURE, ULTRASOUND, DOSE, MAP, SEGMENTS, REPORT, MR = (
    f"1.2.840.10008.5.1.4.1.1.{last}" for last in ("2", "2.1", "7", "7.4", "3.1", "481.2", "30", "66.4", "88.33", "4")
)


@dataclass(frozen=True)
class Base:
    """A file before it is broken: its elements, its syntax, and its compressed frames where it has some."""

    name: str
    elements: tuple[Element, ...]
    syntax: str = EXPLICIT
    sop_class: str = CT
    frames: tuple[bytes, ...] = ()

    def written(
        self, elements: list[Element] | None = None, *, syntax: str | None = None, told: str | None = None
    ) -> bytes:
        """The file, with other elements or another syntax where given."""
        return dicom_file(
            list(self.elements) if elements is None else elements,
            self.syntax if syntax is None else syntax,
            told=told,
            sop_class=self.sop_class,
        )


def grey(bits: int = 12) -> npt.NDArray[np.uint16]:
    """A soft pattern with some noise, (ROWS, COLUMNS)."""
    noise = np.random.default_rng(5).integers(0, 12, (ROWS, COLUMNS))
    down, along = np.mgrid[:ROWS, :COLUMNS]
    pattern = 900 + 500 * np.sin(along / 6) * np.cos(down / 9) + noise
    return np.clip(pattern, 0, (1 << bits) - 1).astype(np.uint16)


def colour() -> npt.NDArray[np.uint8]:
    """(ROWS, COLUMNS, 3)."""
    plane = (grey() >> 4).astype(np.uint8)
    return np.ascontiguousarray(np.dstack([plane, plane[::-1], 255 - plane]))


def header(modality: str, sop_class: str, **more: Element) -> list[Element]:
    """Patient, study, series, and a place in space."""
    elements = [
        Element(0x00080005, "CS", "ISO_IR 192"),
        Element(0x00080008, "CS", "ORIGINAL\\PRIMARY\\AXIAL"),
        Element(0x00080016, "UI", sop_class),
        Element(0x00080018, "UI", f"{ROOT}.1.1"),
        Element(0x00080020, "DA", "20260301"),
        Element(0x00080030, "TM", "101112"),
        Element(0x00080060, "CS", modality),
        Element(0x00081030, "LO", "Thorax"),
        Element(0x0008103E, "LO", "Lung 1.0"),
        Element(0x00100010, "PN", NAME),
        Element(0x00100020, "LO", IDENTIFIER),
        Element(0x00100030, "DA", BIRTH),
        Element(0x00180050, "DS", "2.5"),
        Element(0x0020000D, "UI", f"{ROOT}.2"),
        Element(0x0020000E, "UI", f"{ROOT}.3"),
        Element(0x00200011, "IS", "3"),
        Element(0x00200013, "IS", "7"),
        Element(0x00200032, "DS", "-20\\-30\\40"),
        Element(0x00200037, "DS", "1\\0\\0\\0\\1\\0"),
        Element(0x00280030, "DS", "0.7\\0.7"),
        Element(0x00281050, "DS", "40"),
        Element(0x00281051, "DS", "400"),
        Element(0x00281052, "DS", "-1024"),
        Element(0x00281053, "DS", "1"),
    ]
    return changed(elements, *more.values())


def pixels(
    *, samples: int = 1, photometric: str = "MONOCHROME2", bits: int = 16, stored: int = 12, planar: int | None = None
) -> list[Element]:
    """Image Pixel Module without the pixels, PS3.3 C.7.6.3."""
    elements = [
        Element(0x00280002, "US", (samples,)),
        Element(0x00280004, "CS", photometric),
        Element(0x00280010, "US", (ROWS,)),
        Element(0x00280011, "US", (COLUMNS,)),
        Element(0x00280100, "US", (bits,)),
        Element(0x00280101, "US", (stored,)),
        Element(0x00280102, "US", (stored - 1,)),
        Element(0x00280103, "US", (0,)),
    ]
    return elements if planar is None else changed(elements, Element(0x00280006, "US", (planar,)))


def image(name: str, parts: list[Element], value: Element, *, syntax: str = EXPLICIT, sop_class: str = CT) -> Base:
    modality = {CT: "CT", DOSE: "RTDOSE", ULTRASOUND: "US", MR: "MR"}.get(sop_class, "OT")
    return Base(name, tuple(changed(header(modality, sop_class), *parts, value)), syntax, sop_class)


def compressed(name: str, syntax: str, parts: list[Element], frames: list[bytes], sop_class: str = CT) -> Base:
    count = [Element(0x00280008, "IS", str(len(frames)))] if len(frames) > 1 else []
    made = image(name, [*parts, *count], encapsulated(frames), syntax=syntax, sop_class=sop_class)
    return Base(name, made.elements, syntax, sop_class, tuple(frames))


def words(values: npt.NDArray[np.uint16]) -> Element:
    return Element(0x7FE00010, "OW", values.astype("<u2").tobytes())


def rle(values: npt.NDArray[np.generic]) -> bytes:
    """PS3.5 Annex G, rows packed by themselves."""
    planes = values.reshape(ROWS, COLUMNS, -1)
    segments = []
    for sample in range(planes.shape[2]):
        parts = np.ascontiguousarray(planes[..., sample]).view(np.uint8).reshape(ROWS, COLUMNS, -1)
        for byte in reversed(range(parts.shape[2])):
            rows = np.ascontiguousarray(parts[..., byte])
            packed = b"".join(bytes(imagecodecs.packbits_encode(row.tobytes())) for row in rows)
            segments.append(packed + bytes(len(packed) % 2))
    starts = [64 + sum(map(len, segments[:index])) for index in range(len(segments))]
    return struct.pack("<16L", len(segments), *starts, *(0,) * (15 - len(segments))) + b"".join(segments)


def groups(frame: int) -> Item:
    """Functional groups of a frame: place, and a window."""
    return (
        Element(0x00209113, "SQ", ((Element(0x00200032, "DS", f"-20\\-30\\{40 + 2 * frame}"),),)),
        Element(0x00289132, "SQ", ((Element(0x00281050, "DS", "40"), Element(0x00281051, "DS", "400")),)),
    )


def shared_groups() -> Item:
    return (
        Element(0x00209116, "SQ", ((Element(0x00200037, "DS", "1\\0\\0\\0\\1\\0"),),)),
        Element(0x00289110, "SQ", ((Element(0x00180050, "DS", "2"), Element(0x00280030, "DS", "0.7\\0.7")),)),
        Element(0x00289145, "SQ", ((Element(0x00281052, "DS", "-1024"), Element(0x00281053, "DS", "1")),)),
    )


def _enhanced() -> Base:
    parts = [
        *pixels(),
        Element(0x00280008, "IS", "4"),
        Element(0x52009229, "SQ", (shared_groups(),)),
        Element(0x52009230, "SQ", tuple(groups(frame) for frame in range(4))),
    ]
    plain = image("enhanced", parts, words(np.stack([grey() + index for index in range(4)])), sop_class=ENHANCED_CT)
    return Base("enhanced", tuple(without(list(plain.elements), 0x00200032, 0x00200037)), sop_class=ENHANCED_CT)


def _palette() -> Base:
    table = np.arange(256, dtype="<u2") * 257
    tables = [
        each
        for number in range(3)
        for each in (
            Element(0x00281101 + number, "US", (256, 0, 16)),
            Element(0x00281201 + number, "OW", np.roll(table, number).tobytes()),
        )
    ]
    indices = Element(0x7FE00010, "OB", (grey() >> 4).astype(np.uint8).tobytes())
    parts = [*pixels(photometric="PALETTE COLOR", bits=8, stored=8), *tables]
    return image("palette", parts, indices, sop_class=CAPTURE)


def _overlay() -> Base:
    plane = np.packbits(grey() > 1000, bitorder="little").tobytes()
    parts = [
        *pixels(),
        Element(0x60000010, "US", (ROWS,)),
        Element(0x60000011, "US", (COLUMNS,)),
        Element(0x60000040, "CS", "G"),
        Element(0x60000050, "SS", (1, 1)),
        Element(0x60000100, "US", (1,)),
        Element(0x60000102, "US", (0,)),
        Element(0x60003000, "OW", plane),
    ]
    lut = (
        Element(0x00283002, "US", (4096, 0, 8)),
        Element(0x00283006, "OW", (np.arange(4096) // 16).astype("<u2").tobytes()),
    )
    return image("overlay", [*parts, Element(0x00283010, "SQ", (lut,))], words(grey()))


def _dose() -> Base:
    dose = np.stack([grey().astype("<u4") * 1000 + index for index in range(3)])
    parts = [
        *pixels(bits=32, stored=32),
        Element(0x00280008, "IS", "3"),
        Element(0x00280009, "AT", (0x3004, 0x000C)),
        Element(0x3004000C, "DS", "0\\2.5\\5"),
        Element(0x3004000E, "DS", "0.00001"),
    ]
    return image("dose", parts, Element(0x7FE00010, "OW", dose.tobytes()), sop_class=DOSE)


def _float_map() -> Base:
    values = (grey() / 7).astype("<f4")
    values[3, 4] = np.nan
    parts = without(pixels(bits=32, stored=32), 0x00280101, 0x00280102, 0x00280103)
    return image("float", parts, Element(0x7FE00008, "OF", values.tobytes()), sop_class=MAP)


def _bits() -> Base:
    bits = np.stack([grey() > 900, grey() > 1200])
    packed = np.packbits(bits, bitorder="little").tobytes()
    parts = [*pixels(bits=1, stored=1), Element(0x00280008, "IS", "2")]
    return image("one-bit", parts, Element(0x7FE00010, "OB", packed), sop_class=SEGMENTS)


def _report() -> Base:
    code: Item = (
        Element(0x00080100, "SH", "126000"),
        Element(0x00080102, "SH", "DCM"),
        Element(0x00080104, "LO", "Report"),
    )
    leaf: Item = (Element(0x0040A040, "CS", "TEXT"), Element(0x0040A160, "UT", "Finding of Quillfeather"))
    tree = [
        Element(0x0040A040, "CS", "CONTAINER"),
        Element(0x0040A043, "SQ", (code,)),
        Element(0x0040A730, "SQ", (leaf, leaf)),
    ]
    return Base("report", tuple(changed(header("SR", REPORT), *tree)), sop_class=REPORT)


def _mosaic() -> Base:
    parts = [
        *pixels(),
        Element(0x00080008, "CS", "ORIGINAL\\PRIMARY\\M\\ND\\MOSAIC"),
        Element(0x00180088, "DS", "2.5"),
        Element(0x00190010, "LO", "SIEMENS MR HEADER"),
        Element(0x0019100A, "US", (4,)),
        Element(0x00290010, "LO", "SIEMENS CSA HEADER"),
        Element(0x00291010, "OB", b"SV10\4\3\2\1" + struct.pack("<II", 1, 77) + bytes(84)),
    ]
    return image("mosaic", parts, words(grey()), sop_class=MR)


BUILDERS: tuple[Callable[[], Base], ...] = (
    lambda: image("ct", pixels(), words(grey())),
    lambda: image("ct-implicit", pixels(), words(grey()), syntax=IMPLICIT),
    lambda: image("ct-big-endian", pixels(), words(grey()), syntax=BIG_ENDIAN),
    lambda: image("ct-deflated", pixels(), words(grey()), syntax=DEFLATED),
    lambda: image(
        "rgb",
        pixels(samples=3, photometric="RGB", bits=8, stored=8, planar=0),
        Element(0x7FE00010, "OB", colour().tobytes()),
        sop_class=CAPTURE,
    ),
    lambda: image(
        "rgb-planes",
        pixels(samples=3, photometric="YBR_FULL", bits=8, stored=8, planar=1),
        Element(0x7FE00010, "OB", np.moveaxis(colour(), 2, 0).tobytes()),
        sop_class=CAPTURE,
    ),
    _palette,
    _overlay,
    _enhanced,
    _dose,
    _float_map,
    _bits,
    _report,
    _mosaic,
    lambda: compressed("rle", RLE, pixels(), [rle(grey())]),
    lambda: compressed(
        "rle-rgb", RLE, pixels(samples=3, photometric="RGB", bits=8, stored=8, planar=0), [rle(colour())], CAPTURE
    ),
    lambda: compressed(
        "jpeg",
        JPEG,
        pixels(bits=8, stored=8),
        [bytes(imagecodecs.jpeg8_encode((grey() >> 4).astype(np.uint8), level=90))],
        CAPTURE,
    ),
    lambda: compressed(
        "jpeg-rgb-frames",
        JPEG,
        pixels(samples=3, photometric="YBR_FULL_422", bits=8, stored=8, planar=0),
        [bytes(imagecodecs.jpeg8_encode(np.roll(colour(), shift, 0), level=80)) for shift in range(3)],
        ULTRASOUND,
    ),
    lambda: compressed(
        "jpeg-12", JPEG_12, pixels(), [bytes(imagecodecs.jpeg8_encode(grey(), level=90, bitspersample=12))]
    ),
    lambda: compressed(
        "jpeg-lossless", JPEG_LOSSLESS, pixels(), [bytes(imagecodecs.ljpeg_encode(grey(), bitspersample=12))]
    ),
    lambda: compressed("jpeg-ls", JPEG_LS, pixels(), [bytes(imagecodecs.jpegls_encode(grey()))]),
    lambda: compressed("jpeg-2000", JPEG_2000, pixels(), [_jpeg_2000(grey())]),
    lambda: compressed("htj2k", HTJ2K, pixels(), [bytes(imagecodecs.htj2k_encode(grey(), reversible=True))]),
)
"""Every kind once."""


@cache
def bases() -> tuple[Base, ...]:
    """Every base file."""
    return tuple(build() for build in BUILDERS)


def base(name: str) -> Base:
    return next(each for each in bases() if each.name == name)


def _jpeg_2000(values: npt.NDArray[np.uint16]) -> bytes:
    return bytes(imagecodecs.jpeg2k_encode(values, reversible=True, codecformat="j2k", level=0, bitspersample=12))
