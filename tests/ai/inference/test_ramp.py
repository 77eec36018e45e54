"""A way that moves anything is caught before a result is shown; a true one passes, on every grid."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ai.errors import GeometryError, InputMismatch
from ai.inference.ramp import Proofs, sides_note
from ai.inference.results import Structure
from ai.library.card import Code, Label
from ai.library.grid_spec import CENTRES, FITS, SHRINKS, GridSpec
from ai.prepare.grid import plan, to_network
from ai.prepare.labels import labels_to_source
from ai.prepare.way import Padding, Way
from ai.volume import Volume
from tests.ai.prepare.conftest import GRIDS, affine_of

CPU = torch.device("cpu")
SPEC = GridSpec(orientation="SAR", spacing_mm=(1.5, 1.5, 1.5), patch=(8, 8, 8))
SHAPE = (30, 40, 40)


def _volume(grid: str = "oblique", shape: tuple[int, int, int] = SHAPE) -> Volume:
    return Volume(np.broadcast_to(np.uint8(0), shape), affine_of(grid))


def _require(proofs: Proofs, volume: Volume, spec: GridSpec = SPEC, **changes: object) -> None:
    way = replace(plan(volume, spec), **changes)  # type: ignore[arg-type]
    proofs.require(volume, spec, way, device=CPU, contract="c")


@st.composite
def specs(draw: st.DrawFn) -> GridSpec:
    dimensions = draw(st.sampled_from([2, 3]))
    fit = draw(st.sampled_from(FITS))
    side = st.integers(6, 60)
    return GridSpec(
        dimensions=dimensions,
        orientation=draw(st.sampled_from(("", "SPL", "SAR", "RSA", "ILP"))),
        spacing_mm=draw(st.sampled_from([(0, 0, 0), (1.5, 1.5, 1.5), (0, 0.6, 1.1), (3.0, 0.9, 2.0), (7.0, 1, 1)])),
        centres=draw(st.sampled_from(CENTRES)),
        fit=fit,
        size=() if fit == "free" else draw(st.tuples(*[side] * dimensions)),
        multiple_of=draw(st.sampled_from([1, 8])),
        order=draw(st.sampled_from([1, 3])),
        thick_order=draw(st.sampled_from([-1, 0, 1])),
        shrink=draw(st.sampled_from(SHRINKS)),
    )


@settings(max_examples=200, deadline=None)
@given(
    spec=specs(),
    grid=st.sampled_from(GRIDS),
    shape=st.tuples(st.integers(1, 40), st.integers(8, 60), st.integers(8, 60)),
)
def test_true_ways_pass(spec: GridSpec, grid: str, shape: tuple[int, int, int]) -> None:
    try:
        plan(_volume(grid, shape), spec)
    except InputMismatch:
        assume(False)
    _require(Proofs(), _volume(grid, shape), spec)


Fault = Callable[[torch.Tensor, Way], torch.Tensor]


def _mirrored(axis: int) -> Fault:
    return lambda outputs, way: way.to_source(outputs).flip(axis)


def _shifted(axis: int) -> Fault:
    return lambda outputs, way: way.to_source(outputs).roll(1, axis)


def _shifted_on_the_network(axis: int) -> Fault:
    return lambda outputs, way: way.to_source(outputs.roll(3, axis))  # of cells down to a quarter of a voxel


def _stretched(axis: int) -> Fault:
    def back(outputs: torch.Tensor, way: Way) -> torch.Tensor:
        whole = way.to_source(outputs)
        index = (0.9 * torch.arange(whole.shape[axis])).long()
        return whole.index_select(axis, index)

    return back


@pytest.mark.parametrize("grid", GRIDS)
@pytest.mark.parametrize("axis", range(3))
@pytest.mark.parametrize("fault", [_mirrored, _shifted, _shifted_on_the_network, _stretched])
def test_broken_ways_back_are_caught(grid: str, axis: int, fault: Callable[[int], Fault]) -> None:
    with pytest.raises(GeometryError, match="moves things"):
        _require(Proofs(back=fault(axis)), _volume(grid))


@pytest.mark.parametrize("axes", [(0, 1), (0, 2), (1, 2)])
def test_swapped_axes_are_caught(axes: tuple[int, int]) -> None:
    """Also on a cube, where their sizes would fit."""
    cube = _volume("axial", (32, 32, 32))
    with pytest.raises(GeometryError):
        _require(Proofs(back=lambda outputs, way: way.to_source(outputs).transpose(*axes)), cube, GridSpec())
    with pytest.raises(GeometryError):
        _require(Proofs(back=lambda outputs, way: way.to_source(outputs.transpose(*axes))), cube, GridSpec())


@pytest.mark.parametrize("axis", range(3))
def test_a_broken_way_there_is_caught(axis: int) -> None:
    def shifted(voxels: np.ndarray, way: Way, device: torch.device) -> torch.Tensor:
        return to_network(voxels, way, device=device).roll(-1, axis)

    with pytest.raises(GeometryError):
        _require(Proofs(there=shifted), _volume())


@pytest.mark.parametrize("axis", range(3))
def test_a_fault_that_undoes_itself_is_caught_by_the_points(axis: int) -> None:
    """There and back mirrored: masks would return, but the network would see another patient and boxes would go."""

    def there(voxels: np.ndarray, way: Way, device: torch.device) -> torch.Tensor:
        return to_network(voxels, way, device=device).flip(axis)

    def back(outputs: torch.Tensor, way: Way) -> torch.Tensor:
        return way.to_source(outputs.flip(axis))

    with pytest.raises(GeometryError):
        _require(Proofs(there=there, back=back), _volume())


@pytest.mark.parametrize("axis", range(3))
def test_a_plan_that_turns_the_patient_wrongly_is_caught(axis: int) -> None:
    flipped = list(plan(_volume(), SPEC).flipped)
    flipped[axis] = not flipped[axis]
    with pytest.raises(GeometryError):
        _require(Proofs(), _volume(), flipped=tuple(flipped))


def test_swapped_axes_in_the_plan_are_caught() -> None:
    with pytest.raises(GeometryError):
        _require(Proofs(), _volume("axial", (32, 32, 32)), GridSpec(orientation="SPL"), axes=(0, 2, 1))


@pytest.mark.parametrize("axis", range(3))
@pytest.mark.parametrize("shift", [-1, 1])
def test_a_label_map_that_moves_is_caught(axis: int, shift: int) -> None:
    def moved(outputs: torch.Tensor, way: Way) -> np.ndarray:
        return np.roll(labels_to_source(outputs, way)[0], shift, axis)

    def mirrored(outputs: torch.Tensor, way: Way) -> np.ndarray:
        return np.flip(labels_to_source(outputs, way)[0], axis).copy()

    for broken in (moved, mirrored):
        with pytest.raises(GeometryError):
            _require(Proofs(labels=broken), _volume())
        with pytest.raises(GeometryError):
            _require(Proofs(labels=broken), _volume("oblique", (600, 512, 512)))


def test_half_a_voxel_is_the_limit() -> None:
    """A way back that is off by 0.4 voxel passes, one by 0.6 does not."""

    def off_by(share: float) -> Fault:
        def back(outputs: torch.Tensor, way: Way) -> torch.Tensor:
            whole = way.to_source(outputs)
            return whole + share if float(whole.max()) > 5 else whole

        return back

    spec = GridSpec(orientation="SAR")
    _require(Proofs(back=off_by(0.4)), _volume(), spec)
    with pytest.raises(GeometryError):
        _require(Proofs(back=off_by(0.6)), _volume(), spec)


def test_windows_stitched_elsewhere_are_caught() -> None:
    volume = _volume()
    way = plan(volume, SPEC)

    def through(picture: torch.Tensor) -> torch.Tensor:
        assert picture.shape[0] == 1
        assert all(size <= whole for size, whole in zip(picture.shape[1:], way.shape, strict=True))
        return picture.clone()

    Proofs().require(volume, SPEC, way, device=CPU, contract="c", through=through)
    for broken in (
        lambda picture: picture.roll(1, 2),
        lambda picture: picture.flip(1),
        lambda picture: picture.transpose(1, 2),
        lambda picture: picture[:, 1:],
        lambda picture: picture * 0.9,
    ):
        with pytest.raises(GeometryError):
            Proofs().require(volume, SPEC, way, device=CPU, contract="c", through=broken)


def test_what_was_proved_is_not_proved_again() -> None:
    calls = []

    def counted(outputs: torch.Tensor, way: Way) -> torch.Tensor:
        calls.append(way)
        return way.to_source(outputs)

    proofs = Proofs(back=counted)
    volume = _volume()
    way = plan(volume, SPEC)
    for contract, expected in (("c", 3), ("c", 3), ("other", 6)):
        proofs.require(volume, SPEC, way, device=CPU, contract=contract)
        assert len(calls) == expected
    other = _volume("mirrored")
    proofs.require(other, SPEC, plan(other, SPEC), device=CPU, contract="c")
    assert len(calls) == 9


def test_a_failure_is_not_remembered_as_a_proof() -> None:
    proofs = Proofs(back=_mirrored(0))
    for _ in range(2):
        with pytest.raises(GeometryError):
            _require(proofs, _volume())


def test_a_full_scan_costs_next_to_nothing() -> None:
    volume = _volume("oblique", (600, 512, 512))
    started = time.process_time()
    _require(Proofs(), volume)
    assert time.process_time() - started < 1


def test_padding_is_no_part_of_the_proof() -> None:
    """A way with wide padding is as true as one without."""
    way = plan(_volume(), GridSpec())
    padded = replace(way, steps=(*way.steps, Padding((9, 0, 3), (0, 5, 70))))
    Proofs().require(_volume(), GridSpec(), padded, device=CPU, contract="c")


LUNG = Code("39607008", "SCT", "Lung")
KIDNEY = Code("64033007", "SCT", "Kidney")
RIGHT = Label("right_lung", "Right lung", LUNG, "right")
LEFT = Label("left_lung", "Left lung", LUNG, "left")


def _pair(volume: Volume, *, shared: bool) -> tuple[Structure, Structure]:
    """Two blobs, the right one at the patient's right."""
    x = volume.to_lps_mm(np.moveaxis(np.indices(volume.shape), 0, -1))[..., 0]
    middle = np.median(x)
    right, left = x < middle - 3, x > middle + 3
    if not shared:
        return Structure(RIGHT, right), Structure(LEFT, left)
    labels = right.astype(np.uint8) * 4 + left.astype(np.uint8) * 9
    return Structure(RIGHT, labels, value=4), Structure(LEFT, labels, value=9)


