"""What is done in the window stands in the trail, once and without names; one that cannot be written is told once."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from ai.errors import InputMismatch, InputRefused, WorkerFailed
from ai.inference.provenance import Gate, GateVerdict
from ai.prepare.placed_box import PlacedBox
from app.actions.actions import Actions
from app.actions.audit import AuditActions, Page
from app.actions.export_kind import ExportKind
from app.audit.event import Deed, Entry, Event
from app.audit.trail import AuditTrail
from app.dicom.deidentify.job import Deidentified
from app.state.review import FindingId, FindingKind, Review

HEART = FindingId("cxr-anatomy", FindingKind.STRUCTURE, 1)
LUNG = FindingId("cxr-anatomy", FindingKind.STRUCTURE, 0)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "audit.sqlite3"


@pytest.fixture
def audit(actions: Actions, session, runner, path: Path) -> AuditActions:
    audit = AuditActions(session, runner, path)
    audit.follow(
        masks=actions.masks,
        models=actions.models,
        export=actions.export,
        importing=actions.importing,
        nameless=actions.nameless,
        teach=actions.teach,
    )
    return audit


@pytest.fixture
def film(audit: AuditActions, session, make):
    """A radiograph that the model has read."""
    opened = make.opened(make.series("1.2.840.77", modality="CR", slices=1))
    session.set_opened(opened)
    return opened


def lines(audit: AuditActions, path: Path) -> list[Entry]:
    """First line first."""
    audit.flush()
    return list(reversed(AuditTrail(path).entries()))


def test_a_run_is_written_with_its_verdict(audit, film, actions: Actions, models, path: Path) -> None:
    actions.models.run(models.card("cxr-anatomy"))
    (ran,) = lines(audit, path)
    assert (ran.deed, ran.model, ran.weights_sha256) == (Deed.RAN, "cxr-anatomy-0.1.0", "cd" * 32)
    assert ran.details == {"verdict": "ok", "device": "cpu", "seconds": 1.25}
    assert AuditTrail(path).entries(series_uid="1.2.840.77") == (ran,)


def test_a_run_in_a_box_says_how_large_it_was(
    audit, film, actions: Actions, models, path: Path, worker, make, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(card, volume, *, options, progress):
        result = make.result(volume, card.id)
        return replace(result, provenance=replace(result.provenance, box=options.box_lps))

    monkeypatch.setattr(worker, "run", run)
    actions.models.run(models.card("cxr-anatomy"), box=PlacedBox.upright(0, 0, 0, 36, 50.4, 35))
    (ran,) = lines(audit, path)
    assert ran.details["box_mm"] == "36 x 50 x 35"


@pytest.mark.parametrize(
    ("error", "deed"),
    [
        (InputRefused("A lateral view.", ""), Deed.REFUSED),
        (InputMismatch("A foot of Berta.", ""), Deed.REFUSED),
        (WorkerFailed("It ended.", ""), Deed.FAILED),
    ],
)
def test_a_run_that_says_no_is_written_without_its_words(
    audit, film, actions: Actions, models, worker, path: Path, error, deed: Deed
) -> None:
    worker.error = error
    actions.models.run(models.card("cxr-anatomy"))
    (line,) = lines(audit, path)
    assert (line.deed, line.details) == (deed, {"error": type(error).__name__})


def test_an_override_is_a_line_of_its_own(
    audit, film, actions: Actions, models, worker, make, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def overridden(card, volume, *, options, progress):
        result = make.result(volume, card.id)
        gate = Gate(GateVerdict.REFUSE, ("It is lateral.",), overridden=options.override)
        return replace(result, provenance=replace(result.provenance, gate=gate))

    monkeypatch.setattr(worker, "run", overridden)
    actions.models.run(models.card("cxr-anatomy"), override=True)
    assert [line.deed for line in lines(audit, path)] == [Deed.RAN, Deed.OVERRODE]


def test_accepting_rejecting_and_undo_are_lines(audit, film, actions: Actions, session, make, path: Path) -> None:
    session.add_result(make.result(film.volume))
    actions.review.judge(HEART, Review.REJECTED)
    session.annotations.undo()
    actions.review.accept_all(True)
    told = [(line.deed, line.details) for line in lines(audit, path)]
    assert told == [
        (Deed.REJECTED, {"findings": 1, "labels": "heart"}),
        (Deed.REOPENED, {"findings": 1, "labels": "heart"}),
        (Deed.ACCEPTED, {"findings": 3, "labels": "right_lung, heart, cardiothoracic_ratio"}),
    ]


def test_what_another_program_called_its_model_is_not_written(
    audit, film, actions: Actions, session, make, path: Path
) -> None:
    result = make.result(film.volume, "Muster^Berta")
    session.add_result(replace(result, provenance=replace(result.provenance, maker="Berta Systems")))
    actions.review.judge(replace(HEART, model_id="Muster^Berta"), Review.ACCEPTED)
    (line,) = lines(audit, path)
    assert (line.deed, line.model, line.details) == (Deed.ACCEPTED, "", {"findings": 1, "origin": "file"})
    assert b"Berta" not in path.read_bytes()


def test_a_drag_is_one_correction(audit, film, actions: Actions, session, make, path: Path) -> None:
    session.add_result(make.result(film.volume))
    for column in range(20, 30):
        actions.measure.move_caliper("cardiothoracic_ratio", 0, (0.0, 40.0, 10.0), (0.0, 40.0, float(column)))
    (line,) = lines(audit, path)
    assert (line.deed, line.details) == (Deed.EDITED, {"measurement": "cardiothoracic_ratio"})
    assert line.model == "cxr-anatomy-0.1.0"


def test_an_export_is_written_once_it_is_there(
    audit, film, actions: Actions, session, make, path: Path, tmp_path: Path
) -> None:
    session.add_result(make.result(film.volume))
    actions.export.write(ExportKind.FINDINGS, tmp_path / "missing" / "findings.csv")
    actions.export.write(ExportKind.FINDINGS, tmp_path / "Muster_Berta.csv")
    (line,) = lines(audit, path)
    assert (line.deed, line.details) == (Deed.EXPORTED, {"format": "findings", "standing": "draft"})
    assert line.model == "cxr-anatomy-0.1.0"
    assert b"Muster" not in path.read_bytes()


def test_models_and_copies(audit, actions: Actions, make, path: Path) -> None:
    actions.importing.imported.emit(make.card("foreign"))
    actions.teach.decide.added.emit(make.card("site"), "no proof")
    actions.teach.decide.returned.emit(make.card("site", draft=True))
    actions.nameless.copied.emit(Deidentified(7, (), ()))
    told = [(line.deed, line.model, line.details) for line in lines(audit, path)]
    assert told == [
        (Deed.INSTALLED, "foreign-0.1.0", {}),
        (Deed.ADOPTED, "site-0.1.0", {"state": "adopted", "report": "no proof"}),
        (Deed.RETURNED, "site-0.1.0", {}),
        (Deed.DEIDENTIFIED, "", {"files": 7}),
    ]


def test_lines_are_written_by_themselves(qtbot, audit, path: Path) -> None:
    with qtbot.waitSignal(audit.written, timeout=5000):
        audit.note(Event(Deed.ACCEPTED))
    assert len(AuditTrail(path).entries()) == 1
    assert len(lines(audit, path)) == 1


def test_a_trail_that_cannot_be_written_is_told_once_and_nothing_is_lost(qtbot, audit, path: Path) -> None:
    path.mkdir()
    told: list[str] = []
    audit.warned.connect(told.append)
    for number in range(2):
        audit.note(Event(Deed.ACCEPTED, details={"findings": number}))
        audit._on_due()
    assert told == ["The audit trail cannot be read or written. Check that Lightbox may write into its data folder."]
    path.rmdir()
    audit._on_due()
    assert [line.details["findings"] for line in lines(audit, path)] == [0, 1]


def test_a_damaged_trail_is_set_aside_and_the_line_is_in_the_next(audit, path: Path) -> None:
    path.write_bytes(b"no database " * 1000)
    told: list[str] = []
    audit.warned.connect(told.append)
    audit.note(Event(Deed.ACCEPTED))
    audit._on_due()
    assert "was damaged" in told[0]
    assert len(AuditTrail(path).entries()) == 1


def test_without_a_file_nothing_is_written(session, runner, actions: Actions, tmp_path: Path) -> None:
    audit = AuditActions(session, runner, None)
    audit.note(Event(Deed.ACCEPTED))
    audit.read()
    audit.flush()
    assert not audit.is_kept()
    assert not list(tmp_path.glob("*.sqlite3"))


def test_a_page_of_the_open_series_and_all_as_csv(audit, film, path: Path, tmp_path: Path) -> None:
    audit.note(Event(Deed.ACCEPTED, "m-1", series_uid="1.2.840.77", details={"findings": 2, "labels": "=heart"}))
    audit.note(Event(Deed.REJECTED, "m-1", series_uid="9.9"))
    pages: list[Page] = []
    audit.page_read.connect(pages.append)
    audit.read()
    audit.read(only_open=True)
    assert [len(page.entries) for page in pages] == [2, 1]
    assert pages[0].broken_at is None
    target = tmp_path / "trail.csv"
    audit.export(target)
    rows = list(csv.DictReader(target.read_text(encoding="utf-8-sig").splitlines()))
    assert [(row["number"], row["deed"], row["model"]) for row in rows] == [
        ("1", "accepted", "m-1"),
        ("2", "rejected", "m-1"),
    ]
    assert rows[0]["at_utc"].endswith("+00:00")
