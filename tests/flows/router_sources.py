"""What the shipped router says about DICOM of machines that it never saw: the table of other sources in its card.

``python -m tests.flows.router_sources DATA`` looks at every picture of ``DATA/dicom`` and ``DATA/conformance`` and
writes the table into the card. DICOM is the product's, so this cannot be a part of the recipe in `ai`.
"""

from __future__ import annotations

import dataclasses
import logging
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from ai.errors import ReportableError
from ai.inference.provenance import GateVerdict
from ai.inference.router import Router, load_router, reading_of, verdict_on
from ai.library.pack import write_card
from ai.library.router_kinds import BRAIN_MR, CHEST_CT, CHEST_FILM, SOMETHING_ELSE
from ai.prepare.one_slice import take_slice
from ai.training.metrics import wilson
from ai.training.router import OTHER_SOURCES
from ai.volume import Volume
from app.dicom import load, scan, series_of

IN_SCOPE: Mapping[str, str] = {
    "dicom/ct_chest": CHEST_CT,
    "dicom/mr_brain_tumour T1post": BRAIN_MR,
    "dicom/mr_brain_tumour FLAIR_reg": BRAIN_MR,
    "conformance CT HELICAL CHEST": CHEST_CT,
}
"""Series of kinds that the router was taught, by name; every other one is something else."""


def names(data: Path) -> Iterator[tuple[str, Volume]]:
    """Every series that can be read as a volume, with the name of its line."""
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


def table(router: Router, data: Path) -> dict[str, object]:
    """Look at every slice of every series."""
    sure = reading_of(router.card).sure
    told: dict[str, Counter[str]] = {}
    gate: dict[str, Counter[GateVerdict]] = {}
    least = router.card.input.minimum_size_px
    for name, volume in names(data):
        for index in range(volume.shape[0]):
            answer = router.look(take_slice(volume, index)) if min(volume.shape[1:]) >= least else None
            if answer is None:
                continue  # one even grey, or too small
            told.setdefault(name, Counter())[answer.kind] += 1
            verdict = verdict_on("", CHEST_FILM, answer, sure).verdict
            gate.setdefault(name, Counter())[verdict] += 1
    rows = {
        name: {
            "expected": IN_SCOPE.get(name, SOMETHING_ELSE),
            "slices": sum(kinds.values()),
            "told": dict(kinds.most_common()),
            "refused_before_a_model_of_chest_films": gate[name][GateVerdict.REFUSE],
        }
        for name, kinds in told.items()
    }
    inside = [(IN_SCOPE[name], kinds) for name, kinds in told.items() if name in IN_SCOPE]
    outside = [kinds for name, kinds in told.items() if name not in IN_SCOPE]
    hits = sum(kinds[wanted] for wanted, kinds in inside)
    return {
        "protocol": "the shipped ensemble on every slice of every series, none of which was trained on or chosen by; "
        "a series is one person or one object, so its slices are no independent cases. There is no chest film of a "
        "person among them. Kinds that the router was never taught should be called something else.",
        "kinds_that_were_taught": _share(hits, sum(sum(kinds.values()) for _, kinds in inside)),
        "kinds_that_were_not": _share(sum(k[SOMETHING_ELSE] for k in outside), sum(sum(k.values()) for k in outside)),
        "taken_for_a_chest_film": _share(
            sum(kinds[CHEST_FILM] for kinds in told.values()), sum(sum(kinds.values()) for kinds in told.values())
        ),
        "not_refused_before_a_model_of_chest_films": _share(
            sum(sum(each.values()) - each[GateVerdict.REFUSE] for each in gate.values()),
            sum(sum(each.values()) for each in gate.values()),
        ),
        "series": rows,
    }


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
