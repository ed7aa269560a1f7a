"""Work: files handed out, what students hand in for them, and what is given back."""

from desktop.features.work.board import WorkPanel
from desktop.features.work.card import WorkCard
from desktop.features.work.words import figure_labels, missed_words, sentences, unsent_text, unsent_words

__all__ = [
    "WorkCard",
    "WorkPanel",
    "figure_labels",
    "missed_words",
    "sentences",
    "unsent_text",
    "unsent_words",
]
