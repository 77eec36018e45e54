"""Foreign formats through the whole import: copy, confined child, trial, library."""

from __future__ import annotations

import json
import shutil
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from ai.adapters.answers import Answers
from ai.adapters.importing import import_model
from ai.adapters.nnunet_plans import network_of
from ai.library.library import Library
from ai.networks.build import load_members
from ai.networks.lungmask_unet import LungmaskUNet
from ai.networks.nnunet import NnUNet
from tests.ai.adapters import test_luna_bundle, test_monai_bundle, test_nnunet


def lungmask(folder: Path) -> Path:
    torch.save(LungmaskUNet(classes=3, width=4).state_dict(), folder / "unet_r231.pth")
    return folder / "unet_r231.pth"


def xrv(folder: Path) -> Path:
    official: Any = pytest.importorskip("torchxrayvision")
    torch.manual_seed(7)
    network = official.models.DenseNet(block_config=(2, 1, 2, 1), growth_rate=8, num_init_features=8)
    torch.save(network, folder / "whole.pt", _use_new_zipfile_serialization=False)
    return folder / "whole.pt"


def zipped_bundle(folder: Path) -> Path:
    nets: Any = pytest.importorskip("monai.networks.nets")
    inner = folder / "bundle"
    for name in ("configs", "models"):
        (inner / name).mkdir(parents=True)
    (inner / "configs" / "metadata.json").write_text(json.dumps(test_monai_bundle.METADATA))
    (inner / "configs" / "inference.json").write_text(json.dumps(test_monai_bundle.config()))
    given = {name: value for name, value in test_monai_bundle.NETWORK.items() if name != "_target_"}
    torch.save({"model": nets.UNet(**given).state_dict()}, inner / "models" / "model.pt")
    return Path(shutil.make_archive(str(folder / "zipped"), "zip", folder, "bundle"))


def scripted_bundle(folder: Path) -> Path:
    made = zipped_bundle(folder).parent / "bundle"
    network = torch.nn.Conv3d(1, 3, 3, padding=1)
    (made / "models" / "model.pt").unlink()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch says that the format is old
        torch.jit.save(torch.jit.trace(network, torch.zeros(1, 1, 8, 8, 8)), made / "models" / "model.ts")
    return made


def nnunet(folder: Path) -> Path:
    settings = test_nnunet.configuration(3)
    network = NnUNet(**dict(network_of(settings, 3)))
    values = {"mean": 50.0, "std": 120.0, "percentile_00_5": -300.0, "percentile_99_5": 400.0}
    plans = {
        "dataset_name": "Tiny",
        "foreground_intensity_properties_per_channel": {"0": values},
        "configurations": {"3d_fullres": settings},
    }
    checkpoint = {
        "network_weights": network.state_dict(),
        "logging": {"dice": [np.float64(0.5), np.float32(0.25)]},
        "init_args": {"configuration": "3d_fullres"},
        "trainer_name": "nnUNetTrainer",
    }
    made = folder / "Dataset900" / "nnUNetTrainer__nnUNetPlans__3d_fullres"
    (made / "fold_all").mkdir(parents=True)
    (made / "plans.json").write_text(json.dumps(plans))
    facts = {"labels": {"background": 0, "liver": 1, "spleen": 2}, "channel_names": {"0": "CT"}}
    (made / "dataset.json").write_text(json.dumps(facts))
    torch.save(checkpoint, made / "fold_all" / "checkpoint_final.pth")
    return Path(shutil.make_archive(str(folder / "zipped"), "zip", folder, "Dataset900"))


def detector(folder: Path) -> Path:
    return test_luna_bundle.bundle(folder / "luna", test_luna_bundle.CONFIG)[0]


@pytest.mark.parametrize("make", [lungmask, xrv, nnunet, zipped_bundle, scripted_bundle, detector])
def test_import(make: Callable[[Path], Path], tmp_path: Path) -> None:
    library = Library([tmp_path / "library"])
    (tmp_path / "made").mkdir()
    answers = Answers(licence="Apache-2.0")
    card = import_model(make(tmp_path / "made"), answers, library=library, licence_accepted=True)
    assert card.origin is not None
    assert card.reading.licence == "Apache-2.0"
    if card.architecture.name != "torchscript":
        assert len(load_members(card)) == 1
