"""Items 29 to 31 of the pitfalls: files that promise without end take neither memory nor time."""

from __future__ import annotations

import os
import struct
import sys
import time
import tracemalloc
import zlib

import numpy as np
import pytest

from app.dicom.study_scan import scan
from app.errors import DicomReadError


def start_of_file(syntax: bytes, more: bytes) -> bytes:
    uid = syntax + b"\0" * (len(syntax) % 2)
    return bytes(128) + b"DICM\x02\x00\x10\x00UI" + struct.pack("<H", len(uid)) + uid + more


MONSTERS = {
    "nothing": b"",
    "deflated": start_of_file(b"1.2.840.10008.1.2.1.99", bytes(8)),
    "a value": start_of_file(b"1.2.840.10008.1.2.1", struct.pack("<HH2sHL", 9, 0x1001, b"UN", 0, 0xFFFFFFF0)),
    "a value in implicit VR": start_of_file(b"1.2.840.10008.1.2", struct.pack("<HHL", 9, 0x1001, 0xFFFFFFF0)),
    "items": start_of_file(b"1.2.840.10008.1.2.1", struct.pack("<HH2sHL", 8, 0x1140, b"SQ", 0, 0xFFFFFFFF)),
    "a sequence": start_of_file(b"1.2.840.10008.1.2.1", struct.pack("<HH2sHL", 8, 0x1140, b"SQ", 0, 0xFFFFFFF0)),
    "elements": start_of_file(b"1.2.840.10008.1.2.1", b""),
    "meta": bytes(128) + b"DICM" + struct.pack("<HH2sHL", 2, 1, b"OB", 0, 0xFFFFFFF0),
}


@pytest.mark.skipif(sys.platform == "win32", reason="files without holes there")
@pytest.mark.parametrize("name", MONSTERS)
def test_items_29_and_30_a_sparse_monster_is_one_sentence(tmp_path, name):
    """30 GB of nothing behind a start that promises values, items or elements without end."""
    path = tmp_path / "monster"
    path.write_bytes(MONSTERS[name])
    os.truncate(path, 30 << 30)
    tracemalloc.start()
    began = time.process_time()
    with pytest.raises(DicomReadError):
        scan([path])
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 200e6
    assert time.process_time() - began < 10


def test_item_30_a_deflated_bomb_is_not_inflated_in_the_scan(tmp_path):
    header = struct.pack("<HH2sH", 8, 0x60, b"CS", 2) + b"CT" + struct.pack("<HH2sHL", 9, 0x1001, b"OB", 0, 1 << 30)
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    packed = packer.compress(header) + b"".join(packer.compress(bytes(1 << 20)) for _ in range(64)) + packer.flush()
    path = tmp_path / "bomb"
    path.write_bytes(start_of_file(b"1.2.840.10008.1.2.1.99", packed))
    tracemalloc.start()
    with pytest.raises(DicomReadError):
        scan([path])
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 60e6


@pytest.mark.parametrize("depth", [100, 3000, 100_000])
def test_item_31_nesting_is_no_crash(tmp_path, depth):
    item = struct.pack("<HHL", 0xFFFE, 0xE000, 0xFFFFFFFF)
    sequence = struct.pack("<HH2sHL", 8, 0x1140, b"SQ", 0, 0xFFFFFFFF)
    path = tmp_path / "deep"
    path.write_bytes(start_of_file(b"1.2.840.10008.1.2.1", (sequence + item) * depth))
    with pytest.raises(DicomReadError):
        scan([path])


def test_a_long_document_is_not_read(tmp_path, write_image):
    path = write_image(
        tmp_path / "letter.dcm",
        np.zeros((2, 2), np.uint8),
        SOPClassUID="1.2.840.10008.5.1.4.1.1.104.1",
        EncapsulatedDocument=bytes(70 << 20),
        DocumentTitle="Letter",
        PixelData=None,
        Rows=None,
    )
    tracemalloc.start()
    (found,) = scan([path]).studies[0].objects
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (found.kind, found.description) == ("PDF document", "Letter")
    assert most < 20e6
