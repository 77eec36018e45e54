"""When commands make sense, and why not."""

from __future__ import annotations

from app.actions.actions import Actions
from app.state.session import Session
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
        self.measured = Condition(self._is_measured, translate("Commands", "Nothing has been measured."))
        self.model = Condition(self._can_run, translate("Commands", "No model that suits the open series is ready."))
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

    def _is_measured(self) -> bool:
        return bool(self._session.measurements)

    def _can_run(self) -> bool:
        card = self._actions.models.suggested()
        return card is not None and self._actions.models.is_loaded() and not self._actions.models.is_running(card)

    def _has_suggested(self) -> bool:
        return self._actions.models.suggested() is not None
