"""What a plan asks for beside its scope: cached views, frozen parts, a loss."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ai.errors import TrainingDataError
from ai.library.library import Library
from ai.progress import Cancelled
from ai.training.events import read_events
from ai.training.finetune import fine_tune
from ai.training.finetune_config import FinetuneConfig
from ai.training.job_folder import CANCEL, JobFolder

MakeDataset = Callable[..., Path]

Plan = Callable[..., FinetuneConfig]


def _events(config: FinetuneConfig, name: str) -> list[dict[str, Any]]:
    return [dict(event) for event in read_events(JobFolder(config.output).events)[0] if event["event"] == name]


def test_cached_views_are_learned_and_resumed(class_dataset: MakeDataset, tiny_library: Library, plan: Plan) -> None:
    config = plan(class_dataset(12), scope="head", views=3, epochs=4)
    whole = fine_tune(config, library=tiny_library)
    assert not JobFolder(config.output).cache.exists()  # the site's pictures do not stay
    broken = replace(config, output=config.output / "broken")
    seen = 0

    def stop(fraction: float, message: str) -> None:
        nonlocal seen
        seen += message.startswith("Epoch")
        if seen == 4:
            JobFolder(broken.output).ask(CANCEL)

    with pytest.raises(Cancelled):
        fine_tune(broken, library=tiny_library, progress=stop)
    kept = {path.name: path.stat().st_mtime_ns for path in JobFolder(broken.output).cache.iterdir()}
    assert len(kept) == 4  # pictures and features of both parts
    features = np.load(next(JobFolder(broken.output).cache.glob("features-train-*")), allow_pickle=False)
    assert features.shape[0] == 3
    assert not np.allclose(features[0], features[1])

    def same_files(fraction: float, message: str) -> None:
        if message.startswith("Epoch"):
            now = {path.name: path.stat().st_mtime_ns for path in JobFolder(broken.output).cache.iterdir()}
            assert now == kept  # nothing was decoded again

    again = fine_tune(broken, library=tiny_library, resume=True, progress=same_files)
    assert again.weights_sha256 == whole.weights_sha256
    curves = [
        [event["loss"] for event in _events(each, "epoch") if event["stage"] == "train"] for each in (config, broken)
    ]
    assert curves[0] == curves[1]
    assert len(curves[0]) == 4


def test_what_the_plan_freezes_is_counted_or_refused(
    class_dataset: MakeDataset, tiny_library: Library, plan: Plan
) -> None:
    classes = class_dataset(12)
    with pytest.raises(TrainingDataError, match="no part named decoder"):
        fine_tune(plan(classes, scope="last", frozen=("decoder",)), library=tiny_library)
    free, held = (
        plan(classes, scope="all", epochs=1, frozen=frozen, output=classes.parent / f"job{len(frozen)}")
        for frozen in ((), ("encoder.stages.0",))
    )
    counts = []
    for config in (free, held):
        fine_tune(config, library=tiny_library)
        counts.append(_events(config, "started")[0]["trainable"])
    assert 0 < counts[1] < counts[0]


def test_a_loss_of_masks_is_refused_for_classes(class_dataset: MakeDataset, tiny_library: Library, plan: Plan) -> None:
    config = plan(class_dataset(12), loss="dice")
    with pytest.raises(TrainingDataError, match=r"^The loss dice is for masks; this dataset has classes\."):
        fine_tune(config, library=tiny_library)
