"""What tells images at one position apart: kinds, echoes, b-values, moments, phases; a volume holds one of each."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from pydicom.dataset import Dataset

from ai.words import joined, say
from app.dicom.files.attribute import text
from app.dicom.files.private import PrivateTag, private_numbers, private_text


@dataclass(frozen=True, eq=False)
class Mark:
    """One property of images that volumes may differ in.

    Parameters
    ----------
    name
        For the reader, and of the fourth axis; ``""`` where the value speaks for itself.
    unit
        Of the value, or ``""``.
    keyword
        Top-level attribute that holds it in a file with one frame, or ``""`` where it takes more than that.
    is_number
        Whether the attribute is a number, so that 5, 5.0 and 5.000 are one value.
    apart
        A volume never mixes two values, not even where their positions differ.
    axis
        The values are places on a fourth axis; otherwise they are kinds of images.
    ranked
        Where values differ from place to place (times do), their rank at each place counts.
    """

    name: str
    unit: str = ""
    keyword: str = ""
    is_number: bool = True
    apart: bool = False
    axis: bool = True
    ranked: bool = False

    def words(self, value: str) -> str:
        """Value with its name and unit, for the reader."""
        if not value:
            return say("no {mark}", mark=self.name or say("kind"))
        return joined((self.name, self.shown(value)))

    def shown(self, value: str) -> str:
        """Value with its unit."""
        if not value:
            return say("none")
        if self is TIME:
            clock = value[-6:] if "." not in value else value[: value.index(".")][-6:]
            digits = value[value.index(".") :].rstrip("0.") if "." in value else ""
            return f"{clock[:2]}:{clock[2:4]}:{clock[4:]}{digits}"
        if self is COMPONENT:
            return COMPONENT_WORDS.get(value, value)
        return f"{value} {self.unit}".strip()


TIME = Mark(say("time"), ranked=True)
"""(0008,002A) Acquisition DateTime, else (0008,0022) and (0008,0032), as YYYYMMDDHHMMSS.FFFFFF."""

IMAGE_TYPE = Mark("", is_number=False, apart=True, axis=False)
"""(0008,0008) Image Type from its third value on, PS3.3 C.7.6.1.1.2; in frames (0008,9007) Frame Type."""

COMPONENT = Mark("", is_number=False, apart=True, axis=False)
"""(0008,9208) Complex Image Component, PS3.3 C.8.13.3.1.2, or the same in the words of a maker."""

ECHO_TIME = Mark(say("echo time"), "ms", "EchoTime", apart=True)
B_VALUE = Mark(say("b-value"), "s/mm²", apart=True)
DIRECTION = Mark(say("direction"), is_number=False, apart=True)

STACK = Mark(say("stack"), is_number=False, apart=True, axis=False)
"""(0020,9056) Stack ID, PS3.3 C.7.6.16.2.2.5."""

SEGMENT = Mark(say("segment"), apart=True)
"""(0062,000B) Referenced Segment Number, PS3.3 C.8.20.3.1."""

ENERGY_WINDOW = Mark(say("energy window"), apart=True, axis=False)
DETECTOR = Mark(say("detector"), apart=True, axis=False)
TIME_POSITION = Mark(say("time position"), keyword="TemporalPositionIdentifier", apart=True)
TIME_OFFSET = Mark(say("time"), "s", ranked=True)
"""(0020,930D) Temporal Position Time Offset of a frame."""

CARDIAC_PHASE = Mark(say("cardiac phase"), "%", "NominalPercentageOfCardiacPhase")
RESPIRATORY_PHASE = Mark(say("respiratory phase"), "%", "NominalPercentageOfRespiratoryPhase")
TRIGGER_TIME = Mark(say("trigger time"), "ms", "TriggerTime", ranked=True)
INVERSION_TIME = Mark(say("inversion time"), "ms", "InversionTime")
FLIP_ANGLE = Mark(say("flip angle"), "°", "FlipAngle")
ACQUISITION = Mark(say("acquisition"), keyword="AcquisitionNumber")
KERNEL = Mark(say("kernel"), keyword="ConvolutionKernel", is_number=False, apart=True, axis=False)
COIL = Mark(say("coil"), keyword="ReceiveCoilName", is_number=False, axis=False)
TIME_SLOT = Mark(say("time slot"))
MAP = Mark("", is_number=False, apart=True, axis=False)
"""(0040,9210) LUT Label of the Real World Value Mapping of a frame: what a parametric map shows."""

DIMENSION = Mark(say("dimension"))
"""(0020,9157) Dimension Index Values that are no place in space, where nothing else tells frames apart."""

MARKS = (
    IMAGE_TYPE,
    COMPONENT,
    MAP,
    KERNEL,
    Mark(say("values in"), keyword="RescaleType", is_number=False, apart=True, axis=False),
    Mark(say("values in"), keyword="Units", is_number=False, apart=True, axis=False),
    STACK,
    ENERGY_WINDOW,
    DETECTOR,
    SEGMENT,
    ECHO_TIME,
    Mark(say("echo"), keyword="EchoNumbers"),
    B_VALUE,
    DIRECTION,
    INVERSION_TIME,
    FLIP_ANGLE,
    CARDIAC_PHASE,
    RESPIRATORY_PHASE,
    TIME_SLOT,
    TIME_POSITION,
    TIME_OFFSET,
    Mark(say("frame reference time"), "ms", "FrameReferenceTime", ranked=True),
    TRIGGER_TIME,
    TIME,
    ACQUISITION,
    Mark(say("tube voltage"), "kV", "KVP", axis=False),
    Mark(say("contrast"), keyword="ContrastBolusAgent", is_number=False, axis=False),
    COIL,
    Mark(say("content time"), keyword="ContentTime", ranked=True),
    Mark(say("series time"), keyword="SeriesTime", is_number=False, axis=False),
    Mark(say("frame of reference"), keyword="FrameOfReferenceUID", is_number=False, axis=False),
    Mark(say("protocol"), keyword="ProtocolName", is_number=False, axis=False),
    Mark(say("comment"), keyword="ImageComments", is_number=False, axis=False),
    DIMENSION,
)
"""In the order of trial: kinds before axes, and an outer axis before an inner one."""

MARK_KEYWORDS = (
    *(mark.keyword for mark in MARKS if mark.keyword),
    "ImageType",
    "ComplexImageComponent",
    "DiffusionBValue",
    "DiffusionGradientOrientation",
    "AcquisitionDateTime",
    "AcquisitionDate",
    "AcquisitionTime",
    "Manufacturer",
)
"""Every top-level attribute that `file_marks` reads, besides `MARK_TAGS`."""

SIEMENS_B = PrivateTag(0x0019, 0x0C, "SIEMENS MR HEADER", "SIEMENS")
SIEMENS_DIRECTION = PrivateTag(0x0019, 0x0E, "SIEMENS MR HEADER", "SIEMENS")
GE_B = PrivateTag(0x0043, 0x39, "GEMS_PARM_01", "GE")
GE_COMPONENT = PrivateTag(0x0043, 0x2F, "GEMS_PARM_01", "GE")
GE_DIRECTION = tuple(PrivateTag(0x0019, element, "GEMS_ACQU_01", "GE") for element in (0xBB, 0xBC, 0xBD))
PHILIPS_B = PrivateTag(0x2001, 0x03, "PHILIPS IMAGING DD 001", "PHILIPS")
PHILIPS_DIRECTION = tuple(
    PrivateTag(0x2005, element, "PHILIPS MR IMAGING DD 001", "PHILIPS") for element in (0xB0, 0xB1, 0xB2)
)
PHILIPS_COMPONENT = PrivateTag(0x2005, 0x11, "PHILIPS MR IMAGING DD 001", "PHILIPS")
UIH_B = PrivateTag(0x0065, 0x09, "IMAGE PRIVATE HEADER", "UIH")
UIH_DIRECTION = PrivateTag(0x0065, 0x37, "IMAGE PRIVATE HEADER", "UIH")

MARK_TAGS = (
    SIEMENS_B,
    SIEMENS_DIRECTION,
    GE_B,
    GE_COMPONENT,
    *GE_DIRECTION,
    PHILIPS_B,
    *PHILIPS_DIRECTION,
    PHILIPS_COMPONENT,
    UIH_B,
    UIH_DIRECTION,
)
"""Every private element that `file_marks` reads; a file with one of them needs more than its keywords."""

PRIVATE_GROUPS = frozenset(tag.group for tag in MARK_TAGS)
"""Where these stand."""

GE_B_OFFSET = 100_000
"""GE adds 1e9 to a b-value; the value itself has up to five digits."""

COMPONENTS = {"M": "magnitude", "P": "phase", "R": "real", "I": "imaginary"}
"""Complex components by the letter that all makers use."""

GE_COMPONENTS = {"0": "magnitude", "1": "phase", "2": "real", "3": "imaginary"}
"""Values of GE's (0043,102F)."""

