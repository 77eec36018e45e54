from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from ai.errors import InputMismatch, ModelPackError
from ai.inference.run import run_model
from ai.library.card import Label
from ai.library.grid_spec import GridSpec, IntensityStep
from ai.prepare.placed_box import PlacedBox
from ai.volume import Volume
from app.dicom.series_load import load_series
from app.dicom.study_scan import scan as scan_files
from app.dicom.study_scan import series_of
from tests.ai.inference.bands import NOTHING, WINDOWS, Bands, MakeCard, model_of, run

BANDS_HU = (("mean", -900.0), ("std", 900.0))
"""Air becomes 0, water 1, bone 2."""


@pytest.mark.parametrize("orientation", ["", "SPL", "IAR", "LPS", "AIL"])
def test_labels_lie_where_the_values_are(make_card: MakeCard, scan: Volume, orientation: str) -> None:
    result = run(make_card(replace(WINDOWS, orientation=orientation)), scan)
    one, two = result.structures
    assert one.labelled is two.labelled
    assert one.labelled.dtype == np.uint8
    np.testing.assert_array_equal(one.labelled, scan.voxels)
    assert (one.value, two.value) == (1, 2)
    assert one.agreement is None
    assert one.votes is None
    assert result.provenance.thresholds == ()


def test_the_probability_is_that_of_the_label_shown(make_card: MakeCard, scan: Volume) -> None:
    result = run(make_card(WINDOWS), scan, Bands(3, sharp=1.0))
    shown = result.structures[0].probability
    assert shown is not None
    logits = -((1 - np.arange(3)) ** 2.0)
    expected = np.exp(logits[1]) / np.exp(logits).sum()
    assert set(np.unique(shown[scan.voxels == 1])) == {round(float(expected) * 255)}
    assert not shown[scan.voxels == 0].any()


def test_volumes_in_ml(make_card: MakeCard, scan: Volume) -> None:
    result = run(make_card(WINDOWS), scan)
    one, two = result.measurements
    voxel_ml = 0.8 * 0.8 * 2.5 / 1000
    assert (two.name, two.unit, two.title) == ("two_volume", "ml", "Two, volume")
    assert two.value == pytest.approx(6 * 8 * 10 * voxel_ml)
    assert one.value == pytest.approx((14 * 22 * 22 - 480 + 18) * voxel_ml)
    assert one.interval is None


def test_volumes_with_the_error_that_the_card_tells(make_card: MakeCard, scan: Volume) -> None:
    factors = {"one": 1.25, "whole": 1.1}
    card = make_card(WINDOWS, reference={"volume_factors": factors, "whole_title": "Both"})
    one, two, whole = run(card, scan).measurements
    assert one.interval == pytest.approx((one.value / 1.25, one.value * 1.25))
    assert "held out" in one.interval_note
    assert two.interval is None
    assert (whole.name, whole.title) == ("whole_volume", "Both, volume")
    assert whole.value == pytest.approx(one.value + two.value)
    assert whole.interval == pytest.approx((whole.value / 1.1, whole.value * 1.1))


def test_a_whole_is_told_where_all_of_it_was_found(make_card: MakeCard, scan: Volume) -> None:
    card = make_card(WINDOWS, reference={"volume_factors": {"whole": 1.1}})
    without = replace(scan, voxels=np.where(scan.voxels == 2, 0, scan.voxels))
    assert [each.name for each in run(card, without).measurements] == ["one_volume"]


def test_a_model_of_a_box_reads_no_more_than_that(make_card: MakeCard, scan: Volume) -> None:
    card = make_card(WINDOWS, reference={"largest_box_mm": 20.0})
    with pytest.raises(InputMismatch, match="reads a box of at most 20 mm a side"):
        run(card, scan)
    with pytest.raises(InputMismatch, match="this is 30 mm long"):
        run(card, scan, override=True, box_lps=PlacedBox.upright(0, 0, 0, 10, 30, 10))
    low = scan.to_lps_mm((np.array(scan.shape) - 1) / 2) - 8
    assert run(card, scan, box_lps=PlacedBox.upright(*low, 16, 16, 16)).structures[0].mask.any()


