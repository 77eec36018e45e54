"""Split the images of one series into stacks that may lie in one volume: no voxel mixes echoes, times or directions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from ai.words import joined, say
from app.dicom.files.sop_class import is_tomographic
from app.dicom.frames.multiframe import FRAMES_ARE_TILES
from app.dicom.frames.plane import SAME_DIRECTION_TOLERANCE, Orientation, plane_name
from app.dicom.headers.header import Header
from app.dicom.series import AxisPlace
from app.dicom.stacking.copies import without_copies
from app.dicom.stacking.fourth_axis import Volumes
from app.dicom.stacking.picture import Picture, is_same, pictures_of

PROJECTIONS = frozenset({"CR", "DX", "MG", "RG", "IO", "PX", "RF", "XA"})
"""Modalities whose images are projections: each picture stands for itself, PS3.3 C.7.3.1.1.1."""

SAME_SPACING = 1e-3
"""Relative difference up to which pixel spacings are one: writers round differently within one series."""


@dataclass(frozen=True)
class Stack:
    """Pictures that may lie in one volume.

    Parameters
    ----------
    pictures
        In no order yet.
    part
        What sets them apart from the other stacks of the series, or ``""``.
    warnings
        Sentences about files that were left out.
    fault
        Why they are no trustworthy volume, or ``""``.
    axis
        Place on the fourth axis, or None.
    """

    pictures: tuple[Picture, ...]
    part: str = ""
    warnings: tuple[str, ...] = ()
    fault: str = ""
    axis: AxisPlace | None = None

    @property
    def is_placed(self) -> bool:
        """Whether all its pictures have places in the patient and lie in parallel planes."""
        return self.pictures[0].is_placed and not stands_alone(self.pictures[0].header)


def split(headers: Sequence[Header]) -> tuple[Stack, ...]:
    """Split the files of one SeriesInstanceUID of one patient.

    Parameters
    ----------
    headers
        All its images.

    Returns
    -------
    tuple of Stack
        Every frame of every file is in exactly one, but for exact copies, which a warning counts.
    """
    unique, sentences = without_copies(headers)
    stacks = [Stack(tuple(pictures_of(unique)))]
    if not _are_alike(stacks[0].pictures):
        stacks = _apart(stacks, _single_file, _file_name)
        stacks = _apart(stacks, _kind, _kind_name)
        stacks = _apart(stacks, _is_multi_frame, _multi_frame_name)
        stacks = _apart(stacks, _is_placed, _placed_name)
        stacks = _apart(stacks, _matrix, _matrix_name)
    stacks = [part for stack in stacks for part in _by_spacing(stack)]
    stacks = [part for stack in stacks for part in _by_direction(stack)]
    stacks = [part for number, stack in enumerate(stacks) for part in _by_axis(stack, number)]
    return tuple(replace(stack, warnings=(*stack.warnings, *sentences)) for stack in stacks)


def stands_alone(header: Header) -> bool:
    """Whether a file is never stacked with others: radiographs, cine, tiles of a slide."""
    if header.modality in PROJECTIONS and not is_tomographic(header.instance.sop_class_uid):
        return True
    if header.instance.frames == 1 or not header.frames_fault:
        return False
    return header.frames_fault == FRAMES_ARE_TILES or header.has_no_places


def _are_alike(pictures: Sequence[Picture]) -> bool:
    """Whether pictures of several files agree in all that the keys below look at, as those of most series do."""
    headers = [picture.header for picture in pictures]
    instances = [header.instance for header in headers]
    columns: tuple[list[object], ...] = (
        [header.modality for header in headers],
        [header.image_type for header in headers],
        [header.frames_fault for header in headers],
        [header.concatenation for header in headers],
        [instance.sop_class_uid for instance in instances],
        [instance.frames for instance in instances],
        [instance.rows for instance in instances],
        [instance.columns for instance in instances],
        [instance.pixels for instance in instances],
        [picture.is_placed for picture in pictures],
        [picture.kind for picture in pictures],
    )
    return all(is_same(column) for column in columns) and not stands_alone(headers[0])


def _apart(
    stacks: list[Stack], key: Callable[[Picture], Hashable], name: Callable[[tuple[Picture, ...]], str]
) -> list[Stack]:
    """Split every stack by a key; the parts get a name where there are several."""
    result = []
    for stack in stacks:
        groups: dict[Hashable, list[Picture]] = defaultdict(list)
        for picture in stack.pictures:
            groups[key(picture)].append(picture)
        result += _named(stack, [tuple(group) for group in groups.values()], name)
    return result


def _named(stack: Stack, groups: list[tuple[Picture, ...]], name: Callable[[tuple[Picture, ...]], str]) -> list[Stack]:
    if len(groups) == 1:
        return [stack]
    return [replace(stack, pictures=group, part=joined((stack.part, name(group)), ", ")) for group in groups]


def _single_file(picture: Picture) -> Hashable:
    return str(picture.header.instance.path) if stands_alone(picture.header) else ""


def _file_name(group: tuple[Picture, ...]) -> str:
    header = group[0].header
    if not stands_alone(header):
        return ""
    number = header.instance.instance_number
    return joined((header.view, say("image {number}", number=number) if number is not None else ""), ", ")


def _kind(picture: Picture) -> Hashable:
    return picture.header.modality, picture.is_localizer


def _kind_name(group: tuple[Picture, ...]) -> str:
    return say("localizer") if group[0].is_localizer else ""


def _is_multi_frame(picture: Picture) -> bool:
    return picture.header.instance.frames > 1 or bool(picture.header.concatenation)


def _multi_frame_name(group: tuple[Picture, ...]) -> str:
    return say("multi-frame") if _is_multi_frame(group[0]) else ""


def _is_placed(picture: Picture) -> bool:
    return picture.is_placed


def _placed_name(group: tuple[Picture, ...]) -> str:
    return "" if group[0].is_placed else say("no position")


def _matrix(picture: Picture) -> Hashable:
    instance = picture.header.instance
    return instance.rows, instance.columns, instance.pixels.is_colour


def _matrix_name(group: tuple[Picture, ...]) -> str:
    instance = group[0].header.instance
    return say("{columns}×{rows} pixels", columns=instance.columns, rows=instance.rows)


def _by_spacing(stack: Stack) -> list[Stack]:
    """Cluster by Pixel Spacing within a tolerance."""
    values = dict.fromkeys(picture.spacing for picture in stack.pictures)
    if len(values) == 1:
        return [stack]
    leaders: dict[tuple[float, float] | None, tuple[float, float] | None] = {None: None}
    last: tuple[float, float] | None = None
    for value in sorted(one for one in values if one is not None):
        if last is None or max(abs(a / b - 1) for a, b in zip(value, last, strict=True)) > SAME_SPACING:
            last = value
        leaders[value] = last
    groups: dict[tuple[float, float] | None, list[Picture]] = defaultdict(list)
    for picture in stack.pictures:
        groups[leaders[picture.spacing]].append(picture)
    return _named(stack, [tuple(group) for group in groups.values()], _spacing_name)


def _spacing_name(group: tuple[Picture, ...]) -> str:
    spacing = group[0].spacing
    return say("{size:.3g} mm pixels", size=spacing[0]) if spacing else say("no pixel spacing")


def _by_direction(stack: Stack) -> list[Stack]:
    """Cluster by Image Orientation (Patient) within a tolerance."""
    if not stack.is_placed:
        return [stack]
    numbers = _direction_numbers(stack.pictures)
    groups: dict[int, list[Picture]] = defaultdict(list)
    for picture, number in zip(stack.pictures, numbers, strict=True):
        groups[number].append(picture)
    if len(groups) == 1:
        return [stack]
    names = {number: plane_name(group[0].directions) for number, group in groups.items()}
    total, count = Counter(names.values()), Counter[str]()
    result = []
    for number, group in groups.items():
        name = names[number]
        count[name] += 1
        numbered = joined((name, str(count[name]))) if total[name] > 1 else name
        result.append(replace(stack, pictures=tuple(group), part=joined((stack.part, numbered), ", ")))
    return result


def _direction_numbers(pictures: Sequence[Picture]) -> list[int]:
    """Find the cluster of directions that each picture belongs to."""
    exact: dict[Orientation, int] = {}
    leaders: npt.NDArray[np.float64] = np.empty((0, 6))
    directions = [picture.directions for picture in pictures]
    for own in dict.fromkeys(directions):
        near = np.flatnonzero(np.abs(leaders - own).max(axis=1, initial=0.0) <= SAME_DIRECTION_TOLERANCE)
        if len(near):
            exact[own] = int(near[0])
        else:
            exact[own] = len(leaders)
            leaders = np.vstack([leaders, own])
    return [exact[own] for own in directions]


def _by_axis(stack: Stack, number: int) -> list[Stack]:
    """Split where positions repeat or kinds differ, and name the fourth axis."""
    if not stack.is_placed or len(stack.pictures) < 2:
        return [stack]
    uid = stack.pictures[0].header.series_uid
    return [
        replace(
            stack,
            pictures=found.pictures,
            part=joined((stack.part, found.part), ", "),
            warnings=(*stack.warnings, *found.warnings),
            fault=found.fault,
            axis=found.axis,
        )
        for found in Volumes(stack.pictures, key=f"{uid}/{number}").found()
    ]
