"""Sequences inside sequences without end: a sentence at once, whoever reads."""

from __future__ import annotations

import time

import pytest

from app.dicom.files.dicom_file import open_dicom
from app.dicom.headers.quick_header import FEWEST, quick_headers
from app.errors import DicomReadError

START = bytes(128) + b"DICM" + b"\2\0\x10\0UI\x14\0" + b"1.2.840.10008.1.2.1\0" + b"\x08\0\x16\0UI\4\0" + b"1.2\0"
OPEN = b"\x08\0\x40\x11SQ\0\0\xff\xff\xff\xff" + b"\xfe\xff\x00\xe0\xff\xff\xff\xff"
CLOSE = b"\xfe\xff\x0d\xe0\0\0\0\0" + b"\xfe\xff\xdd\xe0\0\0\0\0"
END = b"\x28\0\x10\0US\2\0\2\0" + b"\xe0\x7f\x10\0OW\0\0\x08\0\0\0" + bytes(8)


@pytest.mark.parametrize("is_closed", [True, False])
@pytest.mark.parametrize("depth", [3_000, 200_000])
def test_nesting_is_a_sentence_at_once(tmp_path, depth, is_closed):
    path = tmp_path / "nested.dcm"
    path.write_bytes(START + OPEN * depth + (CLOSE * depth if is_closed else b"") + END)
    began = time.perf_counter()
    with pytest.raises(DicomReadError, match="damaged"):
        open_dicom(path)
    assert quick_headers([path] * FEWEST) == [None] * FEWEST
    assert time.perf_counter() - began < 5


def test_nesting_of_real_files_is_read(tmp_path):
    path = tmp_path / "nested.dcm"
    path.write_bytes(START + OPEN * 20 + CLOSE * 20 + END)
    assert open_dicom(path).header.Rows == 2
