"""Wires from gestures to actions: what the mouse asks for in a picture, what the panels ask for."""

from __future__ import annotations

from app.actions.actions import Actions
from app.state.session import Session
from app.ui.annotation_dialogs import AnnotationDialogs
from app.ui.annotation_panel import AnnotationPanel
from app.ui.box_panel import BoxPanel
from app.ui.columns import Columns
from app.ui.dialogs import Dialogs
from app.ui.findings_panel import FindingsPanel
from app.ui.labelling_bar import LabellingBar
from app.ui.layer_panel import LayerPanel
from app.ui.lens_panel import LensPanel
from app.ui.mask_panel import MaskPanel
from app.ui.model_panel import ModelPanel
from app.ui.notices import Notices
from app.ui.plane_panel import PlanePanel
from app.ui.recent_list import RecentList
from app.ui.recent_menu import RecentMenu
from app.ui.slice_view import SliceView
from app.ui.study_browser import StudyBrowser
from app.ui.view_grid import ViewGrid
from app.ui.worklist_panel import WorklistPanel


def wire_notices(notices: Notices, actions: Actions, session: Session, dialogs: Dialogs) -> None:
    """Wire what is told in a sentence."""
    dialogs.collecting.tell(notices)
    actions.opening.scan_warned.connect(notices.show_warnings)
    for warned in (
        actions.studies.warned,
        actions.export.noted,
        actions.nameless.warned,
        session.edits_kept,
        actions.new_masks.noted,
    ):
        warned.connect(notices.show_warning)
    actions.nameless.written.connect(notices.show_done)
    for refused in (actions.window, actions.mpr, actions.results, actions.worklist, actions.boxes):
        refused.refused.connect(notices.show_error)
    actions.worklist.noted.connect(notices.show_done)
    actions.worklist.asking.refused.connect(notices.show_warning)


def wire_lists(browser: StudyBrowser, recent: tuple[RecentList, RecentMenu], actions: Actions) -> None:
    """Wire what is opened from a list."""
    browser.series_chosen.connect(actions.opening.open)
    browser.results_chosen.connect(actions.results.show)
    for each in recent:
        each.path_chosen.connect(actions.recent.open)


def wire_grid(grid: ViewGrid, actions: Actions) -> None:
    """Wire what is asked of panes as such."""
    grid.pane_pressed.connect(actions.panes.activate)
    grid.series_dropped.connect(actions.opening.open)
    grid.cine_play_requested.connect(actions.cine.toggle)
    grid.cine_rate_requested.connect(actions.cine.set_rate)
    grid.cine_bounce_requested.connect(actions.cine.toggle_bounce)
    grid.cine_close_requested.connect(actions.cine.close)


def wire_picture(view: SliceView, actions: Actions, notes: AnnotationDialogs) -> None:
    """Wire the gestures of a picture; the grid has made its pane the active one before any of them is told."""
    mouse, canvas = view.mouse, view.canvas
    mouse.scroll_requested.connect(actions.view.scroll)
    mouse.axis_requested.connect(actions.opening.step_axis)
    mouse.window_dragged.connect(actions.view.drag_window)
    mouse.zoom_requested.connect(actions.view.zoom_at)
    mouse.pan_requested.connect(actions.view.pan_to)
    mouse.maximise_requested.connect(actions.panes.toggle_maximised)
    mouse.thickness_requested.connect(actions.mpr.step_thickness)
    mouse.region_chosen.connect(actions.window.window_region)
    view.slice_requested.connect(actions.view.show_slice)
    view.plane_seen.connect(actions.view.note_seen)
    view.caliper_moved.connect(actions.measure.move_caliper)
    canvas.measuring.released.connect(actions.measure.end_move)
    canvas.splitting.moved.connect(actions.lens.move_split)
    canvas.crossing.point_moved.connect(actions.crosshair.jump)
    canvas.crossing.line_moved.connect(actions.crosshair.drag_line)
    canvas.crossing.turned.connect(actions.crosshair.turn)
    canvas.crossing.reset_requested.connect(actions.crosshair.reset_axes)
    canvas.brushing.pressed.connect(actions.brush.press)
    canvas.brushing.moved.connect(actions.brush.move)
    canvas.brushing.released.connect(actions.brush.release)
    canvas.outlining.closed.connect(actions.mask_tools.outline.fill)
    canvas.picking.picked.connect(actions.mask_tools.pick)
    canvas.picking.turned.connect(actions.mask_tools.grow.step_tolerance)
    canvas.boxing.picked.connect(actions.review.select)
    canvas.boxing.dragged.connect(actions.boxes.drag)
    canvas.boxing.released.connect(actions.boxes.release)
    canvas.box_prompting.box_drawn.connect(actions.models.boxes.draw)
    proposals = actions.masks.proposals
    canvas.proposing.stroke_begun.connect(proposals.press)
    canvas.proposing.stroke_moved.connect(proposals.move)
    canvas.proposing.stroke_ended.connect(proposals.release)
    canvas.proposing.clicked.connect(actions.models.points.click)
    drawing = canvas.annotating
    drawing.drawn.connect(actions.annotate.draw)
    drawing.changed.connect(actions.annotate.drag)
    drawing.change_ended.connect(actions.annotate.end_drag)
    drawing.picked.connect(actions.annotate.select)
    drawing.opened.connect(notes.label)


