"""Cases of a worklist whose masks or boxes are shown, by their series, and whether something in them was changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ai.inference.provenance import PERSON
from ai.training.dataset.case import Task
from ai.training.dataset.reads import CaseState
from ai.words import say
from app.actions.shown_case import Saving, ShownCase, boxes_now, saving_of
from app.dicom.series_load import OpenSeries
from app.imaging.case_boxes import class_label
from app.state.box_editing import CaseBoxes
from app.state.session import SeriesKey, Session, series_key
from app.state.step_keys import boxes_key
from app.state.worklist import Worklist

IS_COMPLETE = say("Your read of this case is complete, so it is not changed. Reopen it, or settle the case.")


class ShownCases:
    """What is known of the cases that are shown.

    Parameters
    ----------
    session
        Where they are shown.
    worklist
        Whose cases.
    """

    def __init__(self, session: Session, worklist: Worklist) -> None:
        self._session = session
        self._list = worklist
        self._shown: dict[SeriesKey, ShownCase] = {}

    def of_series(self, key: SeriesKey) -> ShownCase | None:
        """Return what is shown of a series; None for what is no case, or not shown yet."""
        return self._shown.get(key)

    def of_case(self, case_key: str) -> tuple[tuple[SeriesKey, ShownCase], ...]:
        """List what is shown of a case."""
        return tuple(each for each in self._shown.items() if each[1].case.key == case_key)

    def current(self) -> tuple[SeriesKey, ShownCase] | None:
        """Return the open case of the list, with the key of its series; None where it is not shown."""
        row = self._list.current
        return None if row is None else next(iter(self.of_case(row.key)), None)

    def put(self, key: SeriesKey, shown: ShownCase) -> bool:
        """Show a case in place of what is shown of its series, and forget the steps that made that."""
        own = self._session.reading_at(key).result_of(PERSON)
        # In a dataset of masks boxes that were drawn meanwhile stay.
        stay = own is not None and shown.boxes is None
        result = replace(shown.result, detections=own.detections) if own is not None and stay else shown.result
        self._shown[key] = shown
        self._session.annotations.history.forget({boxes_key(key, PERSON)})
        self._session.add_result(result)
        if self._session.reading_at(key).result_of(PERSON) is own:
            del self._shown[key]  # it was not taken: nothing is known of what is shown
            return False
        self.allow_boxes(key)
        return True

    def note_kept(self, key: SeriesKey, shown: ShownCase) -> None:
        """Remember what is on the disk by now."""
        self._shown[key] = shown

    def forget(self, key: SeriesKey) -> None:
        """Know nothing more of a series."""
        self._shown.pop(key, None)

    def clear(self) -> None:
        """Know of none."""
        self._shown.clear()

    def changed(self, *, only_boxes: bool = False) -> Iterator[tuple[SeriesKey, ShownCase]]:
        """List those in which masks or boxes are other ones than were read; what is not edited is none of them."""
        for key, shown in tuple(self._shown.items()):
            if not shown.is_sealed and (shown.boxes is not None or not only_boxes) and self._differs(key, shown):
                yield key, shown

    def saving(self, key: SeriesKey, shown: ShownCase, state: CaseState | None = None) -> Saving | None:
        """Tell what is to be kept of a case; None where it is not there any more, or nobody reads."""
        source, reading = self._list.source, self._session.reading_at(key)
        result = reading.result_of(PERSON)
        if result is None and shown.boxes is not None and self.opened(key) is not None:
            result = replace(shown.result, detections=())  # the last box is gone
        if source is None or result is None or not source.reader:
            return None
        return saving_of(shown, source.reader, reading, self._session.editing.frozen(result), state)

    def opened(self, key: SeriesKey) -> OpenSeries | None:
        """Return what a pane shows of a series; None where none does."""
        panes = (each.opened for each in self._session.panes.all if each.opened is not None)
        return next((each for each in panes if series_key(each.series) == key), None)

    def opened_as(self, source_id: str) -> OpenSeries | None:
        """Return what a pane shows of a volume; None where none does."""
        panes = (each.opened for each in self._session.panes.all if each.opened is not None)
        return next((each for each in panes if each.volume.source_id == source_id), None)

    def allow_boxes(self, key: SeriesKey) -> None:
        """Let boxes be drawn on a case that is not complete."""
        shown = self._shown.get(key)
        if shown is not None:
            self.close_boxes(key, IS_COMPLETE if shown.is_sealed else "")

    def close_boxes(self, key: SeriesKey, refusal: str) -> None:
        """Say why no box is drawn on a case now; ``""`` where it is. In a dataset of masks boxes are nobody's."""
        source = self._list.source
        if source is not None and source.task is Task.DETECTION:
            classes = tuple(class_label(name) for name in source.names)
            self._session.editing.boxes.set_case(key, CaseBoxes(classes, refusal))

    def _differs(self, key: SeriesKey, shown: ShownCase) -> bool:
        reading = self._session.reading_at(key)
        result = reading.result_of(PERSON)
        if shown.boxes is not None:
            # Without a result all boxes were deleted, or the series was closed: of that a pane tells.
            is_there = result is not None or self.opened(key) is not None
            return is_there and boxes_now(shown, reading) != shown.boxes
        if result is None:
            return False
        before = [(each.label.name, each.labelled) for each in shown.result.structures]
        now = [(each.label.name, each.labelled) for each in result.structures]
        return len(before) != len(now) or any(
            one[0] != other[0] or one[1] is not other[1] for one, other in zip(before, now, strict=True)
        )
