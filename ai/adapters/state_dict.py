"""PyTorch weights without a network: state dicts, checkpoints with one inside, safetensors."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ai.adapters.answers import Answers
from ai.adapters.contents import Contents
from ai.adapters.found import Recognised
from ai.words import say

KINDS = ("torch-zip", "torch-legacy", "safetensors")

HOLDERS = ("state_dict", "model_state_dict", "network_weights", "model", "net", "network", "module", "weights", "ema")
"""Entries of a checkpoint under which its state dict stands."""

PREFIXES = ("module.", "model.", "net.", "network.", "_orig_mod.", "backbone.")
"""What wrappers put before every name."""


def recognise(contents: Contents) -> Recognised | None:
    """Own every file of tensors with names."""
    if contents.kind not in KINDS or not contents.tensors:
        return None
    names = weight_names(contents.tensors)
    if not names:
        return Recognised(
            refusal=say("The file holds tensors, but none of them is a network's weights."),
            hint=say("Ask the publisher for the weights (state dict)."),
        )
    count = sum(_size(contents.tensors[name]) for name in names)
    licence = contents.header.get("license", "") or contents.header.get("licence", "")
    notes = (say("It holds {count} weights in {tensors} tensors.", count=f"{count:,}", tensors=len(names)),)
    return Recognised(Answers(licence=licence), licence=licence, notes=notes)


def holder_of(names: Mapping[str, object]) -> str:
    """Entry, with its dot, under which most tensors stand; ``""`` where they stand at the top."""
    counts = {f"{holder}.": sum(name.startswith(f"{holder}.") for name in names) for holder in HOLDERS}
    best = max(counts, key=lambda holder: counts[holder])
    return best if counts[best] * 2 > len(names) or _only_in(names, best) else ""


def weight_names(names: Mapping[str, object]) -> list[str]:
    """Names of the network's weights among all tensors of a file."""
    holder = holder_of(names)
    return [name for name in names if name.startswith(holder)]


def wrappers(names: Collection[str]) -> list[str]:
    """Beginnings that all names share and that wrappers may have put there, from none to the longest."""
    found = [""]
    while True:
        longer = next((each for each in PREFIXES if all(name.startswith(found[-1] + each) for name in names)), "")
        if not longer:
            return found
        found.append(found[-1] + longer)


def _only_in(names: Mapping[str, object], holder: str) -> bool:
    """Whether a checkpoint's other tensors are those of its optimiser."""
    outside = [name for name in names if not name.startswith(holder)]
    inside = len(names) - len(outside)
    return inside > 0 and all(name.startswith(("optimizer", "optim", "lr_sched", "loss")) for name in outside)


def _size(shape: tuple[int, ...]) -> int:
    size = 1
    for each in shape:
        size *= each
    return size
