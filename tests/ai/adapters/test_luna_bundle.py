"""The lung nodule detector of MONAI's zoo: random weights, MONAI's own detector beside ours."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from scipy.ndimage import gaussian_filter

from ai.adapters.bundle_detection import NODULE, SHOWN_SCORE
from ai.adapters.probe import probe
from ai.inference.run import load_model, run_model
from ai.networks.luna_retinanet import LunaRetinaNet
from ai.prepare.grid import prepare
from ai.volume import Volume
from tests.ai.adapters.foreign_models import oblique_affine, take

CONFIG: dict[str, Any] = {
    "anchor_generator": {
        "_target_": "monai.apps.detection.utils.anchor_utils.AnchorGeneratorWithAnchorShape",
        "feature_map_scales": [1, 2, 4],
        "base_anchor_shapes": [[6, 8, 4], [8, 6, 5], [10, 10, 6]],
    },
    "backbone": "$monai.networks.nets.resnet.resnet50(spatial_dims=3,n_input_channels=1)",
    "network_def": {"_target_": "RetinaNet", "feature_extractor": "@feature_extractor"},
    "detector_ops": ["$__import__('os').system('touch {mark}')"],
}


def bundle(folder: Path, config: dict[str, Any]) -> tuple[Path, LunaRetinaNet]:
    torch.manual_seed(0)
    made = LunaRetinaNet().eval()
    with torch.no_grad():
        made.inner.get_submodule("classification_head.cls_logits").weight.mul_(30)
        made.inner.get_submodule("classification_head.cls_logits").bias.fill_(-3.0)
    for name in ("configs", "models"):
        (folder / name).mkdir(parents=True)
    (folder / "configs" / "metadata.json").write_text(json.dumps({"name": "Lung nodules", "version": "0.6.8"}))
    text = json.dumps(config).replace("{mark}", str(folder / "ran"))
    (folder / "configs" / "inference.json").write_text(text)
    torch.save(made.inner.state_dict(), folder / "models" / "model.pt")
    return folder, made


@pytest.mark.filterwarnings("ignore:__array_wrap__")  # MONAI 1.6 divides a tensor by numpy
def test_boxes_equal_those_of_monai(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ai.adapters.bundle_detection._PATCH", (64, 64, 32))
    folder, official = bundle(tmp_path / "luna", CONFIG)
    card = take(folder, tmp_path / "packs")
    assert card.labels == (NODULE,)
    assert card.input.grid is not None
    noise = gaussian_filter(np.random.default_rng(1).normal(0, 1, (18, 40, 40)), (1.0, 2.0, 2.0))
    voxels = (noise / noise.std() * 300 - 400).astype(np.int16)
    volume = Volume(voxels, oblique_affine((2.0, 0.9, 0.9), (5, -4, 9)), unit="HU", modality="CT", bones_bright=True)
    found = run_model(load_model(card, device="cpu"), volume).detections
    prepared = prepare(volume, card.input.grid, device=torch.device("cpu"))
    assert prepared.way.shape == (64, 64, 32)
    with torch.inference_mode():
        (wanted,) = official(prepared.batch)
    kept = wanted["label_scores"] >= SHOWN_SCORE
    assert int(kept.sum()) > 0
    boxes, scores = wanted["box"][kept].numpy(), wanted["label_scores"][kept].numpy()
    low, high = prepared.way.to_source_box(boxes[:, :3], boxes[:, 3:])
    edge = np.array(volume.shape) - 0.5
    low, high = np.clip(low, -0.5, edge), np.clip(high, -0.5, edge)
    inside = (high > low).all(1)
    assert len(found) == int(inside.sum()) > 0
    for each, own_low, own_high, score in zip(found, low[inside], high[inside], scores[inside], strict=True):
        np.testing.assert_allclose(each.low, own_low, atol=0.5)
        np.testing.assert_allclose(each.high, own_high, atol=0.5)
        assert each.score == pytest.approx(score, abs=2e-3)
    assert not (folder / "ran").exists()


def test_other_anchors_are_refused(tmp_path: Path) -> None:
    other = {**CONFIG, "anchor_generator": {**CONFIG["anchor_generator"], "base_anchor_shapes": [[3, 3, 3]]}}
    folder, _ = bundle(tmp_path / "luna", other)
    assert "base_anchor_shapes" in probe(folder).refusal
