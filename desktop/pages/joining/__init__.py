"""Joining a lesson by its code: the student's way in, and what the teacher shows for it."""

from desktop.pages.joining.card import JoinDialog
from desktop.pages.joining.page import JoinPage
from desktop.pages.joining.passes import PassesDialog
from desktop.pages.joining.saver import ForWhom, SheetSaver, Whom, of_lesson, these

__all__ = ["ForWhom", "JoinDialog", "JoinPage", "PassesDialog", "SheetSaver", "Whom", "of_lesson", "these"]
