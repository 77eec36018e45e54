"""The person who is not there: all measures of the phantom's thorax, drawn from one seed."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

RATIO_RANGE = (0.35, 0.65)
"""Cardiothoracic ratios that the anatomy can take without the heart leaving the thorax."""


@dataclass(frozen=True)
class Nodule:
    """A solid ball in the lung.

    Parameters
    ----------
    centre_lps_mm
        (x, y, z) in mm, LPS.
    radius_mm
        Its radius.
    hu
        Its CT number.
    """

    centre_lps_mm: tuple[float, float, float]
    radius_mm: float
    hu: float


@dataclass(frozen=True)
class Anatomy:
    """Measures of one thorax in LPS mm: x to the patient's left, y to the back, z to the head.

    Outlines live in the frontal plane in relative units: heights as ``t``, 0 at the lung apices and 1 at the tip of the
    costophrenic sulci, widths as ``u`` = |x| / `thorax_width_mm`. The origin is on the midline, half-way through the
    chest and in the middle of a film of 358 mm.

    Parameters
    ----------
    seed
        What everything was drawn from.
    thorax_width_mm
        Widest inner distance between the outer edges of both lungs in one height.
    lung_height_mm
        From the apex to the tip of the sulcus.
    apex_z_mm
        Height of the lung apices.
    chest_depth_mm
        Inner depth of the rib cage from front to back.
    wall_mm
        Soft tissue outside the rib cage at the side.
    cardiothoracic_ratio
        Width of the heart over `thorax_width_mm`.
    heart_right_share
        Part of the heart's width to the right of the midline.
    heart_top, heart_bottom
        Heights t of the heart's outline.
    apex_drop
        Where on the outline the heart reaches furthest left, 0 high to 1 low.
    mediastinum_scale
        Widens or narrows the upper mediastinum; 1 is the usual width.
    knuckle_mm
        How far the aortic arch stands out to the left.
    dome_height
        1 for the usual arch of the diaphragm, less for a flat one.
    left_dome_drop_mm
        How much lower the left dome stands.
    clavicle_slope_deg
        Rise of the clavicles to the outside.
    clavicle_z_mm
        Height of their inner ends.
    turn_mm
        Shift of the sternal ends against the spine by a small turn of the body about its long axis.
    spine_bow_mm
        Bow of the spine to one side at mid-height.
    rib_spacing
        Distance between neighbouring ribs in t.
    rib_drop
        How far a rib falls from the spine to its front end, in t.
    rib_shift
        Shift of all ribs in t.
    shoulder_drop_mm
        How far the skin of the shoulder falls from the neck to the edge of the film.
    breast_mm
        Thickness of the breast shadow; 0 for none.
    exposure
        Exposure of the film: 1 is usual, more is darker.
    contrast
        Gradient of the film: 1 is usual.
    vessel_calibre
        Width of the lung vessels: 1 is usual.
    nodules
        Solid balls in the lungs.
    """

    seed: int
    thorax_width_mm: float
    lung_height_mm: float
    apex_z_mm: float
    chest_depth_mm: float
    wall_mm: float
    cardiothoracic_ratio: float
    heart_right_share: float
    heart_top: float
    heart_bottom: float
    apex_drop: float
    mediastinum_scale: float
    knuckle_mm: float
    dome_height: float
    left_dome_drop_mm: float
    clavicle_slope_deg: float
    clavicle_z_mm: float
    turn_mm: float
    spine_bow_mm: float
    rib_spacing: float
    rib_drop: float
    rib_shift: float
    shoulder_drop_mm: float
    breast_mm: float
    exposure: float
    contrast: float
    vessel_calibre: float
    nodules: tuple[Nodule, ...]

    def height(self, t: float) -> float:
        """Z in mm of the relative height t."""
        return self.apex_z_mm - t * self.lung_height_mm


def draw_anatomy(seed: int, *, cardiothoracic_ratio: float | None = None) -> Anatomy:
    """Draw one thorax.

    Parameters
    ----------
    seed
        Same seed, same thorax, whatever the ratio: only the heart changes with it.
    cardiothoracic_ratio
        The true ratio, 0.35 to 0.65; None draws one between 0.40 and 0.55.

    Raises
    ------
    ValueError
        For a ratio outside `RATIO_RANGE`.
    """
    rng = np.random.default_rng(seed)

    def between(low: float, high: float) -> float:
        return float(low + (high - low) * rng.random())

    drawn_ratio = between(0.40, 0.55)
    ratio = drawn_ratio if cardiothoracic_ratio is None else float(cardiothoracic_ratio)
    if not RATIO_RANGE[0] <= ratio <= RATIO_RANGE[1]:
        raise ValueError(f"the cardiothoracic ratio of a phantom is {RATIO_RANGE[0]} to {RATIO_RANGE[1]}, got {ratio}")
    width = between(262.0, 300.0)
    height = width * between(0.92, 1.04)
    apex = 179.0 - between(24.0, 40.0)
    dome, drop = between(0.90, 1.12), between(9.0, 17.0)
    woman = rng.random() < 0.4
    # A wide heart lies, a narrow one hangs: the top moves little, the side that reaches left sinks.
    lying = (ratio - 0.47) / 0.12
    anatomy = Anatomy(
        seed=seed,
        thorax_width_mm=width,
        lung_height_mm=height,
        apex_z_mm=apex,
        chest_depth_mm=between(172.0, 205.0),
        wall_mm=between(27.0, 42.0),
        cardiothoracic_ratio=ratio,
        heart_right_share=between(0.29, 0.35),
        heart_top=between(0.435, 0.475) - 0.008 * lying,
        heart_bottom=1.0 - 0.222 * dome + drop / height + between(0.035, 0.058),
        apex_drop=between(0.71, 0.79) + 0.05 * abs(lying),
        mediastinum_scale=between(0.90, 1.12),
        knuckle_mm=between(4.0, 12.0),
        dome_height=dome,
        left_dome_drop_mm=drop,
        clavicle_slope_deg=between(4.0, 24.0),
        clavicle_z_mm=apex - height * between(0.125, 0.165),
        turn_mm=between(-5.0, 5.0),
        spine_bow_mm=between(-4.0, 4.0),
        rib_spacing=between(0.083, 0.092),
        rib_drop=between(0.30, 0.40),
        rib_shift=between(-0.02, 0.02),
        shoulder_drop_mm=between(38.0, 70.0),
        breast_mm=between(12.0, 30.0) if woman else 0.0,
        exposure=between(0.92, 1.08),
        contrast=between(0.94, 1.08),
        vessel_calibre=between(0.9, 1.15),
        nodules=(),
    )
    return replace(anatomy, nodules=_draw_nodules(anatomy, rng))


def _draw_nodules(anatomy: Anatomy, rng: np.random.Generator) -> tuple[Nodule, ...]:
    """One to three balls that lie in the lung for every ratio: clear of heart, diaphragm and chest wall."""
    nodules = []
    for place in rng.permutation(3)[: rng.integers(1, 4)]:
        side, t_low, t_high, u_low, u_high = (
            (-1.0, 0.24, 0.40, 0.22, 0.33),
            (-1.0, 0.50, 0.66, 0.27, 0.38),
            (1.0, 0.26, 0.44, 0.23, 0.35),
        )[int(place)]
        t, u, depth, size, value = (float(share) for share in rng.random(5))
        centre = (
            side * (u_low + (u_high - u_low) * u) * anatomy.thorax_width_mm,
            (depth - 0.5) * 0.4 * anatomy.chest_depth_mm,
            anatomy.height(t_low + (t_high - t_low) * t),
        )
        nodules.append(Nodule(centre, radius_mm=5.0 + 6.0 * size, hu=float(round(20.0 + 60.0 * value))))
    return tuple(nodules)
