"""One click on a radiograph: the whole run against the bare forward passes of the ensemble's networks."""

from __future__ import annotations

import torch

from ai.device import has_fast_bf16
from ai.inference.run import load_model, run_model
from ai.library.library import SHIPPED, Library
from ai.phantom.anatomy import draw_anatomy
from ai.phantom.radiograph import radiograph_phantom
from tests.benchmarks.table import Row, medians_ms


def run() -> list[Row]:
    rows = []
    for device in ("cpu", "cuda") if torch.cuda.is_available() else ("cpu",):
        model = load_model(Library([SHIPPED]).get("cxr-anatomy"), device=device)
        volume = radiograph_phantom(draw_anatomy(1)).volume
        picture = torch.zeros(1, 1, *model.card.input.size_px, device=model.device)

        def product(model: object = model, volume: object = volume) -> object:
            return run_model(model, volume)  # type: ignore[arg-type]

        def bare(picture: torch.Tensor = picture, networks: object = model.networks) -> object:
            fast = has_fast_bf16(picture.device)
            with torch.inference_mode(), torch.autocast(picture.device.type, torch.bfloat16, enabled=fast):
                return [network(picture).float().cpu() for network in networks]  # type: ignore[attr-defined]

        product_ms, bare_ms = medians_ms(product, bare)
        name = f"predict cxr-anatomy, 1024 x 1024, {device}"
        rows.append(Row(name, product_ms, "bare forwards of its members", bare_ms, "one click <= 3 x bare (>= 0.33)"))
    return rows
