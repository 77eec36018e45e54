"""Intensity steps against MONAI and nnU-Net."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import torch

from ai.errors import InputMismatch, ModelPackError
from ai.library.grid_spec import IntensityStep
from ai.prepare.intensity import percentile, scale_values, stored_bits, to_channels
from ai.volume import Volume

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from monai.transforms import (
        NormalizeIntensity,
        ScaleIntensity,
        ScaleIntensityRange,
        ScaleIntensityRangePercentiles,
    )

VALUES = np.random.default_rng(5).normal(40, 300, (6, 11, 13)).astype(np.float32)
VALUES[:2, :5] = 0
SCAN = Volume(VALUES, np.eye(4), modality="CT")


def _step(name: str, **arguments: float) -> IntensityStep:
    return IntensityStep(name, tuple(arguments.items()))


def _scaled(*steps: IntensityStep, volume: Volume = SCAN) -> np.ndarray:
    return scale_values(torch.from_numpy(volume.voxels.astype(np.float32)), steps, volume).numpy()


@pytest.mark.parametrize(
    ("step", "oracle"),
    [
        (
            _step("scale-range", from_low=-160, from_high=240, clip=1),
            ScaleIntensityRange(-160, 240, 0.0, 1.0, clip=True),
        ),
        (
            _step("scale-range", from_low=-57, from_high=164, to_low=-1, to_high=1),
            ScaleIntensityRange(-57, 164, -1.0, 1.0),
        ),
        (_step("scale-min-max"), ScaleIntensity()),
        (_step("scale-min-max", to_low=-2, to_high=3), ScaleIntensity(-2, 3)),
        (
            _step("percentile", low=0.5, high=99.5, clip=1),
            ScaleIntensityRangePercentiles(0.5, 99.5, 0, 1, clip=True),
        ),
        (_step("percentile", low=5, high=95, to_low=-1, to_high=1), ScaleIntensityRangePercentiles(5, 95, -1, 1)),
        (_step("normalise", mean=97.3, std=137.9), NormalizeIntensity(97.3, 137.9)),
        (_step("z-score"), NormalizeIntensity()),
        (_step("z-score-nonzero"), NormalizeIntensity(nonzero=True)),
    ],
    ids=lambda each: each.name if isinstance(each, IntensityStep) else "",
)
def test_steps_equal_monai(step: IntensityStep, oracle: Callable[[torch.Tensor], torch.Tensor]) -> None:
    expected = np.asarray(oracle(torch.from_numpy(VALUES[None].copy())))[0]
    assert _scaled(step) == pytest.approx(expected, rel=1e-4, abs=1e-4)


def test_ct_normalisation_equals_nnunet() -> None:
    schemes = pytest.importorskip("nnunetv2.preprocessing.normalization.default_normalization_schemes")
    told = {"mean": 101.2, "std": 212.5, "percentile_00_5": -450.0, "percentile_99_5": 520.0}
    expected = schemes.CTNormalization(False, told).run(VALUES[None].copy(), None)[0]
    steps = (_step("clip", low=-450, high=520), _step("normalise", mean=101.2, std=212.5))
    assert _scaled(*steps) == pytest.approx(expected, abs=1e-4)


def test_z_score_equals_nnunet() -> None:
    schemes = pytest.importorskip("nnunetv2.preprocessing.normalization.default_normalization_schemes")
    expected = schemes.ZScoreNormalization(False, {}).run(VALUES[None].copy(), None)[0]
    assert _scaled(_step("z-score")) == pytest.approx(expected, abs=1e-4)


def test_steps_follow_each_other() -> None:
    found = _scaled(_step("clip", low=-100, high=100), _step("scale-min-max"), _step("normalise", mean=0.5, std=0.5))
    assert found == pytest.approx(np.clip(VALUES, -100, 100) / 100, abs=1e-4)


def test_clip_takes_one_end() -> None:
    assert _scaled(_step("clip", high=10.0)).max() == 10
    assert _scaled(_step("clip", high=10.0)).min() == VALUES.min()


@pytest.mark.parametrize("name", ["scale-min-max", "z-score", "z-score-nonzero", "invert"])
@pytest.mark.parametrize("value", [0.0, 5.0])
def test_an_even_scan_becomes_nothing_strange(name: str, value: float) -> None:
    even = Volume(np.full((2, 3, 4), value, np.float32), np.eye(4), bones_bright=False)
    assert (_scaled(_step(name), volume=even) == 0).all()


def test_large_means_do_not_eat_small_deviations() -> None:
    """Summing up float32 would."""
    values = (1e4 + np.random.default_rng(0).normal(0, 1, (4, 256, 256))).astype(np.float32)
    found = _scaled(_step("z-score"), volume=Volume(values, np.eye(4)))
    assert found.astype(np.float64).mean() == pytest.approx(0, abs=1e-3)
    assert found.astype(np.float64).std() == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("bits", [8, 12, 16])
def test_stored_bits_reach_what_torchxrayvision_reads(bits: int) -> None:
    values = np.array([[[0, 2**bits - 1, 2 ** (bits - 1)]]], np.uint16)
    told = Volume(values, np.eye(4), stored_bits=bits)
    found = _scaled(_step("stored-bits"), volume=told)[0, 0]
    expected = (2 * values[0, 0].astype(np.float32) / (2.0**bits - 1) - 1) * 1024
    assert found == pytest.approx(expected, abs=1e-2)


def test_the_file_or_the_card_tells_the_bits_before_the_values_do() -> None:
    dim = Volume(np.full((1, 2, 2), 900, np.uint16), np.eye(4))
    assert stored_bits(dim) == 10
    assert stored_bits(replace(dim, stored_bits=14)) == 14
    assert _scaled(_step("stored-bits", bits=12), volume=dim).max() == pytest.approx((1800 / 4095 - 1) * 1024, abs=0.01)


@pytest.mark.parametrize("value", [-3, 70000])
def test_values_that_no_radiograph_stores_are_refused(value: int) -> None:
    with pytest.raises(InputMismatch, match="stored values of a radiograph"):
        _scaled(_step("stored-bits"), volume=Volume(np.full((1, 2, 2), value, np.int32), np.eye(4)))


def test_only_dark_bones_are_inverted_unless_told() -> None:
    dark = Volume(np.array([[[10, 30, 70]]], np.uint8), np.eye(4), bones_bright=False)
    assert _scaled(_step("invert"), volume=dark)[0, 0].tolist() == [60, 40, 0]
    bright = replace(dark, bones_bright=True)
    assert _scaled(_step("invert"), volume=bright)[0, 0].tolist() == [10, 30, 70]
    assert _scaled(_step("invert", always=1), volume=bright)[0, 0].tolist() == [60, 40, 0]


def test_channels_have_their_own_mean_and_deviation() -> None:
    values = torch.rand(2, 3, 4)
    step = _step("normalise", mean_0=0.4, mean_1=0.5, mean_2=0.6, std_0=0.1, std_1=0.2, std_2=0.3)
    assert torch.equal(scale_values(values.clone(), [step], SCAN), values)
    found = to_channels(values, [step], 3)
    for channel, (mean, std) in enumerate([(0.4, 0.1), (0.5, 0.2), (0.6, 0.3)]):
        assert torch.allclose(found[channel], (values - mean) / std, atol=1e-5)
    with pytest.raises(ModelPackError, match="each channel"):
        to_channels(values, [step], 4)


def test_a_missing_argument_is_named() -> None:
    with pytest.raises(ModelPackError, match="scale-range lacks its argument from_low"):
        _scaled(_step("scale-range", from_high=3))


@pytest.mark.parametrize("percent", [0, 0.5, 37, 99.5, 100])
def test_percentiles_equal_numpy(percent: float) -> None:
    assert percentile(torch.from_numpy(VALUES), percent) == pytest.approx(np.percentile(VALUES, percent), abs=1e-3)


@pytest.mark.cuda
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs an NVIDIA GPU")
@pytest.mark.parametrize("percent", [0, 0.5, 37, 99.5, 100])
def test_a_card_finds_the_same_percentiles(percent: float) -> None:
    expected = pytest.approx(np.percentile(VALUES, percent), abs=1e-3)
    assert percentile(torch.from_numpy(VALUES).cuda(), percent) == expected
