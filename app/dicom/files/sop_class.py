"""SOP classes that are no picture, PS3.4 B.5."""

from __future__ import annotations

INDEX_CLASS = "1.2.840.10008.1.3.10"
"""Media Storage Directory Storage: a DICOMDIR, PS3.10 8."""

_CLASSES = "1.2.840.10008.5.1.4.1.1."

_RAW_DATA = f"{_CLASSES}66"
"""Its UID begins those of segmentations too, which are pictures."""

KINDS = {
    f"{_CLASSES}4.2": "MR Spectroscopy",
    f"{_CLASSES}9": "Waveform",
    f"{_CLASSES}9.1.1": "Electrocardiogram",
    f"{_CLASSES}9.1.2": "Electrocardiogram",
    f"{_CLASSES}9.1.3": "Electrocardiogram",
    f"{_CLASSES}9.4": "Audio recording",
    f"{_CLASSES}11": "Presentation State",
    f"{_CLASSES}66.1": "Registration",
    f"{_CLASSES}66.2": "Fiducial points",
    f"{_CLASSES}66.3": "Registration",
    f"{_CLASSES}66.5": "Surface Segmentation",
    f"{_CLASSES}66.6": "Fibre tracts",
    f"{_CLASSES}67": "Real World Values",
    f"{_CLASSES}68": "Surface",
    f"{_CLASSES}78": "Eye measurements",
    f"{_CLASSES}79": "Eye measurements",
    f"{_CLASSES}80": "Eye measurements",
    f"{_CLASSES}88": "Structured Report",
    f"{_CLASSES}88.50": "Mammography CAD Report",
    f"{_CLASSES}88.59": "Key Object Selection",
    f"{_CLASSES}88.65": "Chest CAD Report",
    f"{_CLASSES}88.67": "Radiation Dose Report",
    f"{_CLASSES}88.68": "Radiation Dose Report",
    f"{_CLASSES}88.69": "Colon CAD Report",
    f"{_CLASSES}88.76": "Radiation Dose Report",
    f"{_CLASSES}104": "Encapsulated Document",
    f"{_CLASSES}104.1": "PDF document",
    f"{_CLASSES}104.2": "Clinical document",
    f"{_CLASSES}104.3": "3D model",
    f"{_CLASSES}104.4": "3D model",
    f"{_CLASSES}104.5": "3D model",
    f"{_CLASSES}200": "Protocol",
    f"{_CLASSES}481.3": "RT Structure Set",
    f"{_CLASSES}481.4": "RT Treatment Record",
    f"{_CLASSES}481.5": "RT Plan",
    f"{_CLASSES}481.6": "RT Treatment Record",
    f"{_CLASSES}481.7": "RT Treatment Record",
    f"{_CLASSES}481.8": "RT Plan",
    f"{_CLASSES}481.9": "RT Treatment Record",
    "1.2.840.10008.5.1.4.38": "Hanging Protocol",
    "1.2.840.10008.5.1.4.39": "Colour palette",
}
"""SOP classes (or the start of their UIDs) that are no picture, with words for the reader; PS3.4 B.5, PS3.6 annex A.

Segmentations, dose grids and parametric maps are pictures.
"""


def kind_of(sop_class: str) -> str:
    """Words for a SOP class that is no picture, else ``""``. The longest entry of `KINDS` that fits decides."""
    if sop_class == _RAW_DATA:
        return "Raw Data"
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