def test_cleaning_keeps_the_largest_part_of_what_the_card_names(make_card: MakeCard, scan: Volume) -> None:
    card = make_card(WINDOWS, reference={"largest_part": ["one"]})
    found = run(card, scan).structures[0].mask
    expected = scan.voxels == 1
    expected[20:] = False
    np.testing.assert_array_equal(found, expected)


def test_one_label_is_a_mask_with_a_threshold(make_card: MakeCard, scan: Volume) -> None:
    """Softmax of two: the probability of the label everywhere, so that a threshold can move both ways."""
    network = Bands(2, sharp=1.0)
    result = run(make_card(WINDOWS, ("one",), threshold=0.2), scan, network)
    (structure,) = result.structures
    assert structure.labelled.dtype == np.bool_
    assert structure.probability is not None
    zero = 1 / (1 + np.exp(1))  # of a voxel of value 0: logits 0 and -1
    assert set(np.unique(structure.probability[scan.voxels == 0])) == {round(zero * 255)}
    assert structure.mask.all()
    assert result.provenance.thresholds == (("one", 0.2),)
    stricter = run(make_card(WINDOWS, ("one",), threshold=0.3), scan, network)
    np.testing.assert_array_equal(stricter.structures[0].mask, scan.voxels > 0)


class Over(nn.Module):
    """Sigmoid outputs that overlap: label k where the value is over k."""

    def __init__(self) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.tensor(8.0))

    def forward(self, windows: Tensor) -> Tensor:
        return self.scale * torch.cat([windows - 0.5, windows - 1.5], 1)


@pytest.mark.parametrize("spacing_mm", [(0, 0, 0), (1.25, 0.4, 0.4)])
def test_sigmoid_labels_overlap(make_card: MakeCard, scan: Volume, spacing_mm: tuple[float, float, float]) -> None:
    result = run(make_card(replace(WINDOWS, activation="sigmoid", spacing_mm=spacing_mm)), scan, Over())
    for index, structure in enumerate(result.structures):
        assert structure.labelled.dtype == np.bool_
        np.testing.assert_array_equal(structure.mask, scan.voxels > index)
        assert structure.probability is not None


@pytest.mark.parametrize("activation", ["softmax", "none"])
def test_another_spacing_is_interpolated_back(make_card: MakeCard, scan: Volume, activation: str) -> None:
    class Sure(Bands):
        def forward(self, windows: Tensor) -> Tensor:
            outputs = super().forward(windows)
            return outputs.softmax(1) if activation == "none" else outputs

    finer = run(make_card(replace(WINDOWS, spacing_mm=(1.25, 0.4, 0.4), activation=activation)), scan, Sure(3))
    np.testing.assert_array_equal(finer.structures[0].labelled, scan.voxels)
    probability = finer.structures[0].probability
    assert probability is not None
    assert probability[scan.voxels == 1].min() > 120
    coarser = run(make_card(replace(WINDOWS, spacing_mm=(5, 1.6, 1.6), activation=activation)), scan, Sure(3))
    wrong = coarser.structures[0].labelled != scan.voxels
    inside = np.zeros_like(wrong)
    inside[10:12, 14:18, 12:18] = True
    assert not wrong[inside].any()


def test_slice_by_slice(make_card: MakeCard, scan: Volume) -> None:
    grid = GridSpec(dimensions=2, orientation="SPL", patch=(16, 24), overlap=0.25)
    result = run(make_card(grid), scan)
    np.testing.assert_array_equal(result.structures[0].labelled, scan.voxels)
    resized = GridSpec(dimensions=2, orientation="SPL", fit="resize", size=(80, 72))
    np.testing.assert_array_equal(run(make_card(resized), scan).structures[1].mask, scan.voxels == 2)


