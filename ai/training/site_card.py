"""The card of a model that a site has taught: what it inherits from its base, and what is its own. No torch here."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ai.errors import ModelPackError
from ai.inference.calibration import Calibration
from ai.inference.gate import STATISTICS
from ai.library.card import IMAGE_CLASSIFICATION, Architecture, Code, InputSpec, Label, ModelCard, Weights
from ai.library.lineage import LINE, forebears
from ai.library.pack import write_card
from ai.library.seen_cases import NONE_SEEN, SEEN_KEY, after, read_seen, seen_set, without_seen, write_seen
from ai.plain import to_plain
from ai.training.dataset.dataset import Part
from ai.training.site_reading import fresh_reading, one_of_several, taught_on, taught_reading
from ai.training.teaching_cases import TeachingCases

SITE_SCHEME = "99SITE"
"""Coding scheme designator of classes that only the site knows; 99 is kept for private schemes (PS3.16 8.2)."""

VERSION = "0.1.0"
"""Of a pack as it is taught; the library gives the next free one where it has this already."""

_LONGEST_ID = 40

_FITTED = ("one temperature", "a slope and an offset of each class (Platt)")
"""How, by whether there are offsets."""


def class_labels(names: Sequence[str]) -> tuple[Label, ...]:
    """Labels of the classes of a dataset: ``no_tumor`` is called "No tumor"."""
    pairs = zip(safe_names(names), names, strict=True)
    titles = [(safe, name.replace("_", " ").strip() or safe) for safe, name in pairs]
    return tuple(
        Label(safe, title[:1].upper() + title[1:], Code(safe[:16].upper(), SITE_SCHEME, title[:64]))
        for safe, title in titles
    )


def structure_labels(names: Sequence[str]) -> tuple[Label, ...]:
    """Labels of the structures of a dataset, whose names are safe already and stay as they are."""
    return tuple(dataclasses.replace(label, name=name) for label, name in zip(class_labels(names), names, strict=True))


def safe_names(names: Sequence[str]) -> tuple[str, ...]:
    """Names of classes as letters, digits and _, each once: a site names its folders as it likes."""
    taken: list[str] = []
    for name in names:
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
        safe = re.sub(r"[^A-Za-z0-9]+", "_", plain).strip("_").lower() or "class"
        number = 2
        while safe in taken:
            safe, number = f"{safe.rstrip('0123456789')}{number}", number + 1
        taken.append(safe)
    return tuple(taken)


def classes_title(titles: Sequence[str]) -> str:
    """Title of a classifier that nobody named: "Glioma or no tumor"."""
    first, *others = titles
    if len(titles) > 4:
        return f"{first} and {len(others)} other classes"
    return " or ".join([first, *(title[:1].lower() + title[1:] for title in others)])


def model_id(title: str) -> str:
    """Id from a title: "Glioma or no tumor" -> ``glioma-or-no-tumor``."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST_ID].strip("-") or "site-model"


def classifier_card(
    cases: TeachingCases,
    base: ModelCard | None,
    *,
    title: str,
    parts: tuple[Architecture, InputSpec, Calibration],
    member: Weights,
    facts: Mapping[str, Any],
    folder: Path,
    image: str = "picture",
) -> ModelCard:
    """Card of a taught classifier.

    Parameters
    ----------
    cases, base
        What it was taught on, and where its encoder comes from (None: random weights).
    title
        For the reader.
    parts
        Architecture, input contract and calibration.
    member
        The weights file.
    facts
        For ``metrics``: how it was trained.
    folder
        Where the pack is written.
    image
        Word for what it reads: "picture" or "scan".
    """
    architecture, spec, calibration = parts
    labels = class_labels(cases.dataset.names)
    origin = "Site-taught weights" if base is None else f"Encoder of {base.key}: {base.reading.licence} The rest"
    return ModelCard(
        id=model_id(title),
        version=VERSION,
        title=title,
        task=IMAGE_CLASSIFICATION,
        labels=labels,
        input=spec,
        architecture=architecture,
        members=(member,),
        threshold=0.5,
        reading=fresh_reading(
            taught_on(cases),
            intended_use=f"Tells {_either([label.title for label in labels])} on {image}s like those it was taught on, "
            "as a proposal that the reader checks",
            not_for=f"Diagnosis; {image}s of other machines, body parts or questions",
            limits=(
                f"It always chooses among its classes; a {image} of anything else gets one of them, or 'not sure'.",
            ),
            licence=origin,
        ),
        metrics=dict(facts),
        reference={
            "calibration": to_plain(calibration),
            "taught_on": cases.words(),
            "dataset_sha256": cases.sha256,
        },
        parent="" if base is None else base.key,
        folder=folder,
        draft=True,
    )


