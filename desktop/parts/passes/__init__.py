"""QR slips, each of which signs in one student, once."""

from desktop.parts.passes.dialog import PassesDialog
from desktop.parts.passes.saver import ForWhom, SheetSaver, Whom, of_lesson, these

__all__ = ["ForWhom", "PassesDialog", "SheetSaver", "Whom", "of_lesson", "these"]
