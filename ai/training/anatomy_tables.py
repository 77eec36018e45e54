"""Tables of the chest anatomy card, made from the data: by the recipe, and again by ``python -m ai evaluate``."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from torch import nn

from ai.device import choose_device
from ai.library.card import ModelCard
from ai.library.pack import REFERENCE_FILE
from ai.networks.build import load_members
from ai.progress import Progress, part, silent
from ai.training.anatomy_score import FilmScore, film_masks, score_films, summary
from ai.training.case_picture import CasePicture, worst_and_spread
from ai.training.jsrt import Film, fold_of, read_films
from ai.training.radiograph_robustness import Held, robustness, some_of
from ai.training.reference import REFUSED, film_cases, with_statistics
from ai.training.strangers import pictures_of

ROBUSTNESS = "robustness"
"""Key of a card's ``metrics``: overlap and refusals against the strength of a change."""

SHORT_OF = "short_of_what_was_wanted"
"""Key of a card's ``metrics``: which aims were missed, in words."""

LEAST_JACCARD: Mapping[str, float] = {"lungs": 0.962, "heart": 0.912, "clavicles": 0.89}
"""Wanted on the film's own pixels: the best published means over the same films, for the clavicles nearly the second
human observer's 0.896."""

WIDEST_LIMIT = 0.027
"""Limits of agreement of the cardiothoracic ratio that Li 2019 (IEEE Access) reached."""

MOST_VARIATION_PERCENT = 2.1
"""Two manual measurements in Saiviroonporn 2021 (7,517 films)."""

WIDEST_INTERVAL = 0.06


def score_members(
    networks: Sequence[nn.Module], films: Sequence[Film], card: ModelCard, *, progress: Progress = silent
) -> list[FilmScore]:
    """Score every film of a held-out fold by the one member that never saw it: member k and fold k."""
    numbers = fold_of(films)
    scores: list[FilmScore] = []
    for fold, network in enumerate(networks):
        own = [film for film, number in zip(films, numbers, strict=True) if number == fold]
        names = [label.name for label in card.labels]
        share = part(progress, fold / len(networks), (fold + 1) / len(networks))
        scores += score_films(network, own, fold, names, card.input, threshold=card.threshold, progress=share)
    return scores


def overlap_tables(scores: Sequence[FilmScore]) -> dict[str, object]:
    """Overlap, ratio, subgroups and worst films, with the aims that were missed."""
    table = summary(scores)
    return {**table, SHORT_OF: short_of(table)}


def with_tables(
    card: ModelCard,
    networks: Sequence[nn.Module],
    films: Sequence[Film],
    *,
    others: Mapping[str, Path] | None = None,
    progress: Progress = silent,
) -> ModelCard:
    """Write the statistics of the input beside a card; returns it with them, the counts and the robustness curves."""
    card, content = _with_statistics(card, networks, films, others, part(progress, 0, 0.5))
    (card.folder / REFERENCE_FILE).write_bytes(content)
    table = _robustness(card, networks, films, part(progress, 0.5, 1))
    return dataclasses.replace(card, metrics={**card.metrics, ROBUSTNESS: table})


def evaluate_anatomy(
    card: ModelCard,
    data: Path,
    *,
    others: Mapping[str, Path] | None = None,
    device: str = "auto",
    progress: Progress = silent,
) -> dict[str, object]:
    """Make the tables of a pack again from its films, see `ai.training.card_tables`; member k never saw fold k."""
    films = read_films(data)
    networks = load_members(card)
    counted, _ = _with_statistics(card, networks, films, others, part(progress, 0, 0.4))
    chosen = choose_device(device)
    networks = tuple(network.to(chosen) for network in networks)
    return {
        **overlap_tables(score_members(networks, films, card, progress=part(progress, 0.4, 0.5))),
        REFUSED: counted.metrics[REFUSED],
        ROBUSTNESS: _robustness(card, networks, films, part(progress, 0.5, 1)),
    }


def pictures_of_films(card: ModelCard, data: Path, *, progress: Progress = silent) -> Iterator[CasePicture]:
    """Draw held-out films, each by the member that never saw it, the worst first."""
    networks, names = load_members(card), [label.name for label in card.labels]
    scores = score_members(networks, read_films(data), card, progress=progress)
    ranked = sorted(scores, key=lambda score: min(score.jaccard_native.values()))
    for score in worst_and_spread(ranked):
        masks = film_masks(networks[score.fold], score.film, names, card.input, threshold=card.threshold)
        volume = score.film.volume()
        truth = list(score.film.masks(names))
        yield CasePicture(score.film.case, score.remark, volume.voxels[0], [masks[name] for name in names], truth)


def short_of(table: Mapping[str, object]) -> list[str]:
    """Say which aims a table misses, in words; an interval that was not counted is missed."""
    missed = []
    for group, least in LEAST_JACCARD.items():
        found = _number(table[f"jaccard_{group}_native"], "mean")
        if found < least:
            missed.append(f"Jaccard of the {group} {found:.4f}, wanted {least}")
    ratio = table["cardiothoracic_ratio"]
    assert isinstance(ratio, dict)
    low, high = ratio["limits_of_agreement"]
    if max(-low, high) > WIDEST_LIMIT:
        missed.append(f"limits of agreement of the ratio {low:+.4f} to {high:+.4f}, wanted within ±{WIDEST_LIMIT}")
    variation = _number(ratio, "within_film_variation_percent")
    if variation > MOST_VARIATION_PERCENT:
        missed.append(f"variation of the ratio {variation:.2f} %, wanted {MOST_VARIATION_PERCENT} %")
    nested = ratio.get("interval_nested")
    if nested is None:
        return [*missed, "the coverage of the ratio's interval was not counted: too few films"]
    if nested["contains_95_percent"] != "yes":
        missed.append(f"the ratio's interval covered {nested['covered']}, wanted a share that can be 95 %")
    if _number(nested, "mean_width") > WIDEST_INTERVAL:
        missed.append(f"mean width of the ratio's interval {nested['mean_width']:.4f}, wanted {WIDEST_INTERVAL}")
    return missed


def _with_statistics(
    card: ModelCard,
    networks: Sequence[nn.Module],
    films: Sequence[Film],
    others: Mapping[str, Path] | None,
    progress: Progress,
) -> tuple[ModelCard, bytes]:
    cases = film_cases(card, films)
    more = {name: pictures_of(folder) for name, folder in (others or {}).items()}
    cases = dataclasses.replace(cases, strangers={**cases.strangers, **more})
    return with_statistics(card, networks, cases, progress=progress)


def _robustness(
    card: ModelCard, networks: Sequence[nn.Module], films: Sequence[Film], progress: Progress
) -> dict[str, object]:
    numbers = fold_of(films)
    held: list[Held] = []
    for fold in range(len(networks)):
        held += some_of([film for film, number in zip(films, numbers, strict=True) if number == fold], fold)
    return robustness(card, networks, held, progress=progress)


def _number(table: object, name: str) -> float:
    assert isinstance(table, Mapping)
    return float(table[name])
