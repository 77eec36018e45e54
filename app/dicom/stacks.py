"""Split the files of one series into stacks that may lie in one volume: no voxel mixes echoes, times or directions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.dicom.header import Header
from app.dicom.plane import Orientation, normal_of, plane_name, same_direction
from app.dicom.regularity import SAME_PLACE_MM

PROJECTIONS = frozenset({"CR", "DX", "MG", "RG", "IO", "PX", "RF", "XA"})
"""Modalities whose images are projections: each picture stands for itself, PS3.3 C.7.3.1.1.1."""

NOTHING_TELLS_APART = "Each position holds {} images and nothing in the headers tells them apart."
REPEATED = "repeated positions"


@dataclass(frozen=True)
class Stack:
    """Files that may lie in one volume.

    Parameters
    ----------
    headers
        In no order yet.
    part
        What sets them apart from the other stacks of the series, or ``""``.
    warnings
        Sentences about files that were left out.
    fault
        Why they are no trustworthy volume, or ``""``.
    """

    headers: tuple[Header, ...]
    part: str = ""
    warnings: tuple[str, ...] = ()
    fault: str = ""


def split(headers: Sequence[Header]) -> tuple[Stack, ...]:
    """Split the files of one SeriesInstanceUID of one patient.

    Parameters
    ----------
    headers
        All its images.

    Returns
    -------
    tuple of Stack
        Every file is in exactly one, but exact copies (same SOP Instance UID), which a warning counts.
    """
    unique, copies = _without_copies(headers)
    stacks = [Stack(tuple(unique))]
    stacks = _apart(stacks, _single_picture, _picture_name)
    stacks = _apart(stacks, _kind, _kind_name)
    stacks = _apart(stacks, _matrix, _matrix_name)
    stacks = _apart(stacks, _spacing, _spacing_name)
    stacks = [part for stack in stacks for part in _by_direction(stack)]
    stacks = [part for stack in stacks for part in _by_marks(stack)]
    if copies:
        noun = "file is a copy" if copies == 1 else "files are copies"
        sentence = f"{copies} {noun} of an image that is already here, and left out."
        stacks = [replace(stack, warnings=(*stack.warnings, sentence)) for stack in stacks]
    return tuple(stacks)


def location_of(header: Header, orientation: Orientation) -> float:
    """Position of the first frame along the normal, mm."""
    position = header.instance.position_lps_mm
    return float(normal_of(orientation) @ position) if position is not None else 0.0


def _without_copies(headers: Sequence[Header]) -> tuple[list[Header], int]:
    """Keep the first file of every SOP Instance UID; copies of a file differ in path only, as far as headers tell."""
    seen: dict[Hashable, Header] = {}
    for header in sorted(headers, key=lambda one: str(one.instance.path)):
        # The same UID with another position or format is another image, whatever its UID says.
        content = (replace(header.instance, path=Path()), header.marks)
        seen.setdefault(content if header.instance.sop_instance_uid else header.instance.path, header)
    return list(seen.values()), len(headers) - len(seen)


def _apart(
    stacks: list[Stack], key: Callable[[Header], Hashable], name: Callable[[tuple[Header, ...]], str]
) -> list[Stack]:
    """Split every stack by a key; the parts get a name where there are several."""
    result = []
    for stack in stacks:
        groups: dict[Hashable, list[Header]] = defaultdict(list)
        for header in stack.headers:
            groups[key(header)].append(header)
        for group in groups.values():
            members = tuple(group)
            part = _joined(stack.part, name(members)) if len(groups) > 1 else stack.part
            result.append(replace(stack, headers=members, part=part))
    return result


def _joined(first: str, second: str) -> str:
    return ", ".join(part for part in (first, second) if part)


def _single_picture(header: Header) -> Hashable:
    """Radiographs and multi-frame files stand alone; everything else may be stacked."""
    if header.modality in PROJECTIONS or header.instance.frames > 1:
        return str(header.instance.path)
    return ""


def _picture_name(group: tuple[Header, ...]) -> str:
    header = group[0]
    if header.modality not in PROJECTIONS and header.instance.frames == 1:
        return ""
    number = header.instance.instance_number
    return _joined(header.view, f"image {number}" if number is not None else "")


def _kind(header: Header) -> Hashable:
    return header.is_localizer, header.instance.position_lps_mm is None or header.instance.orientation is None


def _kind_name(group: tuple[Header, ...]) -> str:
    localizer, unplaced = group[0].is_localizer, group[0].instance.position_lps_mm is None
    return _joined("localizer" if localizer else "", "no position" if unplaced else "")


def _matrix(header: Header) -> Hashable:
    instance = header.instance
    return instance.rows, instance.columns, instance.pixels.is_colour


def _matrix_name(group: tuple[Header, ...]) -> str:
    return f"{group[0].instance.columns}×{group[0].instance.rows} pixels"


def _spacing(header: Header) -> Hashable:
    spacing = header.instance.pixel_spacing_mm
    # Four significant digits: writers round differently within one series.
    return tuple(float(f"{value:.4g}") for value in spacing) if spacing else None


def _spacing_name(group: tuple[Header, ...]) -> str:
    spacing = group[0].instance.pixel_spacing_mm
    return f"{spacing[0]:.3g} mm pixels" if spacing else "no pixel spacing"


def _by_direction(stack: Stack) -> list[Stack]:
    """Cluster by Image Orientation (Patient) within a tolerance."""
    directions: list[tuple[Orientation | None, list[Header]]] = []
    for header in stack.headers:
        own = header.instance.orientation
        for known, members in directions:
            if own is known or (own is not None and known is not None and same_direction(own, known)):
                members.append(header)
                break
        else:
            directions.append((own, [header]))
    if len(directions) == 1:
        return [stack]
    names = Counter(plane_name(known) for known, _ in directions if known is not None)
    result = []
    count: Counter[str] = Counter()
    for known, members in directions:
        name = plane_name(known) if known is not None else "no orientation"
        count[name] += 1
        numbered = f"{name} {count[name]}" if names[name] > 1 else name
        result.append(replace(stack, headers=tuple(members), part=_joined(stack.part, numbered)))
    return result


def _by_marks(stack: Stack) -> list[Stack]:
    """Split where positions repeat, by what tells the images at one position apart."""
    orientation = stack.headers[0].instance.orientation
    if orientation is None or stack.headers[0].instance.position_lps_mm is None or len(stack.headers) < 2:
        return [stack]
    places = _places(stack.headers, orientation)
    most = max(len(place) for place in places)
    if most == 1:
        return [stack]
    for index in range(len(stack.headers[0].marks)):
        groups: dict[str, list[Header]] = defaultdict(list)
        for header in stack.headers:
            groups[header.marks[index][1]].append(header)
        # A mark of a volume has as many values as positions have images, or fewer; more would tear slices apart.
        if not 1 < len(groups) <= most:
            continue
        if max(len(place) for group in groups.values() for place in _places(group, orientation)) == most:
            continue
        label = stack.headers[0].marks[index][0]
        parts = []
        for value, group in sorted(groups.items(), key=_natural):
            name = label.format(value) if value else f"no {label.format('').strip()}"
            parts += _by_marks(replace(stack, headers=tuple(group), part=_joined(stack.part, name)))
        return parts
    return _by_rank(stack, places, most)


def _natural(item: tuple[str, list[Header]]) -> tuple[float, str]:
    """Numbers by size, before words."""
    try:
        return float(item[0]), ""
    except ValueError:
        return float("inf"), item[0]


def _by_rank(stack: Stack, places: list[list[Header]], most: int) -> list[Stack]:
    """Nothing tells images at one place apart: first images together, the others kept beside them."""
    if len(places) == 1:
        # Single pictures of one plane need no order, so nothing can be mixed.
        return [
            replace(stack, headers=(header,), part=_joined(stack.part, f"image {number + 1}"))
            for number, header in enumerate(places[0])
        ]
    if all(len(place) == most for place in places):
        fault = NOTHING_TELLS_APART.format(most)
        return [
            replace(
                stack,
                headers=tuple(place[rank] for place in places),
                part=_joined(stack.part, f"set {rank + 1}"),
                warnings=(*stack.warnings, fault),
                fault=fault,
            )
            for rank in range(most)
        ]
    first = tuple(place[0] for place in places)
    others = tuple(header for place in places for header in place[1:])
    noun = (
        "image repeats the position of another one and stands"
        if len(others) == 1
        else ("images repeat the position of another one and stand")
    )
    sentence = f"{len(others)} {noun} beside this series under “{REPEATED}”."
    fault = "These images repeat positions of the series beside them."
    return [
        replace(stack, headers=first, warnings=(*stack.warnings, sentence)),
        replace(
            stack,
            headers=others,
            part=_joined(stack.part, REPEATED),
            warnings=(*stack.warnings, fault),
            fault=fault,
        ),
    ]


def _places(headers: Sequence[Header], orientation: Orientation) -> list[list[Header]]:
    """Headers at the same position along the normal, each place by instance number, then file name."""
    ordered = sorted(headers, key=lambda header: location_of(header, orientation))
    places: list[list[Header]] = []
    last = -float("inf")
    for header in ordered:
        here = location_of(header, orientation)
        if here - last > SAME_PLACE_MM:
            places.append([])
            last = here
        places[-1].append(header)
    for place in places:
        place.sort(key=rank_of)
    return places


def rank_of(header: Header) -> tuple[bool, int, str]:
    """Order where positions do not tell: instance number, then file name."""
    number = header.instance.instance_number
    return number is None, number or 0, str(header.instance.path)
