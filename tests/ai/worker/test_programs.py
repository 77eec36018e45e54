"""A program runs in the worker behind its walls, and says the same as the network that it was made from."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from ai.adapters.importing import completed, convert
from ai.adapters.probe import probe
from ai.confined import is_confined
from ai.inference.options import RunOptions
from ai.library.library import Library
from ai.volume import Volume
from ai.worker.client import run_here
from tests.ai.adapters.conftest import answers, save_exported, tiny_network


def test_the_result_comes_back_and_this_process_stays_free(tmp_path: Path) -> None:
    network = tiny_network()
    found = probe(save_exported(network, tmp_path / "m.pt2"))
    card = convert(found, completed(found, answers(), licence_accepted=True), library=Library([tmp_path / "l"])).card
    generator = np.random.default_rng(0)
    volume = Volume(
        generator.normal(size=(8, 8, 8)).astype(np.float32), np.eye(4), unit="HU", modality="CT", body_part="CHEST"
    )
    result = run_here(card, volume, options=RunOptions(device="cpu"))
    assert not is_confined()
    with torch.inference_mode():
        expected = network(torch.from_numpy(volume.voxels.copy())[None, None]).argmax(1)[0].numpy()
    shared = result.structures[0].labelled
    assert shared.shape == volume.shape
    assert [structure.value for structure in result.structures] == [1, 2]
    assert np.array_equal(shared, expected)
    assert result.provenance.model_id == card.id
