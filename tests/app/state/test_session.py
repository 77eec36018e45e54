"""The session files results under their series and tells what is new."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from app.state.session import Session


class News:
    """Signals told, in order."""

    def __init__(self, session: Session) -> None:
        self.told: list[str] = []
        session.studies_changed.connect(self.on_studies)
        session.volume_changed.connect(self.on_volume)
        session.slices_arrived.connect(self.on_slices)
        session.layers_changed.connect(self.on_layers)
        session.findings_changed.connect(self.on_findings)

    def on_studies(self) -> None:
        self.told.append("studies")

    def on_volume(self) -> None:
        self.told.append("volume")

    def on_slices(self) -> None:
        self.told.append("slices")

    def on_layers(self) -> None:
        self.told.append("layers")

    def on_findings(self) -> None:
        self.told.append("findings")


def test_nothing_is_open_at_first(session: Session) -> None:
    assert session.opened is None
    assert session.study is None
    assert session.layers == ()
    assert session.result is None
    assert session.measurements == ()


def test_the_study_of_the_open_series(session: Session, make) -> None:
    first, second = make.series("1"), make.series("2")
    studies = (make.study(first, uid="A"), make.study(second, uid="B"))
    session.set_studies(studies, ())
    session.set_opened(make.opened(second))
    assert session.study == studies[1]
    # listed anew, the study is found again; not listed any more, it stays: the banner must not lose its patient
    session.set_studies((), ())
    assert session.study == studies[1]


def test_a_fuller_value_of_the_same_series_is_no_other_series(session: Session, make) -> None:
    opened = make.opened(make.series(slices=3), filled=False)
    session.set_opened(opened)
    news = News(session)
    session.set_opened(replace(opened, filled=np.ones(3, dtype=np.bool_)))
    assert news.told == ["slices"]
    assert session.opened is not None
    assert session.opened.filled.all()


def test_a_result_gives_layers_and_measurements(session: Session, make) -> None:
    opened = make.opened()
    session.set_opened(opened)
    news = News(session)
    session.add_result(make.result(opened.volume))
    assert [layer.title for layer in session.layers] == ["Right lung", "Heart"]
    assert not any(layer.accepted or layer.filled for layer in session.layers)
    assert len({layer.colour for layer in session.layers}) == 2
    assert session.measurements[0].value == 0.5
    assert news.told == ["layers", "findings"]


def test_without_patient_axes_titles_tell_the_side_of_the_picture(session: Session, make) -> None:
    opened = make.opened()
    opened = replace(opened, volume=replace(opened.volume, axes_known=False))
    session.set_opened(opened)
    session.add_result(make.result(opened.volume))
    assert session.layers[0].title == "Lung, image left"


def test_a_late_result_never_shows_on_another_series(session: Session, make) -> None:
    first, second = make.opened(make.series("1")), make.opened(make.series("2"))
    session.set_opened(first)
    session.set_opened(second)
    news = News(session)
    session.add_result(make.result(first.volume))
    assert session.result is None
    assert session.layers == ()
    assert news.told == []
    session.set_opened(first)
    assert session.result is not None


def test_results_are_there_when_the_series_is_opened_anew(session: Session, make) -> None:
    series = make.series("1")
    first = make.opened(series)
    session.set_opened(first)
    session.add_result(make.result(first.volume))
    session.set_layer(1, visible=False)
    session.set_opened(make.opened(make.series("2")))
    again = make.opened(series)
    assert again.volume.source_id != first.volume.source_id
    session.set_opened(again)
    assert session.result is not None
    assert session.result.provenance.source_id == again.volume.source_id
    assert [layer.visible for layer in session.layers] == [True, False]
    # one that was started before the series was opened anew still belongs to it
    session.add_result(make.result(first.volume, "other-model"))
    assert [result.provenance.source_id for result in session.results] == [again.volume.source_id] * 2


def test_results_on_another_grid_are_let_go(session: Session, make) -> None:
    series = make.series("1")
    first = make.opened(series)
    session.set_opened(first)
    session.add_result(make.result(first.volume))
    session.set_opened(make.opened(make.series("2")))
    smaller = make.opened(series)
    session.set_opened(replace(smaller, volume=replace(smaller.volume, voxels=smaller.volume.voxels[:, :50])))
    assert session.result is None
    assert session.layers == ()


def test_a_second_run_replaces_the_result_of_the_same_model_only(session: Session, make) -> None:
    opened = make.opened()
    session.set_opened(opened)
    session.add_result(make.result(opened.volume, "one"))
    session.add_result(make.result(opened.volume, "two"))
    session.add_result(make.result(opened.volume, "one"))
    assert [result.provenance.model_id for result in session.results] == ["two", "one"]
    assert len(session.layers) == 4


@pytest.mark.parametrize("index", [0, 1, 2, 3])
def test_set_layer_changes_one(session: Session, make, index: int) -> None:
    opened = make.opened()
    session.set_opened(opened)
    session.add_result(make.result(opened.volume, "one"))
    session.add_result(make.result(opened.volume, "two"))
    news = News(session)
    session.set_layer(index, opacity=0.25)
    assert [layer.opacity for layer in session.layers] == [0.25 if number == index else 1.0 for number in range(4)]
    assert news.told == ["layers"]


def test_set_layer_refuses_a_number_that_is_not_there(session: Session, make) -> None:
    with pytest.raises(IndexError):
        session.set_layer(0, visible=False)
    session.set_opened(make.opened())
    with pytest.raises(IndexError):
        session.set_layer(0, visible=False)


def test_a_moved_caliper_measures_again_and_ends_the_interval(session: Session, make) -> None:
    opened = make.opened()
    session.set_opened(opened)
    session.add_result(make.result(opened.volume))
    news = News(session)
    session.move_caliper("cardiothoracic_ratio", 0, (0.0, 40.0, 10.0), (0.0, 40.0, 22.0))
    measurement = session.measurements[0]
    assert measurement.value == pytest.approx(12 / 40)
    assert measurement.interval is None
    assert measurement.interval_note == "Edited by the reader: the interval no longer holds."
    assert measurement.calipers[0].name == "Heart"
    assert measurement.calipers[1].end == (0.0, 45.0, 40.0)
    # what is exported is what is shown
    assert session.result is not None
    assert session.result.measurements == session.measurements
    assert news.told == ["findings"]


def test_lengths_are_in_mm_where_pixels_are_not_square(session: Session, make) -> None:
    opened = make.opened()
    affine = opened.volume.affine_lps.copy()
    affine[2, 1] = -2.0
    opened = replace(opened, volume=replace(opened.volume, affine_lps=affine))
    session.set_opened(opened)
    session.add_result(make.result(opened.volume))
    session.move_caliper("cardiothoracic_ratio", 0, (0.0, 10.0, 10.0), (0.0, 20.0, 10.0))
    assert session.measurements[0].value == pytest.approx(20.0 / 20.0)


def test_a_caliper_without_length_gives_no_division_by_zero(session: Session, make) -> None:
    opened = make.opened()
    session.set_opened(opened)
    session.add_result(make.result(opened.volume))
    session.move_caliper("cardiothoracic_ratio", 1, (0.0, 5.0, 5.0), (0.0, 5.0, 5.0))
    assert session.measurements[0].value == 0.0


def test_clear_closes_everything_and_drops_late_results(session: Session, make) -> None:
    opened = make.opened()
    session.set_studies((make.study(opened.series),), ())
    session.set_opened(opened)
    session.add_result(make.result(opened.volume))
    session.clear()
    assert (session.studies, session.opened, session.study, session.layers) == ((), None, None, ())
    session.add_result(make.result(opened.volume))
    session.set_opened(opened)
    assert session.result is None
