"""Slides: decks of pages that a teacher shows, and which of them is before whom."""

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from desktop.features.slides.panel import SlidesStage
from desktop.features.slides.sending_strip import SendingStrip

__all__ = ["SendingStrip", "SlidesStage", "sentences"]

translate = QCoreApplication.translate


def sentences() -> Mapping[str, str]:
    return {
        "no_such_deck": translate("Slides", "These pages were removed. Show others."),
        "no_such_page": translate("Slides", "This page is not there any more. Choose another."),
        "too_many_decks": translate(
            "Slides", "This lesson has as many files with pages as it may have. Remove one first."
        ),
        "too_many_pages": translate("Slides", "No file may have more pages. Choose one with fewer."),
        "deck_finished": translate(
            "Slides", "All pages of this file are here already. Choose the file again to show it anew."
        ),
        "not_on_stage": translate("Slides", "Something else is shown by now. Show the pages again first."),
    }
