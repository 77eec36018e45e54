from __future__ import annotations

import struct
from collections.abc import Callable

import imagecodecs
import numpy as np
import pytest

from app.dicom.pixels.soundness import MOST_PIXELS, Announced, can_hold, is_sound

ROWS, COLUMNS = 24, 20
BASELINE, EXTENDED, LOSSLESS, JPEG_LS, JPEG_2000, HTJ2K, RLE = (
    *("1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51", "1.2.840.10008.1.2.4.70", "1.2.840.10008.1.2.4.80"),
    *("1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2.4.201", "1.2.840.10008.1.2.5"),
)
WORDS, BYTES, COLOURS = Announced(ROWS, COLUMNS, 1, 16), Announced(ROWS, COLUMNS, 1, 8), Announced(ROWS, COLUMNS, 3, 8)


def grey() -> np.ndarray:
    noise = np.random.default_rng(3).integers(0, 60, (ROWS, COLUMNS))
    return (np.add.outer(np.arange(ROWS) * 20, np.arange(COLUMNS) * 9) + noise).astype(np.uint16)


def rgb() -> np.ndarray:
    return np.ascontiguousarray(np.dstack([grey() & 255, grey() >> 2 & 255, grey() >> 1 & 255]).astype(np.uint8))


def rle() -> bytes:
    planes = [(grey() >> 8).astype(np.uint8), (grey() & 255).astype(np.uint8)]
    parts = [b"".join(bytes(imagecodecs.packbits_encode(row.tobytes())) for row in plane) for plane in planes]
    return struct.pack("<16L", 2, 64, 64 + len(parts[0]), *(0,) * 13) + b"".join(parts)


def jpeg_2000() -> bytes:
    return bytes(imagecodecs.jpeg2k_encode(grey(), reversible=True, codecformat="j2k", level=0))


SOUND: dict[str, tuple[Callable[[], bytes], str, Announced]] = {
    "baseline": (lambda: bytes(imagecodecs.jpeg8_encode((grey() >> 2).astype(np.uint8), level=90)), BASELINE, BYTES),
    "colour": (lambda: bytes(imagecodecs.jpeg8_encode(rgb(), level=90)), BASELINE, COLOURS),
    "12 bit": (lambda: bytes(imagecodecs.jpeg8_encode(grey(), level=90, bitspersample=12)), EXTENDED, WORDS),
    "lossless": (lambda: bytes(imagecodecs.ljpeg_encode(grey(), bitspersample=12)), LOSSLESS, WORDS),
    "jpeg-ls": (lambda: bytes(imagecodecs.jpegls_encode(grey())), JPEG_LS, WORDS),
    "jpeg-ls colour": (lambda: bytes(imagecodecs.jpegls_encode(rgb())), JPEG_LS, COLOURS),
    "jpeg 2000": (jpeg_2000, JPEG_2000, WORDS),
    "high throughput": (lambda: bytes(imagecodecs.htj2k_encode(grey(), reversible=True)), HTJ2K, WORDS),
    "rle": (rle, RLE, WORDS),
}


@pytest.mark.parametrize("name", SOUND)
@pytest.mark.parametrize("padding", [b"", b"\0", b"\0\0\0\0"])
def test_what_encoders_write_is_sound(name, padding):
    make, syntax, announced = SOUND[name]
    assert is_sound(make() + padding, syntax, announced)


