"""Stands for a run of the lesson and for the library, without a process."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from ai.training.job_folder import JobFolder

ESTIMATE = {"value": 0.9, "low": 0.8, "high": 0.95}
REPORT = {
    "task": "classification",
    "cases": 12,
    "groups": 6,
    "grouping": "Split in blocks of files.",
    "new": {"key": "cat-or-dog-0.1.0", "title": "Cat or dog", "kind": "model"},
    "base": {"key": "", "title": "Guess by frequency", "kind": "guess"},
    "labels": ["Cat", "Dog"],
    "refused": 0,
    "comparison": {
        "rows": [{"name": "auc", "title": "AUC", "new": ESTIMATE, "base": ESTIMATE, "difference": ESTIMATE}],
        "verdict": {
            "word": "too few cases",
            "sentence": "Too few cases: 20 are needed.",
            "figure": "AUC",
            "margin": 0.05,
        },
        "intervals": "95 % intervals.",
        "confusion_new": [[5, 1], [0, 6]],
        "confusion_base": [[6, 0], [6, 0]],
    },
    "forgetting": {"status": "not checked", "sentence": "Not checked: the plan names none.", "rows": []},
}


class Run:
    """A run without a process; the test tells what happens."""

    pid = 0

    def __init__(self) -> None:
        self.code: int | None = None
        self.folder = Path()
        self.resumed: list[bool] = []

    def __call__(self, config, *, resume: bool = False) -> Run:
        self.folder, self.code = config.output, None
        self.folder.mkdir(parents=True, exist_ok=True)
        self.config = config
        self.resumed.append(resume)
        return self

    def poll(self) -> int | None:
        return self.code

    def tell(self, event: str, **fields: object) -> None:
        JobFolder(self.folder).log().add(event, **fields)

    def epoch(self, number: int, metric: float) -> None:
        self.tell(
            "epoch",
            stage="train",
            epoch=number,
            epochs=4,
            step=number * 5,
            loss=1 / number,
            validation_loss=1.2 / number,
            metric=metric,
            metric_name="AUC",
            seconds_left=75.0,
            learning_rate=3e-4,
            images_per_s=35.21,
            memory_bytes=1_240_000_000,
        )

    def finish(self) -> None:
        (self.folder / "report").mkdir()
        (self.folder / "report" / "report.json").write_text(json.dumps(REPORT))
        self.tell("done", pack="pack/x", report="report/report.json", model="x", verdict="better", message="Better.")
        self.code = 0


class Shelf:
    def __init__(self, card) -> None:
        self.card = card
        self.drafts: list[bool] = []
        self.reasons: list[str] = []

    def add(self, pack: Path, *, draft: bool = False):
        self.drafts.append(draft)
        return replace(self.card, draft=draft)

    def adopt(self, pack: Path, *, verdict: str, reason: str = ""):
        self.reasons.append(reason)
        return self.add(pack)

    def take_back(self, card):
        return replace(card, draft=True)
