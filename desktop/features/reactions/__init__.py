"""Reactions: one button with six signs while a teacher lets people react, and what the class shows."""

from desktop.features.reactions.button import ReactButton
from desktop.features.reactions.entries import ReactionEntries
from desktop.features.reactions.row import ReactionsRow

__all__ = ["ReactButton", "ReactionEntries", "ReactionsRow"]
