"""A chest of ellipsoids and tubes of known volume, on any grid: a value depends on its place alone."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from ai.phantom.ct import CtGrid
from ai.volume import BoolMask, Volume

AIR, LUNG, SOFT, VESSEL, BONE, SHELL = -1000, -850, 40, 45, 500, -200

Point = tuple[float, float, float]


@dataclass(frozen=True)
class LungPhantom:
    """Who lies in the scanner; millimetres, LPS.

    Parameters
    ----------
    apart_mm
        Middle of each lung from the midline; less than its half-width, and the lungs touch there.
    half_mm
        Half axes of a lung: across, to the back, up.
    """

    apart_mm: float = 76.0
    half_mm: Point = (60.0, 80.0, 115.0)
    sides: tuple[str, ...] = ("right", "left")
    has_airway: bool = True
    has_vessels: bool = True
    has_gas: bool = True
    stomach_touches: bool = False
    has_table: bool = True

    @property
    def lung_ml(self) -> float:
        """Volume of one lung, by formula, where the lungs do not touch."""
        return float(4 / 3 * np.pi * np.prod(self.half_mm) / 1000)


@dataclass(frozen=True, eq=False)
class Scanned:
    volume: Volume
    masks: dict[str, BoolMask]


GRID = CtGrid.axial((96, 96, 160), (3.3, 2.9, 3.0))
FINE = CtGrid.axial((128, 128, 220), (2.5, 2.2, 2.2))


def scan(phantom: LungPhantom, grid: CtGrid = GRID) -> Scanned:
    affine = grid.affine_lps
    values = np.empty(grid.shape, dtype=np.int16)
    names = ("right_lung", "left_lung", "body", "bone", "airway")
    masks = {name: np.zeros(grid.shape, dtype=np.bool_) for name in names}
    index = np.stack(np.meshgrid(np.arange(grid.shape[1]), np.arange(grid.shape[2]), indexing="ij"), axis=-1)
    for number in range(grid.shape[0]):
        at = affine[:3, 3] + affine[:3, 0] * number + index @ affine[:3, 1:3].T
        values[number] = _paint(phantom, at, {name: mask[number] for name, mask in masks.items()})
    volume = Volume(
        values, affine, unit="HU", modality="CT", body_part="CHEST", bones_bright=True, source_id="ellipsoids"
    )
    return Scanned(volume, masks)


def changed(scanned: Scanned, voxels: npt.NDArray[np.int16]) -> Volume:
    return replace(scanned.volume, voxels=voxels)


def _paint(
    phantom: LungPhantom, at: npt.NDArray[np.float64], masks: dict[str, npt.NDArray[np.bool_]]
) -> npt.NDArray[np.int16]:
    x, y, _ = np.moveaxis(at, -1, 0)
    values = np.full(x.shape, AIR, dtype=np.int16)
    body = (x / 165) ** 2 + (y / 110) ** 2 < 1
    if phantom.has_table:
        values[(np.abs(x) < 190) & (np.abs(y - 111.5) < 1.5)] = SHELL  # it touches the back
        values[(np.abs(x) < 190) & (np.abs(y - 131.5) < 1.5)] = SHELL
        for side in (-1, 1):
            values[np.hypot(x - side * 205, y) < 22] = SOFT  # arms
    values[body] = SOFT
    for side, name in ((-1, "right_lung"), (1, "left_lung")):
        if name.removesuffix("_lung") not in phantom.sides:
            continue
        middle = np.array([side * phantom.apart_mm, 0.0, 0.0])
        lung = (((at - middle) / np.array(phantom.half_mm)) ** 2).sum(axis=-1) < 1
        lung &= (x < 0) if side < 0 else (x >= 0)
        values[lung] = LUNG
        masks[name][...] = lung
        if phantom.has_vessels:
            hilum = (side * (phantom.apart_mm - phantom.half_mm[0] - 4), 15.0, 5.0)
            for ends in ((60, 20, 70), (70, -30, 10), (65, 40, -60)):
                reach = (side * (phantom.apart_mm + ends[0] - 40), float(ends[1]), float(ends[2]))
                values[_tube(at, hilum, reach, 4.0) & lung] = VESSEL
    if phantom.has_airway:
        carina = (0.0, -5.0, 62.0)
        airway = _tube(at, (0.0, -5.0, 400.0), carina, 8.0)
        for side in (-1, 1):
            # It ends where the lung begins; a thinner one goes on inside.
            root = (side * (phantom.apart_mm - phantom.half_mm[0] - 5), 0.0, 22.0)
            airway |= _tube(at, carina, root, 5.5)
            branch = _tube(at, root, (side * (phantom.apart_mm + 20), 10.0, -10.0), 2.2)
            values[branch] = AIR
        outside = airway & ~(masks["right_lung"] | masks["left_lung"])
        values[outside] = AIR
        masks["airway"][...] = outside
    if phantom.has_gas:
        values[_tube(at, (50.0, -45.0, -146.0), (90.0, -40.0, -146.0), 24.0)] = AIR  # stomach
        values[_tube(at, (-60.0, -55.0, -148.0), (-90.0, -50.0, -148.0), 16.0)] = -700  # bowel with content
    if phantom.stomach_touches:
        middle = np.array([phantom.apart_mm, -20.0, -112.0])
        bubble = (((at - middle) / np.array([40.0, 30.0, 18.0])) ** 2).sum(axis=-1) < 1
        values[bubble] = AIR
        masks["left_lung"][bubble] = False
    spine = np.hypot(x, y - 80) < 16
    values[spine] = BONE
    masks["bone"][...] = spine
    masks["body"][...] = body
    return values


def _tube(at: npt.NDArray[np.float64], start: Point, end: Point, radius_mm: float) -> npt.NDArray[np.bool_]:
    first, axis = np.array(start), np.array(end) - np.array(start)
    share = np.clip((at - first) @ axis / (axis @ axis), 0, 1)
    result: npt.NDArray[np.bool_] = np.linalg.norm(at - first - share[..., np.newaxis] * axis, axis=-1) < radius_mm
    return result
