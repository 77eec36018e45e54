"""The golden case of a pack: a phantom by its recipe, and what the model must say about it on every machine."""

from __future__ import annotations

import json
from typing import Any

from ai.errors import ModelPackError
from ai.inference.options import RunOptions
from ai.inference.results import ModelResult
from ai.inference.run import load_model, run_model
from ai.library.card import CHEST_ANATOMY, ModelCard
from ai.library.pack import GOLDEN_FILE, read_golden
from ai.phantom.anatomy import draw_anatomy
from ai.phantom.hippocampus import hippocampus_phantom
from ai.phantom.radiograph import radiograph_phantom
from ai.phantom.voxel_hash import voxel_sha256
from ai.volume import Volume

RECIPE = {"seed": 7, "cardiothoracic_ratio": 0.48, "size_px": 512, "spacing_mm": 0.7}
"""One ordinary phantom; small, so that the check takes a second."""

HIPPOCAMPUS_RECIPE = {"kind": "hippocampus", "seed": 7, "turned_deg": 12.0}
"""The same for the model of the hippocampus: a stack that lies oblique in the patient."""

AREA_TOLERANCE = 0.01
"""Share of a structure's area that bfloat16 and another processor may change."""

RATIO_TOLERANCE = 0.005
"""The same for the cardiothoracic ratio."""

VOLUME_TOLERANCE = 0.03
"""Share of a small structure's volume: a tenth of its voxels lies on its surface."""


def write_golden(card: ModelCard) -> None:
    """Run the pack on the recipe's phantom and write what it says into ``golden.json``."""
    is_film = card.task == CHEST_ANATOMY
    recipe = RECIPE if is_film else HIPPOCAMPUS_RECIPE
    volume = golden_volume(recipe)
    data = {"phantom": recipe, "voxel_sha256": voxel_sha256(volume), "expected": _figures(card, volume)}
    if is_film:
        data["tolerance"] = {"area_share": AREA_TOLERANCE, "cardiothoracic_ratio": RATIO_TOLERANCE}
    else:
        data["tolerance"] = {"volume_share": VOLUME_TOLERANCE}
    (card.folder / GOLDEN_FILE).write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


def check_golden(card: ModelCard) -> None:
    """Run the pack on its golden case.

    Raises
    ------
    ModelPackError
        When the phantom or the model's answer differs from what the pack was shipped with.
    """
    golden = read_golden(card)
    volume = golden_volume(golden["phantom"])
    if voxel_sha256(volume) != golden["voxel_sha256"]:
        raise ModelPackError(f"The phantom of {card.key}'s golden case has other voxels than when it was made.")
    found, expected, tolerance = _figures(card, volume), golden["expected"], golden["tolerance"]
    for name, millilitres in expected.get("volume_ml", {}).items():
        if abs(found["volume_ml"].get(name, 0.0) - millilitres) > tolerance["volume_share"] * millilitres:
            raise ModelPackError(f"{card.key} measures another volume of the golden case's {name} than expected.")
    if "volume_ml" in expected:
        return
    for name, area in expected["area_px"].items():
        if abs(found["area_px"][name] - area) > tolerance["area_share"] * area:
            raise ModelPackError(f"{card.key} marks the golden case's {name} with another area than expected.")
    if abs(found["cardiothoracic_ratio"] - expected["cardiothoracic_ratio"]) > tolerance["cardiothoracic_ratio"]:
        raise ModelPackError(f"{card.key} measures another ratio on its golden case than expected.")


def golden_volume(recipe: Any) -> Volume:
    """Make the phantom of a recipe: a radiograph unless it says another kind."""
    if recipe.get("kind") == "hippocampus":
        return hippocampus_phantom(recipe["seed"], turned_deg=recipe["turned_deg"]).volume
    anatomy = draw_anatomy(recipe["seed"], cardiothoracic_ratio=recipe["cardiothoracic_ratio"])
    return radiograph_phantom(anatomy, size_px=recipe["size_px"], spacing_mm=recipe["spacing_mm"]).volume


def _figures(card: ModelCard, volume: Volume) -> dict[str, Any]:
    # What the statistics of real pictures say of a drawing is no part of the golden case.
    options = RunOptions(override=card.task != CHEST_ANATOMY)
    result: ModelResult = run_model(load_model(card, device="cpu"), volume, options=options)
    if card.task != CHEST_ANATOMY:
        return {"volume_ml": {each.name: round(each.value, 4) for each in result.measurements}}
    return {
        "area_px": {structure.label.name: int(structure.mask.sum()) for structure in result.structures},
        "cardiothoracic_ratio": round(result.measurements[0].value, 4) if result.measurements else 0.0,
    }
