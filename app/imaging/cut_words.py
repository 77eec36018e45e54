"""What was done to the values of a plane, in words."""

from __future__ import annotations

from ai.volume import Volume
from ai.words import joined, say
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
    reasons = [say("oblique")] if is_oblique else []
    if is_tilted(volume.affine_lps):
        reasons.append(say("gantry tilt {angle:.1f}°", angle=tilt_degrees(volume.affine_lps)))
    if volume.slice_positions_mm is not None:
        reasons.append(say("uneven slices"))
        gaps = len(slice_places(volume, say("A plane")).wide_gaps)
        if gaps:
            reasons.append(say("1 gap left empty") if gaps == 1 else say("{gaps} gaps left empty", gaps=gaps))
    return joined((say("Resampled"), *(reasons or [say("oblique slices")])), " · ")