@pytest.mark.parametrize("name", SOUND)
def test_a_frame_that_ends_early_is_not_sound(name):
    make, syntax, announced = SOUND[name]
    frame = make()
    # RLE has no end marker: there, only what is too short for the pixels shows.
    ends = (0, 1, 30, 70, 80) if name == "rle" else (0, 1, 30, len(frame) // 2, len(frame) - 1)
    for end in ends:
        assert not is_sound(frame[:end], syntax, announced)


@pytest.mark.parametrize("name", SOUND)
def test_a_frame_of_another_picture_is_not_sound(name):
    make, syntax, announced = SOUND[name]
    frame = make()
    wrong = [
        Announced(announced.rows, announced.columns, 4 - announced.samples, announced.bits),
        Announced(0, announced.columns, announced.samples, announced.bits),
        Announced(MOST_PIXELS, 2, announced.samples, announced.bits),
    ]
    if name != "rle":
        wrong.append(Announced(announced.columns, announced.rows, announced.samples, announced.bits))
    assert not any(is_sound(frame, syntax, each) for each in wrong)


@pytest.mark.parametrize("name", SOUND)
def test_a_frame_under_the_name_of_another_syntax_is_not_sound(name):
    make, syntax, announced = SOUND[name]
    others = {BASELINE, LOSSLESS, JPEG_LS, RLE, JPEG_2000, "1.2.840.10008.1.2.4.110", "1.2.3"} - {syntax}
    if name == "high throughput":
        others -= {JPEG_2000}
    assert not any(is_sound(make(), each, announced) for each in others)


def test_more_bits_than_are_allocated_are_not_sound():
    assert not is_sound(bytes(imagecodecs.jpegls_encode(grey())), JPEG_LS, BYTES)
    assert not is_sound(jpeg_2000(), JPEG_2000, BYTES)


def changed(frame: bytes, marker: bytes, offset: int, *values: int) -> bytes:
    at = frame.index(marker) + offset
    return frame[:at] + bytes(values) + frame[at + len(values) :]


BROKEN_JPEG = {
    "a table of no precision": (b"\xff\xdb", 4, (0x20,)),
    "a table that nothing names": (b"\xff\xdb", 4, (0x03,)),
    "more codes than a tree has": (b"\xff\xc4", 5, (0xFF, 0xFF)),
    "a segment beyond the end": (b"\xff\xdb", 2, (0xFF, 0xFF)),
    "a segment that ends before it starts": (b"\xff\xdb", 2, (0, 1)),
    "four times the samples": (b"\xff\xc0", 11, (0x44,)),
    "a scan of an unknown component": (b"\xff\xda", 5, (9,)),
    "a progressive scan": (b"\xff\xda", 7, (1,)),
    "a progressive frame": (b"\xff\xc0", 1, (0xC2,)),
    "arithmetic coding": (b"\xff\xc4", 1, (0xCC,)),
    "a second start": (b"\xff\xdb", 0, (0xFF, 0xD8)),
    "no marker": (b"\xff\xdb", 0, (0x11,)),
}


@pytest.mark.parametrize("name", BROKEN_JPEG)
def test_jpeg_segments_are_read(name):
    frame = SOUND["baseline"][0]()
    marker, offset, values = BROKEN_JPEG[name]
    assert not is_sound(changed(frame, marker, offset, *values), BASELINE, BYTES)


def test_a_second_frame_header_is_not_sound():
    frame = SOUND["baseline"][0]()
    at = frame.index(b"\xff\xc0")
    assert not is_sound(frame[:at] + frame[at : at + 13] + frame[at:], BASELINE, BYTES)


def test_a_jpeg_with_too_few_bytes_for_its_pixels_is_not_sound():
    frame = SOUND["baseline"][0]()
    giant = changed(frame, b"\xff\xc0", 5, 0x20, 0, 0x20, 0)
    assert not is_sound(giant, BASELINE, Announced(0x2000, 0x2000, 1, 8))


BROKEN_JPEG_LS = {
    "near beyond a byte": (b"\xff\xda", 7, (200,)),
    "interleaved single component": (b"\xff\xda", 8, (2,)),
    "a mapping table": (b"\xff\xda", 6, (1,)),
    "subsampled": (b"\xff\xf7", 11, (0x21,)),
}


@pytest.mark.parametrize("name", BROKEN_JPEG_LS)
def test_jpeg_ls_scans_are_read(name):
    marker, offset, values = BROKEN_JPEG_LS[name]
    assert not is_sound(changed(SOUND["jpeg-ls"][0](), marker, offset, *values), JPEG_LS, WORDS)


BROKEN_JPEG_2000 = {
    "a tile per pixel of a giant": (b"\xff\x51", 22, (0, 0, 0, 0, 0, 0, 0, 0)),
    "subsampled component": (b"\xff\x51", 41, (2,)),
    "65,535 layers": (b"\xff\x52", 6, (0xFF, 0xFF)),
    "33 levels": (b"\xff\x52", 9, (33,)),
    "code blocks beyond the limit": (b"\xff\x52", 10, (8, 8)),
    "an unknown wavelet": (b"\xff\x52", 13, (7,)),
    "colour transform of one component": (b"\xff\x52", 8, (1,)),
    "step sizes that do not fit": (b"\xff\x5c", 4, (0x22,)),
    "a tile that is not there": (b"\xff\x90", 4, (0, 9)),
    "a tile part beyond the end": (b"\xff\x90", 6, (0, 0xFF, 0xFF, 0xFF)),
    "no end": (b"\xff\xd9", 0, (0, 0)),
}


@pytest.mark.parametrize("name", BROKEN_JPEG_2000)
def test_jpeg_2000_segments_are_read(name):
    marker, offset, values = BROKEN_JPEG_2000[name]
    assert not is_sound(changed(jpeg_2000(), marker, offset, *values), JPEG_2000, WORDS)


@pytest.mark.parametrize("words", [(3, 64), (2, 65), (2, 64, 60), (2, 64, 1 << 20), (2, 64, 66), (0,), (16,)])
def test_rle_segments_must_follow_each_other_inside_the_frame(words):
    frame = rle()
    header = struct.pack(f"<{len(words)}L", *words)
    assert not is_sound(header + frame[len(header) :], RLE, WORDS)


def test_any_flipped_byte_leaves_an_answer():
    """Whatever stands in a header is judged, not raised."""
    for make, syntax, announced in SOUND.values():
        frame = make()
        for at in range(min(len(frame), 200)):
            for value in (0, 255, frame[at] ^ 0x10):
                assert is_sound(frame[:at] + bytes([value]) + frame[at + 1 :], syntax, announced) in (True, False)


def test_segments_for_one_component_are_read():
    """COC and QCC, ISO 15444-1 A.6.2 and A.6.5."""
    frame = jpeg_2000()
    coding, steps = frame.index(b"\xff\x52"), frame.index(b"\xff\x5c")
    (length,) = struct.unpack_from(">H", frame, steps + 2)
    own_coding = b"\xff\x53\0\x09\0\0" + frame[coding + 9 : coding + 14]
    own_steps = b"\xff\x5d" + struct.pack(">HB", length + 1, 0) + frame[steps + 4 : steps + 2 + length]
    tile = frame.index(b"\xff\x90")
    assert is_sound(frame[:tile] + own_coding + own_steps + frame[tile:], JPEG_2000, WORDS)
    for wrong in (own_coding.replace(b"\0\x09\0", b"\0\x09\3", 1), own_steps[:4] + b"\3" + own_steps[5:]):
        assert not is_sound(frame[:tile] + wrong + frame[tile:], JPEG_2000, WORDS)


def test_the_last_tile_part_may_reach_to_the_end():
    frame = changed(jpeg_2000(), b"\xff\x90", 6, 0, 0, 0, 0)
    assert is_sound(frame, JPEG_2000, WORDS)
    assert not is_sound(frame[:-2], JPEG_2000, WORDS)


def test_derived_step_sizes_are_two_bytes():
    frame = jpeg_2000()
    steps = frame.index(b"\xff\x5c")
    (length,) = struct.unpack_from(">H", frame, steps + 2)
    derived = frame[:steps] + b"\xff\x5c\0\5\x21\x40\0" + frame[steps + 2 + length :]
    assert is_sound(derived, JPEG_2000, WORDS)
    assert not is_sound(derived.replace(b"\xff\x5c\0\5\x21\x40\0", b"\xff\x5c\0\6\x21\x40\0\0"), JPEG_2000, WORDS)


def test_a_stream_that_hides_behind_another_is_not_sound():
    for name in ("baseline", "jpeg-ls", "jpeg 2000"):
        make, syntax, announced = SOUND[name]
        assert not is_sound(make() + make(), syntax, announced)


def test_fill_bytes_restarts_and_presets_are_allowed():
    frame = SOUND["baseline"][0]()
    tables = frame.index(b"\xff\xdb")
    assert is_sound(frame[:tables] + b"\xff\xff\xff\xdd\0\4\0\0" + frame[tables:], BASELINE, BYTES)
    stream = SOUND["jpeg-ls"][0]()
    presets = b"\xff\xf8\0\x0d\1\x0f\xff\0\x12\0\x43\1\x14\0\x40"
    assert is_sound(stream[:2] + presets + stream[2:], JPEG_LS, WORDS)
    assert not is_sound(stream[:2] + presets.replace(b"\x0d\1", b"\x0d\2") + stream[2:], JPEG_LS, WORDS)


def test_a_component_without_a_scan_is_not_sound():
    frame = bytes(imagecodecs.jpegls_encode(rgb()))
    scan = frame.index(b"\xff\xda")
    count = frame[scan + 4]
    assert count == 3
    single = frame[:scan] + b"\xff\xda\0\x08\1" + frame[scan + 5 : scan + 7] + b"\0\0\0" + frame[scan + 14 :]
    assert not is_sound(single, JPEG_LS, COLOURS)


@pytest.mark.parametrize("name", SOUND)
def test_what_encoders_write_can_hold_its_pixels(name):
    make, syntax, announced = SOUND[name]
    assert can_hold(make(), syntax, announced)


def test_an_empty_picture_of_jpeg_can_hold_its_pixels():
    black = np.zeros((2048, 2048), np.uint8)
    frame = bytes(imagecodecs.jpeg8_encode(black, level=20))
    assert can_hold(frame, BASELINE, Announced(2048, 2048, 1, 8))
    assert is_sound(frame, BASELINE, Announced(2048, 2048, 1, 8))
    assert not can_hold(frame, BASELINE, Announced(30000, 30000, 1, 8))
