"""What the shipped router says about DICOM of machines that it never saw: the table of other sources in its card.

``python -m tests.flows.router_sources DATA`` looks at every picture of ``DATA/dicom`` and ``DATA/conformance`` and
writes the table into the card. DICOM is the product's, so this cannot be a part of the recipe in `ai`.
"""

from __future__ import annotations

import dataclasses
import logging
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import numpy as np

from ai.errors import ReportableError
from ai.inference.provenance import GateVerdict
from ai.inference.router import (
    Router,
    load_router,
    mean_answer,
    middle_slices,
    reading_of,
    verdict_on,
    with_tags,
)
from ai.inference.run import load_model, run_model
from ai.library.library import SHIPPED, Library
from ai.library.pack import write_card
from ai.library.router_kinds import BRAIN_MR, CHEST_CT, CHEST_FILM, SOMETHING_ELSE
from ai.prepare.one_slice import take_slice
from ai.training.metrics import wilson
from ai.training.router import OTHER_SOURCES
from ai.volume import Volume
from app.dicom import load, scan, series_of

CHEST_SERIES = "dicom/ct_chest"

IN_SCOPE: Mapping[str, str] = {
    CHEST_SERIES: CHEST_CT,
    f"{CHEST_SERIES}, slices with lung": CHEST_CT,
    "dicom/mr_brain_tumour T1post": BRAIN_MR,
    "dicom/mr_brain_tumour FLAIR_reg": BRAIN_MR,
    "conformance CT HELICAL CHEST": CHEST_CT,
}
"""Series of kinds that the router was taught, by name; every other one is something else."""

LEAST_LUNG_MM2 = 100.0
"""Lung on a slice of a chest CT: the series go down to the kidneys, and slices of a belly were never taught."""


def volumes(data: Path) -> Iterator[tuple[str, Volume]]:
    """Every series that can be read as a volume, with its name."""
    for folder in (*sorted((data / "dicom").iterdir()), data / "conformance"):
        for series in series_of(scan([folder])):
            try:
                volume = load(series).volume
            except ReportableError:
                continue  # objects without a picture, and files that are broken on purpose
            name = folder.relative_to(data).as_posix()
            if folder.name == "mr_brain_tumour":
                name = f"{name} {series.description}"
            elif folder.name == "conformance":
                named = f"conformance {series.modality} {series.description}".strip()
                body = f" {volume.body_part}" if volume.body_part else ""
                name = named if named in IN_SCOPE else f"conformance {series.modality or 'no modality'}{body}"
            yield name, volume


def pictures(data: Path) -> Iterator[tuple[str, Volume]]:
    """Every slice of every series, with the name of its line."""
    for name, volume in volumes(data):
        parts = _with_lung(volume) if name == CHEST_SERIES else [""] * volume.shape[0]
        for index, part in enumerate(parts):
            yield name + part, take_slice(volume, index)


def _with_lung(volume: Volume) -> list[str]:
    """Tell by the rules of ct-lungs, which learned nothing, which slices show lung."""
    found = run_model(load_model(Library([SHIPPED]).get("ct-lungs"), device="cpu"), volume)
    lungs = [structure.mask for structure in found.structures if structure.label.name.endswith("lung")]
    voxel_mm2 = float(np.linalg.norm(np.cross(volume.affine_lps[:3, 1], volume.affine_lps[:3, 2])))
    areas = sum(mask.sum((1, 2)) for mask in lungs) * voxel_mm2
    return [f", slices {'with' if area >= LEAST_LUNG_MM2 else 'without'} lung" for area in areas]


