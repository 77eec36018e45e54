"""The table of formats: what `probe` asks in turn, and which module converts. No torch here.

To add a format: a light module with ``recognise`` (no torch), a module in `ai.adapters.conversion` with
``convert(job: Job) -> Converted`` (torch as it likes; it is imported in the confined child only), and one entry here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ai.adapters import lungmask, monai_bundle, nnunet, own_pack, program, refused, state_dict, xrv
from ai.adapters.contents import Contents
from ai.adapters.found import Recognised
from ai.words import say


@dataclass(frozen=True)
class Format:
    """One format.

    Parameters
    ----------
    name
        Stable: ``"state-dict"``.
    title
        For the reader: "PyTorch weights".
    recognise
        What it says of a file; None where it is none of its own. Executes nothing, raises nothing but
        `ai.errors.ReportableError`.
    converter
        Module with ``convert``; ``""`` where files of this format are refused, or taken as they are.
    needs_architecture
        Whether the person must name the network.
    allowed_globals
        Dotted names that its pickles may import beyond those of plain tensors; anything else is refused by name. The
        converter gives the same to ``torch.serialization.safe_globals``.
    """

    name: str
    title: str
    recognise: Callable[[Contents], Recognised | None]
    converter: str = ""
    needs_architecture: bool = False
    allowed_globals: tuple[str, ...] = ()


OWN = "lightbox"
"""Name of the format of our own packs, which need no conversion."""

_CONVERSION = "ai.adapters.conversion"

FORMATS: tuple[Format, ...] = (
    Format(OWN, say("Model pack of this product"), own_pack.recognise, f"{_CONVERSION}.own_pack"),
    Format("torchscript", "TorchScript", program.torchscript, f"{_CONVERSION}.program"),
    Format("torch-export", "torch.export", program.exported, f"{_CONVERSION}.program"),
    Format("onnx", "ONNX", program.onnx, f"{_CONVERSION}.program"),
    Format("nnunet", "nnU-Net", nnunet.recognise, f"{_CONVERSION}.nnunet", allowed_globals=nnunet.ALLOWED_GLOBALS),
    Format("lungmask", "lungmask", lungmask.recognise, f"{_CONVERSION}.lungmask"),
    Format("monai-bundle", say("MONAI bundle"), monai_bundle.recognise, f"{_CONVERSION}.monai_bundle"),
    Format("xrv", "TorchXRayVision", xrv.recognise, f"{_CONVERSION}.xrv", allowed_globals=xrv.ALLOWED_GLOBALS),
    Format(
        "state-dict",
        say("PyTorch weights"),
        state_dict.recognise,
        f"{_CONVERSION}.state_dict",
        needs_architecture=True,
        # Plain numbers that trainers leave in checkpoints; they build numbers and nothing else.
        allowed_globals=("numpy._core.multiarray.scalar", "numpy.core.multiarray.scalar", "numpy.dtype"),
    ),
    Format("pickle", say("Pickle"), refused.whole_module),
    Format("other", say("Model of another framework"), refused.other_makers),
)
"""In the order of asking: the special before the general."""


def format_of(name: str) -> Format:
    """Entry of a name that `ai.adapters.probe` gave."""
    return next(each for each in FORMATS if each.name == name)
