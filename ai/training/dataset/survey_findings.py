"""The findings of the check of a source, each a sentence with the files it is about."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

import numpy as np

from ai.progress import Progress, silent
from ai.training.dataset.case import Task
from ai.training.dataset.check import Finding, Weight
from ai.training.dataset.dataset import LeftOut
from ai.training.dataset.picture_hash import near_pairs
from ai.training.dataset.sources.offered import Offered
from ai.training.dataset.sources.structure_name import alike
from ai.training.dataset.survey_facts import ImageFinding
from ai.volume import SpacingKind
from ai.words import Sentence, say, template

NEAR_CORRELATION = 0.97
"""Least correlation of near copies, see `ai.training.dataset.duplicates.NEAR_CORRELATION`."""

MOST_COMPARED = 20_000
"""Images that are compared each with each; of more only equal ones are found."""

SPACING_RATIO = 1.2
"""Between the widest and the finest spacing of a source, from which it is said to be mixed."""

NAMES_SHOWN = 3

_REFUSED: Mapping[str, tuple[Weight, str, str]] = {
    "unreadable": (
        Weight.WARN,
        template("1 image cannot be read and will be left out: {name}: {reason}"),
        template("{count} images cannot be read and will be left out; the first is {name}: {reason}"),
    ),
    "mask_grid": (
        Weight.STOP,
        template("1 mask does not lie on its image: {name}: {reason}"),
        template("{count} masks do not lie on their images; the first is {name}: {reason}"),
    ),
    "label_value": (
        Weight.STOP,
        template("1 mask has a value without a name: {name}: {reason}"),
        template("{count} masks have a value without a name; the first is {name}: {reason}"),
    ),
    "box": (
        Weight.STOP,
        template("1 image has a box that cannot be: {name}: {reason}"),
        template("{count} images have boxes that cannot be; the first is {name}: {reason}"),
    ),
}
"""Weight and words, for one and for many."""


def refused_finding(kind: str, refused: Sequence[LeftOut], count: int) -> Finding:
    """Say which images could not be read, and why the first one.

    Parameters
    ----------
    kind
        Why.
    refused
        At least one.
    count
        Images of the source; where all are refused nothing can be imported.
    """
    weight, one, many = _REFUSED[kind]
    values = {"count": len(refused), "name": refused[0].name, "reason": refused[0].reason}
    sentence = Sentence(one if len(refused) == 1 else many, values)
    weight = Weight.STOP if len(refused) == count else weight
    return Finding(kind, weight, sentence, tuple(dict.fromkeys(each.name for each in refused)))


def findings_of(offered: Offered, facts: Sequence[ImageFinding], *, progress: Progress = silent) -> list[Finding]:
    """Find what is wrong with images that can be read."""
    findings = _names(offered, facts) + _masks(facts) + _grids(facts) + _marks(facts)
    findings += _studies(facts) + _persons(facts)
    progress(0.3, say("Comparing the images"))
    return findings + _copies(facts)


def _names(offered: Offered, facts: Sequence[ImageFinding]) -> list[Finding]:
    """Only one class; classes and structures that a site may mean as one; names without an image."""
    counts = Counter(name for one in facts for name in one.present)
    findings = []
    filled = [name for name in offered.names if counts[name]]
    if offered.task is Task.CLASSIFICATION and facts and len(filled) < 2:
        findings.append(
            Finding(
                "one_class",
                Weight.STOP,
                say("Only 1 class ({name!r}) has images; at least two are needed.", name=filled[0]),
            )
        )
    for one, other in alike(offered.names):
        sentence = say(
            "{one!r} ({one_count}) and {other!r} ({other_count}) may be meant as one name.",
            one=one,
            one_count=counts[one],
            other=other,
            other_count=counts[other],
        )
        findings.append(Finding("names", Weight.WARN, sentence))
    unused = [name for name in offered.names if not counts[name]]
    if unused and facts:
        sentence = say("No image has {names}.", names=_some([repr(name) for name in unused]))
        findings.append(Finding("unused", Weight.WARN, sentence))
    return findings


def _masks(facts: Sequence[ImageFinding]) -> list[Finding]:
    by_name: dict[str, list[str]] = defaultdict(list)
    for one in facts:
        for name in one.empty:
            by_name[name].append(one.file)
    return [
        Finding(
            "mask_empty",
            Weight.WARN,
            say("The mask of {name!r} is empty in {images}.", name=name, images=number_of_images(len(files))),
            tuple(files),
        )
        for name, files in by_name.items()
        if len(files) < len(facts)
    ]


def _grids(facts: Sequence[ImageFinding]) -> list[Finding]:
    """Mixed spacing, modality and polarity."""
    findings = []
    known = [one for one in facts if one.spacing_kind is not SpacingKind.UNKNOWN]
    if known and len(known) < len(facts):
        unknown = tuple(one.file for one in facts if one.spacing_kind is SpacingKind.UNKNOWN)
        sentence = say(
            "The size of a pixel is not known in {images}, and known in the others.",
            images=number_of_images(len(unknown)),
        )
        findings.append(Finding("mixed_spacing", Weight.WARN, sentence, unknown))
    if known:
        # Of a single slice the step to the next one means nothing.
        steps = np.array([one.spacing_mm if one.shape[0] > 1 else (np.nan, *one.spacing_mm[1:]) for one in known])
        stacks = steps[~np.isnan(steps[:, 0])] if np.isfinite(steps[:, 0]).any() else steps[:, 1:]
        ratio = float((stacks.max(axis=0) / stacks.min(axis=0)).max())
        if ratio > SPACING_RATIO:
            ordered = sorted(known, key=_coarseness)
            middle = float(np.median([_coarseness(one) for one in known]))
            away = [
                one.file for one in ordered if max(_coarseness(one) / middle, middle / _coarseness(one)) > SPACING_RATIO
            ]
            sentence = say(
                "The spacing is mixed: from {fine} to {coarse} mm.",
                fine=_spacing(ordered[0]),
                coarse=_spacing(ordered[-1]),
            )
            findings.append(Finding("mixed_spacing", Weight.WARN, sentence, tuple(away)))
    modalities = Counter(one.modality for one in facts)
    if len(modalities) > 1:
        common = modalities.most_common(1)[0][0]
        words = ", ".join(f"{name or '–'} ({count})" for name, count in modalities.most_common(4))
        others = tuple(one.file for one in facts if one.modality != common)
        findings.append(
            Finding(
                "mixed_modality", Weight.WARN, say("The images are of several kinds: {kinds}.", kinds=words), others
            )
        )
    polarities = Counter(one.bones_bright for one in facts if one.bones_bright is not None)
    if len(polarities) > 1:
        rare = polarities.most_common()[-1][0]
        sentence = say(
            "The polarity is mixed: bones are bright in {bright} and dark in {dark} images.",
            bright=polarities[True],
            dark=polarities[False],
        )
        findings.append(
            Finding(
                "mixed_polarity", Weight.WARN, sentence, tuple(one.file for one in facts if one.bones_bright is rare)
            )
        )
    return findings


def _marks(facts: Sequence[ImageFinding]) -> list[Finding]:
    """Find what may show a name: said by the file, a picture of a screen, words in the margins."""
    findings = []
    for kind, files, one, many in (
        (
            "burned_in",
            [one.file for one in facts if one.burned_in],
            template("1 image has words burned in, its file says: {name}."),
            template("{count} images have words burned in, their files say; the first is {name}."),
        ),
        (
            "captured",
            [one.file for one in facts if one.captured and not one.burned_in],
            template("1 image is a picture of a screen, which often shows a name: {name}."),
            template("{count} images are pictures of a screen, which often show a name; the first is {name}."),
        ),
        (
            "text",
            [one.file for one in facts if one.has_text and not one.burned_in],
            template("1 image seems to have words in its margin: {name}. Look at it before it is copied."),
            template(
                "{count} images seem to have words in their margins; the first is {name}. Look at them before they are "
                "copied."
            ),
        ),
    ):
        if files:
            sentence = Sentence(one if len(files) == 1 else many, {"count": len(files), "name": files[0]})
            findings.append(Finding(kind, Weight.WARN, sentence, tuple(files)))
    return findings


def _studies(facts: Sequence[ImageFinding]) -> list[Finding]:
    """Find studies in two classes."""
    found = _in_several((one.study, one) for one in facts if one.study and one.label)
    if not found:
        return []
    sentence = say(
        "{count} studies have images in more than one class; the first: {first}.",
        count=len(found),
        first=_some([one.file for one in found[0]]),
    )
    return [Finding("same_study", Weight.WARN, sentence, _files(found))]


def _persons(facts: Sequence[ImageFinding]) -> list[Finding]:
    """Persons in several classes: no fault by itself, but a model may learn the person."""
    found = _in_several((one.group, one) for one in facts if one.group[0] == "person" and one.label)
    if not found:
        return []
    sentence = say(
        "{count} persons have images in more than one class; the first: {first}.",
        count=len(found),
        first=_some([one.file for one in found[0]]),
    )
    return [Finding("persons_in_classes", Weight.WARN, sentence, _files(found))]


def _in_several(keyed: Iterable[tuple[tuple[str, ...], ImageFinding]]) -> list[list[ImageFinding]]:
    by_key: dict[tuple[str, ...], list[ImageFinding]] = defaultdict(list)
    for key, one in keyed:
        by_key[key].append(one)
    return [members for members in by_key.values() if len({one.label for one in members}) > 1]


def _copies(facts: Sequence[ImageFinding]) -> list[Finding]:
    """Equal and nearly equal pictures: in two classes, twice in one, of different persons."""
    same: dict[str, list[int]] = defaultdict(list)
    for index, one in enumerate(facts):
        same[one.pixels].append(index)
    exact = [pair for members in same.values() for pair in combinations(members[:_MOST_ALIKE], 2)]
    chosen = [members[0] for members in same.values()]
    findings = []
    near: list[tuple[int, int]] = []
    if len(chosen) <= MOST_COMPARED:
        close = near_pairs([facts[index].hashes for index in chosen], turns=False)
        thumbnails = {
            place: facts[chosen[place]].thumbnail.astype(np.float32) for place in np.unique(close[:, :2]).tolist()
        }
        kept = [
            pair
            for pair in close.tolist()
            if float(np.sum(thumbnails[pair[0]] * thumbnails[pair[1]])) >= NEAR_CORRELATION
        ]
        near = [(chosen[first], chosen[second]) for first, second, _ in kept]
    else:
        sentence = say(
            "More than {most} images: only equal ones were looked for, not near copies.", most=f"{MOST_COMPARED:,}"
        )
        findings.append(Finding("not_compared", Weight.WARN, sentence))
    for kind, weight, pairs, words in (
        (
            "two_classes",
            Weight.STOP,
            [pair for pair in exact if _labels_differ(facts, pair)],
            template(
                "{pairs} show the same picture in two classes, so one of both labels is wrong; the first: {one} and "
                "{other}."
            ),
        ),
        (
            "duplicates",
            Weight.WARN,
            [pair for pair in exact if not _labels_differ(facts, pair)],
            template("{pairs} are the same picture twice; the first: {one} and {other}."),
        ),
        (
            "near_two_classes",
            Weight.WARN,
            [pair for pair in near if _labels_differ(facts, pair)],
            template("{pairs} in two classes are nearly the same picture; the first: {one} and {other}."),
        ),
        (
            "near_duplicates",
            Weight.WARN,
            [pair for pair in near if not _labels_differ(facts, pair) and facts[pair[0]].group != facts[pair[1]].group],
            template(
                "{pairs} of different persons or blocks are nearly the same picture; the first: {one} and {other}."
            ),
        ),
    ):
        if pairs:
            values = {
                "pairs": say("1 pair of images")
                if len(pairs) == 1
                else say("{count} pairs of images", count=len(pairs)),
                "one": facts[pairs[0][0]].file,
                "other": facts[pairs[0][1]].file,
            }
            # Of copies all but one can go; which of two classes is right only a person can tell.
            indices = [index for pair in pairs for index in (pair if "classes" in kind else pair[1:])]
            files = tuple(dict.fromkeys(facts[index].file for index in indices))
            findings.append(Finding(kind, weight, Sentence(words, values), files))
    return findings


_MOST_ALIKE = 200
"""Of one set of equal pictures, so that a source of ten thousand black ones is not fifty million pairs."""


def _labels_differ(facts: Sequence[ImageFinding], pair: tuple[int, int]) -> bool:
    return facts[pair[0]].label != facts[pair[1]].label


def _coarseness(one: ImageFinding) -> float:
    """Size of a voxel, in mm³; of a single slice in mm²."""
    return float(np.prod(one.spacing_mm if one.shape[0] > 1 else one.spacing_mm[1:]))


def _spacing(one: ImageFinding) -> str:
    """Word a spacing as people say it: columns × rows × slices."""
    slices, rows, columns = one.spacing_mm
    words = f"{columns:.3g} × {rows:.3g}"
    return f"{words} × {slices:.3g}" if one.shape[0] > 1 else words


def _files(found: Sequence[Sequence[ImageFinding]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.file for members in found for one in members))


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(names[:NAMES_SHOWN])
    more = len(names) - NAMES_SHOWN
    return say("{names} and {count} more", names=shown, count=more) if more > 0 else shown


def number_of_images(count: int) -> str:
    """Word how many images, inside a sentence."""
    return say("1 image") if count == 1 else say("{count} images", count=count)
