"""Tables of the router's card, made from the pictures: by the recipe, and again by ``python -m ai evaluate``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from torch import nn

from ai.inference.router import reading_of
from ai.library.card import ModelCard
from ai.library.router_kinds import RouterReading
from ai.networks.build import load_members
from ai.progress import Progress, part, silent
from ai.training.router_data import Picture, read_pictures
from ai.training.router_member import INPUT
from ai.training.router_robustness import robustness, some_of
from ai.training.router_score import Scored, answer_of, score, summary

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


def worst(scored: Sequence[Scored], reading: RouterReading) -> list[str]:
    """Say of the pictures that were surest taken for something else what happened."""
    answers = [(each, answer_of(each.logits, reading)) for each in scored if each.is_plain]
    wrong = [(answer.of(answer.kind), each, answer) for each, answer in answers if answer.kind != each.picture.kind]
    ranked = sorted(wrong, key=lambda row: (-row[0], row[1].picture.source, row[1].picture.name))[:WORST]
    return [
        f"{each.picture.source} {each.picture.name}: {each.picture.kind} taken for {answer.kind} with {sure:.2f}"
        for sure, each, answer in ranked
    ]


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
    return {**route_tables(scored, reading), **told}
