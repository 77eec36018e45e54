"""Scans on their way to the network's grid, against MONAI, SimpleITK and nnU-Net."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import SimpleITK
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from ai.errors import GeometryError, InputMismatch, ModelPackError
from ai.itk_image import to_itk
from ai.library.grid_spec import GridSpec, IntensityStep
from ai.prepare.directions import letters_of
from ai.prepare.grid import plan, prepare, to_network
from ai.progress import Cancelled
from ai.volume import SpacingKind, Volume
from tests.ai.prepare.conftest import GRIDS, affine_of, rotation

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from monai.data import MetaTensor
    from monai.transforms import Orientation, Spacing

CPU = torch.device("cpu")
MakeScan = Callable[..., Volume]

RAS_OF_LPS = np.diag([-1.0, -1, 1, 1])
REVERSED = np.eye(4)[[2, 1, 0, 3]]


def _monai(volume: Volume) -> MetaTensor:
    """(1, x, y, z) index order (column, row, slice) with its RAS affine, as MONAI's LoadImage gives it."""
    voxels = torch.from_numpy(volume.voxels.astype(np.float32).T.copy())
    return MetaTensor(voxels[None], affine=torch.from_numpy(RAS_OF_LPS @ volume.affine_lps @ REVERSED))


def _as_ours(tensor: torch.Tensor) -> np.ndarray:
    return tensor[0].numpy().T


