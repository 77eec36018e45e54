"""How far pictures may be changed while they are taught: the choice alone. No torch here."""

from __future__ import annotations

from dataclasses import dataclass, fields

from ai.errors import TrainingDataError

_LIMITS = {
    "rotation_deg": 180.0,
    "shear": 1.0,
    "scale": 1.0,
    "shift": 0.5,
    "elastic": 0.2,
    "intensity": 1.0,
    "noise": 1.0,
}


@dataclass(frozen=True)
class Augmentation:
    """How far each change goes; 0 leaves it out.

    Parameters
    ----------
    rotation_deg
        Largest turn either way, 0 to 180: in the plane of a picture, about each axis of a volume.
    shear
        Largest slant, as the tangent of its angle.
    scale
        Largest logarithm of the factor in size: 0.12 is 12 % larger or smaller.
    shift
        Largest move, as a share of each side.
    elastic
        Standard deviation of the bend at its knots, as a share of each side.
    intensity
        Largest change of the slope of the greys, and of their level in standard deviations of the picture.
    noise
        Largest standard deviation of the noise, in standard deviations of the picture.
    flip_columns, flip_rows, flip_slices
        Whether the order of an axis may be turned round: right is not left, so only where a site has said so.

    Raises
    ------
    TrainingDataError
        When a number is out of its range.
    """

    rotation_deg: float = 6.0
    shear: float = 0.0
    scale: float = 0.12
    shift: float = 0.04
    elastic: float = 0.0
    intensity: float = 0.2
    noise: float = 0.05
    flip_columns: bool = False
    flip_rows: bool = False
    flip_slices: bool = False

    def __post_init__(self) -> None:
        for name, most in _LIMITS.items():
            value = getattr(self, name)
            if not 0 <= value <= most:
                raise TrainingDataError(f"augmentation.{name} is {value:g}; it must lie between 0 and {most:g}.")

    @property
    def is_nothing(self) -> bool:
        """Whether every picture stays as it is."""
        return not any(getattr(self, field.name) for field in fields(self))


NO_AUGMENTATION = Augmentation(0, 0, 0, 0, 0, 0, 0)
