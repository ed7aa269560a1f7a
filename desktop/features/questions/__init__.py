"""Questions: a board of what the class wants to know, and asking without one's name."""

from desktop.features.questions.board import QuestionsPanel
from desktop.features.questions.switch import QuestionsSwitch
from desktop.features.questions.words import missed_words, sentences, unsent_text, unsent_words

__all__ = [
    "QuestionsPanel",
    "QuestionsSwitch",
    "missed_words",
    "sentences",
    "unsent_text",
    "unsent_words",
]
