"""``lightbox deidentify``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.cli.entry import main


def test_files_are_written_and_told(make, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = make.scan(tmp_path / "in", patient="Mustermann^Erika")
    (source / "letter.txt").write_text("Dear Mrs. Mustermann")
    assert main(["deidentify", str(source), str(tmp_path / "out"), "--json"]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out) == {
        "written": 5,
        "left_out": [{"reason": "Files that are no DICOM are left out.", "files": 1}],
        "warnings": [],
    }
    assert "1 × Files that are no DICOM" in said.err
    assert b"Mustermann" not in b"".join(path.read_bytes() for path in (tmp_path / "out").rglob("*.dcm"))


def test_words_say_that_nobody_looked_at_the_pixels(make, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = make.scan(tmp_path / "in")
    assert main(["deidentify", str(source), str(tmp_path / "out"), "--shift-dates"]) == 0
    assert "The pixels were not looked at" in capsys.readouterr().out


def test_a_folder_inside_the_originals_is_refused(make, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = make.scan(tmp_path / "in")
    assert main(["deidentify", str(source), str(source / "out")]) == 1
    assert "must not lie inside" in capsys.readouterr().err
    assert not (source / "out").exists()
