"""``lightbox finetune`` and ``lightbox evaluate`` on a tiny dataset, from import to the adopted model."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from ai.library.library import Library
from app.audit.event import Deed
from app.audit.trail import AuditTrail

Lightbox = Callable[..., Any]


@pytest.fixture
def dataset(tmp_path: Path, lightbox: Lightbox) -> Path:
    stripes = 30 * np.sin(np.arange(72) * 2.1)[None]
    for index in range(24):
        coarse = np.random.default_rng(index).uniform(40, 180, (9, 9)).astype(np.float32)
        pixels = cv2.resize(coarse, (72, 72), interpolation=cv2.INTER_CUBIC)
        name = "striped" if index % 2 else "plain"
        path = tmp_path / "source" / name / f"{index:03}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        picture = (pixels + stripes * (index % 2)).clip(0, 255).astype(np.uint8)
        path.write_bytes(cv2.imencode(".png", picture)[1].tobytes())
    folder = tmp_path / "dataset"
    done = lightbox("dataset", "import", tmp_path / "source", "-o", folder, "--person", "(.+)", "--modality", "CR")
    assert done.code == 0, done.err
    assert lightbox("dataset", "split", folder).code == 0
    return folder


def _plan(folder: Path, **changes: object) -> Path:
    fields = {"dataset": "dataset", "output": "job", "base": "cxr-anatomy"} | changes
    path = folder / "plan.toml"
    path.write_text("\n".join(f"{name} = {json.dumps(value)}" for name, value in fields.items()), encoding="utf-8")
    return path


def test_teach_adopt_and_evaluate(
    dataset: Path, tmp_path: Path, lightbox: Lightbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = tmp_path / "models"
    shipped = Library([Path(__file__).parents[3] / "resources" / "models"]).get("cxr-anatomy").folder.parent
    monkeypatch.setattr("ai.library.library.default_folders", lambda: (shipped, user))
    monkeypatch.setattr("app.audit.trail.default_path", lambda: tmp_path / "audit.sqlite3")
    done = lightbox("finetune", _plan(tmp_path), "--keep", "adopt")
    assert done.code == 1
    assert "Too few cases" in done.out
    assert "probe 10 of 10" in done.err
    assert "The verdict is 'too few cases', so adopting the model needs a reason" in done.err
    assert not user.exists()
    done = lightbox("finetune", tmp_path / "plan.toml", "--resume", "--keep", "adopt", "--reason", "a demonstration")
    assert done.code == 0, done.err
    assert json.loads((user / "choices.json").read_text())["history"][0]["reason"] == "a demonstration"
    assert json.loads((tmp_path / "job" / "decision.json").read_text())["reason"] == "a demonstration"
    entry = AuditTrail(tmp_path / "audit.sqlite3").entries(most=1)[0]
    assert (entry.deed, dict(entry.details)) == (Deed.ADOPTED, {"state": "adopted", "report": "too few cases"})
    assert "is in the library as plain-or-striped-0.1.0" in done.err
    shown = json.loads(lightbox("models", "--json").out)["models"]
    assert [(model["id"], model["parent"], model["draft"]) for model in shown if model["parent"]] == [
        ("plain-or-striped", "cxr-anatomy-0.4.0", False),
    ]
    done = lightbox("evaluate", "plain-or-striped", dataset, "-o", tmp_path / "report", "--json")
    assert done.code == 0, done.err
    report = json.loads(done.out)
    assert report["comparison"]["verdict"]["word"] == "too few cases"
    before = json.loads((tmp_path / "job" / "report" / "report.json").read_text())
    assert report["comparison"]["rows"] == before["comparison"]["rows"]
    assert "Research use only" in (tmp_path / "report" / "report.txt").read_text()
    assert {"curves", "thresholds", "calibration"} <= set(report)
    assert "report.html" in done.err
    assert "<h2>Curves</h2>" in (tmp_path / "report" / "report.html").read_text(encoding="utf-8")

    done = lightbox("evaluate", "cxr-anatomy", dataset, "-o", tmp_path / "report")
    assert done.code == 1
    assert "is made for outlining the anatomy of a chest radiograph; the dataset teaches classes" in done.err
    done = lightbox("finetune", tmp_path / "plan.toml")
    assert (done.code, done.out) == (1, "")
    assert "holds a run already" in done.err
    pack = tmp_path / "job" / "pack" / "plain-or-striped-0.1.0"
    done = lightbox(
        "evaluate", pack, dataset, "--against", "plain-or-striped", "-o", tmp_path / "same", "--json", "--pdf"
    )
    assert json.loads(done.out)["comparison"]["rows"][0]["difference"] == {"value": 0.0, "low": 0.0, "high": 0.0}
    assert (tmp_path / "same" / "report.pdf").read_bytes().startswith(b"%PDF-")

    done = lightbox("models", "return", "plain-or-striped")
    assert (done.code, done.out) == (0, "plain-or-striped-0.1.0 is a draft again.\n")
    assert AuditTrail(tmp_path / "audit.sqlite3").entries(most=1)[0].deed is Deed.RETURNED
    done = lightbox("models", "return", "cxr-anatomy")
    assert done.code == 1
    assert "was not taught and adopted here" in done.err


def test_a_reason_belongs_to_adopting(tmp_path: Path, lightbox: Lightbox) -> None:
    assert lightbox("finetune", tmp_path / "plan.toml", "--keep", "draft", "--reason", "why not").code == 2


def test_failures_are_one_sentence(dataset: Path, tmp_path: Path, lightbox: Lightbox) -> None:
    done = lightbox("finetune", _plan(tmp_path, scope="decoder"))
    assert done.code == 1
    assert done.err.splitlines()[-1] == "The scope 'decoder' is for masks; this dataset has classes. Choose probe."
    done = lightbox("finetune", tmp_path / "nowhere.toml")
    assert (done.code, done.out) == (1, "")
    assert "The plan nowhere.toml cannot be read." in done.err
