"""Where body, airway and lungs lie, found on a coarse picture of a chest CT by rules. Pure functions of arrays.

All arrays are (up, back, left), see `ai.rules.oriented`; a rule may so speak of "above" and "beside".
"""

from __future__ import annotations

import cv2
import numpy as np

from ai.progress import Progress, silent
from ai.rules.oriented import Cells, Floats
from ai.rules.parts import (
    box_around,
    depth,
    filled,
    flooded,
    grown,
    largest,
    opened_by_plane,
    pieces,
    placed,
    reached,
    shrunk,
)
from ai.volume import BoolMask
from ai.words import say

SEED_AREA_MM2 = (60.0, 900.0)
"""Of a cut through the trachea: 9 to 34 mm wide."""

SEED_LENGTH_MM = 20.0
"""Over which it must be seen as one round piece of gas in the middle of the body."""

LONGEST_SIDE = 2.2
"""Of that cut over its shortest; a slanting cut through a tube is longer than wide."""

SEED_MIDDLE = (0.3, 0.7)
"""Part of the body's width in which the trachea lies."""

AIRWAY_HU = tuple(range(-960, -700, 20))
"""Thresholds at which the airway is grown, in turn, until it leaks into the lung."""

MOST_AIRWAY_ML = 120.0
"""Trachea and main bronchi of a tall man hold some 80 ml; more is lung."""

LEAK_ML = 20.0
"""Growth from one threshold to the next, after the first, that only a leak into the lung explains."""

TRUNK_MM = 3.4
"""Radius from which a bronchus is taken out of the lung; smaller ones belong to it, as its vessels do."""

AIRWAY_WALL_MM = 2.5
"""What is taken out with the airway around its gas."""

LUNG_HU = (-970.0, -400.0)
"""Median of a lung: between gas and what is solid. The most destroyed lungs come to some -950."""

BUBBLE_HU, BUBBLE_MM, BUBBLE_CORE_ML, BUBBLE_ML = -960.0, 3.0, 2.0, (10.0, 400.0)
"""Gas of a stomach that touches the lung: below so many HU over more than twice so many mm, with a core and a volume of
so many ml. More than that in a lung that is so thin all over is emphysema."""

SURELY_LUNG_HU = -930.0
"""Median from which a small piece is no gas of stomach or bowel."""

SMALLEST_PIECE_ML, SMALLEST_PIECE, LARGE_PIECE = 50.0, 0.03, 0.15
"""A part of a lung that hangs together with no other one, in ml and over the largest; what is smaller is left out, what
is larger than the last may be the other lung."""

LOW_PART = 0.33
"""Of the height of the largest piece: below it a small piece is bowel."""

CUT_LUNG_HU = -900.0
"""Median from which gas at the side of a plane is lung that the field of view cut off; air is near -1000, foam of the
table and blankets hang together with it."""

SMALLEST_LUNG_ML = 100.0
"""Less is no lung of a chest CT."""

SPLIT_STEPS_MM = (2.0, 3.5, 5.0, 7.0, 9.0, 12.0, 15.0, 20.0, 25.0, 30.0)
"""By which both lungs are shrunk, in turn, until they come apart."""

LEAST_SHARE = 0.15
"""Of the lungs' volume that a piece must have to be the core of a lung."""

LEAST_APART = 0.25
"""Distance between the middles of two lungs over the width of both: pieces of one lung lie closer, side by side."""


def find_body(picture: Floats, unseen: BoolMask, *, skin_hu: float) -> BoolMask:
    """Find the body: the largest dense part without thin shells such as the table's, with all that it encloses.

    Plane by plane, since the airway may leave the scan at its upper and lower end. What a plane leaves open at its side
    is outside too, unless it has the density of lung: then the field of view cut it off.

    Parameters
    ----------
    unseen
        What lies outside the circle of the scanner.
    """
    body = largest(opened_by_plane(picture > skin_hu))
    for plane, seen, values in zip(body, ~unseen, picture, strict=True):
        count, numbered = cv2.connectedComponents((~plane & seen).astype(np.uint8), connectivity=4)
        beside = cv2.dilate((~seen).astype(np.uint8), np.ones((3, 3), dtype=np.uint8)).astype(np.bool_)
        beside[[0, -1]] = beside[:, [0, -1]] = True
        opens = np.zeros(count, dtype=np.bool_)
        opens[np.unique(numbered[beside])] = True
        for number in range(1, count):
            part = numbered == number
            if not opens[number] or CUT_LUNG_HU < float(np.median(values[part])) < LUNG_HU[1]:
                plane |= part
    return body


