"""The lines over the field of one who writes: what the words in it are for, and the ways out of that."""

from typing import Literal

from PySide6.QtWidgets import QWidget

from desktop.features.chat.strips import PrivateStrip, Strip
from desktop.theme import Theme
from desktop.theme.widgets import Button, IconButton
from desktop.translating import translate


class ComposerStrips:
    """Made with their buttons; the composer shows and hides them."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        def way(strip: Strip, icon: Literal["x", "chevron-down"], name: str, size: int = 32) -> IconButton:
            button = IconButton(theme, icon, name, size=size, parent=strip)
            strip.add(button)
            return button

        self.correcting = Strip(theme, "pencil", "accent_ink", parent)
        self.keep = way(self.correcting, "x", translate("Composer", "Leave the message as it was"))
        self.answering = Strip(theme, "reply", "ok_ink", parent)
        self.next = way(self.answering, "chevron-down", translate("Composer", "Next open question"))
        self.stop = way(self.answering, "x", translate("Composer", "Do not answer"))
        self.replying = Strip(theme, "reply", "accent_ink", parent)
        self.no_reply = way(self.replying, "x", translate("Composer", "Do not reply to it"))
        self.spared = PrivateStrip(theme, parent)
        words = translate("Composer", "Write to the teacher")
        self.to_teachers = Button(theme, words, icon="lock", small=True, parent=self.spared)
        self.spared.add(self.to_teachers)
        self.alone = PrivateStrip(theme, parent)
        self.to_all = way(self.alone, "x", translate("Composer", "Write to everyone again"), 28)

    @property
    def all(self) -> tuple[QWidget, ...]:
        """From the top."""
        return self.correcting, self.answering, self.replying, self.spared, self.alone
