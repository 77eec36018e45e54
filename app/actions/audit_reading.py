"""What is written down of boxes, answers and how far findings are; never a word that a person typed."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import QObject

from ai.inference.provenance import PERSON
from app.actions.audit import AuditActions
from app.actions.edit_box import BoxEdit, EditBoxActions
from app.actions.read_findings import ReadFindingsActions
from app.audit.event import Deed, Event
from app.state.labelling import SeriesAnswers
from app.state.read_state import ReadState
from app.state.review import FindingId
from app.state.series_key import SeriesKey
from app.state.session import Session


class AuditReading(QObject):
    """Listens, and has lines written.

    Parameters
    ----------
    session
        Whose answers.
    audit
        Writes.
    boxes, read
        What is done to boxes, and said of findings.
    """

    def __init__(self, session: Session, audit: AuditActions, boxes: EditBoxActions, read: ReadFindingsActions) -> None:
        super().__init__(session)
        self._session = session
        self._audit = audit
        boxes.edited.connect(self._on_box_edited)
        read.stated.connect(self._on_stated)
        session.editing.labelling.answered.connect(self._on_answered)

    def _on_box_edited(self, edit: BoxEdit) -> None:
        self._note(edit.key, edit.model_id, {"points" if edit.is_point else "boxes": edit.deed.value})

    def _on_stated(self, key: SeriesKey, finding: FindingId, state: ReadState) -> None:
        self._note(key, finding.model_id, {"reading": state.value, "findings": 1})

    def _on_answered(self, key: SeriesKey, answers: SeriesAnswers) -> None:
        counts = Counter(answer.value for _, answer in answers.answers)
        said = ", ".join(f"{name} {count}" for name, count in counts.items()) or "none"
        self._note(key, "", {"answers": said})

    def _note(self, key: SeriesKey, model_id: str, details: dict[str, str | int | float]) -> None:
        result = None if model_id in ("", PERSON) else self._session.reading_at(key).result_of(model_id)
        if result is None or result.provenance.maker:
            self._audit.note(Event(Deed.EDITED, series_uid=key[0], details=details))
        else:
            told = result.provenance
            model = f"{told.model_id}-{told.model_version}"
            self._audit.note(Event(Deed.EDITED, model, told.weights_sha256, key[0], details))
