"""What this person shows the class: sends it, and knows how long it is seen and when they may react again."""

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.features.panel import PanelContext
from desktop.features.reactions.signs import SHOWN_MS
from relay.protocol.lesson import Lesson
from relay.protocol.mutes import Mutes
from relay.protocol.reactions import React, ReactionRules, Sign

PAUSE_MS = round(1_000 / React.pace["student"].rate) + 250
"""As long as the relay wants between two, and a little more: they do not travel equally fast."""


class OwnReaction(QObject):
    """One's own sign, for as long as others see it."""

    changed = Signal()

    def __init__(self, context: PanelContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self.sign: Sign | None = None
        self._seen = QTimer(self, singleShot=True, interval=SHOWN_MS)
        self._seen.timeout.connect(self.forget)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.changed)

    def react(self, sign: Sign) -> None:
        """Shows it; nothing happens where that can't be."""
        room = self._context.room
        if not self.why_not() and room.send_moment(React(session=room.session_id, sign=sign)):
            self.sign = sign
            self._seen.start()
            self._pause.start()
            self.changed.emit()

    def forget(self) -> None:
        """Nobody sees it any more."""
        self.sign = None
        self._seen.stop()
        self.changed.emit()

    @property
    def paused(self) -> bool:
        """Whether it is too soon for another one."""
        return self._pause.isActive()

    def why_not(self) -> str:
        """Why one can't react just now, in a sentence; empty if one can."""
        context = self._context
        if not context.memory(ReactionRules).on:
            return self.tr("Your teacher has switched reactions off.")
        if not context.room.is_in:
            return self.tr("You can react when you are back online.")
        if not context.teaches and context.memory(Lesson).paused:
            return self.tr("You can react when the teacher is back.")
        if not context.teaches and context.memory(Mutes).silences(context.me):
            return self.tr("You can react when the teacher lets you write again.")
        if self.paused:
            return self.tr("You can react again in a moment.")
        return ""