COMPONENT_WORDS = {
    "magnitude": say("magnitude"),
    "phase": say("phase"),
    "real": say("real"),
    "imaginary": say("imaginary"),
    "mixed": say("mixed"),
}
"""Complex components for the reader."""

Reader = Callable[[str], str]
"""Text of a top-level attribute by its keyword, as `app.dicom.files.attribute.text` gives it."""


def file_marks(header: Dataset) -> tuple[str, ...]:
    """Values of `MARKS` of a file as short texts, ``""`` where it has none."""
    return marks_of(_reader(header), _private_values(header))


def special_marks(header: Dataset) -> dict[Mark, str]:
    """Values of a file of those marks that one attribute alone does not tell."""
    return _special_values(_reader(header), _private_values(header))


def _reader(header: Dataset) -> Reader:
    def read(keyword: str) -> str:
        return text(header, keyword)

    return read


def marks_of(read: Reader, special: dict[Mark, str] | None = None) -> tuple[str, ...]:
    """Values of `MARKS` from top-level attributes, by whatever reads them.

    Parameters
    ----------
    read
        Gives the text of an attribute of `MARK_KEYWORDS`, ``""`` if absent.
    special
        What private elements say, where the standard attribute is absent.
    """
    values = _special_values(read, special or {})
    return tuple(values[mark] if mark in values else plain_value(read, mark) if mark.keyword else "" for mark in MARKS)


