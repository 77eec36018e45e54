"""Transforms and inferers of MONAI bundles as our contract. No torch here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from ai.adapters.bundle_config import Unread, arguments_of, refused, target_of
from ai.errors import ModelImportError
from ai.library.grid_spec import GridSpec, IntensityStep
from ai.words import say

Arguments: TypeAlias = Mapping[str, Any]

_NOTHING = frozenset(
    {"LoadImage", "EnsureChannelFirst", "AddChannel", "AsChannelFirst", "EnsureType", "CastToType", "ToTensor",
     "ToDevice", "Identity", "Invert", "SaveImage", "DeleteItems", "SelectItems", "SqueezeDim"}
)  # fmt: skip
"""Transforms that our reading, geometry and results do already."""

_ORDERS = {"bilinear": 1, "trilinear": 1, "linear": 1, 1: 1, 3: 3}


@dataclass
class Steps:
    """The contract while the transforms are read, axes as MONAI's tensor has them.

    Parameters
    ----------
    fields
        Of `ai.library.grid_spec.GridSpec`.
    intensity
        Steps so far.
    spatial_after, spatial_before
        Whether a step of the grid came after, or before, one of the values.
    """

    fields: dict[str, Any] = field(default_factory=lambda: {"axes": (2, 1, 0)})
    intensity: list[IntensityStep] = field(default_factory=list)
    spatial_after: bool = False
    spatial_before: bool = False

    def values(self, name: str, **arguments: float) -> None:
        """Add a step of the values."""
        self.spatial_before = self.spatial_before or self.changes_grid
        self.intensity.append(IntensityStep(name, tuple(arguments.items())))

    @property
    def changes_grid(self) -> bool:
        """Whether values are interpolated anywhere so far."""
        return "spacing_mm" in self.fields or "fit" in self.fields

    def spatial(self) -> None:
        """Note that values are interpolated or padded now."""
        self.spatial_after = self.spatial_after or bool(self.intensity)


def read_transforms(parts: object, key: str) -> Steps:
    """Read the preprocessing.

    Parameters
    ----------
    parts
        The resolved configuration of a Compose, or a list of transforms.
    key
        Of the one picture in the dictionary that is handed on: ``"image"``.

    Raises
    ------
    ModelImportError
        Naming the first transform that is not done here, or not as it is asked for.
    """
    steps = Steps()
    for part in _listed(parts):
        name = target_of(part)
        plain = name[:-1] if name.endswith("d") and name[:-1] in {*_NOTHING, *_READERS} else name
        if part.get("_disabled_") is True or plain in _NOTHING:
            continue
        if plain not in _READERS:
            raise refused(str(part.get("_target_", part)))
        given = arguments_of(part)
        keys = given.pop("keys", key)
        if key not in ([keys] if isinstance(keys, str) else keys):
            continue
        _READERS[plain](steps, {name: _single(value) for name, value in given.items()})
    if steps.spatial_after and steps.spatial_before:
        raise ModelImportError(
            say("The bundle scales values between two changes of the grid, which is not done here."),
            say("Ask the publisher for the model as ONNX."),
        )
    return steps


def read_inferer(part: object, steps: Steps) -> GridSpec:
    """Complete the contract by how the network is laid over the scan.

    Raises
    ------
    ModelImportError
        Naming an inferer that is not done here.
    """
    name = target_of(part)
    given = arguments_of(part) if isinstance(part, dict) else {}
    fields = dict(steps.fields)
    size = fields.get("size", ())
    if name in ("SlidingWindowInferer", "SliceInferer", "SlidingWindowInfererAdapt"):
        if str(given.get("padding_mode", "constant")).lower() != "constant":
            raise refused(f"{name}(padding_mode={given['padding_mode']})")
        roi = given.get("roi_size")
        roi = [roi] * (3 if name != "SliceInferer" else 2) if isinstance(roi, int) else list(roi or ())
        overlap = given.get("overlap", 0.25)
        blend = str(given.get("mode", "constant")).lower()
        if (
            blend not in ("constant", "gaussian")
            or not isinstance(overlap, int | float)
            or any(not isinstance(side, int) or side < 1 for side in roi)
        ):
            raise refused(f"{name}({given})")
        if given.get("sigma_scale", 0.125) != 0.125:
            raise refused(f"{name}(sigma_scale={given['sigma_scale']})")
        fields |= {"patch": tuple(roi), "overlap": float(overlap), "blend": blend,
                   "pad_value": float(given.get("cval", 0.0))}  # fmt: skip
    elif name != "SimpleInferer":
        raise refused(str(part.get("_target_", part)) if isinstance(part, dict) else str(part))
    if name == "SliceInferer":
        fields |= {"dimensions": 2}
        _slice_first(fields, int(given.get("spatial_dim", 0)))
    if len(size) not in (0, fields.get("dimensions", 3)) and fields.get("dimensions", 3) == 3:
        raise refused(say("pictures of two dimensions"))
    return GridSpec(intensity=tuple(steps.intensity), intensity_first=bool(steps.spatial_after), **fields)


def read_postprocessing(parts: object, key: str) -> tuple[str, tuple[int, ...]]:
    """Tell how outputs become probabilities (``"softmax"``, ``"sigmoid"``), and of which channels one part is kept."""
    activation = ""
    largest: tuple[int, ...] = ()
    for part in _listed(parts):
        name = target_of(part)
        plain = name[:-1] if name.endswith("d") else name
        if part.get("_disabled_") is True or plain in _NOTHING:
            continue
        given = {name: _single(value) for name, value in part.items() if not isinstance(value, Unread)}
        if plain == "Activations":
            activation = "sigmoid" if given.get("sigmoid") else "softmax" if given.get("softmax") else activation
            if given.get("other") is not None or not (given.get("sigmoid") or given.get("softmax")):
                raise refused(str(part))
        elif plain == "AsDiscrete":
            if given.get("argmax"):
                activation = activation or "softmax"
            elif given.get("threshold", 0.5) != 0.5 or given.get("rounding"):
                raise refused(f"AsDiscrete(threshold={given.get('threshold')})")
        elif plain == "KeepLargestConnectedComponent":
            labels = given.get("applied_labels")
            every = tuple(range(256))
            largest = every if labels is None else tuple(labels) if isinstance(labels, list) else (int(labels),)
        else:
            raise refused(str(part.get("_target_", part)))
    return activation, largest


def _listed(parts: object) -> list[dict[str, Any]]:
    if isinstance(parts, dict) and target_of(parts) == "Compose":
        parts = parts.get("transforms")
    if isinstance(parts, Unread):
        raise refused(parts.text)
    if not isinstance(parts, list) or not all(isinstance(part, dict) for part in parts):
        raise refused(str(parts))
    return parts


def _single(value: object) -> Any:
    """Take the value for the one picture of a list of such."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _orientation(steps: Steps, given: Arguments) -> None:
    letters = given.get("axcodes")
    if steps.changes_grid or not isinstance(letters, str):
        raise refused(f"Orientation({dict(given)})")
    steps.fields["orientation"] = letters.upper()
    steps.fields["axes"] = (0, 1, 2)