def test_only_the_box_is_read(make_card: MakeCard, scan: Volume) -> None:
    box = PlacedBox.upright(*scan.to_lps_mm((8, 12, 10)), *(scan.to_lps_mm((13, 19, 19)) - scan.to_lps_mm((8, 12, 10))))
    seen: list[tuple[int, ...]] = []

    class Watching(Bands):
        def forward(self, windows: Tensor) -> Tensor:
            seen.append(tuple(windows.shape[2:]))
            return super().forward(windows)

    result = run(make_card(GridSpec(orientation="SPL")), scan, Watching(3), box_lps=box)
    assert set(seen) == {(6, 8, 10)}
    np.testing.assert_array_equal(result.structures[0].labelled, np.where(scan.voxels == 2, 2, 0))
    with pytest.raises(InputMismatch, match="The box lies beside the scan"):
        run(make_card(GridSpec()), scan, box_lps=PlacedBox.upright(500, 0, 0, 10, 10, 10))


def test_members_vote(make_card: MakeCard, scan: Volume) -> None:
    """One member sees the values shifted by 0.6: it takes 1 for 0 and 2 for 1."""
    card = make_card(WINDOWS)
    result = run(card, scan, Bands(3), Bands(3), Bands(3, shift=0.6))
    one, two = result.structures
    np.testing.assert_array_equal(one.labelled, scan.voxels)
    assert one.votes is two.votes
    assert one.votes is not None
    assert set(np.unique(one.votes[scan.voxels > 0])) == {170}
    assert not one.votes[scan.voxels == 0].any()
    ones, twos = int((scan.voxels == 1).sum()), int((scan.voxels == 2).sum())
    assert one.agreement == 0
    assert two.agreement == 0
    volume = result.measurements[0]
    voxel_ml = 0.8 * 0.8 * 2.5 / 1000
    assert volume.interval == pytest.approx((twos * voxel_ml, ones * voxel_ml))
    assert "members" in volume.interval_note
    alike = run(make_card(WINDOWS, id="alike"), scan, Bands(3), Bands(3))
    assert alike.structures[0].agreement == 1


def test_what_is_not_found_is_said(make_card: MakeCard, scan: Volume) -> None:
    assert run(make_card(WINDOWS, ("one", "two", "three")), scan, Bands(4)).notes == ("Not found: Three.",)
    empty = replace(scan, voxels=np.zeros((20, 20, 20), np.int16))
    result = run(make_card(WINDOWS), empty)
    assert result.notes == ("Nothing was found.",)
    assert result.measurements == ()


def test_swapped_sides_are_said(make_card: MakeCard, scan: Volume) -> None:
    labels = tuple(Label(f"kidney_{side}", f"{side.capitalize()} kidney", NOTHING, side) for side in ("left", "right"))
    voxels = np.zeros(scan.shape, np.int16)
    voxels[5:10, 10:20, 4:10] = 1  # columns grow to the left of the patient: this is on the right
    voxels[5:10, 10:20, 25:30] = 2
    result = run(make_card(WINDOWS, labels=("a", "b")), scan)
    assert not any("swapped" in note for note in result.notes)
    card = replace(make_card(WINDOWS), labels=labels)
    assert "swapped" in run(card, replace(scan, voxels=voxels)).notes[0]


def test_a_network_of_other_classes_is_refused(make_card: MakeCard, scan: Volume) -> None:
    with pytest.raises(ModelPackError, match="gives 4 classes; its card says 3"):
        run(make_card(WINDOWS), scan, Bands(4))

    class Half(Bands):
        def forward(self, windows: Tensor) -> Tensor:
            return super().forward(windows)[:, :, ::2]

    with pytest.raises(ModelPackError, match="8 x 16 x 16 numbers a side for a window of 16 x 16 x 16"):
        run(make_card(WINDOWS), scan, Half(3))


