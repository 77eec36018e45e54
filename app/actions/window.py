"""The tone of the picture beyond presets: a window that suits a region, and colours."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from ai.errors import ReportableError
from ai.progress import Progress, silent
from ai.words import say
from app.imaging.cut_stack import CutStack
from app.imaging.region_window import rectangle_of, region_window
from app.imaging.window import Voi
from app.jobs.runner import JobRunner, Lane
from app.state.pane import Pane
from app.state.session import Session
from app.state.tool import Tool
from app.state.view_state import View

Corner = tuple[float, float]
"""(row, column) index of the plane shown, fractional."""


class WindowActions(QObject):
    """What a reader can do with the tone of the picture.

    Parameters
    ----------
    session, view
        What is open, and how it is shown.
    runner
        Counts the values of a region: a plane that is cut through the volume takes its time.

    Signals
    -------
    refused(ReportableError)
        A region cannot have a window.
    """

    refused = Signal(object)

    def __init__(self, session: Session, view: View, runner: JobRunner) -> None:
        super().__init__(session)
        self._session = session
        self._view = view
        self._runner = runner
        self._pane: Pane | None = None

    def choose_colours(self, name: str) -> None:
        """Show a grey picture in colours; ``""`` for grey."""
        opened = self._session.opened
        if opened is not None and not opened.volume.is_colour:
            self._view.update(colour_map=name)

    def window_region(self, corner: Corner, other: Corner) -> None:
        """Choose the window that suits the values of a rectangle; the mouse windows by hand again after that.

        Parameters
        ----------
        corner, other
            Opposite corners.
        """
        self._session.tools.set_tool(Tool.WINDOW)
        pane = self._session.panes.active
        if pane.stack is None or pane.opened is None or pane.opened.volume.is_colour:
            return
        if not pane.stack.is_ready(pane.index, pane.opened.filled):
            return
        self._pane = pane
        self._runner.start(
            say("Window from a region"),
            count_region,
            pane.stack,
            pane.index,
            (corner, other),
            pane.opened.presentation.padding,
            lane=Lane.VIEW,
            key="window",
            on_done=self._show,
            quiet=True,
        )

    def _show(self, counted: tuple[CutStack, Voi | None]) -> None:
        stack, voi = counted
        pane = self._pane
        if pane is None or pane.stack is None or pane.stack.volume.source_id != stack.volume.source_id:
            return
        if voi is None:
            self.refused.emit(
                ReportableError(say("The region lies beside the picture."), say("Draw it over what you look at."))
            )
            return
        pane.update(voi=voi)


def count_region(
    stack: CutStack,
    index: int,
    corners: tuple[Corner, Corner],
    padding: tuple[float, float] | None,
    *,
    progress: Progress = silent,
) -> tuple[CutStack, Voi | None]:
    """Find the window of a rectangle of a plane, from its values, not from what a lens makes of them."""
    progress(0.0, say("Window from a region"))
    return stack, region_window(rectangle_of(stack.plane(index), *corners), padding=padding, name=say("Region"))
