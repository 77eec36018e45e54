"""``lightbox predict``: all files of a result or none, on the grid of the series. The model itself is a stand-in."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
import SimpleITK

from ai.errors import InputMismatch
from ai.inference.options import RunOptions
from ai.inference.results import (
    Classification,
    ModelResult,
    Verdict,
)
from ai.library.card import ModelCard
from ai.library.grid_spec import GridSpec
from ai.library.pack import write_card
from ai.progress import Progress
from ai.volume import Volume
from ai.worker import client

Lightbox = Callable[..., Any]

FILES = ["heart.nii.gz", "result.json", "right_lung.nii.gz", "seg.dcm", "sr.dcm"]
CR = "1.2.840.10008.5.1.4.1.1.1"


def test_all_files_of_a_result(
    lightbox: Lightbox, card: ModelCard, runs: list[tuple[Volume, str]], radiograph: Path, tmp_path: Path
) -> None:
    done = lightbox("predict", "tiny", radiograph, "-o", tmp_path / "out" / "deep", "--device", "cpu", "--json")
    assert done.code == 0, done.err
    answer = json.loads(done.out)
    out = tmp_path / "out" / "deep"
    assert sorted(path.name for path in out.iterdir()) == FILES
    assert answer == json.loads((out / "result.json").read_text(encoding="utf-8"))
    assert answer["files"] == FILES
    assert answer["model"] == {"id": "tiny", "version": "0.2.0", "title": "Tiny chest", "task": "segmentation"}
    assert answer["series_instance_uid"] == "1.2.7"
    assert answer["draft"] is True
    lung, heart = answer["structures"]
    assert (lung["name"], lung["title"], lung["voxels"], lung["agreement"]) == ("right_lung", "Right lung", 12, 0.9)
    assert (heart["voxels"], heart["agreement"]) == (0, None)
    (ratio,) = answer["measurements"]
    assert (ratio["value"], ratio["interval"]) == (0.5, [0.45, 0.55])
    assert ratio["calipers"][0] == {"name": "heart", "start": [0, 2, 1], "end": [0, 2, 3]}
    assert answer["provenance"]["gate"] == {
        "verdict": "warn",
        "reasons": ["The view is not in the file."],
        "overridden": False,
        "final": False,
    }
    ((volume, device),) = runs
    assert device == "cpu"
    mask = SimpleITK.ReadImage(str(out / lung["mask_file"]))
    for index in np.argwhere(SimpleITK.GetArrayFromImage(mask)):
        point = mask.TransformIndexToPhysicalPoint([int(part) for part in index[::-1]])
        np.testing.assert_allclose(point, volume.to_lps_mm(index), atol=1e-3)
    assert SimpleITK.GetArrayFromImage(mask)[0, :3, :4].all()
    assert pydicom.dcmread(out / "seg.dcm").Modality == "SEG"
    assert pydicom.dcmread(out / "sr.dcm").Modality == "SR"


def test_the_result_in_words(
    lightbox: Lightbox, card: ModelCard, runs: list[tuple[Volume, str]], radiograph: Path, tmp_path: Path
) -> None:
    done = lightbox("predict", "tiny", radiograph, "-o", tmp_path / "out")
    assert done.out.splitlines() == [
        "Tiny chest 0.2.0. Research use only, not for diagnosis.",
        "  Cardiothoracic ratio: 0.5 (0.45 to 0.55; 95 % of 3 films)",
        "  Right lung: 12 voxels",
        "  Heart: not found",
        "  The view is not in the file.",
        "  The heart was not found.",
    ]
    assert done.err == "Wrote 5 files to out.\n"


def test_the_first_series_that_the_model_accepts_is_taken(
    lightbox: Lightbox,
    card: ModelCard,
    runs: list[tuple[Volume, str]],
    radiograph: Path,
    ct: Callable[..., Path],
    tmp_path: Path,
) -> None:
    folder = ct("study/ct", slices=1)
    done = lightbox("predict", "tiny", tmp_path / "study", "-o", tmp_path / "out")
    assert done.code == 0
    assert "(CR, 1 slice) of 2 series" in done.err
    assert runs[0][0].modality == "CR"
    chosen = ("--series", "1.2.826.0.1.3680043.8.498.2")
    refused = lightbox("predict", "tiny", tmp_path / "study", "-o", tmp_path / "out", *chosen)
    assert "Tiny chest needs CR; this series is CT" in refused.err
    # A CT is no film, whatever a person says; what does not tell its kind may be one.
    again = lightbox("predict", "tiny", tmp_path / "study", "-o", tmp_path / "out", "--override", *chosen)
    assert again.code == 1
    assert len(runs) == 1
    for path in folder.iterdir():
        header = pydicom.dcmread(path)
        header.Modality = "OT"
        header.save_as(path)
    lightbox("predict", "tiny", tmp_path / "study", "-o", tmp_path / "out", "--override", *chosen)
    assert runs[1][0].modality == "OT"


def test_a_nifti_without_modality_is_helped_on_and_gives_masks_without_dicom(
    lightbox: Lightbox, card: ModelCard, runs: list[tuple[Volume, str]], tmp_path: Path
) -> None:
    grid = GridSpec(fit="resize", size=(8, 8, 8))
    write_card(replace(card, input=replace(card.input, modalities=("MR",), grid=grid)))
    scan = SimpleITK.GetImageFromArray(np.arange(7 * 6 * 5, dtype=np.int16).reshape(7, 6, 5))
    SimpleITK.WriteImage(scan, str(tmp_path / "scan.nii.gz"))
    words = ("predict", "tiny", tmp_path / "scan.nii.gz", "-o", tmp_path / "out")
    refused = lightbox(*words)
    assert refused.code == 1
    assert "needs MR; this series is without a modality. The file does not tell its modality" in refused.err
    assert "--override" in refused.err
    assert runs == []
    done = lightbox(*words, "--override", "--also", "labels,pm")
    assert done.code == 0
    assert "Not written: seg.dcm and sr.dcm: DICOM objects refer to DICOM images" in done.err
    assert "Not written: pm:" in done.err
    files = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert files[0] == "heart.nii.gz"
    assert not [name for name in files if name.endswith(".dcm")]
    assert {"labels.nii.gz", "result.json", "right_lung.nii.gz"} <= set(files)
    mask = SimpleITK.GetArrayFromImage(SimpleITK.ReadImage(str(tmp_path / "out" / "right_lung.nii.gz")))
    assert mask.shape == (7, 6, 5)
    assert mask.sum() == 7 * 3 * 2


def test_a_stack_with_a_gap_is_refused_before_the_model_runs(
    lightbox: Lightbox, card: ModelCard, runs: list[tuple[Volume, str]], ct: Callable[..., Path], tmp_path: Path
) -> None:
    done = lightbox("predict", "tiny", ct(missing=[2]), "-o", tmp_path / "out", "--json")
    assert done.code == 1
    assert json.loads(done.out)["error"].startswith("The AI model needs evenly spaced slices: ")
    assert runs == []


def test_what_the_model_was_not_made_for_is_one_sentence(
    lightbox: Lightbox, card: ModelCard, radiograph: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*words: object, **options: object) -> ModelResult:
        raise InputMismatch("Tiny chest needs a frontal view; this one is lateral.", "Open a frontal one.")

    monkeypatch.setattr("ai.worker.client.run_here", refuse)
    done = lightbox("predict", "tiny", radiograph, "-o", tmp_path / "out")
    assert done.code == 1
    assert done.err == "Tiny chest needs a frontal view; this one is lateral. Open a frontal one.\n"
    assert not list((tmp_path / "out").iterdir())


def test_what_the_tags_tell_is_refused_before_anything_is_decoded(
    lightbox: Lightbox,
    card: ModelCard,
    runs: list[tuple[Volume, str]],
    ct: Callable[..., Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    decoded: list[object] = []

    def fill(*words: object, **options: object) -> None:
        decoded.append(words)

    monkeypatch.setattr("app.dicom.series_load.fill", fill)
    done = lightbox("predict", "tiny", ct(), "-o", tmp_path / "out")
    assert done.code == 1
    assert "Tiny chest needs CR; this series is CT" in done.err
    assert (decoded, runs) == ([], [])


@pytest.mark.parametrize("after", range(12))
def test_a_full_disk_leaves_no_half_result(
    lightbox: Lightbox,
    card: ModelCard,
    runs: list[tuple[Volume, str]],
    radiograph: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    after: int,
) -> None:
    # Five files get their name, then the same five and two older ones move.
    move = os.replace
    count = 0

    def full(source: Path, target: Path) -> None:
        nonlocal count
        count += 1
        if count > after:
            raise OSError(errno.ENOSPC, "No space left on device")
        move(source, target)

    older = {"seg.dcm": b"old", "result.json": b"older"}
    (tmp_path / "out").mkdir()
    for name, content in older.items():
        (tmp_path / "out" / name).write_bytes(content)
    monkeypatch.setattr("app.imaging.atomic.os.replace", full)
    done = lightbox("predict", "tiny", radiograph, "-o", tmp_path / "out")
    assert done.code == 1
    assert done.err.startswith("There is no space left on the disk for ")
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == older


def test_results_replace_older_ones(
    lightbox: Lightbox, card: ModelCard, runs: list[tuple[Volume, str]], radiograph: Path, tmp_path: Path
) -> None:
    for _ in range(2):
        assert lightbox("predict", "tiny", radiograph, "-o", tmp_path / "out").code == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == FILES


def only_numbers(result: ModelResult) -> ModelResult:
    return replace(result, structures=())


def only_probabilities(result: ModelResult) -> ModelResult:
    labels = [structure.label for structure in result.structures]
    found = tuple(
        Classification(label, 0.7, probability, None, 0.3, verdict)
        for label, probability, verdict in zip(labels, (0.8, 0.2), (Verdict.YES, Verdict.NO), strict=True)
    )
    return replace(result, structures=(), measurements=(), notes=(), classifications=found)


def let_runs_give(monkeypatch: pytest.MonkeyPatch, changed: Callable[[ModelResult], ModelResult]) -> None:
    stand_in = client.run_here

    def run_here(card: ModelCard, volume: Volume, *, options: RunOptions, progress: Progress) -> ModelResult:
        return changed(stand_in(card, volume, options=options, progress=progress))

    monkeypatch.setattr(client, "run_here", run_here)


@pytest.mark.parametrize("changed", [only_numbers, only_probabilities])
def test_a_result_without_structures_has_a_report_but_no_masks(
    lightbox: Lightbox,
    card: ModelCard,
    runs: list[tuple[Volume, str]],
    radiograph: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    changed: Callable[[ModelResult], ModelResult],
) -> None:
    let_runs_give(monkeypatch, changed)
    done = lightbox("predict", "tiny", radiograph, "-o", tmp_path / "out", "--json")
    assert done.code == 0, done.err
    assert json.loads(done.out)["files"] == ["result.json", "sr.dcm"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["result.json", "sr.dcm"]


def test_a_classifier_has_probabilities_in_the_document_and_in_words(
    lightbox: Lightbox,
    card: ModelCard,
    runs: list[tuple[Volume, str]],
    radiograph: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    let_runs_give(monkeypatch, only_probabilities)
    done = lightbox("predict", "tiny", radiograph, "-o", tmp_path / "out", "--json")
    assert json.loads(done.out)["classifications"][0] == {
        "name": "right_lung",
        "title": "Right lung",
        "score": 0.7,
        "probability": 0.8,
        "interval": None,
        "threshold": 0.3,
        "verdict": "yes",
    }
    assert "Heart: 20% (no)" in lightbox("predict", "tiny", radiograph, "-o", tmp_path / "out").out


def test_a_folder_that_takes_no_files_is_one_sentence(
    lightbox: Lightbox,
    card: ModelCard,
    runs: list[tuple[Volume, str]],
    radiograph: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def locked(**options: object) -> str:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("app.batch.result_files.tempfile.mkdtemp", locked)
    done = lightbox("predict", "tiny", radiograph, "-o", tmp_path / "out")
    assert done.code == 1
    assert done.err.startswith("out cannot be written: its folder does not allow it; nothing was written.")


def test_an_output_that_is_a_file_is_refused(
    lightbox: Lightbox, card: ModelCard, runs: list[tuple[Volume, str]], radiograph: Path, tmp_path: Path
) -> None:
    (tmp_path / "out").write_text("x")
    done = lightbox("predict", "tiny", radiograph, "-o", tmp_path / "out")
    assert done.code == 1
    assert "a file of that name is there" in done.err
    assert runs == []


def test_an_unknown_model_and_device(lightbox: Lightbox, card: ModelCard, radiograph: Path, tmp_path: Path) -> None:
    done = lightbox("predict", "huge", radiograph, "-o", tmp_path / "out")
    assert done.code == 1
    assert "There is no model 'huge'. Installed models: tiny." in done.err
    assert not (tmp_path / "out").exists()
    assert lightbox("predict", "tiny", radiograph, "-o", tmp_path / "out", "--device", "abacus").code == 2
