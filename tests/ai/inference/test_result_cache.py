from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ai.inference.options import RunOptions
from ai.inference.provenance import Gate, GateVerdict, Provenance
from ai.inference.result_cache import ResultCache, result_bytes
from ai.inference.results import ModelResult, Structure
from ai.library.card import Label
from ai.library.grid_spec import GridSpec
from ai.volume import Volume
from tests.ai.inference.bands import NOTHING

USUAL = RunOptions()


def result_of(volume: Volume, *, shared: int = 1) -> ModelResult:
    labels = np.zeros(volume.shape, np.uint8)
    labels.flags.writeable = False
    structures = tuple(Structure(Label(f"l{value}", "L", NOTHING), labels, value=value + 1) for value in range(shared))
    gate = Gate(GateVerdict.OK)
    return ModelResult(structures, (), (), Provenance("m", "1", "w", "c", gate, (), "cpu", 1.0, "0", volume.source_id))


def test_what_structures_share_counts_once(scan: Volume) -> None:
    assert result_bytes(result_of(scan, shared=100)) == scan.voxels.size


def test_the_same_voxels_opened_again_answer_as_the_new_scan(make_card, scan: Volume) -> None:
    cache, card = ResultCache(), make_card(GridSpec())
    result = result_of(scan)
    cache.add(cache.key(card, scan, USUAL), result)
    assert cache.get(cache.key(card, scan, USUAL), scan) is result
    again = replace(scan, voxels=scan.voxels.copy(), source_id="other")
    found = cache.get(cache.key(card, again, USUAL), again)
    assert found is not None
    assert found.provenance.source_id == "other"
    assert found.structures is result.structures


@pytest.mark.parametrize(
    "change",
    [
        {"voxels": "one more"},
        {"affine_lps": np.diag([2.0, 1, 1, 1])},
        {"bones_bright": True},
        {"voxels": "other type"},
    ],
)
def test_another_scan_is_another(make_card, scan: Volume, change: dict[str, object]) -> None:
    cache, card = ResultCache(), make_card(GridSpec())
    cache.add(cache.key(card, scan, USUAL), result_of(scan))
    if change.get("voxels") == "one more":
        voxels = scan.voxels.copy()
        voxels[3, 2, 1] += 1
        change = {"voxels": voxels}
    elif change.get("voxels") == "other type":
        change = {"voxels": scan.voxels.view(np.uint16)}
    other = replace(scan, source_id="other", **change)
    assert cache.get(cache.key(card, other, USUAL), other) is None


def test_another_model_or_option_is_another(make_card, scan: Volume) -> None:
    cache, card = ResultCache(), make_card(GridSpec())
    cache.add(cache.key(card, scan, USUAL), result_of(scan))
    for other, options in (
        (replace(card, threshold=0.4), USUAL),
        (replace(card, version="2.0.0"), USUAL),
        (replace(card, reference={"largest_part": ["one"]}), USUAL),
        (make_card(GridSpec(overlap=0.25)), USUAL),
        (card, RunOptions(full_precision=True)),
    ):
        assert cache.get(cache.key(other, scan, options), scan) is None


def test_the_least_used_go_when_there_is_no_room(make_card, scan: Volume) -> None:
    cache = ResultCache(limit=2 * scan.voxels.size)
    cards = [make_card(GridSpec(), version=f"{number}.0.0") for number in range(3)]
    keys = [cache.key(card, scan, USUAL) for card in cards]
    for key in keys[:2]:
        cache.add(key, result_of(scan))
    assert cache.get(keys[0], scan) is not None
    cache.add(keys[2], result_of(scan))
    assert [cache.get(key, scan) is not None for key in keys] == [True, False, True]
    small = ResultCache(limit=10)
    small.add(keys[0], result_of(scan))
    assert small.get(keys[0], scan) is None
    cache.clear()
    assert cache.get(keys[0], scan) is None


def test_voxels_are_read_once(make_card, scan: Volume, monkeypatch: pytest.MonkeyPatch) -> None:
    cache, card = ResultCache(), make_card(GridSpec())
    first = cache.key(card, scan, USUAL)
    monkeypatch.setattr("ai.inference.result_cache._content", lambda volume: "read again")
    assert cache.key(card, scan, USUAL) == first
