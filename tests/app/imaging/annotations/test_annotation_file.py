"""Annotations on the disk: what was written comes back, what is damaged is left out, nothing of the patient is told."""

from __future__ import annotations

import json
import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import AnnotationFileError, ExportError
from app.imaging.annotations.annotation import Kind, SeriesMark
from app.imaging.annotations.file import (
    ReadAnnotations,
    StudyAnnotations,
    file_of,
    from_json,
    read_annotations,
    to_json,
    write_annotations,
)
from app.imaging.annotations.scale import Calibration
from app.imaging.cut import Cut, Direction, MprAxes, Slab
from app.imaging.cut_stack import cut_stack
from app.imaging.slab import Projection

STUDY = "c47f5b18b8a430e698b9fe15e51f6119984e78334bcf3f45e210d30c37ef2f9e"


@pytest.fixture
def content(phantoms) -> StudyAnnotations:
    volume = phantoms.volume(phantoms.grid.turned((23.0, -37.0, 51.0)))
    axes = MprAxes().turned((0.6, 0.0, 0.8), 33.0, (15.0, -10.0, 40.0))
    cuts = (Cut(), Cut(Direction.CORONAL, axes, slab=Slab(Projection.MEAN, 7.5)), Cut(Direction.SAGITTAL))
    stacks = [cut_stack(volume, cut) for cut in cuts]
    third = 1 / 3
    drawn = (
        phantoms.draw(Kind.LENGTH, [(1.1, third), (7, 9)], stacks[0], text="Größe „ü“ \n=x", order=0),
        phantoms.draw(Kind.ELLIPSE, [(20, 20), (20, 26), (24, 20)], stacks[1], order=1, visible=False),
        phantoms.draw(Kind.POLYGON, [(5, 5), (5, 9), (15, 5)], stacks[2], order=2, colour=(1, 2, 3)),
    )
    known = (Calibration(phantoms.mark, 5.8, 58.0), Calibration(SeriesMark(STUDY, phantoms.mark.series), 3.0, 1 / 7))
    return StudyAnnotations(drawn, known)


def test_what_was_written_comes_back(content, tmp_path: Path) -> None:
    path = file_of(tmp_path / "annotations", STUDY)
    write_annotations(path, content)
    assert path.parent.name == "annotations"
    assert path.name == f"{STUDY}.json"
    assert read_annotations(path, STUDY) == ReadAnnotations(content)
    write_annotations(path, StudyAnnotations())
    assert read_annotations(path, STUDY) == ReadAnnotations()
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps rights elsewhere")
def test_others_on_this_computer_cannot_read_it(content, tmp_path: Path) -> None:
    path = file_of(tmp_path, STUDY)
    write_annotations(path, content)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_nothing_to_keep_makes_no_file(tmp_path: Path) -> None:
    path = file_of(tmp_path / "annotations", STUDY)
    write_annotations(path, StudyAnnotations())
    assert not path.parent.exists()
    assert read_annotations(path, STUDY) == ReadAnnotations()


