"""``lightbox predict``: what a person says about a run, and what else is written."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import SimpleITK

from ai.inference.options import PromptPoint, RunOptions
from ai.inference.results import (
    Detection,
    Heatmap,
    ModelResult,
)
from ai.library.card import ModelCard
from ai.library.grid_spec import GridSpec
from ai.library.pack import write_card
from ai.library.prompt_spec import POINTS, PromptSpec
from ai.prepare.placed_box import PlacedBox
from ai.progress import Progress
from ai.volume import Volume
from ai.worker import client

Lightbox = Callable[..., Any]

FILES = ["heart.nii.gz", "result.json", "right_lung.nii.gz", "seg.dcm", "sr.dcm"]


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
    assert asked[-1] == RunOptions(
        override=True, slice_index=0, box_lps=PlacedBox.upright(-10.0, -20.5, 0.0, 30.0, 40.0, 5.0)
    )
    answer = json.loads(done.out)
    assert answer["detections"] == [
        {
            "name": "right_lung",
            "title": "Right lung",
            "score": 0.75,
            "probability": None,
            "low": [-0.5, 1.0, 2.0],
            "high": [0.5, 3.0, 6.0],
            "caution": "",
        }
    ]
    assert answer["heatmaps"] == []
    assert answer["provenance"]["gate"]["overridden"] is True
    assert answer["provenance"]["slice_index"] == 0
    assert "Right lung: score 0.75 at slice, row, column 0, 2, 4" in lightbox(*told).out
    assert asked[-1] == RunOptions()


def test_a_model_of_a_box_reads_a_large_scan_by_its_box(
    lightbox: Lightbox, card: ModelCard, asked: list[RunOptions], radiograph: Path, tmp_path: Path
) -> None:
    write_card(replace(card, reference={**card.reference, "largest_box_mm": 2.0}))
    told = ("predict", "tiny", radiograph, "-o", tmp_path / "out")
    refused = lightbox(*told)
    assert refused.code == 1
    assert "Tiny chest reads a box of at most 2 mm a side" in refused.err
    done = lightbox(*told, "--box=0,0,0,2,2,2")
    assert done.code == 0, done.err
    assert asked[-1].box_lps == PlacedBox.upright(0.0, 0.0, 0.0, 2.0, 2.0, 2.0)


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


def test_points_are_for_models_that_take_them(
    lightbox: Lightbox, card: ModelCard, asked: list[RunOptions], radiograph: Path, tmp_path: Path
) -> None:
    told = ("predict", "tiny", radiograph, "-o", tmp_path / "out", "--point=-1,2.5,3", "--point=4,5,6")
    refused = lightbox(*told)
    assert refused.code == 1
    assert "takes no points" in refused.err
    grid = GridSpec(dimensions=2)
    spec = replace(card.input, grid=grid)
    write_card(replace(card, task="segmentation", input=spec, prompts=PromptSpec((POINTS,))))
    done = lightbox(*told, "--not-point=7,8,9", "--override")
    assert done.code == 0, done.err
    places = ((-1.0, 2.5, 3.0), (4.0, 5.0, 6.0), (7.0, 8.0, 9.0))
    assert asked[-1].points == tuple(PromptPoint(place, place[0] != 7.0) for place in places)
    assert lightbox(*told[:-1], "--point=1,2").code == 2
