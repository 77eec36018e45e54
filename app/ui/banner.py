"""Whose pictures these are, always in sight above them."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.state.session import Session
from app.ui.panel import ElidedLabel
from app.ui.patient_words import age, day, patient, sex
from app.ui.refresh import Refresh
from app.ui.theme import Token

HEIGHT_PX = 50


class PatientBanner(QFrame):
    """Name, ID, birth date and age, sex, study date, accession number of the open series."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "banner")
        self.setFixedHeight(HEIGHT_PX)
        self._session = session
        self._name = ElidedLabel()
        font = self._name.font()
        font.setPixelSize(15)
        font.setWeight(font.Weight.DemiBold)
        self._name.setFont(font)
        self._facts = ElidedLabel(colour=Token.DIM)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 5, 12, 6)
        layout.setSpacing(0)
        layout.addWidget(self._name)
        layout.addWidget(self._facts)
        refresh = Refresh(self.refresh, self)
        session.volume_changed.connect(refresh.soon)
        session.studies_changed.connect(refresh.soon)
        self.refresh()

    @property
    def name(self) -> str:
        """Name as shown."""
        return self._name.text

    @property
    def facts(self) -> str:
        """The rest as shown."""
        return self._facts.text

    def refresh(self) -> None:
        """Show the patient of the open series."""
        study = self._session.study if self._session.opened is not None else None
        if study is None:
            self._name.set_text("")
            self._facts.set_text("")
            return
        years = age(study)
        born = day(study.patient_birth_date)
        birth = f"born {born}{f' ({years})' if years else ''}" if born else years
        facts = (
            f"ID {study.patient_id}" if study.patient_id else "no patient ID",
            birth,
            sex(study),
            f"study {day(study.date)}" if study.date else "",
            f"acc. {study.accession_number}" if study.accession_number else "",
        )
        self._name.set_text(patient(study))
        self._facts.set_text("  ·  ".join(fact for fact in facts if fact))
