"""Open a series in one pane: first one picture, then the rest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ai.words import say
from app.actions.filling import Filling
from app.actions.first_picture import FirstPicture, first_picture, index_of, of_one_slice, shown_picture
from app.dicom.series import Series
from app.dicom.series_load import OpenSeries
from app.imaging.cut import Direction
from app.jobs.runner import JobRunner, Lane
from app.state.pane import Pane
from app.state.session import Session, series_key


def is_whole(opened: OpenSeries, series: Series) -> bool:
    """Whether what is open is this series, and not a part of it that a running scan had found."""
    return series_key(opened.series) == series_key(series) and opened.series.slice_count == series.slice_count


class PaneOpening:
    """What one pane shows next.

    Parameters
    ----------
    session, pane
        What is open, and where this one shows it.
    runner
        Decodes the first picture.
    filling
        Decodes the rest.
    """

    def __init__(self, session: Session, pane: Pane, runner: JobRunner, filling: Filling) -> None:
        self.pane = pane
        self.chosen: Series | None = None
        """What the reader chose since the last folder was given."""
        self._session = session
        self._runner = runner
        self._filling = filling
        self._glimpse: OpenSeries | None = None

    @property
    def key(self) -> tuple[str, int]:
        """Of its jobs: whoever chooses another series for a pane no longer waits for the one before."""
        return ("volume", self.pane.number)

    @property
    def is_waiting(self) -> bool:
        """Whether a first picture is on its way."""
        return self._runner.is_active(self.key)

    @property
    def shows_glimpse(self) -> bool:
        """Whether it shows the one picture that a running scan has found."""
        return self._glimpse is not None and self.pane.opened is self._glimpse

    def choose(self, series: Series) -> None:
        """Show a series as it comes. What is open stays until the first picture is there, or when there is none."""
        self.chosen = series
        opened = self.pane.opened
        if opened is not None and not self.shows_glimpse and is_whole(opened, series):
            self.cancel()
            self._filling.insist(opened)
            return
        beside = self._beside(series)
        if beside is not None:
            self.cancel()
            self._share(beside)
            return
        self.start(series, None, self._show)

    def choose_beside(self, series: Series, index: int) -> None:
        """Show another volume of the same axis as the one before was looked at."""
        self.chosen = series
        self.start(series, index, self._show_beside)

    def grow(self, series: Series, index: int) -> None:
        """Show the whole of what is open in part; ``index`` is where the picture lies in it that is looked at."""
        if is_whole(self._shown(), series) and self.shows_glimpse and series.slice_count == 1:
            # One picture is all of it.
            opened, self._glimpse = self._shown(), None
            self._session.set_opened(replace(opened, series=series))
        elif self.shows_glimpse or not is_whole(self._shown(), series):
            self.start(series, index, self._show_whole)

    def glimpse(self, series: Series) -> None:
        """Show one picture of a series that a running scan is still finding."""
        self._runner.start(
            _opening(series),
            first_picture,
            of_one_slice(series),
            lane=Lane.DISK,
            key=self.key,
            on_done=self._show_glimpse,
            quiet=True,
        )

    def start(self, series: Series, first: int | None, on_done: Callable[[FirstPicture], None]) -> None:
        """Decode a first picture before anything else."""
        self._filling.pause()
        self._runner.start(
            _opening(series),
            first_picture,
            series,
            first=first,
            beside_bytes=self._bytes_beside(),
            lane=Lane.DISK,
            key=self.key,
            on_done=on_done,
            on_stopped=self._filling.resume,
        )

    def cancel(self) -> None:
        """Wait for nothing any more."""
        self._runner.cancel_key(self.key)

    def clear(self) -> None:
        """Forget what was on its way; the pane itself is emptied by the session."""
        self.cancel()
        self._glimpse = self.chosen = None

    def _shown(self) -> OpenSeries:
        opened = self.pane.opened
        if opened is None:
            raise ValueError("the pane shows nothing")
        return opened

    def _beside(self, series: Series) -> Pane | None:
        """Find another pane that shows this series."""
        for pane in self._session.panes.all:
            if pane is not self.pane and pane.opened is not None and is_whole(pane.opened, series):
                return pane
        return None

    def _bytes_beside(self) -> int:
        """Memory that the series in other panes hold."""
        shown = [pane.opened for pane in self._session.panes.all if pane is not self.pane and pane.opened is not None]
        return sum({opened.volume.source_id: opened.slots.nbytes for opened in shown}.values())

    def _share(self, other: Pane) -> None:
        """Show what another pane shows, from the same memory and at the same place."""
        opened = other.opened
        if opened is None:
            return
        self._take(FirstPicture(opened, other.source_index, other.starting_voi, other.drag_scale))
        self._filling.insist(opened)

    def _show_glimpse(self, first: FirstPicture) -> None:
        self._filling.note_glimpse(first.opened)
        self._take(first)
        self._glimpse = first.opened

    def _show(self, first: FirstPicture) -> None:
        self._take(first)
        self._filling.resume()

    def _show_whole(self, first: FirstPicture) -> None:
        """Show the whole of what is open in part: nothing that the reader sees or chose may jump."""
        pane, index = self.pane, None
        if pane.opened is not None:
            index = index_of(first.opened.series, shown_picture(pane.opened, pane.source_index))
        if index is None:
            self._show(first)
            return
        is_own_window = pane.state.voi != pane.starting_voi
        self._note_window(first)
        self._session.set_opened(first.opened, pane)
        cut = replace(pane.state.cut, direction=Direction.SOURCE)
        pane.update(index=index, cut=cut, **({} if is_own_window else {"voi": first.voi}))
        self._filling.resume()

    def _show_beside(self, first: FirstPicture) -> None:
        self._note_window(first)
        voi = self.pane.state.voi
        self._session.set_opened(first.opened, self.pane)
        index = self.pane.state.index if self.pane.state.cut.is_mpr else first.index
        self.pane.update(index=index, voi=first.voi if voi is None or first.voi is None else voi)
        self._filling.resume()

    def _take(self, first: FirstPicture) -> None:
        """Show a series as it comes."""
        self._note_window(first)
        self._session.set_opened(first.opened, self.pane)
        self.pane.set_state(self.pane.state.for_series(first.index, first.voi))

    def _note_window(self, first: FirstPicture) -> None:
        """Remember in the pane what the series starts with."""
        self._glimpse = None
        self.pane.drag_scale, self.pane.starting_voi = first.drag_scale, first.voi


def _opening(series: Series) -> str:
    return say("Opening {series}", series=series.title)
