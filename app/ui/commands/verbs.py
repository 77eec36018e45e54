"""What commands call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from app.actions.actions import Actions
from app.actions.export_kind import ExportKind
from app.state.session import Session
from app.ui.commands.enabled import Enabled
from app.ui.commands.on import On


class FileVerbs(Protocol):
    """What asks for a file first."""

    def choose_files(self) -> None:
        """Ask for files to open."""

    def choose_folder(self) -> None:
        """Ask for a folder to open."""

    def choose_watched_folder(self) -> None:
        """Ask for a folder to watch."""

    def choose_worklist(self) -> None:
        """Ask for the dataset whose cases are listed."""

    def export(self, kind: ExportKind) -> None:
        """Ask where something is written."""

    def export_without_names(self) -> None:
        """Ask where the study is written without names."""

    def export_png(self) -> None:
        """Ask where the picture is written."""


class DialogVerbs(Protocol):
    """What opens a window of its own."""

    def show_suggested_card(self) -> None:
        """Show the card of the suggested model."""

    def choose_model(self) -> None:
        """Ask for the file of a model, then import it."""

    def new_mask(self) -> None:
        """Ask for a mask that the reader draws."""

    def restyle_selected_mask(self) -> None:
        """Ask for another name or colour of the selected mask of the reader."""

    def find_study(self) -> None:
        """Show the search for studies that were opened before."""

    def show_tags(self) -> None:
        """Show the DICOM tags of the picture."""

    def open_lens_grid(self) -> None:
        """Show every filter on the picture, to choose from."""

    def edit_presets(self) -> None:
        """Show the window presets in a table."""

    def open_lesson(self) -> None:
        """Open the window where a model is taught."""

    def import_dataset(self) -> None:
        """Open the dialog where a dataset is made of what the site has."""

    def add_to_dataset(self) -> None:
        """Ask what of the open series goes into a dataset."""

    def export_dataset(self) -> None:
        """Show what leaves with a dataset, and ask where to."""

    def show_audit(self) -> None:
        """Show what was done with models and findings."""

    def open_log_folder(self) -> None:
        """Show the folder of the log."""

    def show_about(self) -> None:
        """Tell what program this is."""


class WindowVerbs(Protocol):
    """What only the window itself can do."""

    def open_demo(self) -> None:
        """Open the demo phantom."""

    def next_to_answer(self) -> None:
        """Conclude what is drawn; else open the next series that is not answered."""

    def clear_answers(self) -> None:
        """Take back the last corner or stroke of what is drawn; else the answers."""

    def accept_overlay(self) -> None:
        """Accept the selected finding, else all drafts."""

    def clear_within(self) -> None:
        """Clear the mask within the outline that is drawn."""

    def reject_finding(self) -> None:
        """Reject the selected finding."""

    def label_selected(self) -> None:
        """Ask what stands beside the selected annotation."""

    def calibrate(self) -> None:
        """Ask how long the selected line truly is."""

    def show_true_size(self) -> None:
        """Show a millimetre as a millimetre."""

    def show_pixels(self) -> None:
        """Show a pixel as a pixel."""

    def toggle_full_screen(self) -> None:
        """Enter or leave full screen."""

    def toggle_panels(self) -> None:
        """Show or hide both side columns."""

    def step_part(self, steps: int) -> None:
        """Put the keyboard into the next (1) or previous (-1) part of the window."""

    def show_palette(self) -> None:
        """Ask which command is wanted."""

    def show_settings(self) -> None:
        """Show the settings."""

    def show_shortcuts(self) -> None:
        """Show the shortcut sheet."""

    def dismiss_notices(self) -> None:
        """Put notices aside."""

    def leave(self) -> None:
        """Close the window."""


@dataclass(frozen=True, eq=False)
class Verbs:
    """What every file of commands may call and ask.

    Parameters
    ----------
    session
        What is open.
    actions
        What changes it.
    window, files, dialogs
        What only the window can do, what asks for a file first, and what opens a window of its own.
    when, on
        When commands make sense, and which switches are on.
    """

    session: Session
    actions: Actions
    window: WindowVerbs
    files: FileVerbs
    dialogs: DialogVerbs
    when: Enabled
    on: On
