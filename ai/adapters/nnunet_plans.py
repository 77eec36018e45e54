"""``plans.json`` and ``dataset.json`` of nnU-Net v2 as our contract and network. No torch here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from ai.adapters.answers import label_of
from ai.errors import ModelImportError
from ai.library.card import Label
from ai.library.grid_spec import GridSpec, IntensityStep
from ai.words import say

Json: TypeAlias = Mapping[str, Any]
"""A parsed JSON object, before it is checked."""

MAX_STAGES = 20
"""A picture cannot be halved more often."""

MAX_INHERITANCE = 5
"""Configurations that stand on one another, at most."""

_REORIENTED = ("NibabelIOWithReorient", "SimpleITKIOWithReorient")
"""Readers that turn every scan to right, anterior, superior; the arrays they make are (z, y, x)."""

_AS_STORED = ("SimpleITKIO", "NibabelIO")

_RESAMPLED = "resample_data_or_seg_to_shape"
_NOT_RESAMPLED = "no_resampling_data_or_seg_to_shape"

_PLAIN, _RESIDUAL = "PlainConvUNet", "ResidualEncoderUNet"

_MODALITIES = {"ct": "CT", "mr": "MR", "mri": "MR", "t1": "MR", "t2": "MR", "flair": "MR", "t1w": "MR", "t2w": "MR",
               "pet": "PT", "pt": "PT", "us": "US", "xray": "DX"}  # fmt: skip


def configuration_of(plans: Json, name: str) -> dict[str, Any]:
    """Find a configuration with what it inherits.

    Raises
    ------
    ModelImportError
        When it is not there, or is the second stage of a cascade.
    """
    found: dict[str, Any] = {}
    at = name
    for _ in range(MAX_INHERITANCE):
        each = _object(plans, "configurations").get(at)
        if not isinstance(each, Mapping):
            raise _strange("configuration", at)
        found = {**each, **found}
        at = str(each.get("inherits_from") or "")
        if not at:
            break
    if found.get("previous_stage"):
        raise ModelImportError(
            say("The model is the second stage of a cascade: it also reads what another model ({stage}) has drawn.",
                stage=found["previous_stage"]),
            say("Take the folder of its configuration 3d_fullres or 3d_lowres instead."),
        )  # fmt: skip
    return found


def grid_of(plans: Json, configuration: Json, *, regions: bool) -> GridSpec:
    """How a scan becomes the network's input.

    Raises
    ------
    ModelImportError
        Naming what this version does not do.
    """
    order, thick, resampled = _resampling(configuration)
    forward = [int(axis) for axis in plans.get("transpose_forward", (0, 1, 2))]
    patch = tuple(int(side) for side in configuration["patch_size"])
    spacing = [float(each) for each in configuration["spacing"]]
    spacing = [0.0] * (3 - len(spacing)) + spacing if resampled else [0.0, 0.0, 0.0]
    reader = plans.get("image_reader_writer", "SimpleITKIO")
    if reader not in (*_REORIENTED, *_AS_STORED):
        raise _strange("image_reader_writer", reader)
    turned = reader in _REORIENTED
    return GridSpec(
        dimensions=len(patch),
        orientation="".join("SAR"[axis] for axis in forward) if turned else "",
        axes=(0, 1, 2) if turned else (forward[0], forward[1], forward[2]),
        spacing_mm=(spacing[0], spacing[1], spacing[2]),
        patch=patch,
        overlap=0.5,
        blend="gaussian-even",
        order=order,
        thick_order=thick,
        intensity=_intensity(plans, configuration),
        intensity_first=True,
        crop_zeros=True,
        activation="sigmoid" if regions else "softmax",
        background=not regions,
    )


def labels_of(dataset: Json) -> tuple[tuple[Label, ...], bool]:
    """Tell the labels in the order of the channels, without the background, and whether they overlap (regions)."""
    listed = {str(name): value for name, value in _object(dataset, "labels").items() if name != "ignore"}
    regions = any(isinstance(value, list) and len(value) > 1 for value in listed.values())
    plain = {name: value for name, value in listed.items() if not _is_background(value)}
    if not regions:
        plain = dict(sorted(plain.items(), key=lambda item: _number(item[1])))
    labels = tuple(_label(name) for name in plain)
    if len({label.name for label in labels}) < len(labels) or not labels:
        raise _strange("labels", ", ".join(plain))
    return labels, regions


def modalities_of(dataset: Json) -> tuple[str, ...]:
    """Tell the modality of the one picture that the model reads; empty where the file does not tell it.

    Raises
    ------
    ModelImportError
        When it reads several pictures at once.
    """
    names = dataset.get("channel_names", dataset.get("modality", {}))
    names = list(names.values()) if isinstance(names, Mapping) else []
    if len(names) > 1:
        raise ModelImportError(
            say("The model reads {count} pictures of one patient at once ({names}); models of one picture are taken.",
                count=len(names), names=", ".join(str(name) for name in names)),
            say("Look for a model that reads a single series."),
        )  # fmt: skip
    known = _MODALITIES.get(str(names[0]).lower() if names else "", "")
    return (known,) if known else ()


def network_of(configuration: Json, classes: int) -> tuple[tuple[str, Any], ...]:
    """Tell the arguments of `ai.networks.nnunet.NnUNet`.

    Raises
    ------
    ModelImportError
        Naming the network or layer that this version does not make.
    """
    if "architecture" not in configuration:
        return _old_network(configuration, classes)
    architecture = _object(configuration, "architecture")
    kind = str(architecture.get("network_class_name", "")).rpartition(".")[2]
    if kind not in (_PLAIN, _RESIDUAL):
        raise _strange("network_class_name", kind)
    given = dict(_object(architecture, "arch_kwargs"))
    dimensions = len(configuration["patch_size"])
    wanted = {
        "conv_op": (f"torch.nn.modules.conv.Conv{dimensions}d",),
        "norm_op": (f"torch.nn.modules.instancenorm.InstanceNorm{dimensions}d",),
        "dropout_op": (None,),
        "nonlin": ("torch.nn.LeakyReLU", "torch.nn.modules.activation.LeakyReLU"),
    }
    for name, values in wanted.items():
        if given.get(name) not in values:
            raise _strange(name, given.get(name))
    stages = int(given["n_stages"])
    if stages > MAX_STAGES:
        raise _strange("n_stages", stages)
    norm = given.get("norm_op_kwargs") or {}
    if not norm.get("affine", False):
        raise _strange("norm_op_kwargs", norm)
    return (
        ("dimensions", dimensions),
        ("channels", 1),
        ("classes", classes),
        ("features", _per_stage(given["features_per_stage"], stages)),
        ("kernels", _per_axis(given["kernel_sizes"], stages, dimensions)),
        ("strides", _per_axis(given["strides"], stages, dimensions)),
        ("blocks", _per_stage(given["n_conv_per_stage" if kind == _PLAIN else "n_blocks_per_stage"], stages)),
        ("decoder", _per_stage(given["n_conv_per_stage_decoder"], stages - 1)),
        ("residual", kind == _RESIDUAL),
        ("bias", bool(given.get("conv_bias", False))),
        ("eps", float(norm.get("eps", 1e-5))),
        ("slope", float((given.get("nonlin_kwargs") or {}).get("negative_slope", 0.01))),
    )


def _old_network(configuration: Json, classes: int) -> tuple[tuple[str, Any], ...]:
    """Read plans that were written before nnU-Net 2.4 (2024)."""
    kind = configuration.get("UNet_class_name")
    if kind not in (_PLAIN, _RESIDUAL):
        raise _strange("UNet_class_name", kind)
    dimensions = len(configuration["patch_size"])
    blocks = configuration["n_conv_per_stage_encoder"]
    if len(blocks) > MAX_STAGES:
        raise _strange("n_conv_per_stage_encoder", len(blocks))
    base, most = int(configuration["UNet_base_num_features"]), int(configuration["unet_max_num_features"])
    return (
        ("dimensions", dimensions),
        ("channels", 1),
        ("classes", classes),
        ("features", tuple(min(base * 2**stage, most) for stage in range(len(blocks)))),
        ("kernels", _per_axis(configuration["conv_kernel_sizes"], len(blocks), dimensions)),
        ("strides", _per_axis(configuration["pool_op_kernel_sizes"], len(blocks), dimensions)),
        ("blocks", _per_stage(blocks, len(blocks))),
        ("decoder", _per_stage(configuration["n_conv_per_stage_decoder"], len(blocks) - 1)),
        ("residual", kind == _RESIDUAL),
    )


def _resampling(configuration: Json) -> tuple[int, int, bool]:
    """Order, order along a thick axis (-1: no axis is treated apart), and whether anything is resampled."""
    name = configuration.get("resampling_fn_data", _RESAMPLED)
    if name == _NOT_RESAMPLED:
        return 1, -1, False
    given = configuration.get("resampling_fn_data_kwargs") or {}
    order, thick, forced = given.get("order", 3), given.get("order_z", 0), given.get("force_separate_z")
    if name != _RESAMPLED or order not in (1, 3) or thick not in (0, 1) or forced is True:
        raise _strange("resampling_fn_data", name if name != _RESAMPLED else given)
    return int(order), -1 if forced is False else int(thick), True


def _intensity(plans: Json, configuration: Json) -> tuple[IntensityStep, ...]:
    schemes = configuration.get("normalization_schemes") or []
    if len(schemes) != 1:
        raise _strange("normalization_schemes", schemes)
    scheme = schemes[0]
    if scheme == "NoNormalization":
        return ()
    if scheme == "RescaleTo01Normalization":
        return (IntensityStep("scale-min-max"),)
    if scheme == "ZScoreNormalization":
        masked = (configuration.get("use_mask_for_norm") or [False])[0]
        return (IntensityStep("z-score-inside" if masked else "z-score"),)
    if scheme == "CTNormalization":
        values = _object(_object(plans, "foreground_intensity_properties_per_channel"), "0")
        clip = (("low", float(values["percentile_00_5"])), ("high", float(values["percentile_99_5"])))
        spread = (("mean", float(values["mean"])), ("std", max(float(values["std"]), 1e-8)))
        return (IntensityStep("clip", clip), IntensityStep("normalise", spread))
    raise _strange("normalization_schemes", scheme)


def _label(name: str) -> Label:
    words = name.replace("_", " ").replace("-", " ").strip()
    last = words.lower().split()
    side = next((side for side in ("right", "left") if side in (last[-1:] + last[:1])), "")
    return label_of(words[:1].upper() + words[1:], side=side)


def _is_background(value: object) -> bool:
    return value == 0 or (isinstance(value, list) and set(value) == {0})


def _number(value: object) -> int:
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if not isinstance(value, int):
        raise _strange("labels", value)
    return value


def _per_stage(value: object, stages: int) -> tuple[int, ...]:
    listed = [value] * min(stages, MAX_STAGES) if isinstance(value, int) else value
    if not (isinstance(listed, Sequence) and len(listed) == stages and all(0 < int(each) < 5000 for each in listed)):
        raise _strange("arch_kwargs", value)
    return tuple(int(each) for each in listed)


def _per_axis(value: object, stages: int, dimensions: int) -> tuple[tuple[int, ...], ...]:
    listed = [value] * min(stages, MAX_STAGES) if isinstance(value, int) else value
    if not (isinstance(listed, Sequence) and len(listed) == stages):
        raise _strange("arch_kwargs", value)
    return tuple(_per_stage(each, dimensions) for each in listed)


def _object(data: Json, name: str) -> Json:
    value = data.get(name)
    if not isinstance(value, Mapping):
        raise _strange(name, value)
    return value


def _strange(name: str, value: object) -> ModelImportError:
    return ModelImportError(
        say("The plans of the nnU-Net ask for {name} = {value}, which this version does not do.", name=name,
            value=str(value)[:80]),
        say("Look for a model that was planned with nnU-Net's own settings."),
    )  # fmt: skip
