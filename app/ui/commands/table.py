"""One table of all commands: menus, toolbar, shortcuts, palette and the shortcut sheet come from it."""

from __future__ import annotations

from app.actions.actions import Actions
from app.state.session import Session
from app.ui.commands.ai import ai_commands
from app.ui.commands.box import box_commands
from app.ui.commands.command import Command
from app.ui.commands.dataset import dataset_commands
from app.ui.commands.edit import edit_commands
from app.ui.commands.enabled import Enabled
from app.ui.commands.file import file_commands
from app.ui.commands.help import help_commands
from app.ui.commands.label import label_commands
from app.ui.commands.layout import layout_commands
from app.ui.commands.lens import lens_commands
from app.ui.commands.mask import mask_commands
from app.ui.commands.measure import measure_commands
from app.ui.commands.on import On
from app.ui.commands.planes import plane_commands
from app.ui.commands.read import read_commands
from app.ui.commands.slices import slice_commands
from app.ui.commands.tools import tool_commands
from app.ui.commands.verbs import DialogVerbs, FileVerbs, Verbs, WindowVerbs
from app.ui.commands.view import view_commands
from app.ui.commands.window import window_commands
from app.ui.commands.worklist import worklist_commands


def command_table(
    session: Session, actions: Actions, window: WindowVerbs, files: FileVerbs, dialogs: DialogVerbs
) -> tuple[Command, ...]:
    """List every command, in the order of menus and sheet."""
    verbs = Verbs(session, actions, window, files, dialogs, Enabled(session, actions), On(session))
    return (
        *file_commands(verbs),
        *edit_commands(verbs),
        *view_commands(verbs),
        *tool_commands(verbs),
        *slice_commands(verbs),
        *lens_commands(verbs),
        *window_commands(verbs),
        *measure_commands(verbs),
        *layout_commands(verbs),
        *plane_commands(verbs),
        *ai_commands(verbs),
        *read_commands(verbs),
        *mask_commands(verbs),
        *dataset_commands(verbs),
        *box_commands(verbs),
        *label_commands(verbs),
        *worklist_commands(verbs),
        *help_commands(verbs),
    )
