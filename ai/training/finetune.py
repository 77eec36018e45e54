"""Fine-tune a model on a site's dataset: teach, write the pack as a draft, compare it with its base."""

from __future__ import annotations

import dataclasses
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from ai.device import choose_device
from ai.errors import ReportableError, TrainingDataError
from ai.inference.calibration import Calibration
from ai.library.card import IMAGE_CLASSIFICATION, Architecture, InputSpec, ModelCard, Weights
from ai.library.library import Library, default_folders
from ai.library.lineage import TAUGHT_AT, TAUGHT_ON
from ai.library.pack import write_card
from ai.networks.picture_classifier import PRECISE
from ai.networks.weights import write_weights
from ai.plain import to_plain
from ai.progress import Cancelled, Progress, part, silent
from ai.training import teach_classifier, teach_segmenter
from ai.training.dataset.case import Task
from ai.training.dataset.dataset import Part
from ai.training.epoch_loop import ParameterGroup, disk_error
from ai.training.evaluate import GUESS, REPORT_FILE, Opponent, evaluate
from ai.training.finetune_config import FinetuneConfig, plain_plan, write_config
from ai.training.job_folder import CANCEL, PAUSE, STOP, JobFolder, require_room, write_json
from ai.training.job_lock import locked
from ai.training.openings import percent, require_countable
from ai.training.run_record import claim, require_unclaimed
from ai.training.site_card import class_labels, classes_title, classifier_card, safe_names, segmenter_card
from ai.training.teaching_cases import TeachingCases, read_teaching_cases, require_two_classes

_TEACH_SHARE, _READ_SHARE = 0.85, 0.02


def fine_tune(
    config: FinetuneConfig,
    *,
    library: Library | None = None,
    resume: bool = False,
    device: str = "auto",
    progress: Progress = silent,
) -> ModelCard:
    """Run a plan to its end; what happens is told in ``events.jsonl`` of the job folder too.

    Parameters
    ----------
    config
        The plan.
    library
        Where the base is looked for; the installed models unless told.
    resume
        Go on in a job folder that was begun; the dataset and the plan must be the same.
    device
        "auto", "cpu", "cuda" or "mps".
    progress
        For the caller.

    Returns
    -------
    ModelCard
        Of the draft in the job folder.

    Raises
    ------
    ReportableError
        One sentence; checkpoints and everything else in the job folder stay.
    ai.progress.Cancelled
        When the job folder or ``progress`` asks for it.
    """
    job = JobFolder(config.output)
    require_unclaimed(job, resume=resume)  # before anything is told: the events there are those of another run
    try:
        job.path.mkdir(parents=True, exist_ok=True)
        with locked(job.path):
            return _told(config, library or Library(default_folders()), job, device, resume=resume, progress=progress)
    except OSError as error:
        raise disk_error(error) from error


def _told(
    config: FinetuneConfig, library: Library, job: JobFolder, device: str, *, resume: bool, progress: Progress
) -> ModelCard:
    """Run in a folder that is held, and tell how it ends."""
    began, log = time.monotonic(), job.log()

    def both(fraction: float, message: str) -> None:
        if job.asks(CANCEL):
            raise Cancelled
        log.progress(fraction, message)
        progress(fraction, message)

    try:
        require_room(job.path)
        for request in (PAUSE, STOP, CANCEL):
            job.take_back(request)
        run = _Run(config, library, job, choose_device(device))
        card, report, stopped_early = run.go(resume=resume, progress=both)
        verdict = report["comparison"]["verdict"]
        log.add(
            "done",
            pack=str(card.folder.relative_to(job.path)),
            report=str((job.report / REPORT_FILE).relative_to(job.path)),
            model=card.key,
            verdict=verdict["word"],
            message=verdict["sentence"],
            seconds=round(time.monotonic() - began, 1),
            stopped_early=stopped_early,
        )
        return card
    except Cancelled:
        log.add("cancelled")
        raise
    except ReportableError as error:
        _tell_failure(job, error)
        raise
    except OSError as error:
        failure = disk_error(error)
        _tell_failure(job, failure)
        raise failure from error


def _tell_failure(job: JobFolder, error: ReportableError) -> None:
    try:
        job.log().add("failed", message=error.message, hint=error.hint)
    except OSError:  # the disk is full: the sentence still reaches stderr and the exit code
        return


