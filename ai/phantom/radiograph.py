"""The phantom's chest film: line integrals from front to back, scatter, the curve of the film, noise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ai.phantom.anatomy import Anatomy, Nodule
from ai.phantom.curve import Field
from ai.phantom.skeleton import Skeleton
from ai.phantom.thorax import Slab, Thorax
from ai.phantom.tissue import AIR_HU, BLOOD_HU, FAT_HU, FAT_LAYER_MM, LUNG_HU, SOFT_HU
from ai.phantom.vessels import grow_vessels, tube_chord
from ai.volume import BoolMask, SpacingKind, Volume

STORED_MAX = 4095
"""Largest value of 12 bit."""
WATER_PER_MM = 0.020
"""Effective linear attenuation of water at chest tube voltages with the hardened beam, 1/mm."""
BONE_EXCESS = 1.3
"""What the photoelectric effect of calcium adds to the CT number of bone in a tube beam."""
SCATTER = 0.45
"""Scattered over primary beam behind the grid."""
VEIL = 0.004
MIDDLE_BEAM = 0.36
"""Beam that gives the middle grey."""
GRADIENT = 1.38
WHITEST = 0.975
"""Grey of film that got no light, 1 being the largest stored value."""
CLAVICLE_PAST_LUNG_MM = 9.0


@dataclass(frozen=True, eq=False)
class RadiographPhantom:
    """A chest film with its truth.

    Parameters
    ----------
    volume
        (1, rows, columns) uint16, 0 to 4095, dense tissue bright; the patient's right is on the image's left.
    masks
        (1, rows, columns) bool for "right_lung", "left_lung", "heart", "right_clavicle", "left_clavicle", drawn as in
        SCR: lungs without heart and mediastinum down to the dome, the whole egg of the heart, clavicles as far as they
        lie on the chest.
    cardiothoracic_ratio
        Widest heart over widest inner thorax, from the outlines, not from pixels.
    nodules
        Where the nodules are.
    recipe
        What makes the same film again: "seed", "cardiothoracic_ratio", "size_px", "spacing_mm".
    """

    volume: Volume
    masks: dict[str, BoolMask]
    cardiothoracic_ratio: float
    nodules: tuple[Nodule, ...]
    recipe: dict[str, float]


def radiograph_phantom(anatomy: Anatomy, *, size_px: int = 1024, spacing_mm: float = 0.35) -> RadiographPhantom:
    """Take the film.

    Parameters
    ----------
    anatomy
        Who stands before it.
    size_px
        Rows and columns; the field is square and centred.
    spacing_mm
        Distance of pixels; 1024 of 0.35 mm hold the whole chest.
    """
    axis = (np.arange(size_px, dtype=np.float64) - 0.5 * (size_px - 1)) * spacing_mm
    x, z = axis[np.newaxis, :], -axis[:, np.newaxis]
    thorax = Thorax(anatomy)
    skeleton = Skeleton(thorax)
    water = water_equivalent_mm(thorax, skeleton, x, z, spacing_mm=spacing_mm)
    values = _develop(anatomy, water, spacing_mm=spacing_mm)
    affine = np.array(
        [
            [0.0, 0.0, spacing_mm, axis[0]],
            [1.0, 0.0, 0.0, 0.0],
            [0.0, -spacing_mm, 0.0, -axis[0]],
            [0.0, 0.0, 0.0, 1.0],
        ]
    )
    volume = Volume(
        values[np.newaxis],
        affine,
        modality="DX",
        spacing_kind=SpacingKind.DETECTOR,
        body_part="CHEST",
        view="PA",
        bones_bright=True,
        source_id=f"phantom-{anatomy.seed}",
    )
    recipe = {
        "seed": anatomy.seed,
        "cardiothoracic_ratio": anatomy.cardiothoracic_ratio,
        "size_px": size_px,
        "spacing_mm": spacing_mm,
    }
    return RadiographPhantom(volume, _masks(thorax, skeleton, x, z), _ratio(thorax), anatomy.nodules, recipe)


def water_equivalent_mm(thorax: Thorax, skeleton: Skeleton, x: Field, z: Field, *, spacing_mm: float) -> Field:
    """(rows, columns) float64: millimetres of water that weaken the beam as the body does.

    Parameters
    ----------
    x, z
        (1, columns) and (rows, 1) positions on an even grid, x rising, z falling.
    """
    anatomy = thorax.anatomy
    body = thorax.body(x, z)
    way = _water(SOFT_HU) * body.length_mm
    way += _water(FAT_HU, SOFT_HU) * 2.0 * np.minimum(0.5 * body.length_mm, FAT_LAYER_MM)
    lung = thorax.lung(x, z) & body
    heart = thorax.heart_slab(x, z) & lung
    middle = thorax.mediastinum(x, z) & lung
    aorta = thorax.aorta(x, z) & lung
    both = heart & middle
    air = (
        lung.length_mm - heart.length_mm - middle.length_mm - aorta.length_mm + both.length_mm
        + (heart & aorta).length_mm + (middle & aorta).length_mm - (both & aorta).length_mm
    )  # fmt: skip
    # Lung and what replaces it lie below bone, where water equivalent is linear in HU.
    way += (thorax.lung_hu(x, z) - SOFT_HU) / 1000.0 * np.maximum(air, 0.0)
    way += _vessels(thorax, x, z, lung=lung, solids=(heart, middle, aorta), spacing_mm=spacing_mm)
    way += _water(AIR_HU, SOFT_HU) * (thorax.airways(x, z) & body).length_mm
    way += _water(AIR_HU, SOFT_HU) * thorax.stomach_gas(x, z).length_mm
    for bone in skeleton.bones(x, z):
        way += _water(bone.hu, bone.base_hu) * (bone.slab & body).length_mm
    for nodule in anatomy.nodules:
        cx, _, cz = nodule.centre_lps_mm
        chord = 2.0 * np.sqrt(np.maximum(nodule.radius_mm**2 - (x - cx) ** 2 - (z - cz) ** 2, 0.0))
        way += (_water(nodule.hu) - 1.0 - thorax.lung_hu(x, z) / 1000.0) * chord
    return way


def _water(hu: float, base_hu: float = AIR_HU) -> float:
    """Give the water equivalent of 1 mm of a tissue in place of another; bone weakens the beam beyond its CT number."""

    def density(value: float) -> float:
        return 1.0 + value / 1000.0 + max(value - 60.0, 0.0) / 1000.0 * BONE_EXCESS

    return density(hu) - density(base_hu)


def _vessels(thorax: Thorax, x: Field, z: Field, *, lung: Slab, solids: tuple[Slab, ...], spacing_mm: float) -> Field:
    """Water equivalent that the vessels add where they lie in the air of the lung."""
    rows, columns = z.shape[0], x.shape[1]
    result = np.zeros((2, rows, columns))
    for tube in grow_vessels(thorax):
        (x0, _, z0), (x1, _, z1) = tube.start_mm, tube.end_mm
        margin = tube.radius_mm + spacing_mm
        left = int(np.clip((min(x0, x1) - margin - x[0, 0]) / spacing_mm, 0, columns))
        right = int(np.clip((max(x0, x1) + margin - x[0, 0]) / spacing_mm + 1, 0, columns))
        top = int(np.clip((z[0, 0] - max(z0, z1) - margin) / spacing_mm, 0, rows))
        bottom = int(np.clip((z[0, 0] - min(z0, z1) + margin) / spacing_mm + 1, 0, rows))
        if left >= right or top >= bottom:
            continue
        box = np.s_[top:bottom, left:right]
        chord, depth = tube_chord(tube, x[:, left:right], z[top:bottom])
        in_air = (lung.front_mm[box] < depth) & (depth < lung.back_mm[box])
        for solid in solids:
            in_air &= (depth < solid.front_mm[box]) | (solid.back_mm[box] < depth)
        tree = result[tube.tree]
        tree[box] = np.maximum(tree[box], np.where(in_air, chord, 0.0))
    total: Field = (result[0] + result[1]) * _water(BLOOD_HU, LUNG_HU)
    return total


def _masks(thorax: Thorax, skeleton: Skeleton, x: Field, z: Field) -> dict[str, BoolMask]:
    lungs = thorax.lung_outline(x, z)
    masks = {
        "right_lung": lungs & (x < 0.0),
        "left_lung": lungs & (x > 0.0),
        "heart": thorax.heart.relative_radius(x, z) < 1.0,
    }
    # SCR draws a clavicle as far as it lies over the chest: to a little outside of the lung's edge.
    chest = np.abs(x) < thorax.cage_half_width_mm(z) + CLAVICLE_PAST_LUNG_MM
    for name, side in (("right_clavicle", -1.0), ("left_clavicle", 1.0)):
        masks[name] = (skeleton.clavicle_offset(x, z, side=side) < 1.0) & chest
    return {name: mask[np.newaxis] for name, mask in masks.items()}


def _ratio(thorax: Thorax) -> float:
    reach = thorax.heart.points_xz_mm[:, 0]
    return float((reach.max() - reach.min()) / thorax.widest_mm()[1])


def _develop(anatomy: Anatomy, water_mm: Field, *, spacing_mm: float) -> npt.NDArray[np.uint16]:
    """Beam behind the patient -> stored values of the film."""
    primary = np.exp(-WATER_PER_MM * water_mm)
    scatter = SCATTER * _smooth(np.minimum(primary, 0.35), sigma_mm=26.0, spacing_mm=spacing_mm)
    beam = (primary + scatter + VEIL) * anatomy.exposure
    beam = _smooth(beam, sigma_mm=0.32, spacing_mm=spacing_mm)
    rng = np.random.default_rng((anatomy.seed, 3))
    beam *= 1.0 + 0.011 * rng.standard_normal(beam.shape) / np.sqrt(beam / 0.2 + 0.05)
    grey = WHITEST / (1.0 + (np.maximum(beam, 1e-6) / MIDDLE_BEAM) ** (GRADIENT * anatomy.contrast))
    result: npt.NDArray[np.uint16] = np.clip(np.rint(grey * STORED_MAX), 0, STORED_MAX).astype(np.uint16)
    return result


def _smooth(values: Field, *, sigma_mm: float, spacing_mm: float) -> Field:
    """Three running means on each axis, which come close to a Gaussian of that width."""
    radius = round(sigma_mm / spacing_mm)
    if radius < 1:
        share = min((sigma_mm / spacing_mm) ** 2 / 2.0, 0.25)
        for axis in (0, 1):
            padded = np.concatenate([np.take(values, [0], axis), values, np.take(values, [-1], axis)], axis)
            low, high = _cut(padded, axis, 0, -2), _cut(padded, axis, 2, None)
            values = values * (1.0 - 2.0 * share) + share * (low + high)
        return values
    width = 2 * radius + 1
    for axis in (0, 1):
        for _ in range(3):
            first, last = np.take(values, [0] * (radius + 1), axis), np.take(values, [-1] * radius, axis)
            summed = np.cumsum(np.concatenate([first, values, last], axis), axis)
            values = (_cut(summed, axis, width, None) - _cut(summed, axis, 0, -width)) / width
    return values


def _cut(values: Field, axis: int, start: int, stop: int | None) -> Field:
    return values[start:stop] if axis == 0 else values[:, start:stop]
