"""Actions without a window."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import app.actions.filling as filling_module
import app.actions.first_picture as first_picture_module
from ai.progress import Progress
from app.actions.actions import Actions
from app.actions.annotate import AnnotateActions
from app.actions.audit import AuditActions
from app.actions.brush_mask import BrushActions
from app.actions.cine import CineActions
from app.actions.crosshair import CrosshairActions
from app.actions.deidentify import DeidentifyActions
from app.actions.edit_box import EditBoxActions
from app.actions.edit_mask import EditMaskActions
from app.actions.export import ExportActions
from app.actions.export_model import ExportModelActions
from app.actions.import_model import ImportModelActions
from app.actions.label_series import LabelSeriesActions
from app.actions.lens import LensActions
from app.actions.lens_figures import LensFigures
from app.actions.lens_previews import LensPreviews
from app.actions.link import LinkActions
from app.actions.mask_tools import MaskToolActions
from app.actions.measure import MeasureActions
from app.actions.mpr import MprActions
from app.actions.new_mask import NewMaskActions
from app.actions.open import OpenActions
from app.actions.panes import PaneActions
from app.actions.picture_size import PictureSizeActions
from app.actions.presets import PresetActions
from app.actions.read_findings import ReadFindingsActions
from app.actions.recent import RecentActions
from app.actions.review import ReviewActions
from app.actions.run_model import RunModelActions
from app.actions.show_results import ShowResultsActions
from app.actions.study_index import StudyIndexActions
from app.actions.tags import TagActions
from app.actions.teach import TeachActions
from app.actions.thumbnails import Thumbnails
from app.actions.view import ViewActions
from app.actions.watch import FolderWatch
from app.actions.window import WindowActions
from app.actions.worklist import WorklistActions
from app.dicom.series import Series
from app.dicom.series_load import OpenSeries
from app.imaging.window import Window
from app.index.database import Database
from app.index.study_index import StudyIndex
from app.state.model_list import ModelList
from app.state.recent import RecentPaths
from app.state.settings_store import SettingsStore
from app.state.user_presets import UserPresets
from tests.app.actions.mpr_scan import opened_ct


@pytest.fixture
def models(make) -> ModelList:
    models = ModelList(make.library(make.card("ct-organs", modalities=("CT",), title="Organs"), make.card()))
    models.refresh()
    return models


@pytest.fixture
def actions(qapp, session, view, runner, worker, models, make, tmp_path) -> Actions:
    lens = LensActions(session, view, runner)
    crosshair = CrosshairActions(session)
    brush, annotate = BrushActions(session), AnnotateActions(session)
    masks = EditMaskActions(session, runner, brush=brush, annotate=annotate)
    opening = OpenActions(session, runner)
    settings = SettingsStore()
    index = StudyIndex(Database(tmp_path / "studies.sqlite3"))
    return Actions(
        opening=opening,
        recent=RecentActions(RecentPaths(), opening, runner, settings, None),
        sizes=PictureSizeActions(session, opening),
        watch=FolderWatch(session, opening, runner),
        studies=StudyIndexActions(session, opening, runner, index, settings),
        tags=TagActions(session, view, runner),
        panes=PaneActions(session, opening),
        crosshair=crosshair,
        mpr=MprActions(session, crosshair),
        link=LinkActions(session),
        view=ViewActions(session, view, runner),
        cine=CineActions(session),
        window=WindowActions(session, view, runner),
        presets=PresetActions(session, view, UserPresets(None)),
        lens=lens,
        previews=LensPreviews(session, view, lens, runner),
        figures=LensFigures(session, view, runner),
        models=RunModelActions(session, models, runner, worker),
        importing=ImportModelActions(models, make.library(), runner),
        giving=ExportModelActions(runner, models),
        measure=MeasureActions(session),
        review=ReviewActions(session),
        read=ReadFindingsActions(session),
        masks=masks,
        new_masks=NewMaskActions(session, runner, masks),
        brush=brush,
        mask_tools=MaskToolActions(session, runner, brush),
        boxes=EditBoxActions(session, models, masks=masks, annotate=annotate),
        labels=LabelSeriesActions(session, opening, models),
        annotate=annotate,
        audit=AuditActions(session, runner, None),
        export=ExportActions(session, runner),
        results=ShowResultsActions(session, opening, runner),
        nameless=DeidentifyActions(session, runner),
        thumbnails=Thumbnails(runner),
        teach=TeachActions(models, make.library(), runner, folder=tmp_path / "teaching"),
        worklist=WorklistActions(session, opening, models, worker, runner, settings, tmp_path / "worklist"),
    )


@pytest.fixture
def decoded(make, monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int | None]]:
    """(slices of the series, slice asked for) of every opening; nothing is read from a disk."""
    seen: list[tuple[int, int | None]] = []

    def opened(series: Series, *, first: int | None = None) -> OpenSeries:
        seen.append((series.slice_count, first))
        made = make.opened(series, filled=False)
        made.filled[:] = False
        made.filled[series.slice_count // 2 if first is None else first] = True
        return made

    def filled(opened: OpenSeries, *, focus: Callable[[], int], progress: Progress) -> OpenSeries:
        opened.filled[:] = True
        return opened

    monkeypatch.setattr(first_picture_module, "open_series", opened)
    monkeypatch.setattr(filling_module, "fill", filled)
    return seen


@pytest.fixture
def ct(make, session) -> OpenSeries:
    """A scan that planes can be cut from, in the active pane at its middle slice."""
    opened = opened_ct(make)
    session.set_opened(opened)
    session.panes.active.update(index=10, voi=Window(40.0, 400.0))
    session.panes.active.starting_voi = Window(40.0, 400.0)
    return opened


@pytest.fixture
def mpr(actions, ct):
    """The three planes and the slices."""
    actions.mpr.toggle()
    return actions.mpr