def test_it_tells_nothing_of_the_patient(content) -> None:
    text = to_json(content)
    assert "1.2.3" not in text
    # The study stands in the name of the file only, so that a file alone ties to none.
    assert STUDY not in text
    assert set(json.loads(text)) == {"format", "version", "annotations", "calibrations"}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("annotations", 0, "id"), "../../x"),
        (("annotations", 0, "kind"), "spell"),
        (("annotations", 0, "kind"), "angle"),
        (("annotations", 0, "points_lps_mm"), [[0.0, 0.0, 0.0]]),
        (("annotations", 0, "points_lps_mm", 0), [0.0, 0.0]),
        (("annotations", 0, "points_lps_mm", 0, 0), 1e30),
        (("annotations", 0, "points_lps_mm", 0, 0), "1"),
        (("annotations", 0, "points_lps_mm", 0, 0), None),
        (("annotations", 0, "points_lps_mm", 0, 2), 999.0),
        (("annotations", 0, "plane", "right_lps"), [1.0, 1.0, 0.0]),
        (("annotations", 0, "plane", "pixel_mm"), [0.0, 1.0]),
        (("annotations", 0, "plane", "shape_px"), [10**9, 1]),
        (("annotations", 0, "plane", "rotation"), [[1.0, 0.0, 0.0], [0.0, 2.0, 0.0], [0.0, 0.0, 1.0]]),
        (("annotations", 0, "plane", "slab_mm"), 1e9),
        (("annotations", 0, "plane", "index"), -1),
        (("annotations", 0, "plane", "index"), 1.5),
        (("annotations", 0, "plane", "direction"), "up"),
        (("annotations", 0, "series"), "1.2.3.4"),
        (("annotations", 0, "text"), "x" * 501),
        (("annotations", 0, "colour"), [0, 0, 300]),
        (("annotations", 0, "order"), -1),
        (("annotations", 0, "visible"), 1),
        (("annotations", 0, "extra"), 1),
        (("annotations", 0), 7),
        (("annotations", 0), None),
        (("calibrations", 0, "drawn"), 0.0),
        (("calibrations", 0, "known_mm"), -1.0),
        (("calibrations", 0, "image"), "1.2"),
    ],
)
def test_a_damaged_entry_is_left_out_and_the_others_stay(content, tmp_path: Path, path, value) -> None:
    table = json.loads(to_json(content))
    place = table
    for name in path[:-1]:
        place = place[name]
    if path[-1] == "slab_mm":
        place["projection"] = "MIP"
    place[path[-1]] = value
    file = file_of(tmp_path, STUDY)
    file.write_text(json.dumps(table), encoding="utf-8")
    read = read_annotations(file, STUDY)
    assert read.skipped == 1
    assert "One saved annotation" in read.warning
    kept = (len(read.content.annotations), len(read.content.calibrations))
    assert kept == ((2, 2) if path[0] == "annotations" else (3, 1))
    # As it was, for whoever can mend it, before anything is written over it.
    assert file_of(tmp_path, STUDY).with_name(f"{STUDY}-damaged-1.json").read_bytes() == file.read_bytes()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "7",
        '"x"',
        "{}",
        "[" * 100_000,
        '{"format": "lightbox-annotations"}',
        "\ufeff",
        '{"format": "other", "version": 1, "annotations": [], "calibrations": []}',
        '{"format": "lightbox-annotations", "version": 1, "annotations": {}, "calibrations": []}',
        '{"format": "lightbox-annotations", "version": true, "annotations": [], "calibrations": []}',
        '{"format": "lightbox-annotations", "version": 1, "annotations": [' + "0," * 10_001 + '0], "calibrations": []}',
    ],
)
def test_what_is_no_such_file_is_put_aside(tmp_path: Path, text: str) -> None:
    file = file_of(tmp_path, STUDY)
    file.write_text(text, encoding="utf-8")
    read = read_annotations(file, STUDY)
    assert read.is_damaged
    assert read.content == StudyAnnotations()
    assert "damaged" in read.warning
    read_annotations(file, STUDY)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == [
        f"{STUDY}-damaged-1.json",
        f"{STUDY}-damaged-2.json",
        f"{STUDY}.json",
    ]


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    file = file_of(tmp_path, STUDY)
    file.write_bytes(b"\xff\xfe\x00\x80" * 9)
    assert read_annotations(file, STUDY).is_damaged


def test_several_damaged_entries_are_counted(content) -> None:
    table = json.loads(to_json(content))
    table["annotations"][:2] = [1, 2]
    read = from_json(json.dumps(table), STUDY)
    assert "2 saved annotations" in read.warning
    # What is there twice is there once.
    table["annotations"] += table["annotations"][2:] * 3
    assert len(from_json(json.dumps(table), STUDY).content.annotations) == 1
    assert ReadAnnotations().warning == ""


def test_a_newer_version_and_a_disk_that_refuses(content, tmp_path: Path) -> None:
    table = json.loads(to_json(content)) | {"version": 2}
    with pytest.raises(AnnotationFileError, match="newer version"):
        from_json(json.dumps(table), STUDY)
    folder = file_of(tmp_path, STUDY)
    folder.mkdir()
    with pytest.raises(AnnotationFileError, match="cannot be read"):
        read_annotations(folder, STUDY)
    with pytest.raises(ExportError):
        write_annotations(folder, content)


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    file = file_of(tmp_path, STUDY)
    with file.open("wb") as stream:
        stream.seek((64 << 20) + 1)
        stream.write(b"0")
    # A sparse file: nothing of that size is on the disk; the copy aside may be whole.
    assert read_annotations(file, STUDY).is_damaged
    assert os.path.getsize(file) > 64 << 20


def test_a_study_is_named_by_its_digest(tmp_path: Path) -> None:
    for name in ("", "1.2.3", "../x", STUDY.upper(), STUDY + "0"):
        with pytest.raises(ValueError, match="digest"):
            file_of(tmp_path, name)


@settings(max_examples=60, deadline=None)
@given(
    data=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["format", "version", "annotations", "calibrations", "id", "kind", "plane"]),
                inner,
                max_size=5,
            )
        ),
        max_leaves=12,
    )
)
def test_nothing_in_a_file_ends_the_program(data) -> None:
    read = from_json(json.dumps(data), STUDY)
    assert read.content == StudyAnnotations()
    for key in ("annotations", "calibrations"):
        table = {"format": "lightbox-annotations", "version": 1, "annotations": [], "calibrations": []} | {key: [data]}
        assert from_json(json.dumps(table), STUDY).skipped == 1


def test_marks_are_those_of_the_study_that_was_asked_for(content) -> None:
    other = "0" * 64
    read = from_json(to_json(content), other)
    assert {each.mark.study for each in read.content.annotations} == {other}
    expected = tuple(replace(each, mark=replace(each.mark, study=other)) for each in content.annotations)
    assert read.content.annotations == expected
