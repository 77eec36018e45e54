"""The composition root: demo, screenshot, what happens without a screen."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import cv2
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

import app.actions.demo as demo_module
import app.main as main_module
from ai.errors import ReportableError, WorkerFailed
from app.dicom.phantom_study import write_phantom_study
from app.errors import ExportError
from app.state.settings import Settings, load_settings


@pytest.fixture(autouse=True)
def own_process(qapp: QApplication, worker, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Keep what belongs to the process: theme, switch interval, settings, log."""
    style, font, palette, interval = qapp.styleSheet(), qapp.font(), qapp.palette(), sys.getswitchinterval()
    monkeypatch.setattr(main_module, "Worker", lambda **options: worker)
    monkeypatch.setattr(main_module, "log_file", lambda: tmp_path / "log" / "lightbox.log")
    monkeypatch.setattr(main_module, "default_path", lambda: tmp_path / "settings.toml")
    monkeypatch.setattr(demo_module, "write_phantom_study", small_phantom)
    yield
    sys.setswitchinterval(interval)
    qapp.setStyleSheet(style)
    qapp.setFont(font)
    qapp.setPalette(palette)


def small_phantom(folder: Path, *, seed: int, progress) -> None:
    write_phantom_study(folder, seed=seed, with_ct=False, size_px=320, progress=progress)


@pytest.mark.parametrize("size", [(1280, 800), (1600, 1000)])
def test_the_demo_saves_its_picture_and_ends(tmp_path: Path, worker, size: tuple[int, int]) -> None:
    path = tmp_path / "demo.png"
    assert main_module.demo(screenshot=path, seed=2, size=size) == 0
    picture = cv2.imread(str(path))
    assert picture.shape == (size[1], size[0], 3)
    assert worker.ran == ["cxr-anatomy"]
    assert worker.closed == 1
    # colours of the overlay and the white of the picture: the pane was painted
    assert picture.max() == 255
    assert picture.std() > 20
    assert [file.name for file in tmp_path.iterdir()] == ["demo.png"]


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(ExportError):
        main_module.demo(screenshot=tmp_path / "none" / "demo.png")


def test_a_model_that_fails_fails_the_demo(tmp_path: Path, worker) -> None:
    worker.error = WorkerFailed("The process ended.", "Run it again.")
    with pytest.raises(ReportableError, match="The process ended"):
        main_module.demo(screenshot=tmp_path / "demo.png")
    assert list(tmp_path.glob("*.png")) == []


def test_without_a_model_the_demo_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(main_module, "default_folders", tuple)
    with pytest.raises(ReportableError, match="No installed model"):
        main_module.demo(screenshot=tmp_path / "demo.png")


def test_run_opens_what_it_is_given_and_remembers_the_window(
    make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    viewers: list[main_module.Viewer] = []
    make_viewer = main_module._viewer

    def watched(**settings: Path | None) -> main_module.Viewer:
        viewers.append(make_viewer(**settings))
        viewers[0].session.volume_changed.connect(viewers[0].window.close)
        QTimer.singleShot(20_000, viewers[0].window.close)
        return viewers[0]

    monkeypatch.setattr(main_module, "_viewer", watched)
    opened: list[str] = []
    monkeypatch.setattr(main_module, "WindowHook", lambda window: opened.append("hooked") or sys.excepthook)
    hook = sys.excepthook
    assert main_module.run([make.scan(tmp_path / "ct")]) == 0
    assert sys.excepthook is hook
    assert opened == ["hooked"]
    assert load_settings(tmp_path / "settings.toml") != Settings()


def test_without_a_screen_there_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(ReportableError, match="no screen"):
        main_module.run([])


def test_the_window_does_not_load_torch() -> None:
    import subprocess

    code = "import app.main, sys; sys.exit('torch' in sys.modules or 'monai' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