def wire_annotations(panel: AnnotationPanel, actions: Actions, notes: AnnotationDialogs) -> None:
    """Wire the list of annotations."""
    panel.chosen.connect(actions.annotate.show)
    panel.opened.connect(notes.label)
    panel.eye_toggled.connect(actions.annotate.set_visible)


def wire_ai(panels: tuple[ModelPanel, FindingsPanel, LayerPanel], actions: Actions, dialogs: Dialogs) -> None:
    """Wire models, what they found and how that is drawn."""
    models, findings, layers = panels
    models.run_requested.connect(actions.models.run)
    models.box_run_requested.connect(actions.models.boxes.run)
    models.box_cancel_requested.connect(actions.models.boxes.cancel)
    models.override_requested.connect(dialogs.ask_override)
    models.card_requested.connect(dialogs.show_card)
    models.import_requested.connect(dialogs.choose_model)
    models.model_dropped.connect(dialogs.import_model)
    findings.card_requested.connect(dialogs.show_card)
    findings.explain_requested.connect(dialogs.explain)
    findings.heat_changed.connect(actions.review.show_heat)
    findings.score_chosen.connect(actions.review.show_boxes_from)
    findings.judged.connect(actions.review.judge)
    findings.flag_requested.connect(actions.read.toggle_flag)
    findings.filter.open_only_chosen.connect(actions.read.set_open_only)
    findings.chosen.connect(actions.review.show)
    layers.layer_changed.connect(actions.measure.set_layer)
    layers.layers_changed.connect(actions.measure.set_layers)
    layers.accept_requested.connect(actions.review.accept_all)
    layers.judged.connect(actions.review.judge)
    layers.chosen.connect(actions.review.show)
    layers.edit_requested.connect(actions.masks.begin)
    layers.lock_toggled.connect(actions.masks.whole.toggle_lock)
    layers.new_requested.connect(dialogs.new_mask)
    layers.look_requested.connect(dialogs.restyle_mask)


def wire_mask(panel: MaskPanel, actions: Actions, columns: Columns) -> None:
    """Wire the mask that is edited."""
    masks, brush = actions.masks, actions.brush
    panel.begun.connect(columns.show_top)
    panel.tools.tool_chosen.connect(brush.choose_tool)
    panel.tools.radius_moved.connect(brush.set_radius)
    panel.tools.ball_toggled.connect(brush.set_ball)
    panel.tools.intensity_changed.connect(brush.set_intensity)
    operations, whole = panel.operations, masks.whole
    operations.operation_requested.connect(whole.operate)
    operations.margin_moved.connect(whole.set_margin)
    operations.smooth_moved.connect(whole.set_smooth)
    operations.least_moved.connect(whole.set_least)
    operations.plane_copied.connect(whole.copy_plane)
    operations.more.values_limited.connect(whole.limit_to)
    operations.more.values_taken.connect(whole.take_all)
    operations.more.combined.connect(whole.combine)
    panel.extent.change_toggled.connect(whole.show_change)
    panel.extent.spent.connect(whole.spend)
    growing, grow = panel.tools.growing, actions.mask_tools.grow
    growing.tolerance_moved.connect(grow.set_tolerance)
    growing.radius_moved.connect(grow.set_radius)
    growing.ball_toggled.connect(grow.set_ball)
    growing.take_requested.connect(grow.take)
    panel.proposing.tool_chosen.connect(brush.choose_tool)
    actions.models.points.offered.connect(panel.proposing.show_model)
    panel.proposing.take_requested.connect(masks.proposals.take)
    panel.proposing.give_up_requested.connect(masks.proposals.give_up)
    panel.undo_requested.connect(masks.undo)
    panel.redo_requested.connect(masks.redo)
    panel.done_requested.connect(masks.done)
    panel.discard_requested.connect(masks.discard)


