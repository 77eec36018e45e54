"""What is wrong with the images of a source, before anything of it is copied."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from statistics import median

from ai.errors import ReportableError
from ai.progress import Progress, part, silent
from ai.training.dataset.case import Task
from ai.training.dataset.check import Finding, Weight
from ai.training.dataset.dataset import LeftOut, grouping_words
from ai.training.dataset.faults import BadBox, MaskOffGrid, UnknownValue
from ai.training.dataset.intake import nothing_taken
from ai.training.dataset.sources.offered import Offered
from ai.training.dataset.survey_facts import ImageFinding, facts_of
from ai.training.dataset.survey_findings import findings_of, refused_finding
from ai.words import say

REFUSED = ("unreadable", "mask_grid", "label_value", "box")
"""Findings about images that cannot be taken as they are."""

READING_SHARE = 0.9
"""Part of the progress that reading the images takes; the rest compares them."""


@dataclass(frozen=True)
class NameCount:
    """How many images and persons a class or structure has.

    Parameters
    ----------
    name
        As the site writes it.
    images, persons
        With it; persons or blocks of neighbouring files.
    most
        Images of the person who has most.
    """

    name: str
    images: int
    persons: int
    most: int


@dataclass(frozen=True)
class Survey:
    """What was found in a source.

    Parameters
    ----------
    task
        What it can teach.
    images, files, persons
        Readable images; their files, of which one may be offered in two classes; persons or blocks of neighbouring
        files.
    per_person
        (least, median, most) images of one person or block.
    grouping
        How persons were told apart, in words.
    counts
        By class or structure, in the order of the source.
    unmarked
        Readable images without class, box or voxel of a mask.
    findings
        Those that stop first; ``cases`` are files as `ai.training.dataset.intake.Offer.shown` names them.
    left_out
        Files that are no part of the source, with the reason.
    """

    task: Task
    images: int
    files: int
    persons: int
    per_person: tuple[int, float, int]
    grouping: str
    counts: tuple[NameCount, ...]
    unmarked: int
    findings: tuple[Finding, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def can_import(self) -> bool:
        """Whether nothing stops the import."""
        return self.images > 0 and all(finding.weight is not Weight.STOP for finding in self.findings)

    def can_import_without(self, files: frozenset[str]) -> bool:
        """Whether nothing stops the import when these files are left out."""
        refused = {file for finding in self.findings if finding.kind in REFUSED for file in finding.cases}
        return self.files > len(files - refused) and all(
            finding.cases and files.issuperset(finding.cases)
            for finding in self.findings
            if finding.weight is Weight.STOP
        )


def survey(offered: Offered, *, progress: Progress = silent) -> Survey:
    """Read every image of a source once and say what is wrong; nothing is written.

    Parameters
    ----------
    offered
        By a source.
    progress
        Called once per image; the cancel point.
    """
    facts: list[ImageFinding] = []
    refused: list[tuple[str, LeftOut]] = []
    count = len(offered.offers)
    reading = part(progress, 0, READING_SHARE)
    for number, offer in enumerate(offered.offers):
        reading(number / count, say("Image {number} of {count}", number=number + 1, count=count))
        try:
            facts.append(facts_of(offer, offer.content.read()))
        except ReportableError as error:
            refused.append((_kind(error), LeftOut(offer.shown, error.message)))
    findings = [refused_finding(kind, [one for k, one in refused if k == kind], count) for kind in _kinds(refused)]
    findings += findings_of(offered, facts, progress=part(progress, READING_SHARE, 1))
    if not count:
        findings.append(Finding("nothing", Weight.STOP, nothing_taken(offered.left_out).words))
    findings.sort(key=_stops_first)
    groups = Counter(one.group for one in facts)
    sizes = sorted(groups.values()) or [0]
    progress(1.0, say("Checked"))
    return Survey(
        offered.task,
        len(facts),
        len({one.file for one in facts}),
        len(groups),
        (sizes[0], float(median(sizes)), sizes[-1]),
        grouping_words(Counter(one.grouping for one in facts)),
        tuple(_count(name, facts) for name in offered.names),
        sum(not one.present for one in facts),
        tuple(findings),
        offered.left_out,
    )


def _count(name: str, facts: list[ImageFinding]) -> NameCount:
    groups = Counter(one.group for one in facts if name in one.present)
    return NameCount(name, groups.total(), len(groups), max(groups.values(), default=0))


def _kind(error: ReportableError) -> str:
    for kind, fault in (("mask_grid", MaskOffGrid), ("label_value", UnknownValue), ("box", BadBox)):
        if isinstance(error, fault):
            return kind
    return "unreadable"


def _kinds(refused: list[tuple[str, LeftOut]]) -> list[str]:
    return list(dict.fromkeys(kind for kind, _ in refused))


def _stops_first(finding: Finding) -> bool:
    return finding.weight is not Weight.STOP
