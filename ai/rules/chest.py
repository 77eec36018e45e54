"""The rule set: from a chest CT to body, bone and both lungs on its own grid. No torch, and nothing is learned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ai.errors import InputMismatch, ModelPackError
from ai.progress import Progress, part, silent
from ai.rules.lungs import (
    AIRWAY_WALL_MM,
    bubbles,
    enclosed,
    find_body,
    grow_airway,
    lung_pieces,
    split,
    trachea_seed,
    trunk_of,
)
from ai.rules.oriented import Cells, Floats, Oriented
from ai.rules.parts import box_around, grown, pieces, placed, shrunk, touching, without_sheets
from ai.volume import BoolMask, Volume
from ai.words import say

LUNGS = ("right_lung", "left_lung")
PARTS = (*LUNGS, "body", "bone")
"""Names of what is marked; body holds the others."""

UNSEEN_HU = -1500.0
"""Below it lies what no scanner measured: the padding outside its circle, (0028,0120) Pixel Padding Value."""

BLACK_HU, DENSE_HU = -1200.0, 1500.0
"""Values are clipped to these first: neither padding nor metal outweighs a cell."""

OUTSIDE_HU = (-1100.0, -900.0)
"""Median of the air around a patient where values are HU."""


@dataclass(frozen=True)
class ChestRules:
    """The figures of the rule set; the card of a model holds them.

    Parameters
    ----------
    cell_mm
        Side of the cells of the coarse picture, at most.
    lung_hu
        Below it a voxel is gas or lung: half way between lung and soft tissue.
    skin_hu
        Above it a voxel is body: half way between air and fat.
    trachea_hu
        Below it a cell may belong to the trachea.
    bone_hu
        From it on a voxel is bone.
    closing_mm
        Half the width of the vessels that a lung encloses.
    smallest_bone_ml
        Smaller parts are calcium, contrast or a clip.
    low_density_hu
        Below it a voxel of a lung counts as low attenuation area.
    """

    cell_mm: float = 3.0
    lung_hu: float = -400.0
    skin_hu: float = -500.0
    trachea_hu: float = -880.0
    bone_hu: float = 200.0
    closing_mm: float = 6.0
    smallest_bone_ml: float = 1.0
    low_density_hu: float = -950.0

    def __post_init__(self) -> None:
        # A card may come from elsewhere; said this way round, NaN is out of bounds too.
        bounds = 2 <= self.cell_mm <= 4 and 0 < self.closing_mm <= 20 and 0 <= self.smallest_bone_ml <= 100
        if not (bounds and -700 <= self.lung_hu <= -200 and -1000 < self.low_density_hu < self.lung_hu):
            raise ModelPackError(say("The card describes rules that no lung can be found by."))


@dataclass(frozen=True, eq=False)
class LungFigures:
    """What the voxels of a lung say.

    Parameters
    ----------
    voxels, low_voxels
        Count, and of these below `ChestRules.low_density_hu`.
    total_hu
        Sum over all voxels.
    """

    voxels: int = 0
    low_voxels: int = 0
    total_hu: float = 0.0

    @property
    def mean_hu(self) -> float:
        """Mean over all voxels, of which there must be one."""
        return self.total_hu / self.voxels

    def __add__(self, other: LungFigures) -> LungFigures:
        return LungFigures(
            self.voxels + other.voxels, self.low_voxels + other.low_voxels, self.total_hu + other.total_hu
        )


@dataclass(frozen=True, eq=False)
class Chest:
    """What was found.

    Parameters
    ----------
    masks
        For each of `PARTS` (slices, rows, columns) bool on the grid of the source.
    figures
        For each of `LUNGS`.
    cut_off
        Whether a lung reaches the border of the scan: its volume is a lower bound.
    has_airway
        Whether a trachea was seen and taken out.
    left_out_ml
        Gas that hangs together with a lung and was left out, see `ai.rules.lungs.bubbles`.
    """

    masks: dict[str, BoolMask]
    figures: dict[str, LungFigures]
    cut_off: bool
    has_airway: bool
    left_out_ml: float


@dataclass(frozen=True, eq=False)
class _Found:
    """On the coarse picture; a lung with a margin, what surely belongs to it, and what it may not reach into."""

    body: BoolMask
    body_core: BoolMask
    bone: BoolMask
    margins: tuple[BoolMask, BoolMask]
    cores: tuple[BoolMask, BoolMask]
    has_airway: bool
    at_circle: bool
    left_out_ml: float


def find_chest(volume: Volume, rules: ChestRules, *, progress: Progress = silent) -> Chest:
    """Find body, bone and lungs.

    The place of everything is found on a coarse picture, its border voxel by voxel.

    Parameters
    ----------
    volume
        A chest CT in HU on a regular grid that knows the patient's axes; any orientation.
    rules
        From the card.

    Raises
    ------
    InputMismatch
        When no air lies around the body, so that the values cannot be HU, or no lung is there.
    """
    grid = Oriented.of(volume)
    cells = Cells.about(grid, rules.cell_mm)
    voxels = grid.view(volume.voxels)
    picture, bony, unseen = _coarse(voxels, cells, rules, progress=part(progress, 0, 0.3))
    found = _find(picture, bony, unseen, cells, rules, progress=part(progress, 0.3, 0.65))
    return _draw(volume, grid, cells, found, rules, progress=part(progress, 0.65, 1))


def _coarse(
    voxels: npt.NDArray[Any], cells: Cells, rules: ChestRules, *, progress: Progress
) -> tuple[Floats, BoolMask, BoolMask]:
    """Mean HU of the cells; whether any voxel is as dense as bone; whether any is outside the scanner's circle."""
    places = cells.places(0)
    picture = np.empty(cells.shape, dtype=np.float32)
    bony = np.empty(cells.shape, dtype=np.bool_)
    unseen = np.empty(cells.shape, dtype=np.bool_)
    borders = np.searchsorted(places, np.arange(cells.shape[0] + 1))
    for index in range(cells.shape[0]):
        progress(index / cells.shape[0], say("Looking at the scan"))
        layer = np.ascontiguousarray(voxels[borders[index] : borders[index + 1]])
        picture[index] = cells.mean_of(layer, low=BLACK_HU, high=DENSE_HU)
        unseen[index] = cells.any_of(layer.min(axis=0) < UNSEEN_HU)
        bony[index] = cells.any_of(layer.max(axis=0) >= rules.bone_hu)
    return picture, bony, unseen