def test_values_are_scaled_as_the_card_says(make_card: MakeCard, scan: Volume) -> None:
    spec = replace(WINDOWS, intensity=(IntensityStep("normalise", (("mean", -1000.0), ("std", 100.0))),))
    volume = replace(scan, voxels=(scan.voxels * 100 - 1000).astype(np.int16))
    np.testing.assert_array_equal(run(make_card(spec), volume).structures[0].labelled, scan.voxels)


@pytest.mark.parametrize("activation", ["softmax", "sigmoid"])
def test_a_network_may_be_surer_than_half_precision_can_say(make_card: MakeCard, scan: Volume, activation: str) -> None:
    """Outputs wait as float16 for being interpolated; infinities among them would make something else of the mean."""
    spec = replace(WINDOWS, spacing_mm=(1.25, 0.4, 0.4), activation=activation)
    usual, sure = (Bands(3, sharp=10.0), Bands(3, sharp=1e6)) if activation == "softmax" else (Over(), Over())
    if activation == "sigmoid":
        sure.scale.data.fill_(1e6)
    expected, found = (run(make_card(spec), scan, network) for network in (usual, sure))
    for one, other in zip(expected.structures, found.structures, strict=True):
        assert np.count_nonzero(one.mask != other.mask) < 8


def test_more_labels_than_a_map_can_hold_are_named(make_card: MakeCard, scan: Volume) -> None:
    names = tuple(f"part{number}" for number in range(256))
    with pytest.raises(ModelPackError, match="256 labels; this version can mark 255 at once"):
        run(make_card(WINDOWS, names), scan)


@pytest.mark.parametrize("network", [nn.Conv3d(3, 3, 1), nn.Conv3d(1, 3, (99, 1, 1))])
def test_a_network_that_cannot_read_its_windows_ends_in_a_sentence(
    make_card: MakeCard, scan: Volume, network: nn.Module
) -> None:
    with pytest.raises(ModelPackError, match="The network of Bands failed on this scan"):
        run(make_card(WINDOWS), scan, network)


@pytest.mark.cuda
@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")
class TestCuda:
    @pytest.mark.parametrize("spacing_mm", [(0, 0, 0), (1.25, 0.4, 0.4)])
    def test_same_labels(self, make_card: MakeCard, scan: Volume, spacing_mm: tuple[float, float, float]) -> None:
        card = make_card(replace(WINDOWS, spacing_mm=spacing_mm))
        result = run_model(model_of(card, Bands(3), device=torch.device("cuda")), scan)
        np.testing.assert_array_equal(result.structures[0].labelled, scan.voxels)
        assert result.provenance.device == "cuda"


@pytest.mark.realdata
def test_a_real_scan_at_another_spacing(make_card: MakeCard, shared_data: Path) -> None:
    """Air, soft tissue and bone by their values at 3 mm, against the values themselves on the source grid."""
    (series,) = series_of(scan_files([shared_data / "dicom" / "ct_chest"]))
    volume = load_series(series).volume
    volume = replace(volume, voxels=volume.voxels[40:90, 128:384, 128:384])
    steps = (IntensityStep("clip", (("low", -1000.0), ("high", 1000.0))), IntensityStep("normalise", BANDS_HU))
    spec = GridSpec(
        orientation="SPL", spacing_mm=(3, 3, 3), patch=(64, 64, 64), overlap=0.25, intensity=steps, pad_value=-1
    )
    result = run(make_card(spec, ("soft", "bone")), volume, Bands(3))
    labels = result.structures[0].labelled
    expected = np.clip(np.round((np.clip(volume.voxels, -1000, 1000) + 900) / 900.0), 0, 2)
    soft = (labels == 1) & (expected == 1)
    assert 2 * soft.sum() / ((labels == 1).sum() + (expected == 1).sum()) > 0.9
    assert result.measurements[0].value == pytest.approx(
        (labels == 1).sum() * np.prod(volume.spacing_mm) / 1000, rel=1e-6
    )
