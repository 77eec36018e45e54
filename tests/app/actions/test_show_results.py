"""Results of others: which images they are drawn on, and what is said where there are none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ai.errors import ReportableError
from app.actions import show_results
from app.actions.deidentify import files_of, free_folder
from app.dicom.results_read.kinds import image_series, result_files, result_kind
from app.dicom.series import Study, StudyObject
from app.errors import DicomReadError

SR, SEG = "1.2.840.10008.5.1.4.1.1.88.33", "1.2.840.10008.5.1.4.1.1.66.4"


def report(path: str = "report.dcm") -> StudyObject:
    return StudyObject(Path(path), "Structured Report", SR, "1.5", "1.4", 7, "Findings", "SR")


@pytest.fixture
def study(make) -> Study:
    """A CT and a segmentation as a series."""
    marked = make.series("7", "SEG")
    marked = replace(marked, instances=tuple(replace(each, sop_class_uid=SEG) for each in marked.instances))
    return make.study(make.series("5", "CT", slices=3), marked, uid="9")


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch, make) -> list[Path]:
    """What was read."""
    seen: list[Path] = []

    def made(path: Path, opened, *, progress=None):
        seen.append(path)
        if "strange" in path.name:
            raise DicomReadError("It lies in another space.")
        result = make.result(opened.volume, path.name)
        return replace(result, provenance=replace(result.provenance, maker="Elsewhere"))

    monkeypatch.setattr(show_results, "read_result", made)
    return seen


def test_files_with_results_are_told_from_images(study: Study) -> None:
    study = replace(study, objects=(report(), replace(report("plan"), sop_class_uid="1.2.840.10008.5.1.4.1.1.481.5")))
    assert [path.name for path in result_files(study)] == ["7-0.dcm", "report.dcm"]
    assert [series.uid for series in image_series(study)] == ["5"]
    assert result_kind("1.2.840.10008.5.1.4.1.1.2") is None


def test_results_are_read_once_their_series_is_open(actions, session, study, make, read, monkeypatch) -> None:
    session.set_studies((replace(study, objects=(report(),)),), ())
    monkeypatch.setattr(show_results, "series_for", lambda path, listed: listed[0])
    chosen: list[object] = []
    monkeypatch.setattr(actions.opening, "open", chosen.append)
    actions.results.show((Path("report.dcm"),))
    assert chosen == [study.series[0]]
    assert read == []
    session.set_opened(make.opened(study.series[0]))
    assert [path.name for path in read] == ["report.dcm"]
    assert [each.provenance.maker for each in session.results] == ["Elsewhere"]
    # Drawn, but nobody's result here.
    assert session.result is None
    actions.results.show((Path("report.dcm"),))
    assert len(read) == 2
    assert len(chosen) == 1


def test_another_choice_meanwhile_is_kept(actions, session, study, make, read, monkeypatch) -> None:
    session.set_studies((replace(study, objects=(report(),)),), ())
    monkeypatch.setattr(show_results, "series_for", lambda path, listed: listed[0])
    monkeypatch.setattr(actions.opening, "open", lambda series: None)
    actions.results.show((Path("report.dcm"),))
    session.set_opened(make.opened(make.series("8", "CT")))
    session.set_opened(make.opened(study.series[0]))
    assert read == []


def test_all_of_the_study_that_fit(actions, session, study, make, read, monkeypatch) -> None:
    listed = (report("a"), report("strange"), report("of another series"))
    session.set_studies((replace(study, objects=listed),), ())
    other = make.series("8", "CT")
    monkeypatch.setattr(show_results, "series_for", lambda path, own: other if "another" in path.name else own[0])
    assert not actions.results.has_any()
    actions.results.show_all()
    session.set_opened(make.opened(study.series[0]))
    assert actions.results.has_any()
    actions.results.show_all()
    assert [path.name for path in read] == ["7-0.dcm", "a", "strange"]
    assert len(session.results) == 2


def test_none_that_fits_is_said(actions, session, study, make, read, monkeypatch) -> None:
    session.set_studies((replace(study, series=study.series[:1], objects=(report("strange"),)),), ())
    monkeypatch.setattr(show_results, "series_for", lambda path, own: None)
    session.set_opened(make.opened(study.series[0]))
    said: list[ReportableError] = []
    actions.results.refused.connect(said.append)
    actions.results.show_all()
    assert "None of the results" in said[0].message


def test_without_images_the_job_says_so(actions, session, study, errors, monkeypatch) -> None:
    session.set_studies((replace(study, series=(), objects=(report(),)),), ())
    monkeypatch.setattr(show_results, "series_for", lambda path, own: None)
    actions.results.show((Path("report.dcm"),))
    assert "not listed" in errors[0].message
    # A file that is listed no more is no wish.
    actions.results.show((Path("gone.dcm"),))
    assert len(errors) == 1


def test_files_and_folders_of_an_export_without_names(study: Study, tmp_path: Path) -> None:
    assert [path.name for path in files_of(replace(study, objects=(report(),)))] == [
        "5-0.dcm",
        "5-1.dcm",
        "5-2.dcm",
        "7-0.dcm",
        "report.dcm",
    ]
    assert free_folder(tmp_path) == tmp_path
    (tmp_path / "x").touch()
    assert free_folder(tmp_path) == tmp_path / "without-names"


def test_no_study_is_not_exported(actions, tmp_path: Path) -> None:
    actions.nameless.export(tmp_path / "out")
    assert not actions.nameless.can_export()
    assert not (tmp_path / "out").exists()
