"""Coming into a room: asks until there is an answer, waits outside, or reads on where the lesson is over."""

from collections.abc import Callable
from typing import Literal

from desktop.client.callbacks import Callbacks
from desktop.client.clock import Timer
from desktop.client.session_log import SessionLog
from desktop.client.state import is_later
from relay.protocol.base import RoomCommand
from relay.protocol.entering import LESSON_LOCKED, EnterRoom, Waiting
from relay.protocol.log import ReadLog
from relay.protocol.refusals import RETRY_SECONDS, SESSION_NOT_LIVE, Refused
from relay.shared.ids import new_ref

ANSWER_SECONDS = 10.0

Outside = Literal["", "waiting", "locked"]


class Entering:
    """One question at a time, which goes on from where the log is."""

    def __init__(
        self, log: SessionLog, send: Callable[[RoomCommand], bool], ask_later: Callable[[], None]
    ) -> None:
        """``ask_later``: called when it is time to ask once more."""
        self._log, self._send = log, send
        self.ref = ""
        """Of the question that has no answer yet."""
        self.reading = False
        """The lesson is over: what is missing of its log is read page by page."""
        self.outside: Outside = ""
        """What keeps this person out for now: a teacher has to let them in, or the lesson is locked."""
        self.place = 0
        """Among those who wait, from 1; 0: not told."""
        self.before = ("", "")
        """The class and the teacher of the lesson before which one waits; empty: not told."""
        self.on_outside_changed: Callbacks[[]] = Callbacks()
        self._retry = Timer(ask_later)

    def ask(self) -> None:
        """Asks to come in, or to read on; nothing happens while the line is down."""
        log, self.ref = self._log, new_ref()
        if self.reading:
            ask: RoomCommand = ReadLog(ref=self.ref, session=log.session_id, after=log.upto, compressed=True)
        else:
            ask = EnterRoom(
                ref=self.ref,
                session=log.session_id,
                epoch=log.epoch,
                after=log.upto,
                seen=log.seen,
                seen_ref=log.seen_ref,
                compressed=True,
            )
        if self._send(ask):
            self.ask_again(ANSWER_SECONDS)

    def ask_again(self, seconds: float) -> None:
        """It is asked once more after so long, unless there is an answer before."""
        self._retry.start(seconds)

    def stop_asking(self) -> None:
        """There is an answer, or none is waited for any more."""
        self._retry.stop()
        self.ref = ""

    def set_outside(self, outside: Outside) -> None:
        """Where the person is left standing; nowhere once they are in."""
        if outside != self.outside:
            self.outside, self.place = outside, 0
            self.on_outside_changed.emit()

    def wait(self, word: Waiting) -> None:
        """A teacher has to let this person in."""
        self.stop_asking()
        self.before = word.class_name, word.teacher_name
        self.set_outside("waiting")

    def set_place(self, place: int) -> None:
        """So many are before them, and they themselves."""
        if self.outside == "waiting" and place != self.place:
            self.place = place
            self.on_outside_changed.emit()

    def handle_refusal(self, no: Refused) -> str:
        """Tries in another way or later; the final code where there is no other."""
        self.stop_asking()
        if is_later(no.code, no.retry):
            if no.code == LESSON_LOCKED.name:
                self.set_outside("locked")
            self.ask_again(no.retry or RETRY_SECONDS)
        elif no.code == SESSION_NOT_LIVE.name and not self.reading:
            self.reading = True
            self.ask()
        else:
            return SESSION_NOT_LIVE.name if self.reading else no.code
        return ""