def _spacing(steps: Steps, given: Arguments) -> None:
    pixdim, mode = given.get("pixdim"), given.get("mode", "bilinear")
    mode = mode[0] if isinstance(mode, list) else mode
    if "fit" in steps.fields or mode not in _ORDERS or given.get("align_corners") not in (None, False, [False, False]):
        raise refused(f"Spacing({dict(given)})")
    sides = [pixdim] * 3 if isinstance(pixdim, int | float) else pixdim
    if not (isinstance(sides, list) and len(sides) == 3 and all(isinstance(side, int | float) for side in sides)):
        raise refused(f"Spacing(pixdim={pixdim})")
    steps.spatial()
    spacing = tuple(max(float(side), 0.0) for side in sides)
    steps.fields |= {"spacing_mm": spacing, "centres": "first-voxel", "order": _ORDERS[mode]}


def _resize(steps: Steps, given: Arguments) -> None:
    size, mode = _size("Resize", given), given.get("mode", "area")
    mode = mode[0] if isinstance(mode, list) else mode
    if (
        given.get("size_mode", "all") != "all"
        or given.get("align_corners")
        or (given.get("anti_aliasing") or mode not in ("area", *_ORDERS))
        or "fit" in steps.fields
    ):
        raise refused(f"Resize({dict(given)})")
    steps.spatial()
    steps.fields |= {"fit": "resize", "size": size, "shrink": "area" if mode == "area" else "sample"}


