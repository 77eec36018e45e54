"""From the name in a card to a network."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from monai.networks.nets.dynunet import DynUNet
from torch import nn

from ai.device import is_memory_error
from ai.errors import ModelPackError
from ai.library.card import Architecture, ModelCard
from ai.networks.encoders import Encoder, unet_stages
from ai.networks.fine_unet import FineUNet
from ai.networks.luna_retinanet import LunaRetinaNet
from ai.networks.lungmask_unet import LungmaskUNet
from ai.networks.named_stages import named_stages
from ai.networks.nnunet import NnUNet
from ai.networks.picture_classifier import PictureClassifier
from ai.networks.picture_detector import PictureDetector
from ai.networks.program import is_program, load_program
from ai.networks.second_look import Look, SecondLook
from ai.networks.size_limit import bounded_size
from ai.networks.small_resnet import SmallResNet
from ai.networks.spot_finder import SpotFinder
from ai.networks.two_path import TwoPathNet
from ai.networks.volume_detector import VolumeDetector
from ai.networks.volume_stages import volume_stages
from ai.networks.weights import read_weights
from ai.networks.xrv import PspNet, xrv_densenet, xrv_resnet
from ai.networks.zoo import monai_network, timm_network, torchvision_network

MAX_SUBPIXELS = 4
"""More would fold what is to be told apart into one cell."""


def _unet2d(*, in_channels: int, out_channels: int, filters: tuple[int, ...], subpixels: int = 1) -> nn.Module:
    """Plain 2-D U-Net with instance norm (nnU-Net style): no batch statistics that a batch of one could spoil.

    With ``subpixels`` 2 or more that many pixels of a side are folded into channels, see `FineUNet`.
    """
    stages = len(filters)
    if stages < 3:
        raise ValueError(f"a U-Net needs at least 3 stages, filters has {stages}")
    if not 1 <= subpixels <= MAX_SUBPIXELS:
        raise ValueError(f"subpixels: 1 to {MAX_SUBPIXELS}, found {subpixels}")
    channels = (in_channels * subpixels**2, out_channels * subpixels**2)
    network: nn.Module = DynUNet(**_plain_unet2d(*channels, filters))
    return network if subpixels == 1 else FineUNet(network, subpixels)


def _second_look(
    *, out_channels: int, filters: tuple[int, ...], subpixels: int, looks: Sequence[Mapping[str, Any]]
) -> nn.Module:
    """U-Nets of grey pictures: one for every structure, others for windows round some of them, see `SecondLook`.

    Each of ``looks`` has ``filters`` and ``subpixels`` of its network, and what `Look` says.
    """
    chosen = [
        Look(tuple(each["window_px"]), tuple(each["shown"]), tuple(each["mirrored"]), each["share"]) for each in looks
    ]
    places = [place for look in chosen for place, _ in look.places]
    if not all(0 <= place < out_channels for place in places) or len(set(places)) < len(places):
        raise ValueError(f"looks: places of {out_channels} structures, each once, found {places}")
    if not all(0 < look.share <= 1 for look in chosen):
        raise ValueError(f"looks: a share above 0, at most 1, found {[look.share for look in chosen]}")
    for look, each in zip(chosen, looks, strict=True):
        cell = each["subpixels"] * 2 ** (len(each["filters"]) - 1)
        if len(look.window_px) != 2 or not all(
            isinstance(side, int) and side > 0 and side % cell == 0 for side in look.window_px
        ):
            raise ValueError(f"looks: a window of two multiples of {cell} pixels, found {look.window_px}")
    first = _unet2d(in_channels=1, out_channels=out_channels, filters=filters, subpixels=subpixels)
    seconds = [
        _unet2d(in_channels=1, out_channels=1, filters=tuple(each["filters"]), subpixels=each["subpixels"])
        for each in looks
    ]
    return SecondLook(first, seconds, chosen)


def _plain_unet2d(in_channels: int, out_channels: int, filters: Sequence[int]) -> dict[str, Any]:
    """Arguments of MONAI's DynUNet, as plain values."""
    stages = len(filters)
    return {
        "spatial_dims": 2,
        "in_channels": in_channels,
        "out_channels": out_channels,
        "kernel_size": [3] * stages,
        "strides": [1] + [2] * (stages - 1),
        "upsample_kernel_size": [2] * (stages - 1),
        "filters": list(filters),
        "norm_name": ["INSTANCE", {"affine": True}],
        "act_name": ["leakyrelu", {"inplace": True, "negative_slope": 0.01}],
    }


