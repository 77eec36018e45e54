"""What a scan of headers finds: frozen values, patient -> study -> series -> instances."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ai.words import say
from app.imaging.image_source import ImageFile
from app.imaging.window import Voi


@dataclass(frozen=True, slots=True)
class PixelFormat:
    """How the stored values of an instance are written and what makes them modality values.

    Parameters
    ----------
    samples, photometric
        (0028,0002) Samples per Pixel, (0028,0004) Photometric Interpretation; ``""`` if absent.
    bits_allocated, bits_stored
        (0028,0100), (0028,0101).
    signed
        (0028,0103) Pixel Representation is 1.
    is_float
        The pixels are (7FE0,0008) Float or (7FE0,0009) Double Float Pixel Data, PS3.3 C.7.6.24 and C.7.6.25.
    rescales
        Every different (slope, intercept) of the frames, (0028,1053) and (0028,1052); (1, 0) where absent.
    has_modality_lut
        (0028,3000) Modality LUT Sequence is present, PS3.3 C.11.1.
    """

    samples: int = 1
    photometric: str = "MONOCHROME2"
    bits_allocated: int = 16
    bits_stored: int = 16
    signed: bool = False
    is_float: bool = False
    rescales: tuple[tuple[float, float], ...] = ((1.0, 0.0),)
    has_modality_lut: bool = False

    @property
    def is_colour(self) -> bool:
        """Whether a decoded frame is RGB."""
        return self.samples >= 3 or self.photometric.startswith("PALETTE")


@dataclass(frozen=True, slots=True, eq=False)
class PlainPixels:
    """What it takes to read the single grey frame of a plain file without opening its header a second time.

    Given by the scan for files with one frame of 16 bit grey, little endian or compressed, no LUT sequence and no
    functional groups; all others are read through their header.

    Parameters
    ----------
    offset, size
        First byte and number of bytes of (7FE0,0010) Pixel Data in the file; to its end where encapsulated.
    file_size, modified_ns
        Of the file when it was scanned; where they differ at load the header is read again.
    high_bit
        (0028,0102).
    slope, intercept
        (0028,1053), (0028,1052); 1 and 0 if absent.
    vois
        Windows of the file, the first choice first.
    encapsulated
        The pixels are compressed, PS3.5 A.4.
    """

    offset: int
    size: int
    file_size: int
    modified_ns: int
    high_bit: int
    slope: float
    intercept: float
    vois: tuple[Voi, ...]
    encapsulated: bool = False


@dataclass(frozen=True, slots=True)
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
    pixels
        How the stored values are written.
    plain
        How to read them at once, or None where the header must be opened again.
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
    pixels: PixelFormat = PixelFormat()
    plain: PlainPixels | None = None


@dataclass(frozen=True, slots=True)
class SliceFacts:
    """One slice of the volume: where its pixels are, and what the corner text says of it.

    Parameters
    ----------
    instance
        Index into ``Series.instances``.
    frame
        Frame of that instance, from 0.
    position_lps_mm
        (0020,0032) Image Position (Patient) of the frame, or None.
    location_mm
        Position along the normal of the slice, or None: what everything is reckoned with.
    instance_number
        (0020,0013), or None.
    thickness_mm
        (0018,0050) Slice Thickness, or None.
    kvp
        (0018,0060), or None.
    acquisition_time
        (0008,0032) as HHMMSS.FFFFFF, or ``""``.
    slice_location_mm
        (0020,1041) Slice Location of a file with one frame, or None. It counts from a point of the maker's choice and
        may lie: for the eye alone, that compares with another viewer.
    """

    instance: int
    frame: int = 0
    position_lps_mm: tuple[float, float, float] | None = None
    location_mm: float | None = None
    instance_number: int | None = None
    thickness_mm: float | None = None
    kvp: float | None = None
    acquisition_time: str = ""
    slice_location_mm: float | None = None


@dataclass(frozen=True)
class AxisPlace:
    """Where a volume stands on the fourth axis of its series: echoes, b-values, moments, phases.

    Parameters
    ----------
    name
        Of the axis: "echo time", "b-value", "time", "trigger time", ...
    value
        Of this volume, with its unit: "10 ms".
    index, count
        Which volume of how many on this axis, from 0.
    stack
        Equal for all volumes of one axis of one series, and only for these.
    """

    name: str
    value: str
    index: int
    count: int
    stack: str


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
    part
        What sets this stack apart from the others of the same UID ("echo 10 ms", "localizer"), or ``""``.
    axis
        Its place among the volumes of a series with a fourth axis, or None.
    slices
        One per slice of the volume, in the order of the volume. Where none are given: all frames of the instances as
        they follow each other.
    image
        What is to be read where the series comes from a file that is no DICOM, else None. It has one instance then.
    """

    uid: str
    number: int | None
    description: str
    modality: str
    body_part: str
    instances: tuple[Instance, ...]
    warnings: tuple[str, ...] = ()
    geometry_fault: str = ""
    part: str = ""
    slices: tuple[SliceFacts, ...] = ()
    axis: AxisPlace | None = None
    image: ImageFile | None = None

    def __post_init__(self) -> None:
        if not self.slices:
            facts = tuple(
                SliceFacts(
                    number,
                    frame,
                    position_lps_mm=instance.position_lps_mm if instance.frames == 1 else None,
                    instance_number=instance.instance_number,
                )
                for number, instance in enumerate(self.instances)
                for frame in range(instance.frames)
            )
            object.__setattr__(self, "slices", facts)

    @property
    def slice_count(self) -> int:
        """Slices of the volume."""
        return len(self.slices)

    @property
    def is_case(self) -> bool:
        """Whether it is the image of a case of a dataset: what a person draws on it is kept there."""
        return self.image is not None and self.image.is_case

    @property
    def title(self) -> str:
        """For the reader: the description, else the modality, and the part where the UID has several."""
        name = self.description or (
            say("{modality} series", modality=self.modality) if self.modality else say("Unknown series")
        )
        return say("{series} ({part})", series=name, part=self.part) if self.part else name


@dataclass(frozen=True)
class StudyObject:
    """A file of a study that is no picture: a report, contours, a presentation state.

    Parameters
    ----------
    path
        The file.
    kind
        For the reader: "Structured Report", "RT Structure Set", "Image without pixels".
    sop_class_uid, sop_instance_uid, series_uid
        (0008,0016), (0008,0018), (0020,000E).
    series_number, description, modality
        (0020,0011) or None; (0008,103E), else what the object calls itself; (0008,0060).
    """

    path: Path
    kind: str
    sop_class_uid: str
    sop_instance_uid: str
    series_uid: str
    series_number: int | None
    description: str
    modality: str


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
        By number, then description; may be empty where there are only objects.
    objects
        What is no picture, by series number.
    not_dicom
        What its files are where they are no DICOM: "NIfTI file"; they tell nothing of a patient. Else ``""``.
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
    objects: tuple[StudyObject, ...] = ()
    not_dicom: str = ""


@dataclass(frozen=True)
class Unreadable:
    """A file that was looked at and left out, with the reason as a sentence."""

    path: Path
    reason: str


@dataclass(frozen=True)
class ScanResult:
    """All that a scan found.

    Parameters
    ----------
    studies
        By patient, then date and time.
    unreadable
        Files that were left out.
    warnings
        Sentences about the whole: "3 files that the DICOMDIR names are not there."
    """

    studies: tuple[Study, ...]
    unreadable: tuple[Unreadable, ...]
    warnings: tuple[str, ...] = ()