def _pad_or_crop(steps: Steps, given: Arguments) -> None:
    size = _size("ResizeWithPadOrCrop", given)
    if str(given.get("mode", "constant")) != "constant" or "fit" in steps.fields:
        raise refused(f"ResizeWithPadOrCrop({dict(given)})")
    steps.fields |= {"fit": "centre", "size": size, "pad_value": float(given.get("value", 0))}


def _divisible(steps: Steps, given: Arguments) -> None:
    k = given.get("k")
    k = k[0] if isinstance(k, list) and len(set(k)) == 1 else k
    if not isinstance(k, int) or k < 1 or str(given.get("mode", "constant")) != "constant":
        raise refused(f"DivisiblePad({dict(given)})")
    steps.fields["multiple_of"] = k


def _scale_range(steps: Steps, given: Arguments) -> None:
    low, high = given.get("b_min"), given.get("b_max")
    if low is None or high is None:
        raise refused(f"ScaleIntensityRange({dict(given)})")
    steps.values("scale-range", from_low=float(given["a_min"]), from_high=float(given["a_max"]), to_low=float(low),
                 to_high=float(high), clip=float(bool(given.get("clip", False))))  # fmt: skip


def _scale(steps: Steps, given: Arguments) -> None:
    low, high = given.get("minv", 0.0), given.get("maxv", 1.0)
    if given.get("factor") is not None or low is None or high is None:
        raise refused(f"ScaleIntensity({dict(given)})")
    steps.values("scale-min-max", to_low=float(low), to_high=float(high))


def _percentiles(steps: Steps, given: Arguments) -> None:
    if given.get("relative") or given.get("b_min") is None or given.get("b_max") is None:
        raise refused(f"ScaleIntensityRangePercentiles({dict(given)})")
    steps.values("percentile", low=float(given["lower"]), high=float(given["upper"]), to_low=float(given["b_min"]),
                 to_high=float(given["b_max"]), clip=float(bool(given.get("clip", False))))  # fmt: skip


def _normalise(steps: Steps, given: Arguments) -> None:
    mean, deviation = given.get("subtrahend"), given.get("divisor")
    if mean is None and deviation is None:
        steps.values("z-score-nonzero" if given.get("nonzero") else "z-score")
    elif isinstance(mean, int | float) and isinstance(deviation, int | float) and not given.get("nonzero"):
        steps.values("normalise", mean=float(mean), std=float(deviation))
    else:
        raise refused(f"NormalizeIntensity({dict(given)})")


_READERS: Mapping[str, Callable[[Steps, Arguments], None]] = {
    "Orientation": _orientation,
    "Spacing": _spacing,
    "Resize": _resize,
    "ResizeWithPadOrCrop": _pad_or_crop,
    "DivisiblePad": _divisible,
    "ScaleIntensityRange": _scale_range,
    "ScaleIntensity": _scale,
    "ScaleIntensityRangePercentiles": _percentiles,
    "NormalizeIntensity": _normalise,
}


def _size(name: str, given: Arguments) -> tuple[int, ...]:
    size = given.get("spatial_size")
    if not (isinstance(size, list) and len(size) == 3 and all(isinstance(side, int) and side > 0 for side in size)):
        raise refused(f"{name}({dict(given)})")
    return tuple(size)


def _slice_first(fields: dict[str, Any], axis: int) -> None:
    """Bring the axis along which slices are taken to the front of everything that names axes."""
    order = [axis, *(other for other in range(3) if other != axis)]
    for name in ("orientation" if fields.get("orientation") else "axes", "spacing_mm", "size"):
        if fields.get(name):
            moved = [fields[name][each] for each in order]
            fields[name] = "".join(moved) if name == "orientation" else tuple(moved)
    if fields.get("size"):
        fields["size"] = fields["size"][1:]
