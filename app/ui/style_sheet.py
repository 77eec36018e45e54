"""The style sheet of the window, written for one palette."""

from __future__ import annotations

from pathlib import Path

from app.ui.palette import Palette

_ICONS = (Path(__file__).resolve().parents[2] / "resources" / "icons").as_posix()


def style_sheet(p: Palette) -> str:
    """Write the rules of all widgets; what a single widget needs stands here too, under its class name or role."""
    return "\n".join((_frame(p), _menus(p), _buttons(p), _fields(p), _lists(p), _words(p), _parts(p)))


def _frame(p: Palette) -> str:
    return f"""
    QMainWindow, QDialog {{ background: {p.window}; }}
    QToolTip {{ background: {p.raised}; color: {p.text}; border: 1px solid {p.line}; padding: 4px 6px; }}
    QSplitter::handle {{ background: {p.line}; }}
    QSplitter::handle:horizontal {{ width: 1px; }}
    QScrollArea, QScrollArea > QWidget > QWidget {{ background: {p.panel}; border: 0; }}
    ImportModelDialog QScrollArea, ImportModelDialog QScrollArea > QWidget > QWidget,
    TeachPlanPage QScrollArea, TeachPlanPage QScrollArea > QWidget > QWidget {{ background: {p.window}; }}
    QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
    QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
    QScrollBar::handle {{ background: {p.edge}; border-radius: 3px; margin: 2px; min-height: 28px; min-width: 28px; }}
    QScrollBar::handle:hover {{ background: {p.dim}; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
    QProgressBar {{ background: {p.hover}; border: 0; border-radius: 3px; max-height: 6px; min-height: 6px; }}
    QProgressBar::chunk {{ background: {p.accent}; border-radius: 3px; }}
    """


def _menus(p: Palette) -> str:
    return f"""
    QMenuBar {{ background: {p.window}; padding: 2px 6px; }}
    QMenuBar::item {{ padding: 4px 9px; border-radius: 4px; background: transparent; color: {p.dim}; }}
    QMenuBar::item:selected {{ background: {p.hover}; color: {p.text}; }}
    QMenu {{ background: {p.raised}; border: 1px solid {p.line}; padding: 4px; }}
    QMenu::item {{ padding: 5px 26px 5px 10px; border-radius: 4px; color: {p.text}; }}
    QMenu::item:selected {{ background: {p.selected}; }}
    QMenu::item:disabled {{ color: {p.faint}; }}
    QMenu::separator {{ height: 1px; background: {p.line}; margin: 4px 6px; }}
    QMenu::icon {{ padding-left: 8px; }}
    QToolBar {{ background: {p.window}; border: 0; border-bottom: 1px solid {p.line}; padding: 3px 8px; spacing: 2px; }}
    QToolBar::separator {{ width: 1px; background: {p.line}; margin: 5px 7px; }}
    """


