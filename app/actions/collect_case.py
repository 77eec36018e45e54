"""The open series with its labels goes into a dataset; a dataset goes to others. No widget here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from ai.errors import TrainingDataError
from ai.progress import Progress, silent
from ai.training.dataset.boxes import Box
from ai.training.dataset.case import DATASET_FILE, Task
from ai.training.dataset.collect import Added
from ai.training.dataset.dataset import DatasetRecord, read_record
from ai.training.dataset.leaving import Leaving, leaving
from ai.training.dataset.new_case import NewBox
from ai.training.dataset.pass_on import pass_on
from ai.training.dataset.points import MarkedPoint
from ai.training.dataset.salt import SALT_FILE, load_salt
from ai.training.dataset.structures import Structures, load_structures
from ai.words import joined, say
from app.actions.collect_labels import box_candidates, candidates
from app.actions.teach import default_folder
from app.audit.event import Deed, Event
from app.dicom.export.case_add import CaseWish, PickedMask, add_series
from app.dicom.export.case_source import CaseSource, case_source
from app.dicom.series_load import OpenSeries
from app.jobs.runner import JobRunner, Lane
from app.state.reading import Reading
from app.state.review import FindingId
from app.state.session import Session, series_key
from app.state.settings_store import SettingsStore

DATASETS = "datasets"
"""Folder below that of the lessons in which datasets are made unless another is chosen."""

MOST_REMEMBERED = 20
"""Datasets elsewhere that are offered again."""


@dataclass(frozen=True)
class KnownDataset:
    """A dataset that a case can be added to.

    Parameters
    ----------
    folder
        Where it is.
    task, names
        What it teaches.
    is_split
        Whether its split is frozen.
    structures
        What its structures are; None for other datasets, and for one that came without its salt.
    """

    folder: Path
    task: Task
    names: tuple[str, ...]
    is_split: bool
    structures: Structures | None = None


@dataclass(frozen=True)
class Wish:
    """What the reader wants to add.

    Parameters
    ----------
    case
        Where, and what besides the masks.
    names
        Masks or boxes that go in, with their names in the dataset.
    proposed
        Masks whose names no person chose.
    """

    case: CaseWish
    names: Mapping[FindingId, str] = field(default_factory=dict)
    proposed: frozenset[FindingId] = frozenset()


class CollectActions(QObject):
    """What a reader can do to collect cases.

    Parameters
    ----------
    session
        What is open.
    runner
        Looks, writes.
    settings
        Remember datasets in folders of the reader's choice.
    folder
        In which datasets are made.

    Signals
    -------
    looked(CaseSource)
        The files of the open series were looked at.
    datasets_found(tuple of KnownDataset)
        Datasets were looked for.
    leaving_found(Leaving)
        It is known what would leave with a dataset.
    added(Added)
        A case is in a dataset.
    written(str)
        Something was done; a sentence for the reader.
    warned(str)
        Something has to be known about it.
    noted(Event)
        For the audit trail: a case was added, a dataset was exported.
    """

    looked = Signal(object)
    datasets_found = Signal(object)
    leaving_found = Signal(object)
    added = Signal(object)
    written = Signal(str)
    warned = Signal(str)
    noted = Signal(object)

    def __init__(
        self, session: Session, runner: JobRunner, settings: SettingsStore, *, folder: Path | None = None
    ) -> None:
        super().__init__(session)
        self._session = session
        self._runner = runner
        self._settings = settings
        self.folder = folder or default_folder() / DATASETS

    @property
    def reading(self) -> Reading:
        """What is filed under the open series."""
        opened = self._session.opened
        return Reading() if opened is None else self._session.reading_of(opened)

    @property
    def is_named(self) -> bool:
        """Whether the files of the open series tell whose they are."""
        study = self._session.study
        return study is not None and not study.not_dicom and bool(study.patient_id or study.uid)

    def can_collect(self) -> bool:
        """Whether a series is open whose slices are all there."""
        return can_collect(self._session)

    def look(self) -> None:
        """Look at the files of the open series, and for datasets."""
        opened = self._session.opened
        if opened is None:
            return
        self._runner.start(
            say("Looking at the files"),
            case_source,
            opened,
            self._session.study,
            lane=Lane.DISK,
            key="collect look",
            on_done=self._on_looked,
        )
        self.find_datasets()

    def find_datasets(self) -> None:
        """Look for datasets: in the folder of this program, and where the reader added cases before."""
        self._find(())

    def find_datasets_in(self, folder: Path) -> None:
        """Look for a dataset in a folder, too."""
        self._find((folder,))

    def _find(self, others: tuple[Path, ...]) -> None:
        remembered = tuple(Path(each) for each in self._settings.settings.datasets)
        self._runner.start(
            say("Looking for datasets"),
            known_datasets,
            self.folder,
            (*others, *remembered),
            lane=Lane.PLACES,
            key="collect datasets",
            on_done=self._on_datasets_found,
            quiet=True,
        )

    def add(self, wish: Wish) -> None:
        """Write the open series with its labels into a dataset."""
        opened, reading = self._session.opened, self.reading
        if opened is None or not self.can_collect():
            return
        self._runner.start(
            say("Adding to the dataset"),
            add_series,
            opened,
            self._session.study,
            self._picked(opened, reading, wish) if wish.case.task is Task.SEGMENTATION else (),
            self._with_boxes(reading, wish),
            lane=Lane.DISK,
            on_done=_TellAdded(self, opened.series.uid).take,
        )
        folder = wish.case.folder
        if folder.parent != self.folder and self._settings.settings.remember_files:
            before = (each for each in self._settings.settings.datasets if each != str(folder))
            self._settings.update(datasets=(str(folder), *before)[:MOST_REMEMBERED])

    def look_at_leaving(self, folder: Path) -> None:
        """Look at everything that would leave with a dataset."""
        self._runner.start(
            say("Looking at the dataset"),
            leaving,
            folder,
            lane=Lane.DISK,
            key="dataset leaving",
            on_done=self._on_leaving_found,
        )

    def export(self, shown: Leaving, target: Path) -> None:
        """Write a copy of a dataset, of the files that were shown."""
        self._runner.start(
            say("Exporting the dataset"), written_copy, shown, target, lane=Lane.DISK, on_done=self._on_exported
        )

    def _picked(self, opened: OpenSeries, reading: Reading, wish: Wish) -> tuple[PickedMask, ...]:
        """Take the masks that go in; one in work is copied."""
        results = {each.provenance.model_id: self._session.editing.frozen(each) for each in reading.results}
        picked = []
        for each in candidates(reading):
            if each.finding in wish.names and each.origin is not None:
                model_id, number = each.finding.model_id, each.finding.number
                first = reading.original_of(model_id) if each.model else None
                original = None if first is None else first.structures[number]
                structure, name = results[model_id].structures[number], wish.names[each.finding]
                log = self._session.editing.logs.of(series_key(opened.series), model_id, number)
                seconds = round(log.seconds, 1) if log.changes else None
                is_chosen = each.finding not in wish.proposed
                mask = PickedMask(name, structure, each.origin, each.model, original, each.name, seconds)
                picked.append(replace(mask, meaning=each.meaning, is_chosen=is_chosen))
        return tuple(picked)

    def _with_boxes(self, reading: Reading, wish: Wish) -> CaseWish:
        """Take the boxes and points that go in, for a dataset of boxes."""
        if wish.case.task is not Task.DETECTION:
            return wish.case
        boxes = []
        for each in box_candidates(reading):
            result = reading.result_of(each.finding.model_id)
            if each.finding in wish.names and each.origin is not None and result is not None:
                found = result.detections[each.finding.number]
                name = wish.names[each.finding]
                mark = MarkedPoint(name, found.low) if found.is_point else Box(name, found.low, found.high)
                boxes.append(NewBox(mark, each.origin, each.model, each.name))
        return replace(wish.case, boxes=tuple(boxes))

    def _on_looked(self, source: CaseSource) -> None:
        self.looked.emit(source)

    def _on_datasets_found(self, found: tuple[KnownDataset, ...]) -> None:
        self.datasets_found.emit(found)

    def _on_leaving_found(self, found: Leaving) -> None:
        self.leaving_found.emit(found)

    def tell_added(self, added: Added, series_uid: str) -> None:
        """Tell that a case is in a dataset."""
        state = "replaced" if added.was_known else "added"
        self.noted.emit(Event(Deed.EXPORTED, series_uid=series_uid, details={"format": "case", "state": state}))
        self.added.emit(added)
        self.written.emit(added_words(added))
        warning = split_words(added)
        if warning:
            self.warned.emit(warning)

    def _on_exported(self, name: str) -> None:
        self.noted.emit(Event(Deed.EXPORTED, details={"format": "dataset"}))
        self.written.emit(say("The dataset is in {name}. The salt stayed here.", name=name))


@dataclass(frozen=True, eq=False)
class _TellAdded:
    """Tells that a case was added, of the series that was open when the work began."""

    actions: CollectActions
    series_uid: str

    def take(self, added: Added) -> None:
        """Tell it; handed to the runner as ``on_done``."""
        self.actions.tell_added(added, self.series_uid)


def can_collect(session: Session) -> bool:
    """Whether a series is open whose slices are all there; a case of a dataset is in one already."""
    opened = session.opened
    return opened is not None and not opened.series.is_case and bool(opened.filled.all())


def known_datasets(folder: Path, others: Sequence[Path], *, progress: Progress = silent) -> tuple[KnownDataset, ...]:
    """Read which datasets there are; what cannot be read, or is gone, is not offered.

    Parameters
    ----------
    folder
        Whose subfolders are looked at.
    others
        Folders of datasets elsewhere.
    progress
        Called once per folder.
    """
    below = sorted(folder.iterdir()) if folder.is_dir() else []
    places = dict.fromkeys((*others, *below))
    found = []
    for number, place in enumerate(places):
        progress(number / len(places), "")
        try:
            if (place / DATASET_FILE).is_file():
                record = read_record(place)
                is_split = record.split is not None
                found.append(KnownDataset(place, record.task, record.names, is_split, _structures(place, record)))
        except (TrainingDataError, OSError):
            continue
    return tuple(found)


def _structures(folder: Path, record: DatasetRecord) -> Structures | None:
    if record.task is not Task.SEGMENTATION or not (folder / SALT_FILE).is_file():
        return None
    return load_structures(folder, record.names, load_salt(folder, has_cases=True))


def written_copy(shown: Leaving, target: Path, *, progress: Progress = silent) -> str:
    """Write a copy of a dataset; returns its name. See `ai.training.dataset.pass_on.pass_on`."""
    pass_on(shown, target, progress=progress)
    return target.name


def added_words(added: Added) -> str:
    """Say what came of adding a case."""
    first = (
        say("The picture was in “{name}” before: its labels are replaced.", name=added.folder.name)
        if added.was_known
        else say("The case is in “{name}”.", name=added.folder.name)
    )
    kept = say("Kept from before: {names}.", names=joined(added.kept, ", ")) if added.kept else ""
    counted = say("Cases: {cases}; persons or blocks: {persons}.", cases=added.cases, persons=added.persons)
    return joined((first, kept, counted))


def split_words(added: Added) -> str:
    """Say what it means for a frozen split; ``""`` where there is nothing to say."""
    if not added.is_split:
        return ""
    if added.part is not None:
        if not added.was_known:
            return ""
        return say(
            "The case is in the part “{part}” of the frozen split: scores told before were of its labels of then.",
            part=added.part.value,
        )
    if added.joins is not None:
        return say(
            "The case came after the split. Split again to use it: it joins the other cases of its person in the part "
            "“{part}”, and all others stay.",
            part=added.joins.value,
        )
    return say("The case came after the split. Split again to use it: all others stay where they are.")
