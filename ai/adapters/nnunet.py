"""Folders of nnU-Net v2: ``dataset.json``, ``plans.json``, one checkpoint a fold; so the tasks of TotalSegmentator.

Read thinly: nothing of nnU-Net is needed to take or to run one. No torch here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ai.adapters.answers import Answers
from ai.adapters.contents import Contents
from ai.adapters.found import Recognised
from ai.adapters.nnunet_plans import configuration_of, grid_of, labels_of, modalities_of, network_of
from ai.errors import ModelImportError, ModelPackError
from ai.library.card import SEGMENTATION
from ai.words import say

NNUNET = "nnunet"
"""Name of the network in cards."""

PLANS, DATASET = "plans.json", "dataset.json"

WEIGHTS = "network_weights"
"""Entry of a checkpoint."""

_CHECKPOINT = re.compile(r"fold_(\d+|all)/checkpoint_(final|best)\.pth")

ALLOWED_GLOBALS = (
    "numpy._core.multiarray.scalar",
    "numpy.core.multiarray.scalar",
    "numpy.dtype",
    "numpy.dtypes.Float64DType",
    "numpy.dtypes.Float32DType",
    "numpy.dtypes.Int64DType",
    "_codecs.encode",
)
"""What its checkpoints name beside tensors: numbers of numpy in the log of the training."""


@dataclass(frozen=True)
class Folder:
    """Where the parts lie in a folder or archive.

    Parameters
    ----------
    prefix
        Of all names, with its ``/``.
    folds
        Name of a fold -> its checkpoint, relative to ``prefix``.
    """

    prefix: str
    folds: Mapping[str, str]


def find(contents: Contents) -> Folder | None:
    """Find the one trained model in a folder or archive; None where there is none.

    Raises
    ------
    ModelImportError
        When there are several.
    """
    if contents.kind not in ("folder", "zip"):
        return None
    tops = [name.removesuffix(PLANS) for name in contents.members if name == PLANS or name.endswith(f"/{PLANS}")]
    tops = [top for top in tops if f"{top}{DATASET}" in contents.members]
    found = [Folder(top, folds) for top in tops if (folds := _folds(contents, top))]
    if len(found) > 1:
        raise ModelImportError(
            say("The folder holds {count} trained models of nnU-Net.", count=len(found)),
            say("Choose one of its inner folders: that with plans.json and fold_0 in it."),
        )
    return found[0] if found else None


def recognise(contents: Contents) -> Recognised | None:
    """Own trained folders."""
    folder = find(contents)
    if folder is None:
        return None
    plans, dataset = contents.json(f"{folder.prefix}{PLANS}"), contents.json(f"{folder.prefix}{DATASET}")
    imports: set[str] = set()
    facts = set()
    for checkpoint in folder.folds.values():
        inside = contents.inside(f"{folder.prefix}{checkpoint}")
        imports |= set(inside.globals)
        facts.add(_facts(inside))
    if len(facts) != 1:
        return Recognised(
            refusal=say("The folds of the folder were not trained alike."), hint=say("Take folds of one training.")
        )
    trainer, configuration_name = facts.pop()
    try:
        configuration = configuration_of(plans, configuration_name)
        labels, regions = labels_of(dataset)
        modalities = modalities_of(dataset)
        name = str(plans.get("dataset_name", "")) or contents.path.name
        answers = Answers(
            title=f"nnU-Net {name} {configuration_name}",
            id=re.sub(r"[^a-z0-9]+", "-", f"nnunet-{name}-{configuration_name}".lower()).strip("-"),
            task=SEGMENTATION,
            labels=labels,
            modalities=modalities,
            grid=grid_of(plans, configuration, regions=regions),
            architecture=NNUNET,
            arguments=network_of(configuration, len(labels) + (not regions)),
            threshold=0.5,
            training_data=name,
            limits=(
                str(say("It is run once on every part of the scan, not mirrored besides, as nnU-Net can do.")),
                str(say("It was trained on scans that lie in one way; others may be marked wrongly.")),
            ),
        )
    except (KeyError, TypeError, ValueError, AttributeError, ModelPackError) as error:
        return Recognised(
            refusal=say("The plans of the nnU-Net are not whole: {reason}.", reason=str(error)[:100]),
            hint=say("Download it again from its source."),
        )
    notes = (
        say("{count} folds, trained as {trainer}, configuration {configuration}.", count=len(folder.folds),
            trainer=trainer, configuration=configuration_name),
    )  # fmt: skip
    licence = str(dataset.get("licence", "") or dataset.get("license", ""))
    return Recognised(answers, licence, notes=notes, title=answers.title, globals=tuple(sorted(imports)))


def _folds(contents: Contents, top: str) -> dict[str, str]:
    """Take the final checkpoint of every fold; the best one only where no fold has a final one."""
    found: dict[str, dict[str, str]] = {"final": {}, "best": {}}
    for name in contents.members:
        match = _CHECKPOINT.fullmatch(name.removeprefix(top)) if name.startswith(top) else None
        if match:
            found[match[2]][match[1]] = match[0]
    return found["final"] or found["best"]


def _facts(checkpoint: Contents) -> tuple[str, str]:
    """Trainer and configuration that a checkpoint names."""
    value = checkpoint.pickled
    given = value.get("init_args") if isinstance(value, dict) else None
    name = given.get("configuration") if isinstance(given, dict) else None
    weights = any(each.startswith(f"{WEIGHTS}.") for each in checkpoint.tensors)
    if not (isinstance(value, dict) and isinstance(name, str) and weights):
        raise ModelImportError(
            say("The checkpoint {file} is none of nnU-Net v2.", file=checkpoint.path.name),
            say("Take the folder as nnU-Net's training or export left it."),
        )
    return str(value.get("trainer_name", "")), name
