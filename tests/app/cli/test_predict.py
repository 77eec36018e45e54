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
    Caliper,
    Classification,
    Detection,
    Gate,
    GateVerdict,
    Heatmap,
    Measurement,
    ModelResult,
    Provenance,
    Structure,
    Verdict,
)
from ai.library.card import Architecture, Code, InputSpec, Label, ModelCard, Reading, Weights
from ai.library.pack import write_card
from ai.progress import Progress
from ai.volume import Volume
from ai.worker import client

Lightbox = Callable[..., Any]

LUNG, HEART = Code("39607008", "SCT", "Lung"), Code("80891009", "SCT", "Heart")
FILES = ["heart.nii.gz", "result.json", "right_lung.nii.gz", "seg.dcm", "sr.dcm"]
CR = "1.2.840.10008.5.1.4.1.1.1"


@pytest.fixture
def card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModelCard:
    folder = tmp_path / "models" / "tiny-0.2.0"
    folder.mkdir(parents=True)
    card = ModelCard(
        "tiny",
        "0.2.0",
        "Tiny chest",
        "segmentation",
        (Label("right_lung", "Right lung", LUNG, "right"), Label("heart", "Heart", HEART)),
        InputSpec(("CR",), ("CHEST",), ("PA",), (64, 64), (1, 99), 4),
        Architecture("unet", ()),
        (Weights("a.safetensors", "0" * 64),),
        0.5,
        Reading("For a test.", "For anybody.", "Apache-2.0", "None.", "Nobody.", ()),
        {},
        {},
        "",
        folder,
    )
    write_card(card)
    monkeypatch.setattr("ai.library.library.default_folders", lambda: (tmp_path / "models",))
    return card


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Volume, str]]:
    """Stand in for the model: the upper left quarter is lung, nothing is heart. Holds what it was asked."""
    calls: list[tuple[Volume, str]] = []

    def run_here(card: ModelCard, volume: Volume, *, options: RunOptions, progress: Progress) -> ModelResult:
        calls.append((volume, options.device))
        progress(1.0, "done")
        mask = np.zeros(volume.shape, np.bool_)
        mask[:, : volume.shape[1] // 2, : volume.shape[2] // 2] = True
        nothing = np.zeros_like(mask)
        ratio = Measurement(
            "cardiothoracic_ratio",
            "Cardiothoracic ratio",
            0.5,
            "1",
            (0.45, 0.55),
            "95 % of 3 films",
            (Caliper("heart", (0, 2, 1), (0, 2, 3)), Caliper("thorax", (0, 3, 0), (0, 3, 4))),
        )
        provenance = Provenance(
            card.id,
            card.version,
            card.weights_sha256,
            "1" * 64,
            Gate(GateVerdict.WARN, ("The view is not in the file.",)),
            (("right_lung", 0.5), ("heart", 0.5)),
            "cpu",
            0.1,
            "0.1.0",
            volume.source_id,
        )
        return ModelResult(
            (
                Structure(card.labels[0], mask, mask.astype(np.uint8) * 255, 0.9),
                Structure(card.labels[1], nothing, nothing.astype(np.uint8), None),
            ),
            (ratio,),
            ("The heart was not found.",),
            provenance,
        )

    monkeypatch.setattr("ai.worker.client.run_here", run_here)
    return calls


@pytest.fixture
def radiograph(dicom: Callable[..., Path], tmp_path: Path) -> Path:
    return dicom(
        tmp_path / "study" / "cr.dcm",
        np.arange(48, dtype=np.uint16).reshape(6, 8),
        SOPClassUID=CR,
        Modality="CR",
        SeriesInstanceUID="1.2.7",
        PatientOrientation=["L", "F"],
        ImagerPixelSpacing=[0.4, 0.4],
        PatientSex="F",
        AccessionNumber="",
        ReferringPhysicianName="",
        StudyID="1",
    )


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
    ct("study/ct")
    done = lightbox("predict", "tiny", tmp_path / "study", "-o", tmp_path / "out")
    assert done.code == 0
    assert "(CR, 1 slice) of 2 series" in done.err
    assert runs[0][0].modality == "CR"
    lightbox("predict", "tiny", tmp_path / "study", "-o", tmp_path / "out", "--series", "1.2.826.0.1.3680043.8.498.2")
    assert runs[1][0].modality == "CT"


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


def test_a_result_without_structures_has_no_segmentation(
    lightbox: Lightbox,
    card: ModelCard,
    runs: list[tuple[Volume, str]],
    radiograph: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stand_in = client.run_here

    def only_numbers(*words: Any, **options: Any) -> ModelResult:
        return replace(stand_in(*words, **options), structures=())

    monkeypatch.setattr(client, "run_here", only_numbers)
    done = lightbox("predict", "tiny", radiograph, "-o", tmp_path / "out", "--json")
    assert done.code == 0, done.err
    assert json.loads(done.out)["files"] == ["result.json", "sr.dcm"]


def test_a_classifier_has_probabilities_and_a_report_but_no_masks(
    lightbox: Lightbox,
    card: ModelCard,
    runs: list[tuple[Volume, str]],
    radiograph: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with_masks = client.run_here

    def run_here(card: ModelCard, volume: Volume, *, options: RunOptions, progress: Progress) -> ModelResult:
        found = tuple(
            Classification(label, 0.7, probability, None, 0.3, verdict)
            for label, probability, verdict in zip(card.labels, (0.8, 0.2), (Verdict.YES, Verdict.NO), strict=True)
        )
        result = with_masks(card, volume, options=options, progress=progress)
        return replace(result, structures=(), measurements=(), notes=(), classifications=found)

    monkeypatch.setattr("ai.worker.client.run_here", run_here)
    done = lightbox("predict", "tiny", radiograph, "-o", tmp_path / "out", "--json")
    assert done.code == 0, done.err
    answer = json.loads(done.out)
    assert answer["files"] == ["result.json", "sr.dcm"]
    assert answer["classifications"][0] == {
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


def test_also_writes_what_the_film_allows_and_says_what_not(
    lightbox: Lightbox, card: ModelCard, runs: list[tuple[Volume, str]], radiograph: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    done = lightbox("predict", "tiny", radiograph, "-o", out, "--also", "pdf,csv,labels,pm,rtstruct", "--json")
    assert done.code == 0, done.err
    assert "Not written: pm: " in done.err
    assert "Not written: rtstruct: Contours of an RT Structure Set lie in millimetres" in done.err
    extra = ["findings.csv", "labels-labels.txt", "labels.nii.gz", "report.pdf"]
    assert json.loads(done.out)["files"] == sorted([*FILES, *extra])
    assert "right_lung" in (out / "findings.csv").read_text(encoding="utf-8-sig")
    assert (out / "report.pdf").read_bytes().startswith(b"%PDF-")
    labelled = SimpleITK.GetArrayFromImage(SimpleITK.ReadImage(str(out / "labels.nii.gz")))
    assert int(labelled.sum()) == 12


def test_also_knows_its_names(lightbox: Lightbox, card: ModelCard, radiograph: Path, tmp_path: Path) -> None:
    done = lightbox("predict", "tiny", radiograph, "-o", tmp_path / "out", "--also", "csv,docx")
    assert done.code == 2
    assert "'docx' is none of pm, rtstruct, labels, csv, pdf" in done.err


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, runs: list[tuple[Volume, str]]) -> list[RunOptions]:
    """What the model was told; it finds a box, and explains a class where that is wanted."""
    plain, told = client.run_here, []

    def run_here(card: ModelCard, volume: Volume, *, options: RunOptions, progress: Progress) -> ModelResult:
        told.append(options)
        result = plain(card, volume, options=options, progress=progress)
        gate = replace(result.provenance.gate, overridden=options.override)
        cells = np.zeros((1, 3, 4), np.float32)
        heat = Heatmap(card.labels[1], "Grad-CAM", cells, np.eye(4), "change of probability")
        return replace(
            result,
            structures=(),
            measurements=(),
            detections=(Detection(card.labels[0], 0.75, None, (-0.5, 1.0, 2.0), (0.5, 3.0, 6.0)),),
            heatmaps=(heat,) if options.explain else (),
            provenance=replace(result.provenance, gate=gate, slice_index=options.slice_index),
        )

    monkeypatch.setattr("ai.worker.client.run_here", run_here)
    return told


def test_where_to_look_and_what_came_of_it(
    lightbox: Lightbox, card: ModelCard, asked: list[RunOptions], radiograph: Path, tmp_path: Path
) -> None:
    told = ("predict", "tiny", radiograph, "-o", tmp_path / "out")
    done = lightbox(*told, "--box=-10,-20.5,0,30,40,5", "--override", "--slice", "1", "--json")
    assert done.code == 0, done.err
    assert asked[-1] == RunOptions(override=True, slice_index=0, box_lps=(-10.0, -20.5, 0.0, 30.0, 40.0, 5.0))
    answer = json.loads(done.out)
    assert answer["detections"] == [
        {
            "name": "right_lung",
            "title": "Right lung",
            "score": 0.75,
            "probability": None,
            "low": [-0.5, 1.0, 2.0],
            "high": [0.5, 3.0, 6.0],
        }
    ]
    assert answer["heatmaps"] == []
    assert answer["provenance"]["gate"]["overridden"] is True
    assert answer["provenance"]["slice_index"] == 0
    assert "Right lung: score 0.75 at slice, row, column 0, 2, 4" in lightbox(*told).out
    assert asked[-1] == RunOptions()


@pytest.mark.parametrize("task", ["image-classification", "multi-label-classification"])
def test_heat_maps_are_for_models_of_classes(
    task: str, lightbox: Lightbox, card: ModelCard, asked: list[RunOptions], radiograph: Path, tmp_path: Path
) -> None:
    told = ("predict", "tiny", radiograph, "-o", tmp_path / "out", "--explain", "grad-cam")
    refused = lightbox(*told)
    assert (refused.code, asked) == (1, [])
    assert "Tiny chest cannot tell where a score came from." in refused.err
    write_card(replace(card, task=task))
    done = lightbox(*told, "--json")
    assert done.code == 0, done.err
    assert asked[-1].explain == "grad-cam"
    assert json.loads(done.out)["heatmaps"] == [
        {"name": "heart", "title": "Heart", "method": "Grad-CAM", "shape": [1, 3, 4], "unit": "change of probability"}
    ]
    refused = lightbox("predict", "tiny", radiograph, "-o", tmp_path / "out", "--box=0,0,0,1,1,1")
    assert "Tiny chest reads the whole picture" in refused.err


@pytest.mark.parametrize(
    "words",
    [
        ["--box=1,2,3"],
        ["--box=1,2,3,4,5,nan"],
        ["--box=1,2,3,4,5,-6"],
        ["--box=a"],
        ["--explain", "tea-leaves"],
        ["--every", "--box=0,0,0,1,1,1"],
        ["--every", "--explain", "occlusion"],
        ["--every", "--slice", "1"],
        ["--every", "--override"],
    ],
)
def test_what_does_not_fit_together_is_wrong_usage(
    words: list[str], lightbox: Lightbox, card: ModelCard, asked: list[RunOptions], radiograph: Path, tmp_path: Path
) -> None:
    assert lightbox("predict", "tiny", radiograph, "-o", tmp_path / "out", *words).code == 2
    assert asked == []
