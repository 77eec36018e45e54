"""The golden case of a pack: a phantom by its recipe, and what the model must say about it on every machine."""

from __future__ import annotations

import json
from typing import Any

import torch

from ai.errors import ModelPackError
from ai.inference.options import RunOptions
from ai.inference.results import ModelResult
from ai.inference.run import load_model, run_model
from ai.library.card import CHEST_ANATOMY, DETECTION, PICTURE_ENCODER, ROUTING, ModelCard
from ai.library.pack import GOLDEN_FILE, read_golden, verify
from ai.networks.build import load_members
from ai.networks.encoders import Encoder
from ai.phantom.anatomy import draw_anatomy
from ai.phantom.ct import CtGrid, ct_phantom
from ai.phantom.hippocampus import hippocampus_phantom
from ai.phantom.radiograph import radiograph_phantom
from ai.phantom.voxel_hash import voxel_sha256
from ai.prepare.radiograph import prepare_radiograph
from ai.volume import Volume

RECIPE = {"seed": 7, "cardiothoracic_ratio": 0.48, "size_px": 512, "spacing_mm": 0.7}
"""One ordinary phantom; small, so that the check takes a second."""

CT_RECIPE = {"seed": 7, "shape": [60, 128, 160], "spacing_mm": [5.0, 2.5, 2.5], "noise_hu": 15.0}
"""The chest of the same person in a scanner, for models made of rules; they say the same everywhere."""

HIPPOCAMPUS_RECIPE = {"kind": "hippocampus", "seed": 7, "turned_deg": 12.0}
"""The same for the model of the hippocampus: a stack that lies oblique in the patient."""

AREA_TOLERANCE = 0.01
"""Share of a structure's area that bfloat16 and another processor may change."""

RATIO_TOLERANCE = 0.005
"""The same for the cardiothoracic ratio."""

RULES_TOLERANCE = 0.0005
"""Share of an area or a measurement that another version of a library may change where rules decide."""

VOLUME_TOLERANCE = 0.03
"""Share of a small structure's volume: a tenth of its voxels lies on its surface."""

PROBABILITY_TOLERANCE = 0.03
"""What another processor may change about a probability."""

FEATURE_TOLERANCE = 0.01
"""Share of the mean and the spread of a stage's features; they are computed in float32."""


def write_golden(card: ModelCard) -> None:
    """Run the pack on the recipe's phantom and write what it says into ``golden.json``."""
    recipe: dict[str, Any]
    if card.task == CHEST_ANATOMY:
        recipe, kept = RECIPE, {"area_share": AREA_TOLERANCE, "cardiothoracic_ratio": RATIO_TOLERANCE}
    elif card.task in (DETECTION, ROUTING):
        recipe, kept = RECIPE, {"probability": PROBABILITY_TOLERANCE}
    elif card.task == PICTURE_ENCODER:
        recipe, kept = RECIPE, {"measurement_share": FEATURE_TOLERANCE}
    elif card.rules:
        recipe, kept = CT_RECIPE, {"area_share": RULES_TOLERANCE, "measurement_share": RULES_TOLERANCE}
    else:
        recipe, kept = HIPPOCAMPUS_RECIPE, {"measurement_share": VOLUME_TOLERANCE}
    volume = golden_volume(recipe)
    found = _figures(card, volume)
    if "area_share" not in kept:
        found.pop("area_px", None)
    data = {"phantom": recipe, "voxel_sha256": voxel_sha256(volume), "expected": found, "tolerance": kept}
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
    for name, value in expected.get("measurements", {}).items():
        if abs(found["measurements"].get(name, 0.0) - value) > tolerance["measurement_share"] * abs(value):
            raise ModelPackError(f"{card.key} measures another {name} on its golden case than expected.")
    for name, probability in expected.get("probabilities", {}).items():
        if abs(found["probabilities"].get(name, -1.0) - probability) > tolerance["probability"]:
            raise ModelPackError(f"{card.key} gives {name} another probability on its golden case than expected.")
    for name, area in expected.get("area_px", {}).items():
        if abs(found["area_px"][name] - area) > tolerance["area_share"] * area:
            raise ModelPackError(f"{card.key} marks the golden case's {name} with another area than expected.")
    ratio = expected.get("cardiothoracic_ratio")
    if ratio is not None and abs(found["cardiothoracic_ratio"] - ratio) > tolerance["cardiothoracic_ratio"]:
        raise ModelPackError(f"{card.key} measures another ratio on its golden case than expected.")


def golden_volume(recipe: Any) -> Volume:
    """Make the phantom of a recipe: a radiograph unless it says another kind."""
    if recipe.get("kind") == "hippocampus":
        return hippocampus_phantom(recipe["seed"], turned_deg=recipe["turned_deg"]).volume
    if "noise_hu" in recipe:
        grid = CtGrid.axial(tuple(recipe["shape"]), tuple(recipe["spacing_mm"]))
        return ct_phantom(draw_anatomy(recipe["seed"]), grid=grid, noise_hu=recipe["noise_hu"]).volume
    anatomy = draw_anatomy(recipe["seed"], cardiothoracic_ratio=recipe["cardiothoracic_ratio"])
    return radiograph_phantom(anatomy, size_px=recipe["size_px"], spacing_mm=recipe["spacing_mm"]).volume


def _figures(card: ModelCard, volume: Volume) -> dict[str, Any]:
    if card.task == PICTURE_ENCODER:
        return {"area_px": {}, "measurements": _features(card, volume)}
    # What the statistics of real pictures say of a drawing is no part of the golden case.
    options = RunOptions(override=card.task != CHEST_ANATOMY and not card.rules)
    result: ModelResult = run_model(load_model(card, device="cpu"), volume, options=options)
    if card.task == ROUTING:
        return {"probabilities": {each.label.name: each.score for each in result.classifications}}
    marked = {structure.label.name: int(structure.mask.sum()) for structure in result.structures}
    if card.task == CHEST_ANATOMY:
        ratio = round(result.measurements[0].value, 4) if result.measurements else 0.0
        return {"area_px": marked, "cardiothoracic_ratio": ratio}
    if card.task == DETECTION:
        told = {each.label.name: round(each.shown_value, 4) for each in result.classifications}
        best = max((each.shown_value or 0.0 for each in result.detections), default=0.0)
        return {"area_px": marked, "probabilities": {**told, "best_mark": round(best, 4)}}
    return {"area_px": marked, "measurements": {each.name: round(each.value, 4) for each in result.measurements}}


def _features(card: ModelCard, volume: Volume) -> dict[str, float]:
    """Mean and spread of what each stage of an encoder makes of a picture."""
    verify(card)
    encoder = load_members(card)[0]
    assert isinstance(encoder, Encoder)
    picture, _ = prepare_radiograph(volume, card.input, hang=False)
    seen = torch.from_numpy(picture)[None, None]
    found = {}
    with torch.inference_mode():
        for number, stage in enumerate(encoder.stages, start=1):
            seen = stage(seen)
            found[f"stage_{number}_mean"] = round(float(seen.mean()), 4)
            found[f"stage_{number}_spread"] = round(float(seen.std()), 4)
    return found
