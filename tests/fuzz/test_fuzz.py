"""Broken files and hostile folders, in a process that may die of them. More of them: ``python -m tests.fuzz``."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from app.dicom.files.dicom_file import open_dicom
from app.dicom.files.folder import listing
from app.dicom.headers.header import Header, header_of
from app.dicom.headers.quick_header import quick_headers
from tests.fuzz.base_files import bases
from tests.fuzz.broken_files import broken_file, broken_folder
from tests.fuzz.folders import QUICK
from tests.fuzz.monsters import MONSTERS
from tests.fuzz.watch import verdicts

SEED = 4
COUNT = 200
HEAVY = "honest_giant"
"""Takes seconds to show; the long run has it."""


def test_every_base_file_is_read(tmp_path):
    """What is broken later is sound before."""
    paths = []
    for each in bases():
        paths.append(tmp_path / f"{each.name}.dcm")
        paths[-1].write_bytes(each.written())
    assert [(verdict.path.stem, verdict.faults) for verdict in verdicts(paths) if verdict.faults] == []


def test_200_broken_files(tmp_path):
    paths, number = [], 0
    while len(paths) < COUNT:
        kind, data = broken_file(number, SEED)
        number += 1
        if kind != HEAVY:
            paths.append(tmp_path / f"{len(paths):03d} {kind}.dcm")
            paths[-1].write_bytes(data)
    assert [(verdict.path.stem, verdict.faults) for verdict in verdicts(paths) if verdict.faults] == []


def test_the_same_seed_makes_the_same_files():
    for number in range(60):
        assert broken_file(number, 1) == broken_file(number, 1)
    assert broken_file(1, 1) != broken_file(1, 2)


@pytest.mark.parametrize("name", QUICK)
def test_hostile_folders(tmp_path, name):
    (verdict,) = verdicts([QUICK[name](tmp_path)])
    assert verdict.faults == ()
    assert verdict.found_images


def test_a_bomb_is_not_inflated(tmp_path):
    path = tmp_path / "bomb.dcm"
    path.write_bytes(MONSTERS["deflate_bomb"](Random("small")))
    (verdict,) = verdicts([path])
    assert verdict.faults == ()
    assert verdict.growth < 500e6


def facts(header: Header) -> tuple[object, ...]:
    image = replace(header.instance, plain=None)
    return image, header.places, header.frames_fault, header.series_uid, header.modality, header.image_type


def test_the_quick_reader_of_broken_files_sees_what_the_thorough_one_sees(tmp_path):
    """The same image in the same place; what the thorough reader refuses, the quick one leaves to it.

    Texts may differ: the quick one reads them where their representation is wrong, too.
    """
    for number in range(4):
        folder = tmp_path / str(number)
        folder.mkdir()
        broken_folder(folder, number, SEED, 40)
        files = listing(folder).files
        seen = 0
        for file, quick in zip(files, quick_headers(files), strict=True):
            if quick is None:
                continue
            seen += 1
            assert facts(quick) == facts(header_of(open_dicom(file, for_pixels=False))), file
        assert seen >= 40