def table(router: Router, data: Path) -> dict[str, object]:
    """Look at every slice of every series."""
    sure = reading_of(router.card).sure
    told: dict[str, Counter[str]] = {}
    tagged: dict[str, Counter[str]] = {}
    gate: dict[str, Counter[GateVerdict]] = {}
    least = router.card.input.minimum_size_px
    for name, picture in pictures(data):
        answer = router.look(picture) if min(picture.shape[1:]) >= least else None
        if answer is None:
            continue  # one even grey, or too small
        told.setdefault(name, Counter())[answer.kind] += 1
        tagged.setdefault(name, Counter())[with_tags(answer, picture).kind] += 1
        verdict = verdict_on("", CHEST_FILM, answer, sure).verdict
        gate.setdefault(name, Counter())[verdict] += 1
    rows = {
        name: {
            "expected": IN_SCOPE.get(name, SOMETHING_ELSE),
            "slices": sum(kinds.values()),
            "told": dict(kinds.most_common()),
            "told_with_tags": dict(tagged[name].most_common()),
            "refused_before_a_model_of_chest_films": gate[name][GateVerdict.REFUSE],
        }
        for name, kinds in told.items()
    }
    return {
        "protocol": "the shipped ensemble on every slice of every series, none of which was trained on or chosen by; "
        "a series is one person or one object, so its slices are no independent cases. There is no chest film of a "
        "person among them. Kinds that the router was never taught should be called something else; so should slices "
        "of a chest CT that show less than 1 cm² of lung by the rules of ct-lungs (belly, neck). By the look alone, as "
        "the gate of a model asks; and with the tags Modality and Body Part Examined, as the router answers.",
        "by_the_look_alone": _right(told),
        "with_tags": _right(tagged),
        "taken_for_a_chest_film": _share(
            sum(kinds[CHEST_FILM] for kinds in told.values()), sum(sum(kinds.values()) for kinds in told.values())
        ),
        "not_refused_before_a_model_of_chest_films": _share(
            sum(sum(each.values()) - each[GateVerdict.REFUSE] for each in gate.values()),
            sum(sum(each.values()) for each in gate.values()),
        ),
        "whole_series_with_tags": whole_series(router, data),
        "series": rows,
    }


def whole_series(router: Router, data: Path) -> dict[str, str]:
    """Ask for every series as a whole, from several of its slices, with its tags; who is not sure says so."""
    right, unsure, count = 0, 0, 0
    for name, volume in volumes(data):
        if min(volume.shape[1:]) < router.card.input.minimum_size_px:
            continue
        looks = [each for each in map(router.look, middle_slices(volume)) if each is not None]
        if not looks:
            continue
        answer = with_tags(mean_answer(looks), volume)
        count += 1
        if answer.kind == IN_SCOPE.get(name, SOMETHING_ELSE):
            right += 1
        elif answer.of(answer.kind) < reading_of(router.card).sure:
            unsure += 1
    return {
        "right": _share(right, count),
        "wrong_and_not_sure": _share(unsure, count),
        "wrong_though_sure": _share(count - right - unsure, count),
    }


def _right(told: Mapping[str, Counter[str]]) -> dict[str, str]:
    """Shares of slices that are called what they are, of kinds that were taught and of others."""
    inside = [(IN_SCOPE[name], kinds) for name, kinds in told.items() if name in IN_SCOPE]
    outside = [kinds for name, kinds in told.items() if name not in IN_SCOPE]
    return {
        "kinds_that_were_taught": _share(sum(kinds[wanted] for wanted, kinds in inside), _all(k for _, k in inside)),
        "kinds_that_were_not": _share(sum(kinds[SOMETHING_ELSE] for kinds in outside), _all(outside)),
    }


def _all(some: Iterable[Counter[str]]) -> int:
    return sum(sum(kinds.values()) for kinds in some)


def _share(hits: int, cases: int) -> str:
    found = wilson(hits, cases)
    return f"{hits} of {cases} ({found.value:.1%}, {found.low:.1%} to {found.high:.1%})"


def main() -> int:
    """Write the table into the shipped card."""
    logging.disable(logging.WARNING)
    router = load_router()
    if router is None:
        sys.stderr.write("There is no router to look with.\n")
        return 1
    found = table(router, Path(sys.argv[1]))
    write_card(dataclasses.replace(router.card, metrics={**router.card.metrics, OTHER_SOURCES: found}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
