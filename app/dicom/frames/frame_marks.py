"""What tells frames of one enhanced file apart, from their functional groups; PS3.3 C.7.6.16."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pydicom.dataset import Dataset

from app.dicom.files.attribute import items, numbers, raw_value, text, texts
from app.dicom.files.private import sequence_at
from app.dicom.frames import marks as m

PHILIPS_FRAME = 0x2005140F
"""(2005,140F): Philips repeats here what a classic image of the frame would say."""

CONVERTED = ("UnassignedPerFrameConvertedAttributesSequence", "UnassignedSharedConvertedAttributesSequence")
"""(0020,9171), (0020,9170): what a legacy converted image kept of its classic one, PS3.3 C.7.6.16.2.25."""

SPATIAL_POINTERS = frozenset(
    {0x00200032, 0x00200037, 0x00201041, 0x00209056, 0x00209057, 0x00209113, 0x00209116, 0x00209301, 0x0048021A}
)
"""(0020,9165) Dimension Index Pointers that are a place in space: positions, orientation, stack."""

FRAME_TYPE_MACROS = (
    "MRImageFrameTypeSequence",
    "CTImageFrameTypeSequence",
    "PETFrameTypeSequence",
    "XRay3DFrameTypeSequence",
    "ParametricMapFrameTypeSequence",
)
"""Macros with (0008,9007) Frame Type, PS3.3 C.8.13.5.1, C.8.15.3.1, C.8.22.5.1, C.8.21.5.1, C.8.32.3.1."""

Read = Callable[[Dataset], str]


def _figure(keyword: str) -> Read:
    def read(item: Dataset) -> str:
        return m.figure(text(item, keyword))

    return read


def _text(keyword: str) -> Read:
    def read(item: Dataset) -> str:
        return text(item, keyword)

    return read


def _echo_time(item: Dataset) -> str:
    return m.echo_time(text(item, "EffectiveEchoTime"))


def _frame_type(item: Dataset) -> str:
    return " ".join(part for part in texts(item, "FrameType")[2:] if part)


def _component(item: Dataset) -> str:
    return text(item, "ComplexImageComponent").lower()


def _direction(item: Dataset) -> str:
    for gradient in items(item, "DiffusionGradientDirectionSequence"):
        return m.direction(text(gradient, "DiffusionGradientOrientation"))
    # A trace image has a b-value and no direction of its own.
    return "isotropic" if text(item, "DiffusionDirectionality").upper() == "ISOTROPIC" else ""


def _moment(item: Dataset) -> str:
    return m.moment(text(item, "FrameAcquisitionDateTime") or text(item, "FrameReferenceDateTime"), "", "")


MACROS: tuple[tuple[str, tuple[tuple[m.Mark, Read], ...]], ...] = (
    *((macro, ((m.IMAGE_TYPE, _frame_type), (m.COMPONENT, _component))) for macro in FRAME_TYPE_MACROS),
    (
        "FrameContentSequence",
        (
            (m.STACK, _text("StackID")),
            (m.TIME_POSITION, _figure("TemporalPositionIndex")),
            (m.ACQUISITION, _figure("FrameAcquisitionNumber")),
            (m.TIME, _moment),
        ),
    ),
    ("MREchoSequence", ((m.ECHO_TIME, _echo_time),)),
    ("MRDiffusionSequence", ((m.B_VALUE, _figure("DiffusionBValue")), (m.DIRECTION, _direction))),
    ("MRModifierSequence", ((m.INVERSION_TIME, _figure("InversionTimes")),)),
    ("MRTimingAndRelatedParametersSequence", ((m.FLIP_ANGLE, _figure("FlipAngle")),)),
    ("MRReceiveCoilSequence", ((m.COIL, _text("ReceiveCoilName")),)),
    (
        "CardiacSynchronizationSequence",
        (
            (m.CARDIAC_PHASE, _figure("NominalPercentageOfCardiacPhase")),
            (m.TRIGGER_TIME, _figure("NominalCardiacTriggerDelayTime")),
        ),
    ),
    (
        "RespiratorySynchronizationSequence",
        ((m.RESPIRATORY_PHASE, _figure("NominalPercentageOfRespiratoryPhase")),),
    ),
    ("TemporalPositionSequence", ((m.TIME_OFFSET, _figure("TemporalPositionTimeOffset")),)),
    ("CTReconstructionSequence", ((m.KERNEL, _text("ConvolutionKernel")),)),
    ("SegmentIdentificationSequence", ((m.SEGMENT, _figure("ReferencedSegmentNumber")),)),
    ("RealWorldValueMappingSequence", ((m.MAP, _text("LUTLabel")),)),
)
"""Macros of functional groups with the marks that they hold."""

INDEX_OF = {mark: index for index, mark in enumerate(m.MARKS)}


class FrameMarks:
    """Marks of the frames of one file.

    Parameters
    ----------
    header
        Top-level elements of the file, which hold for every frame.
    shared
        Item of (5200,9229) Shared Functional Groups Sequence, or None.
    """

    def __init__(self, header: Dataset, shared: Dataset | None) -> None:
        values = list(m.file_marks(header))
        # "MIXED" and the like say of the whole what its frames say for themselves.
        self._common = self._over(values, shared) if shared is not None else values
        self._spatial = _spatial_dimensions(header)

    def of(self, own: Dataset | None) -> tuple[str, ...]:
        """Values of `MARKS` of a frame from its item of (5200,9230), or None where it has none."""
        if own is None:
            return tuple(self._common)
        values = self._over(self._common, own)
        for content in items(own, "FrameContentSequence"):
            values[INDEX_OF[m.DIMENSION]] = self._dimensions(content)
        return tuple(values)

    def _over(self, values: Sequence[str], group: Dataset) -> list[str]:
        """Put the values of a functional group over those that hold for all."""
        result = list(values)
        for classic in _classic_attributes(group):
            for index, value in enumerate(m.file_marks(classic)):
                result[index] = value or result[index]
        for keyword, readers in MACROS:
            if keyword not in group:
                continue
            for item in items(group, keyword)[:1]:
                for mark, read in readers:
                    index = INDEX_OF[mark]
                    result[index] = read(item) or result[index]
        return result

    def _dimensions(self, content: Dataset) -> str:
        values = numbers(content, "DimensionIndexValues")
        return " ".join(
            f"{value:g}" for at, value in enumerate(values) if value is not None and at not in self._spatial
        )


def _spatial_dimensions(header: Dataset) -> frozenset[int]:
    """Which of the dimensions of (0020,9222) Dimension Index Sequence are places in space, from 0."""
    found = []
    for at, item in enumerate(items(header, "DimensionIndexSequence")):
        pointer = raw_value(item, "DimensionIndexPointer")
        if isinstance(pointer, int) and pointer in SPATIAL_POINTERS:
            found.append(at)
    return frozenset(found)


def _classic_attributes(group: Dataset) -> list[Dataset]:
    found = [item for keyword in CONVERTED if keyword in group for item in items(group, keyword)[:1]]
    # Philips' own element has no keyword.
    return [*found, *sequence_at(group, PHILIPS_FRAME)[:1]]
