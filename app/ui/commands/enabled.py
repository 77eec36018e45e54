"""When commands make sense, and why not."""

from __future__ import annotations

from app.actions.actions import Actions
from app.actions.export_kind import ExportKind
from app.imaging.annotations.annotation import Kind
from app.state.session import Session
from app.state.tool import Tool
from app.ui.commands.command import Condition, translate


class Enabled:
    """Conditions that commands share.

    Parameters
    ----------
    session, actions
        Whom they ask.
    """

    def __init__(self, session: Session, actions: Actions) -> None:
        self._session = session
        self._actions = actions
        self.opened = Condition(self._is_opened, translate("Commands", "No series is open."))
        self.listed = Condition(self._is_listed, translate("Commands", "No study is listed."))
        self.several_panes = Condition(self._are_several_panes, translate("Commands", "There is a single pane."))
        self.grey = Condition(self._is_grey, translate("Commands", "No series in grey values is open."))
        self.stack = Condition(self._is_stack, translate("Commands", "The open series has a single image."))
        self.axis = Condition(self._has_axis, translate("Commands", "The open series has a single volume."))
        self.graphics = Condition(self._has_graphics, translate("Commands", "The file has no overlay."))
        self.result = Condition(
            self._actions.export.can_export_result, translate("Commands", "No model has marked the open series.")
        )
        self.undo = Condition(self._can_undo, translate("Commands", "Nothing was drawn or changed yet."))
        self.redo = Condition(self._can_redo, translate("Commands", "Nothing was undone."))
        self.selected = Condition(self._is_selected, translate("Commands", "No annotation is selected."))
        self.length = Condition(self._is_length, translate("Commands", "No length is selected."))
        self.annotated = Condition(self._is_annotated, translate("Commands", "Nothing is drawn on the open series."))
        self.acceptable = Condition(self._is_acceptable, translate("Commands", "Nothing is left to be accepted."))
        self.rejectable = Condition(self._is_rejectable, translate("Commands", "No finding is selected."))
        self.placed = Condition(
            self._actions.review.has_places, translate("Commands", "No model has marked the open series.")
        )
        self.editable = Condition(
            self._actions.masks.can_edit_selected,
            translate("Commands", "No mask that a model made here is selected, or the series is still loading."),
        )
        self.editing = Condition(self._is_editing, translate("Commands", "No mask is edited."))
        self.outlined = Condition(self._is_outlined, translate("Commands", "No polygon is drawn."))
        self.picture = Condition(
            self._actions.sizes.is_picture, translate("Commands", "The open series is no PNG, JPEG or TIFF picture.")
        )
        self.watching = Condition(self._actions.watch.is_watching, translate("Commands", "No folder is watched."))
        self.recent = Condition(self._actions.recent.has_any, translate("Commands", "No file is listed."))
        self.measured = Condition(self._is_measured, translate("Commands", "Nothing has been measured."))
        self.structures = Condition(
            self._can_export_structures, translate("Commands", "No model has marked a structure on the open series.")
        )
        self.probabilities = Condition(
            self._can_export_probabilities, translate("Commands", "No probabilities of the open series are kept.")
        )
        self.findings = Condition(
            self._can_export_findings, translate("Commands", "No model has said anything about the open series.")
        )
        self.drawn = Condition(
            self._can_export_drawn, translate("Commands", "Nothing is drawn on DICOM images of the open series.")
        )
        self.dicom = Condition(self._is_dicom, translate("Commands", "No DICOM series is open."))
        self.dicom_study = Condition(
            self._actions.nameless.can_export, translate("Commands", "No study of DICOM files is open.")
        )
        self.foreign = Condition(
            self._actions.results.has_any, translate("Commands", "The open study holds no results of others.")
        )
        self.model = Condition(self._can_run, translate("Commands", "No model that suits the open series is ready."))
        self.audited = Condition(
            self._actions.audit.is_kept,
            translate("Commands", "This window remembers nothing, so nothing is written down."),
        )
        self.suggested = Condition(self._has_suggested, translate("Commands", "No model suits the open series."))

    def _is_opened(self) -> bool:
        return self._session.opened is not None

    def _is_listed(self) -> bool:
        return bool(self._session.studies)

    def _are_several_panes(self) -> bool:
        return self._session.panes.grid.count > 1

    def _is_grey(self) -> bool:
        return self._session.opened is not None and not self._session.opened.volume.is_colour

    def _is_stack(self) -> bool:
        return self._session.opened is not None and self._session.opened.volume.shape[0] > 1

    def _has_axis(self) -> bool:
        return self._session.opened is not None and self._session.opened.series.axis is not None

    def _has_graphics(self) -> bool:
        return self._session.opened is not None and bool(self._session.opened.overlays)

    def _can_undo(self) -> bool:
        return self._actions.masks.can_undo()

    def _can_redo(self) -> bool:
        return self._actions.masks.can_redo()

    def _is_selected(self) -> bool:
        return self._session.annotations.selected is not None

    def _is_length(self) -> bool:
        selected = self._session.annotations.selected
        return selected is not None and selected.kind is Kind.LENGTH

    def _is_editing(self) -> bool:
        return self._session.editing.mask is not None

    def _is_outlined(self) -> bool:
        tool = self._session.tools.tool
        return tool in (Tool.POLYGON, Tool.GROW) or tool.outlines

    def _is_acceptable(self) -> bool:
        # The same key closes a polygon, and runs a model in the box that it asked for.
        tools = self._session.tools
        is_key_taken = self._is_outlined() or tools.box_prompt.asked is not None or tools.tool.proposes
        return is_key_taken or self._session.selection.finding is not None or self._actions.review.has_drafts()

    def _is_rejectable(self) -> bool:
        # The same key takes a corner of a polygon back.
        return self._is_outlined() or self._session.selection.finding is not None

    def _is_annotated(self) -> bool:
        opened = self._session.opened
        return opened is not None and bool(self._session.annotations.on_series(opened.series))

    def _can_export_structures(self) -> bool:
        return self._actions.export.can_export(ExportKind.SEG)

    def _can_export_probabilities(self) -> bool:
        return self._actions.export.can_export(ExportKind.PARAMETRIC_MAP)

    def _can_export_findings(self) -> bool:
        return self._actions.export.can_export(ExportKind.SR)

    def _can_export_drawn(self) -> bool:
        return self._actions.export.can_export(ExportKind.GSPS)

    def _is_dicom(self) -> bool:
        return self._actions.export.can_export(ExportKind.CAPTURE)

    def _is_measured(self) -> bool:
        return bool(self._session.measurements)

    def _can_run(self) -> bool:
        card = self._actions.models.suggested()
        return card is not None and self._actions.models.is_loaded() and not self._actions.models.is_running(card)

    def _has_suggested(self) -> bool:
        return self._actions.models.suggested() is not None
