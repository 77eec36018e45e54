"""Where torch computes and how precisely."""

from __future__ import annotations

import torch

from ai.errors import DeviceMissing
from ai.words import say


def choose_device(wish: str = "auto") -> torch.device:
    """Turn "auto", "cpu", "cuda" or "mps" into a device that exists.

    Raises
    ------
    DeviceMissing
        When the wished device is not there; "auto" never fails.
    """
    present = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if wish == "auto":
        return torch.device(next(name for name in ("cuda", "mps", "cpu") if present[name]))
    if not present.get(wish, False):
        raise DeviceMissing(
            say("The device {device!r} is not available on this computer.", device=wish),
            say("Choose auto, which takes what is there."),
        )
    return torch.device(wish)


def has_fast_bf16(device: torch.device) -> bool:
    """Whether bfloat16 is computed by the hardware: elsewhere on CPUs it is far slower than float32."""
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    return device.type == "cpu" and bool(torch.cpu._is_avx512_bf16_supported())
