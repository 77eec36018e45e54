"""Tables of the router's card, made from the pictures: by the recipe, and again by ``python -m ai evaluate``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from torch import nn

from ai.inference.router import mean_answer, middle_slices, reading_of, with_tags
from ai.library.card import ModelCard
from ai.library.router_kinds import HIPPOCAMPUS_MR, RouterReading
from ai.networks.build import load_members
from ai.progress import Progress, part, silent
from ai.training import hippocampus_data
from ai.training.case_picture import CasePicture, worst_and_spread
from ai.training.metrics import wilson
from ai.training.router_data import Picture, read_pictures
from ai.training.router_member import INPUT
from ai.training.router_robustness import robustness, some_of
from ai.training.router_score import Scored, answer_of, member_logits, score, summary

BY_SCAN = "kind_with_tags_by_scan"
"""Key of a card's ``metrics``: crops told as whole scans, from several slices, with their tags."""

CHOSEN_ON = 2
"""Folds, the first ones, on which `ai.inference.router.PLACES` were chosen; only the others are counted."""

WORST = 5
"""Pictures that the card names."""


def score_held_out(
    networks: Sequence[nn.Module], pictures: Sequence[Picture], *, progress: Progress = silent
) -> list[Scored]:
    """Show every member what it never saw: member k and fold k."""
    scored: list[Scored] = []
    for fold, network in enumerate(networks):
        own = [picture for picture in pictures if picture.fold == fold]
        share = part(progress, fold / len(networks), (fold + 1) / len(networks))
        scored += score(network, own, INPUT, progress=share)
    return scored


def route_tables(scored: Sequence[Scored], reading: RouterReading) -> dict[str, object]:
    """Make the tables of what is told, and name the pictures that were surest told wrongly."""
    return {**summary(scored, reading), "worst_pictures": worst(scored, reading)}


def tell_crops(
    networks: Sequence[nn.Module], data: Path, reading: RouterReading, *, progress: Progress = silent
) -> dict[str, object]:
    """Show crops of the hippocampus as the scans that they are to the member that never saw them; the table of it."""
    crops = hippocampus_data.read_crops(data / "hippocampus")
    held_out = [
        (crop, networks[fold])
        for crop, fold in zip(crops, hippocampus_data.fold_of(crops), strict=True)
        if CHOSEN_ON <= fold < len(networks)
    ]
    if not held_out:
        return {}
    right = 0
    for index, (crop, network) in enumerate(held_out):
        progress(index / len(held_out), f"Telling scan {index + 1} of {len(held_out)}")
        volume = crop.volume()
        said = [answer_of(member_logits(network, each, INPUT), reading) for each in middle_slices(volume)]
        right += with_tags(mean_answer(said), volume).kind == HIPPOCAMPUS_MR
    share = wilson(right, len(held_out))
    row = {
        "protocol": f"folds {CHOSEN_ON} to {len(networks) - 1}; which slices are looked at was chosen on the others",
        "right": f"{right} of {len(held_out)}",
        "share": round(share.value, 4),
        "interval_95": [round(share.low, 4), round(share.high, 4)],
    }
    return {BY_SCAN: {"hippocampus": row}}


def worst(scored: Sequence[Scored], reading: RouterReading) -> list[str]:
    """Say of the pictures that were surest taken for something else what happened."""
    wrong = [each for each in worst_first(scored, reading) if not _is_right(each, reading)]
    return [in_words(each, reading) for each in wrong[:WORST]]


def worst_first(scored: Sequence[Scored], reading: RouterReading) -> list[Scored]:
    """Sort pictures as they lie in their sets by the probability that the router gives to what they are.

    Of one group (a person's neighbouring slices, a kind of drawing) the worst stands for all.
    """

    def rank(each: Scored) -> tuple[float, str, str]:
        return answer_of(each.logits, reading).of(each.picture.kind), each.picture.source, each.picture.name

    groups: dict[tuple[str, str], Scored] = {}
    for each in sorted((each for each in scored if each.is_plain), key=rank):
        groups.setdefault((each.picture.source, each.picture.group), each)
    return list(groups.values())


def in_words(each: Scored, reading: RouterReading) -> str:
    """Say what a picture is and what it was taken for."""
    picture, answer = each.picture, answer_of(each.logits, reading)
    taken = f"told with {answer.of(answer.kind):.2f}"
    if not _is_right(each, reading):
        taken = f"taken for {answer.kind} with {answer.of(answer.kind):.2f}"
    return f"{picture.source} {picture.name}: {picture.kind} {taken}"


def _is_right(each: Scored, reading: RouterReading) -> bool:
    return answer_of(each.logits, reading).kind == each.picture.kind


def pictures_of_kinds(card: ModelCard, data: Path, *, progress: Progress = silent) -> Iterator[CasePicture]:
    """Draw held-out pictures with what was said of them, those that were surest told wrongly first."""
    reading = reading_of(card)
    scored = score_held_out(load_members(card), read_pictures(data), progress=progress)
    for each in worst_and_spread(worst_first(scored, reading)):
        picture = each.picture
        yield CasePicture(f"{picture.source}-{picture.name}", in_words(each, reading), picture.volume.voxels[0])


def curves(
    networks: Sequence[nn.Module],
    pictures: Sequence[Picture],
    reading: RouterReading,
    *,
    progress: Progress = silent,
) -> dict[str, object]:
    """Change some pictures of each fold and make the table of what is still told."""
    held = [(each, networks[each.fold]) for each in some_of(pictures) if each.fold < len(networks)]
    return {"robustness": robustness(held, INPUT, reading, progress=progress)}


def evaluate_router(card: ModelCard, data: Path, *, progress: Progress = silent) -> dict[str, object]:
    """Make the tables of a pack again from its pictures, see `ai.training.card_tables`."""
    pictures = read_pictures(data, progress=part(progress, 0, 0.05))
    networks, reading = load_members(card), reading_of(card)
    scored = score_held_out(networks, pictures, progress=part(progress, 0.05, 0.6))
    told = curves(networks, pictures, reading, progress=part(progress, 0.6, 1))
    scans = tell_crops(networks, data, reading)
    return {**route_tables(scored, reading), **scans, **told}
