"""Tell the size of the pixels of a picture that is no DICOM: no file of this kind says it reliably."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from app.actions.look_through import Looked
from app.actions.open import OpenActions
from app.dicom.image_study import sized
from app.dicom.series import Series
from app.dicom.series_load import OpenSeries
from app.imaging.image_file import resized
from app.imaging.image_source import PixelSize
from app.state.session import SeriesKey, Session, series_key


class PictureSizeActions(QObject):
    """What a reader can say of pictures.

    Parameters
    ----------
    session
        What is open.
    opening
        Tells what was opened.

    Signals
    -------
    size_wanted(tuple of Series)
        Pictures were opened whose pixels have no known size.
    """

    size_wanted = Signal(tuple)

    def __init__(self, session: Session, opening: OpenActions) -> None:
        super().__init__(session)
        self._session = session
        opening.looked_through.connect(self._on_looked_through)

    def is_picture(self) -> bool:
        """Whether the open series is a picture whose size a person tells."""
        opened = self._session.opened
        image = None if opened is None else opened.series.image
        return image is not None and image.kind.is_picture

    def hides_names(self) -> bool:
        """Whether names are hidden on the screen."""
        return self._session.privacy.is_on

    def ask(self) -> None:
        """Ask for the size of the open picture again."""
        opened = self._session.opened
        if opened is not None and self.is_picture():
            self.size_wanted.emit((opened.series,))

    def set_size(self, pictures: Sequence[Series], size: PixelSize | None) -> None:
        """Take the size of the pixels of some pictures, wherever they are listed and shown; None is unknown."""
        sizes = {
            series_key(series): sized(series, size)
            for series in pictures
            if series.image is not None and series.image.size != size
        }
        if not sizes:
            return
        session = self._session
        studies = tuple(
            replace(study, series=tuple(sizes.get(series_key(each), each) for each in study.series))
            if any(series_key(each) in sizes for each in study.series)
            else study
            for study in session.studies
        )
        session.set_studies(studies, session.unreadable)
        self._show(sizes, size)

    def _show(self, sizes: dict[SeriesKey, Series], size: PixelSize | None) -> None:
        """Show the pictures again: with pixels of another size they are other volumes."""
        fresh: dict[str, OpenSeries] = {}
        for pane in self._session.panes.all:
            opened = pane.opened
            series = None if opened is None else sizes.get(series_key(opened.series))
            if opened is None or series is None:
                continue
            source = opened.volume.source_id
            if source not in fresh:
                fresh[source] = replace(opened, series=series, volume=resized(opened.volume, size))
            self._session.set_opened(fresh[source], pane)
            pane.set_state(pane.state.for_series(pane.state.index, pane.state.voi))

    def _on_looked_through(self, looked: Looked) -> None:
        listed = (series for study in looked.found.studies for series in study.series)
        pictures = tuple(series for series in listed if series.image is not None and series.image.lacks_size)
        if pictures:
            self.size_wanted.emit(pictures)
