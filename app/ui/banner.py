"""Whose pictures these are, always in sight above them; red where they are of two people."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.dicom.series import Study
from app.state.session import Session
from app.ui.banner_words import Alarm, BannerWords, ShownStudy, banner_words
from app.ui.panel import ElidedLabel
from app.ui.patient_words import shown_study
from app.ui.refresh import Refresh
from app.ui.theme import Token

HEIGHT_PX = 50


class PatientBanner(QFrame):
    """Name, ID, birth date and age, sex, study date, accession number and description of what the panes show."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "banner")
        self.setFixedHeight(HEIGHT_PX)
        self._session = session
        self._words = BannerWords()
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
        refresh = Refresh(self.refresh, self, at_once=True)
        for pane in session.panes.all:
            pane.shown_changed.connect(refresh.soon)
        for news in (
            session.studies_changed,
            session.panes.grid_changed,
            session.panes.active_changed,
            session.privacy.privacy_changed,
        ):
            news.connect(refresh.soon)
        self.refresh()

    @property
    def name(self) -> str:
        """First line as shown."""
        return self._name.text

    @property
    def facts(self) -> str:
        """The rest as shown."""
        return self._facts.text

    @property
    def alarm(self) -> Alarm:
        """How loud it is."""
        return self._words.alarm

    def refresh(self) -> None:
        """Show whose pictures are on the screen."""
        shown = [ShownStudy(pane.number, pane.study) for pane in self._session.panes.seen if pane.opened is not None]
        words = banner_words(shown, self._mask)
        if words == self._words:
            return
        self._words = words
        self._name.set_text(words.title)
        self._facts.set_text(words.facts)
        is_red = words.alarm is Alarm.TWO_PATIENTS
        self._name.set_colour(Token.ON_ALARM if is_red else Token.TEXT)
        doubt = Token.WARNING if words.alarm is Alarm.DOUBT else Token.DIM
        self._facts.set_colour(Token.ON_ALARM if is_red else doubt)
        self.setAccessibleName(f"{words.title}. {words.facts}")
        self.update()

    def _mask(self, study: Study) -> Study:
        return shown_study(study, self._session.privacy)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground; red where the reader must not go on unaware."""
        super().paintEvent(event)
        if self._words.alarm is Alarm.TWO_PATIENTS:
            painter = QPainter(self)
            painter.fillRect(self.rect(), QColor(Token.ALARM))
            painter.end()
