"""The language of the window: English in the code, German from a file; Qt's own words with it."""

from __future__ import annotations

import logging

from PySide6.QtCore import QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtWidgets import QApplication

from app.state.settings import Language
from app.ui.theme import RESOURCES

_log = logging.getLogger(__name__)

TRANSLATIONS = RESOURCES / "translations"
"""``.ts`` files are what people edit, ``.qm`` what the program reads: ``lightbox_de`` has the words of the window,
``sentences_de`` those that the layers below build with `ai.words.say`; see CONTRIBUTING.md."""

_TRANSLATED = {Language.GERMAN: QLocale.Language.German}


def install_language(application: QApplication, language: Language) -> Language:
    """Let the words of widgets that are made from now on be those of a language.

    Parameters
    ----------
    application
        Its translators of an earlier call are taken away.
    language
        `Language.SYSTEM` takes that of the system where there is one of ours, else English.

    Returns
    -------
    Language
        What is spoken.
    """
    for translator in application.findChildren(QTranslator, options=Qt.FindChildOption.FindDirectChildrenOnly):
        application.removeTranslator(translator)
        translator.setParent(None)
    spoken = _of_system() if language is Language.SYSTEM else language
    if spoken not in _TRANSLATED:
        return Language.ENGLISH
    locale = QLocale(_TRANSLATED[spoken])
    qt_folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    # The one that is installed last is asked first.
    for name, folder in (("qtbase", qt_folder), ("lightbox", str(TRANSLATIONS)), ("sentences", str(TRANSLATIONS))):
        translator = QTranslator(application)
        if translator.load(locale, name, "_", folder):
            application.installTranslator(translator)
        else:
            _log.warning("The %s words of %s are missing.", spoken, name)
            translator.setParent(None)
    return spoken


def _of_system() -> Language:
    wanted = QLocale.system().language()
    return next((ours for ours, language in _TRANSLATED.items() if language == wanted), Language.ENGLISH)
