"""A foreign model taken as the window takes it, but in this process; scans that lie as no scan should."""

from __future__ import annotations

import dataclasses
import importlib
from pathlib import Path

import numpy as np

from ai.adapters.answers import NOTHING_KNOWN, Answers
from ai.adapters.conversion.child import make_card
from ai.adapters.conversion.job import Job
from ai.adapters.conversion.trial import try_model
from ai.adapters.formats import format_of
from ai.adapters.probe import probe
from ai.library.card import ModelCard
from ai.library.pack import read_card, write_card
from ai.progress import silent
from ai.volume import Affine, Volume, Voxels


def take(path: Path, packs: Path, answers: Answers = NOTHING_KNOWN) -> ModelCard:
    """Probe, convert, write and try a model; its card as it is read back."""
    found = probe(path)
    assert not found.refusal, found.refusal
    complete = answers.over(found.suggested)
    folder = packs / "unfinished"
    folder.mkdir(parents=True)
    convert = importlib.import_module(format_of(found.format).converter).convert
    card = make_card(found, convert(Job(found, path, folder, complete, silent)), folder)
    named = dataclasses.replace(card, folder=folder.with_name(card.key))
    folder.rename(named.folder)
    write_card(named)
    try_model(named, progress=silent)
    return read_card(named.folder)


def film(voxels: Voxels, *, stored_bits: int, bones_bright: bool = True) -> Volume:
    """(rows, columns) -> a frontal radiograph as it hangs: rows to the feet, columns to the patient's left."""
    affine = np.array([[0, 0, 0.5, 0], [1, 0, 0, 0], [0, -0.5, 0, 0], [0, 0, 0, 1]], np.float64)
    facts = {"modality": "DX", "body_part": "CHEST", "view": "PA"}
    return Volume(voxels[None], affine, stored_bits=stored_bits, bones_bright=bones_bright, **facts)


def oblique_affine(spacing_mm: tuple[float, float, float], degrees: tuple[float, float, float]) -> Affine:
    """Axial as DICOM stacks it, turned about x, y and z."""
    axes = np.array([[0, 0, 1], [0, 1, 0], [1, 0, 0]], np.float64)
    x, y, z = np.radians(degrees)
    about_x = np.array([[1, 0, 0], [0, np.cos(x), -np.sin(x)], [0, np.sin(x), np.cos(x)]])
    about_y = np.array([[np.cos(y), 0, np.sin(y)], [0, 1, 0], [-np.sin(y), 0, np.cos(y)]])
    about_z = np.array([[np.cos(z), -np.sin(z), 0], [np.sin(z), np.cos(z), 0], [0, 0, 1]])
    affine = np.eye(4)
    affine[:3, :3] = about_z @ about_y @ about_x @ axes * np.array(spacing_mm)
    affine[:3, 3] = (-31.5, 12.25, -140.75)
    return affine
