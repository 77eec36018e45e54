"""Linked panes: scroll, zoom and window together; priors laid beside each other by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QObject

from app.actions.change_cut import middle_of, scale_per_mm, zoom_for
from app.dicom.series_load import OpenSeries
from app.imaging.cut_turn import vector
from app.imaging.plane_lines import are_parallel
from app.state.links import ManualLink
from app.state.pane import Pane
from app.state.session import Session
from app.state.view_state import ViewState


class LinkActions(QObject):
    """What a reader can link; the panes follow the active one.

    Parameters
    ----------
    session
        What is open, and what is linked.
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._panes = session.panes
        self._links = session.links
        self._crosshair = session.crosshair
        self._leaders = tuple(_Leader(pane, self) for pane in session.panes.all)

    def toggle_scroll(self) -> None:
        """Scroll parallel planes of the same space together, or not."""
        self._links.update(scroll=not self._links.links.scroll)
        self._scroll(self._panes.active)

    def toggle_zoom(self) -> None:
        """Zoom and pan together, or not."""
        self._links.update(zoom=not self._links.links.zoom)
        self._zoom(self._panes.active)

    def toggle_window(self) -> None:
        """Window series of the same modality and unit together, or not."""
        self._links.update(window=not self._links.links.window)
        self._window(self._panes.active)

    def toggle_lines(self) -> None:
        """Draw where the active plane cuts the other pictures, or not."""
        self._links.update(lines=not self._links.links.lines)

    def scrolls(self) -> bool:
        """Whether panes scroll together."""
        return self._links.links.scroll

    def zooms(self) -> bool:
        """Whether they zoom and pan together."""
        return self._links.links.zoom

    def windows(self) -> bool:
        """Whether they have the same window."""
        return self._links.links.window

    def draws_lines(self) -> bool:
        """Whether reference lines are drawn."""
        return self._links.links.lines

    def fit_all(self) -> None:
        """Show the whole picture in every pane."""
        for pane in self._panes.laid_out:
            pane.update(zoom=1.0, pan=None)

    def is_by_hand(self) -> bool:
        """Whether the series of the active pane is linked by hand."""
        return self._links.links.is_manual(self._panes.active.space)

    def can_link_by_hand(self) -> bool:
        """Whether another pane shows parallel planes of another space, or such a link is there to be undone."""
        return self.is_by_hand() or bool(self._partners(self._panes.active))

    def toggle_by_hand(self) -> None:
        """Link the active pane with those that show parallel planes of other spaces, as they lie now; or unlink it."""
        active, links = self._panes.active, self._links.links
        if active.space is None or active.stack is None:
            return
        if links.is_manual(active.space):
            self._links.set_links(links.without(active.space))
            return
        made = []
        for other in self._partners(active):
            offset = self._offset_mm(active, other)
            if offset is not None and other.space is not None:
                normal = vector(active.stack.normal_lps)
                made.append(ManualLink(active.space, other.space, offset, normal))
        if made:
            self._links.set_links(replace(links, manual=(*links.manual, *made), scroll=True))

    def lead(self, pane: Pane, before: ViewState | None) -> None:
        """Have the other panes do what the reader did in the active one.

        Parameters
        ----------
        pane
            Whose view changed; only the active one leads.
        before
            How it was; None where it showed another series.
        """
        state = pane.state
        if pane is not self._panes.active or pane.stack is None or before is None:
            return
        if (state.index, state.cut) != (before.index, before.cut):
            self._scroll(pane)
        if (state.zoom, state.pan) != (before.zoom, before.pan):
            self._zoom(pane)
        if (state.voi, state.inverted) != (before.voi, before.inverted):
            self._window(pane)

    def _others(self, pane: Pane) -> list[Pane]:
        return [each for each in self._panes.laid_out if each is not pane and each.stack is not None]

    def _partners(self, pane: Pane) -> list[Pane]:
        """List panes of other spaces with parallel planes, one for each space."""
        found: dict[str, Pane] = {}
        stack = pane.stack
        for other in self._others(pane):
            if other.space is None or other.space == pane.space or stack is None or other.stack is None:
                continue
            if are_parallel(stack.normal_lps, other.stack.normal_lps):
                found.setdefault(other.space, other)
        return list(found.values()) if pane.space is not None else []

    def _offset_mm(self, pane: Pane, other: Pane) -> float | None:
        """Tell how far the plane of another pane lies beyond that of a pane, along the normal of the pane."""
        here, there = middle_of(pane), middle_of(other)
        if here is None or there is None or pane.stack is None:
            return None
        return float((np.array(there) - np.array(here)) @ pane.stack.normal_lps)

    def _scroll(self, pane: Pane) -> None:
        """Bring panes with parallel planes to the place of a pane."""
        links, stack, middle, space = self._links.links, pane.stack, middle_of(pane), pane.space
        if not links.scroll or stack is None or middle is None or space is None:
            return
        for other in self._others(pane):
            offset = None if other.space is None else links.offset_mm(space, other.space)
            if offset is None or other.stack is None or not are_parallel(stack.normal_lps, other.stack.normal_lps):
                continue
            if self._crosshair.is_shown and other.space == space:
                # The crosshair brings it there.
                continue
            other.update(index=other.stack.index_at(np.array(middle) + offset * stack.normal_lps))

    def _zoom(self, pane: Pane) -> None:
        """Give panes the scale of a pane, and those with parallel planes the same middle."""
        links, stack, middle, space = self._links.links, pane.stack, middle_of(pane), pane.space
        if not links.zoom or stack is None or middle is None:
            return
        is_fit = pane.state.zoom == 1.0 and pane.state.pan is None
        per_mm = scale_per_mm(pane)
        for other in self._others(pane):
            if other.stack is None or other.stack.volume.spacing_kind is not stack.volume.spacing_kind:
                continue
            if is_fit:
                other.update(zoom=1.0, pan=None)
                continue
            zoom = zoom_for(other, per_mm, other.state.cut)
            offset = None if space is None or other.space is None else links.offset_mm(space, other.space)
            if offset is None or not are_parallel(stack.normal_lps, other.stack.normal_lps):
                other.update(zoom=zoom)
                continue
            row, column = other.stack.frame(other.index).to_pixel(middle).tolist()
            rows, columns = other.stack.shape_px
            pan = (min(max(row, 0.0), rows - 1.0), min(max(column, 0.0), columns - 1.0))
            other.update(zoom=zoom, pan=pan)

    def _window(self, pane: Pane) -> None:
        """Give panes the window of a pane, where their values mean the same."""
        opened, state = pane.opened, pane.state
        if not self._links.links.window or opened is None or state.voi is None:
            return
        for other in self._others(pane):
            if other.opened is not None and other.state.voi is not None and _mean_the_same(opened, other.opened):
                other.update(voi=state.voi, inverted=state.inverted)


class _Leader(QObject):
    """Tells whose view changed, and how it was."""

    def __init__(self, pane: Pane, actions: LinkActions) -> None:
        super().__init__(actions)
        self._pane = pane
        self._actions = actions
        self._before: ViewState | None = None
        pane.view_changed.connect(self._on_changed)
        pane.shown_changed.connect(self._on_shown)

    def _on_shown(self) -> None:
        self._before = None

    def _on_changed(self) -> None:
        before, self._before = self._before, self._pane.state
        self._actions.lead(self._pane, before)


def _mean_the_same(one: OpenSeries, other: OpenSeries) -> bool:
    """Whether one window suits both: values without a unit differ from series to series."""
    first, second = one.volume, other.volume
    if first.source_id == second.source_id:
        return True
    return bool(first.unit) and (first.unit, first.modality) == (second.unit, second.modality)
