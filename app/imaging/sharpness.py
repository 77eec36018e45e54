"""How noisy and how sharp a picture is, in figures: before a filter and after it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from ai.volume import BoolMask
from app.imaging.filters.gaussian import real
from app.imaging.noise import noise_sd
from app.imaging.window import RealPlane

STRONGEST = 0.01
"""Share of the pixels, the steepest ones, that edge strength is the mean of."""

_SOBEL_GAIN = 8.0
"""What Sobel's operator makes of a slope of 1 per pixel."""


@dataclass(frozen=True)
class RegionFigures:
    """What the pixels of a region say; NaN where it has fewer than two with a value.

    Parameters
    ----------
    mean, sd
        In the unit of the plane; the standard deviation of the sample.
    snr
        Signal to noise: mean over standard deviation, without unit. Means something only where 0 is no signal, as in MR
        and radiographs, and where the region is even; infinite without noise.
    """

    mean: float
    sd: float
    snr: float


@dataclass(frozen=True)
class Figures:
    """What a picture says.

    Parameters
    ----------
    noise
        Standard deviation of the noise, told from the whole picture, in its unit; see `app.imaging.noise.noise_sd`.
    edges
        Strength of its edges, in its unit per pixel; see `edge_strength`.
    region
        Of a region of it, where there is one.
    """

    noise: float
    edges: float
    region: RegionFigures | None = None


@dataclass(frozen=True)
class Comparison:
    """Figures of the values themselves and of what a lens made of them."""

    before: Figures
    after: Figures

    @property
    def noise_ratio(self) -> float:
        """Noise after over noise before: 0.5 for half; NaN where there was none."""
        return _ratio(self.after.noise, self.before.noise)

    @property
    def edge_ratio(self) -> float:
        """Edge strength after over that before: below 1 is softer, above 1 sharper; NaN where there were no edges."""
        return _ratio(self.after.edges, self.before.edges)

    @property
    def snr_ratio(self) -> float:
        """Signal to noise of the region after over that before; NaN without a region."""
        if self.before.region is None or self.after.region is None:
            return math.nan
        return _ratio(self.after.region.snr, self.before.region.snr)


def figures(plane: RealPlane, *, counted: BoolMask | None = None, region: BoolMask | None = None) -> Figures:
    """Tell noise and sharpness of a picture.

    Parameters
    ----------
    plane
        (rows, columns), any real dtype.
    counted
        (rows, columns) bool: pixels that are no padding; None means all. Those without a value (NaN) never count.
    region
        (rows, columns) bool: pixels of a region, or None.
    """
    usable = _usable(plane, counted)
    return Figures(
        noise_sd(plane, usable),
        edge_strength(plane, counted=usable),
        None if region is None else region_figures(plane, region if usable is None else region & usable),
    )


def compared(
    before: RealPlane,
    after: RealPlane,
    *,
    counted: BoolMask | None = None,
    region: BoolMask | None = None,
) -> Comparison:
    """Tell noise and sharpness of a picture and of what a lens made of it; otherwise as `figures`."""
    return Comparison(figures(before, counted=counted, region=region), figures(after, counted=counted, region=region))


def region_figures(plane: RealPlane, region: BoolMask) -> RegionFigures:
    """Tell mean, standard deviation and signal to noise of a region.

    Parameters
    ----------
    plane
        (rows, columns), any real dtype.
    region
        (rows, columns) bool.

    References
    ----------
    NEMA MS 1, Determination of signal-to-noise ratio (SNR) in diagnostic magnetic resonance imaging: mean and standard
    deviation of one region, where there is only one picture.
    """
    values = plane[region].astype(np.float64)
    values = values[np.isfinite(values)]
    if len(values) < 2:
        return RegionFigures(math.nan, math.nan, math.nan)
    mean, sd = float(values.mean()), float(values.std(ddof=1))
    return RegionFigures(mean, sd, mean / sd if sd > 0 else math.copysign(math.inf, mean))


def edge_strength(plane: RealPlane, *, counted: BoolMask | None = None) -> float:
    """Mean slope of the steepest pixels, `STRONGEST` of all.

    Noise has slopes too: they hide in it as long as edges are the stronger of the two.

    Parameters
    ----------
    plane
        (rows, columns), any real dtype.
    counted
        (rows, columns) bool: pixels that may be looked at; only those all of whose neighbours may be looked at are.
        None means all.

    Returns
    -------
    float
        In the unit of the plane per pixel; 0 for a picture without a pixel that can be looked at.

    References
    ----------
    Length of the gradient by Sobel's operator, as in the Tenengrad measure of focus: Tenenbaum, Accommodation in
    computer vision (1970); Krotkov, Focusing, International Journal of Computer Vision 1 (1988) 223-237.
    """
    rows, columns = plane.shape
    if min(rows, columns) < 3:
        return 0.0
    values = real(plane)
    along, down = (cv2.Sobel(values, -1, *order, ksize=3, scale=1 / _SOBEL_GAIN) for order in ((1, 0), (0, 1)))
    inside = np.s_[1:-1, 1:-1]
    slopes = cv2.magnitude(along, down)[inside]
    if counted is None:
        found = slopes.reshape(-1)
    else:
        # A neighbour that does not count would make a slope of its own.
        whole = cv2.erode(counted.astype(np.uint8), np.ones((3, 3), np.uint8))[inside]
        found = slopes[whole.astype(np.bool_)]
    if not found.size:
        return 0.0
    count = max(round(STRONGEST * found.size), 1)
    return float(np.partition(found, found.size - count)[-count:].mean(dtype=np.float64))


def _usable(plane: RealPlane, counted: BoolMask | None) -> BoolMask | None:
    """Leave out what has no value; None where everything may be looked at."""
    if plane.dtype.kind != "f":
        return counted
    has_value: BoolMask = np.isfinite(plane)
    if has_value.all():
        return counted
    return has_value if counted is None else has_value & counted


def _ratio(after: float, before: float) -> float:
    return after / before if before > 0 else math.nan
