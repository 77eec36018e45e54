"""Soft parts of the phantom: for every point of the frontal plane, where each part begins and ends in depth.

A part is a `Slab`: its front and back surface in y as a function of (x, z). The CT asks whether a voxel lies between
them, the radiograph asks for their distance; so both show the same body, and a border in the radiograph is exactly the
outline of the part.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from ai.phantom.anatomy import Anatomy
from ai.phantom.curve import ClosedOutline, Curve, Field
from ai.phantom.tissue import LUNG_HU

BoolField: TypeAlias = npt.NDArray[np.bool_]
"""Any shape, bool."""

HEART_ROUNDING_MM = 46.0
"""From the border of the heart to where it is as thick as in the middle."""


@dataclass(frozen=True, eq=False)
class Slab:
    """Front and back surface of a part, y in mm, of the broadcast shape of the positions; empty where front >= back."""

    front_mm: Field
    back_mm: Field

    @property
    def length_mm(self) -> Field:
        """Way of a ray from front to back through the part."""
        result: Field = np.maximum(self.back_mm - self.front_mm, 0.0)
        return result

    def __and__(self, other: Slab) -> Slab:
        return Slab(np.maximum(self.front_mm, other.front_mm), np.minimum(self.back_mm, other.back_mm))

    @classmethod
    def around(cls, middle_mm: Field | float, half_mm: Field) -> Slab:
        """Half a thickness on both sides of a middle; empty where the half is not positive."""
        return cls(middle_mm - half_mm, middle_mm + half_mm)


def bulge(relative: Field, power: float) -> Field:
    """Half-thickness of a rounded body, 1 in the middle, 0 at the relative distance 1 and beyond; steep at the edge."""
    result: Field = np.sqrt(np.maximum(1.0 - np.abs(relative) ** power, 0.0))
    return result


class Thorax:
    """Outlines and surfaces of one anatomy, as functions of x and z (arrays that broadcast, mm).

    Parameters
    ----------
    anatomy
        The measures.
    """

    DOME_FADE_MM = 26.0
    """How far below its dome the diaphragm still leaves lung behind it."""

    def __init__(self, anatomy: Anatomy) -> None:
        self.anatomy = anatomy
        a = anatomy
        # Half the inner thorax over its widest, by height; below the lungs the cage goes on.
        self._cage = Curve.through(
            (-0.10, 0.08), (-0.04, 0.13), (0.0, 0.175), (0.02, 0.235), (0.06, 0.300), (0.10, 0.343), (0.14, 0.373),
            (0.20, 0.402), (0.28, 0.427), (0.38, 0.445), (0.50, 0.460), (0.62, 0.473), (0.74, 0.488), (0.84, 0.498),
            (0.88, 0.500), (0.94, 0.497), (1.0, 0.490), (1.2, 0.478), (1.5, 0.46),
        )  # fmt: skip
        self._cage_half_depth = Curve.through(
            (-0.15, 0.10),
            (0.0, 0.26),
            (0.03, 0.40),
            (0.07, 0.52),
            (0.14, 0.64),
            (0.26, 0.80),
            (0.45, 0.95),
            (0.70, 1.0),
            (1.3, 0.98),
        )
        self._cage_middle = Curve.through((-0.1, 34.0), (0.1, 24.0), (0.35, 8.0), (0.7, 0.0))
        k = a.mediastinum_scale
        knuckle = a.knuckle_mm / a.thorax_width_mm
        top = a.heart_top
        self._right_border = Curve.through(
            (0.0, 0.160), (0.02, 0.108), (0.06, 0.076 * k), (0.10, 0.065 * k), (0.16, 0.062 * k), (0.24, 0.066 * k),
            (0.32, 0.076 * k), (top - 0.06, 0.088 * k), (top + 0.02, 0.085 * k), (top + 0.16, 0.070), (1.2, 0.060),
        )  # fmt: skip
        self._left_border = Curve.through(
            (0.0, 0.160), (0.02, 0.110), (0.06, 0.082 * k), (0.10, 0.074 * k), (0.16, 0.073 * k),
            (0.205, 0.080 * k + 0.2 * knuckle), (0.25, 0.096 * k + knuckle), (0.29, 0.100 * k + knuckle),
            (0.34, 0.098 * k + 0.6 * knuckle), (0.385, 0.112 * k), (top - 0.03, 0.122 * k), (top + 0.02, 0.118 * k),
            (top + 0.16, 0.075), (1.2, 0.065),
        )  # fmt: skip
        rise, drop = a.dome_height, a.left_dome_drop_mm / a.lung_height_mm
        self._right_dome = Curve.through(
            *((u, 1.0 - (1.0 - t) * rise) for u, t in (
                (0.0, 0.792), (0.10, 0.783), (0.18, 0.772), (0.25, 0.775), (0.32, 0.800), (0.38, 0.838), (0.43, 0.885),
                (0.465, 0.932), (0.487, 0.975))), (0.4965, 1.0), (0.60, 1.03),
        )  # fmt: skip
        self._left_dome = Curve.through(
            *((u, 1.0 - (1.0 - t) * rise + drop * fall) for u, t, fall in (
                (0.0, 0.792, 1.0), (0.12, 0.783, 1.0), (0.22, 0.775, 1.0), (0.28, 0.778, 1.0), (0.34, 0.803, 1.0),
                (0.39, 0.840, 0.9), (0.435, 0.887, 0.7), (0.467, 0.935, 0.4), (0.488, 0.977, 0.1))),
            (0.4965, 1.0), (0.60, 1.03),
        )  # fmt: skip
        wall = a.wall_mm / a.thorax_width_mm
        self._skin = Curve.through(
            (-0.2, 1.2), (0.20, 1.1), (0.30, 0.78), (0.40, 0.60 + wall), (0.50, 0.515 + wall), (0.65, 0.505 + wall),
            (0.90, 0.502 + wall), (1.3, 0.490 + wall),
        )  # fmt: skip

        self.heart = self._heart_outline()

    def relative_height(self, z_mm: Field) -> Field:
        """T of a height: 0 at the apices, 1 at the sulci."""
        return (self.anatomy.apex_z_mm - z_mm) / self.anatomy.lung_height_mm

    def relative_width(self, x_mm: Field) -> Field:
        """Distance from the midline over the width of the thorax."""
        result: Field = np.abs(x_mm) / self.anatomy.thorax_width_mm
        return result

    # -- outlines ---------------------------------------------------------------------------------------------------

    def cage_half_width_mm(self, z_mm: Field) -> Field:
        """Half the inner width of the rib cage."""
        return self.anatomy.thorax_width_mm * self._cage(self.relative_height(z_mm))

    def mediastinum_offset(self, x_mm: Field, z_mm: Field) -> Field:
        """Distance from the midline over that of the mediastinal border: below 1 inside."""
        t, u = self.relative_height(z_mm), self.relative_width(x_mm)
        result: Field = u / np.where(x_mm < 0.0, self._right_border(t), self._left_border(t))
        return result

    def dome_z_mm(self, x_mm: Field) -> Field:
        """Height of the diaphragm's outline."""
        u = self.relative_width(x_mm)
        t = np.where(x_mm < 0.0, self._right_dome(u), self._left_dome(u))
        result: Field = self.anatomy.apex_z_mm - t * self.anatomy.lung_height_mm
        return result

    def lung_outline(self, x_mm: Field, z_mm: Field) -> BoolField:
        """Whether a point lies in the outline of a lung: not in heart or mediastinum, above the diaphragm."""
        inside: BoolField = (
            (np.abs(x_mm) < self.cage_half_width_mm(z_mm))
            & (z_mm < self.anatomy.apex_z_mm)
            & (z_mm > self.dome_z_mm(x_mm))
            & (self.mediastinum_offset(x_mm, z_mm) > 1.0)
            & (self.heart.relative_radius(x_mm, z_mm) > 1.0)
        )
        return inside

    def widest_mm(self) -> tuple[float, float]:
        """Height z and width of the widest row that both lungs reach, from the outlines."""
        z = np.arange(self.anatomy.height(1.0), self.anatomy.height(0.3), 0.05)
        half = self.cage_half_width_mm(z)
        reached = (self.dome_z_mm(-half + 1e-6) < z) & (self.dome_z_mm(half - 1e-6) < z)
        row = int(np.argmax(np.where(reached, half, 0.0)))
        return float(z[row]), float(2.0 * half[row])

    # -- surfaces in depth ------------------------------------------------------------------------------------------

    def body(self, x_mm: Field, z_mm: Field) -> Slab:
        """Skin: torso, shoulders, neck and upper arms, breasts."""
        a = self.anatomy
        t, u = self.relative_height(z_mm), self.relative_width(x_mm)
        torso_width = 0.502 + a.wall_mm / a.thorax_width_mm
        chest = 0.5 * a.chest_depth_mm
        torso = (chest * self._cage_half_depth(t) + 27.0) * bulge(u / torso_width, 4.8)
        arm = 64.0 * bulge(u / self._skin(t), 3.0)
        half = 0.5 * (torso + arm + np.sqrt((torso - arm) ** 2 + 144.0)) - 6.0
        # The skin line of the shoulder: everything above it is air, just below it the body is thin.
        below = self._shoulder_z_mm(x_mm) - z_mm
        rounded = np.clip(below / 50.0, 0.0, 1.0)
        half = np.where(below > 0.0, half * np.sqrt(rounded * (2.0 - rounded)), -1.0)
        half = np.where(u < self._skin(t), half, -1.0)
        middle = self._cage_middle(t) + 2.0
        front = middle - half
        if a.breast_mm > 0.0:
            front = front - np.where(half > 0.0, self._breast_mm(x_mm, z_mm), 0.0)
        return Slab(front, middle + half)

    def _shoulder_z_mm(self, x_mm: Field) -> Field:
        """Height of the skin between neck and shoulder."""
        a = self.anatomy
        result: Field = (
            a.apex_z_mm
            + self._shoulder(np.abs(x_mm))
            - a.shoulder_drop_mm * np.clip((np.abs(x_mm) - 60.0) / 120.0, 0.0, 1.5)
        )
        return result

    _shoulder = Curve.through((42.0, 170.0), (50.0, 110.0), (58.0, 75.0), (72.0, 54.0), (95.0, 46.0), (200.0, 40.0))

    def _breast_mm(self, x_mm: Field, z_mm: Field) -> Field:
        a = self.anatomy
        across = (np.abs(x_mm) - 0.30 * a.thorax_width_mm) / (0.235 * a.thorax_width_mm)
        down = (a.height(0.70) - z_mm) / np.where(z_mm > a.height(0.70), 105.0, 58.0)
        result: Field = a.breast_mm * bulge(np.hypot(across, down), 1.4)
        return result

    def cage(self, x_mm: Field, z_mm: Field, *, beyond_mm: float = 0.0) -> Slab:
        """Inner surface of the rib cage, or one that lies further out."""
        t = self.relative_height(z_mm)
        half_depth = 0.5 * self.anatomy.chest_depth_mm * self._cage_half_depth(t) + beyond_mm
        half = half_depth * bulge(x_mm / (self.cage_half_width_mm(z_mm) + beyond_mm), 5.0)
        return Slab.around(self._cage_middle(t), half)

    def lung(self, x_mm: Field, z_mm: Field) -> Slab:
        """Cage above the diaphragm; below the dome's outline the lung goes on behind it and thins out fast."""
        cage = self.cage(x_mm, z_mm)
        below = (self.dome_z_mm(x_mm) - z_mm) / self.DOME_FADE_MM
        lost = np.clip(below, 0.0, 1.0) ** 0.45
        front = cage.front_mm + lost * cage.length_mm
        front = np.where(z_mm < self.anatomy.apex_z_mm, front, cage.back_mm)
        return Slab(front, cage.back_mm)

    def lung_hu(self, x_mm: Field, z_mm: Field) -> Field:
        """CT number of the lung between the vessels that are drawn: the many small ones make its middle denser."""
        t, u = self.relative_height(z_mm), self.relative_width(x_mm)
        near = np.clip(1.0 - u / 0.38, 0.0, 1.0)
        low = np.clip((t - 0.15) / 0.45, 0.0, 1.0)
        result: Field = LUNG_HU + 190.0 * near * near * low
        return result

    def mediastinum(self, x_mm: Field, z_mm: Field) -> Slab:
        """Vessels, trachea, oesophagus, fat between the lungs; as deep as the chest in the middle."""
        cage = self.cage(np.zeros_like(x_mm), z_mm)
        # Between the lungs its edge is sharp; behind the heart it has none.
        behind = np.clip((self.relative_height(z_mm) - self.anatomy.heart_top) / 0.10, 0.0, 1.0)
        round_ = bulge(self.mediastinum_offset(x_mm, z_mm) / (1.0 + 0.5 * behind), 2.6)
        half = 0.5 * cage.length_mm * round_ * (1.0 - behind + behind * round_ * round_)
        return Slab.around(0.5 * (cage.front_mm + cage.back_mm), half)

    def heart_slab(self, x_mm: Field, z_mm: Field) -> Slab:
        """Give the heart, behind the sternum: rounded at its border, flat further in, whatever its size."""
        half = 0.31 * self.anatomy.chest_depth_mm
        inside = np.clip(self.heart.depth_mm(x_mm, z_mm) / HEART_ROUNDING_MM, 0.0, 1.0)
        return Slab.around(-0.06 * self.anatomy.chest_depth_mm, half * np.sqrt(inside * (2.0 - inside)))

    def aorta(self, x_mm: Field, z_mm: Field) -> Slab:
        """Descending aorta, left of the spine, from the arch down."""
        t = self.relative_height(z_mm)
        middle = self._aorta_x(t) + self.spine_x_mm(z_mm)
        half = np.where((t > 0.27) & (t < 1.3), 12.5 * bulge((x_mm - middle) / 12.5, 2.0), -1.0)
        return Slab.around(0.27 * self.anatomy.chest_depth_mm, half)

    _aorta_x = Curve.through((0.25, 20.0), (0.45, 19.0), (0.8, 12.0), (1.1, 4.0))

    def airways(self, x_mm: Field, z_mm: Field) -> Slab:
        """Trachea and main bronchi: air inside the mediastinum."""
        a = self.anatomy
        t = self.relative_height(z_mm)
        lean = a.turn_mm * 0.3 + 2.0 * np.clip((t + 0.1) / 0.5, 0.0, 1.0)
        tube = np.where(t < 0.385, 9.5 * bulge((x_mm - self._trachea_x(t) - lean) / 9.5, 2.5), 0.0)
        carina = a.height(0.375)
        for side, run, fall, calibre in ((-1.0, 18.0, 24.0, 6.5), (1.0, 27.0, 22.0, 5.8)):
            along = np.clip((x_mm - lean) * side / run, 0.0, 1.0)
            distance = np.hypot((z_mm - carina + fall * along) * 0.8, np.minimum((x_mm - lean) * side, 0.0))
            tube = np.maximum(tube, np.where((x_mm - lean) * side < run, calibre * bulge(distance / calibre, 2.0), 0.0))
        return Slab.around(0.06 * a.chest_depth_mm, np.where(tube > 0.0, tube, -1.0))

    _trachea_x = Curve.through((-0.3, 0.0), (0.15, 0.0), (0.28, 1.5), (0.40, 1.0))

    def spine_x_mm(self, z_mm: Field) -> Field:
        """Course of the spine from the midline."""
        a = self.anatomy
        result: Field = (
            a.spine_bow_mm * np.sin(np.pi * np.clip(self.relative_height(z_mm), -0.2, 1.3)) - 0.3 * a.turn_mm
        )
        return result

    def stomach_gas(self, x_mm: Field, z_mm: Field) -> Slab:
        """Gas under the left dome."""
        a = self.anatomy
        centre_x = 0.27 * a.thorax_width_mm
        below = a.left_dome_drop_mm + 24.0
        top = a.height(1.0 - 0.222 * a.dome_height) - below
        across = (x_mm - centre_x) / (17.0 + a.left_dome_drop_mm)
        down = (z_mm - top) / 12.0
        half = 22.0 * bulge(np.hypot(across, down), 2.0)
        return Slab.around(-0.1 * a.chest_depth_mm, np.where(half > 0.0, half, -1.0))

    def _heart_outline(self) -> ClosedOutline:
        """Egg with its blunt end up right and its apex down left; its width is the ratio's share of the thorax."""
        a = self.anatomy
        d = a.apex_drop
        # (across from right to left, down from the vessels' root), both 0 to 1
        shape = np.array([
            (0.235, 0.035), (0.40, 0.004), (0.56, 0.020), (0.665, 0.105), (0.765, 0.250), (0.855, 0.405),
            (0.930, 0.550), (0.985, d - 0.08), (1.0, d), (0.990, d + 0.07), (0.91, 0.965), (0.72, 0.995),
            (0.50, 0.985), (0.30, 0.935), (0.13, 0.860), (0.022, 0.765), (0.0, 0.66), (0.014, 0.490), (0.055, 0.300),
            (0.125, 0.140),
        ])  # fmt: skip
        outline = ClosedOutline.through((0.48, 0.55), shape)
        reach = outline.points_xz_mm
        left, right = reach[:, 0].min(), reach[:, 0].max()
        width = a.cardiothoracic_ratio * self.widest_mm()[1]
        x = (reach[:, 0] - left) / (right - left) * width - a.heart_right_share * width
        z = a.height(a.heart_top) - reach[:, 1] * (a.heart_bottom - a.heart_top) * a.lung_height_mm
        centre = (
            float(width * (0.48 - a.heart_right_share)),
            a.height(a.heart_top + 0.55 * (a.heart_bottom - a.heart_top)),
        )
        return ClosedOutline.through(centre, np.stack([x, z], axis=1))
