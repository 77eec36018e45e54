"""The lens: filters between the values of a slice and the window, for the eye only.

Probe, measurements and models read the volume, which no filter ever touches.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ai.progress import Progress, part, silent
from ai.volume import BoolMask
from ai.words import joined, say
from app.errors import UsageError
from app.imaging.filters.filter import Filter, Limits, Work
from app.imaging.filters.table import filter_named
from app.imaging.voi import voi_limits
from app.imaging.window import RealPlane, Voi

NATIVE = frozenset({"uint8", "uint16", "int16", "float32", "float64"})
"""Dtypes that filters take."""

_WIDER = {"bool": "uint8", "int8": "int16", "float16": "float32"}
"""What others become; those that are not named here float64, which holds integers of 32 bits exactly."""


@dataclass(frozen=True)
class Step:
    """One filter with its values.

    Parameters
    ----------
    name
        Of an `app.imaging.filters.filter.Filter`.
    values
        (parameter name, value), all of them, in the order of the filter. From `step`, which checks them.
    """

    name: str
    values: tuple[tuple[str, float], ...]

    @property
    def filter(self) -> Filter:
        """What it does."""
        return filter_named(self.name)

    def value(self, parameter: str) -> float:
        """Return the value of a parameter."""
        return dict(self.values)[parameter]

    def with_value(self, parameter: str, value: float) -> Step:
        """Return the step with another value, checked as by `step`."""
        return step(self.name, dict(self.values) | {parameter: value})

    @property
    def words(self) -> str:
        """For the badge: "CLAHE 2.0, 8×8"."""
        return self.filter.words(dict(self.values))

    @property
    def keeps_unit(self) -> bool:
        """As `Lens.keeps_unit`."""
        return self.filter.keeps_unit(dict(self.values))

    @property
    def text(self) -> str:
        """As `app.imaging.lens_text.parse_step` reads it."""
        return f"{self.name}:{','.join(f'{name}={value:g}' for name, value in self.values)}"

    def reach_slices(self, slice_px: float) -> int:
        """How many neighbouring slices on either side it reads through the volume; see `Lens.reach_slices`."""
        through = self.filter.through
        return 0 if through is None else through.reach(dict(self.values), slice_px)


@dataclass(frozen=True)
class Lens:
    """Filters one after the other; at least one.

    Parameters
    ----------
    steps
        The filters, the first one first.
    through_volume
        Whether those that can, take the neighbouring slices in; see `app.imaging.filters.filter.Filter.through`.
    limits
        Of the window that the picture is shown with, for filters that work within it; from `within`. None where there
        is no such filter, or no window: these then work within the range of the values.
    """

    steps: tuple[Step, ...]
    through_volume: bool = False
    limits: Limits | None = None

    def __post_init__(self) -> None:
        if not self.steps:
            raise ValueError("a lens has at least one filter")

    @property
    def words(self) -> str:
        """For the badge: "Median 3×3 → CLAHE 2.0, 8×8"."""
        words = joined((each.words for each in self.steps), " → ")
        return say("{filters}, through the slices", filters=words) if self.through_volume else words

    @property
    def keeps_unit(self) -> bool:
        """Whether what comes out can be shown with the window of the picture; else it needs one of its own values."""
        return all(each.keeps_unit for each in self.steps)

    @property
    def follows_window(self) -> bool:
        """Whether another window gives another picture: a filter works within it, and on values that it is made for."""
        for each in self.steps:
            if each.filter.within is not None:
                return True
            if not each.keeps_unit:
                return False
        return False

    def within(self, voi: Voi | None) -> Lens:
        """Return the lens for a picture that is shown with a window; the same for every window unless it follows it."""
        limits = voi_limits(voi) if self.follows_window and voi is not None else None
        return self if limits == self.limits else replace(self, limits=limits)

    @property
    def can_go_through(self) -> bool:
        """Whether any of the filters can take neighbouring slices in."""
        return any(each.filter.through is not None for each in self.steps)

    def reach_slices(self, slice_px: float) -> int:
        """How many neighbouring slices on either side all filters together read.

        Parameters
        ----------
        slice_px
            Distance of the slices in pixels of the picture, > 0: a filter reaches as far across the slices, in mm, as
            within them.

        Returns
        -------
        int
            0 for a lens that does not go through the volume, and where the slices are too thick for its sizes.
        """
        return sum(each.reach_slices(slice_px) for each in self.steps) if self.through_volume else 0

    def with_value(self, number: int, parameter: str, value: float) -> Lens:
        """Return the lens with another value of its step ``number``, from 0."""
        steps = list(self.steps)
        steps[number] = steps[number].with_value(parameter, value)
        return replace(self, steps=tuple(steps))


def step(name: str, values: Mapping[str, float] | None = None, *, preset: str = "") -> Step:
    """Make a step; what is not given has its default.

    Parameters
    ----------
    name
        Of the filter.
    values
        Parameter name -> value.
    preset
        Name of the preset that gives what ``values`` does not; ``""`` for the defaults.

    Raises
    ------
    app.errors.UsageError
        When filter, preset or parameter do not exist, or a value is outside its range.
    """
    chosen = filter_named(name)
    given = {**(chosen.preset(preset).values if preset else {}), **(values or {})}
    for unknown in given:
        chosen.parameter(unknown)
    return Step(
        chosen.name,
        tuple(
            (each.name, each.check(float(given.get(each.name, each.default)), chosen.title))
            for each in chosen.parameters
        ),
    )


def apply_lens(
    plane: RealPlane, lens: Lens, *, padding: tuple[float, float] | None = None, progress: Progress = silent
) -> RealPlane:
    """Filter a slice for the eye, each slice alone.

    Parameters
    ----------
    plane
        (rows, columns), any real dtype, modality values. Never written.
    lens
        What to do, `Lens.within` the window that the picture is shown with; that it goes through the volume counts for
        nothing here, see `apply_lens_through`.
    padding
        (low, high) values that are padding, both included, PS3.3 C.7.5.1.1.2. These pixels, and those without a value
        (NaN), stay what they are, count in no statistics and enter their neighbours as the smallest value that counts.
    progress
        Called before every filter with its words, and within those that take long.

    Returns
    -------
    RealPlane
        (rows, columns), modality values. Mean and median keep 8 and 16 bit integers; the others give float32.

    Raises
    ------
    app.errors.UsageError
        For a picture in colour.
    """
    alone = replace(lens, through_volume=False)
    return apply_lens_through((plane,), alone, slice_px=1.0, padding=padding, progress=progress)


def apply_lens_through(
    planes: Sequence[RealPlane],
    lens: Lens,
    *,
    slice_px: float,
    padding: tuple[float, float] | None = None,
    progress: Progress = silent,
) -> RealPlane:
    """Filter a slice for the eye with its neighbours; see `neighbours` for these.

    Parameters
    ----------
    planes
        ``2 * lens.reach_slices(slice_px) + 1`` of (rows, columns), all alike: what is in front of the slice, itself,
        and what is behind. Otherwise as in `apply_lens`.
    lens
        What to do.
    slice_px
        Distance of the planes in pixels of the picture, > 0.
    padding, progress
        As in `apply_lens`.

    Returns
    -------
    RealPlane
        (rows, columns), as from `apply_lens`.

    Raises
    ------
    app.errors.UsageError
        For a picture in colour.
    """
    reach = lens.reach_slices(slice_px)
    if len(planes) != 2 * reach + 1:
        raise ValueError(f"the lens reads {reach} slices on either side, got {len(planes)} in all")
    if any(each.ndim != 2 for each in planes):
        raise UsageError(
            say("The picture is in colour; the lens works on grey pictures."), say("Leave the filter out.")
        )
    shown = [np.ascontiguousarray(_native(each)) for each in planes]
    counted = [_counted(each, padding) for each in shown]
    original, kept = shown[reach], counted[reach]
    if kept is not None and not kept.any():
        return original
    shown = _filled(shown, counted)
    limits = lens.limits
    for number, each in enumerate(lens.steps):
        here = part(progress, number / len(lens.steps), (number + 1) / len(lens.steps))
        here(0.0, each.words)
        stage = _Stage(each, limits, slice_px if lens.through_volume else math.inf)
        shown, counted = _stepped(shown, counted, stage, here)
        # The window says nothing of what edges are.
        limits = limits if each.keeps_unit else None
    return shown[0] if kept is None else np.where(kept, shown[0], original.astype(shown[0].dtype))


def neighbours(index: int, count: int, reach: int) -> list[int]:
    """List a slice with its neighbours; at the ends of the volume the last slice goes on.

    Parameters
    ----------
    index
        Of the slice, from 0.
    count
        Slices of the volume.
    reach
        Neighbours on either side, as `Lens.reach_slices` tells.
    """
    return [min(max(each, 0), count - 1) for each in range(index - reach, index + reach + 1)]


def cost_ms(lens: Lens, pixels: int, slice_px: float = 1.0) -> float:
    """Estimate how long a lens takes for a picture of so many pixels.

    Parameters
    ----------
    lens
        What to do.
    pixels
        Of one slice.
    slice_px
        As in `Lens.reach_slices`; of no matter where the lens does not go through the volume.
    """
    planes = 2 * lens.reach_slices(slice_px) + 1
    cost_ns = 0.0
    for each in lens.steps:
        reach = each.reach_slices(slice_px) if lens.through_volume else 0
        planes -= 2 * reach
        cost_ns += planes * each.filter.cost_ns(dict(each.values), 2 * reach + 1)
    return cost_ns * pixels * 1e-6


@dataclass(frozen=True)
class _Stage:
    """A step at work.

    Parameters
    ----------
    step
        What to do.
    limits
        Of the window; None where that says nothing of the values by now.
    slice_px
        As in `Lens.reach_slices`; infinite for each slice alone.
    """

    step: Step
    limits: Limits | None
    slice_px: float

    @property
    def reach(self) -> int:
        """How many neighbouring slices on either side it reads."""
        return 0 if math.isinf(self.slice_px) else self.step.reach_slices(self.slice_px)

    @property
    def work(self) -> Work:
        """What it does to a slice alone."""
        within = self.step.filter.within
        return self.step.filter.work if within is None or self.limits is None else within(self.limits)


def _stepped(
    planes: list[RealPlane], counted: list[BoolMask | None], stage: _Stage, progress: Progress
) -> tuple[list[RealPlane], list[BoolMask | None]]:
    """Filter each plane that later steps need; a step that reads neighbours leaves as many out at both ends."""
    step, reach, work = stage.step, stage.reach, stage.work
    values, through = dict(step.values), step.filter.through
    count = len(planes) - 2 * reach
    filtered = []
    for number in range(count):
        here = part(progress, number / count, (number + 1) / count)
        if through is None or reach == 0:
            filtered.append(work(planes[number], values, counted[number], here))
        else:
            filtered.append(through.work(planes[number : number + 2 * reach + 1], values, stage.slice_px, here))
    return filtered, counted[reach : reach + count]


def _filled(planes: list[RealPlane], counted: list[BoolMask | None]) -> list[RealPlane]:
    """Put the smallest value that counts in any plane where none is."""
    if all(each is None for each in counted):
        return planes
    smallest = min(
        plane.min() if each is None else plane[each].min()
        for plane, each in zip(planes, counted, strict=True)
        if each is None or each.any()
    )
    return [
        plane if each is None else np.where(each, plane, smallest) for plane, each in zip(planes, counted, strict=True)
    ]


def _native(plane: RealPlane) -> RealPlane:
    """Give a plane a dtype that filters take, without a copy where it has one."""
    dtype: np.dtype[Any] = plane.dtype.newbyteorder("=")
    if dtype.name not in NATIVE:
        dtype = np.dtype(_WIDER.get(dtype.name, "float64"))
    return plane.astype(dtype, copy=False)


def _counted(plane: RealPlane, padding: tuple[float, float] | None) -> BoolMask | None:
    """Mark what is neither padding nor without value; None where that is everything."""
    counted: BoolMask | None = None
    if plane.dtype.kind == "f" and not np.isfinite(plane).all():
        counted = np.isfinite(plane)
    if padding is not None:
        outside = (plane < padding[0]) | (plane > padding[1])
        counted = outside if counted is None else counted & outside
    return None if counted is None or counted.all() else counted
