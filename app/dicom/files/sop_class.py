"""SOP classes that are no picture, PS3.4 B.5."""

from __future__ import annotations

from ai.words import say

INDEX_CLASS = "1.2.840.10008.1.3.10"
"""Media Storage Directory Storage: a DICOMDIR, PS3.10 8."""

_CLASSES = "1.2.840.10008.5.1.4.1.1."

_RAW_DATA = f"{_CLASSES}66"
"""Its UID begins those of segmentations too, which are pictures."""

KINDS = {
    f"{_CLASSES}4.2": say("MR Spectroscopy"),
    f"{_CLASSES}9": say("Waveform"),
    f"{_CLASSES}9.1.1": say("Electrocardiogram"),
    f"{_CLASSES}9.1.2": say("Electrocardiogram"),
    f"{_CLASSES}9.1.3": say("Electrocardiogram"),
    f"{_CLASSES}9.4": say("Audio recording"),
    f"{_CLASSES}11": say("Presentation State"),
    f"{_CLASSES}66.1": say("Registration"),
    f"{_CLASSES}66.2": say("Fiducial points"),
    f"{_CLASSES}66.3": say("Registration"),
    f"{_CLASSES}66.5": say("Surface Segmentation"),
    f"{_CLASSES}66.6": say("Fibre tracts"),
    f"{_CLASSES}67": say("Real World Values"),
    f"{_CLASSES}68": say("Surface"),
    f"{_CLASSES}78": say("Eye measurements"),
    f"{_CLASSES}79": say("Eye measurements"),
    f"{_CLASSES}80": say("Eye measurements"),
    f"{_CLASSES}88": say("Structured Report"),
    f"{_CLASSES}88.50": say("Mammography CAD Report"),
    f"{_CLASSES}88.59": say("Key Object Selection"),
    f"{_CLASSES}88.65": say("Chest CAD Report"),
    f"{_CLASSES}88.67": say("Radiation Dose Report"),
    f"{_CLASSES}88.68": say("Radiation Dose Report"),
    f"{_CLASSES}88.69": say("Colon CAD Report"),
    f"{_CLASSES}88.76": say("Radiation Dose Report"),
    f"{_CLASSES}104": say("Encapsulated Document"),
    f"{_CLASSES}104.1": say("PDF document"),
    f"{_CLASSES}104.2": say("Clinical document"),
    f"{_CLASSES}104.3": say("3D model"),
    f"{_CLASSES}104.4": say("3D model"),
    f"{_CLASSES}104.5": say("3D model"),
    f"{_CLASSES}200": say("Protocol"),
    f"{_CLASSES}481.3": say("RT Structure Set"),
    f"{_CLASSES}481.4": say("RT Treatment Record"),
    f"{_CLASSES}481.5": say("RT Plan"),
    f"{_CLASSES}481.6": say("RT Treatment Record"),
    f"{_CLASSES}481.7": say("RT Treatment Record"),
    f"{_CLASSES}481.8": say("RT Plan"),
    f"{_CLASSES}481.9": say("RT Treatment Record"),
    "1.2.840.10008.5.1.4.38": say("Hanging Protocol"),
    "1.2.840.10008.5.1.4.39": say("Colour palette"),
}
"""SOP classes (or the start of their UIDs) that are no picture, with words for the reader; PS3.4 B.5, PS3.6 annex A.

Segmentations, dose grids and parametric maps are pictures.
"""


def kind_of(sop_class: str) -> str:
    """Words for a SOP class that is no picture, else ``""``. The longest entry of `KINDS` that fits decides."""
    if sop_class == _RAW_DATA:
        return say("Raw Data")
    start = sop_class
    while start:
        if start in KINDS:
            return KINDS[start]
        start = start.rpartition(".")[0]
    return ""


TOMOGRAPHIC = (
    f"{_CLASSES}2",
    f"{_CLASSES}4",
    f"{_CLASSES}128",
    f"{_CLASSES}130",
    f"{_CLASSES}13.1",
)
"""CT, MR, PET, and what X-rays reconstruct (angiography, teeth, breast), each with all classes below it: slices even
where the modality is that of a radiograph."""


def is_tomographic(sop_class: str) -> bool:
    """Whether the images of a SOP class are slices of the patient whatever their modality says."""
    return any(sop_class == start or sop_class.startswith(f"{start}.") for start in TOMOGRAPHIC)
