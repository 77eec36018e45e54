"""What a radiograph's network is shown: the plan's augmentation, and the masks of a person alone where it is judged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from ai.library.card import Architecture, ModelCard
from ai.library.library import Library
from ai.networks.build import build
from ai.networks.second_look import SecondLook
from ai.training import teach_segmenter
from ai.training.augmentation_choice import NO_AUGMENTATION, Augmentation
from ai.training.dataset.dataset import Part
from ai.training.epoch_plan import shuffled
from ai.training.finetune_config import FinetuneConfig
from ai.training.job_folder import JobFolder
from ai.training.teaching_cases import TeachingCases, read_teaching_cases
from ai.training.work import Work

MakeDataset = Callable[..., Path]


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Work]:
    """Make what would be trained, without training it."""
    kept: list[Work] = []

    def keep(work: Work, *_: object, **__: object) -> tuple[nn.Module, bool]:
        kept.append(work)
        return work.network, False

    monkeypatch.setattr(teach_segmenter, "train_epochs", keep)

    def make(cases: TeachingCases, base: ModelCard, augmentation: Augmentation) -> Work:
        config = FinetuneConfig(
            cases.dataset.folder, tmp_path / "job", base="tiny", scope="head", batch=4, augmentation=augmentation
        )
        network = teach_segmenter.start_segmenter(base)
        job = JobFolder(config.output)
        job.path.mkdir(exist_ok=True)
        teach_segmenter.teach_segmenter(config, cases, base, network, job, device=torch.device("cpu"))
        return kept[-1]

    return make


def test_pictures_are_changed_as_the_plan_says(
    mask_dataset: MakeDataset, tiny_library: Library, work: Callable[..., Work]
) -> None:
    cases, base = read_teaching_cases(mask_dataset()), tiny_library.get("tiny")
    films = teach_segmenter.read_films(cases.part(Part.TRAIN), base, teach_segmenter.start_segmenter(base))
    chosen = shuffled(len(films.pictures), 0, 0, batch=4, seed=0).numpy()

    def batch(augmentation: Augmentation) -> tuple[torch.Tensor, torch.Tensor]:
        return work(cases, base, augmentation).batch(0, 0, torch.Generator().manual_seed(1))

    pictures, masks = batch(NO_AUGMENTATION)
    assert (masks.numpy() == films.masks[chosen]).all()
    assert pictures.mean((1, 2, 3)).numpy() == pytest.approx(0, abs=1e-4)
    mirrored, flipped = batch(replace(NO_AUGMENTATION, flip_columns=True))
    turned = [not torch.allclose(one, other, atol=1e-3) for one, other in zip(pictures, mirrored, strict=True)]
    assert 0 < sum(turned) < 4
    for place, is_turned in enumerate(turned):
        wanted = masks[place].flip(-1) if is_turned else masks[place]
        assert torch.equal(flipped[place], wanted)
    assert not torch.allclose(batch(Augmentation())[0], pictures)  # the recipe's own


def test_what_the_base_says_is_no_persons_outline(
    mask_dataset: MakeDataset, tiny_library: Library, work: Callable[..., Work], monkeypatch: pytest.MonkeyPatch
) -> None:
    cases, base = read_teaching_cases(mask_dataset()), tiny_library.get("tiny")
    poorer = tuple(replace(case, masks=("right_lung",)) for case in cases.dataset.cases)
    cases = replace(cases, dataset=replace(cases.dataset, cases=poorer))
    shown: list[tuple[Any, ...]] = []
    monkeypatch.setattr(teach_segmenter, "tell_masks", lambda *told: shown.append(told))
    made = work(cases, base, NO_AUGMENTATION)
    own = [label.name for label in base.labels].index("right_lung")
    found = made.validate(made.network)
    _, told, _, drawn, wanted = shown[0]
    assert len(told) == len(wanted)
    others = [index for index in range(len(base.labels)) if index != own]
    assert wanted[:, own].any()
    assert not wanted[:, others].any()
    assert not drawn[:, others].any()
    assert found.metric == pytest.approx(
        np.mean([_dice(*each) for each in zip(drawn[:, own], wanted[:, own], strict=True)])
    )


def _dice(one: np.ndarray, other: np.ndarray) -> float:
    return 2 * float((one & other).sum()) / float(one.sum() + other.sum())


@pytest.mark.parametrize(("scope", "blocks"), [("head", 1), ("decoder", 2), ("all", 5)])
def test_a_second_look_learns_what_the_first_one_does(scope: str, blocks: int) -> None:
    arguments = (("out_channels", 3), ("filters", (4, 8, 16)), ("subpixels", 2))
    look = {"filters": [4, 8, 8], "subpixels": 1, "window_px": [16, 16], "shown": [0], "mirrored": [1], "share": 1.0}
    network = build(Architecture("second-look", (*arguments, ("looks", [look, look | {"shown": [2], "mirrored": []}]))))
    assert isinstance(network, SecondLook)
    groups = teach_segmenter.trainable_groups(network, scope)
    for half in (network.first, *network.seconds):
        taught = {id(each) for group in groups for each in group.parameters}
        own = {name.split(".")[0] for name, each in half.named_parameters() if id(each) in taught}
        known = ["output_block", "upsamples", "bottleneck", "downsamples", "input_block"]
        assert own == set(known[:blocks])
    if scope == "all":
        assert {group.rate_share for group in groups} == {1.0, teach_segmenter.ENCODER_RATE_SHARE}
