"""Files made for no other end than to hurt a reader: bombs, depths, sizes."""

from __future__ import annotations

import struct
import zlib
from random import Random

import imagecodecs
import numpy as np

from tests.fuzz.base_files import CAPTURE, HTJ2K, JPEG, JPEG_2000, JPEG_LS, RLE, base, compressed, pixels
from tests.fuzz.damage import Breaker
from tests.fuzz.element import DEFLATED, EXPLICIT, UNDEFINED, Element, changed, dicom_file, encapsulated, encoded

JPEG_LOSSLESS_1 = "1.2.840.10008.1.2.4.57"


def deep_nesting(random: Random) -> bytes:
    """Sequences in sequences, 3,000 to 200,000 deep, in items of defined or undefined length."""
    depth = random.choice((300, 3_000, 20_000, 200_000))
    ends = random.random() < 0.5
    opening = b"\x40\x00\x30\xa7SQ\0\0\xff\xff\xff\xff\xfe\xff\x00\xe0\xff\xff\xff\xff"
    closing = b"\xfe\xff\x0d\xe0\0\0\0\0\xfe\xff\xdd\xe0\0\0\0\0"
    if random.random() < 0.4:
        # The same with lengths that add up.
        nest = b""
        for _ in range(min(depth, 3_000)):
            item = struct.pack("<HHL", 0xFFFE, 0xE000, len(nest)) + nest
            nest = b"\x40\x00\x30\xa7SQ\0\0" + struct.pack("<L", len(item)) + item
    else:
        nest = opening * depth + (closing * depth if ends else b"")
    plain = base("ct")
    before = [each for each in plain.elements if each.tag < 0x0040A730]
    after = [each for each in plain.elements if each.tag > 0x0040A730]
    start = dicom_file(before) if random.random() < 0.5 else dicom_file(before)[132:]
    return start + nest + encoded(after)


