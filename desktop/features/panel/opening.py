"""Asks before a web address that somebody wrote is opened: its host stands in the question."""

import re

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop.theme import Theme
from desktop.theme.widgets import Dialog
from desktop.web_links import Link, open_link


def ask_to_open(theme: Theme, parent: QWidget, link: Link) -> Dialog:
    """Shows the host and the whole address, and opens it with the system's browser if that is wanted."""
    translate = QCoreApplication.translate
    dialog = Dialog(theme, parent, translate("ChatLinks", "Open {host}?").format(host=link.host))
    dialog.add_text(translate("ChatLinks", "This address was written by somebody in this lesson:"))
    dialog.add_text(_breakable(link.text))
    cancel = dialog.add_button(translate("ChatLinks", "Cancel"), closes="reject")
    dialog.add_button(translate("ChatLinks", "Open in the browser"), "primary", closes="accept")
    dialog.focus_first(cancel)
    dialog.accepted.connect(lambda: open_link(link))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


def _breakable(address: str) -> str:
    """With places at which a long address may be broken into lines."""
    return re.sub(r"(?<=[/?&=#.-])|(?<=\S{30})(?=\S)", "\u200b", address)
