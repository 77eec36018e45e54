"""MONAI bundles, statically: ``configs/metadata.json``, ``configs/inference.json`` (or YAML), ``models/model.pt``.

Nothing of a bundle is carried out. A network of MONAI with literal arguments, a dozen transforms and three inferers are
understood as data; whatever else a bundle needs is refused by its name. No torch here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ai.adapters.answers import Answers, label_of
from ai.adapters.bundle_config import Unread, arguments_of, read_config, refused, resolve, target_of
from ai.adapters.bundle_detection import describe_detector, is_detector
from ai.adapters.bundle_steps import read_inferer, read_postprocessing, read_transforms
from ai.adapters.contents import Contents
from ai.adapters.found import Recognised
from ai.errors import ModelImportError, ModelPackError
from ai.library.card import SEGMENTATION, Label, ModelCard
from ai.library.pack import card_of_plain
from ai.library.program_check import PROGRAM_SUFFIXES
from ai.words import say

METADATA = "configs/metadata.json"

WEIGHTS, SCRIPT, SAFE_WEIGHTS = "models/model.pt", "models/model.ts", "models/model.safetensors"

CARD_KEY = "lightbox"
"""Entry of the metadata under which a bundle that was exported here holds its card."""

_CONFIGS = ("configs/inference.json", "configs/inference.yaml", "configs/inference.yml")

_NETWORKS = ("network_def", "network", "net")
"""Under which name bundles describe their network; ``network`` often only moves it to a device."""

_MODALITIES = {"CT": "CT", "MR": "MR", "MRI": "MR", "PET": "PT", "PT": "PT", "US": "US"}


@dataclass(frozen=True)
class Bundle:
    """Where the parts of a bundle lie: what stands before all names, its configuration, its weights."""

    prefix: str
    config: str
    weights: str


def find(contents: Contents) -> Bundle | None:
    """Find the bundle in a folder or archive; None where there is none, empty names for parts that are missing."""
    if contents.kind not in ("folder", "zip"):
        return None
    tops = [name.removesuffix(METADATA) for name in contents.members if name.endswith(METADATA)]
    tops = [top for top in tops if top == "" or top.endswith("/")]
    if len(tops) != 1:
        return None
    config = next((each for each in _CONFIGS if f"{tops[0]}{each}" in contents.members), "")
    weights = next((each for each in (SAFE_WEIGHTS, WEIGHTS, SCRIPT) if f"{tops[0]}{each}" in contents.members), "")
    return Bundle(tops[0], config, weights)


def recognise(contents: Contents) -> Recognised | None:
    """Own bundles."""
    bundle = find(contents)
    if bundle is None:
        return None
    if not bundle.config or not bundle.weights:
        return Recognised(
            refusal=say("The bundle has no {part}.", part=_CONFIGS[0] if not bundle.config else WEIGHTS),
            hint=say("Download its weights, too: large files are often left out of the archive."),
        )
    metadata = read_config(contents, f"{bundle.prefix}{METADATA}")
    config = read_config(contents, f"{bundle.prefix}{bundle.config}")
    inside = contents.inside(f"{bundle.prefix}{bundle.weights}")
    if (card := card_in(metadata, bundle)) is not None:
        words = say("MONAI bundle with the card of {model}", model=card.key)
        return Recognised(licence=card.reading.licence, title=words, globals=inside.globals, has_card=True)
    try:
        if is_detector(inside):
            answers = describe_detector(metadata, config, inside)
        else:
            answers, _ = describe(metadata, config, script=bundle.weights == SCRIPT)
    except (KeyError, TypeError, ValueError, ModelPackError) as error:
        return Recognised(
            refusal=say("The configuration of the bundle is not as MONAI's are: {reason}.", reason=str(error)[:100]),
            hint=say("Download it again from its source."),
        )
    licence = _licence(contents, bundle.prefix, metadata)
    title = str(metadata.get("name") or contents.path.stem)
    answers = replace(answers, title=title, id=f"monai-{re.sub(r'[^a-z0-9]+', '-', title.lower()).strip('-')}")
    notes = (say("Its scripts and expressions are not carried out; only its description is read."),)
    return Recognised(answers, licence, notes=notes, title=f"MONAI: {title}", globals=inside.globals)


def card_in(metadata: Mapping[str, Any], bundle: Bundle) -> ModelCard | None:
    """Card of a bundle that was exported here; None where it has none.

    Raises
    ------
    ModelPackError
        When it is not valid, or not the card of one network with these weights.
    """
    if CARD_KEY not in metadata:
        return None
    card = card_of_plain(metadata[CARD_KEY], Path())
    if bundle.weights != SAFE_WEIGHTS or len(card.members) != 1 or card.architecture.name in PROGRAM_SUFFIXES:
        raise ModelPackError(
            say("The card inside {file} cannot be read.", file=METADATA),
            say("Export the model again, or ask its maker."),
        )
    return card


def describe(
    metadata: Mapping[str, Any], config: Mapping[str, Any], *, script: bool
) -> tuple[Answers, tuple[str, ...]]:
    """Tell the contract of a bundle, and names of the labels of which the largest part is kept.

    Parameters
    ----------
    metadata, config
        Its parsed files.
    script
        Whether its weights are a TorchScript, which needs no description of the network.

    Raises
    ------
    ModelImportError
        Naming what is not carried out.
    """
    form = metadata["network_data_format"]
    (key, picture), *others = form["inputs"].items()
    (_, output), *more = form["outputs"].items()
    if others or more or int(picture.get("num_channels", 1)) != 1:
        raise ModelImportError(
            say("The bundle reads several pictures at once, or answers with several; models of one are taken."),
            say("Look for a model that reads a single series."),
        )
    steps = read_transforms(resolve(config, _part(config, "preprocessing")), str(key))
    grid = read_inferer(resolve(config, _part(config, "inferer")), steps)
    activation, largest = read_postprocessing(resolve(config, config.get("postprocessing", [])), "pred")
    if not activation:
        raise refused(say("outputs without an activation"))
    classes = {int(number): str(words) for number, words in output["channel_def"].items()}
    if sorted(classes) != list(range(len(classes))):
        raise ModelImportError(say("The bundle does not name all channels of its output."))
    background = activation == "softmax" and "background" in classes[0].lower()
    named = [classes[number] for number in sorted(classes) if number or not background]
    labels = tuple(_label(words) for words in named)
    modality = _MODALITIES.get(str(picture.get("modality", "")).upper(), "")
    network, arguments = ("torchscript", ()) if script else _network(config)
    parts = [label.name for number, label in enumerate(labels, start=int(background)) if number in largest]
    answers = Answers(
        version=_version(metadata),
        task=SEGMENTATION,
        labels=labels,
        modalities=(modality,) if modality else (),
        grid=replace(grid, activation=activation, background=background),
        architecture=network,
        arguments=arguments,
        threshold=0.5,
        intended_use=str(metadata.get("intended_use", "")),
        training_data=str(metadata.get("data_source", "")),
    )
    return answers, tuple(parts)


def _network(config: Mapping[str, Any]) -> tuple[str, tuple[tuple[str, Any], ...]]:
    for name in _NETWORKS:
        part = resolve(config, config[name]) if name in config else None
        if isinstance(part, dict) and "_target_" in part:
            kind = str(part["_target_"])
            if "." in kind and not kind.startswith("monai.networks.nets."):
                raise refused(kind)
            return "monai", (("name", target_of(part)), *arguments_of(part).items())
        if isinstance(part, Unread) and name == _NETWORKS[0]:
            raise refused(part.text)
    raise refused(say("a network that it does not describe"))


def _part(config: Mapping[str, Any], name: str) -> object:
    if name not in config:
        raise ModelImportError(say("The configuration of the bundle has no {name!r}.", name=name))
    return config[name]


def _label(words: str) -> Label:
    tidy = re.sub(r"[_\-]+", " ", words).strip()
    side = next((side for side in ("right", "left") if side in tidy.lower().split()), "")
    return label_of(tidy[:1].upper() + tidy[1:], side=side)


def _version(metadata: Mapping[str, Any]) -> str:
    version = str(metadata.get("version", ""))
    return version if re.fullmatch(r"\d+(\.\d+){0,3}", version) else ""


def _licence(contents: Contents, prefix: str, metadata: Mapping[str, Any]) -> str:
    said = metadata.get("license") or metadata.get("licence")
    if isinstance(said, str) and said:
        return said[:200]
    for name in (f"{prefix}LICENSE", f"{prefix}docs/LICENSE", f"{prefix}LICENSE.txt"):
        if name in contents.members:
            text = contents.read(name, 1 << 20).decode("utf-8", "replace")
            first = " ".join(text.split())[:300]
            return "Apache-2.0" if "Apache License" in first and "2.0" in first else first[:120]
    return ""
