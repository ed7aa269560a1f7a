"""Slides: decks of pages that a teacher shows, and which of them is before whom."""

from desktop.features.slides.panel import SlidesStage
from desktop.features.slides.sending_strip import SendingStrip
from desktop.features.slides.words import (
    figure_labels,
    missed_words,
    sentences,
    unsent_text,
    unsent_words,
)

__all__ = [
    "SendingStrip",
    "SlidesStage",
    "figure_labels",
    "missed_words",
    "sentences",
    "unsent_text",
    "unsent_words",
]