def _buttons(p: Palette) -> str:
    return f"""
    QToolButton {{ background: transparent; border: 0; border-radius: 5px; padding: 5px; color: {p.text}; }}
    QToolButton:hover {{ background: {p.hover}; }}
    QToolButton:pressed, QToolButton:checked {{ background: {p.selected}; }}
    QToolButton:focus {{ outline: 0; border: 1px solid {p.accent}; padding: 4px; }}
    QToolButton::menu-indicator {{ image: none; width: 0; }}
    QToolButton[wide="true"] {{ padding: 5px 9px; background: {p.raised}; }}
    QToolButton[wide="true"]:hover {{ background: {p.hover}; }}
    QToolButton[wide="true"]:disabled {{ color: {p.faint}; }}
    QWidget[row="true"] {{ border-radius: 4px; min-height: 24px; }}
    QWidget[row="true"]:hover {{ background: {p.hover}; }}
    QWidget[row="true"][selected="true"] {{ background: {p.selected}; }}
    QToolButton[segment="true"] {{
        background: {p.raised}; color: {p.dim}; border-radius: 4px; padding: 4px 2px; font-size: 12px;
    }}
    QToolButton[segment="true"]:hover {{ background: {p.hover}; color: {p.text}; }}
    QToolButton[segment="true"]:checked {{ background: {p.selected}; color: {p.text}; }}
    QToolButton[segment="true"]:disabled {{ color: {p.faint}; }}
    QToolButton[answer] {{
        background: {p.raised}; color: {p.text}; border: 1px solid {p.edge}; border-radius: 4px; padding: 3px 6px;
    }}
    QToolButton[answer]:hover {{ background: {p.hover}; }}
    QToolButton[answer="yes"] {{ border-color: {p.done}; color: {p.done}; font-weight: 600; }}
    QToolButton[answer="no"] {{ color: {p.faint}; }}
    QToolButton[answer="not_sure"] {{ border-color: {p.warning}; color: {p.warning}; }}
    QToolButton[quiet="true"]:checked {{ background: transparent; }}
    QToolButton[quiet="true"] {{ padding: 3px; }}
    QToolButton[quiet="true"]:focus {{ padding: 2px; }}
    QToolButton[fold="true"] {{ background: transparent; color: {p.dim}; padding: 2px 0; margin-left: -4px; }}
    QToolButton[slim="true"] {{ padding: 2px 6px; }}
    QPushButton {{
        background: {p.raised}; border: 1px solid {p.edge}; border-radius: 5px; padding: 6px 14px; color: {p.text};
    }}
    QPushButton:hover {{ background: {p.hover}; }}
    QPushButton:focus {{ border-color: {p.accent}; }}
    QPushButton:disabled {{ color: {p.faint}; background: {p.panel}; border-color: {p.line}; }}
    QPushButton[primary="true"] {{
        background: {p.action}; border-color: {p.action}; color: {p.on_action}; font-weight: 600;
    }}
    QPushButton[primary="true"]:hover {{ background: {p.action_hover}; }}
    QPushButton[primary="true"]:focus {{ border-color: {p.text}; }}
    QPushButton[primary="true"]:disabled {{ background: {p.raised}; border-color: {p.line}; color: {p.faint}; }}
    QPushButton[flat="true"] {{ background: transparent; border: 0; color: {p.accent}; padding: 0; }}
    QPushButton[flat="true"]::menu-indicator {{ image: none; width: 0; }}
    QPushButton[flat="true"]:hover {{ color: {p.text}; }}
    QPushButton[flat="true"]:focus {{ text-decoration: underline; }}
    QPushButton[flat="true"]:disabled {{ background: transparent; border: 0; color: {p.faint}; }}
    QRadioButton::indicator {{
        width: 10px; height: 10px; border-radius: 7px; border: 2px solid {p.edge}; background: {p.window};
    }}
    QRadioButton::indicator:checked {{ border-color: {p.accent}; background: {p.accent}; }}
    QRadioButton:focus {{ color: {p.accent}; }}
    QCheckBox::indicator {{
        width: 14px; height: 14px; border-radius: 3px; border: 1px solid {p.edge}; background: {p.raised};
    }}
    QCheckBox::indicator:checked {{
        border-color: {p.action}; background: {p.action}; image: url("{_ICONS}/tick.svg");
    }}
    QCheckBox::indicator:disabled {{ border-color: {p.line}; background: {p.panel}; }}
    QCheckBox:focus {{ color: {p.accent}; }}
    """


def _fields(p: Palette) -> str:
    return f"""
    QPlainTextEdit {{
        background: {p.raised}; border: 1px solid {p.edge}; border-radius: 5px; padding: 2px 4px; color: {p.text};
        selection-background-color: {p.action}; selection-color: {p.on_action}; placeholder-text-color: {p.dim};
    }}
    QPlainTextEdit:focus {{ border-color: {p.accent}; }}
    QLineEdit, QComboBox, QSpinBox, QDoubleSpinBox, QKeySequenceEdit > QLineEdit {{
        background: {p.raised}; border: 1px solid {p.edge}; border-radius: 5px; padding: 4px 8px; min-height: 20px;
        color: {p.text}; selection-background-color: {p.action}; selection-color: {p.on_action};
        placeholder-text-color: {p.dim};
    }}
    QLineEdit:focus, QComboBox:focus, QSpinBox:focus, QDoubleSpinBox:focus {{ border-color: {p.accent}; }}
    QLineEdit:disabled, QComboBox:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled {{
        color: {p.faint}; background: {p.panel}; border-color: {p.line};
    }}
    QAbstractSpinBox > QLineEdit, QComboBox > QLineEdit {{
        border: 0; padding: 0; min-height: 0; background: transparent;
    }}
    QComboBox::drop-down {{ border: 0; width: 22px; }}
    QComboBox::down-arrow {{ image: url("{_ICONS}/arrow-down.svg"); width: 14px; height: 14px; }}
    QComboBox QAbstractItemView {{
        background: {p.raised}; border: 1px solid {p.line}; color: {p.text}; outline: 0;
        selection-background-color: {p.selected}; selection-color: {p.text};
    }}
    QSpinBox::up-button, QDoubleSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::down-button {{
        border: 0; width: 18px; background: transparent;
    }}
    QDoubleSpinBox[bare="true"] {{ padding: 4px 0; }}
    QDoubleSpinBox[slim="true"] {{ padding: 1px 0; font-size: 12px; }}
    QDoubleSpinBox[bare="true"]::up-button, QDoubleSpinBox[bare="true"]::down-button {{ width: 0; }}
    QDoubleSpinBox[bare="true"]::up-arrow, QDoubleSpinBox[bare="true"]::down-arrow {{ image: none; width: 0; }}
    QSpinBox::up-arrow, QDoubleSpinBox::up-arrow {{ image: url("{_ICONS}/arrow-up.svg"); width: 12px; height: 12px; }}
    QSpinBox::down-arrow, QDoubleSpinBox::down-arrow {{
        image: url("{_ICONS}/arrow-down.svg"); width: 12px; height: 12px;
    }}
    QSlider::groove:horizontal {{ height: 4px; background: {p.hover}; border-radius: 2px; }}
    QSlider::sub-page:horizontal {{ background: {p.edge}; border-radius: 2px; }}
    QSlider::handle:horizontal {{ background: {p.dim}; width: 12px; height: 12px; margin: -4px 0; border-radius: 6px; }}
    QSlider::handle:horizontal:hover, QSlider::handle:horizontal:focus {{ background: {p.text}; }}
    """


