"""When each student was there, as strips: from the log of the lesson, read when somebody looks."""

from PySide6.QtCore import QObject, Signal

from desktop.parts.transcript import Transcript
from desktop.qt_client import QtRelayClient
from desktop.theme.pictures.spans import SpanRow, SpanRows
from desktop.theme.pictures.strips import PresenceStrip, presence_strips
from relay.protocol.attendance import AttendedSession, StudentRecord
from relay.protocol.stays import Stays


class LessonStrips(QObject):
    """Of one lesson; there are none before its log has been read."""

    changed = Signal()

    def __init__(self, relay: QtRelayClient, lesson: AttendedSession, parent: QObject) -> None:
        super().__init__(parent)
        self.lesson = lesson
        self._relay = relay
        self._log = Transcript(relay, lesson.id, self)
        self._log.changed.connect(self._on_log)

    def start(self, class_id: str) -> None:
        """Reads the log. An admin's reading of others' lessons is noted, and that is no reason for it."""
        me, welcome = self._relay.me, self._relay.welcome
        taught = {badge.id for badge in welcome.classes} if welcome else set()
        mine = me is not None and (
            me.id == self.lesson.teacher or (me.role == "teacher" and class_id in taught)
        )
        if mine:
            self._log.start()

    def strip(self, record: StudentRecord) -> tuple[SpanRows, SpanRow] | None:
        """The picture of one student, and their row of it; None as long as there is nothing to show."""
        if self._log.state != "ready" or record.evidence is None:
            return None
        stays = self._log.memories[Stays]
        accounts = (record.account, *record.evidence.came_as)
        times = sorted((stay for one in accounts for stay in stays.of.get(one, ())), key=lambda s: s.since)
        if not times:
            return None
        rows = presence_strips(stays, [PresenceStrip("", times)], self._relay.now())
        return rows, rows.rows[0]

    def _on_log(self) -> None:
        if self._log.state == "ready":
            self.changed.emit()
