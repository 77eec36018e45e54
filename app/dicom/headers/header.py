"""What the headers of one file say, as plain values: the material that a scan groups and sorts."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from pydicom.dataset import Dataset
from pydicom.uid import UID, ExplicitVRLittleEndian, ImplicitVRLittleEndian

from ai.words import say
from app.dicom.display.modality import ModalityTransform
from app.dicom.display.overlay import has_overlays
from app.dicom.display.read_presentation import vois_of
from app.dicom.files.attribute import integer, number, person, text, texts
from app.dicom.files.codestream import truncated
from app.dicom.files.dicom_file import DicomFile
from app.dicom.files.sop_class import kind_of
from app.dicom.frames.marks import file_marks
from app.dicom.frames.mosaic import mosaic_of
from app.dicom.frames.multiframe import FunctionalGroups, frame_count, frame_places, frames_fault
from app.dicom.frames.place import FramePlace, positive, slice_location_of, spacing_of
from app.dicom.pixels.soundness import SOUND_SYNTAXES
from app.dicom.series import Instance, PixelFormat, PlainPixels, Unreadable
from app.errors import DicomReadError
from app.imaging.window import Voi

NATIVE = frozenset((str(ImplicitVRLittleEndian), str(ExplicitVRLittleEndian)))
"""Transfer syntaxes whose pixels are words of the machine, PS3.5 A.1 and A.2."""

LUT_SEQUENCES = ("ModalityLUTSequence", "VOILUTSequence", "PresentationLUTSequence")
"""(0028,3000), (0028,3010), (2050,0010)."""

LARGEST_SIDE = 65535
"""(0028,0010) Rows and (0028,0011) Columns are 16 bit numbers."""


@dataclass(frozen=True)
class StudyFacts:
    """Patient and study of a file; the fields of `app.dicom.series.Study` without its series."""

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

    @cached_property
    def key(self) -> tuple[str, str, str, str]:
        """Tells studies apart: two patients never share one, even under the same UID."""
        return self.uid, self.patient_id.casefold(), self.patient_name.casefold(), self.patient_birth_date


@dataclass(frozen=True, slots=True)
class Header:
    """One image file as its header describes it.

    Parameters
    ----------
    instance
        The file.
    study
        Patient and study.
    series_uid, series_number, series_description, modality, body_part
        As in `app.dicom.series.Series`.
    places
        One per frame, in the order of the file; of a mosaic one per tile.
    frames_fault
        Why the frames of this file have no places in space, or ``""``.
    image_type
        (0008,0008) Image Type.
    view
        (0018,5101) View Position, or ``""``.
    kvp, acquisition_time
        (0018,0060) or None, (0008,0032) or ``""``.
    marks
        What tells images at one position apart: values of `app.dicom.frames.marks.MARKS`, in their order.
    concatenation
        (0020,9161) Concatenation UID of a file that holds a part of the frames only, or ``""``.
    slice_location_mm
        (0020,1041) Slice Location of a file with one frame, or None.
    has_no_places
        Whether no frame tells its position; worked out here because it is asked once per frame.
    """

    instance: Instance
    study: StudyFacts
    series_uid: str
    series_number: int | None
    series_description: str
    modality: str
    body_part: str
    places: tuple[FramePlace, ...]
    frames_fault: str = ""
    image_type: tuple[str, ...] = ()
    view: str = ""
    kvp: float | None = None
    acquisition_time: str = ""
    marks: tuple[str, ...] = ()
    concatenation: str = ""
    slice_location_mm: float | None = None
    has_no_places: bool = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "has_no_places", all(place.position_lps_mm is None for place in self.places))

    @property
    def is_localizer(self) -> bool:
        """Whether (0008,0008) Image Type calls it a localizer (scout)."""
        return "LOCALIZER" in self.image_type[2:]


@dataclass(frozen=True)
class LostImage:
    """An image that is damaged, and the series that it is missing in.

    Parameters
    ----------
    unreadable
        The file with the reason.
    study_key
        As `StudyFacts.key`.
    series_uid
        (0020,000E), or ``""``.
    """

    unreadable: Unreadable
    study_key: tuple[str, ...]
    series_uid: str


def lost_image(file: DicomFile, unreadable: Unreadable) -> LostImage:
    """Tell which series a file belongs to whose image cannot be read."""
    return LostImage(unreadable, study_facts(file.header).key, text(file.header, "SeriesInstanceUID"))


def header_of(file: DicomFile) -> Header:
    """Plain values of the header of an image.

    Raises
    ------
    app.errors.DicomReadError
        When the file holds no image, or its header contradicts itself.
    """
    header = file.header
    # Before numbers are asked for: pydicom forgets the bytes of a text that it has turned into a number.
    marks = file_marks(header)
    sop_class = text(header, "SOPClassUID") or text(header.file_meta, "MediaStorageSOPClassUID")
    _require_image(file, sop_class)
    rows, columns = integer(header, "Rows") or 0, integer(header, "Columns") or 0
    if not (0 < rows <= LARGEST_SIDE and 0 < columns <= LARGEST_SIDE):
        raise DicomReadError(say("The file does not say how many rows and columns its image has."))
    count = frame_count(header)
    _require_room(file, rows, columns, count)
    _require_all_pixels(file)
    mosaic = mosaic_of(header)
    if mosaic is not None:
        # Its tiles are the slices; readers cut them out.
        rows, columns, count = mosaic.rows, mosaic.columns, mosaic.tiles
    places = frame_places(header, count)
    first = places[0]
    is_float = file.pixels is not None and file.pixels.keyword != "PixelData"
    pixels = pixel_format(header, places, is_float=is_float)
    modality = text(header, "Modality").upper()
    return Header(
        instance=Instance(
            path=file.path,
            sop_instance_uid=text(header, "SOPInstanceUID"),
            sop_class_uid=sop_class,
            transfer_syntax_uid=file.transfer_syntax,
            instance_number=integer(header, "InstanceNumber"),
            frames=count,
            rows=rows,
            columns=columns,
            position_lps_mm=first.position_lps_mm,
            orientation=first.orientation,
            pixel_spacing_mm=first.pixel_spacing_mm or spacing_of(header, "PixelSpacing"),
            pixels=pixels,
            plain=_plain_pixels(file, pixels, first) if len(places) == 1 and mosaic is None else None,
        ),
        study=study_facts(header),
        series_uid=text(header, "SeriesInstanceUID"),
        series_number=integer(header, "SeriesNumber"),
        series_description=text(header, "SeriesDescription"),
        modality=modality,
        body_part=text(header, "BodyPartExamined").upper(),
        places=places,
        frames_fault=frames_fault(header, modality, places),
        image_type=texts(header, "ImageType"),
        view=text(header, "ViewPosition").upper(),
        kvp=positive(number(header, "KVP")),
        acquisition_time=text(header, "AcquisitionTime"),
        marks=marks,
        concatenation=text(header, "ConcatenationUID"),
        # Of many frames, and of a mosaic, it is that of none or of the first one.
        slice_location_mm=slice_location_of(header) if len(places) == 1 else None,
    )


def _require_image(file: DicomFile, sop_class: str) -> None:
    if not sop_class and not file.has_meta and "Rows" not in file.header:
        # Without preamble nothing else shows that these bytes are DICOM at all.
        raise DicomReadError(say("This is not a DICOM file."), say("Choose a DICOM file or a folder that holds some."))
    if kind := kind_of(sop_class):
        raise DicomReadError(say("This file is of the kind “{kind}”, not an image.", kind=kind))
    if "Rows" not in file.header and file.pixels is None:
        # What is no class of the standard has no name, and may be any text of a damaged file.
        name = UID(sop_class).name if UID(sop_class).is_valid else ""
        if name not in ("", sop_class) and "Image Storage" not in name:
            raise DicomReadError(say("This file is of the kind “{kind}”, not an image.", kind=name))
    if file.pixels is None:
        raise DicomReadError(
            say("The file has no pixel data, or ends before them."), say("Fetch it again from its source.")
        )


def _require_all_pixels(file: DicomFile) -> None:
    """Refuse a file that was cut off within uncompressed pixels: the missing rows would be shown as tissue or air."""
    pixels = file.pixels
    if pixels is None or pixels.length is None or file.content is not None:
        return
    if pixels.available < pixels.length:
        raise truncated(100 * pixels.available / pixels.length)


def _require_room(file: DicomFile, rows: int, columns: int, count: int) -> None:
    """Refuse a frame count that the file is too small for: such a lie would cost memory further on."""
    if file.pixels is None or count == 1:
        return
    least = count if file.pixels.length is None else count * rows * columns // 8
    if least > max(file.pixels.available, file.pixels.length or 0) + 1:
        raise DicomReadError(say("The file announces {count} frames and is far too small for them.", count=count))


def pixel_format(header: Dataset, places: tuple[FramePlace, ...], *, is_float: bool = False) -> PixelFormat:
    """How the pixels of a file with these frames are written."""
    allocated = integer(header, "BitsAllocated") or 16
    return PixelFormat(
        samples=integer(header, "SamplesPerPixel") or 1,
        photometric=text(header, "PhotometricInterpretation").upper(),
        bits_allocated=allocated,
        bits_stored=integer(header, "BitsStored") or allocated,
        signed=integer(header, "PixelRepresentation") == 1,
        is_float=is_float,
        rescales=tuple(dict.fromkeys((place.slope, place.intercept) for place in places)),
        has_modality_lut="ModalityLUTSequence" in header,
    )


def is_plain_grey(pixels: PixelFormat) -> bool:
    """Whether the words of uncompressed pixels are the stored values of a grey picture, but for unused bits."""
    return (
        (pixels.samples, pixels.bits_allocated) == (1, 16)
        and 1 <= pixels.bits_stored <= 16
        and pixels.photometric in ("MONOCHROME1", "MONOCHROME2")
        and not pixels.is_float
    )


def high_bit_of(header: Dataset) -> int:
    """(0028,0102) High Bit; what it should be where it is absent."""
    value = integer(header, "HighBit")
    if value is not None:
        return value
    return (integer(header, "BitsStored") or integer(header, "BitsAllocated") or 16) - 1


def plain_vois_of(header: Dataset) -> tuple[Voi, ...] | None:
    """Windows of a file without lookup tables of any kind; None where it has one."""
    if any(keyword in header for keyword in LUT_SEQUENCES):
        return None
    return vois_of(header, FunctionalGroups(header), 0, ModalityTransform())


def _plain_pixels(file: DicomFile, pixels: PixelFormat, place: FramePlace) -> PlainPixels | None:
    """Tell how to read the only frame of a file at once, or None where it is not plain."""
    found = file.pixels
    size = 2 * (integer(file.header, "Rows") or 0) * (integer(file.header, "Columns") or 0)
    if found is None or not is_plain_grey(pixels):
        return None
    encapsulated = found.length is None and file.transfer_syntax in SOUND_SYNTAXES
    if not encapsulated and (found.length != size or file.transfer_syntax not in NATIVE):
        return None
    if FunctionalGroups(file.header).present or not file.header.original_encoding[1] or has_overlays(file.header):
        return None
    vois = plain_vois_of(file.header)
    if vois is None:
        return None
    return PlainPixels(
        offset=found.offset,
        size=file.size - found.offset if encapsulated else size,
        file_size=file.size,
        modified_ns=file.modified_ns,
        high_bit=high_bit_of(file.header),
        slope=place.slope,
        intercept=place.intercept,
        vois=vois,
        encapsulated=encapsulated,
    )


def study_facts(header: Dataset) -> StudyFacts:
    """Patient and study of a data set."""
    return StudyFacts(
        uid=text(header, "StudyInstanceUID"),
        date=text(header, "StudyDate"),
        time=text(header, "StudyTime"),
        description=text(header, "StudyDescription"),
        accession_number=text(header, "AccessionNumber"),
        institution=text(header, "InstitutionName"),
        patient_name=person(header, "PatientName"),
        patient_id=text(header, "PatientID"),
        patient_birth_date=text(header, "PatientBirthDate"),
        patient_sex=text(header, "PatientSex"),
        patient_age=text(header, "PatientAge"),
    )
