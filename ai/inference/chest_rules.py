"""A chest CT by rules: masks of body, bone and lungs, volumes, mean density, and how far all that may be trusted."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ai.errors import ModelPackError
from ai.inference.findings import Findings
from ai.inference.provenance import PASSED, Gate, GateVerdict
from ai.inference.ramp import sides_note
from ai.inference.results import Measurement, Structure
from ai.library.card import ModelCard
from ai.plain import PlainError, from_plain
from ai.progress import Progress, part, silent
from ai.rules.acceptance import density_notes
from ai.rules.chest import LUNGS, PARTS, Chest, ChestRules, LungFigures, find_chest
from ai.volume import Volume
from ai.words import say

HOUNSFIELD_UNIT = "[hnsf'U]"
"""As UCUM writes it."""

SMALL_ML = 100.0
"""A lung of less is none that a reader would call one."""

ALIKE = (0.4, 2.5)
"""Right lung over left, of people with two working lungs."""

DENSITY_HU = (-920.0, -600.0)
"""Mean of the lungs of a breathing person; what lies outside is said."""


def rules_of(card: ModelCard) -> ChestRules:
    """Figures of the rule set, as the card holds them.

    Raises
    ------
    ModelPackError
        When the card names none, or some that are no figures of the rules.
    """
    try:
        rules: ChestRules = from_plain(ChestRules, dict(card.architecture.arguments))
    except PlainError as error:
        raise ModelPackError(
            say("The rules of model {model} are not valid: {error}", model=card.id, error=str(error))
        ) from error
    return rules


def mark_chest(card: ModelCard, volume: Volume, *, progress: Progress = silent) -> Findings:
    """Mark the structures of a card by its rules.

    Raises
    ------
    InputMismatch
        When no lung is there.
    ModelPackError
        When the card asks for a structure that the rules do not find.
    """
    rules = rules_of(card)
    unknown = [label.name for label in card.labels if label.name not in PARTS]
    if unknown:
        raise ModelPackError(
            say("The rules of model {model} do not find the structure {name!r}.", model=card.id, name=unknown[0])
        )
    chest = find_chest(volume, rules, progress=part(progress, 0, 0.98))
    progress(0.98, say("Measuring"))
    structures = tuple(Structure(label, chest.masks[label.name]) for label in card.labels)
    millilitres = abs(float(np.linalg.det(volume.affine_lps[:3, :3]))) / 1000
    doubts = _doubts(chest, millilitres)
    mirrored = sides_note(structures, volume)
    return Findings(
        (),
        structures,
        _measurements(chest.figures, millilitres, rules),
        notes=(
            *((mirrored,) if mirrored else ()),
            *doubts,
            *density_notes(volume),
            say("Made by fixed rules of density and form: nothing was learned, and nothing was tested on patients."),
        ),
        gate=Gate(GateVerdict.WARN, doubts) if doubts else PASSED,
    )


def _doubts(chest: Chest, millilitres: float) -> tuple[str, ...]:
    """Say where what was found is not two whole lungs."""
    right, left = (chest.figures[name].voxels * millilitres for name in LUNGS)
    both = chest.figures["right_lung"] + chest.figures["left_lung"]
    doubts = []
    if min(right, left) < SMALL_ML:
        doubts.append(say("Only the left lung was found.") if right < left else say("Only the right lung was found."))
    elif not ALIKE[0] <= right / left <= ALIKE[1]:
        doubts.append(say("One lung is much smaller than the other: look whether a part of it was left out."))
    if chest.cut_off:
        doubts.append(say("The lungs reach the border of the scan: volumes are lower bounds."))
    if chest.left_out_ml:
        doubts.append(
            say(
                "{found:.0f} ml of gas in or beside the lower lungs are as thin as air and were left out: stomach, a "
                "pneumothorax or a bulla.",
                found=chest.left_out_ml,
            )
        )
    if not chest.has_airway:
        doubts.append(say("No trachea was found: the airways may be counted as lung."))
    if not DENSITY_HU[0] <= both.mean_hu <= DENSITY_HU[1]:
        doubts.append(
            say("The mean of {found:.0f} HU is unusual for lungs: check the masks and the scale.", found=both.mean_hu)
        )
    return tuple(doubts)


def _measurements(figures: Mapping[str, LungFigures], millilitres: float, rules: ChestRules) -> tuple[Measurement, ...]:
    """Volumes in litres, mean density and share of low attenuation of both lungs."""
    right, left = (figures[name] for name in LUNGS)
    both = right + left

    def litres(name: str, structure: str, lung: LungFigures) -> Measurement:
        title = say("{structure}, volume", structure=structure)
        return Measurement(name, title, lung.voxels * millilitres / 1000, "L", None, "")

    return (
        litres("right_lung_volume", say("Right lung"), right),
        litres("left_lung_volume", say("Left lung"), left),
        litres("lungs_volume", say("Both lungs"), both),
        Measurement("lungs_mean_density", say("Both lungs, mean density"), both.mean_hu, HOUNSFIELD_UNIT, None, ""),
        Measurement(
            "lungs_low_attenuation",
            say("Both lungs, share below {threshold:.0f} HU", threshold=rules.low_density_hu),
            100 * both.low_voxels / both.voxels,
            "%",
            None,
            "",
        ),
    )
