"""How fast a file wants its frames to be shown one after the other."""

from __future__ import annotations

from pydicom.dataset import Dataset

from app.dicom.files.attribute import number

LIKELY_HZ = (0.1, 240.0)
"""Beyond are errors of units: a time of a frame in seconds, a rate per minute."""

_MS_PER_S = 1000.0


def frame_rate_of(header: Dataset) -> float | None:
    """Find frames per second, or None where the file does not tell.

    The first that makes sense of (0008,2144) Recommended Display Frame Rate and (0018,0040) Cine Rate, which say how it
    is to be shown, and (0018,1063) Frame Time in ms, which says how it was taken; PS3.3 C.7.6.5.
    """
    low, high = LIKELY_HZ
    for keyword in ("RecommendedDisplayFrameRate", "CineRate", "FrameTime"):
        found = number(header, keyword)
        if found is None or found <= 0:
            continue
        rate = _MS_PER_S / found if keyword == "FrameTime" else found
        if low <= rate <= high:
            return rate
    return None
