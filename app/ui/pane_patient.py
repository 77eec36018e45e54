"""Whose picture a pane shows, as it may be written there."""

from __future__ import annotations

from app.dicom.series import Study
from app.state.pane import Pane
from app.state.patients import by_patient, names_nobody
from app.state.session import Session
from app.ui.patient_words import shown_study


def study_in_pane(session: Session, pane: Pane) -> Study | None:
    """Return the study of a pane, without the names that are hidden."""
    return None if pane.study is None else shown_study(pane.study, session.privacy)


def is_mixed(session: Session) -> bool:
    """Whether pictures of more than one person are on the screen, or some that name nobody beside one."""
    shown = [pane.study for pane in session.panes.seen if pane.opened is not None]
    named = [study for study in shown if study is not None and not names_nobody(study)]
    return len(by_patient(named)) > 1 or (bool(named) and len(named) < len(shown))