def _find(
    picture: Floats, bony: BoolMask, unseen: BoolMask, cells: Cells, rules: ChestRules, *, progress: Progress
) -> _Found:
    """Find everything on the coarse picture."""
    progress(0.0, say("Looking for the body"))
    body = find_body(picture, unseen, skin_hu=rules.skin_hu)
    _require_hu(picture[~body & ~unseen & (picture < rules.skin_hu)], body)
    progress(0.2, say("Looking for the airway"))
    gas = body & (picture < rules.lung_hu)
    if not gas.any():
        raise _no_lung()
    box, steps = box_around(gas, 4), cells.spacing_mm
    middle_x_mm = float(cells.to_lps_mm(np.argwhere(body).mean(axis=0))[0])
    seen, inside, block = picture[box], body[box], cells.block(box)
    seed = trachea_seed(seen, inside, block, gas_hu=rules.trachea_hu)
    airway = grow_airway(seen, seed, inside, block, progress=part(progress, 0.25, 0.35))
    taken_out = grown(trunk_of(airway, block), AIRWAY_WALL_MM, steps)
    progress(0.4, say("Looking for the lungs"))
    gas = gas[box] & ~taken_out
    lungs = lung_pieces(seen, gas, block)
    left_out = bubbles(seen, lungs, block)
    if left_out.any():
        lungs = lung_pieces(seen, gas & ~left_out, block)
    if not lungs.any():
        raise _no_lung()
    progress(0.5, say("Telling right from left"))
    sides = split(lungs, block, middle_x_mm=middle_x_mm, progress=part(progress, 0.5, 0.7))
    cores, margins = [], []
    for number, (lung, other) in enumerate((sides, sides[::-1])):
        progress(0.7 + 0.1 * number, say("Adding the vessels of the lungs"))
        whole = enclosed(lung, taken_out | other, block, closing_mm=rules.closing_mm)
        # The pleura may run through a cell at the border: only what lies deeper is lung whatever its density.
        cores.append(placed(whole & ~touching(~whole), box, cells.shape))
        margins.append(placed(touching(whole) & ~(taken_out | other | (gas & ~lungs)), box, cells.shape))
    progress(0.9, say("Looking for bone"))
    numbered, sizes = pieces(bony & touching(body))
    keep = sizes * cells.millilitres >= rules.smallest_bone_ml
    return _Found(
        touching(body),
        shrunk(body, 1.5 * max(steps), steps),
        keep[numbered],
        (margins[0], margins[1]),
        (cores[0], cores[1]),
        bool(airway.any()),
        bool((touching(unseen[box]) & lungs).any()),
        float(left_out.sum()) * cells.millilitres,
    )