def _special_values(read: Reader, special: dict[Mark, str]) -> dict[Mark, str]:
    return {
        IMAGE_TYPE: " ".join(part for part in read("ImageType").split("\\")[2:] if part),
        COMPONENT: read("ComplexImageComponent").lower() or special.get(COMPONENT, ""),
        B_VALUE: figure(read("DiffusionBValue")) or special.get(B_VALUE, ""),
        DIRECTION: direction(read("DiffusionGradientOrientation")) or special.get(DIRECTION, ""),
        ECHO_TIME: echo_time(read("EchoTime")),
        TIME: moment(read("AcquisitionDateTime"), read("AcquisitionDate"), read("AcquisitionTime")),
    }


def figure(value: str) -> str:
    """Write the first number of a text shortly, so that 5, 5.0 and 5.000 are one; other text as it is."""
    if not value:
        return ""
    try:
        number = float(value.split("\\", 1)[0])
    except ValueError:
        return value
    return f"{number:g}" if math.isfinite(number) else ""


def echo_time(value: str) -> str:
    """Echo time of four digits: writers round differently from slice to slice."""
    try:
        number = float(value.split("\\", 1)[0])
    except ValueError:
        return value
    return f"{number:.4g}" if math.isfinite(number) else ""


def direction(value: str) -> str:
    """Three direction cosines with two digits, ``""`` where there are none."""
    try:
        parts = [float(part) for part in value.replace(",", "\\").split("\\")]
    except ValueError:
        return ""
    if len(parts) != 3 or not all(math.isfinite(part) for part in parts) or not any(parts):
        return ""
    # The sum with 0.0 turns -0.0 into 0.0.
    return "(" + ", ".join(f"{round(part, 2) + 0.0:.2f}" for part in parts) + ")"


def moment(stamp: str, date: str, time: str) -> str:
    """YYYYMMDDHHMMSS.FFFFFF of a date and time, HHMMSS.FFFFFF where the date is unknown; PS3.5 6.2 (DT, TM)."""
    digits = stamp.split("+", 1)[0].split("-", 1)[0].replace(":", "")
    if len(digits) >= 14 and digits[:14].isdigit():
        return digits
    clock = time.replace(":", "").strip()
    whole, _, part = clock.partition(".")
    if not whole.isdigit() or len(whole) > 6:
        return ""
    day = date.replace(".", "")
    day = day if len(day) == 8 and day.isdigit() else ""
    return f"{day}{whole:0<6}" + (f".{part}" if part.isdigit() else "")


def plain_value(read: Reader, mark: Mark) -> str:
    """Value of a mark that one attribute tells."""
    value = read(mark.keyword)
    return figure(value) if mark.is_number else value


def _private_values(header: Dataset) -> dict[Mark, str]:
    """Read what the makers keep in elements of their own."""
    if PRIVATE_GROUPS.isdisjoint(tag >> 16 for tag in header.keys()):  # noqa: SIM118 -- iterating would decode values
        return {}
    ge = GE_COMPONENTS.get(private_text(header, GE_COMPONENT).split("\\")[0], "")
    return {
        B_VALUE: _private_b(header),
        DIRECTION: _private_direction(header),
        COMPONENT: ge or COMPONENTS.get(private_text(header, PHILIPS_COMPONENT).split("\\")[0], ""),
    }


def _private_b(header: Dataset) -> str:
    for tag, code in ((SIEMENS_B, "d"), (UIH_B, "d"), (PHILIPS_B, "f")):
        found = private_numbers(header, tag, code=code)
        if found and found[0] >= 0:
            return f"{found[0]:g}"
    ge = private_numbers(header, GE_B, code="d")
    return f"{ge[0] % GE_B_OFFSET:g}" if ge and ge[0] >= 0 else ""


def _private_direction(header: Dataset) -> str:
    for tag in (SIEMENS_DIRECTION, UIH_DIRECTION):
        found = private_numbers(header, tag, code="d")
        if len(found) == 3:
            return direction("\\".join(map(str, found)))
    for tags, code in ((PHILIPS_DIRECTION, "f"), (GE_DIRECTION, "d")):
        parts = [private_numbers(header, tag, code=code) for tag in tags]
        if all(len(part) == 1 for part in parts):
            return direction("\\".join(str(part[0]) for part in parts))
    return ""
