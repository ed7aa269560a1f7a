"""Sends a room's commands in order, and keeps each until it is answered."""

import logging
import math
from collections.abc import Callable, Iterable, Sequence

import msgspec

from desktop.client.callbacks import Callbacks
from desktop.client.clock import Clock, Timer
from desktop.client.outbox import HeldFile, Outbox, PendingCommand
from desktop.client.state import is_later
from relay.protocol.base import Event, Reply, RoomCommand, RoomRole
from relay.protocol.log import Answered
from relay.protocol.refusals import RETRY_SECONDS, TOO_FAST, UNKNOWN_TYPE, Refused
from relay.shared.token_bucket import TokenBucket

RESEND_SECONDS = 10.0
"""A command that has no answer on a line that stands is sent again after so long, with the same ref."""
MARGIN_SECONDS = 0.05
"""The relay counts from when a thing arrives: one that travels faster than the one before comes early."""
LOOK_SECONDS = 0.1
"""How soon it is looked again whether something said before this room was opened is on the disk by now."""

log = logging.getLogger(__name__)


class CommandQueue:
    """What waits in one room. ``resume`` and ``pause`` follow the line.

    Commands of one subject go one at a time. Others need not wait behind them: a hand that goes up does not
    wait behind a message that the pause holds back, nor, behind what came too soon, does what says so itself
    (``goes_past``).
    """

    def __init__(
        self,
        outbox: Outbox,
        send: Callable[[RoomCommand], bool],
        now: Callable[[], int],
        clock: Clock,
        instead: Callable[[RoomCommand], RoomCommand | None],
        *,
        background: bool,
    ) -> None:
        """``instead``: what a relay is asked that does not know a command.

        ``background``: the person is not in the room; only what lasts is sent.
        """
        self.on_changed: Callbacks[[]] = Callbacks()
        self.on_refused: Callbacks[[PendingCommand]] = Callbacks()
        self._outbox, self._send, self._now, self._clock = outbox, send, now, clock
        self._instead = instead
        self._buckets: dict[type[RoomCommand], TokenBucket] = {}
        self._role: RoomRole | None = None
        self._upto = 0
        """Up to where in the log everything is told."""
        self._open = False
        self._background = background
        self._timer = Timer(self._pump)

    @property
    def waiting(self) -> list[PendingCommand]:
        """Everything unanswered or refused, in the order of saying."""
        return list(self._outbox.kept)

    def bring_to_front(self) -> None:
        """The person has come into the room: everything is sent."""
        self._background = False
        self._pump()

    def add_command(
        self,
        command: RoomCommand,
        files: Sequence[HeldFile] = (),
        *,
        line_is_down: bool,
        gathers: float = 0.0,
    ) -> PendingCommand:
        """Takes a command in, last in its subject, with what it names that is to be sent before.

        ``gathers``: so many seconds it stays here, so that others may `replace` it.
        """
        now = self._now()
        if line_is_down:
            command = _said(command, now)
        waiting = PendingCommand(command.ref, command, "waiting", "", now, files=list(files))
        waiting.not_before = self._clock.running() + gathers if gathers else 0.0
        self._outbox.add_command(waiting, self._pump)
        self.on_changed.emit()
        return waiting

    def replace(self, waiting: PendingCommand, command: RoomCommand, gathers: float = 0.0) -> None:
        """Another in the place of one that `may_change`, with the same ref."""
        waiting.command, waiting.not_before = command, self._clock.running() + gathers
        self._outbox.save_command(waiting, self._pump)
        self.on_changed.emit()

    def hurry(self, waiting: PendingCommand) -> None:
        """It gathers no more."""
        if waiting.may_change:
            waiting.not_before = 0.0
            self._pump()

    def outbox_grew(self) -> None:
        """The outbox holds more than before."""
        self.on_changed.emit()
        self._pump()

    def discard(self, ref: str) -> PendingCommand | None:
        """Forgets one; what was already sent may still be told."""
        waiting = self._find(ref)
        if waiting is not None:
            self._outbox.remove_command(waiting)
            self.on_changed.emit()
            self._pump()
        return waiting

    def go_on(self) -> None:
        """What a command needed is there now."""
        self.on_changed.emit()
        self._pump()

    def refuse_command(self, waiting: PendingCommand, code: str) -> None:
        """What it names can't be sent."""
        if waiting in self._outbox.kept and waiting.state != "refused":
            self._refuse(waiting, code)
            self._pump()

    def try_held(self) -> None:
        """The relay may take now what it would take only later: it is asked again."""
        for waiting in self._outbox.kept:
            waiting.not_before = 0.0
        self._pump()

    def resume(self, role: RoomRole) -> None:
        """The room may be spoken in: what was sent without an answer goes again, then the rest."""
        if role != self._role:
            self._role = role
            self._buckets.clear()
        self._open = True
        for waiting in self._outbox.kept:
            if waiting.state == "sent":
                waiting.state = "waiting"
        self._pump()

    def pause(self) -> None:
        """The line is down. What has no answer yet will be shown with the time at which it was said."""
        self._open = False
        self._timer.stop()
        for waiting in self._outbox.kept:
            if waiting.state != "refused":
                waiting.state = "waiting"
                waiting.command = _said(waiting.command, waiting.since)
        self.on_changed.emit()

    def refuse_all(self, code: str) -> None:
        """Nothing can be said here any more: what is unanswered is refused with this code."""
        self._open = False
        self._timer.stop()
        for waiting in self.waiting:
            if waiting.state != "refused":
                self._refuse(waiting, code)

    def refuse_passing(self, code: str) -> None:
        """The person goes: what made sense only in the room is refused with this code, the rest waits on."""
        self.pause()
        for waiting in self.waiting:
            if waiting.state != "refused" and not waiting.command.lasting:
                self._refuse(waiting, code)

    def handle_reply(self, word: Reply) -> bool:
        """Takes in an answer; whether it was one to something of this room."""
        waiting = self._find(word.ref)
        if waiting is None:
            return False
        if isinstance(word, Refused):
            older = self._instead(waiting.command) if word.code == UNKNOWN_TYPE.name else None
            if older is not None:
                waiting.command, waiting.state = older, "waiting"
            elif is_later(word.code, word.retry):
                self._hold(waiting, word)
            else:
                self._refuse(waiting, word.code)
        elif isinstance(word, Answered):
            waiting.answered_upto = word.last
            waiting.state = "sent"
            if word.last <= self._upto:  # what must not show who asked is told before its asker is answered
                self._outbox.remove_command(waiting)
                self.on_changed.emit()
        else:
            self._outbox.remove_command(waiting)
            self.on_changed.emit()
        self._pump()
        return True

    def drop_answered(self, events: Iterable[Event], me: str, upto: int) -> None:
        """Events came, up to this place in the log: what they answer is no longer waiting."""
        self._upto = upto
        before = len(self._outbox.kept)
        if not before:
            return
        answered = {event.ref for event in events if event.by in (me, "")}
        for waiting in self.waiting:
            if waiting.ref in answered or 0 < waiting.answered_upto <= upto:
                self._outbox.remove_command(waiting)
        if len(self._outbox.kept) != before:
            self.on_changed.emit()
            self._pump()

    def _pump(self) -> None:
        """Sends what may go now, and comes back when the next may."""
        if not self._open:
            return
        now, next_at, sent = self._clock.running(), math.inf, False
        for waiting in self._heads():
            bucket = self._bucket(waiting.command)
            if waiting.state == "sent":
                due = waiting.sent_at + RESEND_SECONDS
            elif not waiting.may_go:
                if waiting.safe:
                    continue  # whoever sends its files comes back
                next_at = min(next_at, now + LOOK_SECONDS)
                continue
            else:
                pause = bucket.wait(now) if bucket else 0.0
                due = max(waiting.not_before, now + pause + (MARGIN_SECONDS if pause else 0.0))
            if due <= now:
                if not self._send(waiting.command):
                    return
                if bucket and waiting.state != "sent":
                    bucket.take(now)
                waiting.state, waiting.code, waiting.due, waiting.sent_at, sent = "sent", "", 0, now, True
                waiting.left = True
                due = now + RESEND_SECONDS
            next_at = min(next_at, due)
        if next_at < math.inf:
            self._timer.start(max(0.001, next_at - now))
        if sent:
            self.on_changed.emit()

    def _heads(self) -> list[PendingCommand]:
        """The first of each subject that still waits for an answer, and the first that goes past it.

        Nothing goes past what the relay takes from nobody just now: it would stand before what was said
        first.
        """
        heads: dict[tuple[str, bool], PendingCommand] = {}
        for waiting in self._outbox.kept:
            if waiting.state != "refused" and (not self._background or waiting.command.lasting):
                subject = type(waiting.command).__module__
                head = heads.setdefault((subject, False), waiting)
                if head.held and head.code == TOO_FAST.name and waiting.command.goes_past(head.command):
                    heads.setdefault((subject, True), waiting)
        return list(heads.values())

    def _bucket(self, command: RoomCommand) -> TokenBucket | None:
        """What keeps such commands to the relay's pace, if it has one for them."""
        kind = type(command)
        pace = kind.pace.get(self._role) if self._role else None
        return self._buckets.setdefault(kind, TokenBucket(*pace)) if pace else None

    def _hold(self, waiting: PendingCommand, no: Refused) -> None:
        seconds = no.retry or RETRY_SECONDS
        waiting.state, waiting.code = "waiting", no.code
        waiting.not_before, waiting.due = self._clock.running() + seconds, self._now() + round(seconds * 1000)
        self.on_changed.emit()

    def _refuse(self, waiting: PendingCommand, code: str) -> None:
        waiting.state, waiting.code = "refused", code
        self._outbox.save_state(waiting)
        self.on_changed.emit()
        self.on_refused.emit(waiting)

    def _find(self, ref: str) -> PendingCommand | None:
        return next((waiting for waiting in self._outbox.kept if waiting.ref == ref), None)


def lasting(waiting: Iterable[PendingCommand]) -> bool:
    """Whether any of it is still to be sent, and worth it without its person in the room."""
    return any(one.state != "refused" and one.command.lasting for one in waiting)


def _said(command: RoomCommand, at: int) -> RoomCommand:
    """The command with the time at which it was said, if it is of a kind that carries one."""
    if getattr(command, "said_at", None) == 0:
        return msgspec.structs.replace(command, said_at=at)
    return command