def segmenter_card(
    cases: TeachingCases,
    base: ModelCard,
    *,
    title: str,
    member: Weights,
    facts: Mapping[str, Any],
    folder: Path,
) -> ModelCard:
    """Card of a base that was taught other outlines; parameters as `classifier_card`."""
    note = str(base.reference.get("cardiothoracic_note", ""))
    taught = ", ".join(label.title.lower() for label in base.labels if label.name in cases.dataset.names)
    return dataclasses.replace(
        base,
        id=model_id(title),
        version=VERSION,
        title=title,
        members=(member,),
        reading=taught_reading(base, taught_on(cases, f" with masks of {taught}"), limits=one_of_several(base)),
        metrics=dict(facts),
        reference={
            # Statistics of features hold for the weights that they were made with.
            **{name: value for name, value in base.reference.items() if name not in (STATISTICS, SEEN_KEY)},
            "cardiothoracic_note": f"Interval of {base.key}, not measured again after the site's cases. {note}".strip(),
            "taught_on": cases.words(),
            "dataset_sha256": cases.sha256,
        },
        parent=base.key,
        folder=folder,
        draft=True,
    )


def recalibrated_card(
    cases: TeachingCases,
    base: ModelCard,
    *,
    title: str,
    calibration: Calibration,
    count: int,
    facts: Mapping[str, Any],
    folder: Path,
) -> ModelCard:
    """Card of a base whose probabilities were fitted to ``count`` cases; the rest as for `classifier_card`."""
    return dataclasses.replace(
        base,
        id=model_id(title),
        version=VERSION,
        title=title,
        reading=dataclasses.replace(
            base.reading,
            licence=f"Weights of {base.key}, unchanged: {base.reading.licence}",
            training_data=f"{base.key} ({base.reading.training_data}); its probabilities were fitted to {count} cases "
            f"of your site by {_FITTED[bool(calibration.offsets)]}. {cases.dataset.grouping}",
            limits=(
                "Its probabilities hold for the site whose cases they were fitted to, and for its mix of classes.",
                *base.reading.limits,
            ),
        ),
        metrics=dict(facts),
        reference={
            **without_seen(base.reference),
            "calibration": to_plain(calibration),
            "dataset_sha256": cases.sha256,
        },
        parent=base.key,
        folder=folder,
        draft=True,
        origin=None,
    )


def with_seen_cases(card: ModelCard, base: ModelCard | None, cases: TeachingCases, parts: Sequence[Part]) -> ModelCard:
    """Write down, in the pack, the line of its base, and salted hashes of the cases that it was taught with.

    Parameters
    ----------
    card
        Of a pack that lies in its folder.
    base
        That it started from; None for random weights. Of a base whose list is missing or damaged nothing is known.
    cases, parts
        What was taught or chosen with.

    Returns
    -------
    ModelCard
        As it was written again.

    Raises
    ------
    OSError
        When it cannot be written.
    """
    try:
        before = NONE_SEEN if base is None else read_seen(base)
    except ModelPackError:
        before = None
    own = seen_set(card.key, (case.record.pixels_sha256 for part in parts for case in cases.part(part)))
    line = [] if base is None else [base.key, *forebears(base)]
    told = write_seen(card, after(before, own))
    told = dataclasses.replace(told, reference={**told.reference, LINE: line})
    write_card(told)
    return told


def _either(titles: Sequence[str]) -> str:
    return " from ".join(titles) if len(titles) == 2 else f"apart {', '.join(titles)}"
