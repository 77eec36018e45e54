"""The phantom's CT on any grid: a voxel's value depends on its place in the patient alone."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from ai.phantom.anatomy import Anatomy, Nodule
from ai.phantom.curve import Field
from ai.phantom.skeleton import Skeleton
from ai.phantom.thorax import BoolField, Slab, Thorax
from ai.phantom.tissue import AIR_HU, BLOOD_HU, FAT_HU, FAT_LAYER_MM, HEART_HU, SOFT_HU
from ai.phantom.vessels import Tube, grow_vessels
from ai.volume import Affine, BoolMask, SpacingKind, Volume

Direction = tuple[float, float, float]

OPEN_LUNG_HU = -500.0
"""Below it a voxel of a lung is neither vessel nor nodule."""

MASKS = ("body", "right_lung", "left_lung", "heart", "aorta", "spine", "ribs")
"""Names of the truth masks; a lung holds its vessels and nodules."""


@dataclass(frozen=True)
class CtGrid:
    """Where the voxels of a CT lie.

    Parameters
    ----------
    shape
        (slices, rows, columns).
    spacing_mm
        Distance between neighbours in the same order.
    origin_lps_mm
        Centre of voxel (0, 0, 0).
    row_direction, column_direction
        Unit vectors of (0020,0037) Image Orientation (Patient): along a row, along a column.
    slice_direction
        Unit vector from slice to slice; None for row x column. Give its opposite for a reversed stack, a slanted one
        for a tilted gantry.
    """

    shape: tuple[int, int, int]
    spacing_mm: tuple[float, float, float]
    origin_lps_mm: tuple[float, float, float]
    row_direction: Direction = (1.0, 0.0, 0.0)
    column_direction: Direction = (0.0, 1.0, 0.0)
    slice_direction: Direction | None = None

    def __post_init__(self) -> None:
        if min(self.shape) < 1 or min(self.spacing_mm) <= 0.0:
            raise ValueError(f"a grid needs voxels and positive spacing, got {self.shape} of {self.spacing_mm} mm")
        directions = [np.array(self.row_direction), np.array(self.column_direction)]
        if self.slice_direction is not None:
            directions.append(np.array(self.slice_direction))
        if any(abs(float(np.dot(d, d)) - 1.0) > 1e-6 for d in directions):
            raise ValueError("the directions of a grid are unit vectors")
        if abs(float(np.dot(directions[0], directions[1]))) > 1e-6:
            raise ValueError("rows and columns of a grid are perpendicular")

    @classmethod
    def axial(
        cls, shape: tuple[int, int, int] = (60, 128, 160), spacing_mm: tuple[float, float, float] = (5.0, 2.5, 2.5)
    ) -> CtGrid:
        """Axial slices from below up, centred on the chest."""
        slices, rows, columns = ((count - 1) / 2 * step for count, step in zip(shape, spacing_mm, strict=True))
        return cls(shape, spacing_mm, (-columns, -rows, -slices))

    @property
    def affine_lps(self) -> Affine:
        """(4, 4) float64, (slice, row, column, 1) index -> LPS mm."""
        row, column = np.array(self.row_direction), np.array(self.column_direction)
        across = np.cross(row, column) if self.slice_direction is None else np.array(self.slice_direction)
        affine = np.eye(4)
        for axis, (direction, step) in enumerate(zip((across, column, row), self.spacing_mm, strict=True)):
            affine[:3, axis] = direction * step
        affine[:3, 3] = self.origin_lps_mm
        return affine

    def reversed(self) -> CtGrid:
        """Give the same voxels, last slice first."""
        affine = self.affine_lps
        last = affine[:3, 3] + affine[:3, 0] * (self.shape[0] - 1)
        back = -affine[:3, 0] / self.spacing_mm[0]
        return replace(
            self,
            origin_lps_mm=(float(last[0]), float(last[1]), float(last[2])),
            slice_direction=(float(back[0]), float(back[1]), float(back[2])),
        )

    def tilted(self, degrees: float) -> CtGrid:
        """Give the grid of a tilted gantry: each slice slides along its columns, the steps along the normal stay."""
        affine = self.affine_lps
        step = affine[:3, 0] + affine[:3, 1] / self.spacing_mm[1] * self.spacing_mm[0] * np.tan(np.deg2rad(degrees))
        length = float(np.linalg.norm(step))
        x, y, z = (float(value) for value in step / length)
        return replace(self, spacing_mm=(length, self.spacing_mm[1], self.spacing_mm[2]), slice_direction=(x, y, z))

    def turned(self, degrees: tuple[float, float, float]) -> CtGrid:
        """Turn the grid about the origin of the patient: about x, then y, then z."""
        turn = np.eye(3)
        for axis, angle in enumerate(np.deg2rad(degrees)):
            first, second = [(1, 2), (2, 0), (0, 1)][axis]
            step = np.eye(3)
            step[first, first] = step[second, second] = np.cos(angle)
            step[second, first], step[first, second] = np.sin(angle), -np.sin(angle)
            turn = step @ turn
        affine = self.affine_lps

        def moved(vector: Field) -> Direction:
            x, y, z = (float(value) for value in turn @ vector)
            return x, y, z

        return replace(
            self,
            origin_lps_mm=moved(affine[:3, 3]),
            row_direction=moved(affine[:3, 2] / self.spacing_mm[2]),
            column_direction=moved(affine[:3, 1] / self.spacing_mm[1]),
            slice_direction=moved(affine[:3, 0] / self.spacing_mm[0]),
        )


@dataclass(frozen=True, eq=False)
class CtPhantom:
    """A CT with its truth.

    Parameters
    ----------
    volume
        (slices, rows, columns) int16, HU.
    masks
        One (slices, rows, columns) bool array for each of `MASKS`.
    nodules
        Where the nodules are.
    """

    volume: Volume
    masks: dict[str, BoolMask]
    nodules: tuple[Nodule, ...]


def ct_phantom(anatomy: Anatomy, *, grid: CtGrid, noise_hu: float = 0.0) -> CtPhantom:
    """Scan the anatomy on a grid.

    Parameters
    ----------
    anatomy
        Who lies in the scanner.
    grid
        Where the voxels are; a voxel holds the tissue at its centre.
    noise_hu
        Standard deviation of noise on top, from the anatomy's seed; 0 keeps the value a function of the place alone.
    """
    thorax = Thorax(anatomy)
    skeleton = Skeleton(thorax)
    affine = grid.affine_lps
    values = np.empty(grid.shape)
    masks = {name: np.zeros(grid.shape, dtype=np.bool_) for name in MASKS}
    for index in range(grid.shape[0]):
        x, y, z = _positions(affine, index, grid.shape)
        values[index] = _paint(thorax, skeleton, x, y, z, {name: mask[index] for name, mask in masks.items()})
    lungs = masks["right_lung"] | masks["left_lung"]
    air = lungs & (values < OPEN_LUNG_HU)
    for tube in grow_vessels(thorax):
        _paint_tube(tube, affine, values, air)
    for nodule in anatomy.nodules:
        _paint_ball(nodule, affine, values, lungs)
    if noise_hu > 0.0:
        values += noise_hu * np.random.default_rng((anatomy.seed, 4)).standard_normal(grid.shape)
    volume = Volume(
        np.clip(np.rint(values), -1024, 3071).astype(np.int16),
        affine,
        unit="HU",
        modality="CT",
        spacing_kind=SpacingKind.PATIENT,
        body_part="CHEST",
        patient_position="HFS",
        bones_bright=True,
        source_id=f"phantom-ct-{anatomy.seed}",
    )
    return CtPhantom(volume, masks, anatomy.nodules)


def _positions(affine: Affine, index: int, shape: tuple[int, int, int]) -> tuple[Field, Field, Field]:
    """X, y, z of one slice, each (rows or 1, columns or 1): an axis along which it does not change has length 1."""
    rows, columns = np.arange(shape[1])[:, np.newaxis], np.arange(shape[2])[np.newaxis, :]
    result = []
    for axis in range(3):
        place = np.full((1, 1), affine[axis, 3] + affine[axis, 0] * index)
        if affine[axis, 1] != 0.0:
            place = place + affine[axis, 1] * rows
        if affine[axis, 2] != 0.0:
            place = place + affine[axis, 2] * columns
        result.append(place)
    return result[0], result[1], result[2]


def _paint(
    thorax: Thorax, skeleton: Skeleton, x: Field, y: Field, z: Field, masks: dict[str, npt.NDArray[np.bool_]]
) -> Field:
    """HU of one slice (rows, columns) without vessels and nodules; fills the masks."""
    shape = np.broadcast_shapes(x.shape, y.shape, z.shape)

    def inside(slab: Slab) -> BoolField:
        result: BoolField = np.broadcast_to((slab.front_mm < y) & (y < slab.back_mm), masks["body"].shape)
        return result

    body = thorax.body(x, z)
    here = inside(body)
    values = np.full(np.broadcast_shapes(shape, masks["body"].shape), AIR_HU)
    values[here] = FAT_HU
    values[inside(Slab(body.front_mm + FAT_LAYER_MM, body.back_mm - FAT_LAYER_MM))] = SOFT_HU
    lung = here & inside(thorax.lung(x, z))
    heart = lung & inside(thorax.heart_slab(x, z))
    middle = lung & inside(thorax.mediastinum(x, z))
    aorta = lung & inside(thorax.aorta(x, z))
    values[lung] = np.broadcast_to(thorax.lung_hu(x, z), values.shape)[lung]
    values[middle] = SOFT_HU
    values[heart] = HEART_HU
    values[aorta] = BLOOD_HU
    values[here & inside(thorax.airways(x, z))] = AIR_HU
    values[here & inside(thorax.stomach_gas(x, z))] = AIR_HU
    for bone in skeleton.bones(x, z):
        where = here & inside(bone.slab)
        values[where] = bone.hu
        if bone.name == "spine":
            masks["spine"] |= where
        elif bone.name == "rib":
            masks["ribs"] |= where
    masks["body"][...] = here
    open_lung = lung & ~(heart | middle | aorta)
    masks["right_lung"][...] = open_lung & (x < 0.0)
    masks["left_lung"][...] = open_lung & (x >= 0.0)
    masks["heart"][...] = heart & ~aorta
    masks["aorta"][...] = aorta
    return values


def _box(affine: Affine, shape: tuple[int, ...], low: Field, high: Field) -> tuple[slice, slice, slice] | None:
    """Find the indices of a block that holds a box given in LPS mm, or None where it lies outside the grid."""
    to_index = np.linalg.inv(affine[:3, :3])
    centre = to_index @ (0.5 * (low + high) - affine[:3, 3])
    reach = np.abs(to_index) @ (0.5 * (high - low))
    start = np.maximum(np.ceil(centre - reach), 0).astype(int)
    stop = np.minimum(np.floor(centre + reach) + 1, shape).astype(int)
    if (start >= stop).any():
        return None
    return slice(start[0], stop[0]), slice(start[1], stop[1]), slice(start[2], stop[2])


def _block_positions(affine: Affine, box: tuple[slice, slice, slice]) -> Field:
    """(slices, rows, columns, 3) LPS mm of the voxels of a block."""
    index = np.stack(np.meshgrid(*(np.arange(part.start, part.stop) for part in box), indexing="ij"), axis=-1)
    result: Field = index @ affine[:3, :3].T + affine[:3, 3]
    return result


def _paint_tube(tube: Tube, affine: Affine, values: Field, air: BoolMask) -> None:
    start, end = np.array(tube.start_mm), np.array(tube.end_mm)
    box = _box(affine, values.shape, np.minimum(start, end) - tube.radius_mm, np.maximum(start, end) + tube.radius_mm)
    if box is None:
        return
    offset = _block_positions(affine, box) - start
    axis = end - start
    share = np.clip(offset @ axis / (axis @ axis), 0.0, 1.0)
    away = offset - share[..., np.newaxis] * axis
    inside = (away * away).sum(axis=-1) < tube.radius_mm**2
    block = values[box]
    block[inside & air[box]] = BLOOD_HU


def _paint_ball(nodule: Nodule, affine: Affine, values: Field, lungs: BoolMask) -> None:
    centre = np.array(nodule.centre_lps_mm)
    box = _box(affine, values.shape, centre - nodule.radius_mm, centre + nodule.radius_mm)
    if box is None:
        return
    offset = _block_positions(affine, box) - centre
    inside = (offset * offset).sum(axis=-1) < nodule.radius_mm**2
    block = values[box]
    block[inside & lungs[box]] = nodule.hu
