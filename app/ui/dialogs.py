"""Windows of their own over the main one: search, tags, filters, presets, lessons, model cards."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from ai.library.card import ModelCard
from ai.training.dataset.agreement import Agreement
from app.actions.actions import Actions
from app.jobs.runner import JobRunner
from app.state.model_list import ModelList
from app.state.review import FindingId
from app.state.session import Session
from app.state.settings_store import SettingsStore
from app.state.user_presets import UserPresets
from app.state.view_state import View
from app.ui.about import AboutDialog
from app.ui.agreement_dialog import AgreementDialog
from app.ui.audit_table import AuditDialog
from app.ui.collecting import Collecting
from app.ui.export_model_dialog import ExportModelDialog
from app.ui.import_dataset_dialog import ImportDatasetDialog
from app.ui.import_model_dialog import ImportModelDialog
from app.ui.lens_grid import LensGrid
from app.ui.lineage_view import line_of
from app.ui.model_card_dialog import ModelCardDialog
from app.ui.new_mask_dialog import MaskLookDialog, NewMaskDialog
from app.ui.override_dialog import OverrideDialog
from app.ui.preset_editor import PresetDialog
from app.ui.study_search import StudySearch
from app.ui.tag_table import TagDialog
from app.ui.teach_dialog import TeachDialog


@dataclass(frozen=True, eq=False)
class State:
    """What the window and its dialogs show: made in `app.main`, handed over."""

    session: Session
    view: View
    models: ModelList
    runner: JobRunner
    settings: SettingsStore
    presets: UserPresets


class Dialogs(QObject):
    """Opens them; those that keep what they show are made once, when they are first wanted.

    Parameters
    ----------
    state, actions
        What they show, and what they call.
    log_folder
        For "Open log folder".
    window
        Over which they open.
    """

    def __init__(self, state: State, actions: Actions, *, log_folder: Path, window: QWidget) -> None:
        super().__init__(window)
        self._state = state
        self._actions = actions
        self._log_folder = log_folder
        self._window = window
        self.lesson: TeachDialog | None = None
        self.search: StudySearch | None = None
        self.tags: TagDialog | None = None
        self.importing: ImportModelDialog | None = None
        self.datasets: ImportDatasetDialog | None = None
        self.audit: AuditDialog | None = None
        self.collecting = Collecting(state.session, state.runner, state.settings, audit=actions.audit, window=window)
        self.agreement: AgreementDialog | None = None

    def show_card(self, model_id: str) -> None:
        """Show the card of a model."""
        models = self._state.models
        card = models.card(model_id)
        if card is not None:
            dialog = ModelCardDialog(card, line_of(card, models), self._window)
            dialog.return_requested.connect(self._actions.teach.decide.take_back)
            dialog.export_requested.connect(self.export_model)
            dialog.show()

    def export_model(self, card: ModelCard) -> None:
        """Ask what a model is to be given away as, and where to."""
        ExportModelDialog(card, self._actions.giving, self._window).open()

    def show_suggested_card(self) -> None:
        """Show the card of the suggested model."""
        card = self._actions.models.suggested()
        if card is not None:
            self.show_card(card.id)

    def ask_override(self, card: ModelCard) -> None:
        """Ask before a model runs that refused the series."""
        models = self._actions.models
        reasons = [reason for offer in models.offers() if offer.card == card for reason in offer.gate.reasons]
        dialog = OverrideDialog(card, [models.refusal(card)] if models.refusal(card) else reasons, self._window)
        dialog.confirmed.connect(self._on_override_confirmed)
        dialog.open()

    def explain(self, model_id: str, name: str) -> None:
        """Run a model again with a heat map; one that refused was overridden before and is again."""
        card = self._state.models.card(model_id)
        before = next((each for each in self._state.session.results if each.provenance.model_id == model_id), None)
        if card is not None and before is not None:
            self._actions.models.run(card, override=before.provenance.gate.overridden, explain=name)

    def new_mask(self) -> None:
        """Ask for a mask that the reader draws on the open series."""
        opened = self._state.session.opened
        if opened is not None and not opened.series.is_case:
            NewMaskDialog(self._state.session, self._actions.new_masks, self._window).open()

    def restyle_mask(self, finding: FindingId) -> None:
        """Ask for another name or colour of a mask that the reader drew."""
        opened, look = self._state.session.opened, self._actions.new_masks.look_of(finding)
        if opened is not None and look is not None:
            dialog = MaskLookDialog(finding, look, axes_known=opened.volume.axes_known, parent=self._window)
            dialog.look_chosen.connect(self._actions.new_masks.restyle)
            dialog.open()

    def restyle_selected_mask(self) -> None:
        """Ask it of the selected one."""
        finding = self._actions.new_masks.selected
        if finding is not None:
            self.restyle_mask(finding)

    def choose_model(self) -> None:
        """Ask for the file of a model, then import it."""
        self._import_dialog().choose()

    def import_model(self, path: Path) -> None:
        """Import a model from a file or folder."""
        self._import_dialog().look(path)

    def _import_dialog(self) -> ImportModelDialog:
        """Make the dialog, or find it open: one model is imported at a time."""
        if self.importing is None:
            self.importing = ImportModelDialog(self._actions.importing, self._window)
            self.importing.card_requested.connect(self.show_card)
        return self.importing

    def _on_override_confirmed(self, card: ModelCard) -> None:
        self._actions.models.run(card, override=True)

    def open_lens_grid(self) -> None:
        """Show every filter on the picture, to choose from."""
        actions = self._actions
        grid = LensGrid(self._state.session, self._state.view, actions.previews, self._window)
        grid.filter_chosen.connect(actions.lens.choose)
        grid.filter_added.connect(actions.lens.add)
        grid.off_requested.connect(actions.lens.off)
        grid.show()
        actions.previews.start()

    def edit_presets(self) -> None:
        """Show the window presets in a table."""
        PresetDialog(self._state.presets, self._actions.presets, self._window).show()

    def find_study(self) -> None:
        """Show the search for studies that were opened before."""
        if self.search is None:
            privacy = self._state.session.privacy
            self.search = StudySearch(self._actions.studies, self._state.settings, privacy, self._window)
        self.search.open_search()

    def show_tags(self) -> None:
        """Show the DICOM tags of the picture; the dialog then follows what is shown."""
        if self.tags is None:
            self.tags = TagDialog(self._actions.tags, self._state.session.privacy, self._window)
        self.tags.open_tags()

    def open_lesson(self) -> None:
        """Open the window where a model is taught."""
        if self.lesson is None:
            self.lesson = TeachDialog(self._actions.teach, self._state.models, self._window)
            self.lesson.import_requested.connect(self.import_dataset)
            self.lesson.report.case_requested.connect(self._on_case_requested)
        self.lesson.open_lesson()

    def _on_case_requested(self, folder: Path, key: str) -> None:
        """Show a case of a report in the viewer; the report stays open beside it."""
        self._actions.worklist.open_case_of(folder, key)
        self._window.raise_()
        self._window.activateWindow()

    def import_dataset(self) -> None:
        """Open the dialog where a dataset is made of what the site has."""
        if self.datasets is None:
            self.datasets = ImportDatasetDialog(self._actions.teach.datasets, self._window)
            self.datasets.teach_requested.connect(self._on_teach_requested)
        self.datasets.open_import()

    def _on_teach_requested(self, folder: Path) -> None:
        self.open_lesson()
        self._actions.teach.use_dataset(folder)

    def add_to_dataset(self) -> None:
        """Ask what of the open series goes into a dataset."""
        self.collecting.add_case()

    def export_dataset(self) -> None:
        """Show what leaves with a dataset, and ask where to."""
        self.collecting.export_dataset()

    def show_audit(self) -> None:
        """Show what was done with models and findings."""
        if self.audit is None:
            self.audit = AuditDialog(self._actions.audit, self._state.session, self._window)
        self.audit.open_audit()

    def show_agreement(self, found: Agreement) -> None:
        """Show how far readers agree; cases that the reader may not see yet are left out."""
        if self.agreement is None:
            self.agreement = AgreementDialog(self._window)
            self.agreement.case_chosen.connect(self._actions.worklist.open)
        source = self._actions.worklist.list.source
        self.agreement.show_agreement(found, own="" if source is None else source.reader)
        self.agreement.show()
        self.agreement.activateWindow()

    def close_agreement(self) -> None:
        """Show no comparison that was made for another reader."""
        if self.agreement is not None:
            self.agreement.close()

    def open_log_folder(self) -> None:
        """Show the folder of the log."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._log_folder)))

    def show_about(self) -> None:
        """Tell what program this is."""
        AboutDialog(self._window).show()

    def close(self) -> None:
        """Close what stays open without the window."""
        if self.lesson is not None:
            self.lesson.close()
