"""What a reader corrects and accepts of what a model found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QObject

from ai.inference.results import Measurement, Point
from ai.words import say
from app.state.history import Change, Step
from app.state.session import SeriesKey, Session, series_key
from app.state.step_keys import caliper_key


class MeasureActions(QObject):
    """What a reader can do with what a model found.

    Parameters
    ----------
    session
        What is open; its history takes the steps, a whole drag as one.
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._dragged: tuple[SeriesKey, str] | None = None
        self._before: Mapping[str, Measurement] = {}

    def move_caliper(self, measurement_name: str, caliper_index: int, start: Point, end: Point) -> None:
        """Put a line elsewhere; the value follows at once. The step of undo is noted when the drag ends.

        Parameters
        ----------
        measurement_name, caliper_index
            Which line.
        start, end
            New ends, (slice, row, column) index, fractional.
        """
        opened = self._session.opened
        if opened is None:
            return
        held = series_key(opened.series), measurement_name
        if held != self._dragged:
            self.end_move()
            self._dragged, self._before = held, self._measured(*held)
        self._session.move_caliper(measurement_name, caliper_index, start, end)

    def end_move(self) -> None:
        """Let go the line that is dragged: undo puts it back, with the interval of the model."""
        if self._dragged is None:
            return
        (key, name), self._dragged = self._dragged, None
        after = self._measured(key, name)
        changes = tuple(
            Change(caliper_key(key, model_id, name), before, after[model_id])
            for model_id, before in self._before.items()
            if model_id in after and after[model_id] != before
        )
        if changes:
            title = next(iter(after.values())).title
            book = self._session.annotations
            book.end_step()
            book.history.note(Step(say("Move {what}", what=title), self, changes))
            # News, so that Undo knows.
            self._session.set_results(key, self._session.reading_at(key).results)

    def put(self, changes: tuple[Change, ...]) -> None:
        """Hold the measurements after the changes; no step by itself. Called by the history."""
        for change in changes:
            if isinstance(change.key, tuple) and isinstance(change.after, Measurement):
                _, key, model_id, name = change.key
                after, results = change.after, self._session.reading_at(key).results
                self._session.set_results(
                    key,
                    tuple(
                        replace(
                            each, measurements=tuple(after if one.name == name else one for one in each.measurements)
                        )
                        if each.provenance.model_id == model_id
                        else each
                        for each in results
                    ),
                )

    def set_layer(self, index: int, field: str, value: object) -> None:
        """Draw a structure in another way; ``field`` is one of `app.state.reading.Layer`."""
        self._session.set_layer(index, **{field: value})

    def set_layers(self, indices: tuple[int, ...], field: str, value: object) -> None:
        """Draw many structures in another way at once."""
        self._session.set_layers(indices, **{field: value})

    def _measured(self, key: SeriesKey, name: str) -> Mapping[str, Measurement]:
        """List the measurements of a name, by model; those of others are not moved."""
        return {
            result.provenance.model_id: each
            for result in self._session.reading_at(key).results
            for each in result.measurements
            if each.name == name and not result.provenance.maker
        }