def wire_boxes(shown: tuple[BoxPanel, LabellingBar], actions: Actions, columns: Columns) -> None:
    """Wire the boxes that are edited, and the answers by keys."""
    panel, bar = shown
    boxes, masks, labels = actions.boxes, actions.masks, actions.labels
    panel.begun.connect(columns.show_top)
    panel.class_chosen.connect(boxes.choose_class)
    panel.tool_requested.connect(boxes.choose_tool)
    panel.end_requested.connect(boxes.end_here)
    panel.delete_requested.connect(boxes.delete_selected)
    panel.restore_requested.connect(boxes.restore)
    panel.undo_requested.connect(masks.undo)
    panel.redo_requested.connect(masks.redo)
    panel.done_requested.connect(boxes.done)
    bar.answer_requested.connect(labels.answer)
    bar.labels_typed.connect(labels.ask)
    bar.exclusive_chosen.connect(labels.set_exclusive)
    bar.unsure_requested.connect(labels.not_sure)
    bar.clear_requested.connect(labels.clear)
    bar.next_requested.connect(labels.next)
    bar.close_requested.connect(labels.done)


def wire_worklist(panel: WorklistPanel, actions: Actions, dialogs: Dialogs) -> None:
    """Wire the worklist."""
    work = actions.worklist
    panel.opened.connect(work.open)
    panel.reader_named.connect(work.set_reader)
    panel.state_toggled.connect(work.show_state)
    panel.order_chosen.connect(work.sort)
    panel.model_chosen.connect(work.choose_model)
    panel.ask_requested.connect(work.ask)
    panel.stop_requested.connect(work.asking.stop)
    panel.blinded_toggled.connect(work.set_blinded)
    panel.answered.connect(work.answer)
    panel.settled.connect(work.double.settle)
    panel.reopen_requested.connect(work.reopen)
    panel.step_requested.connect(work.step)
    panel.flag_requested.connect(work.flag)
    panel.complete_requested.connect(work.complete_and_go_on)
    panel.agreement_requested.connect(work.double.compare)
    panel.others_requested.connect(work.double.show_others)
    panel.close_requested.connect(work.close)
    work.double.compared.connect(dialogs.show_agreement)
    work.double.reader_changed.connect(dialogs.close_agreement)
    work.asking.follow(actions.models)


def wire_planes(panel: PlanePanel, actions: Actions) -> None:
    """Wire the choice of planes and slab."""
    panel.direction_chosen.connect(actions.mpr.show_direction)
    panel.projection_chosen.connect(actions.mpr.choose_projection)
    panel.slab_off_requested.connect(actions.mpr.slab_off)
    panel.thickness_moved.connect(actions.mpr.set_thickness)


def wire_lens(panel: LensPanel, actions: Actions, dialogs: Dialogs) -> None:
    """Wire the lens."""
    panel.filter_chosen.connect(actions.lens.choose)
    panel.filter_added.connect(actions.lens.add)
    panel.move_requested.connect(actions.lens.move)
    panel.remove_requested.connect(actions.lens.remove)
    panel.grid_requested.connect(dialogs.open_lens_grid)
    panel.off_requested.connect(actions.lens.off)
    panel.value_moved.connect(actions.lens.set_value)
    actions.figures.figures_changed.connect(panel.show_figures)
    panel.preset_chosen.connect(actions.lens.set_values)
    panel.through_requested.connect(actions.lens.toggle_through)
    panel.split_requested.connect(actions.lens.toggle_split)
    panel.beside_requested.connect(actions.lens.show_beside)
    panel.defaults_requested.connect(actions.lens.restore_defaults)
