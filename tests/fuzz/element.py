"""Data elements written by our own few lines, so that every length, order and representation can be a lie."""

from __future__ import annotations

import struct
from dataclasses import dataclass, replace
from typing import TypeAlias, cast

IMPLICIT, EXPLICIT, BIG_ENDIAN = "1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2"
DEFLATED = "1.2.840.10008.1.2.1.99"
UNDEFINED = 0xFFFFFFFF

LONG_LENGTH = frozenset({"OB", "OD", "OF", "OL", "OV", "OW", "SQ", "UC", "UN", "UR", "UT", "SV", "UV"})
"""Value representations whose explicit form has a length of 32 bits, PS3.5 7.1.2."""

WIDTHS = {"US": "H", "SS": "h", "UL": "L", "SL": "l", "FL": "f", "FD": "d", "AT": "H", "OW": "H", "OF": "f", "OD": "d"}

Item: TypeAlias = "tuple[Element, ...]"
Value: TypeAlias = "bytes | str | tuple[float, ...] | tuple[Item, ...]"


@dataclass(frozen=True)
class Element:
    """One data element; ``length`` is what is written instead of the true one, ``size`` a run of values in bytes."""

    tag: int
    vr: str
    value: Value
    length: int | None = None

    @property
    def items(self) -> tuple[Item, ...]:
        return cast("tuple[Item, ...]", self.value) if self.vr == "SQ" and isinstance(self.value, tuple) else ()


Elements: TypeAlias = list[Element]


def encoded(elements: list[Element] | Item, syntax: str = EXPLICIT) -> bytes:
    """A data set as bytes; the order of the elements is kept."""
    explicit, order = syntax != IMPLICIT, ">" if syntax == BIG_ENDIAN else "<"
    return b"".join(_element(each, explicit, order) for each in elements)


def dicom_file(
    elements: list[Element], syntax: str = EXPLICIT, *, told: str | None = None, sop_class: str = ""
) -> bytes:
    """A file of PS3.10; ``told`` is the syntax that its meta information names, the true one unless given."""
    # Group 0002 is always explicit little endian; its own length stands first.
    meta = encoded(
        [
            Element(0x00020001, "OB", b"\0\1"),
            Element(0x00020002, "UI", sop_class or "1.2.840.10008.5.1.4.1.1.2"),
            Element(0x00020003, "UI", "1.2.826.0.1.3680043.10.543.1.1"),
            Element(0x00020010, "UI", syntax if told is None else told),
        ]
    )
    length = encoded([Element(0x00020000, "UL", (len(meta),))])
    body = encoded(elements, EXPLICIT if syntax == DEFLATED else syntax)
    if syntax == DEFLATED:
        body = deflated(body)
    return bytes(128) + b"DICM" + length + meta + body


def deflated(data: bytes) -> bytes:
    import zlib

    packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


def encapsulated(frames: list[bytes], *, offsets: list[int] | None = None, pieces: int = 1) -> Element:
    """Pixel Data of compressed frames with a Basic Offset Table, PS3.5 A.4."""
    fragments, starts, at = [], [], 0
    for frame in frames:
        starts.append(at)
        step = max(2, -(-len(frame) // pieces) // 2 * 2)
        for begin in range(0, max(len(frame), 1), step):
            piece = frame[begin : begin + step]
            piece += bytes(len(piece) % 2)
            fragments.append(struct.pack("<HHL", 0xFFFE, 0xE000, len(piece)) + piece)
            at += len(fragments[-1])
    table = struct.pack(f"<{len(starts if offsets is None else offsets)}L", *(starts if offsets is None else offsets))
    value = struct.pack("<HHL", 0xFFFE, 0xE000, len(table)) + table + b"".join(fragments)
    return Element(0x7FE00010, "OB", value + struct.pack("<HHL", 0xFFFE, 0xE0DD, 0), UNDEFINED)


def changed(elements: list[Element], *news: Element) -> list[Element]:
    """Elements with others in their place, or added where they belong."""
    kept = {each.tag: each for each in elements} | {each.tag: each for each in news}
    return [kept[tag] for tag in sorted(kept)]


def without(elements: list[Element], *tags: int) -> list[Element]:
    return [each for each in elements if each.tag not in tags]


def with_length(element: Element, length: int) -> Element:
    return replace(element, length=length)


def _element(element: Element, explicit: bool, order: str) -> bytes:
    value = _value(element, explicit, order)
    tag = struct.pack(f"{order}HH", element.tag >> 16, element.tag & 0xFFFF)
    length = len(value) if element.length is None else element.length
    if not explicit:
        return tag + struct.pack(f"{order}L", length & 0xFFFFFFFF) + value
    vr = element.vr.encode("latin-1")[:2].ljust(2)
    if element.vr in LONG_LENGTH or length > 0xFFFF:
        return tag + vr + bytes(2) + struct.pack(f"{order}L", length & 0xFFFFFFFF) + value
    return tag + vr + struct.pack(f"{order}H", length) + value


def _value(element: Element, explicit: bool, order: str) -> bytes:
    value = element.value
    if isinstance(value, bytes):
        width = {"OW": 2, "OF": 4, "OD": 8}.get(element.vr, 1)
        swapped = value if order == "<" or width == 1 else _swapped(value, width)
        return swapped + bytes(len(swapped) % 2)
    if isinstance(value, str):
        raw = value.encode("utf-8", errors="surrogateescape")
        return raw + (b"\0" if element.vr == "UI" else b" ") * (len(raw) % 2)
    if element.vr == "SQ":
        return b"".join(_item(item, explicit, order) for item in element.items)
    code = WIDTHS.get(element.vr, "H")
    return struct.pack(f"{order}{len(value)}{code}", *value)


def _item(item: Item, explicit: bool, order: str) -> bytes:
    body = b"".join(_element(each, explicit, order) for each in item)
    return struct.pack(f"{order}HHL", 0xFFFE, 0xE000, len(body)) + body


def _swapped(value: bytes, width: int) -> bytes:
    whole = len(value) // width * width
    parts = bytearray(value)
    for index in range(width):
        parts[index:whole:width] = value[width - 1 - index : whole : width]
    return bytes(parts)