def monai_description(architecture: Architecture) -> tuple[str, dict[str, Any]] | None:
    """Name in `monai.networks.nets` and arguments of the same network with the same names of weights; None: none."""
    arguments = dict(architecture.arguments)
    if architecture.name == "monai" and arguments.get("output") is None:
        name = str(arguments.pop("name"))
        arguments.pop("output", None)
        return name, arguments
    if architecture.name == "unet2d" and arguments.get("subpixels", 1) == 1:
        made = _plain_unet2d(arguments["in_channels"], arguments["out_channels"], arguments["filters"])
        return "DynUNet", made
    return None


def _picture_classifier(
    *, encoder: str, classes: int, size_px: tuple[int, int], filters: tuple[int, ...] = (), subpixels: int = 1
) -> nn.Module:
    """Classifier on the encoder half of a ``unet2d`` of these filters, or on a network by name."""
    if encoder == "unet2d":
        stages = unet_stages(_unet2d(in_channels=1, out_channels=1, filters=filters, subpixels=subpixels))
    else:
        stages = named_stages(encoder, (size_px[0], size_px[1]))
    return PictureClassifier(Encoder(stages), classes, size_px)


def _volume_classifier(*, encoder: str, classes: int, size: tuple[int, int, int], **plan: Any) -> nn.Module:
    """Classifier of whole scans on a network by name, or on the encoder half of a ``dynunet`` of this plan."""
    stages = unet_stages(DynUNet(**plan)) if encoder == "dynunet" else volume_stages(encoder, size)
    return PictureClassifier(Encoder(stages), classes, size)


def _picture_encoder(*, encoder: str) -> nn.Module:
    """Make an encoder alone, of a network by name: what other models are taught on."""
    return Encoder(named_stages(encoder))


_BUILDERS: Mapping[str, Callable[..., nn.Module]] = {
    "unet2d": _unet2d,
    "picture-classifier": _picture_classifier,
    "picture-encoder": _picture_encoder,
    "picture-detector": PictureDetector,
    "second-look": _second_look,
    "small-resnet": SmallResNet,
    "torchvision": torchvision_network,
    "timm": timm_network,
    "monai": monai_network,
    "luna16-retinanet": LunaRetinaNet,
    "lungmask-unet": LungmaskUNet,
    "nnunet": NnUNet,
    "spot-finder": SpotFinder,
    "two-path": TwoPathNet,
    "volume-classifier": _volume_classifier,
    "volume-detector": VolumeDetector,
    "xrv-densenet": xrv_densenet,
    "xrv-resnet": xrv_resnet,
    "xrv-pspnet": PspNet,
}


_UNFIT = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    ImportError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""What constructors of other packages raise where their arguments do not fit; whose message is told."""


def build(architecture: Architecture) -> nn.Module:
    """Make the network that a card names, with random weights.

    Raises
    ------
    ModelPackError
        When the name or an argument is unknown, or the network would be larger than any that is run.
    MemoryError
        When a layer of it does not fit into memory.
    """
    builder = _BUILDERS.get(architecture.name)
    if builder is None:
        known = ", ".join(sorted(_BUILDERS))
        raise ModelPackError(f"The model needs the network {architecture.name!r}; this version knows: {known}.")
    arguments: dict[str, Any] = dict(architecture.arguments)
    try:
        with bounded_size():
            return builder(**arguments)
    except _UNFIT as error:
        if is_memory_error(error):
            raise MemoryError from error  # so that it is told as such
        raise ModelPackError(f"The arguments of network {architecture.name!r} do not fit: {error}.") from error


def load_members(card: ModelCard) -> tuple[nn.Module, ...]:
    """Build every member of a card's ensemble with its weights, float32, in eval mode, on the CPU.

    The hashes are checked by `ai.library.pack.verify` before; this function only reads.

    Raises
    ------
    ModelPackError
        When a file is missing, damaged or does not fit the network.
    """
    networks: list[nn.Module] = []
    for member in card.members:
        if is_program(card.architecture):
            networks.append(load_program(card.folder / member.file, card.architecture).eval())
            continue
        network = build(card.architecture)
        read_weights(network, card.folder / member.file)
        networks.append(network.eval())
    return tuple(networks)
