"""What was done to the values of a plane, in words."""

from __future__ import annotations

from ai.volume import Volume
from app.imaging.slice_places import slice_places
from app.imaging.untilt import is_tilted, tilt_degrees


def note_of(volume: Volume, *, is_sampled: bool, is_oblique: bool) -> str:
    """Say why values were resampled and how: "Resampled · gantry tilt 15.0° · 2 gaps left empty".

    Parameters
    ----------
    volume
        The source.
    is_sampled
        Whether values between voxels were made.
    is_oblique
        Whether the reader turned the planes.

    Returns
    -------
    str
        ``""`` where the voxels are shown as they are.
    """
    if not is_sampled:
        return ""
    reasons = ["oblique"] if is_oblique else []
    if is_tilted(volume.affine_lps):
        reasons.append(f"gantry tilt {tilt_degrees(volume.affine_lps):.1f}°")
    if volume.slice_positions_mm is not None:
        reasons.append("uneven slices")
        gaps = len(slice_places(volume, "A plane").wide_gaps)
        if gaps:
            reasons.append(f"{gaps} {'gap' if gaps == 1 else 'gaps'} left empty")
    return " · ".join(("Resampled", *(reasons or ["oblique slices"])))