def deflate_bomb(random: Random) -> bytes:
    """Some kilobytes that inflate to half a gigabyte or more, as header, as pixels, or without end."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    plain = base("ct-deflated")
    size = random.choice((64 << 20, 512 << 20, 2 << 30))
    kind = random.randrange(3)
    if kind == 0:
        body = encoded([each for each in plain.elements if each.tag != 0x7FE00010])
        head = body + b"\xe0\x7f\x10\x00OW\0\0" + struct.pack("<L", min(size, 0xFFFFFFF0))
    elif kind == 1:
        body = encoded([each for each in plain.elements if each.tag < 0x00280000])
        head = body + b"\x09\x00\x10\x10UN\0\0" + struct.pack("<L", min(size, 0xFFFFFFF0))
    else:
        head = encoded(list(plain.elements))
    start = packer.compress(head) + packer.flush(zlib.Z_FULL_FLUSH)
    # After a full flush the same input gives the same bytes: one piece stands for all.
    piece = packer.compress(bytes(1 << 24)) + packer.flush(zlib.Z_FULL_FLUSH)
    packed = start + piece * (size >> 24) + packer.flush()
    return dicom_file([], EXPLICIT, told=DEFLATED) + packed


def huge_frames(random: Random) -> bytes:
    """65,535 x 65,535 pixels, or thousands of frames, in the header and in the stream alike."""
    side, frames = random.choice(((65535, "1"), (65535, "1000"), (30000, "1"), (64, "2147483647"), (20000, "50")))
    lies = [Element(0x00280010, "US", (side,)), Element(0x00280011, "US", (side,)), Element(0x00280008, "IS", frames)]
    name = random.choice(
        ("ct", "rgb", "one-bit", "float", "dose", "rle", "jpeg", "jpeg-lossless", "jpeg-ls", "jpeg-2000")
    )
    chosen = base(name)
    elements = changed(list(chosen.elements), *lies)
    if chosen.frames:
        stream = bytearray(chosen.frames[0])
        for marker in (b"\xff\xc0", b"\xff\xc3", b"\xff\xf7"):
            at = stream.find(marker)
            if stream[:2] == b"\xff\xd8" and at > 0:
                struct.pack_into(">HH", stream, at + 5, side, side)
        if stream[:2] == b"\xff\x4f":
            struct.pack_into(">2L", stream, 8, side, side)
            if random.random() < 0.5:
                struct.pack_into(">2L", stream, 24, side, side)
        elements = changed(elements, encapsulated([bytes(stream)]))
    return chosen.written(elements)


def honest_giant(random: Random) -> bytes:
    """A constant picture that needs hardly a byte: small file, true header, much memory."""
    side = random.choice((4_000, 9_000))
    parts = [Element(0x00280010, "US", (side,)), Element(0x00280011, "US", (side,))]
    if random.random() < 0.5:
        empty = np.zeros((side, side), np.uint8)
        stream, syntax = bytes(imagecodecs.jpegls_encode(empty)), JPEG_LS
    else:
        row = b"\x81\0" * (side // 128) + (bytes([257 - side % 128, 0]) if side % 128 > 1 else b"")
        stream, syntax = struct.pack("<16L", 1, 64, *(0,) * 14) + row * side, RLE
    made = compressed("giant", syntax, pixels(bits=8, stored=8), [stream], CAPTURE)
    return made.written(changed(list(made.elements), *parts))


def tile_swarm(random: Random) -> bytes:
    """A JPEG 2000 stream with a tile per pixel, 65,535 layers, 32 levels, or the smallest precincts."""
    chosen = base("jpeg-2000")
    stream = bytearray(chosen.frames[0])
    kind = random.randrange(4)
    coding = stream.find(b"\xff\x52")
    if kind == 0:
        struct.pack_into(">2L", stream, 24, 1, 1)
    elif kind == 1:
        struct.pack_into(">H", stream, coding + 6, 65535)
    elif kind == 2:
        stream[coding + 9] = 32
    else:
        stream[coding + 4] |= 1
    elements = changed(list(chosen.elements), encapsulated([bytes(stream)]))
    return dicom_file(elements, JPEG_2000, told=random.choice((JPEG_2000, HTJ2K)), sop_class=chosen.sop_class)


def long_lists(random: Random) -> bytes:
    """Very many elements, items, values or fragments."""
    plain, count = base("ct"), random.choice((1_000, 50_000))
    match random.randrange(5):
        case 0:
            many = [Element(0x00090000 | index % 0xF000 + 0x1000, "LO", "x") for index in range(count)]
            return plain.written(sorted([*plain.elements, *many], key=lambda each: each.tag))
        case 1:
            items = tuple((Element(0x00080100, "SH", "x"),) for _ in range(count))
            return plain.written(changed(list(plain.elements), Element(0x00081140, "SQ", items)))
        case 2:
            return plain.written(changed(list(plain.elements), Element(0x00281050, "DS", "\\".join(["1"] * count))))
        case 3:
            frames = [b"\xff\xd8"] * min(count, 20_000)
            made = compressed("many", JPEG, pixels(bits=8, stored=8), frames, CAPTURE)
            return made.written()
        case _:
            groups = tuple((Element(0x00209113, "SQ", ()),) for _ in range(count))
            return plain.written(changed(list(plain.elements), Element(0x52009230, "SQ", groups)))


def odd_openings(random: Random) -> bytes:
    """Nothing but a start: empty, "DICM" alone, meta information that never ends, a picture of another kind."""
    plain = base("ct").written()
    return random.choice(
        (
            b"",
            b"D",
            bytes(132),
            plain[:132],
            plain[:140],
            plain[:132] + b"\2\0\0\0UL\4\0\xff\xff\xff\xff" + plain[144:],
            plain[:132] + b"\2\0\1\0OB\0\0\xff\xff\xff\xff" + plain[144:],
            plain[:132] + struct.pack("<HH", 2, 0x10) + b"SQ\0\0\xff\xff\xff\xff" * 2_000,
            b"\x89PNG\r\n\x1a\n" + bytes(200),
            b"PK\3\4" + bytes(200),
            b"\xff\xd8\xff\xe0" + bytes(200),
            b"%PDF-1.7" + bytes(200),
            random.randbytes(4096),
            b"\x08\x00\x05\x00" * 500,
            encoded([Element(0x00080005, "CS", "ISO_IR 100"), Element(0x7FE00010, "OW", b"", UNDEFINED)]),
        )
    )


MONSTERS: dict[str, Breaker] = {
    monster.__name__: monster
    for monster in (deep_nesting, deflate_bomb, huge_frames, honest_giant, tile_swarm, long_lists, odd_openings)
}
"""Name → maker."""
