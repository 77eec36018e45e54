"""``lightbox predict cxr-anatomy --every`` as a person runs it: phantoms in two processes, one file that is broken."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.cli.entry import main
from app.dicom.phantom_study import write_phantom_study


def test_two_processes_read_every_radiograph(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for seed in range(3):
        write_phantom_study(tmp_path / "archive" / str(seed), seed=seed, with_ct=False, size_px=320)
    films = sorted((tmp_path / "archive" / "2").rglob("*.dcm"))
    # Its header is whole, its pixels are not.
    films[0].write_bytes(films[0].read_bytes()[:-20_000])
    words = ["predict", "cxr-anatomy", str(tmp_path / "archive"), "-o", str(tmp_path / "out"), "--every"]
    code = main([*words, "--workers", "2", "--device", "cpu", "--json"])
    told = capsys.readouterr()
    answer = json.loads(told.out)
    states = [job["state"] for job in answer["jobs"]]
    assert states.count("done") >= 2, told.err
    assert code == int("failed" in states)
    ratios = set()
    for job in answer["jobs"]:
        if job["state"] == "done":
            result = json.loads((tmp_path / "out" / job["folder"] / "result.json").read_text(encoding="utf-8"))
            assert result["series_instance_uid"] == job["series_instance_uid"]
            ratios.update(round(each["value"], 3) for each in result["measurements"])
    assert len(ratios) >= 2
