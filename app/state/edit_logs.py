"""What was done to masks since their models left them; kept for as long as the program runs."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

from app.imaging.masks.change import Change
from app.imaging.masks.effort import NOTHING_DONE, EditLog


class EditLogs:
    """By series, model and number of the structure; `app.actions` write it, whoever tells of edits reads it."""

    def __init__(self) -> None:
        self._logs: dict[tuple[Hashable, str], dict[int, EditLog]] = {}

    def of(self, key: Hashable, model_id: str, number: int) -> EditLog:
        """Return what was done to a structure.

        Parameters
        ----------
        key
            `app.state.session.SeriesKey`.
        model_id, number
            Of `app.state.review.FindingId`.
        """
        return self._logs.get((key, model_id), {}).get(number, NOTHING_DONE)

    def beside(self, key: Hashable, model_id: str, number: int) -> tuple[Change, ...]:
        """Return what was done to the other structures of the result."""
        logs = self._logs.get((key, model_id), {})
        return tuple(change for other, log in logs.items() if other != number for change in log.changes)

    def add(self, key: Hashable, model_id: str, number: int, log: EditLog) -> None:
        """Add what was done in one go."""
        logs = self._logs.setdefault((key, model_id), {})
        logs[number] = logs.get(number, NOTHING_DONE) + log

    def replace(self, key: Hashable, model_id: str, logs: Mapping[int, EditLog]) -> None:
        """Take what is known of a result from elsewhere; nothing where its masks are as the model left them."""
        self._logs[key, model_id] = dict(logs)
