"""The doctor's sentences in the language of this program."""

from PySide6.QtCore import QCoreApplication

from relay.protocol.doctor.sentences import CONTEXT


def said(text: str) -> str:
    """A sentence that relay/protocol/doctor marks for translators, as this program says it."""
    return QCoreApplication.translate(CONTEXT, text)
