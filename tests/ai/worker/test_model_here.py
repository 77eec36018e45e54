"""Work over many scans in one process: the model is read once, and goes by pickle before that."""

from __future__ import annotations

import pickle
from collections.abc import Callable

import numpy as np
import pytest

from ai.library.card import ModelCard
from ai.volume import SpacingKind, Volume
from ai.worker import serve
from ai.worker.client import ModelHere


@pytest.fixture
def film() -> Volume:
    rng = np.random.default_rng(3)
    return Volume(
        rng.random((1, 80, 72)).astype(np.float32),
        np.diag([1.0, 0.5, 0.5, 1.0]),
        modality="CR",
        body_part="CHEST",
        view="PA",
        spacing_kind=SpacingKind.DETECTOR,
        bones_bright=True,
    )


def test_the_model_is_read_once(
    write_pack: Callable[..., ModelCard], film: Volume, monkeypatch: pytest.MonkeyPatch
) -> None:
    loads: list[str] = []
    load = serve.load_model

    def counted(card: ModelCard, *, device: str) -> object:
        loads.append(card.id)
        return load(card, device=device)

    monkeypatch.setattr(serve, "load_model", counted)
    first, second = write_pack(), write_pack(id="other")
    models: ModelHere = pickle.loads(pickle.dumps(ModelHere()))
    for card in (first, first, second, second, first):
        try:
            result = models.run(card, film)
        except serve.ReportableError:
            continue  # noise is no chest; the model was read all the same
        assert result.provenance.model_id == card.id
    assert loads == ["tiny", "other", "tiny"]
    models.close()
    pickle.dumps(models)