def _lists(p: Palette) -> str:
    return f"""
    QTreeView {{ background: {p.panel}; border: 1px solid transparent; outline: 0; }}
    QTreeView:focus, QTableView:focus, QListView:focus {{ border-color: {p.accent}; }}
    QTreeView::item:selected, QTreeView::item:hover, QTreeView::branch {{ background: transparent; }}
    QTreeView[rows="true"]::item:selected, QTreeView[rows="true"]::branch:selected {{ background: {p.selected}; }}
    QTreeView[rows="true"]::item {{ padding: 0 6px; color: {p.text}; }}
    QListView[pages="true"] {{ padding-top: 10px; }}
    QListView[pages="true"]::item {{ padding: 7px 16px; }}
    QTableView, QListView {{
        background: {p.panel}; border: 1px solid transparent; outline: 0; color: {p.text}; gridline-color: {p.line};
        selection-background-color: {p.selected}; selection-color: {p.text};
    }}
    QTableView::item, QListView::item {{ padding: 3px 6px; }}
    QTableView::item:selected, QListView::item:selected {{ background: {p.selected}; color: {p.text}; }}
    QTableView QLineEdit, QTableView QComboBox, QTableView QSpinBox, QTableView QDoubleSpinBox {{
        padding: 0 4px; border-radius: 0;
    }}
    QHeaderView, QTableCornerButton::section {{ background: {p.window}; border: 0; }}
    QHeaderView::section {{
        background: {p.window}; color: {p.dim}; border: 0; border-bottom: 1px solid {p.line}; padding: 5px 6px;
    }}
    QTabBar::tab {{ background: transparent; color: {p.dim}; padding: 6px 12px; border-bottom: 2px solid transparent; }}
    QTabBar::tab:selected {{ color: {p.text}; border-bottom-color: {p.accent}; }}
    QTabBar::tab:hover, QTabBar::tab:focus {{ color: {p.accent}; }}
    QTabWidget::pane {{ border: 0; border-top: 1px solid {p.line}; }}
    """


def _words(p: Palette) -> str:
    return f"""
    QLabel[role="title"] {{ color: {p.dim}; font-size: 11px; font-weight: 600; }}
    QLabel[role="dim"] {{ color: {p.dim}; }}
    QLabel[role="step"] {{ color: {p.faint}; font-weight: 600; }}
    QLabel[role="done"] {{ color: {p.done}; }}
    HeldOutRow QLabel[role="done"] {{ font-size: 12px; }}
    QLabel[role="small"] {{ color: {p.dim}; font-size: 12px; }}
    QLabel[role="warning"] {{ color: {p.warning}; font-size: 12px; }}
    QLabel[role="error"] {{ color: {p.error}; }}
    QLabel[role="alarm"] {{
        background: {p.alarm}; color: {p.on_alarm}; border-radius: 4px; padding: 3px 6px; font-weight: 600;
    }}
    QLabel[role="accent"] {{ color: {p.accent}; }}
    QLabel[role="value"] {{ font-size: 24px; font-weight: 600; }}
    QLabel[role="strong"] {{ font-weight: 600; }}
    QLabel[role="heading"] {{ font-size: 17px; font-weight: 600; }}
    """


def _parts(p: Palette) -> str:
    return f"""
    QFrame[role="panel"], StudyBrowser {{ background: {p.panel}; }}
    QFrame[role="line"] {{ background: {p.line}; min-height: 1px; max-height: 1px; }}
    QFrame[role="bar"] {{ background: {p.window}; border-top: 1px solid {p.line}; }}
    QFrame[role="banner"] {{ background: {p.panel}; border-bottom: 1px solid {p.line}; }}
    QFrame[role="labelling"] {{ background: {p.panel}; border-bottom: 2px solid {p.warning}; }}
    QLabel[role="mode"] {{ color: {p.warning}; font-size: 11px; font-weight: 600; }}
    QFrame[role="notice"] {{ background: {p.raised}; border: 1px solid {p.edge}; border-radius: 6px; }}
    ViewGrid {{ background: {p.stage}; }}
    EmptyState {{ background: {p.stage}; }}
    EmptyState QLabel {{ color: {p.on_stage}; }}
    EmptyState QLabel[role="dim"], EmptyState QLabel[role="small"], EmptyState QLabel[role="title"] {{
        color: {p.on_stage_dim};
    }}
    EmptyState QPushButton {{ border-color: {p.stage_edge}; }}
    EmptyState QPushButton[flat="true"] {{ color: {p.on_stage}; }}
    EmptyState QPushButton[flat="true"]:hover, EmptyState QPushButton[flat="true"]:focus {{
        text-decoration: underline;
    }}
    EmptyState QPushButton[flat="true"]:disabled {{ color: {p.stage_edge}; text-decoration: none; }}
    """
