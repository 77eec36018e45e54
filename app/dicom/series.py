"""What a scan of headers finds: frozen values, patient -> study -> series -> instances."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Instance:
    """One file (SOP instance) of a series, as far as its header tells.

    Parameters
    ----------
    path
        The file. Never built from a value inside a file.
    sop_instance_uid, sop_class_uid, transfer_syntax_uid
        (0008,0018), (0008,0016), (0002,0010).
    instance_number
        (0020,0013), or None. Never used for the order where positions exist.
    frames
        (0028,0008) Number of Frames, 1 if absent.
    rows, columns
        (0028,0010), (0028,0011).
    position_lps_mm
        (0020,0032) Image Position (Patient), or None.
    orientation
        (0020,0037) Image Orientation (Patient): direction of a row (its first three), of a column, or None.
    pixel_spacing_mm
        (row spacing, column spacing) of (0028,0030) Pixel Spacing, or None.
    """

    path: Path
    sop_instance_uid: str
    sop_class_uid: str
    transfer_syntax_uid: str
    instance_number: int | None
    frames: int
    rows: int
    columns: int
    position_lps_mm: tuple[float, float, float] | None
    orientation: tuple[float, float, float, float, float, float] | None
    pixel_spacing_mm: tuple[float, float] | None


@dataclass(frozen=True)
class Series:
    """A stack of instances that belong together, already in geometric order.

    One SeriesInstanceUID may give several of these (localisers, several matrices or orientations).

    Parameters
    ----------
    uid
        (0020,000E) Series Instance UID.
    number, description, modality, body_part
        (0020,0011), (0008,103E), (0008,0060), (0018,0015); None or ``""`` if absent.
    instances
        Sorted along the normal; where positions are absent by instance number, then file name.
    warnings
        Sentences about the geometry ("Slice 41 of 120 is missing (5.0 mm gap at 212.5 mm)."), about left-out or
        unreadable files of this series.
    geometry_fault
        The one warning that forbids MPR, AI and conversion, or ``""``; goes into `ai.volume.Volume.geometry_fault`.
    """

    uid: str
    number: int | None
    description: str
    modality: str
    body_part: str
    instances: tuple[Instance, ...]
    warnings: tuple[str, ...] = ()
    geometry_fault: str = ""

    @property
    def slice_count(self) -> int:
        """Slices of the volume: all frames of all instances."""
        return sum(instance.frames for instance in self.instances)

    @property
    def title(self) -> str:
        """For the reader: the description, else the modality."""
        return self.description or f"{self.modality or 'Unknown'} series"


@dataclass(frozen=True)
class Study:
    """A study of one patient.

    Parameters
    ----------
    uid, date, time, description, accession_number, institution
        (0020,000D), (0008,0020) as YYYYMMDD, (0008,0030), (0008,1030), (0008,0050), (0008,0080).
    patient_name, patient_id, patient_birth_date, patient_sex, patient_age
        (0010,0010) decoded, components joined for reading; (0010,0020); (0010,0030); (0010,0040); (0010,1010).
    series
        By number, then description.
    """

    uid: str
    date: str
    time: str
    description: str
    accession_number: str
    institution: str
    patient_name: str
    patient_id: str
    patient_birth_date: str
    patient_sex: str
    patient_age: str
    series: tuple[Series, ...]


@dataclass(frozen=True)
class Unreadable:
    """A file that was looked at and left out, with the reason as a sentence."""

    path: Path
    reason: str


@dataclass(frozen=True)
class ScanResult:
    """All that a scan found."""

    studies: tuple[Study, ...]
    unreadable: tuple[Unreadable, ...]
