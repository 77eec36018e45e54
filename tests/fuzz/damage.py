"""Ways to break a file, by bytes, elements and compressed streams: from a generator to the bytes of a broken file."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import replace
from random import Random

from tests.fuzz.base_files import Base, bases
from tests.fuzz.element import (
    BIG_ENDIAN,
    DEFLATED,
    EXPLICIT,
    IMPLICIT,
    UNDEFINED,
    Element,
    changed,
    encapsulated,
    encoded,
    without,
)

Breaker = Callable[[Random], bytes]

PIXELS = frozenset({0x7FE00008, 0x7FE00009, 0x7FE00010})
VRS = ("US", "SS", "UL", "SL", "FL", "FD", "AT", "OB", "OW", "OF", "SQ", "UN", "DS", "IS", "PN", "UI", "UT", "UV", "OV")
UNKNOWN_VRS = ("ZZ", "  ", "\0\0", "??", "us", "QQ")
SYNTAXES = (
    *(IMPLICIT, EXPLICIT, BIG_ENDIAN, DEFLATED, "1.2.840.10008.1.2.5", "1.2.840.10008.1.2.4.50"),
    *(f"1.2.840.10008.1.2.4.{last}" for last in (51, 57, 70, 80, 81, 90, 91, 92, 102, 107, 110, 201, 203)),
    *("1.2.840.10008.1.2.8.1", "1.2.3.4.5", "", "not a UID", "1.2.840.10008.1.2.1\0\0"),
)
NUMBERS = (0, 1, 2, 3, 7, 8, 12, 15, 16, 31, 32, 64, 127, 255, 256, 1023, 4095, 32767, 32768, 65534, 65535)
TEXTS = (
    *("NaN", "inf", "-inf", "1e400", "1,5", "abc", "", " ", "\\", "\\\\\\", "0", "-0", "-1", "1e-320", "1e308", "1e39"),
    *("99999999999999999999", "0.000000000000001", "1\\2\\3\\4\\5\\6\\7\\8\\9", "0\\0\\0\\0\\0\\0", "1\\1\\1\\1\\1\\1"),
    *("NaN\\NaN\\NaN", "1e300\\1e300\\1e300", "-1\\-1", "0\\0", "1e200\\1e-200", "1.5.5", "0x10", "1_000", "٣", "½"),
)
HOSTILE = (
    *("\0\0\0", "\u202eevil\u202c", "<b>x</b><script>alert(1)</script>", "%s%n%x{0}{name}", "../../../../etc/passwd"),
    *(
        "A" * 5000,
        "A" * 70000,
        "\x1b[2J\x1b]0;x\x07",
        "\n\r\n\r",
        "\udcff\udcfe",
        "C:\\windows\\x",
        "/etc/passwd",
        "'; --",
    ),
    *("^^^^^^^^", "=====", "\x1b$B$$\x1b(B", "\x0e\x0f", "𝔘𝔫𝔦\ufffe", "x" * 63 + "é", "\u2028\u2029"),
)
CHARSETS = (
    *("", "ISO_IR 999", "ISO 2022 IR 87", "\\ISO 2022 IR 149", "GB18030", "ISO_IR 13\\ISO 2022 IR 87", "UTF-8", "\\\\"),
    *("latin1", "ISO_IR 192\\ISO_IR 100", "idna", "punycode", "zlib_codec", "undefined", "unicode_escape", "A" * 300),
)

IMAGE_TAGS = (
    *(0x00280002, 0x00280004, 0x00280006, 0x00280008, 0x00280010, 0x00280011, 0x00280100, 0x00280101, 0x00280102),
    *(0x00280103, 0x00280120, 0x00280121, 0x00280034),
)
GEOMETRY_TAGS = (0x00180050, 0x00180088, 0x00200032, 0x00200037, 0x00280030, 0x00200013, 0x00200011, 0x00181164)
WINDOW_TAGS = (0x00281050, 0x00281051, 0x00281052, 0x00281053, 0x00281056, 0x00281055)
TEXT_TAGS = (
    *(0x00080005, 0x00080008, 0x00080016, 0x00080018, 0x00080020, 0x00080030, 0x00080060, 0x00081030, 0x0008103E),
    *(0x00100010, 0x00100020, 0x00100030, 0x00101010, 0x00180015, 0x0020000D, 0x0020000E, 0x00180060, 0x00280004),
)


def any_base(random: Random) -> Base:
    return random.choice(bases())


def truncated(random: Random) -> bytes:
    data = any_base(random).written()
    # As often near the start, where the header is, as anywhere.
    return data[: random.randrange(len(data)) if random.random() < 0.5 else random.randrange(min(len(data), 1200))]


def flipped_bits(random: Random) -> bytes:
    data = bytearray(any_base(random).written())
    in_header = random.random() < 0.7
    for _ in range(random.choice((1, 1, 2, 5, 20, 100))):
        at = random.randrange(132, min(len(data), 1500)) if in_header else random.randrange(len(data))
        data[at] ^= 1 << random.randrange(8)
    return bytes(data)


def spliced(random: Random) -> bytes:
    """Bytes taken out, put in, repeated or overwritten."""
    data = bytearray(any_base(random).written())
    for _ in range(random.choice((1, 1, 3))):
        at, size = random.randrange(len(data)), random.choice((1, 2, 3, 4, 8, 100, 3000))
        match random.randrange(5):
            case 0:
                del data[at : at + size]
            case 1:
                data[at:at] = random.randbytes(size)
            case 2:
                data[at:at] = data[at : at + size]
            case 3:
                data[at : at + size] = bytes([random.choice((0, 255, 65))]) * size
            case _:
                other = any_base(random).written()
                data[at : at + size] = other[at : at + size]
        if not data:
            break
    return bytes(data)


def lied_lengths(random: Random) -> bytes:
    chosen = any_base(random)
    elements = list(chosen.elements)
    for _ in range(random.choice((1, 1, 2))):
        index = random.randrange(len(elements))
        length = random.choice((0, 1, 2, 7, 255, 65535, 65536, 1 << 24, 0x7FFFFFFF, 0xFFFFFFFE, UNDEFINED, 0xFFFE))
        elements[index] = replace(elements[index], length=length)
    return _written(chosen, elements)


def wrong_representations(random: Random) -> bytes:
    chosen = any_base(random)
    elements = list(chosen.elements)
    for _ in range(random.choice((1, 1, 3, 10))):
        index = random.randrange(len(elements))
        vr = random.choice(UNKNOWN_VRS if random.random() < 0.4 else VRS)
        raw = encoded([elements[index]], IMPLICIT)[8:]
        elements[index] = Element(elements[index].tag, vr, raw, elements[index].length)
    return _written(chosen, elements)


def lied_image(random: Random) -> bytes:
    """Rows, columns, frames, bits, samples and their like."""
    chosen = any_base(random)
    lies = []
    for _ in range(random.choice((1, 1, 2, 3))):
        tag = random.choice(IMAGE_TAGS)
        if tag == 0x00280008:
            lies.append(Element(tag, "IS", random.choice((*TEXTS, "2", "3", "10000", "2147483647", "4294967296"))))
        elif tag == 0x00280034:
            lies.append(Element(tag, "IS", random.choice(("0\\0", "1\\0", "-1\\1", "1\\1000000", "x\\y", "1"))))
        elif tag == 0x00280004:
            words = ("RGB", "MONOCHROME1", "YBR_FULL_422", "PALETTE COLOR", "CMYK", "", "HSV", "YBR_ICT", "x" * 100)
            lies.append(Element(tag, "CS", random.choice(words)))
        else:
            count = random.choice((1, 1, 1, 0, 2))
            lies.append(Element(tag, "US", tuple(random.choice(NUMBERS) for _ in range(count))))
    return _written(chosen, changed(list(chosen.elements), *lies))


def lied_numbers(random: Random) -> bytes:
    """Geometry, window and rescale in words that are no numbers, or in numbers that are none."""
    chosen = any_base(random)
    tags = random.sample((*GEOMETRY_TAGS, *WINDOW_TAGS), random.choice((1, 1, 2, 4)))
    lies = [Element(tag, random.choice(("DS", "DS", "DS", "LO", "FD")), random.choice(TEXTS)) for tag in tags]
    elements = changed(list(chosen.elements), *lies)
    return _written(chosen, _in_groups(elements, random, lies) if random.random() < 0.4 else elements)


def hostile_texts(random: Random) -> bytes:
    chosen = any_base(random)
    lies = [Element(tag, "LO", random.choice(HOSTILE)) for tag in random.sample(TEXT_TAGS, random.choice((1, 3, 8)))]
    if random.random() < 0.5:
        lies.append(Element(0x00080005, "CS", random.choice(CHARSETS)))
        name = random.choice((b"\xff\xfe\x1b$B\x00", b"\x1b$)C\xb1\xe8^\xc8\xf1", bytes(range(128, 192)), b"\x1b" * 40))
        lies.append(Element(0x00100010, "PN", name))
    return _written(chosen, changed(list(chosen.elements), *lies))


def swapped_syntax(random: Random) -> bytes:
    """The meta information names one syntax, the file is in another."""
    chosen = any_base(random)
    written = random.choice((chosen.syntax, chosen.syntax, IMPLICIT, EXPLICIT, BIG_ENDIAN, DEFLATED))
    data = chosen.written(syntax=written, told=random.choice(SYNTAXES))
    # Files without preamble, or without meta information, too.
    return data[random.choice((0, 0, 0, 128, 132, 132 + 12)) :]


def reordered(random: Random) -> bytes:
    """Elements twice, missing, in another order, or of another file."""
    chosen = any_base(random)
    elements = list(chosen.elements)
    for _ in range(random.choice((1, 2, 5))):
        index = random.randrange(len(elements))
        match random.randrange(4):
            case 0:
                elements.insert(random.randrange(len(elements)), elements[index])
            case 1 if len(elements) > 1:
                del elements[index]
            case 2:
                elements.append(elements.pop(index))
            case _:
                elements.insert(index, random.choice(any_base(random).elements))
    return _written(chosen, elements)


def nested_lies(random: Random) -> bytes:
    """Functional groups, palettes, LUTs and overlays that contradict themselves."""
    chosen = any_base(random)
    depth = random.choice((0, 0, 1))
    descriptor = tuple(random.choice(NUMBERS) for _ in range(random.choice((3, 3, 3, 2, 0, 4))))
    data = random.randbytes(random.choice((0, 1, 2, 100, 512, 8192)))
    lut = (Element(0x00283002, "US", descriptor), Element(0x00283006, random.choice(("OW", "US")), data))
    lies = [
        Element(0x00281101 + random.randrange(3), "US", descriptor),
        Element(0x00281201 + random.randrange(3), "OW", data),
        Element(0x00281221 + random.randrange(3), "OW", _segments(random)),
        Element(random.choice((0x00283000, 0x00283010)), "SQ", (lut,) * random.choice((0, 1, 1, 300))),
        Element(0x60000010, "US", (random.choice(NUMBERS),)),
        Element(0x60000050, "SS", (random.randrange(-32768, 32768), random.randrange(-32768, 32768))),
        Element(0x60000100, "US", (random.choice((1, 8, 16, 0)),)),
        Element(0x60000102, "US", (random.choice(NUMBERS),)),
        Element(0x60003000, "OW", data),
        Element(0x60000015, "IS", random.choice(TEXTS)),
        Element(0x52009229, "SQ", _groups(random, depth)),
        Element(0x52009230, "SQ", _groups(random, depth)),
        Element(0x0019100A, "US", (random.choice(NUMBERS),)),
        Element(0x00291010, "OB", b"SV10\4\3\2\1" + random.randbytes(random.choice((0, 8, 200, 2000)))),
        Element(0x00282000, "OB", random.randbytes(random.choice((0, 10, 128, 600)))),
        Element(0x3004000C, "DS", random.choice(TEXTS)),
        Element(0x00280009, "AT", (random.choice(NUMBERS), random.choice(NUMBERS))),
        Element(0x00540080, "US", (random.choice(NUMBERS),)),
    ]
    return _written(chosen, changed(list(chosen.elements), *random.sample(lies, random.choice((1, 2, 4)))))


def broken_streams(random: Random) -> bytes:
    """Compressed frames with flipped bits, cut off, with lies in their headers, or of another codec."""
    chosen = random.choice([each for each in bases() if each.frames])
    frames = [_broken_stream(frame, random) for frame in chosen.frames]
    if random.random() < 0.1:
        frames = list(random.choice([each for each in bases() if each.frames]).frames)
    parts = without(list(chosen.elements), 0x7FE00010)
    return _written(chosen, changed(parts, encapsulated(frames, pieces=random.choice((1, 1, 1, 2, 7)))))


def lied_offsets(random: Random) -> bytes:
    """A Basic or Extended Offset Table that points elsewhere, PS3.5 A.4 and PS3.3 C.7.6.3.1.8."""
    chosen = random.choice([each for each in bases() if each.frames])
    count = random.choice((0, 1, 2, len(chosen.frames), 1000))
    offsets = [random.choice((0, 0, 8, 1, 500, 1 << 20, UNDEFINED, 0xFFFFFFFE)) for _ in range(count)]
    lies = [encapsulated(list(chosen.frames), offsets=offsets, pieces=random.choice((1, 3)))]
    if random.random() < 0.5:
        table = b"".join(struct.pack("<Q", random.choice((0, 8, 700, 1 << 40, (1 << 64) - 1))) for _ in range(count))
        lies += [Element(0x7FE00001, "OV", table), Element(0x7FE00002, "OV", random.choice((table, b"", table[:8])))]
    if random.random() < 0.5:
        lies.append(Element(0x00280008, "IS", random.choice(("1", "2", "5", "1000", "100000"))))
    return _written(chosen, changed(list(chosen.elements), *lies))


def _written(chosen: Base, elements: list[Element]) -> bytes:
    return chosen.written(elements)


def _broken_stream(frame: bytes, random: Random) -> bytes:
    data = bytearray(frame)
    kind = random.randrange(6)
    if kind == 0:
        return bytes(data[: random.randrange(len(data) + 1)])
    if kind == 1:
        return _lied_size(data, random)
    for _ in range(random.choice((1, 1, 2, 8, 40))):
        at = random.randrange(min(len(data), 160)) if kind < 4 else random.randrange(len(data))
        data[at] = random.choice((0, 255, data[at] ^ 1 << random.randrange(8)))
    return bytes(data)


def _lied_size(data: bytearray, random: Random) -> bytes:
    """Size fields of SOF and SIZ, segment counts and offsets of RLE."""
    big = random.choice((0, 1, 41, 4096, 65535, 0x7FFFFFFF, 0xFFFFFFFF))
    if data[:2] == b"\xff\xd8":
        for marker in (b"\xff\xc0", b"\xff\xc1", b"\xff\xc3", b"\xff\xf7"):
            at = data.find(marker)
            if at > 0:
                struct.pack_into(">H", data, at + random.choice((5, 7)), min(big, 65535))
    elif data[:2] == b"\xff\x4f":
        struct.pack_into(">L", data, 8 + 4 * random.randrange(8), big)
    else:
        struct.pack_into("<L", data, 4 * random.randrange(16), big)
    return bytes(data)


def _groups(random: Random, depth: int) -> tuple[tuple[Element, ...], ...]:
    def value(tag: int) -> Element:
        return Element(tag, "DS", random.choice(TEXTS))

    def item() -> tuple[Element, ...]:
        macros = (
            Element(0x00209113, "SQ", ((value(0x00200032),),) * random.choice((0, 1, 2))),
            Element(0x00209116, "SQ", ((value(0x00200037),),)),
            Element(0x00289110, "SQ", ((value(0x00280030), value(0x00180050)),)),
            Element(0x00289132, "SQ", ((value(0x00281050), value(0x00281051)),)),
            Element(0x00289145, "SQ", ((value(0x00281052), value(0x00281053)),)),
            Element(0x00209111, "SQ", ((Element(0x00209057, "UL", (random.choice((0, 1, 1 << 31)),)),),)),
            Element(0x52009230, "SQ", _groups(random, depth - 1) if depth > 0 else ()),
        )
        return tuple(random.sample(macros, random.randrange(1, 4)))

    return tuple(item() for _ in range(random.choice((0, 1, 2, 4, 200))))


def _in_groups(elements: list[Element], random: Random, lies: list[Element]) -> list[Element]:
    """The same lies where enhanced images keep such values."""
    item = tuple(Element(macro, "SQ", (tuple(lies),)) for macro in (0x00209113, 0x00289110, 0x00289132, 0x00289145))
    return changed(elements, Element(random.choice((0x52009229, 0x52009230)), "SQ", (item,) * random.choice((1, 4))))


def _segments(random: Random) -> bytes:
    """Segmented palette data, PS3.3 C.7.9.2: discrete, linear and indirect segments, also in circles."""
    words: list[int] = []
    for _ in range(random.choice((0, 1, 5, 60))):
        match random.randrange(4):
            case 0:
                words += [0, random.choice((1, 3, 65535)), 1, 2, 3]
            case 1:
                words += [1, random.choice((0, 1, 255, 65535)), random.randrange(65536)]
            case 2:
                words += [2, random.choice((0, 1, 3, 65535)), random.choice((0, 1, 65535)), random.choice((0, 65535))]
            case _:
                words += [random.randrange(65536)]
    return struct.pack(f"<{len(words)}H", *words)


BREAKERS: dict[str, Breaker] = {
    breaker.__name__: breaker
    for breaker in (
        *(truncated, flipped_bits, spliced, lied_lengths, wrong_representations, lied_image, lied_numbers),
        *(hostile_texts, swapped_syntax, reordered, nested_lies, broken_streams, lied_offsets),
    )
}
"""Name → way of breaking."""