def trachea_seed(picture: Floats, body: BoolMask, cells: Cells, *, gas_hu: float) -> BoolMask:
    """Find the trachea: round pieces of gas in the middle of the body that follow each other from plane to plane.

    Returns
    -------
    BoolMask
        The uppermost such chain; empty where there is none.
    """
    round_gas = np.zeros_like(body)
    up_mm, back_mm, left_mm = cells.spacing_mm
    for index in range(len(picture)):
        columns = np.flatnonzero(body[index].any(axis=0))
        if not columns.size:
            continue
        width = columns[-1] - columns[0] + 1
        gas = ((picture[index] < gas_hu) & body[index]).astype(np.uint8)
        _, numbered, facts, centres = cv2.connectedComponentsWithStats(gas, connectivity=4)
        for number in range(1, len(facts)):
            sides = facts[number, cv2.CC_STAT_HEIGHT] * back_mm, facts[number, cv2.CC_STAT_WIDTH] * left_mm
            area = facts[number, cv2.CC_STAT_AREA] * back_mm * left_mm
            middle = (centres[number, 0] - columns[0]) / width
            if (
                SEED_AREA_MM2[0] <= area <= SEED_AREA_MM2[1]
                and SEED_MIDDLE[0] < middle < SEED_MIDDLE[1]
                and max(sides) < LONGEST_SIDE * min(sides)
            ):
                round_gas[index] |= numbered == number
    numbered, sizes = pieces(round_gas)
    best, best_top = 0, -1
    for number in range(1, len(sizes)):
        planes = np.flatnonzero((numbered == number).any(axis=(1, 2)))
        if (planes[-1] - planes[0] + 1) * up_mm >= SEED_LENGTH_MM and planes[-1] > best_top:
            best, best_top = number, int(planes[-1])
        if sizes[number] * cells.millilitres < 1.0:
            break  # the rest is smaller still
    return numbered == best if best else np.zeros_like(body)


def grow_airway(
    picture: Floats, seed: BoolMask, body: BoolMask, cells: Cells, *, progress: Progress = silent
) -> BoolMask:
    """Grow the airway from the trachea, threshold by threshold, and stop before it leaks into the lung.

    Returns
    -------
    BoolMask
        Gas of trachea and bronchi; the seed alone where even the lowest threshold leaks.
    """
    best, best_ml = seed, float(seed.sum()) * cells.millilitres
    for number, threshold in enumerate(AIRWAY_HU):
        progress(number / len(AIRWAY_HU), say("Looking for the airway"))
        found = reached(((picture < threshold) | seed) & body, seed)
        millilitres = float(found.sum()) * cells.millilitres
        if millilitres > MOST_AIRWAY_ML or (best is not seed and millilitres > best_ml + LEAK_ML):
            break
        best, best_ml = found, millilitres
    return best


def trunk_of(airway: BoolMask, cells: Cells) -> BoolMask:
    """Keep what is wide: trachea and main bronchi, not the bronchi inside the lungs."""
    if not airway.any():
        return airway
    core = shrunk(airway, TRUNK_MM, cells.spacing_mm)
    return grown(core, TRUNK_MM + 0.5 * max(cells.spacing_mm[1:]), cells.spacing_mm) & airway


def lung_pieces(picture: Floats, gas: BoolMask, cells: Cells) -> BoolMask:
    """Keep the parts of the gas inside the body that are lung by size, mean density and height.

    Gas of stomach and bowel is nearer to -1000 HU than a lung ever is; bowel with other content is small and low.
    """
    numbered, sizes = pieces(gas)
    keep = np.zeros(len(sizes), dtype=np.bool_)
    main_ml, floor = 0.0, 0.0
    for number in range(1, len(sizes)):
        millilitres = float(sizes[number]) * cells.millilitres
        if millilitres < (max(SMALLEST_PIECE_ML, SMALLEST_PIECE * main_ml) if main_ml else SMALLEST_LUNG_ML):
            break
        piece = numbered == number
        density = float(np.median(picture[piece]))
        planes = np.flatnonzero(piece.any(axis=(1, 2)))
        if not main_ml:
            keep[number] = LUNG_HU[0] < density < LUNG_HU[1]
            if keep[number]:
                main_ml = millilitres
                floor = planes[0] + LOW_PART * (planes[-1] - planes[0])
        elif millilitres >= LARGE_PIECE * main_ml:
            keep[number] = LUNG_HU[0] < density < LUNG_HU[1]
        else:
            keep[number] = SURELY_LUNG_HU < density < LUNG_HU[1] and float(planes.mean()) > floor
    return keep[numbered]