def _no_lung() -> InputMismatch:
    return InputMismatch(
        say("No lung was found: no large part of this scan has the density of lung."),
        say("Choose a CT of the chest."),
    )


def _require_hu(around: Floats, body: BoolMask) -> None:
    """Refuse where the air around the body is not that of HU."""
    if body.any() and around.size >= body.size // 1000 and OUTSIDE_HU[0] < float(np.median(around)) < OUTSIDE_HU[1]:
        return
    raise InputMismatch(
        say("There is no air around the body, or its values are not those of air: they cannot be trusted as HU."),
        say("Load the series as the scanner reconstructed it."),
    )


def _draw(
    volume: Volume, grid: Oriented, cells: Cells, found: _Found, rules: ChestRules, *, progress: Progress
) -> Chest:
    """Draw everything voxel by voxel on the grid of the source, and measure what is drawn."""
    voxels = grid.view(volume.voxels)
    masks = {name: np.zeros(volume.shape, dtype=np.bool_) for name in PARTS}
    views = {name: grid.view(mask) for name, mask in masks.items()}
    layers, rows, columns = (cells.places(axis) for axis in range(3))
    cell_of = np.ix_(rows, columns)
    figures = dict.fromkeys(LUNGS, LungFigures())
    for index in range(grid.shape[0]):
        progress(index / grid.shape[0], say("Drawing"))
        plane, layer = np.ascontiguousarray(voxels[index]), layers[index]
        gas = (plane < rules.lung_hu) & (plane > UNSEEN_HU)
        lungs = np.zeros(plane.shape, dtype=np.bool_)
        for name, margin, core in zip(LUNGS, found.margins, found.cores, strict=True):
            if not margin[layer].any():
                continue
            lung = (margin[layer][cell_of] & gas | core[layer][cell_of]) & ~lungs
            lungs |= lung
            views[name][index] = lung
            figures[name] += _figures(plane[lung], rules)
        skin = without_sheets(found.body[layer][cell_of] & (plane > rules.skin_hu), grid.spacing_mm[1:])
        inside = found.body_core[layer][cell_of] | skin | lungs
        views["body"][index] = inside
        views["bone"][index] = found.bone[layer][cell_of] & (plane >= rules.bone_hu) & inside & ~lungs
    lungs_view = views["right_lung"] | views["left_lung"]
    return Chest(masks, figures, found.at_circle or _reaches_border(lungs_view), found.has_airway, found.left_out_ml)


def _figures(values: npt.NDArray[Any], rules: ChestRules) -> LungFigures:
    return LungFigures(
        values.size, int(np.count_nonzero(values < rules.low_density_hu)), float(values.sum(dtype=np.float64))
    )


def _reaches_border(mask: BoolMask) -> bool:
    """Whether a mask touches the first or last plane along any axis."""
    return any(bool(mask.take(end, axis).any()) for axis in range(3) for end in (0, -1))