@pytest.mark.parametrize("grid", GRIDS)
@pytest.mark.parametrize(("ours", "theirs"), [("SAR", "RAS"), ("SPL", "LPS"), ("RSA", "ASR"), ("ILP", "PLI")])
def test_orientation_equals_monai(scan: MakeScan, grid: str, ours: str, theirs: str) -> None:
    pytest.importorskip("nibabel")
    volume = scan(grid)
    expected = Orientation(axcodes=theirs, labels=(("L", "R"), ("P", "A"), ("I", "S")))(_monai(volume))
    found = prepare(volume, GridSpec(orientation=ours), device=CPU)
    assert np.array_equal(found.tensor[0].numpy(), _as_ours(expected))
    affine = volume.affine_lps @ found.way.source_of_network
    assert affine == pytest.approx(RAS_OF_LPS @ expected.affine.numpy() @ REVERSED, abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(angles=st.tuples(*[st.floats(-180, 180)] * 3), spacing=st.tuples(*[st.floats(0.3, 7)] * 3))
def test_closest_axes_equal_nibabel(angles: tuple[float, float, float], spacing: tuple[float, float, float]) -> None:
    nibabel = pytest.importorskip("nibabel")
    affine = np.eye(4)
    affine[:3, :3] = rotation(angles) * np.array(spacing)
    assert letters_of(affine)[::-1] == "".join(nibabel.aff2axcodes(RAS_OF_LPS @ affine @ REVERSED))


@pytest.mark.parametrize("grid", GRIDS[:-1])
@pytest.mark.parametrize("spacing_mm", [(1.0, 1.0, 1.0), (2.0, 1.5, 1.1), (0.9, 0.4, 2.0)])
def test_first_voxel_spacing_equals_monai(scan: MakeScan, grid: str, spacing_mm: tuple[float, float, float]) -> None:
    volume = scan(grid)
    expected = Spacing(pixdim=spacing_mm[::-1], mode="bilinear", padding_mode="border")(_monai(volume))
    found = prepare(volume, GridSpec(spacing_mm=spacing_mm, centres="first-voxel"), device=CPU)
    assert found.tensor[0].numpy() == pytest.approx(_as_ours(expected), abs=0.02)  # of 2500
    affine = volume.affine_lps @ found.way.source_of_network
    assert affine == pytest.approx(RAS_OF_LPS @ expected.affine.numpy() @ REVERSED, abs=1e-6)


@pytest.mark.parametrize("grid", GRIDS[:-1])
@pytest.mark.parametrize("centres", ["first-voxel", "half-pixel"])
def test_places_equal_simpleitk(scan: MakeScan, grid: str, centres: str) -> None:
    """SimpleITK resamples onto the grid whose affine we name: the values are ours."""
    volume = scan(grid)
    found = prepare(volume, GridSpec(orientation="SAR", spacing_mm=(1.7, 1.2, 0.5), centres=centres), device=CPU)
    affine = volume.affine_lps @ found.way.source_of_network
    reference = to_itk(np.zeros(found.way.shape, np.float32), affine)
    image = to_itk(volume.voxels.astype(np.float32), volume.affine_lps)
    filled = SimpleITK.Resample(image, reference, SimpleITK.Transform(), SimpleITK.sitkLinear, 1e6)
    expected = SimpleITK.GetArrayFromImage(filled)
    inside = expected < 1e5
    assert inside.mean() > 0.6
    assert found.tensor[0].numpy()[inside] == pytest.approx(expected[inside], abs=0.02)


@pytest.mark.parametrize("spacing_mm", [(1.0, 1.0, 1.0), (2.0, 1.5, 1.1), (8.0, 0.4, 0.4), (2.0, 0.8, 0.7)])
@pytest.mark.parametrize("grid", ["axial", "anisotropic", "coronal"])
def test_cubic_and_thick_axes_equal_nnunet(scan: MakeScan, grid: str, spacing_mm: tuple[float, float, float]) -> None:
    nnunet = pytest.importorskip("nnunetv2.preprocessing.resampling.default_resampling")
    volume = scan(grid)
    expected = nnunet.resample_data_or_seg_to_spacing(
        volume.voxels[None].astype(np.float32),
        volume.spacing_mm,
        spacing_mm,
        order=3,
        order_z=0,
        force_separate_z=None,
    )
    found = prepare(volume, GridSpec(spacing_mm=spacing_mm, order=3, thick_order=0), device=CPU)
    assert found.tensor.numpy() == pytest.approx(expected, abs=0.05)  # of 2500
    logits = np.random.default_rng(1).normal(size=(3, *found.way.shape)).astype(np.float32)
    back = nnunet.resample_data_or_seg_to_shape(
        logits, volume.shape, spacing_mm, volume.spacing_mm, order=1, order_z=0, force_separate_z=None
    )
    assert found.way.to_source(torch.from_numpy(logits)).numpy() == pytest.approx(back, abs=1e-4)


def test_letters_of_the_dicom_grid() -> None:
    assert letters_of(affine_of("axial")) == "SPL"
    assert letters_of(affine_of("from above")) == "IPL"
    assert letters_of(affine_of("sagittal")) == "RIP"
    assert letters_of(affine_of("oblique")) == "SPL"


@pytest.mark.parametrize(
    ("spec", "shape"),
    [
        (GridSpec(), (13, 22, 19)),
        (GridSpec(multiple_of=16), (16, 32, 32)),
        (GridSpec(dimensions=2, multiple_of=16), (13, 32, 32)),
        (GridSpec(patch=(16, 16, 24)), (16, 22, 24)),
        (GridSpec(dimensions=2, patch=(64, 16)), (13, 64, 19)),
        (GridSpec(fit="resize", size=(8, 9, 10)), (8, 9, 10)),
        (GridSpec(dimensions=2, fit="pad", size=(32, 32)), (13, 32, 32)),
        (GridSpec(dimensions=2, fit="crop-pad", size=(32, 32)), (13, 32, 32)),
        (GridSpec(fit="centre", size=(16, 16, 16)), (16, 16, 16)),
        (GridSpec(axes=(2, 0, 1)), (19, 13, 22)),
    ],
)
def test_shape_is_told_before_and_kept(scan: MakeScan, spec: GridSpec, shape: tuple[int, int, int]) -> None:
    volume = scan()
    assert plan(volume, spec).shape == shape
    assert prepare(volume, spec, device=CPU).tensor.shape == (1, *shape)


def test_centre_cuts_and_pads_round_the_middle(scan: MakeScan) -> None:
    volume = scan()
    found = prepare(volume, GridSpec(fit="centre", size=(16, 16, 16), pad_value=-7), device=CPU)
    expected = np.full((16, 16, 16), -7, np.float32)
    expected[1:14] = volume.voxels[:, 3:19, 1:17]
    assert np.array_equal(found.tensor[0].numpy(), expected)
    assert found.way.seen == ((0, 13), (3, 19), (1, 17))


def test_central_square_is_that_of_torchxrayvision(scan: MakeScan) -> None:
    volume = scan()
    found = prepare(volume, GridSpec(dimensions=2, fit="crop-pad", size=(19, 19)), device=CPU)
    first = 22 // 2 - 19 // 2
    assert np.array_equal(found.tensor[0].numpy(), volume.voxels[:, first : first + 19].astype(np.float32))


def test_padding_is_in_scaled_values_before_it_is_resized(scan: MakeScan) -> None:
    volume = scan()
    scaling = (IntensityStep("normalise", (("mean", 100.0), ("std", 50.0))),)
    found = prepare(
        volume, GridSpec(dimensions=2, fit="pad", size=(22, 22), intensity=scaling, pad_value=9), device=CPU
    )
    assert np.array_equal(found.tensor[0, :, :, 0].numpy(), np.full((13, 22), 9, np.float32))
    assert found.tensor[0, :, :, 1:20].numpy() == pytest.approx((volume.voxels - 100.0) / 50, abs=1e-4)


def test_values_are_scaled_before_or_after_as_the_contract_says(scan: MakeScan) -> None:
    """Clipping first and averaging then is not averaging first and clipping then."""
    steps = (IntensityStep("clip", (("low", 0.0),)),)
    spec = GridSpec(fit="resize", size=(6, 11, 9), intensity=steps)
    late = prepare(scan(), spec, device=CPU).tensor
    early = prepare(scan(), replace(spec, intensity_first=True), device=CPU).tensor
    assert float(late.min()) == 0 < float(early.mean() - late.mean())


def test_channels_are_views_of_one_picture(scan: MakeScan) -> None:
    found = prepare(scan(), GridSpec(channels=3, dimensions=2), device=CPU)
    assert found.tensor.shape == (3, 13, 22, 19)
    assert found.batch.shape == (13, 3, 22, 19)
    assert found.tensor[0].data_ptr() == found.tensor[2].data_ptr()
    assert prepare(scan(), GridSpec(), device=CPU).batch.shape == (1, 1, 13, 22, 19)


def test_a_region_is_read_alone(scan: MakeScan) -> None:
    volume = scan("mirrored")
    way = plan(volume, GridSpec(orientation="SPL"), region=((2, 9), (0, 22), (5, 15)))
    found = prepare(volume, GridSpec(orientation="SPL"), device=CPU, way=way)
    assert np.array_equal(found.tensor[0].numpy(), volume.voxels[2:9, ::-1, 14:4:-1])
    back = way.to_source(found.tensor, outside=-5)[0].numpy()
    expected = np.full(volume.shape, -5)
    expected[2:9, :, 5:15] = volume.voxels[2:9, :, 5:15]
    assert np.array_equal(back, expected)


def test_holes_of_a_scan_do_not_spread(scan: MakeScan) -> None:
    voxels = scan().voxels.astype(np.float32)
    voxels[3, 4, 5] = np.nan
    volume = replace(scan(), voxels=voxels)
    tensor = prepare(volume, GridSpec(spacing_mm=(1, 1, 1), order=3), device=CPU).tensor
    assert torch.isfinite(tensor).all()
    assert prepare(volume, GridSpec(), device=CPU).tensor[0, 3, 4, 5] == np.nanmin(voxels)


def test_uneven_slices_are_refused(scan: MakeScan) -> None:
    volume = replace(scan(), geometry_fault="Slice 4 of 13 is missing.")
    with pytest.raises(GeometryError, match="Slice 4 of 13 is missing"):
        prepare(volume, GridSpec(), device=CPU)


def test_colour_is_refused() -> None:
    with pytest.raises(InputMismatch, match="grey"):
        plan(Volume(np.zeros((1, 4, 4, 3), np.uint8), np.eye(4)), GridSpec())


def test_unknown_spacing_is_refused_where_it_is_needed(scan: MakeScan) -> None:
    volume = replace(scan(), spacing_kind=SpacingKind.UNKNOWN)
    with pytest.raises(InputMismatch, match="millimetres"):
        plan(volume, GridSpec(spacing_mm=(1, 1, 1)))
    assert plan(volume, GridSpec()).shape == volume.shape


def test_unknown_axes_are_refused_but_for_a_single_picture(scan: MakeScan) -> None:
    with pytest.raises(InputMismatch, match="how the patient lies"):
        plan(replace(scan("mirrored"), axes_known=False), GridSpec(orientation="SPL"))
    single = replace(scan("mirrored", (1, 8, 9)), axes_known=False)
    assert plan(single, GridSpec(orientation="SPL")).flipped == (False, False, False)


def test_a_scan_that_is_cut_away_is_refused() -> None:
    sliver = Volume(np.zeros((1, 4, 4), np.uint8), np.eye(4))
    with pytest.raises(InputMismatch, match="nothing is left"):
        plan(sliver, GridSpec(dimensions=2, spacing_mm=(0, 0.25, 0.25), fit="crop-pad", size=(4, 160)))


def test_the_way_is_for_one_grid(scan: MakeScan) -> None:
    way = plan(scan(), GridSpec())
    with pytest.raises(ValueError, match="the way is for"):
        to_network(np.zeros((4, 4, 4)), way, device=CPU)


@pytest.mark.parametrize(
    "fields",
    [
        {"centres": "corner"},
        {"shrink": "magic"},
        {"thick_order": 3},
        {"axes": (0, 0, 1)},
        {"orientation": "SPL", "axes": (2, 1, 0)},
    ],
)
def test_impossible_contracts_are_refused(fields: dict[str, object]) -> None:
    with pytest.raises(ModelPackError):
        GridSpec(**fields)  # type: ignore[arg-type]


def test_cancel_stops_in_the_middle(scan: MakeScan) -> None:
    def cancel(fraction: float, message: str) -> None:
        if fraction > 0.3:
            raise Cancelled

    with pytest.raises(Cancelled):
        prepare(scan(), GridSpec(spacing_mm=(1, 1, 1)), device=CPU, progress=cancel)


@pytest.mark.cuda
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs an NVIDIA GPU")
def test_a_card_prepares_the_same(scan: MakeScan) -> None:
    spec = GridSpec(
        orientation="SAR", spacing_mm=(1.5, 0.9, 1.1), order=3, intensity=(IntensityStep("z-score"),), multiple_of=8
    )
    on_card = prepare(scan("oblique"), spec, device=torch.device("cuda"))
    on_cpu = prepare(scan("oblique"), spec, device=CPU)
    assert torch.allclose(on_card.tensor.cpu(), on_cpu.tensor, atol=1e-4)
    assert torch.allclose(on_card.way.to_source(on_card.tensor).cpu(), on_cpu.way.to_source(on_cpu.tensor), atol=1e-4)