class _Run:
    """One run; holds what its steps share."""

    def __init__(self, config: FinetuneConfig, library: Library, job: JobFolder, device: torch.device) -> None:
        self.config, self.job, self.device = config, job, device
        self.base = library.get(config.base) if config.base else None

    def go(self, *, resume: bool, progress: Progress) -> tuple[ModelCard, dict[str, Any], bool]:
        """Teach, write, compare."""
        cases = read_teaching_cases(self.config.dataset, progress=part(progress, 0, _READ_SHARE))
        require_countable(self.config.dataset)
        claim(self.job, self.config, cases.sha256, resume=resume)
        if not resume:
            write_config(self.config, self.job.config)
        teach = self._classes if cases.dataset.task is Task.CLASSIFICATION else self._masks
        card, opponent, stopped_early = teach(cases, part(progress, _READ_SHARE, _TEACH_SHARE))
        self.job.log().add("stage", stage="report", message="Comparing on the held-out part")
        report = evaluate(card, opponent, cases, self.job.report, progress=part(progress, _TEACH_SHARE, 1))
        card = dataclasses.replace(card, metrics={**card.metrics, **_scores(report)})
        write_card(card)
        return card, report, stopped_early

    def _classes(self, cases: TeachingCases, progress: Progress) -> tuple[ModelCard, Opponent, bool]:
        config, base = self.config, self.base
        if config.scope == "decoder":
            raise TrainingDataError("The scope 'decoder' is for masks; this dataset has classes.", "Choose probe.")
        require_two_classes(cases)
        start = teach_classifier.start_network(config, base, cases)
        network = start[0]
        groups = teach_classifier.trainable_groups(network, config.scope)
        labels = class_labels(cases.dataset.names)
        title = config.title or classes_title([label.title for label in labels])
        self._tell_start(cases, title, [label.title for label in labels], network, groups)
        taught = teach_classifier.teach_classifier(
            config, cases, start, self.job, device=self.device, progress=part(progress, 0, 0.98)
        )
        facts = {**self._facts(cases), "validation_auc": round(taught.auc, 4)}
        self.job.log().add("stage", stage="pack", message="Writing the model")

        def write(name: str, its_title: str, of: nn.Module, calibration: Calibration) -> ModelCard:
            parts: tuple[Architecture, InputSpec, Calibration] = (taught.architecture, taught.input, calibration)

            def card(member: Weights, folder: Path) -> ModelCard:
                return classifier_card(
                    cases, base, title=its_title, parts=parts, member=member, facts=facts, folder=folder
                )

            return _write_pack(of, self.job.path / name, card, precise=PRECISE)

        new = write(self.job.packs.name, title, taught.network, taught.calibration)
        if base is not None and base.task == IMAGE_CLASSIFICATION and _answers(base, cases):
            return new, Opponent(base, "model"), taught.stopped_early
        if config.scope == "probe":
            return new, GUESS, taught.stopped_early
        probe = write("probe", f"{title} (linear probe)", taught.probe, taught.probe_calibration)
        return new, Opponent(probe, "probe"), taught.stopped_early

    def _masks(self, cases: TeachingCases, progress: Progress) -> tuple[ModelCard, Opponent, bool]:
        config, base = self.config, self.base
        if base is None:
            raise TrainingDataError(
                "Masks can only be taught to a base model in this version.", 'Write base = "cxr-anatomy".'
            )
        teach_segmenter.require_structures(base, cases, config.scope)
        network = teach_segmenter.start_segmenter(base)
        groups = teach_segmenter.trainable_groups(network, config.scope)
        title = config.title or f"{base.title} (site)"
        titles = [label.title for label in base.labels if label.name in cases.dataset.names]
        self._tell_start(cases, title, titles, network, groups)
        trained, stopped_early = teach_segmenter.teach_segmenter(
            config, cases, base, network, self.job, device=self.device, progress=part(progress, 0, 0.98)
        )
        self.job.log().add("stage", stage="pack", message="Writing the model")
        facts = self._facts(cases)

        def card(member: Weights, folder: Path) -> ModelCard:
            return segmenter_card(cases, base, title=title, member=member, facts=facts, folder=folder)

        return _write_pack(trained, self.job.packs, card), Opponent(base, "model"), stopped_early

    def _tell_start(
        self,
        cases: TeachingCases,
        title: str,
        labels: Sequence[str],
        network: nn.Module,
        groups: Sequence[ParameterGroup],
    ) -> None:
        trainable, parameters = teach_classifier.parameter_counts(network, groups)
        self.job.log().add(
            "started",
            title=title,
            task=cases.dataset.task.value,
            scope=self.config.scope,
            epochs=self.config.epochs,
            dataset_sha256=cases.sha256,
            cases=dict(cases.counts()),
            groups=dict(cases.group_counts()),
            labels=list(labels),
            trainable=trainable,
            parameters=parameters,
            device=self.device.type,
        )

    def _facts(self, cases: TeachingCases) -> dict[str, Any]:
        """How it was trained, for the card and ``run.json``."""
        config = self.config
        facts = {
            "dataset_sha256": cases.sha256,
            "split_sha256": "" if cases.dataset.split is None else cases.dataset.split.sha256,
            "plan": plain_plan(config),
            "torch": torch.__version__.split("+")[0],
            "numpy": np.__version__,
            "lightbox": version("lightbox"),
            TAUGHT_AT: datetime.now(UTC).date().isoformat(),
            TAUGHT_ON: cases.group_counts()[Part.TRAIN.value],
        }
        write_json(self.job.path / "facts.json", facts)
        return facts


def _answers(base: ModelCard, cases: TeachingCases) -> bool:
    return {label.name for label in base.labels} == set(safe_names(cases.dataset.names))


def _write_pack(
    network: nn.Module, folder: Path, make: Callable[[Weights, Path], ModelCard], *, precise: tuple[str, ...] = ()
) -> ModelCard:
    """Write weights and card into ``folder/ID-VERSION``, whole or not at all."""
    unfinished = folder.with_name(f".{folder.name}-unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    path = unfinished / "member0.safetensors"
    member = Weights(path.name, write_weights(network.cpu(), path, precise=precise))
    card = make(member, unfinished)
    write_card(card)
    target = folder / card.key
    shutil.rmtree(target, ignore_errors=True)
    folder.mkdir(exist_ok=True)
    unfinished.replace(target)
    return dataclasses.replace(card, folder=target)


def _scores(report: Mapping[str, Any]) -> dict[str, Any]:
    """Scores of the report as the card tells them."""
    comparison = report["comparison"]
    interval = f"interval_{percent(report['level'])}"
    rows = {
        row["name"]: {
            "value": round(row["new"]["value"], 4),
            interval: [round(row["new"]["low"], 4), round(row["new"]["high"], 4)],
        }
        for row in comparison["rows"]
    }
    return {
        "protocol": f"{report['cases']} held-out cases of {report['groups']} groups. {report['grouping']} "
        f"{comparison['intervals']}",
        "openings": report["openings"],
        **rows,
        "verdict": to_plain(comparison["verdict"]),
    }
