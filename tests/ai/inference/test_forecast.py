from __future__ import annotations

from dataclasses import replace

import pytest

from ai.inference.forecast import (
    MOST_WINDOWS_AT_ONCE,
    Attempt,
    Forecast,
    Load,
    batch_for,
    duration,
    fits,
    foresee,
    ladder,
    sentence,
)

LARGE = Load(
    source_voxels=300 * 512 * 512,
    network_voxels=250 * 240 * 240,
    channels=1,
    classes=118,
    members=1,
    window_voxels=128**3,
    windows=50,
    held_voxels=128 * 240 * 240,
    resampled=True,
)


def test_smaller_and_smaller_on_a_card() -> None:
    attempts = list(ladder(Attempt("float32", 8), card=True))
    assert attempts == [
        Attempt("float32", 8),
        Attempt("float32", 1),
        Attempt("float16", 1),
        Attempt("float16", 1, sums_on_cpu=True),
        Attempt("float16", 1, sums_on_cpu=True, half_sums=True),
        Attempt("float16", 1, sums_on_cpu=True, half_sums=True, keep_outputs=False),
        Attempt(on_cpu=True),
        Attempt(on_cpu=True, half_sums=True),
        Attempt(on_cpu=True, half_sums=True, keep_outputs=False),
    ]
    assert next(iter(ladder(Attempt("bfloat16", 2), card=True))) == Attempt("bfloat16", 2)
    assert "float16" not in {each.dtype for each in ladder(Attempt("bfloat16", 2), card=True)}


@pytest.mark.parametrize("card", [True, False])
def test_each_attempt_takes_less_than_the_one_before(card: bool) -> None:
    attempts = [each for each in ladder(Attempt(batch=4), card=card) if not each.on_cpu or not card]
    needed = [foresee(LARGE, each, card=card).device_bytes + (0 if card else foresee(LARGE, each, card=card).host_bytes)
              for each in attempts]  # fmt: skip
    assert needed == sorted(needed, reverse=True)


def test_117_labels_of_a_large_scan_fit_into_16_gb() -> None:
    """Some attempt does where 12 GB are free; so it does without resampling, where the sums are larger."""
    free = 12_000_000_000
    same_voxels = replace(LARGE, network_voxels=LARGE.source_voxels, held_voxels=300 * 128 * 512, resampled=False)
    for load in (LARGE, same_voxels):
        assert any(
            fits(foresee(load, each, card=False), device_free=None, host_free=free)
            for each in ladder(Attempt(), card=False)
        )
    assert fits(foresee(LARGE, Attempt(), card=False), device_free=None, host_free=free)


def test_what_is_not_known_counts_as_enough() -> None:
    assert fits(Forecast(0, 1 << 60, 1 << 60), device_free=None, host_free=None)
    assert not fits(Forecast(0, 10, 0), device_free=10, host_free=None)
    assert not fits(Forecast(0, 0, 10), device_free=None, host_free=10)


def test_windows_fill_two_thirds_of_a_card() -> None:
    assert batch_for(1000, 9000) == 6
    assert batch_for(1000, 100) == 1
    assert batch_for(1, 1 << 40) == MOST_WINDOWS_AT_ONCE
    assert batch_for(0, 9000) == 1
    assert batch_for(1000, None) == 1


def test_sentences() -> None:
    load = replace(LARGE, window_s=2.0)
    assert sentence(foresee(load, Attempt(), card=False)).startswith("Takes about 2 min and ")
    assert sentence(foresee(LARGE, Attempt(), card=False)).startswith("Needs about ")
    assert [duration(seconds) for seconds in (0.1, 41, 89.5, 91)] == ["1 s", "41 s", "90 s", "2 min"]