def bubbles(picture: Floats, lungs: BoolMask, cells: Cells) -> BoolMask:
    """Find gas in the lower half that hangs together with a lung but is too thin and even to be one: stomach, bowel.

    A pneumothorax or a bulla down there is found too; whoever leaves it out has to say so.
    """
    found = np.zeros_like(lungs)
    reach_mm = BUBBLE_MM + 1.5 * max(cells.spacing_mm)
    planes = np.flatnonzero(lungs.any(axis=(1, 2)))
    middle = planes.mean() if planes.size else 0.0
    numbered, sizes = pieces(shrunk(lungs & (picture < BUBBLE_HU), BUBBLE_MM, cells.spacing_mm))
    for number in range(1, len(sizes)):
        if sizes[number] * cells.millilitres < BUBBLE_CORE_ML:
            break
        core = numbered == number
        bubble = grown(core, reach_mm, cells.spacing_mm) & lungs
        least, most = BUBBLE_ML
        height = float(np.nonzero(core)[0].mean())
        if height < middle and least <= float(bubble.sum()) * cells.millilitres <= most:
            found |= bubble
    return found


def split(
    lungs: BoolMask, cells: Cells, *, middle_x_mm: float, progress: Progress = silent
) -> tuple[BoolMask, BoolMask]:
    """Tell right from left by their place in the patient; lungs that touch are parted where they are thinnest.

    Parameters
    ----------
    lungs
        Both, or one.
    middle_x_mm
        Middle of the body, LPS.

    Returns
    -------
    right, left
        Of the patient; they share no voxel. One is empty where there is one lung.
    """
    nothing = np.zeros_like(lungs)
    if not lungs.any():
        return nothing, nothing
    width_mm = _width_mm(lungs, cells)
    depth_mm = depth(lungs, cells.spacing_mm)
    for step, by_mm in enumerate((0.0, *SPLIT_STEPS_MM)):
        progress(step / (len(SPLIT_STEPS_MM) + 1), say("Telling right from left"))
        numbered, sizes = pieces(depth_mm > by_mm)
        cores = [numbered == number for number in np.flatnonzero(sizes >= LEAST_SHARE * sizes.sum()) if number]
        xs = [_centre_x_mm(each, cells) for each in cores]
        if len(cores) < 2 or max(xs) - min(xs) < LEAST_APART * width_mm:
            continue
        middle = (min(xs) + max(xs)) / 2
        right = np.logical_or.reduce([each for each, x in zip(cores, xs, strict=True) if x < middle])
        left = np.logical_or.reduce([each for each, x in zip(cores, xs, strict=True) if x >= middle])
        progress((step + 0.5) / (len(SPLIT_STEPS_MM) + 1), say("Telling right from left"))
        is_right = flooded(depth_mm, right, left)
        return is_right, lungs & ~is_right
    return (lungs, nothing) if _centre_x_mm(lungs, cells) < middle_x_mm else (nothing, lungs)


def enclosed(lung: BoolMask, blocked: BoolMask, cells: Cells, *, closing_mm: float) -> BoolMask:
    """Add vessels, small bronchi and nodules that a lung encloses: closed by a distance, holes filled."""
    if not lung.any():
        return lung
    box = box_around(lung, int(closing_mm / min(cells.spacing_mm)) + 2)
    around = shrunk(grown(lung[box], closing_mm, cells.spacing_mm), closing_mm, cells.spacing_mm)
    return placed(filled(around | lung[box]), box, lung.shape) & ~blocked


def _centre_x_mm(mask: BoolMask, cells: Cells) -> float:
    return float(cells.to_lps_mm([axis.mean() for axis in np.nonzero(mask)])[0])


def _width_mm(mask: BoolMask, cells: Cells) -> float:
    return float(np.ptp(cells.to_lps_mm(np.argwhere(mask))[:, 0]))
