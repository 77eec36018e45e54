"""Everything a reader can do, by subject; made in `app.main`."""

from __future__ import annotations

from dataclasses import dataclass

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


@dataclass(frozen=True, eq=False)
class Actions:
    """The verbs of the product."""

    opening: OpenActions
    recent: RecentActions
    sizes: PictureSizeActions
    watch: FolderWatch
    studies: StudyIndexActions
    tags: TagActions
    panes: PaneActions
    crosshair: CrosshairActions
    mpr: MprActions
    link: LinkActions
    view: ViewActions
    cine: CineActions
    window: WindowActions
    presets: PresetActions
    lens: LensActions
    previews: LensPreviews
    figures: LensFigures
    models: RunModelActions
    importing: ImportModelActions
    giving: ExportModelActions
    measure: MeasureActions
    review: ReviewActions
    read: ReadFindingsActions
    masks: EditMaskActions
    new_masks: NewMaskActions
    brush: BrushActions
    mask_tools: MaskToolActions
    boxes: EditBoxActions
    labels: LabelSeriesActions
    annotate: AnnotateActions
    audit: AuditActions
    export: ExportActions
    results: ShowResultsActions
    nameless: DeidentifyActions
    thumbnails: Thumbnails
    teach: TeachActions
    worklist: WorklistActions

    def __post_init__(self) -> None:
        """Let a case that is complete end the mask that is edited on it; boxes are drawn from case to case."""
        self.worklist.cases.ending.connect(self.masks.done)
