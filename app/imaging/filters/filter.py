"""What a filter is: its words and its parameters as data, from which sliders, badge and command line are made."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from ai.progress import Progress
from ai.volume import BoolMask
from ai.words import Sentence, joined, say
from app.errors import UsageError
from app.imaging.window import RealPlane

Values: TypeAlias = Mapping[str, float]
"""Parameter name -> value, complete and checked."""

Work: TypeAlias = Callable[[RealPlane, Values, BoolMask | None, Progress], RealPlane]
"""(plane, values, counted, progress) -> a plane of the same shape. ``counted`` marks the pixels that statistics may
use, None all. The plane has a dtype of `app.imaging.lens.NATIVE`, has no NaN and is never written. What takes long
calls ``progress`` often, with an empty message."""

Limits: TypeAlias = tuple[float, float]
"""(low, high), unit of the plane, low <= high: the values at which the window that is shown reaches its two ends."""


@dataclass(frozen=True)
class Parameter:
    """One slider of a filter.

    Parameters
    ----------
    name
        On the command line and in files.
    title
        For the reader.
    unit
        Written after the value: ``"px"``, ``"×"``; may be empty.
    low, high
        Allowed range, both included.
    step
        Of the slider; from `low`.
    default
        Value to start with.
    on_steps
        Whether nothing between the steps is allowed: sizes are odd, counts are whole.
    hint
        What it does to the picture, for the tooltip.
    """

    name: str
    title: str
    unit: str
    low: float
    high: float
    step: float
    default: float
    on_steps: bool = False
    hint: str = ""

    def __post_init__(self) -> None:
        if not (self.low < self.high and self.step > 0 and self.low <= self.default <= self.high):
            raise ValueError(f"the range of {self.name} is not one: {self.low} to {self.high} by {self.step}")

    @property
    def steps(self) -> int:
        """Number of steps from `low` to `high`."""
        return round((self.high - self.low) / self.step)

    def at(self, position: int) -> float:
        """Value of a slider position, from 0; rounded so that it reads as it is set."""
        return round(self.low + position * self.step, 6)

    def position(self, value: float) -> int:
        """Slider position nearest to a value."""
        return round((value - self.low) / self.step)

    def text(self, value: float) -> str:
        """Write a value with its unit: ``"1.5 px"``, ``"2.0×"``."""
        number = f"{value:.{self._decimals}f}"
        return f"{number}{self.unit}" if self.unit == "×" else f"{number} {self.unit}".rstrip()

    @property
    def range_words(self) -> str:
        """Say what is allowed: "3 to 31, odd", "0.3 to 10"."""
        if not self.on_steps:
            return say("{low:g} to {high:g}", low=self.low, high=self.high)
        if self.step == 2 and self.low % 2:
            return say("{low:g} to {high:g}, odd", low=self.low, high=self.high)
        return say("{low:g} to {high:g}, whole numbers", low=self.low, high=self.high)

    def check(self, value: float, filter_title: str) -> float:
        """Return the value.

        Raises
        ------
        app.errors.UsageError
            When it is outside the range or between the steps.
        """
        inside = math.isfinite(value) and self.low <= value <= self.high
        if not inside or (self.on_steps and self.at(self.position(value)) != value):
            raise UsageError(
                say(
                    "{filter}: {parameter} cannot be {value:g}.",
                    filter=filter_title,
                    parameter=self.name,
                    value=value,
                ),
                say("It goes from {range}.", range=self.range_words),
            )
        return value

    @property
    def _decimals(self) -> int:
        return 0 if self.step >= 1 else max(1, -math.floor(math.log10(self.step)))


@dataclass(frozen=True, eq=False)
class Through:
    """How a filter takes the neighbouring slices in.

    Parameters
    ----------
    reach
        (values, slice_px) -> how many neighbours it reads on either side. ``slice_px`` is the distance of the slices
        in pixels of the picture, > 0.
    work
        (planes, values, slice_px, progress) -> a plane. The slice itself is in the middle of the planes, with as many
        neighbours on either side as ``reach`` says; otherwise as `Work`.
    """

    reach: Callable[[Values, float], int]
    work: Callable[[Sequence[RealPlane], Values, float, Progress], RealPlane]


@dataclass(frozen=True)
class Preset:
    """Values that belong together.

    Parameters
    ----------
    name
        On the command line: ``NAME:preset=sharpen``.
    title
        For the reader.
    values
        Parameter name -> value, all of them.
    """

    name: str
    title: str
    values: Values


def keeps(values: Values) -> bool:
    """Say that values stay what they were, but for the smoothing or sharpening; see `Filter.keeps_unit`."""
    return True


@dataclass(frozen=True, eq=False)
class Filter:
    """A filter that the lens offers.

    Parameters
    ----------
    name
        On the command line and in files.
    title
        For the reader.
    hint
        What it is good for, for the tooltip.
    badge
        Template of what the badge says, with the parameters by name: ``template("Mean {size:.0f}×{size:.0f}")``.
    parameters
        In the order of the sliders.
    work
        The filter itself.
    cost_ns
        (values, slices) -> about how long it takes a pixel, in ns on a usual computer, where it reads so many slices:
        decides whether the window waits for it.
    through
        How it takes the neighbouring slices in; None where it works on each slice alone.
    presets
        Sets of values to choose from.
    grid_side
        So many rows and columns of a table show its first parameters better than sliders do; 0 for sliders.
    keeps_unit
        values -> whether what comes out can be shown with the window of the picture. Where not, as for edges, it is to
        be shown with a window of its own values.
    within
        limits -> how it works within the window that is shown; None for a filter that the window is nothing to.
        ``work`` is then what it does where no window is known, or where the values are no longer those of the picture.
    """

    name: str
    title: str
    hint: str
    badge: str
    parameters: tuple[Parameter, ...]
    work: Work
    cost_ns: Callable[[Values, int], float]
    through: Through | None = None
    presets: tuple[Preset, ...] = ()
    grid_side: int = 0
    keeps_unit: Callable[[Values], bool] = keeps
    within: Callable[[Limits], Work] | None = None

    def words(self, values: Values) -> str:
        """For the badge; a preset is called by its title."""
        words = Sentence(self.badge, values)
        titles = [each.title for each in self.presets if dict(each.values) == dict(values)]
        return joined((words, titles[0])) if titles else words

    def preset(self, name: str) -> Preset:
        """Return a preset.

        Raises
        ------
        app.errors.UsageError
            When there is none of that name.
        """
        for preset in self.presets:
            if preset.name == name.strip().lower():
                return preset
        known = ", ".join(each.name for each in self.presets)
        raise UsageError(
            say("{title} has no preset {name!r}.", title=self.title, name=name.strip()),
            say("It has {known}.", known=known) if known else say("It has none at all."),
        )

    def parameter(self, name: str) -> Parameter:
        """Return a parameter.

        Raises
        ------
        app.errors.UsageError
            When there is none of that name.
        """
        for parameter in self.parameters:
            if parameter.name == name:
                return parameter
        *most, last = (each.name for each in self.parameters)
        known = say("{these} and {last}", these=", ".join(most), last=last) if most else last
        raise UsageError(
            say("{title} has no parameter {name!r}.", title=self.title, name=name), say("It has {known}.", known=known)
        )
