"""What the layers below say reaches the screen in the language of the window."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ai.errors import ReportableError
from ai.words import joined, say
from app.imaging.annotations.label import value_text
from app.imaging.annotations.scale import Scale
from app.imaging.lens import Lens
from app.imaging.lens_text import parse_step
from app.jobs.runner import JobRunner, Lane, Task
from app.state.settings import Language
from app.ui.job_bar import JobBar
from app.ui.notices import Notices
from app.ui.panel import ElidedLabel, words
from app.ui.spoken import spoken
from app.ui.translation import install_language


@pytest.fixture(autouse=True)
def german(qapp: QApplication) -> Iterator[None]:
    assert install_language(qapp, Language.GERMAN) is Language.GERMAN
    yield
    install_language(qapp, Language.ENGLISH)


def test_labels_say_sentences(keep) -> None:
    label, line = words(say("Adding the model")), ElidedLabel(say("Adding the model"))
    keep(label)
    keep(line)
    assert label.text() == line.text == "Modell wird hinzugefügt"


def test_notices_say_the_message_and_the_hint(keep, qtbot: QtBot) -> None:
    over = QWidget()
    keep(over)
    notices = Notices(JobRunner(over), over)
    fault = say("How far the pages of this file are apart is unknown.")
    error = ReportableError(
        say("{purpose} needs evenly spaced slices: {fault}", purpose=say("Conversion"), fault=fault),
        say("Open the series again."),
    )
    for _ in range(2):
        notices.show_error(error)
    assert notices.messages == (
        "Umwandlung: Schichten in gleichen Abständen sind nötig. Der Abstand der Seiten dieser Datei ist unbekannt.",
    )
    notices.show_warning(joined((say("Outline crosses itself"), "as it is"), " – "))
    assert notices.messages[-1] == "Umriss kreuzt sich selbst – as it is"


def test_the_job_bar_says_titles_and_progress(keep, qtbot: QtBot) -> None:
    over = QWidget()
    keep(over)
    runner = JobRunner(over)
    bar = JobBar(runner)
    keep(bar)
    task = Task(1, say("Exporting the report"), Lane.DISK)
    runner.job_started.emit(task)
    runner.job_progressed.emit(task, 0.5, say("Plane {number} of {count}", number=2, count=4))
    qtbot.waitUntil(lambda: bar.message.text == "Bericht wird exportiert – Ebene 2 von 4")


def test_a_job_keeps_the_sentences_of_its_work(keep, qtbot: QtBot) -> None:
    over = QWidget()
    keep(over)
    runner = JobRunner(over)
    told: list[str] = []

    def work(*, progress) -> None:
        progress(1.0, say("Plane {number} of {count}", number=2, count=4))

    runner.job_progressed.connect(lambda task, fraction, message: told.append(spoken(message)))
    with qtbot.waitSignal(runner.job_finished):
        runner.start(say("Exporting the report"), work, lane=Lane.DISK)
    assert told == ["Ebene 2 von 4"]


def test_what_is_measured_is_said() -> None:
    assert spoken(Scale(note=say("detector plane")).length_text(12.34)) == "12.3 mm (Detektorebene)"
    assert value_text(41.2, "HU") == "41.2 HU"


def test_the_lens_is_said() -> None:
    lens = Lens((parse_step("mean"), parse_step("kernel3:preset=emboss")), through_volume=True)
    assert spoken(lens.words).startswith("Mittelwert ")
    assert spoken(lens.words).endswith("Kernel 3×3 Relief, durch die Schichten")
