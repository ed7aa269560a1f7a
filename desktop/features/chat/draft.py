"""Keeps what is unfinished in a room, so that it is there again when the person or the program is."""

import msgspec
from PySide6.QtCore import QObject

from desktop.features.chat.addressing import MessageDraft
from desktop.features.chat.composer import Composer
from desktop.features.chat.private import PrivateNews
from desktop.qt_client import QtRoomClient


class Unfinished(MessageDraft, frozen=True):
    """What was being written, and up to which message private words wait for nothing any more."""

    private_done: int = 0


class DraftKeeper(QObject):
    """Takes up what was unfinished when the person left or the program ended, and keeps it from now on."""

    def __init__(self, room: QtRoomClient, composer: Composer, private: PrivateNews) -> None:
        super().__init__(composer)
        self._room, self._composer, self._private = room, composer, private
        composer.input.textChanged.connect(self._begin)
        private.changed.connect(self.keep)
        try:
            kept = msgspec.json.decode(room.draft or "{}", type=Unfinished)
        except msgspec.MsgspecError:
            kept = Unfinished()  # of another version
        self._written = bool(kept.text)
        private.done_upto = kept.private_done
        if kept.text:
            composer.take_up(kept)

    def _begin(self) -> None:
        """That something is being written is known at once; what it is, once `keep` is called."""
        if bool(self._composer.draft.text.strip()) is not self._written:
            self.keep()

    def keep(self) -> None:
        """Puts it where the program ending does not lose it."""
        draft, done = self._composer.draft, self._private.done_upto
        self._written = bool(draft.text.strip())
        if not self._written:
            draft = MessageDraft()
        kept = Unfinished(**msgspec.structs.asdict(draft), private_done=done)
        kept = msgspec.structs.replace(kept, about="")  # it may be hidden meanwhile
        self._room.keep_draft(msgspec.json.encode(kept).decode() if self._written or done else "")