@pytest.mark.parametrize("grid", GRIDS)
@pytest.mark.parametrize("shared", [False, True])
def test_sides_are_those_of_the_patient(grid: str, shared: bool) -> None:
    volume = _volume(grid)
    right, left = _pair(volume, shared=shared)
    assert sides_note((left, right), volume) == ""
    swapped = (replace(right, label=LEFT), replace(left, label=RIGHT))
    note = sides_note(swapped, volume)
    assert "Right lung/Left lung" in note
    assert "mirrored" in note


def test_a_mask_flipped_on_its_way_is_noted() -> None:
    volume = _volume("axial")
    structures = [replace(each, labelled=each.labelled[..., ::-1].copy()) for each in _pair(volume, shared=True)]
    assert sides_note(structures, volume)


def test_nothing_is_said_of_what_nobody_knows() -> None:
    volume = _volume("axial")
    right, left = _pair(volume, shared=False)
    swapped = (replace(right, label=LEFT), replace(left, label=RIGHT))
    assert sides_note(swapped, replace(volume, axes_known=False)) == ""
    assert sides_note(swapped[:1], volume) == ""
    empty = replace(swapped[0], labelled=np.zeros(SHAPE, bool))
    assert sides_note((empty, swapped[1]), volume) == ""
    kidney = Label("right_kidney", "Right kidney", KIDNEY, "right")
    assert sides_note((replace(left, label=kidney), replace(right, label=LEFT)), volume) == ""
    heart = Label("heart", "Heart", Code("80891009", "SCT", "Heart"))
    assert sides_note((replace(right, label=heart), replace(left, label=heart)), volume) == ""
