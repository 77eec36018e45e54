"""Actions without a window."""

from __future__ import annotations

import pytest

from app.actions.actions import Actions
from app.actions.export import ExportActions
from app.actions.lens import LensActions
from app.actions.lens_previews import LensPreviews
from app.actions.measure import MeasureActions
from app.actions.open import OpenActions
from app.actions.panes import PaneActions
from app.actions.run_model import RunModelActions
from app.actions.teach import TeachActions
from app.actions.thumbnails import Thumbnails
from app.actions.view import ViewActions
from app.state.model_list import ModelList


@pytest.fixture
def models(make) -> ModelList:
    models = ModelList(make.library(make.card("ct-organs", modalities=("CT",), title="Organs"), make.card()))
    models.refresh()
    return models


@pytest.fixture
def actions(session, view, runner, worker, models, make, tmp_path) -> Actions:
    lens = LensActions(session, view, runner)
    opening = OpenActions(session, runner)
    return Actions(
        opening=opening,
        panes=PaneActions(session, opening),
        view=ViewActions(session, view, runner),
        lens=lens,
        previews=LensPreviews(session, view, lens, runner),
        models=RunModelActions(session, models, runner, worker),
        measure=MeasureActions(session),
        export=ExportActions(session, runner),
        thumbnails=Thumbnails(runner),
        teach=TeachActions(models, make.library(), runner, folder=tmp_path / "teaching"),
    )
