"""The doctor's sentences in the language of this program."""

from PySide6.QtCore import QCoreApplication

from relay.shared.doctor.sentences import CONTEXT


def said(text: str) -> str:
    """A sentence that relay/shared/doctor marks for translators, as this program says it."""
    return QCoreApplication.translate(CONTEXT, text)
