"""Keeps what is being written in a room, so that it is there again when the person or the program is."""

import msgspec
from PySide6.QtCore import QObject

from desktop.features.chat.addressing import MessageDraft
from desktop.features.chat.composer import Composer
from desktop.qt_client import QtRoomClient


class DraftKeeper(QObject):
    """Takes up what was being written when the person left or the program ended, and keeps it from now on."""

    def __init__(self, room: QtRoomClient, composer: Composer) -> None:
        super().__init__(composer)
        self._room, self._composer = room, composer
        composer.input.textChanged.connect(self._begin)
        try:
            draft = msgspec.json.decode(room.draft or "{}", type=MessageDraft)
        except msgspec.MsgspecError:
            return  # of another version
        if draft.text:
            composer.take_up(draft)

    def _begin(self) -> None:
        """That something is being written is known at once; what it is, once `keep` is called."""
        if bool(self._composer.draft.text.strip()) is not bool(self._room.draft):
            self.keep()

    def keep(self) -> None:
        """Puts it where the program ending does not lose it."""
        draft = msgspec.structs.replace(self._composer.draft, about="")  # it may be hidden meanwhile
        self._room.keep_draft(msgspec.json.encode(draft).decode() if draft.text.strip() else "")
